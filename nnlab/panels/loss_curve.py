"""The loss over the epochs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from nnlab.panels.base import Arrays, Panel
from nnlab.sweep.source import Source

NO_MARK = -1


@dataclass(frozen=True)
class LossCurve(Panel):
    """Training loss of the drawn weights after every epoch, validation loss beside it where the sweep has one.

    It needs a Sweep, because a Table has no epochs.

    Args:
        title: Above the drawing.
        y_label: The name of the loss with its unit, if it has one.
        x_label: The name of the horizontal axis.
        log: Whether the loss axis is logarithmic.
        marks: A function of the sweep that returns the epochs to mark in each run by name, such as
            `{"best": ...}`, in whole numbers `[*K, A, R]`; -1 marks nothing. They are marked on the validation loss
            where there is one.
    """

    title: str = "Loss after each epoch"
    y_label: str = "loss"
    x_label: str = "epoch"
    log: bool = True
    marks: Callable[[Source], Mapping[str, np.ndarray]] | None = None
    needs = ("validation_loss",)

    def options(self, source: Source) -> dict[str, object]:
        if not source.epochs:
            raise TypeError("LossCurve needs a Sweep (a Table has no epochs); use Landscape for a Table")
        names = {} if self.marks is None else {"marks": list(self._marks(source))}
        return {"log": self.log, "x_label": self.x_label, "y_label": self.y_label, **names}

    def arrays(self, source: Source) -> Arrays:
        if self.marks is None:
            return {}
        return {"marks": np.stack(list(self._marks(source).values()), axis=-1).astype(np.int32)}

    def _marks(self, source: Source) -> dict[str, np.ndarray]:
        if not callable(self.marks):
            raise TypeError(f"LossCurve: marks must be a function of the sweep, got {self.marks!r}")
        given = self.marks(source)
        if not isinstance(given, Mapping) or not given:
            raise TypeError(f"LossCurve: marks must return epochs by name, such as {{'best': ...}}, got {given!r}")
        return {str(name): _epochs(source, name, epochs) for name, epochs in given.items()}


def _epochs(source: Source, name: object, given: object) -> np.ndarray:
    """Return one epoch a run, [*K, A, R], after a look whether the sweep has it."""
    epochs, shape = np.asarray(given), tuple(source.axes.values())
    if epochs.dtype.kind not in "iu" or epochs.shape != shape:
        got = f"{epochs.dtype} of shape {epochs.shape}"
        raise ValueError(f"LossCurve: marks[{name!r}] must hold a whole number for each run, {shape}, got {got}")
    if epochs.min() < NO_MARK or epochs.max() > source.epochs:
        got = f"{epochs.min()} to {epochs.max()}"
        raise ValueError(f"LossCurve: marks[{name!r}] must lie between {NO_MARK} and {source.epochs}, got {got}")
    return epochs
