"""What the tests share: a browser, and the small book built once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pages import Reader, build, reading, start_browser
from playwright.sync_api import Browser, sync_playwright

BOOK = Path(__file__).parent / "book"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one browser of the whole session."""
    with sync_playwright() as playwright:
        browser = start_browser(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def new_book(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Make a fresh copy of the small book that can be changed and built."""

    def copy() -> Path:
        return shutil.copytree(
            BOOK, tmp_path_factory.mktemp("book") / "source", ignore=shutil.ignore_patterns("__pycache__")
        )

    return copy


@pytest.fixture(scope="session")
def site(new_book: Callable[[], Path]) -> Path:
    """The small book, built once."""
    book = new_book()
    built = build(book, book.with_name("site"))
    assert built.returncode == 0, built.stdout
    return book.with_name("site")


@pytest.fixture(params=["http", "file"])
def reader(request: pytest.FixtureRequest, browser: Browser, site: Path) -> Iterator[Reader]:
    """A reader of the small book, over http and over file://."""
    with reading(browser, site, request.param) as reader:
        yield reader
