"""The activation function and its derivative."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf

from nnlab.panels.base import Arrays, Panel, epochs_of, half, pair, thinned
from nnlab.panels.layers import by_setting
from nnlab.sweep.inputs import check_inputs, check_whole
from nnlab.sweep.source import Source

POINTS = 241  # of the drawn curves
MARKS = 24  # at most: more dots on one curve cannot be told apart


@dataclass(frozen=True)
class Activation(Panel):
    """The selected activation f(z) and its derivative f'(z), both by Keras, the derivative by GradientTape.

    Args:
        title: Above the drawing.
        z_range: From where to where z is drawn, two ascending numbers.
        y_range: The same for the values; by default what holds both curves, within -1.3 and 2.2.
        x_label: The name of the horizontal axis.
        y_label: The name of the vertical axis.
        layer: Mark on the curve where the pre-activations z of this dense layer lie (0 is the first, -1 the last) when
            the network sees `inputs`; of more than 24 values 24 are marked, evenly picked in order of size. None marks
            none.
        inputs: The inputs for `layer`, `[m, features]`; by default the source's x.
        knob: The name of an own knob, with numbers, that is z itself; its point is marked and its numbers are shown.
        snapshots: At how many of the sweep's snapshots z is kept, 2 or more; the first and last among them.
    """

    title: str = "Activation and its derivative"
    z_range: Sequence[float] = (-5.0, 5.0)
    y_range: Sequence[float] | None = None
    x_label: str = "pre-activation z"
    y_label: str = "value"
    layer: int | None = None
    inputs: np.ndarray | None = None
    knob: str | None = None
    snapshots: int = 20

    def options(self, source: Source) -> dict[str, object]:
        self._ladder(source)
        low, high = pair("Activation", "z_range", self.z_range)
        curves = np.stack([curve for name in source.activations for curve in _curves(name, _grid(low, high))])
        y_range = pair("Activation", "y_range", self.y_range) if self.y_range is not None else _usual_range(curves)
        return {
            "x_label": self.x_label,
            "y_label": self.y_label,
            "x_range": [low, high],
            "y_range": y_range,
            "knob": self.knob,
            "epochs": epochs_of(source, thinned(source, self.snapshots)),
        }

    def arrays(self, source: Source) -> Arrays:
        grid = _grid(*pair("Activation", "z_range", self.z_range))
        curves = [_curves(name, grid) for name in source.activations]
        arrays = {"z": grid, "f": half([f for f, _ in curves]), "slope": half([slope for _, slope in curves])}
        ladder = self._ladder(source)
        if ladder is not None:
            arrays["point"] = np.stack([np.stack(_curves(name, ladder), -1) for name in source.activations])
        if self.layer is not None:
            arrays["marks"] = self._marks(source)
        return arrays

    def _ladder(self, source: Source) -> np.ndarray | None:
        """Return the values of the knob that is z."""
        if self.knob is None:
            return None
        if not _numeric(source.knobs.get(self.knob)):
            numeric = [name for name, values in source.knobs.items() if _numeric(values)]
            raise ValueError(f"Activation: knob must be an own knob with numbers, one of {numeric}, got {self.knob!r}")
        return np.array(source.knobs[self.knob], np.float32)

    def _marks(self, source: Source) -> np.ndarray:
        """Pre-activations [*K, A, (R, S,) marks] in ascending order; those that are not finite last."""
        given = None if self.inputs is None else check_inputs("Activation: inputs", self.inputs)
        seen = (lambda number: source.origins[number].setting.x) if given is None else (lambda _: given)
        found = by_setting("Activation", source, seen, thinned(source, self.snapshots))
        depth = len(found[0])
        place = check_whole(f"Activation: layer (of {depth})", self.layer, -depth, depth - 1)
        z = np.stack([layers[place][0] for layers in found])
        values = np.sort(z.reshape(*z.shape[:-2], -1), axis=-1)
        picked = np.unique(np.linspace(0, values.shape[-1] - 1, min(MARKS, values.shape[-1])).round().astype(int))
        settings_shape = source.data_loss.shape[: len(source.knobs) + 1]
        return half(values[..., picked].reshape(*settings_shape, *values.shape[1:-1], -1))


def _grid(low: float, high: float) -> np.ndarray:
    return np.linspace(low, high, POINTS, dtype=np.float32)


def _curves(name: str, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return f and its derivative at z. Raises ValueError for an activation that mixes units, such as softmax."""
    function = keras.activations.get(name)
    points = tf.stack([z, z], axis=1)
    with tf.GradientTape() as tape:
        tape.watch(points)
        values = function(points)
    slopes = tape.gradient(values, points)
    beside_another = function(tf.stack([z, z + 1], axis=1))
    if values.shape != points.shape or not np.allclose(values[:, 0], beside_another[:, 0], atol=1e-5):
        raise ValueError(f"Activation draws functions of one number, but {name} depends on all units of its layer")
    return values.numpy()[:, 0], slopes.numpy()[:, 0]


def _usual_range(curves: np.ndarray) -> list[float]:
    """From the lowest value to the highest, within -1.3 and 2.2: what goes on like z may leave the plot."""
    low, high = max(-1.3, float(curves.min())), min(2.2, float(curves.max()))
    margin = 0.08 * (high - low or 1.0)
    return [low - margin, high + margin]


def _numeric(values: tuple | None) -> bool:
    return (
        values is not None
        and len(values) > 0
        and all(isinstance(v, int | float) and not isinstance(v, bool) for v in values)
    )
