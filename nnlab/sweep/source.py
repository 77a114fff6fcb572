"""What a Lab and its panels may ask of what they show, be it a Sweep or a Table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from nnlab.sweep.origin import Origin


class Source:
    """Results by setting. In the shapes, K stands for the dimensions of the own knobs and A for the activations.

    In the shapes, R stands for learning rates, S for snapshots and P for points.

    Attributes:
        knobs: The values of the own knobs by name.
        activations: The names of the activations.
        learning_rates: The learning rates, ascending; empty where nothing was trained.
        epochs: The number of epochs; 0 where nothing was trained.
        snapshot_epochs: The epochs at which predictions are kept, int `[S]`; empty where nothing was trained.
        parameter_names: A name for each parameter; empty where nothing was trained.
        layer_names: The layers that gradient_norms speak of; empty where there are none.
        data_loss: The loss, `[*K, A]` or `[*K, A, R, epochs + 1]`.
        validation_loss: The same on validation data; None where there is none, or nothing was trained.
        predict_at: The inputs at which predictions are kept, `[P, ...]`.
        predictions: The predictions there, `[*K, A, P]` or `[*K, A, R, S, P]`, with a last dimension for several
            outputs.
        parameters: The weights at the snapshots; None where they were not kept, or nothing was trained.
        gradient_norms: The gradient's norm in each layer; None where they were not kept, or nothing was trained.
        x: The inputs of the data.
        y: The targets of the data.
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

    @property
    def origins(self) -> tuple[Origin, ...]:
        """What each setting `[*K, A]` was computed from, in a flat tuple; empty for a record of results only."""
        return ()

    @property
    def ladders(self) -> dict[str, tuple]:
        """All values of everything that can be chosen, in the order of the first dimensions of every array."""
        rates = {"learning_rate": self.learning_rates} if self.learning_rates else {}
        return {**self.knobs, "activation": self.activations, **rates}

    @property
    def axes(self) -> dict[str, int]:
        """Name and length of the first dimensions of every array."""
        return {name: len(values) for name, values in self.ladders.items()}
