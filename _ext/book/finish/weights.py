"""What a page of the built site weighs: the document and everything that it asks for, compressed as a server sends it.

Read from the files, without a browser, but for the pages' own HTML, which is not written yet. Fonts and pictures that
a style sheet names count even where the page happens not to use them, so a weight is never too small.
"""

from __future__ import annotations

import gzip
import re
from html import unescape
from pathlib import Path
from typing import cast

from sphinx.builders.html import StandaloneHTMLBuilder

from book.finish.pages import Site
from live_widgets.state import STATE_FILE

UNKNOWN = "not measured"
WEIGHED = re.compile(r'(<td data-weight="(\w+)" data-of="([^"]*)">)[^<]*')
ASKS_FOR = re.compile(
    r'<(?:script|img)\b[^>]*?\bsrc="([^"?#]+)|<link\b(?=[^>]*rel="(?:stylesheet|icon)")[^>]*?\bhref="([^"?#]+)'
)
NAMED = re.compile(r"url\([\"']?([^)\"'?#]+)")
COMPRESSED = {".woff2", ".png", ".webp", ".jpg"}  # by themselves


def page_bytes(page: Path, html: str) -> int:
    """Return the bytes of a page with all that it asks for."""
    files = asked_for(page, html, ASKS_FOR)
    for style in [file for file in files if file.suffix == ".css"]:
        files |= asked_for(style, style.read_text("utf-8"), NAMED)
    return len(gzip.compress(html.encode())) + sum(compressed(file) for file in files)


def results_bytes(page: Path, html: str) -> int:
    """Return the bytes of the results that the page's widgets hold, 0 where it has none."""
    return sum(compressed(file) for file in asked_for(page, html, ASKS_FOR) if file.name.startswith(STATE_FILE))


def asked_for(file: Path, text: str, pattern: re.Pattern) -> set[Path]:
    """Return the files of the site that the text of a page or a style sheet names."""
    found = (next(filter(None, match.groups())) for match in pattern.finditer(text))
    paths = ((file.parent / unescape(name)).resolve() for name in found)
    return {path for path in paths if path.is_file()}


def compressed(file: Path) -> int:
    """Return how many bytes travel."""
    return file.stat().st_size if file.suffix in COMPRESSED else len(gzip.compress(file.read_bytes()))


WEIGHTS = {"page": page_bytes, "results": results_bytes}


def weigh(site: Site) -> None:
    """Write the weights of pages where a page wants them, in cells with data-weight (which) and data-of (its name)."""

    def weight(match: re.Match) -> str:
        path = Path(cast(StandaloneHTMLBuilder, site.app.builder).get_outfilename(match[3]))
        known = path in site.pages
        return match[1] + (f"{WEIGHTS[match[2]](path, site.pages[path]) / 1000:.0f}" if known else UNKNOWN)

    site.pages |= {path: WEIGHED.sub(weight, html) for path, html in site.pages.items() if WEIGHED.search(html)}
