"""Tests run on several cores: what shares something dear (an executed chapter, a built book) stays in one process."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright
from reader import NoBrowserError, start_browser

# The same examples in every run, so that nothing fails by chance; PROPERTY_EXAMPLES=1000 looks at more.
EXAMPLES = int(os.environ.get("PROPERTY_EXAMPLES", "100"))
settings.register_profile("course", max_examples=EXAMPLES, derandomize=True, deadline=None, database=None)
settings.load_profile("course")


@pytest.hookimpl(tryfirst=True)  # pytest-xdist reads the groups in the same hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Group the tests of a chapter, and those of a file otherwise."""
    for item in items:
        values = item.callspec.params.values() if hasattr(item, "callspec") else ()
        chapters = [value.stem for value in values if isinstance(value, Path) and value.suffix == ".ipynb"]
        item.add_marker(pytest.mark.xdist_group(chapters[0] if chapters else item.path.name))


@pytest.fixture(scope="session")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """The one browser of the whole session."""
    with sync_playwright() as playwright:
        try:
            browser = start_browser(playwright)
        except NoBrowserError as error:
            if hasattr(request.config, "workerinput"):  # pytest-xdist takes an exit for a crash and says nothing else
                pytest.fail(str(error), pytrace=False)
            pytest.exit(str(error), returncode=2)
        yield browser
        browser.close()
