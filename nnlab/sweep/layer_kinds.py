"""The kinds of Keras layers: which of them train side by side, and which of them the drawings of a network show."""

from __future__ import annotations

from dataclasses import dataclass

UNITS, FUNCTION, NOTHING = "units", "function", "nothing"


@dataclass(frozen=True)
class LayerKind:
    """What is known of a kind of layer.

    vectorised: whether `tf.vectorized_map` gives what a loop over members gives, with one set of weights for each
    member. Kinds that are not listed are looped over: convolutions want a loop-invariant filter, batch normalisation
    and recurrent layers keep state.
    drawn: as a column of UNITS, as the activation FUNCTION of the column before, or as NOTHING, because the layer
    leaves the numbers as they are; None is for what a drawing of dense layers cannot show.
    """

    vectorised: bool = False
    drawn: str | None = None


LAYER_KINDS = {
    "InputLayer": LayerKind(vectorised=True, drawn=NOTHING),
    "Dense": LayerKind(vectorised=True, drawn=UNITS),
    "Activation": LayerKind(vectorised=True, drawn=FUNCTION),
    "ReLU": LayerKind(vectorised=True, drawn=FUNCTION),
    "LeakyReLU": LayerKind(vectorised=True, drawn=FUNCTION),
    "ELU": LayerKind(vectorised=True, drawn=FUNCTION),
    "PReLU": LayerKind(drawn=FUNCTION),
    "Softmax": LayerKind(vectorised=True, drawn=FUNCTION),
    "Dropout": LayerKind(vectorised=True, drawn=NOTHING),
    "GaussianNoise": LayerKind(drawn=NOTHING),
    "Identity": LayerKind(vectorised=True, drawn=NOTHING),
    "Flatten": LayerKind(vectorised=True, drawn=NOTHING),
    "Reshape": LayerKind(vectorised=True),
    "Rescaling": LayerKind(vectorised=True),
    "Concatenate": LayerKind(vectorised=True),
    "Add": LayerKind(vectorised=True),
    "Subtract": LayerKind(vectorised=True),
    "Multiply": LayerKind(vectorised=True),
    "Average": LayerKind(vectorised=True),
}


def kind_of(class_name: str) -> LayerKind:
    """Return what is known of the layers of this class; nothing is assumed of a class that is not listed."""
    return LAYER_KINDS.get(class_name, LayerKind())
