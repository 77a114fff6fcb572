"""How much of the gradient reaches each layer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnlab.panels.base import Arrays, Panel, epochs_of, thinned
from nnlab.sweep.source import Source

STEPS = 2000  # a decade: a norm travels as a whole number of these, exact to 0.06 %
ABSENT, ZERO, LOST = -32768, -32767, 32767  # no such layer, a norm of exactly 0, not finite
LARGEST = 32000  # 16 decades


@dataclass(frozen=True)
class GradientNorms(Panel):
    """The norm of the loss's gradient in the weights of each layer, on a log scale; faint: before training.

    It needs `train_sweep(..., gradient_norms=True)`.

    Args:
        title: Above the drawing.
        x_label: The name of the horizontal axis.
        y_label: The name of the vertical axis.
        snapshots: At how many of the sweep's snapshots norms are kept, 2 or more; the first and last among them.
    """

    title: str = "Gradient that reaches each layer"
    x_label: str = "layer (1 is next to the input)"
    y_label: str = "gradient norm"
    snapshots: int = 20

    def options(self, source: Source) -> dict[str, object]:
        self._norms(source)
        return {
            "x_label": self.x_label,
            "y_label": self.y_label,
            "layer_names": list(source.layer_names),
            "steps": STEPS,
            "epochs": epochs_of(source, thinned(source, self.snapshots)),
        }

    def arrays(self, source: Source) -> Arrays:
        norms = self._norms(source)
        steps = np.full(norms.shape, LOST, np.int16)
        positive = np.isfinite(norms) & (norms > 0)
        decades = np.log10(norms[positive].astype(np.float64))
        steps[positive] = np.clip(np.round(decades * STEPS), -LARGEST, LARGEST)
        steps[norms == 0] = ZERO
        # A network with fewer layers leaves NaN from the first snapshot on; before training every norm is finite.
        absent = np.isnan(norms).all(axis=-2, keepdims=True) & np.isfinite(norms[..., :1, :1])
        steps[np.broadcast_to(absent, norms.shape)] = ABSENT
        return {"norms": np.ascontiguousarray(steps[..., thinned(source, self.snapshots), :])}

    def _norms(self, source: Source) -> np.ndarray:
        if source.gradient_norms is None:
            raise ValueError("GradientNorms needs a Sweep made by train_sweep(..., gradient_norms=True)")
        return source.gradient_norms
