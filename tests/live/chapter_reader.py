"""What a reader of a chapter in JupyterLab does: runs every cell, moves every Lab, finds every Question."""

from __future__ import annotations

import time
from pathlib import Path

import yaml
from jupyterlab import OpenNotebook, wait_for_drawing
from playwright.sync_api import Locator, expect

ROOT = Path(__file__).parents[2]
ENTRIES = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))["chapters"]
NOTEBOOKS = [f"{entry['file']}.ipynb" for entry in ENTRIES if (ROOT / f"{entry['file']}.ipynb").exists()]


def read_chapter(notebook: OpenNotebook) -> float:
    """Run a chapter from top to bottom; fail if a cell fails or one of its Labs and Questions does not answer.

    Returns the moment, by the monotonic clock, at which the first Lab was there.
    """
    notebook.start_all()
    notebook.wait_for_widget("Lab “")
    first_lab = time.monotonic()
    notebook.finish_all()
    outputs = notebook.outputs()
    labs = [number for number, found in enumerate(outputs) if shown_as(found, "Lab “")]
    questions = [number for number, found in enumerate(outputs) if shown_as(found, "Question: ")]
    assert labs
    assert questions
    for number in labs:
        check_lab(notebook.lab(number))
    for number in questions:
        expect(notebook.cell(number).get_by_role("button", name="Answer")).to_be_visible()
    return first_lab


def shown_as(outputs: list[dict], start: str) -> bool:
    """Whether a cell shows the widget whose text begins so."""
    texts = [output.get("data", {}) for output in outputs]
    return any("".join(data.get("text/plain", "")).startswith(start) for data in texts)


def check_lab(lab: Locator) -> None:
    """A Lab draws every panel, and one step of its first control changes what it says."""
    assert lab.locator(".nnlab-problem:visible").count() == 0, lab.inner_text()
    assert lab.locator(".nnlab-plot").count() >= lab.locator(".nnlab-panel").count() >= 1
    sentence = lab.locator(".nnlab-sentence")
    before = sentence.inner_text()
    control = lab.locator(".nnlab-knob :is(input, select)").first
    control.focus()
    control.press("ArrowRight")
    wait_for_drawing(lab)
    if sentence.inner_text() == before:  # it stood at its end
        control.press("ArrowLeft")
    expect(sentence).not_to_have_text(before)
