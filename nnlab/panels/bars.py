"""Labelled bars of numbers that the author computed."""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from nnlab.panels.base import Arrays, Panel, pair
from nnlab.sweep.source import Source

MOST = 48
FAR = 2.0  # times the usual longest bar: what is longer leaves the plot, its number stays


@dataclass(frozen=True)
class Bars(Panel):
    """One bar a label: accuracy by class, weights by input...

    Args:
        labels: The n names under the bars, 1 to 48.
        values: `[..., n]`, n numbers for each setting, or a function of the source (the Sweep or Table) that returns
            them; the first dimensions may be none (the same for every setting), `[*K]`, `[*K, A]`, `[*K, A, R]` or
            `[*K, A, R, S]` with the sizes of the sweep. Give a function where readers may train further learning rates
            in a kernel: an array knows only those of its sweep.
        title: Above the drawing.
        value_label: The name of the values' axis, with its unit if it has one.
        spread: Half the length of the whisker of each bar, 0 or more, in the same shape (or function); by default no
            whiskers.
        reference: A value to compare with, marked by a line.
        reference_label: The word at that line.
        value_range: From where to where the axis goes, two ascending numbers; by default around 0 and all usual bars.
    """

    labels: Sequence[str]
    values: np.ndarray | Callable[[Source], np.ndarray]
    title: str = "Values"
    value_label: str = "value"
    spread: np.ndarray | Callable[[Source], np.ndarray] | None = None
    reference: float | None = None
    reference_label: str = "reference"
    value_range: Sequence[float] | None = None

    def options(self, source: Source) -> dict[str, object]:
        values, axes = self._array(source, "values", self.values)
        reference = self.reference
        if reference is not None and not (isinstance(reference, numbers.Real) and math.isfinite(reference)):
            raise TypeError(f"Bars: reference must be a finite number or None, got {reference!r}")
        return {
            "labels": [str(label) for label in self.labels],
            "axes": axes,
            "value_label": self.value_label,
            "reference": None if reference is None else float(reference),
            "reference_label": self.reference_label,
            "range": self._usual_range(source, values)
            if self.value_range is None
            else pair("Bars", "value_range", self.value_range),
        }

    def arrays(self, source: Source) -> Arrays:
        values, axes = self._array(source, "values", self.values)
        arrays = {"values": values}
        if self.spread is not None:
            spread, spread_axes = self._array(source, "spread", self.spread)
            if spread_axes != axes:
                raise ValueError(f"Bars: spread must have the shape of values, {values.shape}, got {spread.shape}")
            if np.any(spread < 0):
                raise ValueError(f"Bars: spread must not be negative, got {spread[spread < 0][0]:g}")
            arrays["spread"] = spread
        return arrays

    def _array(self, source: Source, name: str, given: object) -> tuple[np.ndarray, list[str]]:
        """Return the numbers and the names of their first dimensions ("epoch" for snapshots)."""
        count = len(self.labels)
        if isinstance(self.labels, str) or not 1 <= count <= MOST:
            raise ValueError(f"Bars: labels must be a list of 1 to {MOST} names, got {self.labels!r}")
        try:
            values = np.asarray(given(source) if callable(given) else given, np.float32)
        except (TypeError, ValueError) as error:
            raise TypeError(f"Bars: {name} must be an array of numbers ({error})") from None
        lengths = source.axes | ({"epoch": len(source.snapshot_epochs)} if source.epochs else {})
        names, own = list(lengths), len(source.knobs)
        allowed = [[], *(names[:end] for end in range(max(own, 1), len(names) + 1))]
        for axes in allowed:
            if values.shape == (*(lengths[axis] for axis in axes), count):
                return values, axes
        shapes = ", ".join(str((*(lengths[axis] for axis in axes), count)) for axes in allowed)
        raise ValueError(f"Bars: {name} must have one of the shapes {shapes}, got {values.shape}")

    def _usual_range(self, source: Source, values: np.ndarray) -> list[float]:
        """Around 0 and all usual bars, whiskers and the reference, 5 % beyond; a diverging run leaves the plot."""
        spread = 0.0 if self.spread is None else self._array(source, "spread", self.spread)[0]
        sizes = np.abs(values).max(axis=-1)
        limit = FAR * float(np.median(sizes[np.isfinite(sizes)])) if np.isfinite(sizes).any() else 1.0
        ends = np.concatenate([np.ravel(values - spread), np.ravel(values + spread)])
        ends = np.clip(ends[np.isfinite(ends)], -limit, limit)
        low, high = (float(pick([*ends, 0.0, self.reference or 0.0])) for pick in (min, max))
        room = 0.05 * (high - low or 1.0)
        return [low - room if low < 0 else 0.0, high + room if high > 0 or low == 0 else 0.0]
