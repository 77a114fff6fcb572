"""Run the Keras code that a Lab shows, as it is copied, and compare what it computes with the Lab's own losses."""

from __future__ import annotations

import contextlib
import io
import json
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

EPOCHS = 20  # the first ones; where a run diverges, those with a finite loss
TOLERANCE = 1e-3  # relative
OFFLINE = Path(__file__).parents[1] / "notebooks" / "offline" / "profile_default" / "startup" / "offline.py"
FRESH = f"""
import contextlib, io, json, runpy, sys
runpy.run_path({str(OFFLINE)!r})
for text in json.load(sys.stdin):
    space, printed = {{"__name__": "__main__"}}, io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(text, "<the copied code>", "exec"), space)
    history = space["history"].history if "history" in space else {{}}
    print("RESULT", json.dumps([printed.getvalue(), history]))
"""


@dataclass(frozen=True)
class Computed:
    """printed: all that went to stdout. history: of `fit`, by name; empty where nothing was fitted."""

    printed: str
    history: dict[str, list[float]]

    def loss(self, part: str) -> float:
        return float(re.search(rf"^{part} loss: (\S+)$", self.printed, re.MULTILINE)[1])


@dataclass(frozen=True)
class Expected:
    """What a Lab says of the setting on screen, and the code that it shows for it."""

    setting: str
    code: str
    epoch: int
    loss: np.ndarray
    data_loss: np.ndarray  # entry 0 is the untrained network, here and in the next
    validation_loss: np.ndarray | None


def show(lab, values, learning_rate, epoch=EPOCHS) -> Expected:
    """Move the Lab there, to the epoch or to the last that it has before; return what it says and shows."""
    lab.learning_rate, lab.activation = learning_rate, values["activation"]
    lab.knobs = {name: value for name, value in values.items() if name != "activation"}
    run, sweep = lab.selected, lab._source
    lab.epoch = min(epoch, run.diverged_at or epoch, len(run.loss))
    place = [ladder.index(values[name]) for name, ladder in sweep.knobs.items()]
    place += [sweep.activations.index(run.activation), sweep.learning_rates.index(run.learning_rate)]
    validation = None if sweep.validation_loss is None else sweep.validation_loss[tuple(place)]
    return Expected(repr(run), lab.keras_code, lab.epoch, run.loss, run.data_loss, validation)


def run_here(code: str) -> Computed:
    """Run it in this process, in an empty namespace."""
    space, printed = {"__name__": "__main__"}, io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "<the Lab's code>", "exec"), space)
    return Computed(printed.getvalue(), space["history"].history if "history" in space else {})


def run_fresh(codes: list[str]) -> list[Computed]:
    """Run them one after the other in a new interpreter, offline, in an empty folder, each in an empty namespace."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-c", FRESH], cwd=folder, input=json.dumps(codes), capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        left = [*Path(folder).iterdir()]
        assert not left, f"the code leaves {left} in the reader's folder"
    lines = [line.removeprefix("RESULT ") for line in done.stdout.splitlines() if line.startswith("RESULT ")]
    return [Computed(*json.loads(line)) for line in lines]


def assert_agrees(computed: Computed, expected: Expected) -> None:
    """Compare every epoch of `fit`, and the losses that are printed at the end."""
    history, epoch = computed.history, expected.epoch
    trained = len(history.get("loss", ()))
    stops = "EarlyStopping" in expected.code
    assert trained == epoch or (trained < epoch and stops), expected.code
    if trained:
        agree(history["loss"], expected.loss, expected)
    if trained and expected.validation_loss is not None:
        own = [name for name in history if name.startswith("val_") and name != "val_loss"]  # where there are penalties
        agree(history[own[0] if own else "val_loss"], expected.validation_loss[1:], expected)
    if stops and trained:  # the weights of the best epoch are put back
        epoch = 1 + int(np.argmin(history["val_loss"]))
    agree([computed.loss("training")], expected.data_loss[epoch:], expected)
    if expected.validation_loss is not None:
        agree([computed.loss("validation")], expected.validation_loss[epoch:], expected)


def agree(computed, stored, expected: Expected) -> None:
    stored = stored[: len(computed)]
    finite = np.isfinite(stored)
    where = f"{expected.setting}\n{expected.code}"
    np.testing.assert_allclose(np.array(computed)[finite], stored[finite], rtol=TOLERANCE, atol=1e-9, err_msg=where)
