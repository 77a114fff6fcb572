"""What nbval sees when `python run.py test` runs the notebooks anew: a changed output, or a call of the network."""

from __future__ import annotations

import json
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = "print(round(2 / 3, 4))\nprint('so')"
STREAM = {"output_type": "stream", "name": "stdout", "text": ["0.6667\n", "so\n"]}
NETWORK = "import urllib.request\nurllib.request.urlopen('http://192.0.2.1', timeout=3)"
NOTEBOOKS = {
    "as_it_is": (CODE, [STREAM]),
    "changed_digit": (CODE, [STREAM | {"text": ["0.6666\n", "so\n"]}]),
    "dropped_line": (CODE, [STREAM | {"text": ["0.6667\n"]}]),
    "dropped_output": (CODE, []),
    "other_stream": (CODE, [STREAM | {"name": "stderr"}]),
    "invented_output": ("1 + 1;", [STREAM]),
    "network": (NETWORK, []),
}


@pytest.fixture(scope="module")
def failed(tmp_path_factory):
    """The notebooks that fail when run.py compares them all."""
    folder = tmp_path_factory.mktemp("notebooks")
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    for name, (code, outputs) in NOTEBOOKS.items():
        cell = {"cell_type": "code", "execution_count": 1, "metadata": {}, "source": code, "outputs": outputs}
        notebook = {"cells": [cell], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 4}
        (folder / f"{name}.ipynb").write_text(json.dumps(notebook), "utf-8")
    run = runpy.run_path(str(ROOT / "run.py"))
    said = []

    def call(command, **variables):
        command = [*command, "-p", "no:cacheprovider", "-n", "1"]
        environment = {**os.environ, "no_proxy": "*", **variables}
        result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        said.append(result.stdout)

    run["compare_outputs"].__globals__["call"] = call
    run["compare_outputs"](sys.executable, [str(folder)])
    assert "1 passed" in said[0], said[0]
    return set(re.findall(r"^FAILED .*?(\w+)\.ipynb", said[0], re.MULTILINE))


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_what_is_not_as_stored_fails(failed, name):
    assert (name in failed) == (name != "as_it_is")
