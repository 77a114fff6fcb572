"""A network evaluated, not trained: frozen records of named, read-only NumPy arrays. Nothing here needs TensorFlow.

In the shapes, K stands for the dimensions of the chapter's own knobs, A for activations, P for points and O for the
outputs of the network.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from nnlab.sweep.ladders import locate, plural, sentence
from nnlab.sweep.picture import html_of
from nnlab.sweep.source import Source

if TYPE_CHECKING:
    from nnlab.sweep.origin import Origin


@dataclass(frozen=True, eq=False, repr=False)
class Point:
    """One setting of a Table.

    Attributes:
        activation: The name of its activation.
        knobs: The values of the chapter's own knobs, by name.
        loss: The loss on the data, without penalties and with dropout off.
        predictions: The predictions at the Table's predict_at, float32 `[P]` or `[P, O]`.
    """

    activation: str
    knobs: dict[str, object]
    loss: float
    predictions: np.ndarray

    def __repr__(self) -> str:
        return f"Point of a Table with {sentence({'activation': self.activation, **self.knobs})}."


@dataclass(frozen=True, eq=False, repr=False)
class Table(Source):
    """A network evaluated, not trained, on ladders of its parameters.

    It answers a Lab's questions as a Sweep does; learning_rates, snapshot_epochs, parameter_names and layer_names are
    empty, epochs is 0, and validation_loss, parameters and gradient_norms are None. In the shapes, K stands for the
    dimensions of the chapter's own knobs, A for activations, P for points and O for the outputs of a network that has
    several.

    Attributes:
        knobs: The values of the chapter's own knobs: a dict from each name to a tuple.
        activations: The names of the activations.
        data_loss: The loss of every setting, float32 `[*K, A]`.
        predict_at: The inputs at which predictions are kept, `[P, ...]`.
        predictions: The predictions there, float32 `[*K, A, P]` or `[*K, A, P, O]`.
        x: The inputs of the data that the loss belongs to.
        y: The targets of the data that the loss belongs to.
        origins: What was evaluated for each setting `[*K, A]`, in a flat tuple; empty if that is not known.
    """

    knobs: dict[str, tuple]
    activations: tuple[str, ...]
    data_loss: np.ndarray
    predict_at: np.ndarray
    predictions: np.ndarray
    x: np.ndarray
    y: np.ndarray
    origins: tuple[Origin, ...] = ()
    learning_rates: tuple[float, ...] = field(default=(), init=False)
    epochs: int = field(default=0, init=False)
    snapshot_epochs: np.ndarray = field(default_factory=lambda: np.array([], int), init=False)
    parameter_names: tuple[str, ...] = field(default=(), init=False)
    layer_names: tuple[str, ...] = field(default=(), init=False)
    validation_loss: np.ndarray | None = field(default=None, init=False)
    parameters: np.ndarray | None = field(default=None, init=False)
    gradient_norms: np.ndarray | None = field(default=None, init=False)

    def at(self, activation: str | None = None, **knobs: object) -> Point:
        """Return one setting.

        Args:
            activation: Its activation; may be left out where the Table has one only.
            **knobs: The value of each of the chapter's own knobs, by name; numbers match to six digits. A knob with one
                value only may be left out.

        Raises:
            ValueError: For a value that is not on its ladder, or a knob that the Table does not have.
        """
        at = locate(self.ladders, {**knobs, "activation": activation})
        values = {name: ladder[i] for (name, ladder), i in zip(self.ladders.items(), at, strict=True)}
        return Point(values.pop("activation"), values, float(self.data_loss[at]), self.predictions[at])

    def _repr_html_(self) -> str:
        return html_of(self, {name: values[0] for name, values in self.ladders.items()})

    def __repr__(self) -> str:
        own = ", ".join(f"{name} ({plural(len(values), 'value')})" for name, values in self.knobs.items())
        return f"Table of {self.data_loss.size} settings: {own}, {plural(len(self.activations), 'activation')}."
