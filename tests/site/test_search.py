"""The search finds words in chapters and in the glossary, without a network, by keyboard, on a phone."""

from __future__ import annotations

import gzip
import re

import pytest

INDEX = 45_000  # bytes, compressed
IN_VIEW = "node => { const box = node.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; }"


@pytest.fixture(params=[360, 1280])
def searched(request, any_reader):
    """A function that searches from the first page by keyboard and gives the page of results."""

    def search(words):
        page = any_reader.open("index.html")
        page.set_viewport_size({"width": request.param, "height": 800})
        assert page.locator("button.search-button__button:visible").count() == 1
        page.keyboard.press("Control+k")
        page.locator("dialog input[type=search]:focus").wait_for()
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        page.locator("#search-results .search-summary", has_text=re.compile("finished|not match")).wait_for()
        page.wait_for_load_state("networkidle")  # every excerpt has come, and broke no rule of the page
        assert page.evaluate("document.documentElement.scrollWidth") == request.param
        return page

    return search


def test_a_word_is_found_in_its_chapter_and_in_the_glossary_and_marked_there(searched):
    page = searched("momentum")
    links = page.locator("#search-results li a").evaluate_all("nodes => nodes.map((node) => node.href)")
    assert any("chapters/05_gradient_descent.html" in link for link in links)
    assert "chapters/glossary.html#term-momentum" in links[0]
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('#search-results')") is not None:
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/glossary.html*")
    mark = page.locator("#term-momentum .highlighted")
    mark.wait_for()
    page.wait_for_function(IN_VIEW, arg=mark.element_handle())


def test_a_word_that_is_nowhere_is_said_to_be_nowhere(searched):
    page = searched("qwertyzx")
    assert "did not match any" in page.locator("#search-results").inner_text()


def test_the_index_is_light_and_only_the_search_loads_it(site):
    assert len(gzip.compress((site / "searchindex.js").read_bytes(), 9)) <= INDEX
    loading = [page.name for page in site.rglob("*.html") if "searchindex.js" in page.read_text("utf-8")]
    assert loading == ["search.html"]


def test_each_entry_of_the_glossary_leads_to_the_page_that_explains_it(site):
    html = (site / "chapters" / "glossary.html").read_text("utf-8")
    entries = html.split("</dd>")[:-1]
    assert len(entries) >= 60
    assert all(re.search(r'href="(\d\d_\w+|notation)\.html"', entry.split("<dd>")[1]) for entry in entries)
    first_letters = [re.search(r'<dt id="term-(.)', entry)[1].lower() for entry in entries]
    assert first_letters == sorted(first_letters)
