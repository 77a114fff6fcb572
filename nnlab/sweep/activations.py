"""The activation functions: their names in Keras, and the words for them in a Lab."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import keras

from nnlab.sweep.inputs import is_list


@dataclass(frozen=True)
class Activation:
    """label: how a Lab writes it."""

    label: str


ACTIVATIONS = {
    "linear": Activation("linear"),
    "relu": Activation("ReLU"),
    "tanh": Activation("tanh"),
    "sigmoid": Activation("sigmoid"),
    "elu": Activation("ELU"),
    "gelu": Activation("GELU"),
}


def label_of(name: str) -> str:
    """Return the word for an activation; one that is not listed goes by its name in Keras."""
    return ACTIVATIONS[name].label if name in ACTIVATIONS else name


def check_activations(activations: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the activations, each known to Keras."""
    if not is_list(activations):
        raise TypeError(f'activations must be a list of names such as ["relu", "tanh"], got {activations!r}')
    names = tuple(activations)
    if not names:
        raise ValueError("activations must hold at least one name, got none")
    for name in names:
        try:
            known = isinstance(name, str) and callable(keras.activations.get(name))
        except (ValueError, TypeError):
            known = False
        if not known:
            raise ValueError(
                f'activations must be names that Keras knows, such as "linear", "relu" or "tanh", got {name!r}'
            )
    if len(set(names)) < len(names):
        raise ValueError(f"activations must differ from each other, got {list(names)}")
    return names
