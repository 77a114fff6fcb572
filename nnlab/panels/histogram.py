"""How the weights of a network are distributed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnlab.panels.base import Arrays, Panel, epochs_of, pair, thinned, usual_size
from nnlab.sweep.inputs import check_whole
from nnlab.sweep.source import Source

MOST_COUNTED = 32_000  # weights a network: counts travel as int16


@dataclass(frozen=True)
class Histogram(Panel):
    """How many weights have which size at the snapshot, in the same bins for every run; faint outline: before training.

    It needs `train_sweep(..., parameters=True)`. Weights outside the bins are counted in words.

    Args:
        title: Above the drawing.
        layers: The names of the layers (`"dense"`, `"dense_1"`...) whose kernels are counted; by default all kernels.
        bins: How many bins, 5 to 101.
        value_range: From where to where they go, two ascending numbers; by default what holds nearly all weights of the
            usual run.
        x_label: The name of the horizontal axis.
        y_label: The name of the vertical axis.
        snapshots: At how many of the sweep's snapshots weights are counted, 2 or more; the first and last among them.
    """

    title: str = "How large the weights are"
    layers: Sequence[str] = ()
    bins: int = 41
    value_range: Sequence[float] | None = None
    x_label: str = "weight"
    y_label: str = "number of weights"
    snapshots: int = 20

    def options(self, source: Source) -> dict[str, object]:
        columns = self._columns(source)
        return {
            "x_label": self.x_label,
            "y_label": self.y_label,
            "total": len(columns),
            "epochs": epochs_of(source, thinned(source, self.snapshots)),
        }

    def arrays(self, source: Source) -> Arrays:
        weights = self._parameters(source)[..., self._columns(source)][..., thinned(source, self.snapshots), :]
        low, high = self._range(weights)
        edges = np.linspace(low, high, check_whole("Histogram: bins", self.bins, 5, 101) + 1)
        return {"edges": edges.astype(np.float32), "counts": count(weights, edges).astype(np.int16)}

    def _parameters(self, source: Source) -> np.ndarray:
        if source.parameters is None:
            raise ValueError("Histogram needs the weights: a Sweep made by train_sweep(..., parameters=True)")
        return source.parameters

    def _columns(self, source: Source) -> np.ndarray:
        """Return the places of the weights that are counted."""
        self._parameters(source)
        names = [_layer_of(name) for name in source.parameter_names]
        known = list(dict.fromkeys(name for name in names if name))
        unknown = [name for name in self.layers if name not in known]
        if unknown or isinstance(self.layers, str) or not known:
            raise ValueError(f"Histogram: layers must be names among {known}, got {self.layers!r}")
        columns = np.array([i for i, name in enumerate(names) if name and (not self.layers or name in self.layers)])
        if len(columns) > MOST_COUNTED:
            raise ValueError(f"Histogram counts at most {MOST_COUNTED} weights, got {len(columns)}; name fewer layers")
        return columns

    def _range(self, weights: np.ndarray) -> list[float]:
        if self.value_range is not None:
            return pair("Histogram", "value_range", self.value_range)
        size = 1.25 * usual_size(weights, 0.99)
        return [-size, size]


def count(weights: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Return how many of the weights [..., D] lie in each bin, below all and above all: ints [..., bins + 2].

    A bin holds its lower edge, the last one its upper edge too, as in numpy.histogram. Only finite weights count.
    """
    bins = len(edges) - 1
    rows = weights.reshape(-1, weights.shape[-1])
    found = np.zeros((len(rows), bins + 2), np.int64)
    for row, counts in zip(rows, found, strict=True):
        finite = row[np.isfinite(row)].astype(np.float64)
        counts[:bins] = np.histogram(finite, edges)[0]
        counts[bins:] = (finite < edges[0]).sum(), (finite > edges[-1]).sum()
    return found.reshape(*weights.shape[:-1], -1)


def _layer_of(name: str) -> str:
    """The layer of a kernel's number: "dense" for "dense.kernel[0,2]"; empty for any other number."""
    layer, _, rest = name.rpartition(".kernel[")
    return layer if rest else ""
