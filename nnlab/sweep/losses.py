"""Which losses a sweep accepts, and whether a target fits what the network puts out."""

import keras
import numpy as np

LOSSES = {
    "mse": keras.losses.MeanSquaredError,
    "mae": keras.losses.MeanAbsoluteError,
    "binary_crossentropy": keras.losses.BinaryCrossentropy,
    "categorical_crossentropy": keras.losses.CategoricalCrossentropy,
    "sparse_categorical_crossentropy": keras.losses.SparseCategoricalCrossentropy,
}


def check_loss(loss: str | keras.losses.Loss) -> keras.losses.Loss:
    """Return the Keras loss object that `loss` names."""
    if isinstance(loss, str) and loss in LOSSES:
        return LOSSES[loss]()
    if not isinstance(loss, keras.losses.Loss):
        raise ValueError(f"loss must be one of {', '.join(LOSSES)} or a keras.losses.Loss, got {loss!r}")
    if loss.reduction in ("none", None):
        raise ValueError(f"loss must reduce to one number, got {type(loss).__name__} with reduction {loss.reduction!r}")
    return loss


def check_targets(name: str, y: np.ndarray, output_shape: tuple[int, ...], loss: keras.losses.Loss) -> np.ndarray:
    """Return y as the loss wants it, or raise ValueError if it does not fit an output of `output_shape` (without n).

    A y of shape (n,) beside an output of shape (n, 1) is read as (n, 1), as Keras' `fit` does; nothing is broadcast.
    """
    if isinstance(loss, keras.losses.SparseCategoricalCrossentropy):
        return _check_labels(name, y, output_shape)
    fitted = y[:, None] if y.ndim == 1 and output_shape == (1,) else y
    if fitted.ndim == 2 and fitted.shape[1] == 1 and output_shape == ():
        fitted = fitted[:, 0]
    if fitted.shape[1:] != output_shape:
        expected = (len(y), *output_shape)
        raise ValueError(
            f"{name} has shape {y.shape}, but the model's output for it has shape {expected}; they must fit"
        )
    if isinstance(loss, keras.losses.BinaryCrossentropy) and (fitted.min() < 0 or fitted.max() > 1):
        worst = fitted.min() if fitted.min() < 0 else fitted.max()
        raise ValueError(f"{name} contains {worst:g}, but binary cross-entropy needs targets from 0 to 1")
    return fitted


def _check_labels(name: str, y: np.ndarray, output_shape: tuple[int, ...]) -> np.ndarray:
    labels = y[:, 0] if y.ndim == 2 and y.shape[1] == 1 else y
    if labels.ndim != 1 or len(output_shape) != 1:
        raise ValueError(
            f"{name} has shape {y.shape} and the model's output {(len(y), *output_shape)}; "
            "sparse categorical cross-entropy needs one label for each row of scores: (n,) and (n, classes)"
        )
    wrong = labels[(labels != np.round(labels)) | (labels < 0) | (labels >= output_shape[0])]
    if wrong.size:
        allowed = f"whole numbers from 0 to {output_shape[0] - 1} (the model has {output_shape[0]} outputs)"
        raise ValueError(f"{name} contains the label {wrong[0]:g}, but labels must be {allowed}")
    return labels.astype(np.int32)
