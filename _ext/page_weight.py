"""What a page of the built site weighs: the document and everything that it asks for, compressed as a server sends it.

Read from the files, without a browser. Fonts and pictures that a style sheet names count even where the page happens
not to use them, so a weight is never too small.
"""

from __future__ import annotations

import gzip
import re
from html import unescape
from pathlib import Path

from live_widgets.state import STATE_FILE

ASKS_FOR = re.compile(
    r'<(?:script|img)\b[^>]*?\bsrc="([^"?#]+)|<link\b(?=[^>]*rel="(?:stylesheet|icon)")[^>]*?\bhref="([^"?#]+)'
)
NAMED = re.compile(r"url\([\"']?([^)\"'?#]+)")
COMPRESSED = {".woff2", ".png", ".webp", ".jpg"}  # by themselves


def page_bytes(page: Path) -> int:
    """Return the bytes of a page with all that it asks for."""
    files = {page, *asked_for(page, ASKS_FOR)}
    for style in [file for file in files if file.suffix == ".css"]:
        files |= asked_for(style, NAMED)
    return sum(compressed(file) for file in files)


def results_bytes(page: Path) -> int:
    """Return the bytes of the results that the page's widgets hold, 0 where it has none."""
    return sum(compressed(file) for file in asked_for(page, ASKS_FOR) if file.name.startswith(STATE_FILE))


def asked_for(file: Path, pattern: re.Pattern) -> set[Path]:
    """Return the files of the site that a page or a style sheet names."""
    found = (next(filter(None, match.groups())) for match in pattern.finditer(file.read_text("utf-8")))
    paths = ((file.parent / unescape(name)).resolve() for name in found)
    return {path for path in paths if path.is_file()}


def compressed(file: Path) -> int:
    """Return how many bytes travel."""
    return file.stat().st_size if file.suffix in COMPRESSED else len(gzip.compress(file.read_bytes()))
