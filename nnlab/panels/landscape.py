"""The loss over the parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnlab.panels.base import Arrays, Panel
from nnlab.sweep.points import Table
from nnlab.sweep.source import Source


@dataclass(frozen=True)
class Landscape(Panel):
    """The loss over one parameter (a curve) or two (contours), with the path that training walked.

    In a Lab over a Sweep it needs `train_sweep(..., parameters=True)`.

    Args:
        surface: A Table whose own knobs are the parameters, x first; its activations must include those of the Lab.
        title: Above the drawing.
        x_label: The name of the horizontal axis; by default the first knob's.
        y_label: The name of the vertical axis; by default the second knob's, or "loss".
        minimum: The parameters at the lowest loss, marked and labelled; None marks nothing.
    """

    surface: Table
    title: str = "Path through the loss landscape"
    x_label: str | None = None
    y_label: str | None = None
    minimum: Sequence[float] | None = None
    needs = ("parameters",)

    def options(self, source: Source) -> dict[str, object]:
        names = list(self.surface.knobs)
        known = source.parameter_names if source.epochs else source.knobs
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
