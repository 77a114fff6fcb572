"""Every launch button leads to a chapter that runs on Binder: in its image, from its server, within its memory."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from binder_image import build_image, launched, peak_memory
from book.course.launch_links import binder_link
from chapter_reader import NOTEBOOKS, ROOT, read_chapter
from jupyterlab import OpenNotebook

LIMIT = 2e9  # bytes for all that runs in a container of mybinder.org

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Binder's images are Linux")


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """The image of this repository."""
    return build_image(ROOT, tmp_path_factory.mktemp("binder"))


def launch_path(name: str) -> str:
    """Where the launch button of a chapter leads to within the server."""
    link = binder_link("https://hub.example", "https://github.com/owner/some.book", "main", name)
    (path,) = parse_qs(urlsplit(link).query)["urlpath"]
    return path


def test_the_image_is_light_enough_to_start(image, capsys):
    with capsys.disabled():
        print(f"\nfiles and environment: {image.size() / 1e9:.2f} GB")
    assert image.size() < 4e9


@pytest.mark.parametrize("name", NOTEBOOKS, ids=lambda name: Path(name).stem)
def test_a_launched_chapter_runs_and_its_labs_move_within_the_memory_of_binder(browser, image, name, capsys):
    begin = time.monotonic()
    with launched(image) as (server, process), peak_memory(process) as peaks:
        up = time.monotonic() - begin
        notebook = OpenNotebook(browser, server, launch_path(name).removeprefix("lab/tree/"))
        ready = time.monotonic() - begin
        first_lab = read_chapter(notebook) - begin
        notebook.close()
    figures = f"server {up:.1f} s, kernel {ready:.1f} s, first Lab {first_lab:.1f} s"
    with capsys.disabled():
        print(f"\n{Path(name).stem}: {figures}, memory {peaks[-1] / 1e9:.2f} GB")
    assert 0.2e9 < peaks[-1] < LIMIT
