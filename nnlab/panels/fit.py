"""The data and the network's curve through them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnlab.panels.base import Arrays, Panel, one_column, padded
from nnlab.sweep.source import Source


@dataclass(frozen=True)
class Fit(Panel):
    """The data and what the network predicts over one input.

    It needs a network of one input and one output, whose predict_at ascend.

    Args:
        title: Above the drawing.
        x_label: The name of the horizontal axis, with its unit if it has one.
        y_label: The name of the vertical axis, with its unit if it has one.
        data_label: The word for the data.
        curve_label: The word for the network's curve.
        x_range: Limits of the axis in data units, the lower one first; by default the data's range with a margin.
        y_range: The same for the vertical axis.
        formula: Write the line's equation, for a single linear neuron on one input whose parameters are w and b. It
            needs `train_sweep(..., parameters=True)`.
    """

    title: str = "What the network predicts"
    x_label: str = "x"
    y_label: str = "y"
    data_label: str = "data"
    curve_label: str = "prediction ŷ"
    x_range: tuple[float, float] | None = None
    y_range: tuple[float, float] | None = None
    formula: bool = False

    @property
    def needs(self) -> tuple[str, ...]:
        return ("predictions", "parameters") if self.formula else ("predictions",)

    def options(self, source: Source) -> dict[str, object]:
        arrays = self.arrays(source)
        return {
            "x_label": self.x_label,
            "y_label": self.y_label,
            "data_label": self.data_label,
            "curve_label": self.curve_label,
            "x_range": list(self.x_range or padded(np.concatenate([arrays["x"], arrays["at"]]), 0.02)),
            "y_range": list(self.y_range or padded(arrays["y"], 0.15)),
            "formula": self.formula,
        }

    def arrays(self, source: Source) -> Arrays:
        at = one_column("Fit", "predict_at", source.predict_at)
        if np.any(np.diff(at) < 0):
            raise ValueError("Fit draws a curve from left to right, but predict_at is not sorted")
        return {"x": one_column("Fit", "x", source.x), "y": one_column("Fit", "y", source.y), "at": at}
