"""One network trained once. In the shapes, E stands for epochs, S for snapshots, P for points, D for parameters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnlab.sweep.ladders import sentence


@dataclass(frozen=True, eq=False, repr=False)
class Run:
    """One network trained once.

    loss [E] is what `fit` reports: entry e is the mean over epoch e + 1 while the weights move, penalties included.
    data_loss [E + 1] is the loss of the weights after each epoch on the training data (entry 0: untrained), without
    penalties and with dropout off. validation_loss [E] (or None) is the same on the validation data, entry e after
    epoch e + 1. predictions [S, P] (or [S, P, O]) and parameters [S, D] (or None) are those after the epochs in
    snapshot_epochs [S], and so are gradient_norms [S, L] (or None). start counts the initial weights, 0 first.
    diverged_at is the first epoch (counted from 1) at which loss or data_loss is no longer finite, or None.
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
        lost = ~np.isfinite(self.loss) | ~np.isfinite(self.data_loss[1:])
        return int(np.argmax(lost)) + 1 if lost.any() else None

    def __repr__(self) -> str:
        setting = sentence({"learning rate": self.learning_rate, "activation": self.activation, **self.knobs})
        setting += f", start {self.start}" if self.start else ""
        ending = f", diverged at epoch {self.diverged_at}" if self.diverged_at else ""
        return f"Run of {len(self.loss)} epochs with {setting}{ending}."
