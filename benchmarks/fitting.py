"""The grid of a sweep trained by `model.fit`: measured on a few epochs of each kind of network, then scaled."""

from __future__ import annotations

import time
from collections import Counter

import keras

from nnlab.records import Sweep

MEASURED, FEWEST = 0.5, 3  # seconds, epochs
OPTIMIZERS = {
    "sgd": lambda rate: keras.optimizers.SGD(rate),
    "momentum": lambda rate: keras.optimizers.SGD(rate, momentum=0.9),
    "adam": lambda rate: keras.optimizers.Adam(rate),
}


class GridByFit:
    """A sweep's distinct networks, one of them compiled and warm for each setting of the chapter's own knobs.

    networks: how many the grid trains; a knob that changes no training adds none. epochs: how many were measured, at
    least. The activation hardly changes the time, a batch size or a depth does.
    """

    def __init__(self, sweep: Sweep) -> None:
        names = sweep.activations * (len(sweep._recipe.groups) // len(sweep.activations))
        distinct = {group.training: (group, name) for group, name in zip(sweep._recipe.groups, names, strict=True)}
        rates, self._epochs = sweep.learning_rates, sweep.epochs
        counts = Counter(id(group.setting) for group, _ in distinct.values())
        kinds = {id(group.setting): (group, name) for group, name in distinct.values()}
        self.networks = len(distinct) * len(rates)
        self._fits = {
            key: Fit(sweep._recipe, *kind, learning_rate=rates[len(rates) // 2]) for key, kind in kinds.items()
        }
        self._counts = {key: count * len(rates) for key, count in counts.items()}
        self.epochs = min(fit.epochs for fit in self._fits.values())

    def seconds(self) -> float:
        """Return how long the whole grid would take."""
        return sum(self._counts[key] * self._epochs * fit.per_epoch() for key, fit in self._fits.items())


class Fit:
    """One network of a group, compiled and fitted as a reader would."""

    def __init__(self, recipe, group, activation: str, *, learning_rate: float) -> None:
        setting = group.setting
        self._model = recipe.build(activation, **setting.build)
        self._model.compile(optimizer=OPTIMIZERS[setting.optimizer](learning_rate), loss=recipe.loss)
        self._data = {"x": setting.x, "y": group.y, "batch_size": setting.batch_size or len(setting.x)}
        self._data["validation_data"] = group.validation
        self.epochs = FEWEST
        self.per_epoch()  # builds its functions
        self.epochs = max(FEWEST, round(MEASURED / self.per_epoch()))

    def per_epoch(self) -> float:
        """Return seconds per epoch, a mean over `epochs` warm ones."""
        begin = time.perf_counter()
        self._model.fit(**self._data, epochs=self.epochs, verbose=0)
        return (time.perf_counter() - begin) / self.epochs
