"""Everything needed to train a learning rate of a sweep, kept so that one more can be trained later."""

import math
import os
import threading
from collections.abc import Callable, Sequence
from contextvars import Context, copy_context
from multiprocessing.pool import ThreadPool

import numpy as np
import tensorflow as tf

from nnlab.sweep.groups import Group, Groups
from nnlab.sweep.history import History, stack_groups
from nnlab.sweep.inputs import check_learning_rates, frozen
from nnlab.sweep.ladders import Arrays
from nnlab.sweep.order import permutations
from nnlab.sweep.origin import Origin

# Groups: on networks this small, a step keeps one core busy. More than two would take memory that Binder does not have,
# and a container sees all cores of its host.
AT_ONCE = min(2, os.cpu_count() or 1)


class Cancelled(Exception):  # noqa: N818 (it is no error)
    """Training was stopped between two chunks of epochs because the caller asked for it."""


class Recipe:
    """The groups of a sweep (own knobs first, activations last) and what they have in common."""

    def __init__(
        self, build, loss, settings, shape, activations, *, epochs, snapshots, parameters, norms, seed, starts
    ) -> None:
        self.epochs, self.snapshots, self.parameters = epochs, snapshots, parameters
        self.seed, self.starts = seed, starts
        self._groups = Groups(build, loss, epochs=epochs, seed=seed, starts=starts)
        self.groups = [self._groups.make(setting, name) for setting in settings for name in activations]
        self.layer_names = max((group.origin.network.layer_names for group in self.groups), key=len) if norms else ()
        if norms and not self.layer_names:
            raise ValueError("gradient_norms=True needs a network that trains a kernel (Dense, Conv2D...), got none")
        self._check_alike()
        self.shape = (*shape, len(activations))

    def _check_alike(self) -> None:
        """Refuse what could not be stacked into one array."""
        origins = self.origins
        shapes = {(len(origin.setting.points), *origin.network.output_shape) for origin in origins}
        if len(shapes) > 1:
            raise ValueError(
                f"every setting must predict the same shape, got {sorted(shapes)}; give predict_at in setting"
            )
        if len({origin.validation is None for origin in origins}) > 1:
            raise ValueError("validation must be there for every setting or for none")
        if self.parameters and len({tuple(w.shape for w in group.weights) for group in self.groups}) > 1:
            raise ValueError("parameters=True needs the same parameters in every setting")

    @property
    def origins(self) -> tuple[Origin, ...]:
        """What each setting is trained from, own knobs first, activations last."""
        return tuple(group.origin for group in self.groups)

    @property
    def vectorised(self) -> bool:
        return self._groups.vectorised

    @property
    def graphs(self) -> int:
        return self._groups.graphs

    def train(
        self,
        rates: tuple[float, ...],
        progress: Callable[[float], None] | None = None,
        cancelled: threading.Event | None = None,
    ) -> Arrays:
        """Train every group at `rates`, some side by side; return the arrays of a Sweep, [starts, *K, A, R, ...].

        progress is called with the fraction done, from any thread, one call after the other.
        """
        groups: dict[tuple, Group] = {}
        for group in self.groups:
            groups.setdefault(group.origin.training, group)
        done, reporting, stopped = 0, threading.Lock(), threading.Event()

        def trained(epochs: int) -> None:
            nonlocal done
            if stopped.is_set() or (cancelled is not None and cancelled.is_set()):
                raise Cancelled("training was cancelled")
            with reporting:
                done += epochs
                if progress is not None and epochs:
                    progress(done / (self.epochs * len(groups)))

        def train_group(task: tuple[Context, Group]) -> tuple[tuple, Arrays]:
            context, group = task  # the caller's, which tells a notebook below which cell the progress belongs
            return group.origin.training, context.run(self._train_group, group, rates, trained)

        # Threads of such a pool are daemons: a kernel that is shut down does not wait for them.
        with ThreadPool(min(AT_ONCE, len(groups))) as pool:
            try:
                results = dict(pool.imap_unordered(train_group, [(copy_context(), group) for group in groups.values()]))
            finally:
                stopped.set()
        stacked = stack_groups([results[group.origin.training] for group in self.groups], self.shape)
        return {name: None if array is None else self._by_start(array) for name, array in stacked.items()}

    def _by_start(self, array: np.ndarray) -> np.ndarray:
        """Return an array [*K, A, members, ...] as [starts, *K, A, R, ...]."""
        members = len(self.shape)
        apart = array.reshape(*self.shape, self.starts, -1, *array.shape[members + 1 :])
        return frozen(np.ascontiguousarray(np.moveaxis(apart, members, 0)))

    def train_missing(
        self, known: Sequence[float], wanted: Sequence[float], progress=None, cancelled=None
    ) -> tuple[tuple[float, ...], Arrays]:
        """Train those of the `wanted` rates that are not `known` yet; return them and what `train` returns."""
        missing = tuple(
            rate
            for rate in check_learning_rates(wanted)
            if not any(math.isclose(rate, old, rel_tol=1e-6) for old in known)
        )
        return missing, self.train(missing, progress, cancelled) if missing else {}

    def _train_group(self, group, rates, trained) -> Arrays:
        """Train one group; trained(epochs) is told of each chunk and raises Cancelled to stop.

        It is asked before the first chunk too, with 0.
        """
        trained(0)
        origin, setting, trainer = group.origin, group.origin.setting, group.trainer
        batch_size = setting.batch_size or len(setting.x)
        order = permutations(len(setting.x), setting.batch_size, self.epochs, self.seed)
        x, y = tf.constant(setting.x), tf.constant(origin.y)
        members = tf.tile(tf.constant(rates, tf.float32), [self.starts])  # all rates of start 0, then of start 1, ...
        carry, before = trainer.start(group.weights, len(rates))
        record = History(
            group.evaluator, len(members), self.epochs, self.snapshots, self.parameters, len(self.layer_names)
        )
        validation = origin.validation and tuple(map(tf.constant, origin.validation))
        observed = (x, y), validation, tf.constant(setting.points)
        record.add(0, before, *observed)
        trainer.prepare(carry, members, group.factors, order, batch_size, x, y)
        length = trainer.chunk_epochs(len(members), group.factors.shape[1], batch_size)
        for first in range(0, self.epochs, length):
            chunk = slice(first, first + length)
            steps = tf.constant(group.factors[chunk]), tf.constant(order[chunk])
            carry, history, loss = trainer.run(carry, members, *steps, batch_size, x, y)
            record.loss[:, chunk] = loss.numpy().T
            record.add(first + 1, history, *observed)
            trained(len(loss))
        return record.arrays(validation is not None)
