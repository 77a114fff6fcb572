"""A Table holds what Keras' own model gives for every setting, untrained."""

import keras
import numpy as np
import pytest

import nnlab

X = np.linspace(-2, 2, 9, dtype=np.float32)
Y = np.sin(X)
W, B = np.linspace(-1, 3, 5), [0.0, 0.5, 1.0]


def neuron(activation):
    return keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, activation=activation)])


def weights(w, b):
    return {"weights": [[[w]], [b]]}


@pytest.fixture(scope="module")
def table():
    ladders = {"w": W, "b": B}
    return nnlab.tabulate(
        neuron, X, Y, knobs=ladders, setting=weights, activations=["linear", "tanh"], predict_at=X[:4]
    )


def test_every_entry_equals_predict_and_evaluate(table):
    assert table.data_loss.shape == (5, 3, 2)
    assert table.predictions.shape == (5, 3, 2, 4)
    for k, activation in enumerate(["linear", "tanh"]):
        model = neuron(activation)
        model.compile(loss="mse")
        for i, j in [(0, 0), (2, 1), (4, 2)]:
            model.set_weights([np.array([[W[i]]]), np.array([B[j]])])
            expected = model.evaluate(X[:, None], Y, verbose=0)
            np.testing.assert_allclose(table.data_loss[i, j, k], expected, rtol=1e-5)
            found = table.at(activation, w=W[i], b=B[j])
            np.testing.assert_allclose(found.predictions, model.predict(X[:4, None], verbose=0)[:, 0], rtol=1e-5)
            assert found.loss == table.data_loss[i, j, k]


def test_a_table_and_its_points_describe_themselves(table):
    assert repr(table) == "Table of 30 settings: w (5 values), b (3 values), 2 activations."
    assert repr(table.at("tanh", w=0.0, b=0.5)) == "Point of a Table with activation tanh, w 0.0, b 0.5."
    with pytest.raises(ValueError, match=r"b must be one of 0.0, 0.5, 1.0; got 2"):
        table.at("tanh", w=0, b=2)


def test_build_arguments_and_data_may_be_the_knobs():
    def build(activation, units):
        layers = [keras.layers.Dense(units, activation=activation), keras.layers.Dense(2)]
        return keras.Sequential([keras.Input((1,)), *layers])

    table = nnlab.tabulate(
        build,
        X,
        np.stack([Y, Y], axis=1),
        knobs={"units": [1, 4], "outlier": [0, 9]},
        setting=lambda units, outlier: {"build": {"units": units}, "y": np.stack([Y, Y + outlier], axis=1)},
        activations=["tanh"],
    )
    assert table.predictions.shape == (2, 2, 1, 9, 2)
    keras.utils.set_random_seed(0)
    model = build("tanh", 4)
    model.compile(loss="mse")
    expected = model.evaluate(X[:, None], np.stack([Y, Y + 9], axis=1), verbose=0)
    np.testing.assert_allclose(table.at(units=4, outlier=9).loss, expected, rtol=1e-5)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"setting": lambda w, b: {"optimizer": "adam"}},
            "setting may override build, x, y, predict_at, weights, got 'optim",
        ),
        (
            {"setting": lambda w, b: {"weights": [[w, b]]}},
            r"weights must have the shapes.*\(1, 1\), \(1,\).*got.*w = -1.0, b",
        ),
        ({"setting": lambda w, b: {"weights": [[[np.nan]], [b]]}}, "weights must hold finite numbers only, got nan"),
        ({"knobs": {}, "setting": None}, "knobs must name at least one knob"),
    ],
)
def test_a_bad_table_is_refused(change, message):
    arguments = {"knobs": {"w": W, "b": B}, "setting": weights, "activations": ["linear"]} | change
    with pytest.raises(ValueError, match=message):
        nnlab.tabulate(neuron, X, Y, **arguments)
