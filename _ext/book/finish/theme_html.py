"""The tags by which a page loads styles, scripts and pictures, found and rewritten: pure functions, no Sphinx.

The theme puts a dozen style sheets and a dozen blocking scripts into every page. `loads` lists them, `rewrite` puts one
tag for one joined file in their place and drops those that no page of this book uses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape, unescape
from pathlib import Path

from book.finish import dark_figures

STYLE = re.compile(r'\s*<link\b(?=[^>]*rel="stylesheet")[^>]*href="([^"?]*)[^"]*"[^>]*>')
SCRIPT = re.compile(r'\s*<script\b(?![^>]*type="application)([^>]*)>(.*?)</script>', re.DOTALL)
PRELOAD = re.compile(r'\s*(?:<!--[^>]*-->\s*)?<link\b(?=[^>]*rel="preload")[^>]*>')
SOURCE = re.compile(r'\bsrc="([^"?]*)')
VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>')
IMAGE = re.compile(r'<img\b(?![^>]*\bwidth=)([^>]*?\bsrc="([^"]+\.svg)"[^>]*?)\s*/?>')
SIZE = re.compile(
    r'<svg\b[^>]*?\bwidth="([\d.]+)(pt|px)?"[^>]*?\bheight="([\d.]+)|<svg\b[^>]*?\bheight="([\d.]+)(pt|px)?"[^>]*?\bwidth="([\d.]+)'
)
# Not joined: styles that only some pages need, and the joined one itself on a page that was rewritten before.
STAYS = re.compile(r"_static/(katex/|live/|style\.[0-9a-f]{16}\.css)|(?!_static/)")
UNUSED = ("fontawesome.js", "togglebutton.js", "design-tabs.js")
SEARCH = ("searchtools.js", "language_data.js", "searchindex.js")
# The theme's own script settles "auto" when it arrives: all styles anew, and a white flash for a reader in the dark.
LATE = 'document.documentElement.dataset.theme = localStorage.getItem("theme") || "auto";'
# Who comes to the top of a page need not wait until all of it is laid out: its sections follow when the page is idle,
# one in each frame (the style is in book.css), but the first Lab's as soon as it can be mounted. Who comes to a place
# in a page needs all that stands above it.
EARLY = """{
      const { dataset } = document.documentElement;
      const dark = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
      dataset.theme = /^(light|dark)$/.test(dataset.mode) ? dataset.mode : dark;
      const fresh = performance.getEntriesByType("navigation")[0]?.type === "navigate";
      if (fresh && !location.hash) {
        dataset.comes = "to-the-top";
        const sections = ".bd-article > section > section";
        const layOut = (section) => section?.style.setProperty("content-visibility", "visible");
        const idle = self.requestIdleCallback ?? setTimeout;
        const follow = ([next, ...others]) => next && idle(() => {
          layOut(next);
          requestAnimationFrame(() => follow(others));
        });
        const firstLab = () => document.querySelector("[data-widget$=Lab]");
        addEventListener("DOMContentLoaded", () => layOut(firstLab()?.closest(sections)));
        addEventListener("load", () => follow(document.querySelectorAll(sections)));
      }
    }"""
OPTION = re.compile(r"\btoggle(HintShow|HintHide|OpenOnPrint|buttonSelector)\b|\.pagename\s*=")


@dataclass
class Loads:
    """What a page loads: style sheets by address from the site's root, scripts likewise or as text, in order."""

    styles: list[str] = field(default_factory=list)
    scripts: list[tuple[str, str]] = field(default_factory=list)  # ("src", address) or ("text", code)


def root_of(html: str) -> str:
    """Return the way from a page to the site's root, "" or "../"."""
    found = re.search(r'data-content_root="([^"]*)"', html)
    if found is None:
        raise ValueError("a page does not say where the site's root is (data-content_root): the theme has changed")
    return found[1].removeprefix("./")


def loads(html: str) -> Loads:
    """Return the stock styles and scripts that one file of each will stand for."""
    root, found = root_of(html), Loads()
    for href in STYLE.findall(html):
        address = href.removeprefix(root)
        if not STAYS.match(address):
            found.styles.append(address)
    for attributes, code in SCRIPT.findall(html):
        if kind := _kind(attributes, code):
            source = SOURCE.search(attributes)
            if kind == "joined":
                found.scripts.append(("src", source[1].removeprefix(root)) if source else ("text", code.strip()))
    return found


def rewrite(html: str, style: str, script: str, is_search: bool) -> str:
    """Return a stock page that loads `style` and `script` (addresses from the root) in place of the theme's files."""
    root, placed = root_of(html), {"style": False, "script": False}

    def link(match: re.Match) -> str:
        address = match[1].removeprefix(root)
        if STAYS.match(address):
            return match[0]
        first, placed["style"] = not placed["style"], True
        return f'\n    <link rel="stylesheet" href="{root}{style}">' if first else ""

    def run(match: re.Match) -> str:
        kind = _kind(match[1], match[2])
        if kind == "search":
            deferred = match[0] if "defer" in match[1] else match[0].replace("<script", "<script defer", 1)
            return deferred if is_search else ""
        if kind == "joined":
            first, placed["script"] = not placed["script"], True
            return f'\n    <script defer src="{root}{script}"></script>' if first else ""
        return "" if kind == "unused" else match[0]

    html = SCRIPT.sub(run, PRELOAD.sub("", STYLE.sub(link, html))).replace(LATE, EARLY)
    first = VIEWPORT.search(html)
    return html if first is None else html[: first.end()] + VIEWPORT.sub("", html[first.end() :])


def _kind(attributes: str, code: str) -> str:
    """Return what becomes of a script: joined with the others, search, unused, or "" (it stays)."""
    source = SOURCE.search(attributes)
    if source is None:
        stays = "cfasync" in attributes or not re.match(r"\s*(DOCUMENTATION_OPTIONS\.|let toggle|var toggle)", code)
        return "" if stays else "unused" if OPTION.search(code) else "joined"
    name = source[1].rsplit("/", 1)[-1]
    if name in UNUSED:
        return "unused"
    if name in SEARCH:
        return "search"
    stock = "/scripts/" in source[1] or "defer" not in attributes
    return "joined" if stock and "_static/" in source[1] and "/site." not in source[1] else ""


def settle_images(html: str, folder: Path) -> str:
    """Give every SVG picture of a page in `folder` the size that it will take, and load it when it comes near.

    A figure that has a dark form stands there twice; the theme's classes show one of the two, from one file.
    """

    def settled(match: re.Match) -> str:
        svg = (folder / unescape(match[2])).read_text("utf-8", errors="replace")
        found = SIZE.search(svg[:2000])
        if not found:
            return match[0]
        width, unit, height = found.groups()[:3] if found[1] else (found[6], found[5], found[4])
        scale = 4 / 3 if unit == "pt" else 1
        numbers = f'width="{float(width) * scale:.0f}" height="{float(height) * scale:.0f}"'
        light = f'<img{match[1]} {numbers} loading="lazy" decoding="async">'
        if not dark_figures.is_two_themed(svg):
            return light
        dark = light.replace(f'"{match[2]}"', f'"{match[2]}#{dark_figures.ID}"', 1)
        return classed(light, "only-light") + classed(dark, "only-dark")

    return IMAGE.sub(settled, html)


def classed(image: str, name: str) -> str:
    """Add a class to the tag of a picture."""
    if 'class="' in image:
        return image.replace('class="', f'class="{name} ', 1)
    return image.replace("<img", f'<img class="{name}"', 1)


def describe(html: str, title: str) -> str:
    """Add a description of the page, its first sentences, for search engines and previews."""
    if '<meta name="description"' in html:
        return html
    body = html[html.find("<article") :]
    why = re.search(r'<section id="why-this-matters">.*?<p>(.*?)</p>', body, re.DOTALL)
    first = why or re.search(r"<p>(.*?)</p>", body, re.DOTALL)
    plain = unescape(" ".join(re.sub(r"<[^>]*>", "", first[1] if first else title).split()))
    words = plain if len(plain) <= 160 else plain[:158].rsplit(" ", 1)[0] + " …"
    text = escape(words)
    tags = f'<meta name="description" content="{text}">\n    <meta property="og:description" content="{text}">'
    tags += (
        f'\n    <meta property="og:title" content="{escape(title)}">\n    <meta property="og:type" content="article">'
    )
    return html.replace("<title>", f"{tags}\n    <title>", 1)
