"""Every chapter opened in JupyterLab runs from top to bottom without an error, and its Labs and Questions answer."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml
from jupyterlab import OpenNotebook, jupyterlab, wait_for_drawing
from playwright.sync_api import Locator, expect

ROOT = Path(__file__).parents[2]
ENTRIES = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))["chapters"]
NOTEBOOKS = [f"{entry['file']}.ipynb" for entry in ENTRIES if (ROOT / f"{entry['file']}.ipynb").exists()]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """JupyterLab as a reader starts it, on a copy of what the repository holds for readers."""
    folder = tmp_path_factory.mktemp("course")
    for name in ("chapters", "assets", "nnlab"):
        shutil.copytree(ROOT / name, folder / name)
    with jupyterlab(folder, tmp_path_factory.mktemp("jupyter")) as found:
        yield found


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


@pytest.mark.parametrize("name", NOTEBOOKS, ids=lambda name: Path(name).stem)
def test_it_runs_from_top_to_bottom_and_shows_its_labs_and_questions(browser, server, name):
    notebook = OpenNotebook(browser, server, name)
    notebook.run_all()
    outputs = notebook.outputs()
    labs = [number for number, found in enumerate(outputs) if shown_as(found, "Lab “")]
    questions = [number for number, found in enumerate(outputs) if shown_as(found, "Question: ")]
    assert labs
    assert questions
    for number in labs:
        check_lab(notebook.lab(number))
    for number in questions:
        expect(notebook.cell(number).get_by_role("button", name="Answer")).to_be_visible()
    notebook.close()
