"""What the notebooks store is what they print: nbval compares it, and these tests see that nbval would notice."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

CHAPTERS = sorted((Path(__file__).parents[2] / "chapters").glob("*.ipynb"))


def code_cells(path):
    return [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_every_code_cell_was_executed(path):
    # nbval lets a cell without outputs and without a count pass uncompared.
    counts = [cell["execution_count"] for cell in code_cells(path)]
    assert counts == list(range(1, len(counts) + 1)), "run `python run.py notebooks`"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_only_text_is_stored_and_nothing_failed(path):
    for cell in code_cells(path):
        for output in cell["outputs"]:
            assert output["output_type"] != "error", "".join(cell["source"])
            assert output.get("name") != "stderr", "".join(cell["source"])
            assert all(kind.startswith("text/") for kind in output.get("data", {}))


def notebook(stored):
    output = {"output_type": "stream", "name": "stdout", "text": [stored]}
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": ["print(round(2 / 3, 4))"]}
    cell |= {"execution_count": 1, "outputs": [output]}
    return {"cells": [cell], "metadata": {"kernelspec": {"name": "python3"}}, "nbformat": 4, "nbformat_minor": 5}


@pytest.mark.parametrize(("stored", "passes"), [("0.6667\n", True), ("0.6666\n", False)])
def test_a_changed_number_in_a_stored_output_is_noticed(tmp_path, stored, passes):
    (tmp_path / "number.ipynb").write_text(json.dumps(notebook(stored)), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-q", "-p", "no:cacheprovider"]
    result = subprocess.run([*command, "number.ipynb"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (result.returncode == 0) == passes, result.stdout
    assert ("1 passed" if passes else "1 failed") in result.stdout
