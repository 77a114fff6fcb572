"""Cut a font to the characters that a site shows."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

logging.getLogger("fontTools").setLevel(logging.ERROR)  # Sphinx would count its notices as warnings
ESCAPED = re.compile(r"\\([0-9a-fA-F]{4,5})\b")


def icons_in(css: str) -> set[str]:
    """Return the characters of private use that a style sheet puts on a page, escaped or not: the icons."""
    found = {chr(int(code, 16)) for code in ESCAPED.findall(css)} | set(css)
    return {character for character in found if 0xE000 <= ord(character) <= 0xF8FF}


def subset_font(source: Path, target: Path, characters: Iterable[str]) -> None:
    """Write the woff2 font `source` with nothing but these characters to `target` (which may be the same file)."""
    options = subset.Options(flavor="woff2", layout_features=["*"], hinting=False, notdef_outline=True)
    with TTFont(source, lazy=False, recalcTimestamp=False) as font:  # the same font in every build
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=map(ord, characters))
        cutter.subset(font)
        font.flavor = "woff2"
        font.save(target)
