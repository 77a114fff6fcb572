"""The built book as its readers get it: all there, alone on the network, and every button leads to the right place."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT
from launch_links import binder_link, git_remote, github_address


@pytest.fixture(params=["http", "file"])
def any_reader(request):
    """The real book over http and over file://."""
    return request.getfixturevalue({"http": "reader", "file": "offline_reader"}[request.param])


def pages(site: Path) -> list[str]:
    """Every page that has a source, by its address within the site."""
    return sorted(page.relative_to(site).as_posix() for page in site.rglob("*.html") if is_page(page, site))


def is_page(page: Path, site: Path) -> bool:
    """Whether a page was written by an author, not made by Sphinx."""
    source = (site / "_sources" / page.relative_to(site)).with_suffix("")
    return any(source.with_suffix(suffix).exists() for suffix in (".md", ".ipynb"))


def test_every_widget_lives_and_nothing_comes_from_another_host(any_reader, site):
    for name in pages(site):
        page = any_reader.open(name)
        widgets = page.locator(".live-widget")
        states = widgets.evaluate_all("nodes => nodes.map((node) => node.dataset.state)")
        assert set(states) <= {"alive"}, f"{name}: {widgets.all_inner_texts()}"
        page.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_there_is_one_search_box_and_it_finds_pages(any_reader, width):
    page = any_reader.open("index.html")
    page.set_viewport_size({"width": width, "height": 800})
    assert page.locator("button[aria-label=Search]:visible").count() == 1
    page.locator("button[aria-label=Search]:visible").click()
    page.locator("dialog input[type=search]").fill("learning")
    page.keyboard.press("Enter")
    page.locator("#search-results li").first.wait_for()
    if any_reader.base.startswith("file:"):
        # Sphinx fetches each page found to show an excerpt; from a file browsers refuse, and the results stand without.
        page.wait_for_timeout(300)
        any_reader.errors[:] = [text for text in any_reader.errors if "fetch" not in text and "ERR_FAILED" not in text]


def test_each_chapter_s_launch_button_opens_that_chapter(site):
    repository = github_address(git_remote(ROOT))
    chapters = [name for name in pages(site) if name.startswith("chapters/")]
    assert chapters
    for name in chapters:
        html = (site / name).read_text("utf-8")
        if repository:
            notebook = name.replace(".html", ".ipynb")
            assert f'href="{binder_link("https://mybinder.org", repository, "main", notebook)}"' in html
        else:
            assert "mybinder.org" not in html
