"""What the notebooks store is what the book's build has just seen them print.

Running them all a second time only to compare (nbval, in `python run.py test-deep`) takes minutes and sees no more. The
results come from the execution cache of the present code, data and lock, and are found by the notebook's own cells, so
that nothing older is taken for them.
"""

from __future__ import annotations

import copy
import json
import platform
import runpy
from pathlib import Path

import nbformat
import pytest
from conftest import CHAPTERS, ROOT
from execution_cache import cache_folder
from jupyter_cache import get_cache

IGNORED = "nbval-ignore-output"
text_outputs = runpy.run_path(str(ROOT / "run.py"))["text_outputs"]  # what `python run.py notebooks` keeps


def code_cells(notebook: dict) -> list[dict]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def stored(path: Path) -> dict:
    return json.loads(path.read_text("utf-8"))


def executed(path: Path) -> dict:
    """The notebook as the book's build has executed it."""
    cache = get_cache(cache_folder(ROOT, ROOT / "_build"))
    try:
        record = cache.match_cache_notebook(nbformat.read(path, as_version=4))
    except KeyError:
        pytest.fail(f"The book has not executed these cells of {path.name}. Build it first: python run.py site")
    notebook = cache.get_cache_bundle(record.pk).nb
    python = notebook.metadata.language_info.version
    assert python == platform.python_version(), f"{path.name} was run by Python {python}. Delete _build, build anew."
    return json.loads(nbformat.writes(notebook))


def differences(kept: dict, fresh: dict) -> list[str]:
    """Say in words which cells of `fresh` give other text than `kept` holds, unless they are tagged to be ignored."""
    pairs = list(zip(code_cells(kept), code_cells(fresh), strict=True))
    assert all("".join(old["source"]) == "".join(new["source"]) for old, new in pairs)
    return [
        f"{''.join(old['source'])}\n\nstores {old['outputs']}\n\ngives {outputs}"
        for old, new in pairs
        if old["outputs"] != (outputs := text_outputs(copy.deepcopy(new["outputs"])))
        and IGNORED not in old["metadata"].get("tags", [])
    ]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_what_is_stored_is_what_the_cells_print(path):
    different = differences(stored(path), executed(path))
    assert not different, "\n\n".join(different)


def change_a_digit(cell: dict) -> None:
    cell["outputs"][0]["text"][0] = "0.6666\n"


def print_to_stderr(cell: dict) -> None:
    cell["outputs"][0]["name"] = "stderr"


def drop_a_line(cell: dict) -> None:
    cell["outputs"][0]["text"].pop()


def drop_all(cell: dict) -> None:
    cell["outputs"].clear()


NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "metadata": {}, "source": ["Text."]},
        {
            "cell_type": "code",
            "metadata": {},
            "source": ["print(round(2 / 3, 4))\n", "print('so')"],
            "outputs": [{"output_type": "stream", "name": "stdout", "text": ["0.6667\n", "so\n"]}],
        },
    ]
}


@pytest.mark.parametrize("spoil", [change_a_digit, print_to_stderr, drop_a_line, drop_all])
def test_a_changed_output_is_noticed(spoil):
    changed = copy.deepcopy(NOTEBOOK)
    spoil(code_cells(changed)[0])
    assert differences(NOTEBOOK, NOTEBOOK) == []
    assert len(differences(changed, NOTEBOOK)) == len(differences(NOTEBOOK, changed)) == 1
    code_cells(changed)[0]["metadata"]["tags"] = [IGNORED]
    assert differences(changed, NOTEBOOK) == []


def test_pictures_and_pieces_of_a_stream_make_no_difference():
    fresh = copy.deepcopy(NOTEBOOK)
    picture = {"output_type": "display_data", "metadata": {}, "data": {"image/png": "aaaa"}}
    pieces = [{"output_type": "stream", "name": "stdout", "text": [text]} for text in ("0.66", "67\n", "so\n")]
    code_cells(fresh)[0]["outputs"] = [*pieces, picture]
    assert differences(NOTEBOOK, fresh) == []


def test_results_of_other_cells_are_not_taken(tmp_path):
    """Whoever edits a cell and does not execute it is told so."""
    notebook = stored(CHAPTERS[0])
    code_cells(notebook)[-1]["source"] += "\nprint(1)"
    (tmp_path / "edited.ipynb").write_text(json.dumps(notebook), "utf-8")
    with pytest.raises(pytest.fail.Exception, match=r"edited\.ipynb\. Build it first"):
        executed(tmp_path / "edited.ipynb")


def test_results_of_another_python_are_not_taken(monkeypatch):
    monkeypatch.setattr(platform, "python_version", lambda: "2.7.18")
    with pytest.raises(AssertionError, match="was run by Python 3"):
        executed(CHAPTERS[0])
