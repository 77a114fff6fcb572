"""The example, built in environments that hold this extension and what it needs, and nothing else.

Takes minutes and asks the package index; the other tests do neither.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest
from pages import bare_environment, build, reading
from playwright.sync_api import Locator, Page

PROJECT = Path(__file__).parents[1]
OTHERS = {"sphinx": ["sphinx", "myst-nb"], "jupyter-book": ["jupyter-book<2"]}  # what the extension finds there


def run(command: list[object]) -> subprocess.CompletedProcess:
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.run([str(word) for word in command], env=bare_environment(), check=False, **pipes)


@pytest.fixture(scope="session", params=OTHERS)
def example(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site that an environment of its own makes of the example."""
    folder = tmp_path_factory.mktemp(request.param)
    project = shutil.copytree(PROJECT, folder / "live_widgets", ignore=shutil.ignore_patterns("build", "*.egg-info"))
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    pip = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    others = run([*pip, "setuptools>=77", *OTHERS[request.param], "-r", project / "example" / "requirements.txt"])
    if others.returncode:
        pytest.skip(f"the packages of others cannot be installed here: {others.stdout.strip().splitlines()[-1]}")
    # No index: what the extension says it needs is there, and it needs no more.
    own = run([*pip, "--no-index", "--no-build-isolation", project])
    assert own.returncode == 0, own.stdout
    if request.param == "sphinx":
        built, site = build(project / "example", folder / "site", python=str(python)), folder / "site"
    else:
        start = "from jupyter_book.cli.main import main; main()"
        built = run([python, "-c", start, "build", project / "example", "-W", "--keep-going"])
        site = project / "example" / "_build" / "html"
    assert built.returncode == 0, built.stdout
    return site


def drag(page: Page, node: Locator, start: tuple[float, float], way: tuple[float, float]) -> None:
    """Drag from a place within a node by so many pixels."""
    node.scroll_into_view_if_needed()
    box = node.bounding_box()
    x, y = box["x"] + start[0], box["y"] + start[1]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + way[0], y + way[1])
    page.mouse.up()


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_somebody_else_s_widgets_answer_with_the_network_off(example, browser, scheme):
    with reading(browser, example, scheme) as reader:
        page = reader.open("index.html")
        square, *numbers = page.locator(".live-widget").all()

        def shown() -> list[tuple[float, float]]:
            texts = [square.inner_text(), " ".join(number.inner_text() for number in numbers)]
            return [tuple(map(float, re.findall(r"-?\d\.\d\d", text))) for text in texts]

        assert shown() == [(0.2, -0.4)] * 2, "the square's values first, as in Jupyter"
        drag(page, square.locator("canvas"), start=(121, 121), way=(50, -50))
        assert shown() == [(0.5, 0.5)] * 2
        drag(page, numbers[1].locator("span"), start=(5, 5), way=(-20, 0))
        assert shown() == [(0.5, -0.5)] * 2
        reader.errors[:] = [error for error in reader.errors if "theme mode" not in error]  # the theme's own complaint


def test_the_code_of_two_widgets_of_a_kind_is_stored_once(example):
    stored = [path.read_text("utf-8") for path in (example / "_static" / "live").iterdir()]
    assert len([text for text in stored if "startDragging" in text]) == 1
    assert len(stored) == 4  # the code of both kinds, what the page's widgets hold, the host
