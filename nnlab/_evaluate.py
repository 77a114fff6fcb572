"""Predictions and losses of many weights of one network, stacked [N, ...], with dropout off and without penalties."""

from collections.abc import Iterator, Sequence

import keras
import numpy as np
import tensorflow as tf

from nnlab._members import any_length, compiled, map_members
from nnlab._networks import Network

BLOCK_FLOATS = 2**24  # outputs of the widest layer for all members of a block: at most 64 MB


class Evaluator:
    """The compiled forward pass of one network."""

    def __init__(self, network: Network, loss: keras.losses.Loss) -> None:
        self.network, self.loss = network, loss
        self._forward = self._losses = None

    def predict(self, weights: Sequence[tf.Tensor], x: tf.Tensor) -> np.ndarray:
        """Return the outputs [N, n, ...] of stacked weights (trainable ones first) for inputs x [n, ...]."""
        return np.concatenate([outputs.numpy() for outputs in self._blocks(weights, x)])

    def losses(self, weights: Sequence[tf.Tensor], x: tf.Tensor, y: tf.Tensor) -> np.ndarray:
        """Return the loss [N] of stacked weights on the data."""
        blocks = []
        for outputs in self._blocks(weights, x):
            if self._losses is None:
                signature = (tf.TensorSpec([None, None, *outputs.shape[2:]]), any_length(y))
                self._losses, _ = compiled(self._all_losses, signature, vectorised=True)
            blocks.append(self._losses(outputs, y).numpy())
        return np.concatenate(blocks)

    def _blocks(self, weights: Sequence[tf.Tensor], x: tf.Tensor) -> Iterator[tf.Tensor]:
        if self._forward is None:
            signature = (any_length(list(weights)), any_length(x))
            self._forward, _ = compiled(self._all_outputs, signature, self.network.vectorisable)
        size = max(1, BLOCK_FLOATS // (len(x) * self.network.width))
        for first in range(0, len(weights[0]), size):
            yield self._forward([w[first : first + size] for w in weights], x)

    def _all_outputs(self, vectorised, weights, x):
        trainable = self.network.trainable_count

        def member(arrays):
            return self.network.call(arrays[:trainable], arrays[trainable:], self.network.seeds, x, training=False)[0]

        return map_members(vectorised, member, weights, tf.TensorSpec([None, *self.network.output_shape]))

    def _all_losses(self, vectorised, outputs, y):
        return map_members(vectorised, lambda output: self.loss(y, output), outputs, tf.TensorSpec([]))
