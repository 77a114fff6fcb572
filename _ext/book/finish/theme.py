"""Light pages: one style sheet and one script for the whole site, icons and rules that are used only.

The theme's own files make a page of 0.9 MB (gzip), most of it icons and rules that no page shows. When all pages have
been written, their style sheets are cut to what some page needs and joined, their scripts are joined and deferred, and
the icon font is cut to the icons shown. Nothing of the theme's behaviour is lost but tabs and toggles, which this book
does not use; a page that does is warned about. Pages of an earlier build that were not written anew are brought up to
date too, so that a build in steps gives the same site as one from nothing.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
import shutil
from pathlib import Path
from typing import cast

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util import logging

from book import subset_fonts
from book.finish import pictures, purge_css, theme_html
from book.finish.pages import Site

LOGGER = logging.getLogger(__name__)
ICONS = "vendor/fontawesome/webfonts/fa-{}.woff2"  # in the theme's static folder
IMPORT = re.compile(r"@import\s+url\(([^)]+)\)\s*;")
NAMELESS = f"_static/{{}}.{'0' * 16}.{{}}"
FACE = re.compile(r"@font-face\{[^}]*\}")
MENDS = {  # what of the theme's script is replaced
    # Its way to find the boxes that scroll is slow; ours stands at the end.
    "tab stops": (r'"complete"===document\.readyState\?(\w+)\(\):window\.addEventListener\("load",\1\)', "0"),
    # It marks a section when its heading comes by, which a reader who turns whole pages jumps over: watch the sections.
    "watched headings": (r'return (\w+)\.querySelector\(":is\(h1,h2,h3,h4,h5,h6\)"\)\|\|\1', r"return \1"),
    "marked section": (
        r"if\((\w+)\)return;const (\w)=(\w)\.filter\(\3=>\3\.isIntersecting\)\.pop\(\);if\(!\2\)return;"
        r"const n=\2\.target;(\w+)\((\w+)\.get\(n\)\)",
        r"\3.forEach(x=>{x.target.isHere=x.isIntersecting});if(\1)return;"
        r"const n=Array.from(\5.keys()).filter(x=>x.isHere).pop();n&&\4(\5.get(n))",
    ),
}
SCROLLABLE = Path(__file__).parent / "scrollable.js"
UNUSED_FEATURES = (  # the classes of one element, and whose script this book leaves out
    ({"sd-tab-set"}, "tabs"),
    ({"toggle"}, "toggles"),
    ({"admonition", "dropdown"}, "folded admonitions (the directive {dropdown} needs no script)"),
)
DEAD_WEIGHT = (
    "scripts",
    "styles",
    "vendor",
    "locales",
    "basic.css",
    "togglebutton.*",
    "design-tabs.js",
    "*-macros.html",
)


def make_light(site: Site) -> None:
    """Rewrite the pages that come from the theme, and what they load."""
    out = site.out
    if not site.fresh:
        return
    for picture in (out / "_images").glob("*.svg"):
        pictures.rewrite(picture)
    if not any(theme_html.LATE in site.pages[path] for path in site.fresh):
        LOGGER.warning("the theme has changed: no page settles its colours as theme_html expects", type="finish")
    stock = {path: site.pages[path] for path in sorted(site.fresh)}
    site.pages |= {path: light(site.app, path, html) for path, html in stock.items()}
    found = theme_html.loads(next(iter(stock.values())))
    script = "\n;\n".join((out / what).read_text("utf-8") if kind == "src" else what for kind, what in found.scripts)
    script = mended(without_map(script))
    others = "".join(path.read_text("utf-8") for path in sorted((out / "_static").rglob("*.js")) if names_classes(path))
    style = style_of(site.app, found.styles, "".join(site.pages.values()), script + others)
    names = [publish(out, "style", ".css", style), publish(out, "site", ".js", script)]
    for name in names:
        kind, _, ending = Path(name).name.split(".")
        old = re.compile(rf"_static/{kind}\.[0-9a-f]{{16}}\.{ending}")
        site.pages = {path: old.sub(name, html) for path, html in site.pages.items()}
    joined = [*found.styles, *(what for kind, what in found.scripts if kind == "src")]
    drop_dead_weight(out / "_static", joined, names)
    shown = "".join(site.pages.values())
    for picture in (out / "_images").glob("*"):
        if picture.name not in shown:  # of an earlier build: a notebook that runs anew names its figures anew
            picture.unlink()


def light(app: Sphinx, path: Path, html: str) -> str:
    """Return a page that loads one style sheet and one script, whose addresses are still open (NAMELESS).

    They get their names when all pages are known, from which follows what the style sheet holds.
    """
    warn_of_unused(html, path)
    html = theme_html.rewrite(
        html, NAMELESS.format("style", "css"), NAMELESS.format("site", "js"), path.name == "search.html"
    )
    title = re.search(r"<title>(.*?)(?: &#8212;|</title>)", html, re.DOTALL)
    words = title[1].strip() if title else ""
    return theme_html.describe(theme_html.settle_images(html, path.parent), words or app.config.html_title)


def names_classes(path: Path) -> bool:
    """Whether a script, beside the theme's own, may put classes of the theme on a page, whose rules must then stay."""
    return path.parent.name == "live" or path.name in ("progress.js", "searchtools.js")


def style_of(app: Sphinx, sources: list[str], pages: str, scripts: str) -> str:
    """Return the one style sheet of the site."""
    static = Path(app.outdir) / "_static"
    words = purge_css.words_in(pages) | purge_css.words_in(scripts)
    css = "".join(purge_css.purge(whole(Path(app.outdir), source), words) for source in sources)
    own = "".join(
        path.read_text("utf-8") for path in sorted(static.rglob("*.css")) if path.parent.name in ("live", "katex")
    )
    css = purge_css.drop_idle_variables(css, own + scripts + "".join(re.findall(r'style="[^"]*"', pages)))
    shown = {
        style
        for style in ("solid-900", "regular-400", "brands-400")
        if f"fa-{style.split('-')[0]}" in words_shown(pages)
    }
    icons = subset_fonts.icons_in(css)
    return subset_fonts.renamed(FACE.sub(lambda match: face(app, match[0], shown, icons), css))


def whole(out: Path, source: str) -> str:
    """Return a style sheet with those that it imports, its addresses as seen from _static/."""
    folder = Path(source).parent
    css = purge_css.move_urls((out / source).read_text("utf-8"), folder.relative_to("_static").as_posix())
    return IMPORT.sub(lambda match: whole(out, posixpath.normpath(f"_static/{match[1]}")), css)


def words_shown(pages: str) -> set[str]:
    return set(re.findall(r"\bfa-[a-z]+", pages)) | {"fa-solid"}  # the style sheet itself shows solid icons


def face(app: Sphinx, rule: str, shown: set[str], icons: set[str]) -> str:
    """Return a font-face rule with a font of the icons shown only, or nothing where none of its icons is."""
    match = re.search(r"/fa-([\w-]+)\.woff2", rule)
    if match is None:
        return rule
    if match[1] not in shown:
        return ""
    original = next(
        path
        for folder in cast(StandaloneHTMLBuilder, app.builder).theme.get_theme_dirs()
        if (path := Path(folder, "static", ICONS.format(match[1]))).exists()
    )
    target = Path(app.outdir) / "_static" / f"icons-{match[1]}.woff2"
    subset_fonts.subset_font(original, target, icons)
    version = hashlib.sha256(target.read_bytes()).hexdigest()[:8]
    return re.sub(r"src:[^}]*", f'src:url({target.name}?v={version}) format("woff2")', rule)


def publish(out: Path, kind: str, ending: str, text: str) -> str:
    """Write a file named after its content and return its address from the root."""
    name = f"_static/{kind}.{hashlib.sha256(text.encode()).hexdigest()[:16]}{ending}"
    (out / name).write_text(text, "utf-8", newline="\n")
    return name


def without_map(script: str) -> str:
    return re.sub(r"^//# sourceMappingURL=.*$", "", script, flags=re.MULTILINE)


def mended(script: str) -> str:
    """Return the theme's script with what it does badly replaced."""
    for name, (pattern, replacement) in MENDS.items():
        script, replaced = re.subn(pattern, replacement, script)
        if replaced != 1:
            LOGGER.warning("the theme's script has changed: its %s is not where it was", name, type="finish")
    return script + SCROLLABLE.read_text("utf-8")


def warn_of_unused(html: str, path: Path) -> None:
    elements = {frozenset(names.split()) for names in re.findall(r'class="([^"]*)"', html)}
    for classes, feature in UNUSED_FEATURES:
        if any(classes <= names for names in elements):
            LOGGER.warning("%s uses %s, whose script this book leaves out", path.name, feature, type="finish")


def drop_dead_weight(static: Path, joined: list[str], kept: list[str]) -> None:
    """Delete what no page loads any more; Sphinx copies its own files anew in each build."""
    patterns = [*DEAD_WEIGHT, *(name.removeprefix("_static/") for name in joined), "style.*.css", "site.*.js"]
    for path in {path for pattern in patterns for path in static.glob(pattern)}:
        if path.is_dir():
            shutil.rmtree(path)
        elif f"_static/{path.name}" not in kept:
            path.unlink(missing_ok=True)
