"""A sweep from several starts: each is the network that Keras trains from the same initial weights."""

from __future__ import annotations

import json
from pathlib import Path

import keras
import numpy as np
import pytest

import nnlab

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "portable_random.json").read_text("utf-8"))
X = np.linspace(-1, 1, 12, dtype=np.float32)[:, None]
Y = np.sin(3 * X)
INITIALIZERS = {
    "glorot_uniform": keras.initializers.GlorotUniform(),
    "glorot_normal": keras.initializers.GlorotNormal(),
    "he_uniform": keras.initializers.HeUniform(),
    "he_normal": keras.initializers.HeNormal(),
    "lecun_uniform": keras.initializers.LecunUniform(),
    "lecun_normal": keras.initializers.LecunNormal(),
    "random_uniform": keras.initializers.RandomUniform(-0.3, 0.1),
    "random_normal": keras.initializers.RandomNormal(0.2, 0.5),
    "truncated_normal": keras.initializers.TruncatedNormal(-0.1, 0.4),
    "untruncated": keras.initializers.VarianceScaling(2.0, "fan_out", "untruncated_normal"),
    "zeros": keras.initializers.Zeros(),
    "constant": keras.initializers.Constant(0.3),
}


def dense(initializer, units=3, inputs=4):
    with_kernel = keras.layers.Dense(units, kernel_initializer=initializer)
    return keras.Sequential([keras.layers.Input((inputs,)), with_kernel])


def build(activation):
    return keras.Sequential(
        [keras.layers.Input((1,)), keras.layers.Dense(5, activation, name="hidden"), keras.layers.Dense(1)]
    )


def sweep(build=build, **options):
    usual = {"learning_rates": [0.03, 0.3], "activations": ["tanh", "relu"], "epochs": 6, "starts": 3, "seed": 4}
    return nnlab.train_sweep(build, X, Y, **(usual | options))


def fit(start, activation, rate, optimizer=keras.optimizers.SGD, batch_size=None, epochs=6):
    """The losses that `fit` reports for one start."""
    keras.utils.set_random_seed(4)
    model = build(activation)
    model.set_weights(nnlab.initial_weights(model, start, seed=4))
    model.compile(optimizer(rate), "mse")
    if batch_size is None:
        return model.fit(X, Y, batch_size=len(X), shuffle=False, epochs=epochs, verbose=0).history["loss"], model

    def feed():
        for epoch in nnlab.batches(len(X), batch_size, epochs, seed=4):
            for rows in epoch:
                yield X[rows], Y[rows]

    steps = -(-len(X) // batch_size)
    return model.fit(feed(), steps_per_epoch=steps, epochs=epochs, verbose=0).history["loss"], model


@pytest.mark.parametrize(
    ("optimizer", "keras_optimizer", "batch_size"),
    [("sgd", keras.optimizers.SGD, None), ("adam", keras.optimizers.Adam, 5)],
)
def test_every_start_is_what_keras_trains_from_its_weights(optimizer, keras_optimizer, batch_size):
    result = sweep(optimizer=optimizer, batch_size=batch_size, parameters=True)
    for start, activation, rate in ((0, "tanh", 0.3), (1, "relu", 0.03), (2, "tanh", 0.03)):
        loss, model = fit(start, activation, rate, keras_optimizer, batch_size)
        run = result.run(rate, activation, start=start)
        assert run.start == start
        np.testing.assert_allclose(run.loss, loss, rtol=1e-4)
        np.testing.assert_allclose(run.predictions[-1], model.predict(X, verbose=0)[:, 0], atol=1e-5)
        flat = np.concatenate([w.ravel() for w in model.get_weights()])
        np.testing.assert_allclose(run.parameters[-1], flat, atol=1e-5)


def test_the_arrays_of_a_sweep_are_those_of_start_0_and_of_starts_has_all():
    several, alone = sweep(gradient_norms=True), sweep(starts=1)
    assert (several.starts, alone.starts) == (3, 1)
    for name in ("loss", "data_loss", "predictions", "gradient_norms"):
        whole = several.of_starts(name)
        assert whole.shape == (3, *getattr(several, name).shape)
        np.testing.assert_array_equal(whole[0], getattr(several, name))
        assert not np.array_equal(whole[1], whole[2])
    np.testing.assert_allclose(several.data_loss, alone.data_loss, rtol=1e-5)
    np.testing.assert_array_equal(alone.of_starts("data_loss")[0], alone.data_loss)


def test_own_knobs_validation_and_looped_networks_have_starts_too():
    def with_state(activation, units):
        return keras.Sequential(
            [
                keras.layers.Input((1,)),
                keras.layers.Dense(units, activation),
                keras.layers.BatchNormalization(momentum=0.5),
                keras.layers.Dense(1),
            ]
        )

    result = sweep(
        with_state,
        knobs={"units": [2, 4]},
        setting=lambda units: {"build": {"units": units}},
        validation=(X[::2], Y[::2]),
        learning_rates=[0.01],
    )
    assert not result.vectorised
    assert result.of_starts("validation_loss").shape == (3, 2, 2, 1, 7)
    single = sweep(lambda activation: with_state(activation, 4), starts=1, learning_rates=[0.01], validation=(X, Y))
    np.testing.assert_allclose(result.data_loss[1, :, 0], single.data_loss[:, 0], rtol=1e-4)
    run = result.run(0.01, "relu", units=4, start=2)
    np.testing.assert_array_equal(run.validation_loss, result.of_starts("validation_loss")[2, 1, 1, 0, 1:])


def test_a_rate_that_is_added_later_has_all_starts():
    result = sweep().with_learning_rates([0.1])
    np.testing.assert_allclose(
        result.of_starts("data_loss"), sweep(learning_rates=[0.03, 0.1, 0.3]).of_starts("data_loss"), rtol=1e-5
    )
    assert result.run(0.1, "tanh", start=2).start == 2


@pytest.mark.parametrize("name", INITIALIZERS)
def test_the_weights_of_a_start_are_those_of_the_vectors(name):
    case = next(case for case in VECTORS["initial_weights"] if case["initializer"] == name)
    weights = nnlab.initial_weights(dense(INITIALIZERS[name]), start=case["start"], seed=case["seed"])
    np.testing.assert_allclose(weights[0], case["kernel"], rtol=1e-6)
    np.testing.assert_array_equal(weights[1], np.zeros(3))


@pytest.mark.parametrize("name", INITIALIZERS)
def test_a_start_has_the_spread_that_keras_gives(name):
    keras.utils.set_random_seed(0)
    model = dense(INITIALIZERS[name], units=300, inputs=200)
    own, drawn = (nnlab.initial_weights(model, start)[0] for start in (0, 1))
    assert name in ("zeros", "constant") or not np.array_equal(own, drawn)
    np.testing.assert_allclose(drawn.mean(), own.mean(), atol=0.02 * max(own.std(), 1e-6))
    np.testing.assert_allclose(drawn.std(), own.std(), rtol=0.02, atol=1e-7)
    np.testing.assert_allclose(
        np.abs(drawn).max(), np.abs(own).max(), rtol=0.2 if "random_n" in name or "un" in name else 0.02
    )


def test_what_is_not_trained_stays_and_biases_stay_zero():
    model = build("tanh")
    model.layers[0].trainable = False
    own, drawn = (nnlab.initial_weights(model, start) for start in (0, 3))
    np.testing.assert_array_equal(own[0], drawn[0])
    assert not np.array_equal(own[2], drawn[2])
    np.testing.assert_array_equal(drawn[3], 0)


def test_weights_that_cannot_be_drawn_are_refused_by_name():
    def orthogonal(activation):
        return dense(keras.initializers.Orthogonal(seed=0), units=1, inputs=1)

    def set_by_hand(activation):
        model = dense("zeros", units=1, inputs=1)
        model.set_weights([np.ones((1, 1)), np.zeros(1)])
        return model

    with pytest.raises(ValueError, match=r"starts > 1 need .*kernel is of Orthogonal; give its layer"):
        sweep(orthogonal)
    with pytest.raises(ValueError, match="build has set them itself; leave starts at 1"):
        sweep(set_by_hand)
    weights = build("tanh").get_weights()
    with pytest.raises(ValueError, match=r"starts is 3, but setting gives the initial weights; .*\(with w = 1\)"):
        sweep(knobs={"w": [1]}, setting=lambda w: {"weights": weights})


def test_bad_questions_are_answered_with_what_is_allowed():
    result = sweep(learning_rates=[0.1], activations=["tanh"])
    for start in (3, -1, True, "first"):
        with pytest.raises(ValueError, match="start must be a whole number from 0 to 2, got"):
            result.run(start=start)
    with pytest.raises(ValueError, match=r"name must be one of loss, data_loss, .* got 'x'"):
        result.of_starts("x")
    with pytest.raises(ValueError, match="did not keep parameters"):
        result.of_starts("parameters")
    with pytest.raises(ValueError, match="starts must be a whole number >= 1, got 0"):
        sweep(starts=0)


def test_several_starts_say_so():
    result = sweep(learning_rates=[0.1], activations=["tanh"])
    assert repr(result) == "Sweep of 3 runs of 6 epochs: 1 learning rate, 1 activation, 3 starts."
    assert repr(result.run(start=1)) == "Run of 6 epochs with learning rate 0.1, activation tanh, start 1."
