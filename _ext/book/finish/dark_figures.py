"""Figures for both themes from one file: `figure.svg` is the light one, `figure.svg#dark` the dark one.

A page shows a figure as a picture, whose inside the page's styles do not reach. So the file itself says what its
colours become while its root is the target of the address. Each colour keeps its hue and at least its contrast: a line
that stands 3:1 against white does so against the dark page. Photographs and what is written on them stay as they are.
"""

from __future__ import annotations

import colorsys
import re

ID = "dark"
PAGE = "#121212"  # --pst-color-background of the theme's dark page
STRONGEST = 14  # contrast of text on a dark page; more would glare
LIFT = 1.25  # of the contrast, in logarithms: between dark tones the eye sees less of it
DECLARATION = re.compile(r"\b(fill|stroke): (#[0-9a-f]{6})\b")
ROOT = re.compile(r"<svg\b(?![^>]*\sid=)")
STYLE_END = re.compile(r"</style>")
DEFINED = re.compile(r"<defs>.*?</defs>", re.DOTALL)
MARK = re.compile(r'<(?:g|path|use)\b[^>]*\bstyle="[^"]*"[^>]*>')
PLACE = re.compile(r'\bx="([-\d.]+)" y="([-\d.]+)"|translate\(([-\d.]+) ([-\d.]+)|\bd="M ([-\d.]+) ([-\d.]+)')
# matplotlib turns pictures upside down, hence the minus: their y is that of the mirrored upper edge.
IMAGE = re.compile(r'<image\b[^>]*\bx="([-\d.]+)" y="-([\d.]+)" width="([\d.]+)" height="([\d.]+)"')
METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)


def two_themes(svg: str) -> str:
    """Return a figure of matplotlib's with a dark form of itself; anything else as it came.

    matplotlib writes the style of a marker where it is defined and where it is used. The definition's is dropped: rules
    for `:target` do not reach into what `<use>` copies, and without a colour of its own the copy takes the use's.
    """
    if is_two_themed(svg) or "<metadata>" not in svg:
        return svg
    whole, svg = svg, METADATA.sub("", svg, count=1)  # its date would make every build another one
    style = STYLE_END.search(svg)
    if style is None:
        return whole
    head = style.end()
    svg = svg[:head] + DEFINED.sub(lambda match: DECLARATION.sub("", match[0]), svg[head:])
    svg = keep_on_images(svg)
    pairs = sorted(set(DECLARATION.findall(svg)))
    rules = "".join(f':target [style*="{name}: {color}"]{{{name}:{dark(color)}!important}}' for name, color in pairs)
    svg = STYLE_END.sub(lambda match: f":target{{fill:{dark('#000000')}}}{rules}{match[0]}", svg, count=1)
    return ROOT.sub(f'<svg id="{ID}"', svg, count=1)


def keep_on_images(svg: str) -> str:
    """Let marks on a photograph keep their colours in the dark form: written without the space, no rule finds them."""
    boxes = [tuple(map(float, found)) for found in IMAGE.findall(svg)]

    def kept(mark: re.Match) -> str:
        place = PLACE.search(mark[0])
        if place is None:
            return mark[0]
        x, y = (float(number) for number in place.groups() if number is not None)
        inside = any(x0 + 1 < x < x0 + width - 1 and y0 + 1 < y < y0 + height - 1 for x0, y0, width, height in boxes)
        return DECLARATION.sub(r"\1:\2", mark[0]) if inside else mark[0]

    return MARK.sub(kept, svg) if boxes else svg


def is_two_themed(svg: str) -> bool:
    """Whether `#dark` of a figure is another picture than the figure."""
    return f'<svg id="{ID}"' in svg


def dark(color: str) -> str:
    """Return the colour of the same hue that stands out from the dark page as well as `color` does from white."""
    wanted = min(contrast(color, "#ffffff") ** LIFT, STRONGEST)
    if wanted < 1.01:
        return PAGE
    hue, _, saturation = colorsys.rgb_to_hls(*_channels(color))
    low, high = 0.0, 1.0
    for _ in range(12):
        middle = (low + high) / 2
        tried = _hex(colorsys.hls_to_rgb(hue, middle, saturation))
        low, high = (middle, high) if luminance(tried) < wanted * (luminance(PAGE) + 0.05) - 0.05 else (low, middle)
    return _hex(colorsys.hls_to_rgb(hue, high, saturation))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG defines it, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(color: str) -> float:
    """Return the relative luminance of `#rrggbb`, 0 to 1."""
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in _channels(color)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _channels(color: str) -> list[float]:
    return [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]


def _hex(channels: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(255 * value):02x}" for value in channels)
