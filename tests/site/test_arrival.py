"""A long page shows its first words at once, the rest when it has time; who comes to a place in it notices nothing."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from conftest import CHAPTERS
from reader import WHOLE, Reader

CHAPTER = f"chapters/{CHAPTERS[1].stem}.html"
PLACE = "exercises"
MOST_SHIFT = 0.02
SHIFTS = """self.shifts = [];
new PerformanceObserver((list) => shifts.push(...list.getEntries().map((entry) => entry.value)))
  .observe({ type: "layout-shift", buffered: true });"""
TOP = "(id) => document.getElementById(id).getBoundingClientRect().top"
REST = "(id) => { document.getElementById(id).scrollIntoView(); }"
LATER = """() => [...document.querySelectorAll(".bd-article > section > section")]
  .filter((section) => getComputedStyle(section).contentVisibility === "auto").length"""
STOPS = """() => [...document.querySelectorAll("pre")]
  .filter((box) => box.checkVisibility())
  .map((box) => [box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight, box.tabIndex === 0])"""


@pytest.fixture
def phone(browser, site_address):
    """A reader with a phone."""
    reader = Reader(browser, site_address, viewport={"width": 360, "height": 800}, reduced_motion="reduce")
    yield reader
    reader.context.close()
    reader.check()


def settled(page):
    """Wait until every section is laid out, every widget there, and the window has stopped moving."""
    page.wait_for_function(WHOLE)
    page.wait_for_function(
        "() => new Promise((done) => { const y = scrollY; setTimeout(() => done(y === scrollY), 400); })"
    )
    return page


def test_sections_wait_until_the_page_has_time(phone):
    page = phone.context.new_page()
    page.add_init_script("self.requestIdleCallback = (act) => { (self.waiting ??= []).push(act); }")
    page.goto(f"{phone.base}/{CHAPTER}")
    page.wait_for_function("() => self.waiting")
    lefts = [page.evaluate(LATER)]
    assert lefts[0] > 7
    while lefts[-1]:
        page.wait_for_function("() => waiting.length")
        page.evaluate("() => { const act = waiting.pop(); act(); }")
        lefts.append(page.evaluate(LATER))
    steps = [before - after for before, after in pairwise(lefts)]
    assert sorted(steps) in ([1] * len(steps), [0] + [1] * (len(steps) - 1)), "one each, the first Lab's not again"


def test_the_first_lab_does_not_wait_for_its_turn_and_others_draw_nothing_before_theirs(phone):
    page = phone.context.new_page()
    page.add_init_script("self.requestIdleCallback = () => {}")
    page.goto(f"{phone.base}/{CHAPTER}")
    page.wait_for_function("() => !document.querySelector('.live-widget[aria-busy]')")
    page.locator(".nnlab-card .nnlab-stage").first.locator("svg").wait_for(state="attached")
    labs = page.locator(".nnlab-card")
    drawn = [labs.nth(i).locator(".nnlab-stage > *").count() > 0 for i in range(labs.count())]
    assert drawn == [True, False]


NOT_HELD = """new MutationObserver((_, observer) => {
  document.documentElement.style.overflowAnchor = "none";
  observer.disconnect();
}).observe(document, { childList: true })"""


@pytest.mark.parametrize(("script", "most"), [("", 100), (NOT_HELD, 200)], ids=["held by the browser", "held by us"])
def test_a_link_to_a_place_in_a_page_leads_there(phone, script, most):
    """Also, but for a line or two, where the browser does not hold what is seen when something above it grows."""
    phone.context.add_init_script(script)
    page = settled(phone.open(f"{CHAPTER}#{PLACE}"))
    assert 0 <= page.evaluate(TOP, PLACE) < most


@pytest.mark.parametrize("script", ["", NOT_HELD], ids=["held by the browser", "held by us"])
def test_a_reload_stays_where_the_reader_was(phone, script):
    """Browsers put the window where it was, and do so before the widgets above it have grown."""
    phone.context.add_init_script(script)
    page = settled(phone.open(CHAPTER))
    page.evaluate(REST, PLACE)
    before = page.evaluate(TOP, PLACE)
    page.reload()
    assert abs(settled(page).evaluate(TOP, PLACE) - before) < 10


def test_boxes_of_code_that_scroll_are_stops_of_the_tab_key_and_others_are_not(phone):
    page = settled(phone.open(CHAPTER))
    closed = page.evaluate(STOPS)
    page.evaluate("document.querySelectorAll('article details').forEach((box) => { box.open = true; })")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    stops = page.evaluate(STOPS)
    assert len(stops) > len(closed)
    assert {scrolls for scrolls, _ in stops} == {True, False}
    assert [pair for pair in [*closed, *stops] if pair[0] != pair[1]] == []


@pytest.mark.parametrize("size", [(412, 823), (768, 1024), (1440, 900)])
def test_nothing_jumps_when_a_lab_in_the_first_screen_arrives_late(browser, site_address, size):
    reader = Reader(browser, site_address, viewport=dict(zip(("width", "height"), size, strict=True)))
    reader.context.add_init_script(SHIFTS)
    reader.context.route("**/_static/live/*.js*", lambda route: (time.sleep(0.3), route.continue_()))
    page = reader.open("index.html")
    assert page.locator(".nnlab-card").count() == 1
    page.wait_for_timeout(200)
    assert page.evaluate("shifts.reduce((sum, value) => sum + value, 0)") <= MOST_SHIFT
    reader.context.close()
    reader.check()
