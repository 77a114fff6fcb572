"""Tests run on several cores: what shares something dear (an executed chapter, a built book) stays in one process."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from reader import NoBrowserError, start_browser


@pytest.hookimpl(tryfirst=True)  # pytest-xdist reads the groups in the same hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Group the tests of a chapter, and those of a file otherwise."""
    for item in items:
        values = item.callspec.params.values() if hasattr(item, "callspec") else ()
        chapters = [value.stem for value in values if isinstance(value, Path) and value.suffix == ".ipynb"]
        item.add_marker(pytest.mark.xdist_group(chapters[0] if chapters else item.path.name))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one browser of the whole session."""
    with sync_playwright() as playwright:
        try:
            browser = start_browser(playwright)
        except NoBrowserError as error:
            pytest.exit(str(error), returncode=2)
        yield browser
        browser.close()
