"""Every chapter opened in JupyterLab runs from top to bottom without an error, and its Labs and Questions answer."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from chapter_reader import NOTEBOOKS, ROOT, read_chapter
from jupyterlab import OpenNotebook, jupyterlab


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of what the repository holds for readers."""
    folder = tmp_path_factory.mktemp("course")
    for name in ("chapters", "assets", "nnlab"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def server(course, tmp_path_factory):
    """JupyterLab as a reader starts it at the top of the repository."""
    with jupyterlab(course, tmp_path_factory.mktemp("jupyter")) as found:
        yield found


@pytest.mark.parametrize("name", NOTEBOOKS, ids=lambda name: Path(name).stem)
def test_it_runs_from_top_to_bottom_and_shows_its_labs_and_questions(browser, server, name):
    notebook = OpenNotebook(browser, server, name)
    read_chapter(notebook)
    notebook.close()


def test_it_runs_as_well_where_jupyterlab_was_started_in_the_folder_of_the_chapters(browser, course, tmp_path):
    with jupyterlab(course / "chapters", tmp_path) as server:
        notebook = OpenNotebook(browser, server, Path(NOTEBOOKS[0]).name)
        read_chapter(notebook)
        notebook.close()
