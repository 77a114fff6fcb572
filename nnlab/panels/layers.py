"""A stack of dense layers seen from outside: where its weights lie, and z and a of every unit for given inputs.

For the panels that draw a network. What they show is computed here, with the model's own activation functions, from the
weights that a Sweep or a Table holds.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import keras
import numpy as np

from nnlab.sweep.layer_kinds import FUNCTION, NOTHING, UNITS, kind_of
from nnlab.sweep.pure_model import Network
from nnlab.sweep.source import Source


@dataclass(frozen=True)
class DenseLayer:
    """One dense layer: its kernel begins at `start` among all weights, its bias (if any) follows."""

    start: int
    inputs: int
    units: int
    biased: bool
    activation: Callable

    def kernel(self, flat: np.ndarray) -> np.ndarray:
        """Return the kernel [..., inputs, units] out of all weights [..., D]."""
        size = self.inputs * self.units
        return flat[..., self.start : self.start + size].reshape(*flat.shape[:-1], self.inputs, self.units)

    def bias(self, flat: np.ndarray) -> np.ndarray:
        """Return the bias [..., units]; zeros where the layer has none."""
        if not self.biased:
            return np.zeros((*flat.shape[:-1], self.units), np.float32)
        first = self.start + self.inputs * self.units
        return flat[..., first : first + self.units]


def dense_layers(panel: str, model: keras.Model) -> list[DenseLayer]:
    """Return the dense layers from input to output. Raises ValueError, for this panel, if there are other kinds."""
    layers, start = [], 0
    for layer in model.layers:
        kind = type(layer).__name__
        drawn = kind_of(kind).drawn
        if drawn == UNITS:
            inputs, units = layer.kernel.shape
            layers.append(DenseLayer(start, inputs, units, layer.use_bias, layer.activation))
            start += sum(int(np.prod(w.shape)) for w in layer.weights)
        elif drawn == FUNCTION and layers and not layer.weights:
            layers[-1] = replace(layers[-1], activation=_chained(layers[-1].activation, layer))
        elif drawn != NOTHING:
            raise ValueError(f"{panel} draws dense layers one after the other, but {layer.name!r} is a {kind}")
    if not layers:
        raise ValueError(f"{panel} draws dense layers, but the model has none")
    return layers


def members(panel: str, source: Source) -> tuple[list[Network], np.ndarray]:
    """Return the network of each setting [*K, A] (in a flat list) and all weights, [*K, A, R, S, D] or [*K, A, D]."""
    if source.epochs and source.parameters is None:
        raise ValueError(f"{panel} needs the weights: train with train_sweep(..., parameters=True)")
    if not source.origins:
        raise ValueError(f"{panel} needs what `train_sweep` or `tabulate` returned: this holds no networks")
    flat = source.parameters
    if flat is None:
        rows = [np.concatenate([w.ravel() for w in origin.weights]) for origin in source.origins]
        if len({len(row) for row in rows}) > 1:
            raise ValueError(f"{panel} needs the same layers in every setting, but their sizes differ")
        flat = np.array(rows, np.float32).reshape(*source.data_loss.shape, -1)
    return [origin.network for origin in source.origins], flat


def forward(layers: Sequence[DenseLayer], flat: np.ndarray, x: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return (z, a) [..., m, units] of each layer for weights [..., D] and inputs x [m, features]."""
    a = np.broadcast_to(x.astype(np.float32), (*flat.shape[:-1], *x.shape))
    found = []
    with np.errstate(all="ignore"):  # diverged weights give inf and NaN, as they should
        for layer in layers:
            z = (a @ layer.kernel(flat) + layer.bias(flat)[..., None, :]).astype(np.float32)
            a = np.asarray(keras.ops.convert_to_numpy(layer.activation(keras.ops.convert_to_tensor(z))))
            found.append((z, a))
    return found


def by_setting(panel: str, source: Source, x_of: Callable[[int], np.ndarray], kept: np.ndarray) -> list[list]:
    """Return `forward` of every setting [*K, A] in a flat list, at the snapshots `kept` where the source has any."""
    networks, flat = members(panel, source)
    rows = flat.reshape(len(networks), *flat.shape[len(source.knobs) + 1 :])
    if source.epochs:
        rows = rows[..., kept, :]
    return [
        forward(dense_layers(panel, network.model), row, x_of(number))
        for number, (network, row) in enumerate(zip(networks, rows, strict=True))
    ]


def _chained(first: Callable, second: Callable) -> Callable:
    return lambda z: second(first(z))
