"""A Lab holds what its sweep computed, and refuses what its sweep does not hold."""

import re

import keras
import numpy as np
import pytest

import nnlab

X = np.linspace(0, 5, 6)
Y = 2 * X


def build(activation):
    return keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, activation=activation)])


def weights(w, b):
    return {"weights": [np.array([[w]]), np.array([b])]}


@pytest.fixture(scope="module")
def sweep():
    return nnlab.train_sweep(
        build, X, Y, learning_rates=[0.01, 0.05, 1.0], activations=["linear", "relu"], epochs=40, parameters=True
    )


@pytest.fixture(scope="module")
def table():
    knobs = {"w": [0.0, 1.0, 2.0], "b": [-1.0, 0.0]}
    return nnlab.tabulate(build, X, Y, knobs=knobs, setting=weights, activations=["linear", "relu"])


def stored(lab, name):
    description = lab.spec["arrays"][name]
    return np.frombuffer(lab.arrays[name], description["dtype"]).reshape(description["shape"])


def test_it_stores_the_losses_of_the_drawn_weights_to_five_digits_and_divergence_exactly(sweep):
    losses = stored(nnlab.Lab(sweep, [nnlab.LossCurve()], title="A"), "data_loss")
    finite = np.isfinite(sweep.data_loss)
    assert np.array_equal(finite, np.isfinite(losses))
    assert not finite.all()
    np.testing.assert_allclose(losses[finite], sweep.data_loss[finite], rtol=4e-5)


def test_it_stores_only_what_its_panels_draw(sweep):
    assert set(nnlab.Lab(sweep, [nnlab.LossCurve()], title="A").arrays) == {"data_loss"}
    fit = nnlab.Lab(sweep, [nnlab.Fit()], title="A")
    assert set(fit.arrays) == {"data_loss", "predictions", "panel0.x", "panel0.y", "panel0.at"}


def test_controls_are_stated_once_in_the_order_in_which_they_are_drawn(sweep):
    lab = nnlab.Lab(sweep, [nnlab.LossCurve()], title="A", labels={"activation": "Output activation"})
    assert [control["name"] for control in lab.spec["controls"]] == ["learning_rate", "activation", "epoch"]
    assert lab.spec["controls"][1]["label"] == "Output activation"
    assert lab.spec["controls"][1]["texts"] == ["linear", "ReLU"]


def test_the_selected_run_is_the_one_on_screen(sweep):
    lab = nnlab.Lab(sweep, [nnlab.LossCurve()], title="A", start={"learning_rate": 0.05, "epoch": 3})
    assert (lab.selected.learning_rate, lab.selected.activation) == (0.05, "linear")
    lab.activation = "relu"
    assert lab.selected.activation == "relu"


def test_a_table_has_no_run_to_select(table):
    lab = nnlab.Lab(table, [nnlab.Landscape(table)], title="A", start={"w": 1.0})
    assert lab.knobs == {"w": 1.0, "b": -1.0}
    with pytest.raises(TypeError, match="nothing was trained"):
        _ = lab.selected


def test_a_landscape_walks_the_grid_by_activation_then_b_then_w(sweep, table):
    lab = nnlab.Lab(sweep, [nnlab.Landscape(table)], title="A")
    expected = [
        [[table.at("relu" if a else "linear", w=w, b=b).loss for w in [0, 1, 2]] for b in [-1, 0]] for a in (0, 1)
    ]
    np.testing.assert_allclose(stored(lab, "panel0.loss"), expected, rtol=4e-5)


def test_its_text_output_is_one_stable_sentence(sweep):
    text = repr(nnlab.Lab(sweep, [nnlab.LossCurve(), nnlab.Fit()], title="Train it"))
    assert text == (
        "Lab “Train it” over Sweep of 6 runs of 40 epochs: 3 learning rates, 2 activations. Panels: LossCurve, Fit."
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"start": {"learning_rate": 0.02}}, ["start['learning_rate']", "0.02", "0.01"]),
        ({"start": {"epoch": 41}}, ["start['epoch']", "41", "0 to 40"]),
        ({"start": {"speed": 2}}, ["start", "speed", "learning_rate"]),
        ({"labels": {"rate": "Rate"}}, ["labels", "rate", "learning_rate"]),
        ({"readout": ["v"]}, ["readout", "v", "w"]),
        ({"panels": []}, ["panels", "LossCurve()"]),
        ({"panels": [nnlab.LossCurve]}, ["panels", "LossCurve()"]),
        ({"source": np.ones(3)}, ["source", "ndarray", "Sweep"]),
    ],
)
def test_what_the_source_does_not_hold_is_refused_by_name(sweep, arguments, words):
    given = {"source": sweep, "panels": [nnlab.LossCurve()], "title": "A"} | arguments
    with pytest.raises((TypeError, ValueError)) as refusal:
        nnlab.Lab(given.pop("source"), given.pop("panels"), **given)
    assert all(re.search(re.escape(word), str(refusal.value)) for word in words), refusal.value


def test_a_panel_that_cannot_be_drawn_says_why(sweep, table):
    with pytest.raises(TypeError, match="Table has no epochs"):
        nnlab.Lab(table, [nnlab.LossCurve()], title="A")
    other = nnlab.tabulate(
        build, X, Y, knobs={"v": [0.0, 1.0]}, setting=lambda v: weights(v, 0.0), activations=["linear", "relu"]
    )
    with pytest.raises(ValueError, match=r"knobs \['v'\].*not parameters of this Lab: it has \['w', 'b'\]"):
        nnlab.Lab(sweep, [nnlab.Landscape(other)], title="A")
    two_columns = nnlab.tabulate(
        lambda activation: keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)]),
        np.ones((4, 2)),
        np.ones(4),
        knobs={"w": [0.0, 1.0]},
        setting=lambda w: {"weights": [np.full((2, 1), w), np.zeros(1)]},
        activations=["linear"],
    )
    with pytest.raises(ValueError, match=r"one input against one output.*\(4, 2\)"):
        nnlab.Lab(two_columns, [nnlab.Fit()], title="A")


@pytest.mark.parametrize("names", [["w"], ["w", "w"], ["a", "b", "c"]])
def test_parameter_names_must_fit_the_parameters(names):
    with pytest.raises(ValueError, match="parameters must name each of w, b once"):
        nnlab.train_sweep(build, X, Y, learning_rates=[0.1], activations=["linear"], epochs=1, parameters=names)
