"""A Lab under stress, in a real browser: redraw times, a minute of scrubbing, twelve Labs on a page.

Run `npm run dev` first, then `../.venv/bin/python dev/stress.py [seconds of scrubbing]`. Prints what it measured; exit
code 1 if a limit is broken. A redraw is all script, style and layout from the reader's event to the finished frame, in
processor time, which does not depend on who else is at work; by the clock it is timed from the start of the frame.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
OUT = HERE / "out"
CHROMIUM = {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox", "--disable-gpu"]}
MEDIAN, SLOWEST = 8, 16  # milliseconds
MOVES = 150
GROWTH = 1.5  # MB of heap that a minute may leave behind


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
    """All nodes of the page."""
    return page.evaluate("document.querySelectorAll('*').length")


def open_page(browser, name: str) -> Page:
    """Open a dev page of 1280 px with the frame clock."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.on("pageerror", lambda error: broken.append(f"{name}: {error}"))
    page.add_init_script(path=HERE / "probes.js")
    page.goto(f"{(OUT / name).as_uri()}.html")
    page.wait_for_selector("html[data-ready]")
    page.wait_for_timeout(500)
    return page


def busy(session) -> float:
    """Milliseconds of processor time that script, style and layout have taken on the page's thread."""
    metrics = {metric["name"]: metric["value"] for metric in session.send("Performance.getMetrics")["metrics"]}
    return 1000 * (metrics["ScriptDuration"] + metrics["RecalcStyleDuration"] + metrics["LayoutDuration"])


def spread(times: list[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    return statistics.median(times), sorted(times)[int(0.95 * len(times))]


def check_redraw(browser, name: str) -> None:
    """Print and judge the redraw times of one page with a pinned run."""
    page = open_page(browser, name)
    pin = page.locator(".nnlab-quiet", has_text="Pin")
    for index in range(pin.count()):
        pin.nth(index).click()
    for _ in range(60):  # contours are made once an activation
        page.evaluate("probes.moveNext()")
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    clock, processor = [], []
    for _ in range(MOVES):
        before = busy(session)
        clock.append(page.evaluate("probes.moveNext()"))
        processor.append(busy(session) - before)
    median, slow = spread(processor)
    by_clock = "median {:.1f}, 95th percentile {:.1f}".format(*spread(clock))
    print(f"{name}: redraw median {median:.1f} ms, 95th percentile {slow:.1f} ms (by the clock: {by_clock})")
    if median > MEDIAN or slow > SLOWEST:
        broken.append(f"{name}: redraws are too slow")
    page.close()


def check_scrubbing(browser, name: str, seconds: float) -> None:
    """Scrub for a while: no node and no memory stays behind, no frame comes late."""
    page = open_page(browser, name)
    page.evaluate("probes.scrub(2)")
    before = heap(page), nodes(page)
    result = page.evaluate(f"probes.scrub({seconds})")
    after = heap(page), nodes(page)
    print(f"{name}: {result} in {seconds:g} s")
    print(f"{name}: heap {before[0]:.2f} -> {after[0]:.2f} MB, nodes {before[1]} -> {after[1]}")
    if result["late"] or not result["final"]:
        broken.append(f"{name}: frames were drawn out of order")
    if after[0] - before[0] > GROWTH or after[1] > before[1] + 20:
        broken.append(f"{name}: scrubbing leaves something behind")
    page.close()


def check_many(browser) -> None:
    """Twelve Labs on one page: all drawn, and moving one moves no other."""
    page = open_page(browser, "twelve")
    cards = page.locator(".nnlab-card")
    sentences = page.locator(".nnlab-sentence").all_inner_texts()
    cards.nth(5).locator('[data-control="epoch"] input').press("End")
    page.wait_for_timeout(100)
    now = page.locator(".nnlab-sentence").all_inner_texts()
    changed = [index for index, (old, new) in enumerate(zip(sentences, now, strict=True)) if old != new]
    print(f"twelve: {cards.count()} Labs, {nodes(page)} nodes, heap {heap(page):.1f} MB, moved {changed}")
    if cards.count() != 12 or changed != [5]:
        broken.append("twelve: the Labs are not independent")
    page.close()


if __name__ == "__main__":
    broken: list[str] = []
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**CHROMIUM)
        for each in ("full", "sweep", "knobs", "table", "parabola", "long", "many"):
            check_redraw(chromium, each)
        check_scrubbing(chromium, "full", seconds)
        check_many(chromium)
        chromium.close()
    print("\n".join(broken) or "Nothing broke.")
    sys.exit(bool(broken))
