"""Evaluate a chapter's own Keras model on ladders of its parameters: nothing is trained."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf

from nnlab._evaluate import Evaluator
from nnlab._history import stack_groups
from nnlab._inputs import check_activations, check_examples, check_seed
from nnlab._losses import check_loss, check_targets
from nnlab._networks import Network, Networks
from nnlab._settings import TABLE_KEYS, Setting, all_settings, base_setting, check_knobs, naming
from nnlab.records import Table


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

    setting(**values) returns a dict with any of: weights (arrays as in `model.get_weights()`), build (a dict of further
    arguments for `build`), x, y, predict_at. The other arguments are those of `train_sweep`. The loss is that of the
    data without penalties, dropout off. Raises ValueError or TypeError for a bad argument.
    """
    names, seed = check_activations(activations), check_seed(seed)
    base, ladders, loss = base_setting(x, y, predict_at=predict_at), check_knobs(knobs, setting), check_loss(loss)
    if not ladders:
        raise ValueError("knobs must name at least one knob and its values, got none")
    settings = all_settings(base, ladders, setting, TABLE_KEYS)
    results, members = _evaluate_all(Networks(build, seed), settings, names, loss)
    shapes = {result["predictions"].shape for result in results}
    if len(shapes) > 1:
        raise ValueError(f"every setting must predict the same shape, got {sorted(shapes)}; give predict_at in setting")
    arrays = stack_groups(results, (*map(len, ladders.values()), len(names)))
    return Table(
        knobs=ladders, activations=names, predict_at=base.points, x=base.x, y=base.y, _members=members, **arrays
    )


@dataclass(frozen=True, eq=False)
class Member:
    """What one entry of a Table was computed from."""

    network: Network
    weights: list[np.ndarray]
    setting: Setting


def _evaluate_all(
    networks: Networks, settings: list[Setting], names: tuple[str, ...], loss: keras.losses.Loss
) -> tuple[list[dict], tuple[Member, ...]]:
    """Return, for each setting and activation in order, its arrays, and what was evaluated.

    What shares network and data is evaluated at once.
    """
    alike, given = {}, []
    for number, (one, name) in enumerate((one, name) for one in settings for name in names):
        with naming(one.values):
            network = networks.get(name, one.build, one.x)
            key = (network, id(one.x), id(one.y), id(one.points))
            given.append(Member(network, network.check_weights(one.weights), one))
            alike.setdefault(key, []).append((number, one, given[-1].weights))
    results = [None] * len(settings) * len(names)
    evaluators = {}
    for (network, *_), members in alike.items():
        numbers, together, weights = zip(*members, strict=True)
        evaluator = evaluators.setdefault(network, Evaluator(network, loss))
        with naming(together[0].values):
            found = _evaluate(evaluator, together[0], weights)
        for number, data_loss, predictions in zip(numbers, *found, strict=True):
            results[number] = {"data_loss": data_loss, "predictions": predictions}
    return results, tuple(given)


def _evaluate(
    evaluator: Evaluator, setting: Setting, weights: Sequence[list[np.ndarray]]
) -> tuple[np.ndarray, np.ndarray]:
    """Return loss [N] and predictions [N, P] or [N, P, O] of N sets of weights on the setting's data."""
    network: Network = evaluator.network
    y = check_targets("y", setting.y, network.output_shape, evaluator.loss)
    points = check_examples("predict_at", setting.points, setting.x)
    trainable, state = network.split([tf.constant(np.stack(arrays)) for arrays in zip(*weights, strict=True)])
    stacked = [*trainable, *state]
    predictions = evaluator.predict(stacked, tf.constant(points))
    if network.output_shape == (1,):
        predictions = predictions[..., 0]
    return evaluator.losses(stacked, tf.constant(setting.x), tf.constant(y)), predictions
