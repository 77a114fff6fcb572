"""Predictions, losses and gradient norms of many weights of one network, stacked [N, ...].

Dropout is off and penalties are left out throughout.
"""

from collections.abc import Iterator, Sequence

import keras
import numpy as np
import tensorflow as tf

from nnlab.sweep.loop import is_builtin
from nnlab.sweep.pure_model import Network
from nnlab.sweep.stacked import Compiled, any_length, map_members

BLOCK_FLOATS = 2**20  # outputs of the widest layer for all members of a block: 4 MB, so that they stay in a cache


class Evaluator:
    """The compiled forward pass of one network."""

    def __init__(self, network: Network, loss: keras.losses.Loss) -> None:
        self.network, self.loss = network, loss
        vectorised = network.vectorisable and is_builtin(loss)
        self._forward = Compiled(self._all_outputs, _any_lengths, network.vectorisable)
        self._losses = Compiled(self._all_losses, _any_lengths, vectorised)
        self._norms = Compiled(self._all_norms, _any_lengths, vectorised)

    def predict(self, weights: Sequence[tf.Tensor], x: tf.Tensor) -> np.ndarray:
        """Return the outputs [N, n, ...] of stacked weights (trainable ones first) for inputs x [n, ...]."""
        return np.concatenate([self._forward(block, x).numpy() for block in self._blocks(weights, x)])

    def losses(self, weights: Sequence[tf.Tensor], x: tf.Tensor, y: tf.Tensor) -> np.ndarray:
        """Return the loss [N] of stacked weights on the data."""
        return np.concatenate([self._losses(block, x, y).numpy() for block in self._blocks(weights, x)])

    def gradient_norms(self, weights: Sequence[tf.Tensor], x: tf.Tensor, y: tf.Tensor) -> np.ndarray:
        """Return the Euclidean norm of the loss's gradient in each trained kernel [N, L] of stacked weights."""
        depth = 2 * (1 + len(self.network.kernels))  # going back, the outputs of all layers are kept
        return np.concatenate([self._norms(block, x, y).numpy() for block in self._blocks(weights, x, depth)])

    def _blocks(self, weights: Sequence[tf.Tensor], x: tf.Tensor, depth: int = 1) -> Iterator[list[tf.Tensor]]:
        """Yield the weights of as many members as fit into memory, if `depth` times the widest layer's outputs do."""
        size = max(1, BLOCK_FLOATS // (len(x) * self.network.width * depth))
        for first in range(0, len(weights[0]), size):
            yield [w[first : first + size] for w in weights]

    def _call(self, arrays: Sequence[tf.Tensor], x: tf.Tensor) -> tf.Tensor:
        count = self.network.trainable_count
        return self.network.call(arrays[:count], arrays[count:], self.network.seeds, x, training=False)[0]

    def _all_outputs(self, vectorised, weights, x):
        spec = tf.TensorSpec([None, *self.network.output_shape])
        return map_members(vectorised, lambda arrays: self._call(arrays, x), weights, spec)

    def _all_losses(self, vectorised, weights, x, y):
        # In the graph of the network itself: behind a sigmoid or softmax Keras takes the loss from the logits.
        return map_members(vectorised, lambda arrays: self.loss(y, self._call(arrays, x)), weights, tf.TensorSpec([]))

    def _all_norms(self, vectorised, weights, x, y):
        def member(arrays):
            kernels = [arrays[i] for i in self.network.kernels]
            with tf.GradientTape() as tape:
                tape.watch(kernels)
                loss = self.loss(y, self._call(arrays, x))
            gradients = tape.gradient(loss, kernels, unconnected_gradients="zero")
            return tf.stack([_norm(gradient) for gradient in gradients])

        return map_members(vectorised, member, weights, tf.TensorSpec([len(self.network.kernels)]))


def _any_lengths(*arguments) -> tuple:
    return tuple(map(any_length, arguments))


def _norm(gradient: tf.Tensor) -> tf.Tensor:
    """The Euclidean norm, also where the squares of a vanishing gradient would be too small for float32."""
    largest = tf.reduce_max(tf.abs(gradient))
    return largest * tf.sqrt(tf.reduce_sum(tf.square(tf.math.divide_no_nan(gradient, largest))))
