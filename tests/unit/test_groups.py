"""Tests of one chapter run in one process, which executes it once."""

from __future__ import annotations

import collections
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import groups
import pytest
from groups import CHAPTERS, group, longest_first

CONFTEST = (
    "from groups import ByGroup\n\ndef pytest_xdist_make_scheduler(config, log):\n    return ByGroup(config, log)\n"
)
TESTS = """\
import os

import pytest


@pytest.mark.parametrize("chapter", {chapters})
@pytest.mark.parametrize("time", range(5))
def test_it(chapter, time):
    with open(f"{{chapter}}.processes", "a") as file:
        file.write(os.environ["PYTEST_XDIST_WORKER"] + " ")
"""


def test_a_chapter_s_tests_run_in_one_process(tmp_path):
    chapters = [path.stem for path in CHAPTERS[:3]]
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_it.py").write_text(TESTS.format(chapters=chapters))
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider"]
    environment = {**os.environ, "PYTHONPATH": str(Path(groups.__file__).parent)}
    result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    ran = {
        chapter: collections.Counter((tmp_path / f"{chapter}.processes").read_text().split()) for chapter in chapters
    }
    assert all(list(processes.values()) == [5] for processes in ran.values()), ran


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("tests/site/test_labs.py::test_it[01_one_neuron]", "01_one_neuron"),
        ("tests/site/test_axe.py::test_it[light 360-01_one_neuron]", "01_one_neuron"),
        ("tests/site/test_axe.py::test_it[chapters/01_one_neuron.html-dark]", "01_one_neuron"),
        ("tests/unit/test_sweep.py::test_it[101_one_neurons]", "tests/unit/test_sweep.py"),
        ("tests/unit/test_sweep.py::test_01_one_neuron", "tests/unit/test_sweep.py"),
    ],
)
def test_the_group_is_read_from_the_id(test, expected):
    assert group(test) == expected


def test_the_longest_chapter_comes_first_and_files_keep_their_order():
    ids = ["a.py::test_a", "a.py::test_b[01_one_neuron]", "b.py::test_a", f"c.py::test_a[{CHAPTERS[-1].stem}]"]
    items = [SimpleNamespace(nodeid=name) for name in ids]
    longest_first(items)
    assert [item.nodeid for item in items] == [ids[3], ids[1], ids[0], ids[2]]
