"""A picture of results as SVG: the loss after each epoch, or over the values of a knob.

It shows one setting, and for a sweep the other learning rates behind it. Text and axes take the colour of the page.
A notebook shows it for a Sweep or a Table, and a Lab where no script runs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from nnlab.sweep.source import Source

WIDTH, HEIGHT = 640, 330
LEFT, TOP, RIGHT, BOTTOM = 70, 62, 560, 280  # the axes
MOST_POINTS = 40  # of a line
LINE_OF_TEXT = 14
GROWN = 12  # times the highest loss before training: a line that rises above that leaves the picture
DEEPEST = 1e-9  # times the highest loss: the lowest one drawn


@dataclass(frozen=True)
class Line:
    """A line of the picture: its values at x, the word at its end, whether it is the one to look at."""

    x: np.ndarray
    y: np.ndarray
    word: str
    strong: bool


def picture_of(
    source: Source,
    title: str,
    setting: Mapping[str, Any],
    labels: Mapping[str, str] | None = None,
    loss_name: str = "loss",
) -> str:
    """Return the picture, or "" where there is nothing to draw a line over.

    setting: the value of each knob, and of "activation" and "learning_rate". labels: words for knobs and "epoch".
    """
    labels = labels or {}
    at = [list(values).index(setting[name]) for name, values in source.knobs.items()]
    at.append(list(source.activations).index(setting["activation"]))
    if source.epochs:
        lines = _runs(source, at, setting["learning_rate"])
        x_name = labels.get("epoch", "epoch").lower()
        return _picture(title, lines, x_name, f"{loss_name}, log scale", logarithmic=True)
    swept = [k for k, values in enumerate(source.knobs.values()) if len(values) > 1 and _numeric(values)]
    if not swept:
        return ""
    name = list(source.knobs)[swept[0]]
    place = [slice(None) if k == swept[0] else index for k, index in enumerate(at)]
    losses = np.asarray(source.data_loss[tuple(place)], float).reshape(-1)
    line = Line(np.asarray(source.knobs[name], float), losses, "", True)
    return _picture(title, [line], labels.get(name, name), loss_name, logarithmic=False)


def html_of(source: Source, setting: Mapping[str, Any]) -> str:
    """Return what a notebook shows: the sentence that `repr` gives, and the picture of one setting."""
    shown = ", ".join(f"{name.replace('_', ' ')} {setting[name]}" for name in source.ladders)
    return f"<p>{escape(repr(source))}</p>{picture_of(source, f'Loss with {shown}', setting)}"


def _numeric(values: Sequence) -> bool:
    return all(isinstance(value, int | float) for value in values)


def _runs(sweep: Source, at: list[int], chosen: float) -> list[Line]:
    epochs = np.unique(np.linspace(0, sweep.epochs, MOST_POINTS).round().astype(int))
    losses = np.asarray(sweep.data_loss[tuple(at)], float)[:, epochs]
    rates = sweep.learning_rates
    lines = [Line(epochs, losses[k], f"rate {rate:g}", rate == chosen) for k, rate in enumerate(rates)]
    return sorted(lines, key=lambda line: line.strong)  # drawn last, it lies on top


def _picture(title: str, lines: list[Line], x_name: str, y_name: str, *, logarithmic: bool) -> str:
    shown = np.concatenate([line.y for line in lines])
    shown = shown[np.isfinite(shown) & ((shown > 0) | (not logarithmic))]
    if not shown.size:
        return ""
    high = float(shown.max())
    if logarithmic:
        starts = [line.y[0] for line in lines if np.isfinite(line.y[0])]
        high = min(high, GROWN * max(starts, default=high))
    low = max(float(shown.min()), DEEPEST * high) if logarithmic else min(0.0, float(shown.min()))
    scale = math.log10 if logarithmic else float
    across = lines[0].x[0], lines[0].x[-1]
    x = _scale(across, (LEFT, RIGHT), float)
    y = _scale((low, high), (BOTTOM, TOP), scale)
    parts = [_axes(x, y, across, _ticks(low, high, logarithmic), (x_name, y_name))]
    parts += [_curve(line, high, x, lambda value: y(max(value, low))) for line in lines]
    parts += _words(lines, y, low, high)
    attributes = {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": f"0 0 {WIDTH} {HEIGHT}",
        "width": WIDTH,
        "role": "img",
        "aria-label": f"{title}: {y_name} over {x_name}",
        "font-size": 12,
        "fill": "currentColor",
        "style": "max-width:100%;height:auto",
    }
    head = f'<text y="16" font-size="15" font-weight="bold">{escape(title)}</text>'
    written = " ".join(f'{name}="{escape(str(value))}"' for name, value in attributes.items())
    return f"<svg {written}>{head}{''.join(parts)}</svg>"


def _scale(values: tuple[float, float], pixels: tuple[int, int], scale):
    low, high = map(scale, values)
    return lambda value: pixels[0] + (scale(value) - low) / ((high - low) or 1) * (pixels[1] - pixels[0])


def _ticks(low: float, high: float, logarithmic: bool) -> list[float]:
    if not logarithmic:
        return [low, (low + high) / 2, high]
    decades = range(math.ceil(math.log10(low)), math.floor(math.log10(high)) + 1)
    return [10.0**exponent for exponent in decades[:: math.ceil(len(decades) / 6) or 1]] or [low, high]


def _axes(x, y, across: tuple[float, float], heights: list[float], names: tuple[str, str]) -> str:
    middle = (across[0] + across[1]) / 2
    grid = "".join(f"M{LEFT} {y(value):.0f}H{RIGHT}" for value in heights)
    texts = [_text(LEFT - 8, y(value) + 4, _number(value), "end") for value in heights]
    texts += [_text(x(value), BOTTOM + 18, _number(value), "middle") for value in (across[0], middle, across[1])]
    texts += [_text(LEFT, TOP - 16, names[1], "start"), _text((LEFT + RIGHT) / 2, BOTTOM + 38, names[0], "middle")]
    return f'<path d="{grid}" stroke="currentColor" opacity=".2"/>{"".join(texts)}'


def _number(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">{escape(words)}</text>'


def _curve(line: Line, high: float, x, y) -> str:
    """The line up to where it leaves the picture: its loss is above `high`, or no number."""
    inside = line.y <= high
    end = len(inside) if inside.all() else int(np.argmin(inside))
    points = " ".join(f"{x(a):.0f},{y(b):.0f}" for a, b in zip(line.x[:end], line.y[:end], strict=True))
    look = 'stroke="#2a78d6" stroke-width="3"' if line.strong else 'stroke="currentColor" stroke-width="1" opacity=".6"'
    return f'<polyline points="{points}" fill="none" {look}/>' if end > 1 else ""


def _words(lines: list[Line], y, low: float, high: float) -> list[str]:
    """The words at the ends of the lines, the starting one's first; where there is no room, none."""
    taken: list[float] = []
    words = []
    for line in reversed(lines):
        end = line.y[-1]
        if not line.word or not (np.isfinite(end) and end <= high):
            continue
        height = y(max(end, low)) + 4
        if all(abs(height - other) >= LINE_OF_TEXT for other in taken):
            taken.append(height)
            words.append(_text(RIGHT + 6, height, line.word, "start"))
    return words
