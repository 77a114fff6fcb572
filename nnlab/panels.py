"""What a Lab can draw: one frozen dataclass a panel, paired with the module of the same name in frontend/src/panels/.

A panel states its options and the arrays of its own. The arrays that several panels share (losses, predictions,
parameters) come from the source, a Sweep or a Table, and a panel only lists in `needs` which of them it reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nnlab.records import Sweep, Table

Source = Sweep | Table
Arrays = dict[str, np.ndarray]


class Panel:
    """Base of all panels: by default no options, no arrays of its own and nothing needed beyond the loss."""

    needs: ClassVar[tuple[str, ...]] = ()
    title: str

    def options(self, source: Source) -> dict[str, object]:
        """JSON-ready options of the drawing for this source."""
        return {}

    def arrays(self, source: Source) -> Arrays:
        """Arrays that belong to this panel alone, by key."""
        return {}


@dataclass(frozen=True)
class LossCurve(Panel):
    """Training loss of the drawn weights after every epoch, validation loss beside it where the sweep has one.

    log: logarithmic loss axis. y_label: name of the loss with its unit, if it has one.
    """

    title: str = "Loss after each epoch"
    y_label: str = "loss"
    x_label: str = "epoch"
    log: bool = True
    needs: ClassVar[tuple[str, ...]] = ("validation_loss",)

    def options(self, source: Source) -> dict[str, object]:
        if isinstance(source, Table):
            raise TypeError("LossCurve needs a Sweep (a Table has no epochs); use Landscape for a Table")
        return {"log": self.log, "x_label": self.x_label, "y_label": self.y_label}


@dataclass(frozen=True)
class Fit(Panel):
    """The data and what the network predicts over one input.

    x_range, y_range: axis limits in data units; by default the data's range with a margin. formula: write the line's
    equation, for a single linear neuron on one input whose parameters are w and b.
    """

    title: str = "What the network predicts"
    x_label: str = "x"
    y_label: str = "y"
    data_label: str = "data"
    curve_label: str = "prediction ŷ"
    x_range: tuple[float, float] | None = None
    y_range: tuple[float, float] | None = None
    formula: bool = False
    needs: ClassVar[tuple[str, ...]] = ("predictions", "parameters")

    def options(self, source: Source) -> dict[str, object]:
        arrays = self.arrays(source)
        return {
            "x_label": self.x_label,
            "y_label": self.y_label,
            "data_label": self.data_label,
            "curve_label": self.curve_label,
            "x_range": list(self.x_range or _padded(np.concatenate([arrays["x"], arrays["at"]]), 0.02)),
            "y_range": list(self.y_range or _padded(arrays["y"], 0.15)),
            "formula": self.formula,
        }

    def arrays(self, source: Source) -> Arrays:
        at = _one_column(source.predict_at, "predict_at")
        if np.any(np.diff(at) < 0):
            raise ValueError("Fit draws a curve from left to right, but predict_at is not sorted")
        return {"x": _one_column(source.x, "x"), "y": _one_column(source.y, "y"), "at": at}


@dataclass(frozen=True)
class Landscape(Panel):
    """The loss over one parameter (a curve) or two (contours), with the path that training walked.

    surface: a Table whose own knobs are the parameters, x first; its activations must include those of the Lab.
    minimum: the parameters at the lowest loss, marked and labelled; None marks nothing.
    """

    surface: Table
    title: str = "Path through the loss landscape"
    x_label: str | None = None
    y_label: str | None = None
    minimum: Sequence[float] | None = None
    needs: ClassVar[tuple[str, ...]] = ("parameters",)

    def options(self, source: Source) -> dict[str, object]:
        names = list(self.surface.knobs)
        known = source.knobs if isinstance(source, Table) else source.parameter_names
        missing = [name for name in names if name not in known]
        if missing:
            raise ValueError(
                f"surface has the knobs {names}, but {missing} are not parameters of this Lab: it has {list(known)}"
            )
        x_name, y_name = names[0], names[1] if len(names) > 1 else None
        return {
            "x_name": x_name,
            "y_name": y_name,
            "x_label": self.x_label or x_name,
            "y_label": self.y_label or y_name or "loss",
            "minimum": None if self.minimum is None else [float(value) for value in self.minimum],
        }

    def arrays(self, source: Source) -> Arrays:
        ladders = list(self.surface.knobs.values())
        missing = [name for name in source.activations if name not in self.surface.activations]
        if missing:
            raise ValueError(f"surface lacks the activations {missing}; it has {list(self.surface.activations)}")
        rows = [self.surface.activations.index(name) for name in source.activations]
        # [x, y, activation] -> [activation, y, x]: the order in which the drawing walks the grid.
        loss = np.moveaxis(self.surface.data_loss[..., rows], -1, 0)
        if len(ladders) == 2:
            loss = np.swapaxes(loss, 1, 2)
        arrays = {"x": np.asarray(ladders[0], np.float32), "loss": np.ascontiguousarray(loss, np.float32)}
        if len(ladders) == 2:
            arrays["y"] = np.asarray(ladders[1], np.float32)
        return arrays


def _one_column(values: np.ndarray, name: str) -> np.ndarray:
    column = np.asarray(values, np.float32)
    if column.size != column.shape[0]:
        raise ValueError(f"Fit draws one input against one output, but {name} has shape {column.shape}")
    return column.reshape(-1)


def _padded(values: np.ndarray, share: float) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    margin = share * (high - low or 1.0)
    return low - margin, high + margin
