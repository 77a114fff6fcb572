"""Train a chapter's own Keras model for every learning rate x activation on a ladder, all at once.

This module is the door: it checks the arguments and puts the result together.
"""

from collections.abc import Callable, Mapping, Sequence

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

    build(activation) returns a plain, uncompiled keras.Model. x [n, ...] (or [n]) and y [n] or [n, ...] are the data;
    batch_size None means the full batch, else the batches are those of `nnlab.batches(n, batch_size, epochs, seed)`.
    optimizer is "sgd", "momentum" (0.9) or "adam", with Keras' defaults and formulas (see `nnlab.sweep.optimizers`).
    loss is "mse", "mae", "binary_crossentropy", "categorical_crossentropy", "sparse_categorical_crossentropy" or a
    keras.losses.Loss. predict_at [P, ...] (by default x) are the inputs at which predictions are kept.

    knobs maps up to two names to their values, and setting(**values) returns a dict that says what they mean, with any
    of: build (a dict of further arguments for `build`), x, y, validation, predict_at, batch_size, optimizer, weights
    (initial arrays as in `model.get_weights()`), schedule (a function of step, counted from 0, and total steps that
    returns the factor on the learning rate).

    snapshots: None keeps about 60 epochs, spaced logarithmically; an int keeps that many, "all" every epoch, a list
    those epochs; 0 and the last are always kept. parameters=True keeps the weights at the snapshots too,
    and a list of names keeps them under these names, in the order of `model.get_weights()`. gradient_norms=True keeps
    there, for each layer, the Euclidean norm of the gradient of the loss (on all of x and y, without penalties, dropout
    off) in its kernel; a knob may change the number of layers.

    starts: how many initial weights every setting is trained from, on the same batches. Start 0 is Keras' own for the
    seed; further ones are those of `nnlab.initial_weights(model, start, seed)`, drawn from each layer's own
    initialiser. The arrays of a Sweep are those of start 0, `sweep.of_starts(name)` has all.

    All learning rates begin with the same weights, and so do all activations: Keras is seeded with `seed` before each
    build (and stays so; NumPy's and Python's global generators are put back). The same seed gives the same result.
    A run that diverges is kept, with inf or NaN from then on. Raises ValueError or TypeError for a bad argument, before
    any training.
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
        **{name: None if array is None else array[0] for name, array in results.items()},
    )
