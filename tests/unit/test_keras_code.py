"""The Keras code of a Lab runs in an empty session, and gives the Lab's losses."""

import functools
import itertools
import re
from dataclasses import replace

import keras
import numpy as np
import pytest
from keras_code_runner import assert_agrees, run_fresh, run_here, show

import nnlab

GENERATOR = np.random.default_rng(7)
x = GENERATOR.uniform(-1, 1, 23)
y = np.sin(3 * x)
x_val, y_val = x[:5] + 0.1, np.sin(3 * x[:5] + 0.3)
x_scaled = 2 * x
table = GENERATOR.uniform(-1, 1, (23, 2))
labels = (table[:, 0] > table[:, 1]).astype(int)
UNITS, PENALTY = 6, 0.01
SHARED = {"kernel_regularizer": keras.regularizers.L2(PENALTY)}


def layer(units, activation):
    return keras.layers.Dense(units, activation=activation)


def build(activation, units=UNITS):
    return keras.Sequential([keras.Input((1,)), layer(units, activation), keras.layers.Dense(1)])


def build_with_penalty(activation):
    hidden = keras.layers.Dense(UNITS, activation=activation, **SHARED)
    return keras.Sequential([keras.Input((1,)), hidden, keras.layers.Dense(1)])


def build_with_dropout(activation, rate):
    layers = [layer(UNITS, activation), keras.layers.Dropout(rate), keras.layers.Dense(1)]
    return keras.Sequential([keras.Input((1,)), *layers])


class Wave(keras.layers.Layer):
    def call(self, inputs):
        return keras.ops.sin(FREQUENCY * inputs)


FREQUENCY = 3.0


def build_with_own_layer(activation):
    return keras.Sequential([keras.Input((1,)), layer(UNITS, activation), Wave(), keras.layers.Dense(1)])


def build_lazily(activation):
    return keras.Sequential([layer(UNITS, activation), keras.layers.Dense(1)])


def classify(activation):
    return keras.Sequential([keras.Input((2,)), layer(UNITS, activation), keras.layers.Dense(2)])


def halves(step, total):
    return 1.0 if step < total / 2 else 0.5


def stopping(patience):
    return keras.callbacks.EarlyStopping(patience=patience, restore_best_weights=True)


def start_of(w):
    return {"weights": [np.full((1, 2), w), np.zeros(2), np.full((2, 1), -w), np.array([0.1])]}


def trained(build_model=build, inputs=x, targets=y, **options):
    options = {"learning_rates": [0.01, 0.1], "activations": ["tanh"], "epochs": 22} | options
    return nnlab.train_sweep(build_model, inputs, targets, **options)


@functools.cache
def plain():
    return trained(activations=["tanh", "relu"])


CASES = {
    "plain": (plain, {}, {}),
    "optimiser": (
        trained,
        {"knobs": {"rule": ["sgd", "momentum", "adam"]}, "setting": lambda rule: {"optimizer": rule}},
        {},
    ),
    "batch size": (
        trained,
        {"knobs": {"batch size": [1, 8, 23]}, "setting": lambda **v: {"batch_size": v["batch size"]}, "seed": 3},
        {},
    ),
    "build arguments": (
        trained,
        {"knobs": {"units": [2, 5]}, "setting": lambda units: {"build": {"units": units}}, "batch_size": 10},
        {},
    ),
    "weights": (
        trained,
        {"knobs": {"w": [0.1, -1 / 3]}, "setting": lambda w: {"build": {"units": 2}} | start_of(w)},
        {},
    ),
    "dropout": (
        trained,
        {
            "build_model": build_with_dropout,
            "knobs": {"rate": [0.2]},
            "setting": lambda rate: {"build": {"rate": rate}},
        },
        {},
    ),
    "dropout in batches": (
        trained,
        {
            "build_model": build_with_dropout,
            "knobs": {"rate": [0.0, 0.4]},
            "setting": lambda rate: {"build": {"rate": rate}},
            "batch_size": 8,
        },
        {},
    ),
    "L2": (trained, {"build_model": build_with_penalty, "optimizer": "adam"}, {}),
    "L2 and validation": (
        trained,
        {"build_model": build_with_penalty, "validation": (x_val, y_val)},
        {"validation": ("x_val", "y_val")},
    ),
    "validation": (trained, {"validation": (x_val, y_val), "batch_size": 8}, {"validation": ("x_val", "y_val")}),
    "schedule": (
        trained,
        {
            "knobs": {"schedule": ["constant", "halved"]},
            "setting": lambda schedule: {"schedule": halves} if schedule == "halved" else {},
            "batch_size": 8,
        },
        {},
    ),
    "early stopping": (
        trained,
        {
            "knobs": {"patience": [1, 3, 100]},
            "setting": lambda patience: {},
            "learning_rates": [0.3],
            "validation": (x_val, y_val),
        },
        {"validation": ("x_val", "y_val"), "callbacks": stopping},
    ),
    "data": (
        trained,
        {"knobs": {"input": ["raw", "scaled"]}, "setting": lambda input: {"x": x_scaled} if input == "scaled" else {}},
        {"data": lambda input: {"x": "x_scaled"} if input == "scaled" else {}},
    ),
    "part of the data": (
        trained,
        {"knobs": {"n": [5, 12]}, "setting": lambda n: {"x": x[:n], "y": y[:n], "predict_at": x}},
        {"data": lambda n: {"x": f"x[:{n}]", "y": f"y[:{n}]"}},
    ),
    "own layer": (trained, {"build_model": build_with_own_layer}, {}),
    "no Input": (trained, {"build_model": build_lazily}, {}),
    "labels": (
        trained,
        {
            "build_model": classify,
            "inputs": table,
            "targets": labels,
            "loss": keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            "batch_size": 10,
        },
        {"x": "table", "y": "labels"},
    ),
    "mean absolute error, diverging": (
        trained,
        {"loss": "mae", "learning_rates": [0.1, 50.0], "activations": ["linear"]},
        {},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_every_kind_of_setting_gives_the_lab_s_losses_when_run(case):
    make, options, names = CASES[case]
    sweep = make(**options)
    lab = nnlab.Lab(sweep, [nnlab.LossCurve()], title="A", code=nnlab.KerasCode(**names))
    for number, values in enumerate(itertools.product(*sweep.knobs.values(), sweep.activations)):
        rate = sweep.learning_rates[number % len(sweep.learning_rates)]
        for epoch in (20, 0):
            expected = show(lab, dict(zip([*sweep.knobs, "activation"], values, strict=True)), rate, epoch)
            assert_agrees(run_here(expected.code), expected)


DATA = """import keras
import numpy as np

GENERATOR = np.random.default_rng(7)
x = GENERATOR.uniform(-1, 1, 23)
y = np.sin(3 * x)
"""


def code_of(sweep, **names):
    return nnlab.Lab(sweep, [nnlab.LossCurve()], title="A", code=nnlab.KerasCode(**names))


def test_the_code_is_what_a_person_would_write():
    lab = code_of(plain())
    assert lab.keras_code == (
        f"{DATA}"
        "UNITS, PENALTY = 6, 0.01\n"
        "\n\n"
        "def layer(units, activation):\n"
        "    return keras.layers.Dense(units, activation=activation)\n"
        "\n\n"
        "def build(activation, units=UNITS):\n"
        "    return keras.Sequential([keras.Input((1,)), layer(units, activation), keras.layers.Dense(1)])\n"
        "\n\n"
        "keras.utils.set_random_seed(0)\n"
        'model = build("tanh")\n'
        "model.compile(\n"
        "    optimizer=keras.optimizers.SGD(learning_rate=0.01),\n"
        '    loss="mean_squared_error",\n'
        ")\n"
        "\n"
        "# epoch 0: before training, so without fit\n"
        'print("training loss:", model.evaluate(x[:, None], y[:, None], verbose=0))\n'
    )
    lab.epoch = 2
    assert lab.keras_code.partition("    loss=")[2] == (
        '"mean_squared_error",\n'
        ")\n"
        "history = model.fit(\n"
        "    x[:, None],\n"
        "    y[:, None],\n"
        "    batch_size=len(x),\n"
        "    epochs=2,\n"
        "    shuffle=False,\n"
        "    verbose=0,\n"
        ")\n"
        'print("training loss:", model.evaluate(x[:, None], y[:, None], verbose=0))\n'
    )


def test_the_code_runs_in_a_new_interpreter_and_not_without_its_data():
    lab = code_of(plain())
    expected = [show(lab, {"activation": "tanh"}, 0.1, epoch) for epoch in (20, 0)]
    for computed, one in zip(run_fresh([one.code for one in expected]), expected, strict=True):
        assert_agrees(computed, one)
    for one in expected:
        without, removed = re.subn(r"^x = .*\n", "", one.code, flags=re.MULTILINE)
        assert removed == 1
        with pytest.raises(NameError, match="'x' is not defined"):
            run_here(without)


def test_the_untrained_network_s_code_trains_nothing_and_needs_no_batches_and_no_schedule():
    sweep = trained(knobs={"n": [1]}, setting=lambda n: {"schedule": halves}, batch_size=8)
    lab = code_of(sweep)
    assert not any(word in lab.keras_code for word in ("fit(", "nnlab", "halves", "Schedule"))
    lab.epoch = 1
    assert all(word in lab.keras_code for word in ("fit(", "nnlab", "halves", "Schedule"))


def test_the_gaps_follow_the_reader_and_settings_that_are_alike_share_a_template():
    sweep = trained(knobs={"n": [1, 2]}, setting=lambda n: {"predict_at": x * n}, activations=["tanh", "relu"])
    lab = code_of(sweep)
    assert len(lab.spec["code"]["templates"]) == 2
    assert len(lab.spec["code"]["pieces"]) == 6, "imports, statements, two models, two ends"
    assert lab.spec["code"]["index"] == [[0, 1], [0, 1]]
    lab.learning_rate, lab.activation, lab.epoch, lab.knobs = 0.1, "relu", 2, {"n": 2}
    assert all(part in lab.keras_code for part in ['build("relu")', "learning_rate=0.1)", "epochs=2,"])


def test_a_layer_of_the_chapter_s_own_comes_along_with_what_it_needs():
    code = code_of(trained(build_with_own_layer, epochs=1)).keras_code
    assert "class Wave(keras.layers.Layer):\n" in code
    assert "\n\n\nFREQUENCY = 3.0\n\n\ndef build_with_own_layer(" in code
    assert "__" not in code


def test_callbacks_of_the_chapter_are_shown_with_the_knob_s_value_and_used_beside_a_schedule():
    knobs = {"patience": [1, 100]}
    sweep = trained(
        knobs=knobs,
        setting=lambda patience: {"schedule": halves},
        learning_rates=[2.0],  # jumps, so that the validation loss rises soon
        activations=["relu"],
        validation=(x_val, y_val),
    )
    lab = code_of(sweep, validation=("x_val", "y_val"), callbacks=stopping)
    lengths = {}
    for patience in knobs["patience"]:
        lab.knobs, lab.epoch = {"patience": patience}, 22
        assert f"callbacks=[Schedule(), stopping(patience={patience})]" in lab.keras_code
        assert lab.keras_code.count("def stopping(patience):") == 1
        lengths[patience] = len(run_here(lab.keras_code).history["loss"])
    rises = np.flatnonzero(np.diff(sweep.run(patience=1).validation_loss) >= 0)
    assert lengths == {1: rises[0] + 2, 100: 22}


def from_text(text):
    """Define `build` by exec, as a notebook without its cells' source would."""
    space = {"keras": keras, "x": x, "y": y}
    exec(text, space)
    return space["build"]


def enclosed(units):
    def build(activation):
        return keras.Sequential([keras.Input((1,)), keras.layers.Dense(units, activation), keras.layers.Dense(1)])

    return build


def build_with_own(activation, make):
    return keras.Sequential([keras.Input((1,)), make(3, activation), keras.layers.Dense(1)])


NO_SOURCE = "def build(activation):\n    return keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])"


@pytest.mark.parametrize(
    ("options", "names", "words"),
    [
        ({"build_model": lambda activation: build(activation)}, {}, ["build is a lambda", "with def"]),
        ({"build_model": enclosed(3)}, {}, ["build uses units", "top of a cell"]),
        ({"build_model": from_text(NO_SOURCE)}, {}, ["the source of build", "not available"]),
        ({}, {"x": "x_missing"}, ["x is called 'x_missing'", "not defined"]),
        ({}, {"x": "y"}, ["x is called 'y'", "another array"]),
        ({}, {"y": "y[:4]"}, ["y is called 'y[:4]'", "another array", "(4,)", "(23, 1)"]),
        ({}, {"x": "1 +"}, ["x is called '1 +'"]),
        ({"validation": (x_val, y_val)}, {}, ["validation data", 'validation=("x_val", "y_val")']),
        ({"validation": (x_val, y_val)}, {"validation": ("x_val", "y")}, ["validation y is called 'y'"]),
        (
            {"knobs": {"n": [1]}, "setting": lambda n: {"schedule": lambda step, total: 1.0}},
            {},
            ["schedule is a lambda", "n = 1"],
        ),
        (
            {"knobs": {"n": [30]}, "setting": lambda n: {"build": {"units": n}, "weights": [
                np.zeros((1, 30)), np.zeros(30), np.zeros((30, 1)), np.zeros(1)]}},
            {},
            ["weights hold 91 numbers", "64", "n = 30"],
        ),
        (
            {"build_model": build_with_own, "knobs": {"n": [1]}, "setting": lambda n: {"build": {"make": layer}}},
            {},
            ["make is <function layer", "cannot be written", "n = 1"],
        ),
        ({"loss": type("Mine", (keras.losses.Loss,), {"call": lambda self, a, b: keras.ops.mean((a - b) ** 2)})()}, {},
         ["loss Mine is not Keras' own"]),
        ({}, {"data": lambda: {"weights": "w"}}, ["data must return", "x, y, validation", "weights"]),
        ({}, {"callbacks": lambda: None}, ["callbacks is a lambda", "with def"]),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_as_code_that_runs_is_refused_in_a_sentence(options, names, words):
    sweep = trained(**{"epochs": 1, "learning_rates": [0.1]} | options) if options else plain()
    with pytest.raises(ValueError, match=r".") as refusal:
        code_of(sweep, **names)
    assert all(word in str(refusal.value) for word in words), refusal.value


def test_a_table_and_a_sweep_without_recipe_have_no_code():
    knobs, setting = {"w": [1.0]}, lambda w: {"weights": [[[w]], [0.0]]}
    single = lambda activation: keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])  # noqa: E731
    flat = nnlab.tabulate(single, x, y, knobs=knobs, setting=setting, activations=["linear"], predict_at=[-1, 1])
    with pytest.raises(TypeError, match="in a Table nothing is trained"):
        nnlab.Lab(flat, [nnlab.Fit()], title="A", code=nnlab.KerasCode())
    with pytest.raises(ValueError, match="holds results only"):
        code_of(replace(plain(), _recipe=None))
    with pytest.raises(ValueError, match=r"give it code=KerasCode\(...\)"):
        _ = nnlab.Lab(plain(), [nnlab.LossCurve()], title="A").keras_code


def test_no_line_is_wider_than_a_page_of_code():
    names = {"x": "np.concatenate([x[:11], x[11:]])", "y": "np.concatenate([y[:11], y[11:]])"}
    lab = code_of(trained(), **names)
    assert all(len(line) < 80 for line in lab.keras_code.partition("model.compile")[2].splitlines())
    expected = show(lab, {"activation": "tanh"}, 0.1, 0)
    assert_agrees(run_here(expected.code), expected)
