"""Every bad argument is refused at once, by a sentence with its name, its value and what is allowed."""

import keras
import numpy as np
import pytest

import nnlab

X = np.arange(6, dtype=np.float32)[:, None]
Y = 2 * X


def neuron(activation, units=1):
    return keras.Sequential([keras.Input((1,)), keras.layers.Dense(units, activation=activation)])


def compiled(activation):
    model = neuron(activation)
    model.compile(loss="mse")
    return model


def knob(values=(1, 2), name="k", **override):
    return {"knobs": {name: list(values)}, "setting": lambda **_: override}


NAN = np.where(X == 3, np.nan, X)
SPARSE = {"loss": "sparse_categorical_crossentropy", "build": lambda activation: neuron(activation, 3)}
REFUSED = {
    "no learning rate": ({"learning_rates": []}, "learning_rates must hold at least one number, got none"),
    "one number": ({"learning_rates": 0.1}, "learning_rates must be a list of numbers .* got 0.1"),
    "rate of 0": ({"learning_rates": [0.1, 0]}, "learning_rates must be finite and greater than 0, got 0.0"),
    "negative rate": ({"learning_rates": [-0.1]}, "learning_rates must be finite and greater than 0, got -0.1"),
    "rate of NaN": ({"learning_rates": [float("nan")]}, "learning_rates must be finite .* got nan"),
    "rate of inf": ({"learning_rates": [float("inf")]}, "learning_rates must be finite .* got inf"),
    "rate of text": ({"learning_rates": ["0.1"]}, "learning_rates must hold numbers only, got '0.1'"),
    "rate twice": ({"learning_rates": [0.1, 0.2, 0.1]}, "learning_rates must differ from each other, got 0.1 twice"),
    "no activation": ({"activations": []}, "activations must hold at least one name, got none"),
    "one name": ({"activations": "relu"}, "activations must be a list of names .* got 'relu'"),
    "unknown activation": ({"activations": ["rleu"]}, "activations must be names that Keras knows, .* got 'rleu'"),
    "activation twice": ({"activations": ["relu", "relu"]}, "activations must differ .* got .'relu', 'relu'."),
    "lengths": ({"y": Y[:5]}, r"x and y must have the same length, got 6 and 5 \(shapes \(6, 1\) and \(5, 1\)\)"),
    "empty": ({"x": X[:0], "y": Y[:0]}, r"x must hold at least one example .* got shape \(0, 1\)"),
    "NaN in x": ({"x": NAN}, r"x must hold finite numbers only, got nan at index \(3, 0\)"),
    "inf in y": ({"y": np.where(X == 3, -np.inf, Y)}, r"y must hold finite numbers only, got -inf at index \(3, 0\)"),
    "too large": ({"y": Y.astype(float) * 1e39}, "y must hold finite numbers only, got inf"),
    "text in x": ({"x": ["a"] * 6}, "x must be an array of numbers, got list"),
    "NaN in validation": ({"validation": (NAN, Y)}, "validation x must hold finite numbers only, got nan"),
    "validation lengths": (
        {"validation": (X, Y[:2])},
        "validation x and validation y must have the same length, got 6 and",
    ),
    "validation alone": ({"validation": X}, r"validation must be a pair \(x, y\), got ndarray"),
    "validation width": ({"validation": (np.ones((6, 2)), Y)}, r"validation x .* shape \(1,\), as x does, got \(2,\)"),
    "predict_at width": ({"predict_at": np.ones((6, 2))}, r"predict_at .* shape \(1,\), as x does, got \(2,\)"),
    "epochs 0": ({"epochs": 0}, "epochs must be a whole number >= 1, got 0"),
    "epochs 1.5": ({"epochs": 1.5}, "epochs must be a whole number >= 1, got 1.5"),
    "batch 0": ({"batch_size": 0}, "batch_size .* must be a whole number from 1 to 6, got 0"),
    "batch above n": ({"batch_size": 7}, "batch_size .* must be a whole number from 1 to 6, got 7"),
    "optimizer": ({"optimizer": "lion"}, "optimizer must be one of sgd, momentum, adam, got 'lion'"),
    "loss": ({"loss": "msee"}, "loss must be one of mse, mae, .* got 'msee'"),
    "vector loss": ({"loss": keras.losses.Huber(reduction="none")}, "loss must reduce to one number, got Huber"),
    "compiled": ({"build": compiled}, "build must return an uncompiled model .* got a compiled one"),
    "no model": ({"build": lambda activation: 3}, "build must return a keras.Model, got int"),
    "no function": ({"build": 3}, "build must be a function .* got 3"),
    "nothing to train": (
        {"build": lambda activation: keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, trainable=False)])},
        "model with trainable weights, got one without",
    ),
    "input width": ({"x": np.ones((6, 2))}, r"the model does not accept x of shape \(6, 2\)"),
    "broadcast": ({"y": np.ones((6, 3))}, r"y has shape \(6, 3\), but the model's output for it has shape \(6, 1\)"),
    "broadcast the other way": (
        {"build": lambda activation: neuron(activation, 6), "y": Y[:, 0]},
        r"y has shape \(6,\), but the model's output for it has shape \(6, 6\)",
    ),
    "validation target": (
        {"validation": (X, np.ones((6, 2)))},
        r"validation y has shape \(6, 2\), but the model's output",
    ),
    "label": (
        {"y": [0, 1, 2, 3, 0, 1], **SPARSE},
        "y contains the label 3, but labels must be whole numbers from 0 to 2",
    ),
    "half label": ({"y": [0, 1, 0.5, 0, 0, 1], **SPARSE}, "y contains the label 0.5, but labels must be whole numbers"),
    "one-hot label": ({"y": np.eye(6)[:, :3], **SPARSE}, r"y has shape \(6, 3\) and .* needs one label for each row"),
    "binary target": (
        {"loss": "binary_crossentropy"},
        "y contains 10, but binary cross-entropy needs targets from 0 to 1",
    ),
    "knobs alone": ({"knobs": {"k": [1]}}, "knobs 'k' need setting"),
    "setting alone": ({"setting": dict}, "setting needs knobs"),
    "three knobs": ({"knobs": {"a": [1], "b": [1], "c": [1]}, "setting": dict}, "at most 2 knobs, got 3: a, b, c"),
    "reserved knob": (knob(name="epoch"), "a knob's name must be a text other than .*, got 'epoch'"),
    "knob without values": (knob(values=[]), r"knobs\['k'\] must hold at least one value and no value twice, got \[\]"),
    "knob value twice": (
        knob(values=[1, 1]),
        r"knobs\['k'\] must hold at least one value and no value twice, got \[1, 1\]",
    ),
    "unknown override": (knob(epochs=3), r"setting may override build, x, .*schedule, got 'epochs' \(with k = 1\)"),
    "no dict": ({"knobs": {"k": [1]}, "setting": lambda k: 3}, "setting must return a dict of overrides, got int"),
    "batch by knob": (knob(batch_size=9), r"batch_size .* from 1 to 6, got 9 \(with k = 1\)"),
    "schedule": (
        knob(schedule=lambda step, total: np.nan),
        "schedule must return a finite factor >= 0, got nan at step 0",
    ),
    "schedule 3": (knob(schedule=3), "schedule must be a function of step and total steps, got 3"),
    "weights": (knob(weights=[[1.0]]), r"weights must have the shapes of .*\(1, 1\).* got \[\(1,\)\]"),
    "snapshot late": ({"snapshots": [0, 4]}, r"snapshots \(an epoch\) must be a whole number from 0 to 3, got 4"),
    "one snapshot": ({"snapshots": 1}, "snapshots must be a whole number from 2 to 4, got 1"),
    "snapshots text": (
        {"snapshots": "some"},
        "snapshots must be None, \"all\", a number or a list of epochs, got 'some'",
    ),
    "seed": ({"seed": -1}, "seed must be a whole number from 0 to 4294967295, got -1"),
}


@pytest.mark.parametrize(("change", "message"), REFUSED.values(), ids=REFUSED)
def test_a_bad_argument_is_refused_before_any_training(change, message, monkeypatch):
    monkeypatch.setattr("nnlab.sweep.loop.Trainer.run", lambda *_: pytest.fail("trained"))
    arguments = {"build": neuron, "x": X, "y": Y, "learning_rates": [0.1], "activations": ["linear"], "epochs": 3}
    with pytest.raises((ValueError, TypeError), match=message):
        nnlab.train_sweep(**arguments | change)


def two_layers(activation, units=1):
    return keras.Sequential(
        [keras.Input((1,)), keras.layers.Dense(units, activation=activation), keras.layers.Dense(1)]
    )


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        (lambda k: {"x": X[:k], "y": Y[:k]}, "every setting must predict the same shape"),
        (lambda k: {"validation": (X, Y)} if k == 1 else {}, "validation must be there for every setting or for none"),
        (lambda k: {"build": {"units": k}}, "parameters=True needs the same parameters in every setting"),
    ],
)
def test_settings_that_cannot_be_stacked_are_refused(setting, message):
    options = {"learning_rates": [0.1], "activations": ["linear"], "epochs": 3, "parameters": True}
    with pytest.raises(ValueError, match=message):
        nnlab.train_sweep(two_layers, X, Y, knobs={"k": [1, 2]}, setting=setting, **options)


@pytest.mark.parametrize("arguments", [(0, None, 1), (5, 6, 1), (5, 0, 1), (5, 2, 0)])
def test_batches_refuses_what_makes_no_batches(arguments):
    with pytest.raises(ValueError, match=r"batches needs n >= 1"):
        next(nnlab.batches(*arguments))
