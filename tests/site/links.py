"""The links of a built site, and which of them lead nowhere. Leaves out what scripts add to a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, unquote, urldefrag, urlsplit

from live_widgets.state import STATE_FILE, from_script

ADDRESSES = ("href", "src", "poster", "data", "xlink:href")
SETS = ("srcset", "imagesrcset")
IN_STYLES = re.compile(r"url\(\s*[\"']?(?!data:)([^\"')]+)")
STATE = re.compile(rf"(?:\.\./)*_static/live/{STATE_FILE}\w+\.js")
SWITCHES = ("hide=", "answers=")  # what a teacher may add to the address of any page


class Page(HTMLParser):
    """One page's own anchors, the Labs in it, and the addresses that it names, each with its tag."""

    def __init__(self, html: str, models: dict[str, dict]) -> None:
        super().__init__()
        self.anchors, self.links, self.has_base = {"", "top"}, [], False
        self.feed(html)
        specs = [spec for model in models.values() if isinstance(spec := model["state"].get("spec"), dict)]
        self.labs = {f"lab-{quote(spec['id'].removeprefix('lab-'))}" for spec in specs if "arrays" in spec}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what one tag names."""
        attributes = {name: value for name, value in attrs if value is not None}
        if tag == "base":
            self.has_base = True
            return
        self.anchors |= {attributes["id"]} if "id" in attributes else set()
        self.anchors |= {attributes["name"]} if tag == "a" and "name" in attributes else set()
        found = [attributes[name] for name in ADDRESSES if name in attributes]
        found += [part.split()[0] for name in SETS for part in attributes.get(name, "").split(",") if part.strip()]
        found += IN_STYLES.findall(attributes.get("style", ""))
        self.links += [(tag, address.strip()) for address in found]


@cache
def read_page(path: Path) -> Page:
    """Parse a page once."""
    html = path.read_text("utf-8")
    state = STATE.search(html)
    return Page(html, from_script((path.parent / state[0]).read_text("utf-8")) if state else {})


def html_files(site: Path) -> list[Path]:
    """Every page of a site."""
    return sorted(path for path in site.rglob("*.html") if "_static" not in path.parts)


def is_external(address: str) -> bool:
    """Whether an address is on another host."""
    return bool(urlsplit(address).netloc)


def external_links(site: Path) -> set[str]:
    """Every address on another host that a page names in a link."""
    return {address for path in html_files(site) for tag, address in read_page(path).links if is_external(address)}


def broken_links(site: Path) -> Iterator[str]:
    """Yield a sentence for every address within the site that leads to no file, or to no place in it."""
    for path in html_files(site):
        page = read_page(path)
        for tag, address in page.links:
            if urlsplit(address).scheme or is_external(address):
                continue
            if reason := why_broken(site, site if page.has_base else path.parent, path, address):
                yield f"{path.relative_to(site).as_posix()}: <{tag}> {address}: {reason}"
    for style in sorted(site.rglob("*.css")):
        for address in IN_STYLES.findall(style.read_text("utf-8")):
            if not is_external(address) and (reason := why_broken(site, style.parent, style, address)):
                yield f"{style.relative_to(site).as_posix()}: {address}: {reason}"


def why_broken(site: Path, folder: Path, here: Path, address: str) -> str | None:
    """Return why an address that stands in the file `here` leads nowhere, or None."""
    name, fragment = urldefrag(address)
    name = unquote(name.split("?")[0])
    target = (folder / name).resolve() if name else here
    if name.startswith("/") or site not in target.parents:
        return "outside the site"
    if not target.is_file():
        return "no such file"
    if target.suffix != ".html":
        return None
    return next((f"no {part} there" for part in fragment.split("&") if not leads_to(read_page(target), part)), None)


def leads_to(page: Page, part: str) -> bool:
    """Whether one part of a fragment means something on a page: an anchor, a moment of a Lab, a teacher's switch."""
    if part.startswith(SWITCHES):
        return True
    return unquote(part) in page.anchors or (":" in part and part.partition(":")[0] in page.labs)
