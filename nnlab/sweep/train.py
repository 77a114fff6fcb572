"""Train a chapter's own Keras model for every learning rate x activation on a ladder, all at once.

This module is the door: it checks the arguments and puts the result together.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import keras
import numpy as np

from nnlab.sweep.activations import check_activations
from nnlab.sweep.inputs import (
    check_learning_rates,
    check_parameter_names,
    check_seed,
    check_snapshots,
    check_whole,
)
from nnlab.sweep.losses import check_loss
from nnlab.sweep.progress import Progress
from nnlab.sweep.recipe import Recipe
from nnlab.sweep.records import Sweep
from nnlab.sweep.settings import TRAINING_KEYS, all_settings, base_setting, check_knobs


def train_sweep(
    build: Callable[..., keras.Model],
    x: np.ndarray,
    y: np.ndarray,
    *,
    learning_rates: Sequence[float],
    activations: Sequence[str],
    epochs: int,
    batch_size: int | None = None,
    optimizer: str = "sgd",
    loss: str | keras.losses.Loss = "mse",
    validation: tuple[np.ndarray, np.ndarray] | None = None,
    predict_at: np.ndarray | None = None,
    knobs: Mapping[str, Sequence] | None = None,
    setting: Callable[..., Mapping[str, object]] | None = None,
    snapshots: int | str | Sequence[int] | None = None,
    parameters: bool | Sequence[str] = False,
    gradient_norms: bool = False,
    seed: int = 0,
    starts: int = 1,
) -> Sweep:
    """Train `build(activation)` for every learning rate, activation and knob value, and return everything as a Sweep.

    All learning rates begin with the same weights, and so do all activations: Keras is seeded with `seed` before each
    build (and stays so; NumPy's and Python's global generators are put back). The same seed gives the same result.
    A run that diverges is kept, with inf or NaN from then on.

    Args:
        build: A function of the activation's name, and of what `setting` gives it further, that returns a plain,
            uncompiled `keras.Model`.
        x: The inputs, `[n, ...]` or `[n]`; scaled as the network wants them.
        y: The targets, `[n]` or `[n, ...]`, in the shape of the network's output; class numbers for
            `"sparse_categorical_crossentropy"`.
        learning_rates: One or more numbers above 0, all different; the sweep holds them in ascending order.
        activations: One or more names that Keras knows, such as `"relu"` or `"tanh"`, all different.
        epochs: How many times the network sees all data, at least 1.
        batch_size: How many examples a step sees, 1 to n. None means the full batch, in the data's own order; else the
            batches are those of `nnlab.batches(n, batch_size, epochs, seed)`.
        optimizer: `"sgd"`, `"momentum"` (0.9) or `"adam"`, with Keras' defaults and formulas
            (`nnlab.sweep.optimizers` has them with their sources).
        loss: `"mse"`, `"mae"`, `"binary_crossentropy"`, `"categorical_crossentropy"`,
            `"sparse_categorical_crossentropy"` or a `keras.losses.Loss` that reduces to one number.
        validation: A pair (x, y) of data that is never trained on; its loss is recorded after each epoch.
        predict_at: The inputs at which predictions are kept, `[P, ...]`; by default x.
        knobs: The chapter's own knobs: up to two names, each with the list of its values.
        setting: A function that says what the values of the knobs mean. It is called as `setting(**values)` and returns
            a dict with any of: build (a dict of further arguments for `build`), x, y, validation, predict_at,
            batch_size, optimizer, weights (initial arrays as in `model.get_weights()`), schedule (a function of step,
            counted from 0, and total steps that returns the factor on the learning rate).
        snapshots: The epochs at which predictions are kept. None keeps about 60, spaced logarithmically; a whole number
            keeps that many, `"all"` every epoch, a list those epochs. 0 and the last are always kept.
        parameters: True keeps the weights at the snapshots too. A list of names keeps them under these names, in the
            order of `model.get_weights()`.
        gradient_norms: True keeps at the snapshots, for each layer, the Euclidean norm of the gradient of the loss (on
            all of x and y, without penalties, dropout off) in its kernel; a knob may change the number of layers.
        seed: A whole number from 0 to 2**32 - 1, from which initial weights, batches and dropout follow.
        starts: How many initial weights every setting is trained from, on the same batches. Start 0 is Keras' own for
            the seed; further ones are those of `nnlab.initial_weights(model, start, seed)`, drawn from each layer's own
            initialiser. The arrays of a Sweep are those of start 0, `sweep.of_starts(name)` has all.

    Returns:
        A Sweep: the losses after every epoch, and predictions (weights, gradient norms) at the snapshots, of all runs.

    Raises:
        ValueError: For an argument that cannot be, with its name, its value and what is allowed; before any training.
        TypeError: The same, for an argument of another kind.
    """
    rates, names = check_learning_rates(learning_rates), check_activations(activations)
    epochs, seed, starts = check_whole("epochs", epochs, 1), check_seed(seed), check_whole("starts", starts, 1)
    base = base_setting(x, y, predict_at=predict_at, validation=validation, batch_size=batch_size, optimizer=optimizer)
    ladders = check_knobs(knobs, setting)
    recipe = Recipe(
        build,
        check_loss(loss),
        all_settings(base, ladders, setting, TRAINING_KEYS),
        tuple(len(ladder) for ladder in ladders.values()),
        names,
        epochs=epochs,
        snapshots=check_snapshots(snapshots, epochs),
        parameters=bool(parameters),
        norms=bool(gradient_norms),
        seed=seed,
        starts=starts,
    )
    parameter_names = check_parameter_names(parameters, recipe.origins[0].network.parameter_names)
    with Progress(f"Training {starts * len(recipe.groups) * len(rates)} networks") as progress:
        results = recipe.train(rates, progress.report)
    first: dict[str, Any] = {name: None if array is None else array[0] for name, array in results.items()}
    return Sweep(
        knobs=ladders,
        activations=names,
        learning_rates=rates,
        epochs=epochs,
        snapshot_epochs=recipe.snapshots,
        predict_at=base.points,
        parameter_names=parameter_names,
        layer_names=recipe.layer_names,
        x=base.x,
        y=base.y,
        vectorised=recipe.vectorised,
        graphs=recipe.graphs,
        _recipe=recipe,
        _of_starts=results,
        **first,
    )
