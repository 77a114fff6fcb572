"""The arrays that a group's training fills, epoch by epoch."""

from collections.abc import Sequence

import numpy as np
import tensorflow as tf

from nnlab.sweep.evaluate import Evaluator
from nnlab.sweep.inputs import frozen
from nnlab.sweep.ladders import Arrays


class History:
    """Losses after each epoch, and at the snapshots predictions, parameters and gradient norms, of R stacked members.

    layers: how many gradient norms a row has room for (a network with fewer layers leaves NaN); 0 keeps none.
    """

    def __init__(
        self, evaluator: Evaluator, members: int, epochs: int, snapshots: np.ndarray, parameters: bool, layers: int
    ) -> None:
        self._evaluator, self._members, self._snapshots = evaluator, members, snapshots
        self.loss = np.empty((members, epochs), np.float32)
        self.data_loss = np.empty((members, epochs + 1), np.float32)
        self.validation_loss = np.empty((members, epochs + 1), np.float32)
        self._predictions: list[np.ndarray] = []
        self._parameters: list[np.ndarray] | None = [] if parameters else None
        self._norms: list[np.ndarray] | None = [] if layers else None
        self._layers = layers

    def add(
        self, first: int, weights: Sequence[tf.Tensor], data: tuple, validation: tuple | None, points: tf.Tensor
    ) -> None:
        """Add what belongs to the weights [E, R, ...] after the epochs first, first + 1, ..."""
        count = weights[0].shape[0]
        self.data_loss[:, first : first + count] = self._losses(weights, data)
        if validation is not None:
            self.validation_loss[:, first : first + count] = self._losses(weights, validation)
        inside = (self._snapshots >= first) & (self._snapshots < first + count)
        if inside.any():
            kept = [tf.gather(w, self._snapshots[inside] - first) for w in weights]
            self._predictions.append(self._unstack(self._evaluator.predict(_stacked(kept), points)))
            if self._parameters is not None:
                self._parameters.append(self._flat(kept))
            if self._norms is not None:
                norms = self._evaluator.gradient_norms(_stacked(kept), *data)
                missing = ((0, 0), (0, self._layers - norms.shape[1]))
                self._norms.append(self._unstack(np.pad(norms, missing, constant_values=np.nan)))

    def arrays(self, validated: bool) -> Arrays:
        """Return everything under the names it has in a Sweep, learning rates first."""
        predictions = np.concatenate(self._predictions, axis=1)
        return {
            "loss": self.loss,
            "data_loss": self.data_loss,
            "validation_loss": self.validation_loss if validated else None,
            "predictions": predictions[..., 0] if predictions.ndim == 4 and predictions.shape[-1] == 1 else predictions,
            "parameters": None if self._parameters is None else np.concatenate(self._parameters, axis=1),
            "gradient_norms": None if self._norms is None else np.concatenate(self._norms, axis=1),
        }

    def _losses(self, weights: Sequence[tf.Tensor], data: tuple) -> np.ndarray:
        return self._evaluator.losses(_stacked(weights), *data).reshape(-1, self._members).T

    def _unstack(self, outputs: np.ndarray) -> np.ndarray:
        return np.swapaxes(outputs.reshape(-1, self._members, *outputs.shape[1:]), 0, 1)

    def _flat(self, kept: Sequence[tf.Tensor]) -> np.ndarray:
        """Return all weights of each snapshot side by side [R, S, D], in the order of `model.get_weights()`."""
        network = self._evaluator.network
        trainable = network.trainable_count
        joined = network.join(kept[:trainable], kept[trainable:])
        flat = np.concatenate([w.numpy().reshape(*w.shape[:2], -1) for w in joined], axis=-1)
        return np.swapaxes(flat, 0, 1)


def stack_groups(results: Sequence[Arrays], shape: tuple[int, ...]) -> Arrays:
    """Stack the arrays of all groups, in order, into arrays whose first axes are `shape`; read-only."""
    stacked: Arrays = {}
    for name in results[0]:
        arrays = [array for result in results if (array := result[name]) is not None]
        whole = np.stack(arrays) if arrays else None
        stacked[name] = None if whole is None else frozen(np.ascontiguousarray(whole.reshape(*shape, *whole.shape[1:])))
    return stacked


def _stacked(weights: Sequence[tf.Tensor]) -> list[tf.Tensor]:
    return [tf.reshape(w, [-1, *w.shape[2:]]) for w in weights]
