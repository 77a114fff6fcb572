"""The groups of a sweep: runs that train together because they differ in the learning rate and the start only."""

import math
import numbers
from dataclasses import dataclass

import numpy as np

from nnlab.sweep.evaluate import Evaluator
from nnlab.sweep.inputs import check_examples
from nnlab.sweep.loop import Trainer
from nnlab.sweep.losses import check_targets
from nnlab.sweep.origin import Origin
from nnlab.sweep.pure_model import Network, Networks
from nnlab.sweep.settings import Setting, naming
from nnlab.sweep.starts import initial_weights


@dataclass(frozen=True, eq=False)
class Group:
    """All runs that differ in the learning rate and the start only; weights are stacked by start, [starts, ...]."""

    origin: Origin
    trainer: Trainer
    evaluator: Evaluator
    weights: list[np.ndarray]
    factors: np.ndarray  # of the learning rate, [epochs, steps]


class Groups:
    """Makes groups, which share networks, compiled training functions and evaluators where they can."""

    def __init__(self, build, loss, *, epochs: int, seed: int, starts: int) -> None:
        self._build, self._loss, self._epochs, self._seed, self._starts = build, loss, epochs, seed, starts
        self._networks = Networks(build, seed)
        self._trainers: dict[tuple[Network, str, bool], Trainer] = {}
        self._evaluators: dict[Network, Evaluator] = {}

    @property
    def vectorised(self) -> bool:
        """Whether every group trains as one batched computation."""
        return all(trainer.vectorised for trainer in self._trainers.values())

    @property
    def graphs(self) -> int:
        """How many training functions were compiled."""
        return sum(trainer.traces for trainer in self._trainers.values())

    def make(self, setting: Setting, activation: str) -> Group:
        """Return the group of one setting and activation, after a look whether data, network and loss fit."""
        with naming(setting.values):
            network = self._networks.get(activation, setting.build, setting.x)
            if not network.trainable_count:
                raise ValueError("build must return a model with trainable weights, got one without")
            validation = setting.validation
            if validation is not None:
                target = check_targets("validation y", validation[1], network.output_shape, self._loss)
                validation = (check_examples("validation x", validation[0], setting.x), target)
            check_examples("predict_at", setting.points, setting.x)
            full = setting.batch_size in (None, len(setting.x))
            key = (network, setting.optimizer, full)
            if key not in self._trainers:
                self._trainers[key] = Trainer(network, self._loss, setting.optimizer, full)
            y = check_targets("y", setting.y, network.output_shape, self._loss)
            weights = self._initial_weights(network, setting)
            first = [array[0] for array in weights]
            return Group(
                Origin(setting, network, y, validation, first, self._build, self._loss, self._seed),
                self._trainers[key],
                self._evaluators.setdefault(network, Evaluator(network, self._loss)),
                weights,
                rate_factors(setting, self._epochs),
            )

    def _initial_weights(self, network: Network, setting: Setting) -> list[np.ndarray]:
        """Return the weights of every start, stacked: [starts, ...] each."""
        first = network.check_weights(setting.weights)
        if self._starts > 1 and setting.weights is not None:
            raise ValueError(f"starts is {self._starts}, but setting gives the initial weights; leave starts at 1")
        further = [initial_weights(network.model, start, self._seed) for start in range(1, self._starts)]
        return [np.stack(arrays) for arrays in zip(first, *further, strict=True)]


def rate_factors(setting: Setting, epochs: int) -> np.ndarray:
    """Return the factor on the learning rate in every step, float32 [epochs, steps]."""
    steps = -(-len(setting.x) // (setting.batch_size or len(setting.x)))
    if setting.schedule is None:
        return np.ones((epochs, steps), np.float32)
    factors = [setting.schedule(step, epochs * steps) for step in range(epochs * steps)]
    for step, factor in enumerate(factors):
        if not isinstance(factor, numbers.Real) or not math.isfinite(factor) or factor < 0:
            raise ValueError(f"schedule must return a finite factor >= 0, got {factor!r} at step {step}")
    return np.array(factors, np.float32).reshape(epochs, steps)
