"""The Labs of the published chapters, moved by keyboard: they say what Keras computes afresh for that setting."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import keras
import numpy as np
import pytest
from chapter_labs import labs_with_names
from conftest import CHAPTERS

import nnlab
from nnlab.sweep.optimizers import OPTIMIZERS


@pytest.fixture(scope="session")
def labs_of():
    """A function that gives a chapter's Labs, in order."""
    return lambda chapter: [lab for lab, _ in labs_with_names(chapter)]


def few_epochs(sweep: nnlab.Sweep) -> int:
    """Enough epochs to tell settings apart, few enough for Keras to train them one by one."""
    full = all(setting.batch_size in (None, len(setting.x)) for setting in settings_of(sweep))
    return 7 if full else 2


def settings_of(sweep: nnlab.Sweep) -> list:
    return [origin.setting for origin in sweep.origins]


def keras_loss(sweep: nnlab.Sweep, learning_rate: float, activation: str, knobs: dict, epochs: int) -> float:
    """Train this one setting with `train_on_batch` and return the loss of the weights after `epochs`."""
    places = [*(ladder.index(knobs[name]) for name, ladder in sweep.knobs.items()), sweep.activations.index(activation)]
    shape = [*(len(ladder) for ladder in sweep.knobs.values()), len(sweep.activations)]
    origin = sweep.origins[np.ravel_multi_index(places, shape)]
    setting = origin.setting
    keras.utils.set_random_seed(origin.seed)
    model = origin.build(activation, **setting.build)
    for variable, original in zip(
        model.non_trainable_variables, origin.network.model.non_trainable_variables, strict=True
    ):
        variable.assign(original)  # the state from which dropout draws its masks
    model.set_weights(origin.weights)  # of start 0, which the Lab shows
    model.compile(optimizer=OPTIMIZERS[setting.optimizer].make(learning_rate), loss=origin.loss)
    order = nnlab.batches(len(setting.x), setting.batch_size, epochs, origin.seed)
    for rows in itertools.chain.from_iterable(order):
        model.train_on_batch(setting.x[rows], origin.y[rows])
    return float(origin.loss(origin.y, model(setting.x, training=False)))  # `evaluate` would add penalties


def number(text: str) -> float:
    """Read a number as the Lab writes it: 0.0715, −0.6, 1.20 × 10⁻⁶."""
    plain = text.replace("−", "-").translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-"))
    return float(re.sub(r" × 10", "e", plain))


def stated(lab, pattern: str) -> str:
    return re.search(pattern, lab.locator(".nnlab-sentence").text_content().replace("\u00a0", " ")).group(1)


def let_it_draw(page) -> None:
    """Wait for two frames: on a busy machine a drawing may come much later than the key."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))")
    page.wait_for_timeout(50)


def move(lab, control: dict, key: str) -> None:
    """Focus a control as the Tab key would and press a key."""
    inputs = lab.locator(f'[data-control="{control["name"]}"] :is(input, select)')
    checked = lab.locator(f'[data-control="{control["name"]}"] input:checked')
    target = checked if checked.count() else inputs.first
    target.focus()
    target.press(key)
    let_it_draw(lab.page)


def expect_what_keras_computes(widget, lab: nnlab.Lab, values: dict) -> None:
    knobs = {name: values[name] for name in lab._source.knobs}
    epochs = few_epochs(lab._source)
    expected = keras_loss(lab._source, values["learning_rate"], values["activation"], knobs, epochs)
    if np.isfinite(expected):
        shown = stated(widget, r"training loss ([^,(]+?)(?: and growing)?(?:[,(]|\.$)")
        assert number(shown) == pytest.approx(expected, rel=6e-3)
    else:
        assert "diverged at epoch" in widget.locator(".nnlab-sentence").text_content()


def set_epoch(widget, epoch: int) -> None:
    slider = widget.locator('[data-control="epoch"] input[type=range]')
    slider.focus()
    slider.press("Home")
    for _ in range(epoch):
        slider.press("ArrowRight")
    let_it_draw(widget.page)
    assert stated(widget, r"Epoch (\d+)") == str(epoch)


def check_sweep_lab(widget, lab: nnlab.Lab) -> None:
    """Move each knob one step by keyboard, from where it stands, and compare each sentence with Keras."""
    values = {"learning_rate": lab.learning_rate, "activation": lab.activation, **lab.knobs}
    for control in lab.spec["controls"]:
        if control["kind"] == "ladder" and len(control["values"]) > 1:
            move(widget, control, "Home")  # another Lab may have moved this one by jslink
            values[control["name"]] = control["values"][0]
    set_epoch(widget, few_epochs(lab._source))
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
    """Move each knob one step by keyboard and compare each sentence with the model's loss there."""
    values = {"activation": lab.activation, **lab.knobs}
    for control in lab.spec["controls"]:
        ladder = control["values"]
        if len(ladder) < 2:
            continue
        position = ladder.index(values[control["name"]])
        key, step = ("ArrowLeft", -1) if position == len(ladder) - 1 else ("ArrowRight", 1)
        move(widget, control, key)
        values[control["name"]] = ladder[position + step]
        expected = lab._source.at(**values).loss
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


@pytest.mark.parametrize("chapter", CHAPTERS[1:2], ids=lambda path: path.stem)
def test_the_same_from_a_downloaded_copy(offline_reader, labs_of, chapter):
    check_chapter(offline_reader, chapter, labs_of(chapter))


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_each_chapter_has_a_lab_in_which_all_three_knobs_matter(labs_of, chapter):
    def matters(sweep, axis):
        with np.errstate(invalid="ignore", over="ignore"):
            spread = np.nanmax(sweep.data_loss[..., 1:], axis) / np.nanmin(sweep.data_loss[..., 1:], axis)
        return np.nanmax(spread) > 1.5

    sweeps = [lab._source for lab in labs_of(chapter) if isinstance(lab._source, nnlab.Sweep)]
    assert any(all(matters(sweep, axis) for axis in (-1, -2, -3)) for sweep in sweeps if len(sweep.activations) > 1)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_the_last_learning_rate_of_each_ladder_fails(labs_of, chapter):
    """Plain gradient descent overflows there; Adam cannot overflow, and ends far from its best."""
    for lab in labs_of(chapter):
        sweep = lab._source
        if isinstance(sweep, nnlab.Sweep) and len(sweep.learning_rates) > 1:
            ends = sweep.data_loss[..., -1]
            best = np.nanmin(np.where(np.isfinite(ends), ends, np.inf), axis=-1)
            failed = ~np.isfinite(ends[..., -1]) | (ends[..., -1] > 3 * best)
            assert failed.any(), lab.spec["title"]
            if {setting.optimizer for setting in settings_of(sweep)} == {"sgd"}:
                assert not np.isfinite(ends[..., -1]).all(), lab.spec["title"]
