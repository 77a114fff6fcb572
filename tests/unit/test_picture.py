"""The picture of a Lab for pages on which no script runs is well-formed, and shows the losses of the sweep."""

from __future__ import annotations

from xml.etree import ElementTree

import keras
import numpy as np
import pytest

import nnlab

SVG = "{http://www.w3.org/2000/svg}"
X = np.linspace(0, 5, 6)
RATES = [0.001, 0.01, 0.05, 1.0]


def build(activation):
    start = keras.initializers.Constant(-0.6)
    return keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, activation, kernel_initializer=start)])


@pytest.fixture(scope="module")
def sweep():
    return nnlab.train_sweep(build, X, 2 * X, learning_rates=RATES, activations=["linear", "relu"], epochs=30)


def picture(lab: nnlab.Lab) -> ElementTree.Element:
    return ElementTree.fromstring(lab.still)


def words(svg: ElementTree.Element) -> list[str]:
    return [node.text for node in svg.iter(f"{SVG}text")]


def points(line: ElementTree.Element) -> np.ndarray:
    return np.array([[float(part) for part in point.split(",")] for point in line.get("points").split()])


def test_it_has_the_title_the_names_of_its_axes_and_of_its_lines(sweep):
    svg = picture(nnlab.Lab(sweep, [nnlab.LossCurve()], title="Rates < & >", loss_name="loss (squared error)"))
    assert svg.tag == f"{SVG}svg"
    assert svg.get("role") == "img"
    assert svg.get("aria-label") == "Rates < & >: loss (squared error), log scale over epoch"
    assert {"Rates < & >", "epoch", "loss (squared error), log scale", "rate 0.001", "rate 0.05"} <= set(words(svg))


def test_the_line_of_the_starting_rate_stands_out_and_follows_its_losses(sweep):
    svg = picture(nnlab.Lab(sweep, [nnlab.LossCurve()], title="A", start={"learning_rate": 0.01}))
    *others, strong = svg.iter(f"{SVG}polyline")
    assert strong.get("stroke-width") == "3"
    assert {line.get("stroke-width") for line in others} == {"1"}
    drawn = points(strong)
    expected = np.log10(sweep.run(0.01, "linear").data_loss)
    slope = (drawn[-1, 1] - drawn[0, 1]) / (expected[-1] - expected[0])
    heights = drawn[0, 1] + slope * (expected[np.linspace(0, 30, len(drawn)).round().astype(int)] - expected[0])
    np.testing.assert_allclose(drawn[:, 1], heights, atol=1.5)


def test_a_diverging_run_ends_where_it_leaves_the_picture(sweep):
    svg = picture(nnlab.Lab(sweep, [nnlab.LossCurve()], title="A"))
    assert len(list(svg.iter(f"{SVG}polyline"))) == 3, "the rate of 1 is outside after its start"
    assert "rate 1" not in words(svg)
    assert "nan" not in nnlab.Lab(sweep, [nnlab.LossCurve()], title="A").still


def test_a_table_is_drawn_over_its_first_knob_of_numbers():
    table = nnlab.tabulate(
        build,
        X,
        2 * X,
        knobs={"begin": ["low", "high"], "w": [0.0, 1.0, 2.0]},
        setting=lambda begin, w: {"weights": [np.array([[w]]), np.array([0.0])]},
        activations=["linear"],
    )
    lab = nnlab.Lab(table, [nnlab.Fit()], title="A", labels={"w": "Weight w"})
    (line,) = picture(lab).iter(f"{SVG}polyline")
    heights = points(line)[:, 1]
    np.testing.assert_allclose((heights[2] - heights[1]) / (heights[2] - heights[0]), 0.25, atol=0.01)
    assert "Weight w" in words(picture(lab))


def test_where_there_is_nothing_to_draw_a_line_over_there_is_no_picture():
    table = nnlab.tabulate(
        build,
        X,
        2 * X,
        knobs={"begin": ["low", "high"]},
        setting=lambda begin: {"weights": [np.array([[float(len(begin))]]), np.array([0.0])]},
        activations=["linear", "relu"],
    )
    assert nnlab.Lab(table, [nnlab.Fit()], title="A").still == ""


def test_a_notebook_shows_the_sentence_and_the_picture_of_a_sweep_and_of_a_table():
    def build(activation):
        return keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, activation=activation)])

    x = np.linspace(-1, 1, 5)
    given = {"knobs": {"a < b": ["<i>", "&"]}, "setting": lambda **_: {}}
    sweep = nnlab.train_sweep(build, x, x, learning_rates=[1e-6, 0.1, 1e9], activations=["tanh"], epochs=50, **given)
    html = sweep._repr_html_()
    assert html.startswith("<p>Sweep of 6 runs of 50 epochs")
    assert "Loss with a &lt; b &lt;i&gt;, activation tanh, learning rate 0.1" in html, "the best rate"
    assert "<i>" not in html
    ElementTree.fromstring(f"<div>{html}</div>")
    table = nnlab.tabulate(
        build, x, x, knobs={"w": [0.0, 1.0]}, setting=lambda w: {"weights": [[[w]], [0.0]]}, activations=["tanh"]
    )
    html = table._repr_html_()
    assert html.startswith("<p>Table of 2 settings")
    assert "<polyline" in html
