"""Tests run on several cores: what shares something dear (an executed chapter, a built book) stays in one process."""

import os
from collections.abc import Iterator

import pytest
from groups import ByGroup, longest_first
from hypothesis import settings
from pages import NoBrowserError, start_browser
from playwright.sync_api import Browser, sync_playwright

# The same examples in every run, so that nothing fails by chance; PROPERTY_EXAMPLES=1000 looks at more.
EXAMPLES = int(os.environ.get("PROPERTY_EXAMPLES", "100"))
settings.register_profile("course", max_examples=EXAMPLES, derandomize=True, deadline=None, database=None)
settings.load_profile("course")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByGroup:
    return ByGroup(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    longest_first(items)


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
