"""Each chapter says where in the course it stands, and both ends of the page lead on."""

from __future__ import annotations

import re

import pytest
import yaml
from conftest import ROOT
from reader import Reader

TOC = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))["chapters"]
COURSE = [entry["file"] for entry in TOC if re.match(r"chapters/\d\d_", entry["file"])]


@pytest.mark.parametrize("number", range(1, len(COURSE) + 1))
def test_a_chapter_knows_its_place_and_its_neighbours(site, number):
    html = (site / f"{COURSE[number - 1]}.html").read_text("utf-8")
    line = re.search(r'</h1>\s*<nav class="course-position".*?</nav>', html, re.DOTALL)[0]
    assert f"Chapter {number} of {len(COURSE)}<" in line
    before, after = COURSE[: number - 1][-1:], COURSE[number:][:1]
    wanted = [f"{name.split('/')[1]}.html" for name in (*before, *after)]
    links = re.findall(r'<a href="([^"]*)"', line)
    assert links == [*wanted, "../index.html#the-chapters"]
    end = html[html.index("prev-next-footer") :]
    assert set(wanted) <= set(re.findall(r'class="(?:left-prev|right-next)"\s*href="([^"]*)"', end))
    assert all(re.findall(r'prev-next-title">(.+?)<', end))


def test_what_is_finished_is_told_without_moving_the_page(reader):
    page = reader.open(f"{COURSE[1]}.html")
    tall = "document.querySelector('.course-position').offsetHeight"
    for width in (360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.get_by_label("Mark this chapter as finished").uncheck()
        assert page.locator(".course-count").inner_text() == "Chapter 2 of 15"
        before = page.evaluate(tall)
        page.get_by_label("Mark this chapter as finished").check()
        assert page.locator(".course-count").inner_text() == "Chapter 2 of 15, 1 finished"
        assert page.evaluate(tall) == before
    page = reader.open(f"{COURSE[5]}.html")
    assert page.locator(".course-count").inner_text() == "Chapter 6 of 15, 1 finished"


def test_on_a_phone_the_list_of_chapters_has_its_name_and_both_lists_open(browser, site_address):
    reader = Reader(browser, site_address, viewport={"width": 360, "height": 740}, has_touch=True)
    page = reader.open(f"{COURSE[5]}.html")
    label = page.locator("button.primary-toggle:visible").evaluate("node => getComputedStyle(node, '::after').content")
    assert label == '"Chapters"'
    for which, entry in (("primary", "07_multilayer_network.html"), ("secondary", "#exercises")):
        page.locator(f"button.{which}-toggle:visible").tap()
        page.locator(f"dialog[open] a[href$='{entry}']").wait_for()
        page.keyboard.press("Escape")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    reader.context.close()
    reader.check()


def test_on_paper_the_place_stands_without_links_and_figures_are_light(browser, site_address):
    reader = Reader(browser, site_address, color_scheme="dark")
    page = reader.open(f"{COURSE[5]}.html")
    figures = page.locator(".bd-article img.only-dark:visible").count()
    assert page.locator(".course-ways").is_visible()
    page.emulate_media(media="print")
    page.locator(".course-ways").wait_for(state="hidden")
    assert page.locator(".course-count").is_visible()
    assert page.locator(".bd-article img.only-light:visible").count() == figures > 0
    reader.context.close()
    reader.check()
