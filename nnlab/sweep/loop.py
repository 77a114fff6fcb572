"""Train all members of a group at once: one compiled function that runs a chunk of epochs for stacked weights [G, ...].

The members of a group differ in the learning rate and the initial weights only; they are the first axis of every
array. Weights, data, learning rates, batch order and seeds are inputs, and every length (members, examples, epochs) is
left open, so one trace serves every chunk, every start point and every learning rate that is added later.

From step to step a member's trained weights travel as one row of packed weights [G, P]: an update of one array has
fewer operations than updates of many, and on networks this small most of a sweep's time goes into tracing them.
"""

import math

import keras
import numpy as np
import tensorflow as tf

from nnlab.sweep.optimizers import OPTIMIZERS
from nnlab.sweep.pure_model import Network
from nnlab.sweep.stacked import Compiled, any_length, fixed, map_members

KEPT_FLOATS = 2**24  # the weights after every epoch of a chunk: at most 64 MB
CHUNK_SECONDS = 0.3  # aimed at, so that "cancel" is soon heard


class Trainer:
    """The compiled training of one network under one optimizer."""

    def __init__(self, network: Network, loss: keras.losses.Loss, optimizer: str, full_batch: bool) -> None:
        self.network, self.loss, self.optimizer, self.full_batch = network, loss, OPTIMIZERS[optimizer], full_batch
        self.traces, self._chunk = 0, Compiled(self._run, self._signature, network.vectorisable and is_builtin(loss))
        self._shapes = [w.shape for w in network.split(network.initial)[0]]

    @property
    def vectorised(self) -> bool:
        return self._chunk.vectorised

    def start(self, weights: list[np.ndarray], times: int) -> tuple[tuple, list[tf.Tensor]]:
        """Return what training carries from step to step, and weights and state before it [1, G, ...].

        weights: those of every start, [starts, ...] each. times: how many members begin with each of them, in a row.
        The first is (packed weights, state, seeds, slots, number of the step).
        """
        stacked = [tf.repeat(tf.constant(w), times, axis=0) for w in weights]
        trainable, state = self.network.split(stacked)
        packed = _pack(trainable)
        slots = [tf.zeros_like(packed)] * self.optimizer.slots
        carry = packed, state, list(self.network.seeds), slots, tf.constant(0)
        return carry, [w[None] for w in [*trainable, *state]]

    def run(self, carry: tuple, rates, factors, order, batch_size, x, y) -> tuple:
        """Train for len(order) epochs: new carry, weights and state after each epoch [E, G, ...], losses [E, G].

        The losses are those that `fit` reports. rates [G] are multiplied by factors [E, steps]; order [E, n] holds the
        order of the examples, which is cut into batches.
        """
        return self._chunk(carry, rates, factors, order, tf.constant(batch_size), x, y)

    def prepare(self, carry: tuple, rates, factors, order, batch_size, x, y) -> None:
        """Compile what `run` needs for such arguments, after which `vectorised` is final."""
        self._chunk.prepare(carry, rates, factors, order, tf.constant(batch_size), x, y)

    def _signature(self, carry, rates, factors, order, batch_size, x, y) -> tuple:
        packed, state, seeds, slots, step = carry
        carried = any_length(packed), any_length(state), fixed(seeds), any_length(slots), fixed(step)
        lengths = [tf.TensorSpec([None, None], array.dtype) for array in (factors, order)]
        return carried, any_length(rates), *lengths, fixed(batch_size), any_length(x), any_length(y)

    def chunk_epochs(self, members: int, steps: int, batch_size: int) -> int:
        """Return how many epochs to run between two looks at "cancel"; call `prepare` before.

        It is estimated from sizes, not taken from a clock, so that a run repeats to the last bit.
        """
        size = sum(w.size for w in self.network.initial)
        overhead = 3e-4 if self.vectorised else 3e-3 * members
        seconds = steps * (overhead + members * size * batch_size * 1e-9)
        return max(1, int(min(CHUNK_SECONDS / seconds, KEPT_FLOATS / (members * size))))

    def _gradients(self, vectorised, weights, state, seeds, x, y):
        """Return loss [G] with penalties, gradients, new state and new seeds of all members on one batch."""

        def member(arrays):
            weights, state = arrays
            with tf.GradientTape() as tape:
                tape.watch(weights)
                outputs, state, new_seeds, penalties = self.network.call(weights, state, seeds, x, training=True)
                loss = tf.add_n([self.loss(y, outputs), *penalties])
            return loss, tape.gradient(loss, weights, unconnected_gradients="zero"), state, new_seeds

        one = [tf.TensorSpec(array.shape[1:], array.dtype) for array in [*weights, *state]]
        shared = [tf.TensorSpec(seed.shape, seed.dtype) for seed in seeds]
        result = (tf.TensorSpec([]), one[: len(weights)], one[len(weights) :], shared)
        loss, gradients, state, seeds = map_members(vectorised, member, (weights, state), result)
        return loss, gradients, state, [stacked[0] for stacked in seeds]  # the same masks for every member

    def _step(self, vectorised, carry, rates, x, y):
        """One update of all members: new carry and the loss [G]."""
        packed, state, seeds, slots, step = carry
        loss, gradients, new_state, seeds = self._gradients(vectorised, self._unpack(packed), state, seeds, x, y)
        gradients = [tf.ensure_shape(g, [None, *shape]) for g, shape in zip(gradients, self._shapes, strict=True)]
        new_state = [tf.ensure_shape(n, s.shape) for n, s in zip(new_state, state, strict=True)]
        packed, slots = self.optimizer.update(packed, _pack(gradients), slots, rates[:, None], step)
        return (packed, new_state, seeds, slots, step + 1), tf.ensure_shape(loss, [None])

    def _unpack(self, packed: tf.Tensor) -> list[tf.Tensor]:
        """The inverse of `_pack`."""
        parts = tf.split(packed, list(map(math.prod, self._shapes)), axis=1)
        return [tf.reshape(part, [-1, *shape]) for part, shape in zip(parts, self._shapes, strict=True)]

    def _epoch(self, vectorised, carry, rates, factors, order, batch_size, x, y):
        """One epoch of all members: new carry and the loss [G] that `fit` would report, a mean weighted by examples."""
        if self.full_batch:
            return self._step(vectorised, carry, rates * factors[0], x, y)
        n = tf.size(order)

        def batch(i, carry, total):
            rows = order[i * batch_size : (i + 1) * batch_size]
            carry, loss = self._step(vectorised, carry, rates * factors[i], tf.gather(x, rows), tf.gather(y, rows))
            return i + 1, carry, total + loss * tf.cast(tf.size(rows), tf.float32)

        start = (tf.constant(0), carry, tf.zeros_like(rates))
        _, carry, total = tf.while_loop(lambda i, *_: i * batch_size < n, batch, start, parallel_iterations=1)
        return carry, total / tf.cast(n, tf.float32)

    def _run(self, vectorised, carry, rates, factors, order, batch_size, x, y):
        """A chunk of epochs: new carry, the weights and state after each epoch [E, G, ...] and the losses [E, G]."""
        self.traces += 1  # Python runs only while TensorFlow traces
        epochs = tf.shape(order)[0]
        history = [tf.TensorArray(tf.float32, size=epochs, element_shape=w.shape) for w in [carry[0], *carry[1]]]
        losses = tf.TensorArray(tf.float32, size=epochs, element_shape=rates.shape)

        def epoch(e, carry, history, losses):
            carry, loss = self._epoch(vectorised, carry, rates, factors[e], order[e], batch_size, x, y)
            history = [h.write(e, w) for h, w in zip(history, [carry[0], *carry[1]], strict=True)]
            return e + 1, carry, history, losses.write(e, loss)

        start = (tf.constant(0), carry, history, losses)
        _, carry, history, losses = tf.while_loop(lambda e, *_: e < epochs, epoch, start, parallel_iterations=1)
        weights, *state = [h.stack() for h in history]
        members = tf.shape(rates)[0]
        weights = [
            tf.reshape(w, [epochs, members, *shape])
            for w, shape in zip(self._unpack(tf.reshape(weights, [-1, weights.shape[2]])), self._shapes, strict=True)
        ]
        return carry, [*weights, *state], losses.stack()


def _pack(arrays: list[tf.Tensor]) -> tf.Tensor:
    """Lay stacked arrays [G, ...] side by side: [G, P]."""
    return tf.concat([tf.reshape(array, [-1, array.shape[1:].num_elements()]) for array in arrays], axis=1)


def is_builtin(loss: keras.losses.Loss) -> bool:
    """Whether the loss is Keras' own, for which vectorising is known to be right."""
    return type(loss).__module__.startswith("keras.")
