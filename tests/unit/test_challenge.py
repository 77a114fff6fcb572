"""A Challenge says its goal in words, and is refused where nobody could meet it."""

import dataclasses
import re

import keras
import numpy as np
import pytest

import nnlab

X = np.linspace(0, 5, 6)
VALIDATION = (X + 0.5, 2 * X + 1)


def build(activation):
    start = keras.initializers.Constant(-0.6)
    return keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, activation, kernel_initializer=start)])


def trained(**options):
    options = {"learning_rates": [0.001, 0.05, 1.0], "activations": ["linear", "relu"], "epochs": 40} | options
    return nnlab.train_sweep(build, X, 2 * X, **options)


@pytest.fixture(scope="module")
def sweep():
    return trained(validation=VALIDATION)


@pytest.fixture(scope="module")
def table():
    knobs = {"w": [0.0, 1.0, 2.0], "b": [-1.0, 0.0]}
    setting = lambda w, b: {"weights": [np.array([[w]]), np.array([b])]}  # noqa: E731
    return nnlab.tabulate(build, X, 2 * X, knobs=knobs, setting=setting, activations=["linear"])


def lab(source, challenge, **options):
    panel = nnlab.LossCurve() if isinstance(source, nnlab.Sweep) else nnlab.Fit()
    return nnlab.Lab(source, [panel], title="A", challenge=challenge, **options)


def test_the_lab_carries_the_goal_and_says_it_in_words(sweep):
    goal = nnlab.Challenge(loss_below=0.3, within=30, where={"activation": "linear"}, hint="Larger.", hint_after=2)
    assert lab(sweep, goal, labels={"activation": "Output activation"}).spec["challenge"] == {
        "text": "Bring the loss below 0.3 within 30 epochs and stay below, with output activation linear.",
        "metric": "data_loss",
        "below": 0.3,
        "within": 30,
        "stays": None,
        "conditions": {"activation": ["linear"]},
        "hint": "Larger.",
        "hint_after": 2,
    }
    assert "challenge" not in lab(sweep, None).spec


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"loss_below": 10}, "Bring the loss below 10 and stay below."),
        ({"loss_below": 40, "within": 1}, "Bring the loss below 40 within 1 epoch and stay below."),
        ({"validation_loss_below": 1.5}, "Bring the validation loss below 1.5 and stay below."),
        ({"loss_below": 10, "stays": 1}, "Bring the loss below 10 and stay below for 1 epoch."),
        (
            {"loss_below": 1, "within": 30, "stays": 5},
            "Bring the loss below 1 within 30 epochs and stay below for 5 epochs.",
        ),
        (
            {"loss_below": 5, "where": {"activation": ["linear"], "learning_rate": [0.001, 0.05]}},
            "Bring the loss below 5 and stay below, with learning rate 0.001 or 0.05 and activation linear.",
        ),
        ({"loss_below": 5, "text": "Get close to it."}, "Get close to it. The loss has to stay below."),
        (
            {"loss_below": 5, "stays": 9, "text": "Get close to it."},
            "Get close to it. The loss has to stay below for 9 epochs.",
        ),
    ],
)
def test_its_words_are_made_from_its_numbers_unless_they_are_given(sweep, options, text):
    assert lab(sweep, nnlab.Challenge(**options)).spec["challenge"]["text"] == text


def test_small_losses_are_written_out():
    fine = trained(learning_rates=[0.05], activations=["linear"], epochs=500)
    text = lab(fine, nnlab.Challenge(loss_below=1e-6)).spec["challenge"]["text"]
    assert text == "Bring the loss below 0.000001 and stay below."


def test_a_goal_on_a_table_has_no_epochs(table):
    spec = lab(table, nnlab.Challenge(loss_below=0.5)).spec["challenge"]
    assert (spec["text"], spec["within"]) == ("Bring the loss below 0.5.", None)
    with pytest.raises(ValueError, match="within is 5, but a Table has no epochs"):
        lab(table, nnlab.Challenge(loss_below=0.5, within=5))
    with pytest.raises(ValueError, match="stays is 5, but a Table has no epochs"):
        lab(table, nnlab.Challenge(loss_below=0.5, stays=5))
    spec = lab(table, nnlab.Challenge(loss_below=0.5, text="Find the line.")).spec["challenge"]
    assert spec["text"] == "Find the line."


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, ["either loss_below or validation_loss_below"]),
        ({"loss_below": 1, "validation_loss_below": 1}, ["not both"]),
        ({"loss_below": 0}, ["loss_below", "above 0", "0"]),
        ({"validation_loss_below": float("nan")}, ["validation_loss_below", "nan"]),
        ({"loss_below": "small"}, ["loss_below", "'small'"]),
        ({"loss_below": 1, "within": 0}, ["within", "above 0"]),
        ({"loss_below": 1, "within": 2.5}, ["within", "2.5"]),
        ({"loss_below": 1, "hint_after": 0}, ["hint_after", "0"]),
        ({"loss_below": 1, "where": ["tanh"]}, ["where", "map controls to values"]),
        ({"loss_below": 1, "stays": 0}, ["stays", "above 0"]),
        ({"loss_below": 1, "within": 41}, ["within is 41", "1 to 40"]),
        ({"loss_below": 1, "stays": 41}, ["stays is 41", "1 to 40"]),
        ({"loss_below": 1, "where": {"speed": 3}}, ["where names 'speed'", "learning_rate", "activation"]),
        ({"loss_below": 1, "where": {"epoch": 3}}, ["where names 'epoch'"]),
        ({"loss_below": 1, "where": {"activation": "tanh"}}, ["where['activation']", "'tanh'", "['linear', 'relu']"]),
        ({"loss_below": 1, "where": {"learning_rate": [0.05, 0.5]}}, ["where['learning_rate']", "0.5", "0.001"]),
        ({"loss_below": 1, "where": {"activation": []}}, ["where['activation']", "empty"]),
        ({"loss_below": 1e-9}, ["no run meets", "below 0.000000001", "the lowest loss that one keeps is"]),
        ({"loss_below": 0.1, "within": 1}, ["no run meets", "within 1 epoch"]),
        ({"loss_below": 1, "where": {"activation": "relu"}}, ["no run meets", "activation ReLU"]),
        ({"loss_below": 100}, ["start already meets the Challenge", "the loss there is"]),
    ],
)
def test_a_goal_that_cannot_be_meant_is_refused_by_name(sweep, options, words):
    with pytest.raises((ValueError, TypeError)) as refusal:
        lab(sweep, nnlab.Challenge(**options))
    assert all(re.search(re.escape(word), str(refusal.value)) for word in words), refusal.value


@pytest.fixture
def jumpy(sweep):
    """One setting whose loss is 9 1 9 1 1 1 9 1 at epochs 0 to 7, and one that diverges after being good."""
    losses = np.array([[[9, 1, 9, 1, 1, 1, 9, 1], [9, 1, 1, 1, 1, 1, np.nan, np.nan]]], np.float32)
    return dataclasses.replace(
        trained(learning_rates=[0.01, 0.05], activations=["linear"], epochs=7), data_loss=losses, loss=losses
    )


@pytest.mark.parametrize(
    ("options", "met"),
    [
        ({"stays": 1, "within": 1}, True),
        ({"stays": 5, "within": 1}, True),  # by the run that diverges later
        ({"stays": 6}, False),
        ({"within": 6}, False),  # the last lucky epoch is too late
        ({}, True),  # at the last epoch
        ({"stays": 3, "where": {"learning_rate": 0.01}}, True),
        ({"stays": 3, "where": {"learning_rate": 0.01}, "within": 2}, False),
        ({"stays": 4, "where": {"learning_rate": 0.01}}, False),
        ({"stays": 2, "where": {"learning_rate": 0.01}, "within": 2}, False),
        ({"where": {"learning_rate": 0.05}}, False),  # what is no number is not below
    ],
)
def test_a_goal_counts_only_where_the_loss_stays_below(jumpy, options, met):
    goal = nnlab.Challenge(loss_below=2, **options)
    if met:
        assert lab(jumpy, goal).spec["challenge"]["stays"] == options.get("stays")
    else:
        with pytest.raises(ValueError, match=r"no run meets this Challenge .* the lowest loss that one keeps is"):
            lab(jumpy, goal)


def test_a_goal_is_met_at_the_start_only_where_the_loss_stays_below(jumpy):
    start = {"learning_rate": 0.01, "epoch": 1}
    assert lab(jumpy, nnlab.Challenge(loss_below=2, stays=2), start=start).spec["challenge"]
    for epoch in 3, 5:  # the first and the last of three in a row
        with pytest.raises(ValueError, match="start already meets the Challenge"):
            lab(jumpy, nnlab.Challenge(loss_below=2, stays=2), start=start | {"epoch": epoch})
    with pytest.raises(ValueError, match="start already meets the Challenge"):
        lab(jumpy, nnlab.Challenge(loss_below=2), start=start | {"epoch": 7})


def test_a_validation_goal_needs_validation_data():
    with pytest.raises(ValueError, match="validation_loss_below needs a Sweep with validation data"):
        lab(trained(epochs=2), nnlab.Challenge(validation_loss_below=1.0))


def test_it_is_a_frozen_record(sweep):
    with pytest.raises(dataclasses.FrozenInstanceError):
        nnlab.Challenge(loss_below=1).within = 3
    with pytest.raises(TypeError, match=r"challenge must be a Challenge, such as Challenge\(...\), not 0.1"):
        lab(sweep, 0.1)
