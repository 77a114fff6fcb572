"""Further starts: initial weights drawn from each layer's own initialiser by the portable generator."""

import math
from collections.abc import Iterator

import keras
import numpy as np

from nnlab.sweep import philox

FIXED = keras.initializers.Zeros, keras.initializers.Ones, keras.initializers.Constant
TRUNCATED_SPREAD = 0.87962566103423978  # the standard deviation of a standard normal number cut off at -2 and 2


def initial_weights(model: keras.Model, start: int, seed: int = 0) -> list[np.ndarray]:
    """Return the initial weights with which `train_sweep` begins a start, in the order of `model.get_weights()`.

    From start 1 on the trained weights are drawn anew, each array from its layer's own initialiser (zeros, ones and
    constants stay); what is not trained stays as it is. Source of the distributions: the documentation of
    `keras.initializers`; of the random numbers: `nnlab.sweep.philox`.

    Args:
        model: A built model as `build` returns it; its own weights are those of start 0.
        start: Which start, counted from 0.
        seed: The seed of the sweep.

    Returns:
        A list of float32 arrays, for `model.set_weights`.

    Raises:
        ValueError: For weights that cannot be drawn: an initialiser without a portable form, or weights that `build`
            has set itself.
    """
    own = [np.array(w, np.float32) for w in model.get_weights()]
    if start == 0:
        return own
    trained, initializers = {id(v) for v in model.trainable_variables}, dict(_initializers(model))
    drawn = []
    for place, (variable, values) in enumerate(zip(model.weights, own, strict=True)):
        if id(variable) in trained:
            values = _draw(variable.path, initializers.get(id(variable)), values, (seed, philox.WEIGHTS, place, start))
        drawn.append(values)
    return drawn


def _initializers(model: keras.Model) -> Iterator[tuple[int, keras.Initializer]]:
    for layer in model._flatten_layers(include_self=False):
        for variable in layer.weights:
            initializer = getattr(layer, f"{variable.name}_initializer", None)
            if initializer is not None:
                yield id(variable), initializer


def _draw(name: str, initializer: object, own: np.ndarray, sequence: tuple) -> np.ndarray:
    """Return new values for an array whose values in start 0 are `own`."""
    if isinstance(initializer, FIXED):
        if not np.array_equal(np.array(initializer(own.shape, "float32")), own):
            raise ValueError(_set_by_build(name))
        return own
    distribution, centre, scale = _distribution(name, initializer, own.shape)
    bound = {"uniform": scale, "truncated normal": 2 * scale, "normal": math.inf}[distribution]
    if np.abs(own - centre).max(initial=0.0) > bound * (1 + 1e-5):
        raise ValueError(_set_by_build(name))
    if distribution == "uniform":
        values = 2.0 * philox.uniform(own.size, *sequence) - 1.0
    else:
        draw = philox.normal if distribution == "normal" else philox.truncated_normal
        values = draw(own.size, *sequence)
    return (centre + scale * values).astype(np.float32).reshape(own.shape)


def _distribution(name: str, initializer: object, shape: tuple[int, ...]) -> tuple[str, float, float]:
    """Return the distribution with its centre and its standard deviation (uniform: half its width).

    Source: the documentation of `keras.initializers`.
    """
    if isinstance(initializer, keras.initializers.VarianceScaling):
        fan_in, fan_out = _fans(shape)
        fan = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[initializer.mode]
        variance = initializer.scale / max(1.0, fan)
        if initializer.distribution == "uniform":
            return "uniform", 0.0, math.sqrt(3.0 * variance)
        if initializer.distribution == "untruncated_normal":
            return "normal", 0.0, math.sqrt(variance)
        return "truncated normal", 0.0, math.sqrt(variance) / TRUNCATED_SPREAD
    if isinstance(initializer, keras.initializers.RandomUniform):
        low, high = initializer.minval, initializer.maxval
        return "uniform", (low + high) / 2, (high - low) / 2
    if isinstance(initializer, keras.initializers.TruncatedNormal):
        return "truncated normal", initializer.mean, initializer.stddev
    if isinstance(initializer, keras.initializers.RandomNormal):
        return "normal", initializer.mean, initializer.stddev
    kind = "of no known initialiser" if initializer is None else f"of {type(initializer).__name__}"
    raise ValueError(
        f"starts > 1 need initial weights that can be drawn anew, and {name} is {kind}; give its layer an initialiser "
        "such as glorot_uniform or he_normal, or leave starts at 1"
    )


def _set_by_build(name: str) -> str:
    return (
        f"starts > 1 need initial weights drawn by the layers' initialisers, and {name} holds values that its "
        "initialiser does not give: build has set them itself; leave starts at 1"
    )


def _fans(shape: tuple[int, ...]) -> tuple[float, float]:
    """Return how many numbers come into and go out of each unit, as Keras counts them."""
    if len(shape) < 2:
        size = float(shape[0]) if shape else 1.0
        return size, size
    field = math.prod(shape[:-2])
    return float(field * shape[-2]), float(field * shape[-1])
