"""Progress shows itself to somebody who watches, and leaves nothing behind."""

import io
import os
import subprocess
import sys

import nbclient
import nbformat
import pytest

from nnlab.sweep import progress
from nnlab.sweep.progress import Progress

TRAINING = """
import nnlab, nnlab.sweep.progress, nnlab.sweep.loop, keras
nnlab.sweep.progress.DELAY = nnlab.sweep.progress.INTERVAL = 0
nnlab.sweep.loop.CHUNK_SECONDS = 1e-9  # so that progress is reported after each epoch

def build(activation):
    return keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, activation=activation)])

sweep = nnlab.train_sweep(build, [0, 1, 2], [0, 2, 4], learning_rates=[0.1], activations=["linear", "relu"], epochs=5)
"""


class Terminal(io.StringIO):
    def isatty(self):
        return True


def screen(written):
    """Return the text that stands on the line after all carriage returns."""
    line = ""
    for part in written.split("\r"):
        line = part + line[len(part) :]
    return line.rstrip()


@pytest.fixture
def at_once(monkeypatch):
    monkeypatch.setattr(progress, "DELAY", 0)
    monkeypatch.setattr(progress, "INTERVAL", 0)


@pytest.mark.usefixtures("at_once")
def test_in_a_terminal_one_line_is_rewritten_and_then_erased(monkeypatch):
    monkeypatch.setattr(sys, "stdout", Terminal())
    with Progress("Training 36 networks") as shown:
        shown.report(0.5)
        assert screen(sys.stdout.getvalue()) == "Training 36 networks: 50%"
        shown.report(1)
        assert screen(sys.stdout.getvalue()) == "Training 36 networks: 100%"
    assert screen(sys.stdout.getvalue()) == ""
    assert "\n" not in sys.stdout.getvalue()


@pytest.mark.usefixtures("at_once")
def test_the_line_is_erased_when_the_work_fails(monkeypatch):
    monkeypatch.setattr(sys, "stdout", Terminal())

    def interrupted():
        with Progress("Training") as shown:
            shown.report(0.5)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert screen(sys.stdout.getvalue()) == ""
    assert "Training: 50%" in sys.stdout.getvalue()


def test_what_ends_within_a_second_shows_nothing(monkeypatch):
    monkeypatch.setattr(sys, "stdout", Terminal())
    with Progress("Training") as shown:
        shown.report(0.5)
    assert sys.stdout.getvalue() == ""


@pytest.mark.usefixtures("at_once")
def test_a_pipe_or_file_gets_nothing(monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    with Progress("Training") as shown:
        shown.report(0.5)
    assert sys.stdout.getvalue() == ""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_training_shows_it_in_a_real_terminal_and_writes_nothing_to_stderr():
    main, other = os.openpty()
    done = subprocess.run([sys.executable, "-c", TRAINING], stdout=other, stderr=subprocess.PIPE, check=True)
    os.close(other)
    written = os.read(main, 10_000).decode()
    os.close(main)
    assert "Training 2 networks: 60%" in written
    assert screen(written) == ""
    assert done.stderr == b""


def execute(code):
    """Run one cell in a real kernel as nbclient does; return the outputs that the notebook would store."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    nbclient.NotebookClient(notebook, kernel_name="python3", timeout=120).execute()
    return notebook.cells[0].outputs


def test_an_executed_notebook_stores_nothing():
    assert execute(TRAINING) == []


def test_a_notebook_that_somebody_watches_shows_it_and_empties_it_at_the_end():
    as_in_jupyterlab = "get_ipython().kernel._allow_stdin = True\n"
    spy = "import IPython.display; inner = IPython.display.DisplayHandle.update; seen = []\n"
    spy += (
        "IPython.display.DisplayHandle.update = lambda self, data, **o: (seen.append(data), inner(self, data, **o))\n"
    )
    look = "\nassert seen[-1] == {'text/plain': ''} and seen[0] == {'text/plain': 'Training 2 networks: 20%'}, seen"
    outputs = execute(as_in_jupyterlab + spy + TRAINING + look)
    assert [output["data"] for output in outputs] == [{"text/plain": ""}]
