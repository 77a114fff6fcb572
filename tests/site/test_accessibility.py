"""Every page is for everyone: axe-core, contrast, headings, targets, narrow windows, paper, no scripts."""

from __future__ import annotations

import os

import pytest
from conftest import CHAPTERS, ROOT, TABLE_OF_CONTENTS
from playwright.sync_api import expect
from reader import Reader

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PROBES = ROOT / "frontend" / "dev" / "probes.js"
CHECKS = ROOT / "tests" / "site" / "page_checks.js"
# All rules of axe-core are on, best practices and experiments as well, but these:
RULES_OFF = {
    "color-contrast-enhanced": "WCAG AAA: 7:1 for all text leaves no colours to tell the roles in a Lab apart",
    "focus-order-semantics": "experimental, and against scrollable-region-focusable: what scrolls takes the focus",
    "identical-links-same-purpose": "WCAG AAA; only ever asks a person to look where links of one name lead",
    "p-as-heading": "experimental; a Lab's title names its group, and a heading of one level breaks some page's order",
    "hidden-content": "experimental; never a fault, it only reminds of what is closed, and that is opened here",
}
DEEP = bool(os.environ.get("ALL_LOOKS"))
if not DEEP:
    RULES_OFF["color-contrast"] = "half of the time; page_checks.js measures all text, test-deep asks axe-core too"
LEAST_TARGET = 24  # CSS pixels
NARROW = 320  # CSS pixels: 1280 at a zoom of 400 %
MADE_BY_SPHINX = ["404.html", "genindex.html", "search.html"]
# In themes and at widths; `python run.py test-deep` looks at all four.
LOOKS = [("light", 360), ("dark", 1440), ("dark", 360), ("light", 1440)][: 4 if DEEP else 2]
LAB = ".live-widget[data-widget='nnlab.lab.Lab']"
HIDDEN_ON_PAPER = ".nnlab-controls, .nnlab-extras, .nnlab-data, .nnlab-typed, .nnlab-hint, .nnlab-answer"
OPEN_PAGE = "() => document.querySelectorAll('article details').forEach((node) => { node.open = true; })"
RUN_AXE = """
(off) => axe.run(document, {
  resultTypes: ["violations"],
  rules: Object.fromEntries(axe.getRules().map(({ ruleId }) => [ruleId, { enabled: !off.includes(ruleId) }])),
})
"""
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


@pytest.fixture(params=LOOKS, ids=lambda pair: f"{pair[0]} {pair[1]}")
def opened(request, browser, site_address):
    """A function that opens a page in one theme, at one width, with all that can be open in it open."""
    theme, width = request.param
    size = {"width": width, "height": 900}
    reader = Reader(browser, site_address, color_scheme=theme, viewport=size, reduced_motion="reduce")
    for script in (PROBES, CHECKS):
        reader.context.add_init_script(path=script)

    def open_page(name):
        page = reader.open(name)
        page.evaluate(OPEN_PAGE)
        page.evaluate("probes.openAll()")
        assert set(page.locator(".nnlab").evaluate_all("nodes => nodes.map((node) => node.dataset.theme)")) <= {theme}
        return page

    yield open_page
    reader.context.close()
    reader.check()


def axe_violations(page) -> list[str]:
    """Return what axe-core finds on the whole page."""
    page.evaluate(AXE.read_text("utf-8"))
    return [
        f"{violation['id']}: {node['html'][:200]} {node['failureSummary']}"
        for violation in page.evaluate(RUN_AXE, list(RULES_OFF))["violations"]
        for node in violation["nodes"]
    ]


def address(name) -> str:
    """Return where a page is; chapters are named by their notebooks, so that one process has all tests of a chapter."""
    return name if isinstance(name, str) else f"chapters/{name.stem}.html"


OTHER_PAGES = ["index.html", *(f"{entry['file']}.html" for entry in TABLE_OF_CONTENTS), *MADE_BY_SPHINX]
PAGES = [*CHAPTERS, *(name for name in OTHER_PAGES if name not in map(address, CHAPTERS))]


@needs_axe
@pytest.mark.parametrize("name", PAGES, ids=address)
def test_nothing_on_a_page_keeps_anybody_out(opened, name):
    page = opened(address(name))
    found = page.evaluate("(least) => checks.everything(least)", LEAST_TARGET)
    found += [
        f"small target: {small}" for small in page.evaluate("(least) => probes.smallTargets(least)", LEAST_TARGET)
    ]
    found += page.evaluate(OUTSIDE)
    found += axe_violations(page)
    for width in (page.viewport_size["width"], NARROW):
        page.set_viewport_size({"width": width, "height": 800})
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found += [f"{over} px of sideways scrolling at {width} px"] if over > 0 else []
    assert not found, "\n".join(found)


def test_nothing_plays_by_itself_for_who_wants_less_motion_and_play_still_works(browser, site_address):
    reader = Reader(browser, site_address, reduced_motion="reduce")
    lab = reader.open(f"chapters/{CHAPTERS[1].stem}.html").locator(LAB).first
    before = lab.locator(".nnlab-sentence").text_content()
    lab.page.wait_for_timeout(700)
    assert lab.locator(".nnlab-sentence").text_content() == before
    lab.locator(".nnlab-play").click()
    expect(lab.locator(".nnlab-sentence")).not_to_have_text(before)
    reader.context.close()
    reader.check()


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_on_paper_all_is_dark_ink_and_a_lab_is_a_picture_without_controls(browser, site_address, chapter):
    reader = Reader(browser, site_address, color_scheme="dark", viewport={"width": 720, "height": 1000})
    reader.context.add_init_script(path=CHECKS)
    page = reader.open(f"chapters/{chapter.stem}.html")
    page.emulate_media(media="print")
    page.wait_for_selector("html[data-theme=light]")
    assert page.locator(LAB).count() >= 1
    assert page.locator(HIDDEN_ON_PAPER).filter(visible=True).count() == 0
    for lab in page.locator(LAB).all():
        assert lab.locator(".nnlab-plot").first.is_visible()
        assert lab.locator(".nnlab-sentence").is_visible()
        assert lab.locator(".nnlab").evaluate("node => getComputedStyle(node).color") == "rgb(26, 31, 38)"
    assert page.evaluate("checks.faint()") == []
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.emulate_media(media="screen")
    page.wait_for_selector("html[data-theme=dark]")
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
