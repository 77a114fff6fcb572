"""The Lab in a real JupyterLab with a kernel: moved by keyboard, read by the next cell, trained off the ladder."""

from __future__ import annotations

import ast
import os
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import keras
import numpy as np
import pytest
from jupyterlab import OpenNotebook, jupyterlab, wait_for_drawing, write_notebook
from playwright.sync_api import Locator, expect

LOST = "The kernel does not answer (busy, restarted or gone)."
PROMISED = 3000  # milliseconds until a kernel that does not answer is said to be lost
PATIENCE = 60  # seconds for what takes as long as the machine takes; nothing below waits for time to pass

needs_signals = pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="this system cannot halt a process")
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
BUSY_CELL = """\
import time

def trained():
    return 0.03 in lab._source.learning_rates

started = globals().get("started", 0) + 1
end = time.monotonic() + 60
while started > 1 and not trained() and time.monotonic() < end:  # the first time, with all cells, it does nothing
    time.sleep(0.01)
print("trained meanwhile" if trained() else "nothing was trained")"""
CELLS = [
    SETUP,
    "lab = show(sweep, 'First')\nlab",
    "print(lab.epoch, lab.selected.learning_rate, lab.selected.activation, lab.selected.data_loss[lab.epoch])",
    ENDLESS_CELL,
    "print([thread.name for thread in threading.enumerate() if thread.name.startswith('nnlab ')])",
    FAILING_CELL,
    LINKED_CELL,
    "print(linked.learning_rate, linked.selected.learning_rate)",
    BUSY_CELL,
    "import os; print(os.getpid())",
]
LAB, SELECTED, ENDLESS, THREADS, FAILING, SECOND, OF_SECOND, BUSY, PROCESS = range(1, 10)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebooks")
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
    wait_for_drawing(lab)


def choose_activation(lab: Locator, number: int) -> None:
    lab.locator('[data-control="activation"] input').nth(number).check()
    wait_for_drawing(lab)


def loss_of_selected(notebook: OpenNotebook, epoch: int, rate: float, activation: str) -> float:
    """Run the cell below the first Lab until it has the news; return the loss of the run that it prints."""
    wanted = [str(epoch), str(rate), activation]
    end = time.monotonic() + PATIENCE
    while (words := notebook.run(SELECTED).split())[:3] != wanted:
        assert time.monotonic() < end, f"the next cell has {words}, not {wanted}"
    return float(words[3])


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
    choose_activation(lab, 1)
    loss_of_selected(notebook, 2, 0.1, "tanh")
    choose_activation(notebook.lab(LAB), 0)
    loss = loss_of_selected(notebook, 2, 0.1, "linear")
    assert loss == pytest.approx(losses_by_keras(0.1, 2)[2], rel=1e-3)


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
    expect(typed_line(lab)).to_have_text("Trained 0.02; it is on the ladder now.", timeout=1000 * PATIENCE)
    expect(lab.locator(".nnlab-sentence")).to_contain_text("learning rate 0.02")
    expected = losses_by_keras(0.02, 7)[7]
    assert loss_in(sentence(lab)) == pytest.approx(expected, rel=6e-3)
    assert loss_of_selected(notebook, 7, 0.02, "linear") == pytest.approx(expected, rel=1e-3)
    press(notebook.lab(LAB), "learning_rate", "ArrowLeft")
    assert "learning rate 0.01," in sentence(notebook.lab(LAB))


def test_a_busy_kernel_trains_too(notebook):
    lab = notebook.lab(LAB)
    notebook.start(BUSY)
    type_rate(lab, "0.03")
    expect(typed_line(lab)).to_have_text("Trained 0.03; it is on the ladder now.", timeout=1000 * PATIENCE)
    assert notebook.output_of_running(BUSY).strip() == "trained meanwhile", "while the cell ran"


def test_cancel_really_stops_the_training(notebook):
    lab = notebook.lab(ENDLESS)
    type_rate(lab, "0.02")
    expect(typed_line(lab)).to_contain_text("Training 0.02 in the kernel", timeout=1000 * PATIENCE)
    bar = lab.get_by_role("progressbar")
    lab.page.wait_for_function("(bar) => bar.value > 0", arg=bar.element_handle(), timeout=1000 * PATIENCE)
    assert len(ast.literal_eval(notebook.run(THREADS))) == 1
    lab = notebook.lab(ENDLESS)
    lab.get_by_role("button", name="Cancel").click()
    expect(typed_line(lab)).to_contain_text("Cancelled", timeout=1000 * PATIENCE)
    assert notebook.run(THREADS).strip() == "[]"
    assert "learning rate 0.01," in sentence(notebook.lab(ENDLESS))


def test_an_error_in_the_kernel_is_said_in_the_lab(notebook):
    lab = notebook.lab(FAILING)
    type_rate(lab, "0.02")
    expect(typed_line(lab)).to_have_text("There is no memory left for this network.", timeout=1000 * PATIENCE)
    press(lab, "learning_rate", "ArrowRight")
    assert "learning rate 0.05," in sentence(lab)


def watch_typed_line(lab: Locator) -> None:
    """From now on the page notes, by its own clock, when the reader asks, when the bar moves and when LOST is said."""
    lab.evaluate(
        """(lab, lost) => {
          window.times = {};
          const note = (what) => { window.times[what] ??= performance.now(); };
          lab.addEventListener("submit", () => note("asked"), true);
          const [line, bar] = [lab.querySelector(".nnlab-typed-words"), lab.querySelector("progress")];
          const look = () => line.textContent.startsWith(lost) && note("lost");
          new MutationObserver(look).observe(line, { childList: true, characterData: true, subtree: true });
          const moved = () => { window.times.heard = performance.now(); };
          new MutationObserver(moved).observe(bar, { attributeFilter: ["value"] });
        }""",
        LOST,
    )


def silence_before_lost(lab: Locator, since: str) -> float:
    """Milliseconds until the kernel was said to be lost, since the reader "asked" or the kernel was "heard" last."""
    expect(typed_line(lab)).to_contain_text(LOST, timeout=1000 * PATIENCE)
    times = lab.page.evaluate("() => window.times")
    return times["lost"] - times[since]


@contextmanager
def hanging(process: int) -> Iterator[None]:
    """The kernel's process stands still, as on a machine that has no time for it."""
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


@needs_signals
def test_a_kernel_that_hangs_is_said_within_three_seconds(notebook):
    process = int(notebook.run(PROCESS))
    lab = notebook.lab(LAB)
    watch_typed_line(lab)
    with hanging(process):
        type_rate(lab, "0.06")
        assert 2000 < silence_before_lost(lab, "asked") < PROMISED
    notebook.run(THREADS)


def in_training(notebook):
    """The Lab whose training does not end, once it trains a typed rate."""
    lab = notebook.lab(ENDLESS)
    watch_typed_line(lab)
    type_rate(lab, "0.03")
    expect(typed_line(lab)).to_contain_text("Training 0.03 in the kernel", timeout=1000 * PATIENCE)
    return lab


@needs_signals
def test_a_kernel_that_hangs_during_a_training_is_said_within_three_seconds_and_stops_training(notebook):
    process = int(notebook.run(PROCESS))
    lab = in_training(notebook)
    lab.page.wait_for_function("() => window.times.heard", timeout=1000 * PATIENCE)
    with hanging(process):
        assert 2000 < silence_before_lost(lab, "heard") < PROMISED
    end = time.monotonic() + PATIENCE
    while notebook.run(THREADS).strip() != "[]":
        assert time.monotonic() < end, "nobody waits for this training any more, and it goes on"


def test_a_kernel_restarted_during_a_training_is_said_within_three_seconds(notebook):
    lab = in_training(notebook)
    notebook.restart_kernel()
    assert silence_before_lost(lab, "heard") < PROMISED
    press(lab, "learning_rate", "End")
    assert "learning rate 0.1," in sentence(lab)


def test_a_restarted_kernel_is_said_within_three_seconds_and_the_stored_runs_still_work(notebook):
    lab = notebook.lab(LAB)
    watch_typed_line(lab)
    type_rate(lab, "0.07")
    assert silence_before_lost(lab, "asked") < PROMISED
    press(lab, "learning_rate", "Home")
    press(lab, "epoch", "Home", "ArrowRight")
    assert sentence(lab).startswith("Epoch 1, learning rate 0.001, linear: ")
    assert loss_in(sentence(lab)) == pytest.approx(losses_by_keras(0.001, 1)[1], rel=6e-3)


@needs_signals
def test_a_kernel_killed_during_a_training_is_said_within_three_seconds_and_the_lab_stays_usable(notebook):
    notebook.run_all()
    process = int(notebook.printed(PROCESS))
    lab = in_training(notebook)
    lab.page.wait_for_function("() => window.times.heard", timeout=1000 * PATIENCE)
    os.kill(process, signal.SIGKILL)
    assert silence_before_lost(lab, "heard") < PROMISED
    lab.page.keyboard.press("Escape")  # JupyterLab's own message that the kernel died, if it is there yet
    press(lab, "learning_rate", "End")
    assert "learning rate 0.1," in sentence(lab)
    type_rate(lab, "0.04")  # asked anew, and not kept waiting for the first
    expect(typed_line(lab)).to_contain_text(LOST, timeout=1000 * PATIENCE)
    press(lab, "epoch", "Home", "ArrowRight")
    assert sentence(lab).startswith("Epoch 1, ")
