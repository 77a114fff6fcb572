"""SVG figures as the site serves them: for both themes, with shorter numbers and smaller photographs."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

from PIL import Image

from book.finish import dark_figures

PNG = re.compile(r"data:image/png;base64,\s*([A-Za-z0-9+/=\s]+)")
OUTLINE = re.compile(r'\bd="[^"]*')
BEYOND = re.compile(r"(\.\d\d)\d+")  # a hundredth of a point is less than any screen shows
QUALITY = 76  # of 100: no difference is seen at the size at which a page shows it
FEW_BYTES = 3_000  # up to here lossless is small enough: drawings, pixels on purpose


def rewrite(svg: Path) -> None:
    """Give an SVG file its dark form, cut off decimals that no eye sees, and make WebP of PNG where it is smaller."""
    text = svg.read_text("utf-8")
    rewritten = OUTLINE.sub(lambda match: BEYOND.sub(r"\1", match[0]), dark_figures.two_themes(text))
    rewritten = PNG.sub(lambda match: as_webp(match[1]) or match[0], rewritten)
    if rewritten != text:
        svg.write_text(rewritten, "utf-8", newline="\n")


def as_webp(data: str) -> str:
    """Return a PNG in base64 as the data address of a WebP, or nothing where that is no gain."""
    raw = base64.b64decode(data)
    with Image.open(io.BytesIO(raw)) as image:
        best = encoded(image, lossless=True)
        if len(best) > FEW_BYTES:
            best = min(best, encoded(image, quality=QUALITY), key=len)
    return f"data:image/webp;base64,{base64.b64encode(best).decode()}" if len(best) < len(raw) else ""


def encoded(image: Image.Image, **options: object) -> bytes:
    """Return an image as WebP."""
    target = io.BytesIO()
    image.save(target, "WEBP", method=6, **options)
    return target.getvalue()
