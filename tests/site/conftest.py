"""Fixtures for pages in a real browser. `reader` reads the real book, `tiny_reader` the book in fixture_book/."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from pages import served
from playwright.sync_api import Browser
from reader import Reader

ROOT = Path(__file__).parents[2]
FIXTURE_BOOK = Path(__file__).parent / "fixture_book"
WIDGETS = ROOT / "_ext" / "live_widgets" / "tests" / "book"  # pages of small widgets
TABLE_OF_CONTENTS = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))["chapters"]
CHAPTERS = [ROOT / f"{entry['file']}.ipynb" for entry in TABLE_OF_CONTENTS if entry["file"][9:11].isdigit()]
TOKEN = "not-for-readers"


@pytest.fixture(scope="session")
def site() -> Path:
    """The folder of the built book: SITE, or where `python run.py site` puts it."""
    folder = Path(os.environ.get("SITE", ROOT / "_build" / "html")).resolve()
    if not (folder / "index.html").exists():
        pytest.fail(f"There is no built book in {folder}. Build it first: python run.py site")
    return folder


@pytest.fixture(scope="session")
def site_address(site: Path) -> Iterator[str]:
    """The built book over http."""
    with served(site) as address:
        yield address


@pytest.fixture
def reader(browser: Browser, site_address: str) -> Iterator[Reader]:
    """A reader of the real book over http; no request to another host and no console error is forgiven."""
    yield from checked(Reader(browser, site_address))


@pytest.fixture
def offline_reader(browser: Browser, site: Path) -> Iterator[Reader]:
    """The same over file://."""
    yield from checked(Reader(browser, site.as_uri()))


@pytest.fixture(params=["http", "file"])
def any_reader(request):
    """The real book over http and over file://."""
    return request.getfixturevalue({"http": "reader", "file": "offline_reader"}[request.param])


def checked(reader: Reader) -> Iterator[Reader]:
    """Lend the reader to a test, then look at what it remembers."""
    yield reader
    reader.context.close()
    reader.check()


@pytest.fixture(scope="session")
def new_book(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Make a fresh copy of the tiny book that can be changed and built."""

    def copy() -> Path:
        book = tmp_path_factory.mktemp("book") / "source"
        shutil.copytree(FIXTURE_BOOK, book, ignore=shutil.ignore_patterns("_build", "__pycache__"))
        for name in ("whole.md", "nested.md", "widgets.py"):
            shutil.copy(WIDGETS / name, book)
        config = book / "_config.yml"
        config.write_text(config.read_text("utf-8").replace("../../../_ext", (ROOT / "_ext").as_posix()), "utf-8")
        return book

    return copy


def build(book: Path) -> subprocess.CompletedProcess:
    """Build a book as `run.py site` does; return exit code and all that was printed (stdout and stderr together)."""
    start = "from jupyter_book.cli.main import main; main()"
    command = [sys.executable, "-c", start, "build", str(book), "-W", "--keep-going"]
    environment = {**os.environ, "NO_COLOR": "1"}
    return subprocess.run(
        command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300, env=environment, check=False
    )


def build_as_on_github(book: Path) -> Path:
    """Build a book whose git remote is owner/some.book on GitHub, with a token; return the folder of its pages."""
    remote = f"https://x-access-token:{TOKEN}@github.com/owner/some.book.git"
    for command in (["init", "--quiet"], ["remote", "add", "origin", remote]):
        subprocess.run(["git", "-C", str(book), *command], check=True)
    built = build(book)
    assert built.returncode == 0, built.stdout
    return book / "_build" / "html"


@pytest.fixture(scope="session")
def tiny_site(new_book: Callable[[], Path]) -> Path:
    """The tiny book, built once."""
    return build_as_on_github(new_book())


@pytest.fixture(params=["http", "file"])
def tiny_reader(request: pytest.FixtureRequest, browser: Browser, tiny_site: Path) -> Iterator[Reader]:
    """A reader of the tiny book, over http and over file://."""
    if request.param == "file":
        yield from checked(Reader(browser, tiny_site.as_uri()))
    else:
        with served(tiny_site) as address:
            yield from checked(Reader(browser, address))
