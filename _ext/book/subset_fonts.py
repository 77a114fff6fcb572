"""Cut a font to the characters that a site shows.

Both families that the book cuts, KaTeX's and the theme's icons, are under the SIL Open Font License 1.1 with reserved
names: what is changed may be passed on, but not under these.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

logging.getLogger("fontTools").setLevel(logging.ERROR)  # Sphinx would count its notices as warnings
OWN_NAMES = {"KaTeX_": "Formula_", "Font Awesome": "Course Icons", "FontAwesome": "CourseIcons"}
OPEN_FONT_LICENSE = "https://openfontlicense.org"
# Entries of a font's table of names (OpenType, "name").
COPYRIGHT, STYLE, VERSION, LICENSE, LICENSE_ADDRESS = 0, 2, 5, 13, 14
NAMES = (1, 3, 4, 6, 16)  # family, unique, full, PostScript and typographic family name
ESCAPED = re.compile(r"\\([0-9a-fA-F]{4,5})\b")


def icons_in(css: str) -> set[str]:
    """Return the characters of private use that a style sheet puts on a page, escaped or not: the icons."""
    found = {chr(int(code, 16)) for code in ESCAPED.findall(css)} | set(css)
    return {character for character in found if 0xE000 <= ord(character) <= 0xF8FF}


def renamed(text: str) -> str:
    """Return a name or a style sheet in which the cut fonts have names of their own."""
    for reserved, own in OWN_NAMES.items():
        text = text.replace(reserved, own)
    return text


def subset_font(source: Path, target: Path, characters: Iterable[str]) -> None:
    """Write the woff2 font `source` with nothing but these characters to `target` (which may be the same file).

    The cut font goes by its name in OWN_NAMES. Copyright and licence stay in it.
    """
    options = subset.Options(flavor="woff2", layout_features=["*"], hinting=False, notdef_outline=True)
    options.name_IDs = [COPYRIGHT, *NAMES, STYLE, VERSION, LICENSE, LICENSE_ADDRESS]
    with TTFont(source, lazy=False, recalcTimestamp=False) as font:  # the same font in every build
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=map(ord, characters))
        cutter.subset(font)
        for record in font["name"].names:
            if record.nameID in NAMES:
                record.string = renamed(record.toUnicode())
        if font["name"].getDebugName(LICENSE_ADDRESS) is None:
            font["name"].setName(OPEN_FONT_LICENSE, LICENSE_ADDRESS, 3, 1, 0x409)
        font.flavor = "woff2"
        font.save(target)
