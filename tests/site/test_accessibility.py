"""Labs and Questions of the published chapters are for everyone: axe-core, targets, phones, paper, no scripts."""

from __future__ import annotations

import pytest
from conftest import ROOT
from playwright.sync_api import expect
from reader import Reader
from test_labs import CHAPTERS

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PROBES = ROOT / "frontend" / "dev" / "probes.js"
LEAST_TARGET = 24  # CSS pixels
LAB = ".live-widget[data-widget='nnlab.lab.Lab']"
HIDDEN_ON_PAPER = ".nnlab-controls, .nnlab-extras, .nnlab-data, .nnlab-typed, .nnlab-hint, .nnlab-answer"
OPEN_PAGE = "() => document.querySelectorAll('article details').forEach((node) => { node.open = true; })"
RUN_AXE = "axe.run({ include: [['.live-widget']] }, { resultTypes: ['violations'] })"
OUTSIDE = """
() => [...document.querySelectorAll(".live-widget")].flatMap((widget) => {
  const right = widget.getBoundingClientRect().right + 1;
  const hides = (node) => /auto|scroll|hidden|clip/.test(getComputedStyle(node).overflowX);
  const cuts = (node) => hides(node) || node.hasAttribute("clip-path");
  const cut = (node) => node !== widget && (cuts(node) || cut(node.parentElement));
  const ends = (node) => node.getBoundingClientRect().right;
  return [...widget.querySelectorAll("*")]
    .filter((node) => node.checkVisibility() && ends(node) > right && !cut(node.parentElement) && !cuts(node))
    .map((node) => `${node.localName}.${node.getAttribute("class")} ends ${ends(node) - right} px outside`);
})
"""

needs_axe = pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: run npm ci in frontend")


@pytest.fixture(params=[("light", 360), ("dark", 1280)], ids=lambda pair: f"{pair[0]} {pair[1]}")
def opened(request, browser, site_address):
    """A function that opens a chapter in one theme, at one width, with all that can be open in it open."""
    theme, width = request.param
    size = {"width": width, "height": 900}
    reader = Reader(browser, site_address, color_scheme=theme, viewport=size, reduced_motion="reduce")
    reader.context.add_init_script(path=PROBES)

    def open_chapter(chapter):
        page = reader.open(f"chapters/{chapter.stem}.html")
        page.evaluate(OPEN_PAGE)
        page.evaluate("probes.openAll()")
        assert set(page.locator(".nnlab").evaluate_all("nodes => nodes.map((node) => node.dataset.theme)")) == {theme}
        return page

    yield open_chapter
    reader.context.close()
    reader.check()


@needs_axe
@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_axe_finds_nothing_inside_labs_and_questions(opened, chapter):
    page = opened(chapter)
    page.evaluate(AXE.read_text("utf-8"))
    result = page.evaluate(RUN_AXE)
    found = [
        f"{violation['id']}: {node['html'][:200]} {node['failureSummary']}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_targets_are_large_enough_and_nothing_scrolls_sideways(opened, chapter):
    page = opened(chapter)
    small = page.evaluate("(least) => probes.smallTargets(least)", LEAST_TARGET)
    assert not small, f"targets below {LEAST_TARGET} px: {small}"
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_nothing_plays_by_itself_for_who_wants_less_motion_and_play_still_works(browser, site_address):
    reader = Reader(browser, site_address, reduced_motion="reduce")
    lab = reader.open(f"chapters/{CHAPTERS[1].stem}.html").locator(LAB).first
    before = lab.locator(".nnlab-sentence").inner_text()
    lab.page.wait_for_timeout(700)
    assert lab.locator(".nnlab-sentence").inner_text() == before
    lab.locator(".nnlab-play").click()
    expect(lab.locator(".nnlab-sentence")).not_to_have_text(before)
    reader.context.close()
    reader.check()


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_on_paper_a_lab_is_a_picture_without_controls_in_dark_ink(browser, site_address, chapter):
    reader = Reader(browser, site_address, color_scheme="dark", viewport={"width": 720, "height": 1000})
    page = reader.open(f"chapters/{chapter.stem}.html")
    page.emulate_media(media="print")
    assert page.locator(LAB).count() >= 1
    assert page.locator(HIDDEN_ON_PAPER).filter(visible=True).count() == 0
    for lab in page.locator(LAB).all():
        assert lab.locator(".nnlab-plot").first.is_visible()
        assert lab.locator(".nnlab-sentence").is_visible()
        assert lab.locator(".nnlab").evaluate("node => getComputedStyle(node).color") == "rgb(26, 31, 38)"
    reader.context.close()
    reader.check()


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_without_scripts_there_is_a_picture_and_a_sentence(browser, site_address, chapter):
    reader = Reader(browser, site_address, java_script_enabled=False)
    page = reader.context.new_page()
    page.goto(f"{reader.base}/chapters/{chapter.stem}.html")
    assert page.locator(LAB).count() >= 1
    for lab in page.locator(LAB).all():
        assert "This part of the page is interactive and needs JavaScript." in lab.inner_text()
        assert lab.locator("svg polyline").count() >= 1
    reader.context.close()
