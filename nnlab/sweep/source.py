"""What a Lab and its panels may ask of what they show, be it a Sweep or a Table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from nnlab.sweep.origin import Origin


class Source:
    """Results by setting. In the shapes, K stands for the dimensions of the own knobs and A for the activations.

    knobs: the values of the own knobs by name. learning_rates, snapshot_epochs and parameter_names are empty, epochs is
    0, and validation_loss, parameters and gradient_norms are None where nothing was trained. data_loss [*K, A] or
    [*K, A, R, epochs + 1], predictions [*K, A, P] or [*K, A, R, S, P], with a last dimension for several outputs, at
    the inputs predict_at [P, ...]; x and y are the data. origins: what each setting [*K, A] was computed from, in a
    flat tuple; empty for a record of results only.
    """

    knobs: dict[str, tuple]
    activations: tuple[str, ...]
    learning_rates: tuple[float, ...]
    epochs: int
    snapshot_epochs: np.ndarray
    parameter_names: tuple[str, ...]
    layer_names: tuple[str, ...]
    data_loss: np.ndarray
    validation_loss: np.ndarray | None
    predict_at: np.ndarray
    predictions: np.ndarray
    parameters: np.ndarray | None
    gradient_norms: np.ndarray | None
    x: np.ndarray
    y: np.ndarray
    origins: tuple[Origin, ...]

    @property
    def ladders(self) -> dict[str, tuple]:
        """All values of everything that can be chosen, in the order of the first dimensions of every array."""
        rates = {"learning_rate": self.learning_rates} if self.learning_rates else {}
        return {**self.knobs, "activation": self.activations, **rates}

    @property
    def axes(self) -> dict[str, int]:
        """Name and length of the first dimensions of every array."""
        return {name: len(values) for name, values in self.ladders.items()}
