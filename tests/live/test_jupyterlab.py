"""The Lab in a real JupyterLab with a kernel: moved by keyboard, read by the next cell, trained off the ladder."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path

import keras
import numpy as np
import pytest
from jupyterlab import OpenNotebook, jupyterlab, write_notebook
from playwright.sync_api import Locator, expect, sync_playwright
from reader import NoBrowserError, start_browser

CHAPTERS = Path(__file__).parents[2] / "chapters"
CHAPTER = "02_loss_and_optimisation.ipynb"
LOST = "The kernel does not answer (busy, restarted or gone)."

SETUP = """\
import nnlab
import copy, dataclasses, threading
import ipywidgets
import keras
import numpy as np

x = np.arange(6.0)
y = 2 * x

def build(activation):
    start = keras.initializers.Constant(-0.6)
    return keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, activation, kernel_initializer=start)])

rates = [0.001, 0.01, 0.05, 0.1]
sweep = nnlab.train_sweep(build, x, y, learning_rates=rates, activations=["linear", "tanh"], epochs=60)

def show(sweep, title):
    start = {"learning_rate": 0.01, "epoch": 10}
    return nnlab.Lab(sweep, [nnlab.LossCurve(), nnlab.Fit()], title=title, start=start)
"""
ENDLESS_CELL = """\
recipe = copy.copy(sweep._recipe)
recipe.epochs = 2_000_000  # the stored runs are short, another rate would take minutes
factors = np.ones((recipe.epochs, 1), np.float32)
recipe.groups = [dataclasses.replace(group, factors=factors) for group in recipe.groups]
show(dataclasses.replace(sweep, _recipe=recipe), "Endless")"""
FAILING_CELL = """\
def fails(*arguments):
    raise MemoryError("There is no memory left for this network.")

recipe = copy.copy(sweep._recipe)
recipe.train = fails
show(dataclasses.replace(sweep, _recipe=recipe), "Broken")"""
LINKED_CELL = """\
linked = show(sweep, "Linked")
link = ipywidgets.jslink((lab, "learning_rate"), (linked, "learning_rate"))
linked"""
CELLS = [
    SETUP,
    "lab = show(sweep, 'First')\nlab",
    "print(lab.selected.learning_rate, lab.selected.activation, float(lab.selected.data_loss[lab.epoch]))",
    ENDLESS_CELL,
    "print([thread.name for thread in threading.enumerate() if thread.name.startswith('nnlab ')])",
    FAILING_CELL,
    LINKED_CELL,
    "print(linked.learning_rate, linked.selected.learning_rate)",
    "import time; time.sleep(5 * (lab.learning_rate != 0.01))",
]
LAB, SELECTED, ENDLESS, THREADS, FAILING, SECOND, OF_SECOND, SLEEP = range(1, 9)


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        try:
            browser = start_browser(playwright)
        except NoBrowserError as error:
            pytest.exit(str(error), returncode=2)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebooks")
    shutil.copytree(CHAPTERS, folder / "chapters")
    write_notebook(folder / "small.ipynb", CELLS)
    with jupyterlab(folder, tmp_path_factory.mktemp("jupyter")) as found:
        yield found


@pytest.fixture(scope="module")
def notebook(browser, server):
    """The small notebook, all of its cells run once. The tests below use it in turn, each its own Lab or the first."""
    notebook = OpenNotebook(browser, server, "small.ipynb")
    notebook.run_all()
    yield notebook
    notebook.close()


def sentence(lab: Locator) -> str:
    return lab.locator(".nnlab-sentence").inner_text().replace("\u00a0", " ")


def loss_in(words: str) -> float:
    return float(re.search(r"training loss (\d[\d.]*\d)", words)[1])


def press(lab: Locator, control: str, *keys: str) -> None:
    """Focus a control's slider and press keys."""
    slider = lab.locator(f'[data-control="{control}"] input[type=range]')
    slider.focus()
    for key in keys:
        slider.press(key)
    lab.page.wait_for_timeout(100)


def type_rate(lab: Locator, rate: str) -> None:
    """Type a learning rate, by keyboard alone."""
    button = lab.locator('[data-control="learning_rate"] .nnlab-type')
    button.focus()
    button.press("Enter")
    field = lab.locator('[data-control="learning_rate"] .nnlab-type-input')
    field.fill(rate)
    field.press("Enter")


def typed_line(lab: Locator) -> Locator:
    return lab.locator(".nnlab-typed-words")


def losses_by_keras(rate: float, epochs: int) -> list[float]:
    """The loss of the weights before and after each epoch, by Keras alone."""
    x = np.arange(6.0)[:, None]
    start = keras.initializers.Constant(-0.6)
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer=start)])
    model.compile(optimizer=keras.optimizers.SGD(rate), loss="mean_squared_error")
    return [float(model.train_on_batch(x, 2 * x)) for _ in range(epochs + 1)]  # the loss before the step


def test_arrow_keys_move_the_lab_and_not_the_notebook(notebook):
    lab = notebook.lab(LAB)
    press(lab, "learning_rate", "ArrowRight")
    press(lab, "epoch", "ArrowRight", "ArrowRight", "ArrowLeft")
    assert sentence(lab).startswith("Epoch 11, learning rate 0.05, linear: ")
    assert loss_in(sentence(lab)) == pytest.approx(losses_by_keras(0.05, 11)[11], rel=6e-3)
    press(lab, "epoch", "ArrowDown", "ArrowUp", "ArrowUp")
    assert sentence(lab).startswith("Epoch 12,")


def test_the_next_cell_gets_the_run_on_screen(notebook):
    lab = notebook.lab(LAB)
    press(lab, "learning_rate", "End")
    press(lab, "epoch", "Home", "ArrowRight", "ArrowRight")
    lab.locator('[data-control="activation"] input').nth(1).check()
    notebook.page.wait_for_timeout(300)
    assert notebook.run(SELECTED).split()[:2] == ["0.1", "tanh"]
    lab = notebook.lab(LAB)
    lab.locator('[data-control="activation"] input').nth(0).check()
    notebook.page.wait_for_timeout(300)
    rate, activation, loss = notebook.run(SELECTED).split()
    assert (rate, activation) == ("0.1", "linear")
    assert float(loss) == pytest.approx(losses_by_keras(0.1, 2)[2], rel=1e-3)


def test_two_labs_linked_by_jslink_move_together(notebook):
    press(notebook.lab(LAB), "learning_rate", "Home")
    second = notebook.lab(SECOND)
    expect(second.locator(".nnlab-sentence")).to_contain_text("learning rate 0.001")
    press(second, "learning_rate", "ArrowRight", "ArrowRight")
    expect(notebook.lab(LAB).locator(".nnlab-sentence")).to_contain_text("learning rate 0.05")
    assert notebook.run(OF_SECOND).split() == ["0.05", "0.05"]


def test_a_typed_rate_is_trained_in_the_kernel_and_joins_the_runs(notebook):
    lab = notebook.lab(LAB)
    press(lab, "epoch", "Home", *["ArrowRight"] * 7)
    type_rate(lab, "0.02")
    expect(typed_line(lab)).to_have_text("Trained 0.02; it is on the ladder now.", timeout=30_000)
    expect(lab.locator(".nnlab-sentence")).to_contain_text("learning rate 0.02")
    expected = losses_by_keras(0.02, 7)[7]
    assert loss_in(sentence(lab)) == pytest.approx(expected, rel=6e-3)
    rate, _, loss = notebook.run(SELECTED).split()
    assert rate == "0.02"
    assert float(loss) == pytest.approx(expected, rel=1e-3)
    press(notebook.lab(LAB), "learning_rate", "ArrowLeft")
    assert "learning rate 0.01," in sentence(notebook.lab(LAB))


def test_a_busy_kernel_trains_too(notebook):
    lab = notebook.lab(LAB)
    press(lab, "learning_rate", "Home")
    notebook.start(SLEEP)
    begin = time.monotonic()
    type_rate(notebook.lab(LAB), "0.03")
    expect(typed_line(lab)).to_have_text("Trained 0.03; it is on the ladder now.", timeout=4_500)
    assert time.monotonic() - begin < 5
    assert "*" in notebook.cell(SLEEP).locator(".jp-InputPrompt").inner_text(), "the cell still runs"


def test_cancel_really_stops_the_training(notebook):
    lab = notebook.lab(ENDLESS)
    type_rate(lab, "0.02")
    expect(typed_line(lab)).to_contain_text("Training 0.02 in the kernel", timeout=5_000)
    notebook.page.wait_for_timeout(1500)
    assert len(eval(notebook.run(THREADS))) == 1
    lab = notebook.lab(ENDLESS)
    lab.get_by_role("button", name="Cancel").click()
    expect(typed_line(lab)).to_contain_text("Cancelled", timeout=5_000)
    assert notebook.run(THREADS).strip() == "[]"
    assert "learning rate 0.01," in sentence(notebook.lab(ENDLESS))


def test_an_error_in_the_kernel_is_said_in_the_lab(notebook):
    lab = notebook.lab(FAILING)
    type_rate(lab, "0.02")
    expect(typed_line(lab)).to_have_text("There is no memory left for this network.", timeout=5_000)
    press(lab, "learning_rate", "ArrowRight")
    assert "learning rate 0.05," in sentence(lab)


def test_a_restarted_kernel_is_said_within_three_seconds_and_the_stored_runs_still_work(notebook):
    lab = notebook.lab(LAB)
    notebook.restart_kernel()
    begin = time.monotonic()
    type_rate(lab, "0.07")
    expect(typed_line(lab)).to_contain_text(LOST, timeout=4_000)
    assert time.monotonic() - begin < 3.8, "three seconds without a word, and the time to type"
    press(lab, "learning_rate", "Home")
    press(lab, "epoch", "Home", "ArrowRight")
    assert sentence(lab).startswith("Epoch 1, learning rate 0.001, linear: ")
    assert loss_in(sentence(lab)) == pytest.approx(losses_by_keras(0.001, 1)[1], rel=6e-3)


def test_a_whole_chapter_runs_and_its_labs_answer(browser, server):
    notebook = OpenNotebook(browser, server, f"chapters/{CHAPTER}")
    notebook.run_all()
    labs = notebook.page.locator(".nnlab-sentence")
    assert labs.count() >= 2
    assert notebook.page.locator(".nnlab-problem:visible").count() == 0
    lab = notebook.page.locator(".nnlab").filter(has=notebook.page.locator(".nnlab-sentence")).first
    lab.scroll_into_view_if_needed()
    press(lab, "learning_rate", "ArrowLeft")
    assert sentence(lab).startswith("Epoch 12, learning rate 0.03, linear: ")
    assert loss_in(sentence(lab)) == pytest.approx(losses_by_keras(0.03, 12)[12], rel=6e-3)
    notebook.close()
