"""What a sweep computes equals what Keras computes step by step, from the same weights, on the same batches."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import nnlab
from nnlab.sweep.optimizers import OPTIMIZERS

RATES = [0.003, 0.03]
TOLERANCE = 1e-4  # relative, on every loss of every epoch
GENERATOR = np.random.default_rng(7)
X = GENERATOR.uniform(-1, 1, (23, 2)).astype(np.float32)
Y = (np.sin(3 * X[:, :1]) + X[:, 1:]).astype(np.float32)


def dense(*hidden, units=1, output="linear", inputs=2):
    """Return a build function for a dense network."""

    def build(activation):
        layers = [layer(activation) for layer in hidden]
        return keras.Sequential([keras.Input((inputs,)), *layers, keras.layers.Dense(units, activation=output)])

    return build


def hidden(**options):
    return lambda activation: keras.layers.Dense(8, activation=activation, **options)


def by_keras(build, x, y, *, rate, epochs, batch_size, optimizer, loss, validation=None, weights=None, schedule=None):
    """Train with train_on_batch; return fit's loss and the losses on data and validation data after each epoch."""
    keras.utils.set_random_seed(0)
    model = build("tanh")
    model(x[:1])
    if weights is not None:
        model.set_weights(weights)
    watched = [(x, y)] if validation is None else [(x, y), validation]
    model.compile(optimizer=OPTIMIZERS[optimizer].make(schedule or rate), loss=loss)
    mean = model.loss if callable(model.loss) else keras.losses.get(model.loss)
    mean = loss if isinstance(loss, keras.losses.Loss) else mean

    @tf.function
    def observe():
        return [tf.reduce_mean(mean(b, model(a))) for a, b in watched]

    fitted, observed = [], [tf.stack(observe())]
    for epoch in nnlab.batches(len(x), batch_size, epochs, seed=0):
        steps = [(len(rows), model.train_on_batch(x[rows], y[rows])) for rows in epoch]
        fitted.append(sum(n * float(value) for n, value in steps) / len(x))
        observed.append(tf.stack(observe()))
    return np.array(fitted), np.array(observed).T, model


def assert_equal_to_keras(
    build,
    x=X,
    y=Y,
    *,
    epochs=6,
    batch_size=8,
    optimizer="sgd",
    loss="mse",
    vectorised=True,
    validation=None,
    rates=RATES[1:],
):
    """Train by sweep and by Keras and compare all losses and the last predictions; return the sweep."""
    sweep = nnlab.train_sweep(
        build,
        x,
        y,
        learning_rates=RATES,
        activations=["tanh"],
        epochs=epochs,
        batch_size=batch_size,
        optimizer=optimizer,
        loss=loss,
        validation=validation,
        parameters=True,
    )
    assert sweep.vectorised is vectorised
    options = {"epochs": epochs, "batch_size": batch_size, "optimizer": optimizer, "loss": loss}
    for rate in rates:
        run = sweep.run(rate)
        fitted, observed, model = by_keras(build, x, y, rate=rate, validation=validation, **options)
        np.testing.assert_allclose(run.loss, fitted, rtol=TOLERANCE)
        np.testing.assert_allclose(run.data_loss, observed[0], rtol=TOLERANCE)
        if validation is not None:
            np.testing.assert_allclose(run.validation_loss, observed[1][1:], rtol=TOLERANCE)
        outputs = model(x).numpy()
        expected = outputs[:, 0] if outputs.shape[-1] == 1 else outputs
        np.testing.assert_allclose(run.predictions[-1], expected, rtol=1e-3, atol=1e-4)
    return sweep


@pytest.mark.parametrize("penalty", [None, keras.regularizers.L2(0.01)], ids=["plain", "L2"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimiser_with_and_without_l2_equals_keras_over_50_epochs_of_uneven_batches(optimizer, penalty):
    build = dense(hidden(kernel_regularizer=penalty), hidden(kernel_regularizer=penalty))
    assert_equal_to_keras(build, epochs=50, optimizer=optimizer, rates=RATES)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_full_batch_equals_keras(optimizer):
    assert_equal_to_keras(dense(hidden()), batch_size=None, optimizer=optimizer)


def test_l1_and_activity_penalties_equal_keras():
    penalised = hidden(kernel_regularizer="l1", activity_regularizer=keras.regularizers.L2(0.01))
    assert_equal_to_keras(dense(penalised))


def test_the_penalty_is_in_loss_and_not_in_data_loss():
    build = dense(hidden(kernel_regularizer=keras.regularizers.L2(1.0)))
    options = {"learning_rates": [1e-6], "activations": ["tanh"], "epochs": 1}
    run = nnlab.train_sweep(build, X, Y, **options).run()
    keras.utils.set_random_seed(0)
    penalty = float(build("tanh").losses[0])
    assert penalty > 1
    np.testing.assert_allclose(run.loss[0] - run.data_loss[0], penalty, rtol=1e-4)


def test_dropout_draws_the_masks_that_keras_draws_and_a_new_one_each_step():
    build = dense(hidden(), lambda _: keras.layers.Dropout(0.5), hidden())
    sweep = assert_equal_to_keras(build, optimizer="adam")
    still = nnlab.train_sweep(build, X, Y, learning_rates=[1e-9], activations=["tanh"], epochs=5).run()
    assert np.ptp(still.loss) > 1e-3  # the weights stand still, the masks do not
    assert np.ptp(still.data_loss) < 1e-6
    assert sweep.graphs == 1


@pytest.mark.parametrize(
    ("loss", "units", "output", "targets"),
    [
        ("mae", 1, "linear", Y),
        ("binary_crossentropy", 1, "sigmoid", Y > 0),
        ("categorical_crossentropy", 3, "softmax", np.eye(3)[np.arange(23) % 3]),
        ("sparse_categorical_crossentropy", 3, "softmax", np.arange(23) % 3),
        (keras.losses.SparseCategoricalCrossentropy(from_logits=True), 3, "linear", np.arange(23) % 3),
        (keras.losses.BinaryCrossentropy(from_logits=True), 1, "linear", Y > 0),
        (keras.losses.Huber(0.5), 1, "linear", Y),
        (keras.losses.MeanSquaredError(reduction="sum"), 1, "linear", Y),
    ],
)
def test_every_loss_equals_keras(loss, units, output, targets):
    targets = np.asarray(targets).astype(np.int32 if targets.ndim == 1 else np.float32)
    assert_equal_to_keras(dense(hidden(), units=units, output=output), y=targets, loss=loss)


@pytest.mark.parametrize(("units", "output"), [(1, "sigmoid"), (3, "softmax")])
def test_a_certain_and_wrong_classifier_has_the_loss_that_keras_takes_from_the_logits(units, output):
    sure = keras.initializers.RandomNormal(stddev=200.0, seed=1)

    def build(activation):
        layer = keras.layers.Dense(units, output, kernel_initializer=sure)
        return keras.Sequential([keras.Input((2,)), layer])

    loss = "binary_crossentropy" if units == 1 else "sparse_categorical_crossentropy"
    targets = (np.arange(23) % 3).astype(np.int32) if units == 3 else (np.arange(23) % 2)[:, None].astype(np.float32)
    sweep = assert_equal_to_keras(build, y=targets, loss=loss, validation=(3 * X, targets))
    assert sweep.validation_loss.max() > 20, "a probability cut at 1e-7 has a loss of 16 at most"


def test_targets_without_a_second_axis_are_read_as_one_column_and_nothing_is_broadcast():
    flat = assert_equal_to_keras(dense(hidden()), y=Y[:, 0])
    column = assert_equal_to_keras(dense(hidden()), y=Y)
    np.testing.assert_array_equal(flat.loss, column.loss)


def test_inputs_without_a_second_axis_are_read_as_one_column():
    assert_equal_to_keras(dense(hidden(), inputs=1), x=X[:, 0])


def test_validation_data_is_measured_after_each_epoch_as_keras_measures_it():
    sweep = assert_equal_to_keras(dense(hidden()), validation=(X[:9] * 2, Y[:9] + 1))
    assert sweep.validation_loss.shape == (1, 2, 7)


def convolutional(activation):
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((4, 4, 1)),
            layers.Conv2D(3, 2, use_bias=False),
            layers.BatchNormalization(momentum=0.9),
            layers.Activation(activation),
            layers.Flatten(),
            layers.Dropout(0.2),
            layers.Dense(3, activation="softmax"),
        ]
    )


def test_a_convolution_with_batch_normalisation_is_looped_and_equals_keras():
    images = GENERATOR.uniform(size=(23, 4, 4, 1)).astype(np.float32)
    options = {"epochs": 3, "optimizer": "adam", "loss": "sparse_categorical_crossentropy", "vectorised": False}
    assert_equal_to_keras(convolutional, images, np.arange(23) % 3, **options)


def test_frozen_layers_stay_as_they_are_and_the_rest_equals_keras():
    build = dense(hidden(trainable=False), hidden())
    sweep = assert_equal_to_keras(build)
    frozen = [i for i, name in enumerate(sweep.parameter_names) if name.startswith("dense.")]
    moved = np.ptp(sweep.run(0.03).parameters, axis=0) > 0
    assert not moved[frozen].any()
    assert moved.sum() > 0


class Halving(keras.optimizers.schedules.LearningRateSchedule):
    def __call__(self, step):
        return 0.03 * 0.5 ** (tf.cast(step, tf.float32) // 10)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_schedule_equals_a_keras_schedule(optimizer):
    build = dense(hidden())
    run = nnlab.train_sweep(
        build,
        X,
        Y,
        learning_rates=[0.03],
        activations=["tanh"],
        epochs=10,
        batch_size=5,
        optimizer=optimizer,
        knobs={"schedule": ["halving", "constant"]},
        setting=lambda schedule: {"schedule": lambda step, total: 0.5 ** (step // 10)} if schedule == "halving" else {},
    ).run(schedule="halving")
    options = {"epochs": 10, "batch_size": 5, "optimizer": optimizer, "loss": "mse"}
    fitted, _, _ = by_keras(build, X, Y, rate=0.03, schedule=Halving(), **options)
    np.testing.assert_allclose(run.loss, fitted, rtol=TOLERANCE)


def test_given_initial_weights_are_those_that_training_starts_from():
    build = dense(hidden())
    weights = [np.full(w.shape, 0.1, np.float32) for w in build("tanh").get_weights()]
    weights[0][0] = 0.5
    sweep = nnlab.train_sweep(
        build,
        X,
        Y,
        learning_rates=[0.03],
        activations=["tanh"],
        epochs=5,
        knobs={"begin": ["given"]},
        setting=lambda begin: {"weights": weights},
    )
    options = {"epochs": 5, "batch_size": None, "optimizer": "sgd", "loss": "mse"}
    fitted, _, _ = by_keras(build, X, Y, rate=0.03, weights=weights, **options)
    np.testing.assert_allclose(sweep.run().loss, fitted, rtol=TOLERANCE)


def test_what_tensorflow_cannot_vectorise_is_looped_and_said_so():
    class Odd(keras.losses.Loss):
        def call(self, y, prediction):
            return tf.map_fn(tf.reduce_mean, tf.square(y - prediction))

    assert_equal_to_keras(dense(hidden()), epochs=1, batch_size=None, loss=Odd(), vectorised=False)
