"""The grid of a sweep trained by `model.fit`: measured on a few epochs of each kind of network, then scaled."""

from __future__ import annotations

import time
from collections import Counter

from nnlab.sweep.optimizers import OPTIMIZERS
from nnlab.sweep.records import Sweep

MEASURED, FEWEST = 0.5, 3  # seconds, epochs


class GridByFit:
    """A sweep's distinct networks, one of them compiled and warm for each setting of the chapter's own knobs.

    networks: how many the grid trains; a knob that changes no training adds none. epochs: how many were measured, at
    least. The activation hardly changes the time, a batch size or a depth does.
    """

    def __init__(self, sweep: Sweep) -> None:
        names = sweep.activations * (len(sweep.origins) // len(sweep.activations))
        distinct = {origin.training: (origin, name) for origin, name in zip(sweep.origins, names, strict=True)}
        rates, self._epochs = sweep.learning_rates, sweep.epochs
        counts = Counter(id(origin.setting) for origin, _ in distinct.values())
        kinds = {id(origin.setting): (origin, name) for origin, name in distinct.values()}
        self.networks = len(distinct) * len(rates)
        self._fits = {key: Fit(*kind, learning_rate=rates[len(rates) // 2]) for key, kind in kinds.items()}
        self._counts = {key: count * len(rates) for key, count in counts.items()}
        self.epochs = min(fit.epochs for fit in self._fits.values())

    def seconds(self) -> float:
        """Return how long the whole grid would take."""
        return sum(self._counts[key] * self._epochs * fit.per_epoch() for key, fit in self._fits.items())


class Fit:
    """One network of a sweep, compiled and fitted as a reader would."""

    def __init__(self, origin, activation: str, *, learning_rate: float) -> None:
        setting = origin.setting
        self._model = origin.build(activation, **setting.build)
        self._model.compile(optimizer=OPTIMIZERS[setting.optimizer].make(learning_rate), loss=origin.loss)
        self._data = {"x": setting.x, "y": origin.y, "batch_size": setting.batch_size or len(setting.x)}
        self._data["validation_data"] = origin.validation
        self.epochs = FEWEST
        self.per_epoch()  # builds its functions
        self.epochs = max(FEWEST, round(MEASURED / self.per_epoch()))

    def per_epoch(self) -> float:
        """Return seconds per epoch, a mean over `epochs` warm ones."""
        begin = time.perf_counter()
        self._model.fit(**self._data, epochs=self.epochs, verbose=0)
        return (time.perf_counter() - begin) / self.epochs
