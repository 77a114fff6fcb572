"""The network itself: layers as columns of units, weights as links."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from nnlab.panels.base import Arrays, Panel, epochs_of, half, numbers_in, thinned, usual_size
from nnlab.panels.layers import DenseLayer, by_setting, dense_layers, members
from nnlab.sweep.inputs import check_whole
from nnlab.sweep.source import Source

MOST_WITH_NUMBERS = 4  # units in a column, and columns: more numbers cannot be read
COARSE = 127  # steps of a weight's size in a drawing without numbers


@dataclass(frozen=True)
class Network(Panel):
    """Weights as links (width: size, blue and solid: positive, orange and dashed: negative), biases as rings.

    It needs dense layers one after the other and, for a Sweep, `train_sweep(..., parameters=True)`.

    Args:
        title: Above the drawing.
        values: Print the numbers, for networks of at most four units a layer: z and a on the units for `inputs`,
            weights on the links.
        inputs: One example `[features]`, or a function of the chapter's own knobs (by name) that returns it.
        most: How many units of a layer are drawn, 1 to 24 (the first ones; the rest is counted in words).
        input_names: What stands beside the inputs; one name each, or none.
        output_names: What stands beside the outputs; one name each, or none.
        snapshots: At how many of the sweep's snapshots weights are kept, 2 or more; the first and last among them.
    """

    title: str = "The network"
    values: bool = False
    inputs: Sequence[float] | Callable[..., Sequence[float]] | None = None
    most: int = 8
    input_names: Sequence[str] = ()
    output_names: Sequence[str] = ()
    snapshots: int = 20

    def options(self, source: Source) -> dict[str, object]:
        layers = self._layers(source)
        sizes = [layers[0].inputs, *(layer.units for layer in layers)]
        for name, count in (("input_names", sizes[0]), ("output_names", sizes[-1])):
            names = getattr(self, name)
            if isinstance(names, str) or (names and len(names) != count):
                raise ValueError(f"Network: {name} must be a list of {count} names or empty, got {names!r}")
        return {
            "layers": [{"units": units, "shown": self._shown(units)} for units in sizes],
            "values": self.values,
            "widest": self._widest(source),
            "input_names": [str(name) for name in self.input_names],
            "output_names": [str(name) for name in self.output_names],
            "epochs": epochs_of(source, thinned(source, self.snapshots)),
        }

    def arrays(self, source: Source) -> Arrays:
        layers = self._layers(source)
        _, flat = members("Network", source)
        kept = thinned(source, self.snapshots)
        if source.epochs:
            flat = flat[..., kept, :]
        parts = []
        for layer in layers:
            rows, columns = self._shown(layer.inputs), self._shown(layer.units)
            parts.append(layer.kernel(flat)[..., :rows, :columns].reshape(*flat.shape[:-1], -1))
            parts.append(layer.bias(flat)[..., :columns])
        weights = np.concatenate(parts, axis=-1)
        if not self.values:
            return {"weights": _coarse(weights, self._widest(source))}
        return {"weights": half(weights), **self._numbers(source, kept, flat.shape[:-1])}

    def _layers(self, source: Source) -> list[DenseLayer]:
        check_whole("Network: most", self.most, 1, 24)
        networks, _ = members("Network", source)
        layers = dense_layers("Network", networks[0].model)
        sizes = [layers[0].inputs, *(layer.units for layer in layers)]
        if self.values and (max(sizes) > MOST_WITH_NUMBERS or len(sizes) > MOST_WITH_NUMBERS):
            raise ValueError(
                f"Network: values=True is for at most {MOST_WITH_NUMBERS} columns of at most {MOST_WITH_NUMBERS} units "
                f"each, got {sizes}"
            )
        if self.values and self.inputs is None:
            raise ValueError("Network: values=True needs inputs, the example whose z and a are shown")
        return layers

    def _shown(self, units: int) -> int:
        return min(units, self.most)

    def _widest(self, source: Source) -> float:
        """The size of weight that is drawn widest; larger ones, of growing runs, are drawn just as wide."""
        return usual_size(members("Network", source)[1], 1.0 if self.values else 0.9)

    def _numbers(self, source: Source, kept: np.ndarray, lead: tuple[int, ...]) -> Arrays:
        """Inputs [*K, A, features], and z and a [*K, A, (R, S,) units] of all units, from the first hidden one on."""
        examples = self._examples(source)
        found = by_setting("Network", source, lambda number: examples[number][None], kept)

        def joined(part: int) -> np.ndarray:
            rows = [np.concatenate([layer[part][..., 0, :] for layer in layers], axis=-1) for layers in found]
            return half(np.reshape(rows, (*lead, -1)))

        return {
            "x": np.reshape(examples, (*source.data_loss.shape[: len(source.knobs) + 1], -1)),
            "z": joined(0),
            "a": joined(1),
        }

    def _examples(self, source: Source) -> list[np.ndarray]:
        """Return the example shown in each setting [*K, A], in a flat list."""
        features = self._layers(source)[0].inputs
        examples = []
        for combination in itertools.product(*source.knobs.values()):
            knobs = dict(zip(source.knobs, combination, strict=True))
            given = self.inputs(**knobs) if callable(self.inputs) else self.inputs
            example = numbers_in("Network", "inputs", np.atleast_1d(np.asarray(given)), features)
            examples += [example] * len(source.activations)
        return examples


def _coarse(weights: np.ndarray, widest: float) -> np.ndarray:
    """Weights in steps of 1/127 of the widest as int8; -128 stands for a weight that is not finite."""
    with np.errstate(invalid="ignore", over="ignore"):
        steps = np.clip(np.round(weights / widest * COARSE), -COARSE, COARSE)
    return np.where(np.isfinite(weights), steps, -COARSE - 1).astype(np.int8)
