"""Labs under stress on real pages: scrubbed as fast as events come, and twelve of them on one page."""

from __future__ import annotations

import copy
import os
import re
import shutil

import pytest
from conftest import ROOT
from playwright.sync_api import Page
from reader import Reader
from saved_state import models_of, with_models

CHAPTER = "02_loss_and_optimisation"
PROBES = ROOT / "frontend" / "dev" / "probes.js"
SECONDS = float(os.environ.get("SCRUB_SECONDS", "15"))
GROWTH = 1.5  # MB of heap that scrubbing may leave behind
VIEW = re.compile(r'<div [^>]*data-widget="nnlab\.lab\.Lab"[^>]*>.*?</noscript></div>', re.DOTALL)
LABS = 12


def heap(page: Page) -> float:
    """MB of JavaScript heap after a collection."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.enable")
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    used = session.send("Runtime.getHeapUsage")["usedSize"]
    session.detach()
    return used / 1e6


def nodes(page: Page) -> int:
    return page.locator("*").count()


def test_scrubbing_leaves_nothing_behind_and_draws_no_frame_late(reader):
    reader.context.add_init_script(path=PROBES)
    page = reader.open(f"chapters/{CHAPTER}.html")
    page.locator(".nnlab-card").first.scroll_into_view_if_needed()
    page.evaluate("probes.scrub(2)")
    before = heap(page), nodes(page)
    result = page.evaluate("(seconds) => probes.scrub(seconds)", SECONDS)
    after = heap(page), nodes(page)
    print(f"{result} in {SECONDS:g} s, heap {before[0]:.2f} -> {after[0]:.2f} MB, nodes {before[1]} -> {after[1]}")
    assert result["frames"] > 10 * SECONDS, "it was really scrubbed"
    assert result["late"] == 0
    assert result["final"]
    assert after[0] - before[0] < GROWTH
    assert after[1] - before[1] <= 20


@pytest.fixture
def twelve(browser, site, tmp_path):
    """A page like the chapter's with its first Lab twelve times over, each with its own state."""
    html = (site / "chapters" / f"{CHAPTER}.html").read_text("utf-8")
    view = VIEW.search(html)[0]
    model = re.search(r'data-model="(\w+)"', view)[1]
    models = models_of(site, html)
    for number in range(LABS):
        twin = copy.deepcopy(models[model])
        twin["state"]["spec"]["id"] = f"copy-{number}"
        models[f"{model}{number}"] = twin
    views = "".join(view.replace(model, f"{model}{number}") for number in range(LABS))
    shutil.copytree(site / "_static", tmp_path / "_static")
    (tmp_path / "chapters").mkdir()
    html = with_models(tmp_path, html.replace(view, views), models)
    (tmp_path / "chapters" / "twelve.html").write_text(html, "utf-8")
    reader = Reader(browser, tmp_path.as_uri())
    yield reader.open("chapters/twelve.html")
    reader.context.close()


def test_twelve_labs_on_a_page_all_answer_and_each_for_itself(twelve):
    labs = twelve.locator(".nnlab-card")
    assert labs.count() >= LABS
    sentences = twelve.locator(".nnlab-sentence").all_text_contents()
    for number in (0, 5, LABS - 1):
        labs.nth(number).locator('[data-control="epoch"] input[type=range]').press("End")
        twelve.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    now = twelve.locator(".nnlab-sentence").all_text_contents()
    moved = [number for number, pair in enumerate(zip(sentences, now, strict=True)) if pair[0] != pair[1]]
    assert moved == [0, 5, LABS - 1]
    assert twelve.locator(".nnlab-problem:visible").count() == 0
