"""Evaluate a chapter's own Keras model on ladders of its parameters: nothing is trained."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from nnlab.sweep.activations import check_activations
from nnlab.sweep.evaluate import Evaluator
from nnlab.sweep.history import stack_groups
from nnlab.sweep.inputs import check_examples, check_seed
from nnlab.sweep.ladders import Arrays
from nnlab.sweep.losses import check_loss, check_targets
from nnlab.sweep.origin import Origin
from nnlab.sweep.points import Table
from nnlab.sweep.pure_model import Network, Networks
from nnlab.sweep.settings import TABLE_KEYS, Setting, all_settings, base_setting, check_knobs, naming


def tabulate(
    build: Callable[..., keras.Model],
    x: np.ndarray,
    y: np.ndarray,
    *,
    knobs: Mapping[str, Sequence],
    setting: Callable[..., Mapping[str, object]],
    activations: Sequence[str],
    loss: str | keras.losses.Loss = "mse",
    predict_at: np.ndarray | None = None,
    seed: int = 0,
) -> Table:
    """Evaluate `build(activation)`, untrained, for every activation and every combination of one or two knobs.

    Args:
        build: A function of the activation's name, and of what `setting` gives it further, that returns a plain,
            uncompiled `keras.Model`.
        x: The inputs, `[n, ...]` or `[n]`.
        y: The targets, `[n]` or `[n, ...]`, in the shape of the network's output.
        knobs: One or two names, each with the list of its values.
        setting: A function that says what the values of the knobs mean. It is called as `setting(**values)` and returns
            a dict with any of: weights (arrays as in `model.get_weights()`), build (a dict of further arguments for
            `build`), x, y, predict_at.
        activations: One or more names that Keras knows, all different.
        loss: The loss, as in `train_sweep`. It is that of the data without penalties, dropout off.
        predict_at: The inputs at which predictions are kept, `[P, ...]`; by default x.
        seed: The seed of Keras before each build, a whole number from 0 to 2**32 - 1.

    Returns:
        A Table: the loss and the predictions of every setting.

    Raises:
        ValueError: For an argument that cannot be, with its name, its value and what is allowed.
        TypeError: The same, for an argument of another kind.
    """
    names, seed = check_activations(activations), check_seed(seed)
    base, ladders, loss = base_setting(x, y, predict_at=predict_at), check_knobs(knobs, setting), check_loss(loss)
    if not ladders:
        raise ValueError("knobs must name at least one knob and its values, got none")
    settings = all_settings(base, ladders, setting, TABLE_KEYS)
    origins = _origins(Networks(build, seed), settings, names, build, loss, seed)
    results = _evaluate_all(origins)
    shapes = {predictions.shape for result in results if (predictions := result["predictions"]) is not None}
    if len(shapes) > 1:
        raise ValueError(f"every setting must predict the same shape, got {sorted(shapes)}; give predict_at in setting")
    arrays: dict[str, Any] = stack_groups(results, (*map(len, ladders.values()), len(names)))
    return Table(
        knobs=ladders, activations=names, predict_at=base.points, x=base.x, y=base.y, origins=origins, **arrays
    )


def _origins(
    networks: Networks, settings: list[Setting], names: tuple[str, ...], build, loss: keras.losses.Loss, seed: int
) -> tuple[Origin, ...]:
    """Return what is evaluated for each setting and activation, in order."""
    origins = []
    for setting, name in itertools.product(settings, names):
        with naming(setting.values):
            network = networks.get(name, setting.build, setting.x)
            weights = network.check_weights(setting.weights)
            y = check_targets("y", setting.y, network.output_shape, loss)
            check_examples("predict_at", setting.points, setting.x)
            origins.append(Origin(setting, network, y, None, weights, build, loss, seed))
    return tuple(origins)


def _evaluate_all(origins: tuple[Origin, ...]) -> list[Arrays]:
    """Return the arrays of each setting; what shares network and data is evaluated at once."""
    alike: dict[tuple, list[int]] = {}
    for number, origin in enumerate(origins):
        key = (origin.network, id(origin.setting.x), id(origin.setting.y), id(origin.setting.points))
        alike.setdefault(key, []).append(number)
    results: list[Arrays] = [{}] * len(origins)
    evaluators: dict[Network, Evaluator] = {}
    for (network, *_), numbers in alike.items():
        first = origins[numbers[0]]
        evaluator = evaluators.setdefault(network, Evaluator(network, first.loss))
        found = _evaluate(evaluator, first, [origins[number].weights for number in numbers])
        for number, data_loss, predictions in zip(numbers, *found, strict=True):
            results[number] = {"data_loss": data_loss, "predictions": predictions}
    return results


def _evaluate(
    evaluator: Evaluator, origin: Origin, weights: Sequence[Sequence[np.ndarray]]
) -> tuple[np.ndarray, np.ndarray]:
    """Return loss [N] and predictions [N, P] or [N, P, O] of N sets of weights on the origin's data."""
    network = origin.network
    trainable, state = network.split([tf.constant(np.stack(arrays)) for arrays in zip(*weights, strict=True)])
    stacked = [*trainable, *state]
    predictions = evaluator.predict(stacked, tf.constant(origin.setting.points))
    if network.output_shape == (1,):
        predictions = predictions[..., 0]
    return evaluator.losses(stacked, tf.constant(origin.setting.x), tf.constant(origin.y)), predictions
