"""The Labs of the published chapters, moved by keyboard: they say what Keras computes afresh for that setting."""

from __future__ import annotations

import itertools
import json
import os
import re
from pathlib import Path

import keras
import numpy as np
import pytest
from conftest import ROOT
from IPython.core.interactiveshell import InteractiveShell

import nnlab

os.environ.setdefault("MPLBACKEND", "agg")
CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))
EPOCHS = 7  # enough to tell settings apart, few enough for Keras
KERAS_OPTIMIZERS = {
    "sgd": lambda rate: keras.optimizers.SGD(rate),
    "momentum": lambda rate: keras.optimizers.SGD(rate, momentum=0.9),
    "adam": lambda rate: keras.optimizers.Adam(rate),
}


@pytest.fixture(scope="session")
def labs_of():
    """Run a chapter's code cells in this process and return its Labs, in order; each chapter once."""
    done = {}

    def labs(chapter: Path) -> list[nnlab.Lab]:
        if chapter not in done:
            shell = InteractiveShell()
            cells = json.loads(chapter.read_text("utf-8"))["cells"]
            sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
            results = [shell.run_cell(source) for source in sources]
            for result in results:
                result.raise_error()
            done[chapter] = [result.result for result in results if isinstance(result.result, nnlab.Lab)]
        return done[chapter]

    return labs


def keras_loss(sweep: nnlab.Sweep, learning_rate: float, activation: str, knobs: dict, epochs: int) -> float:
    """Train this one setting with `train_on_batch` and return the loss of the weights after `epochs`."""
    places = [*(ladder.index(knobs[name]) for name, ladder in sweep.knobs.items()), sweep.activations.index(activation)]
    shape = [*(len(ladder) for ladder in sweep.knobs.values()), len(sweep.activations)]
    group = sweep._recipe.groups[np.ravel_multi_index(places, shape)]
    setting = group.setting
    model = keras.models.clone_model(group.network.model)
    model.set_weights(group.weights)
    model.compile(optimizer=KERAS_OPTIMIZERS[setting.optimizer](learning_rate), loss=group.trainer.loss)
    order = nnlab.batches(len(setting.x), setting.batch_size, epochs, sweep._recipe.seed)
    for rows in itertools.chain.from_iterable(order):
        model.train_on_batch(setting.x[rows], group.y[rows])
    return float(model.evaluate(setting.x, group.y, verbose=0))


def number(text: str) -> float:
    """Read a number as the Lab writes it: 0.0715, −0.6, 1.20 × 10⁻⁶."""
    plain = text.replace("−", "-").translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-"))
    return float(re.sub(r" × 10", "e", plain))


def stated(lab, pattern: str) -> str:
    return re.search(pattern, lab.locator(".nnlab-sentence").inner_text().replace("\u00a0", " ")).group(1)


def move(lab, control: dict, key: str) -> None:
    """Focus a control as the Tab key would and press a key."""
    inputs = lab.locator(f'[data-control="{control["name"]}"] :is(input, select)')
    checked = lab.locator(f'[data-control="{control["name"]}"] input:checked')
    target = checked if checked.count() else inputs.first
    target.focus()
    target.press(key)
    lab.page.wait_for_timeout(50)


def expect_what_keras_computes(widget, lab: nnlab.Lab, values: dict) -> None:
    knobs = {name: values[name] for name in lab._source.knobs}
    expected = keras_loss(lab._source, values["learning_rate"], values["activation"], knobs, EPOCHS)
    if np.isfinite(expected):
        shown = stated(widget, r"training loss ([^,(]+?)(?: and growing)?(?:[,(]|\.$)")
        assert number(shown) == pytest.approx(expected, rel=6e-3)
    else:
        assert "diverged at epoch" in widget.locator(".nnlab-sentence").inner_text()


def set_epoch(widget, epoch: int) -> None:
    slider = widget.locator('[data-control="epoch"] input[type=range]')
    slider.focus()
    slider.press("Home")
    for _ in range(epoch):
        slider.press("ArrowRight")
    widget.page.wait_for_timeout(50)
    assert stated(widget, r"Epoch (\d+)") == str(epoch)


def check_sweep_lab(widget, lab: nnlab.Lab) -> None:
    """Move each knob one step by keyboard, from where it stands, and compare each sentence with Keras."""
    values = {"learning_rate": lab.learning_rate, "activation": lab.activation, **lab.knobs}
    set_epoch(widget, EPOCHS)
    expect_what_keras_computes(widget, lab, values)
    for control in lab.spec["controls"]:
        ladder = control.get("values", [])
        if control["kind"] == "time" or len(ladder) < 2:
            continue
        position = ladder.index(values[control["name"]])
        key, step = ("ArrowLeft", -1) if position == len(ladder) - 1 else ("ArrowRight", 1)
        move(widget, control, key)
        values[control["name"]] = ladder[position + step]
        expect_what_keras_computes(widget, lab, values)


def check_table_lab(widget, lab: nnlab.Lab) -> None:
    """The one Table of these chapters is the plain neuron on y = 2x: its loss is known in closed form."""
    values = dict(lab.knobs)
    x, y = lab._source.x.ravel(), lab._source.y.ravel()
    for control in lab.spec["controls"]:
        ladder = control["values"]
        if len(ladder) < 2:
            continue
        move(widget, control, "ArrowRight")
        values[control["name"]] = ladder[ladder.index(values[control["name"]]) + 1]
        expected = np.mean((values["w"] * x + values["b"] - y) ** 2)
        assert number(stated(widget, r": loss (.+)\.$")) == pytest.approx(expected, rel=6e-3)


def check_chapter(reader, chapter: Path, labs: list[nnlab.Lab]) -> None:
    page = reader.open(f"chapters/{chapter.stem}.html")
    widgets = page.locator('.live-widget[data-widget="nnlab.lab.Lab"]')
    assert widgets.count() == len(labs) >= 1
    for index, lab in enumerate(labs):
        widget = widgets.nth(index)
        widget.scroll_into_view_if_needed()
        assert widget.locator(".nnlab-panel").count() == len(lab.spec["panels"])
        assert widget.locator(".nnlab-problem:visible").count() == 0
        check = check_sweep_lab if isinstance(lab._source, nnlab.Sweep) else check_table_lab
        check(widget, lab)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_each_knob_moved_by_keyboard_gives_what_keras_computes(reader, labs_of, chapter):
    check_chapter(reader, chapter, labs_of(chapter))


def test_the_same_from_a_downloaded_copy(offline_reader, labs_of):
    check_chapter(offline_reader, CHAPTERS[1], labs_of(CHAPTERS[1]))


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_each_chapter_has_a_lab_in_which_all_three_knobs_matter(labs_of, chapter):
    def matters(sweep, axis):
        with np.errstate(invalid="ignore", over="ignore"):
            spread = np.nanmax(sweep.data_loss[..., 1:], axis) / np.nanmin(sweep.data_loss[..., 1:], axis)
        return np.nanmax(spread) > 1.5

    sweeps = [lab._source for lab in labs_of(chapter) if isinstance(lab._source, nnlab.Sweep)]
    assert any(all(matters(sweep, axis) for axis in (-1, -2, -3)) for sweep in sweeps if len(sweep.activations) > 1)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_the_last_learning_rate_of_each_ladder_overflows(labs_of, chapter):
    for lab in labs_of(chapter):
        if isinstance(lab._source, nnlab.Sweep):
            assert not np.isfinite(lab._source.data_loss[..., -1, -1]).all(), lab.spec["title"]
