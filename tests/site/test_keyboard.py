"""The book by keyboard alone: every stop is seen, whatever opens closes again, and nobody is trapped or lost."""

from __future__ import annotations

import pytest
from conftest import CHAPTERS
from playwright.sync_api import expect
from reader import Reader
from test_accessibility import CHECKS, LAB, PROBES, address, axe_violations, needs_axe

PHONE = {"width": 360, "height": 800}
CHAPTER = address(CHAPTERS[1])
DRAWERS = [(".primary-toggle", "Chapters"), (".secondary-toggle", "On this page")]
MOST_STOPS = 400
FOCUSED = """() => {
  const shown = document.activeElement.closest(".nnlab-segment") ?? document.activeElement;
  const { left, top, right, bottom } = shown.getBoundingClientRect();
  const on = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
  return { ...probes.focus(), shown: on && shown.checkVisibility({ opacityProperty: true, visibilityProperty: true }) };
}"""


@pytest.fixture(params=["light", "dark"])
def on_phone(request, browser, site_address):
    """The chapter on a phone, in both themes."""
    reader = Reader(
        browser, site_address, viewport=PHONE, color_scheme=request.param, reduced_motion="reduce", has_touch=True
    )
    for script in (PROBES, CHECKS):
        reader.context.add_init_script(path=script)
    yield reader.open(CHAPTER)
    reader.context.close()
    reader.check()


def press(page, selector: str, key: str = "Enter") -> None:
    page.locator(selector).first.focus()
    page.keyboard.press(key)


def has_focus(page, selector: str) -> None:
    expect(page.locator(selector).first).to_be_focused()


@pytest.mark.parametrize(
    ("name", "theme", "width"), [(CHAPTER, "light", 1280), (CHAPTER, "dark", 360), ("index.html", "dark", 1280)]
)
def test_every_stop_of_the_tab_key_is_on_the_screen_and_seen(browser, site_address, name, theme, width):
    size = {"width": width, "height": 900}
    reader = Reader(browser, site_address, color_scheme=theme, viewport=size, reduced_motion="reduce")
    reader.context.add_init_script(path=PROBES)
    page = reader.open(name)
    stops, unseen = [], []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        stops.append(page.evaluate(FOCUSED))
        if not (stops[-1]["visible"] and stops[-1]["shown"]):
            unseen.append(stops[-1])
    assert not unseen
    assert 30 < len(stops) < MOST_STOPS, "no trap"
    places = [stop["place"] for stop in stops]
    assert places == sorted(places), "in the order of the page"
    reader.context.close()


def test_the_skip_link_is_the_first_stop_and_leads_to_the_text(reader):
    page = reader.open(CHAPTER)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    has_focus(page, "main")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@needs_axe
@pytest.mark.parametrize(("button", "name"), DRAWERS)
def test_a_drawer_opens_closes_and_gives_the_focus_back(on_phone, button, name):
    dialog = on_phone.get_by_role("dialog", name=name)
    for leave in (
        lambda: on_phone.keyboard.press("Escape"),
        lambda: dialog.get_by_role("button", name="Close").click(),
    ):
        expect(dialog).to_be_hidden()
        press(on_phone, button)
        expect(dialog).to_be_visible()
        assert dialog.evaluate("node => node.contains(document.activeElement)")
        assert axe_violations(on_phone) == []
        assert on_phone.evaluate("checks.everything(24)") == []
        leave()
        expect(dialog).to_be_hidden()
        has_focus(on_phone, button)


def test_a_link_within_the_page_closes_the_drawer_in_which_it_stands(on_phone):
    press(on_phone, ".secondary-toggle")
    on_phone.get_by_role("link", name="Summary").press("Enter")
    expect(on_phone.get_by_role("dialog")).to_have_count(0)
    expect(on_phone.get_by_role("heading", name="Summary")).to_be_in_viewport()


def test_the_way_back_to_the_top_can_be_read(on_phone):
    on_phone.mouse.wheel(0, 3000)
    on_phone.wait_for_timeout(200)
    on_phone.mouse.wheel(0, -500)
    expect(on_phone.get_by_role("button", name="Back to top")).to_be_visible()
    assert on_phone.evaluate("checks.faint()") == []


def test_code_that_is_opened_scrolls_by_keyboard_at_once(on_phone):
    """At once: with the next frame, before anybody can press another key."""
    opened = """(summary) => new Promise((done) => {
      const next = (act) => requestAnimationFrame(() => setTimeout(act));
      const { parentElement: details } = summary;
      details.addEventListener("toggle", () => next(() => next(() => done(details.querySelector("pre").tabIndex))));
      summary.click();
    })"""
    assert on_phone.locator("details.hide > summary").first.evaluate(opened) == 0


def test_the_contents_mark_the_section_that_a_reader_who_turns_whole_pages_has_come_to(reader):
    page = reader.open(CHAPTER)
    page.set_viewport_size({"width": 1440, "height": 900})
    here = """() => {
      const begun = (node) => node.getBoundingClientRect().top < 0.3 * innerHeight - 1;
      const section = [...document.querySelectorAll(".bd-article section > section")].filter(begun).pop();
      return document.querySelector("#pst-page-toc-nav a.active")?.hash.slice(1) === section?.id;
    }"""
    for _ in range(15):
        page.evaluate("scrollBy({ top: 0.9 * innerHeight, behavior: 'instant' })")
        page.wait_for_function(here, timeout=3000)


def test_the_list_of_chapters_collapses_on_a_wide_screen_and_says_so(reader):
    page = reader.open(CHAPTER)
    button = page.get_by_role("button", name="Chapters")
    expect(button).to_have_attribute("aria-expanded", "true")
    press(page, ".primary-toggle")
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(page.locator(".bd-docs-nav a").first).to_be_hidden()
    has_focus(page, ".primary-toggle")


def test_the_theme_switch_says_which_theme_is_on_and_keeps_the_focus(reader):
    page = reader.open(CHAPTER)
    names = []
    for _ in range(3):
        press(page, ".theme-switch-button")
        page.wait_for_timeout(50)
        has_focus(page, ".theme-switch-button")
        names.append(page.locator(".theme-switch-button").get_attribute("aria-label"))
    assert sorted(names) == ["Colour theme: as on this device", "Colour theme: dark", "Colour theme: light"]


@needs_axe
def test_the_search_opens_by_keyboard_finds_and_closes(on_phone):
    dialog = on_phone.get_by_role("dialog", name="Search")
    press(on_phone, "main .search-button")
    expect(dialog).to_be_visible()
    assert axe_violations(on_phone) == []
    on_phone.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    has_focus(on_phone, "main .search-button")
    on_phone.keyboard.press("Control+k")
    on_phone.keyboard.type("gradient")
    on_phone.keyboard.press("Enter")
    on_phone.locator("#search-results li a").first.wait_for()
    assert axe_violations(on_phone) == []


@needs_axe
def test_the_menu_of_downloads_opens_and_closes(on_phone):
    press(on_phone, ".dropdown-toggle")
    on_phone.keyboard.press("ArrowDown")
    has_focus(on_phone, ".dropdown-item")
    on_phone.wait_for_timeout(200)
    assert axe_violations(on_phone) == []
    on_phone.keyboard.press("Escape")
    expect(on_phone.locator(".dropdown-menu").first).to_be_hidden()
    has_focus(on_phone, ".dropdown-toggle")


def test_a_chapter_is_worked_through_without_a_pointer(reader):
    page = reader.open("index.html")
    press(page, ".ways a")
    page.wait_for_url("**/01_one_neuron.html")
    press(page, ".right-next")
    page.wait_for_url(f"**/{CHAPTER}")
    page.wait_for_function("() => !document.querySelector('.live-widget[aria-busy]')")
    press(page, ".nnlab-question input[type=radio]", "Space")
    press(page, ".nnlab-question .nnlab-answer")
    expect(page.locator(".nnlab-question .nnlab-verdict").first).not_to_be_empty()
    sentence = page.locator(f"{LAB} .nnlab-sentence").first
    before = sentence.inner_text()
    press(page, f"{LAB} [data-control=learning_rate] input", "ArrowRight")
    expect(sentence).not_to_have_text(before)
    solution = page.locator("details", has=page.get_by_text("Show the solution")).first
    solution.locator("summary").press("Enter")
    expect(solution.locator("pre").first).to_be_visible()
    finished = page.get_by_label("Mark this chapter as finished")
    finished.press("Space")
    expect(finished).to_be_checked()
