"""One network trained once. In the shapes, E stands for epochs, S for snapshots, P for points, D for parameters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnlab.sweep.ladders import sentence


@dataclass(frozen=True, eq=False, repr=False)
class Run:
    """One network trained once.

    In the shapes, E stands for epochs, S for snapshots, P for points, D for parameters, L for layers and O for the
    outputs of a network that has several.

    Attributes:
        learning_rate: The learning rate of the run.
        activation: The name of its activation.
        knobs: The values of the chapter's own knobs, by name.
        loss: What `fit` reports, float32 `[E]`: entry e is the mean over epoch e + 1 while the weights move, penalties
            included.
        data_loss: The loss of the weights after each epoch on the training data, float32 `[E + 1]` (entry 0:
            untrained), without penalties and with dropout off.
        validation_loss: The same on the validation data, float32 `[E]`, entry e after epoch e + 1; or None.
        predictions: The predictions at the snapshots, float32 `[S, P]` or `[S, P, O]`.
        parameters: The weights at the snapshots, float32 `[S, D]`, in the order of `model.get_weights()`; or None.
        snapshot_epochs: The epochs of the snapshots, int `[S]`.
        gradient_norms: The norm of the loss's gradient in each layer's kernel at the snapshots, float32 `[S, L]`; or
            None.
        start: Which initial weights the run began with, counted from 0.
    """

    learning_rate: float
    activation: str
    knobs: dict[str, object]
    loss: np.ndarray
    data_loss: np.ndarray
    validation_loss: np.ndarray | None
    predictions: np.ndarray
    parameters: np.ndarray | None
    snapshot_epochs: np.ndarray
    gradient_norms: np.ndarray | None = None
    start: int = 0

    @property
    def diverged_at(self) -> int | None:
        """The first epoch (counted from 1) at which loss or data_loss is no longer finite, or None."""
        lost = ~np.isfinite(self.loss) | ~np.isfinite(self.data_loss[1:])
        return int(np.argmax(lost)) + 1 if lost.any() else None

    def __repr__(self) -> str:
        setting = sentence({"learning rate": self.learning_rate, "activation": self.activation, **self.knobs})
        setting += f", start {self.start}" if self.start else ""
        ending = f", diverged at epoch {self.diverged_at}" if self.diverged_at else ""
        return f"Run of {len(self.loss)} epochs with {setting}{ending}."
