"""How long the Labs of each chapter's built page take to redraw after a knob, in processor time of the page's thread.

A redraw is all script, style and layout from the reader's event to the finished frame, with everything open and a run
pinned; processor time does not depend on who else is at work. Limits: median 8 ms, 95th percentile 16 ms.
Run: python run.py site, then .venv/bin/python benchmarks/redraw_of_chapters.py [chapter ...]. SITE names
another folder than _build/html. Exit code 1 if a chapter is slower.
"""

from __future__ import annotations

import os
import statistics
import sys
from pathlib import Path

from measuring import ROOT  # isort: skip (it says where the next ones are)
from pages import served, start_browser
from playwright.sync_api import CDPSession, Page, sync_playwright
from reader import Reader

SITE = Path(os.environ.get("SITE", ROOT / "_build" / "html"))
PROBES = ROOT / "frontend" / "dev" / "probes.js"
MEDIAN, SLOWEST = 8, 16  # milliseconds
MOVES = 100  # of each Lab
WARM_UP = 40


def busy(session: CDPSession) -> float:
    """Milliseconds of processor time that script, style and layout have taken on the page's thread."""
    metrics = {metric["name"]: metric["value"] for metric in session.send("Performance.getMetrics")["metrics"]}
    return 1000 * (metrics["ScriptDuration"] + metrics["RecalcStyleDuration"] + metrics["LayoutDuration"])


def redraws(page: Page, session: CDPSession, lab: int) -> list[float]:
    """Move every knob of one Lab in turn; return milliseconds."""
    page.locator(".nnlab-card").nth(lab).scroll_into_view_if_needed()
    times = []
    for _ in range(WARM_UP + MOVES):
        before = busy(session)
        page.evaluate("(lab) => probes.moveNext(document.querySelectorAll('.nnlab-card')[lab])", lab)
        times.append(busy(session) - before)
    return times[WARM_UP:]


def measure(reader: Reader, chapter: str) -> list[list[float]]:
    """Return the redraw times of each Lab of a page."""
    page = reader.open(f"chapters/{chapter}.html")
    page.evaluate("probes.openAll()")
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    times = [redraws(page, session, lab) for lab in range(page.locator(".nnlab-card").count())]
    page.close()
    return times


def row(times: list[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def main() -> int:
    chapters = sys.argv[1:] or sorted(path.stem for path in (SITE / "chapters").glob("[0-9]*.html"))
    slow = []
    print("| chapter | Labs | redraws | median, 95th percentile in ms | those of the slowest Lab |")
    print("|---|---|---|---|---|")
    with sync_playwright() as playwright, served(SITE) as address:
        browser = start_browser(playwright)
        reader = Reader(browser, address, viewport={"width": 1280, "height": 900})
        reader.context.add_init_script(path=PROBES)
        for chapter in chapters:
            labs = measure(reader, chapter)
            everything = [time for times in labs for time in times]
            worst = max(map(row, labs))
            pairs = ["{:.1f}, {:.1f}".format(*pair) for pair in (row(everything), worst)]
            print(f"| {chapter} | {len(labs)} | {len(everything)} | {pairs[0]} | {pairs[1]} |")
            if worst[0] > MEDIAN or worst[1] > SLOWEST:
                slow.append(chapter)
        browser.close()
    print(
        f"too slow: {', '.join(slow)}" if slow else f"All Labs: median <= {MEDIAN} ms, 95th percentile <= {SLOWEST} ms."
    )
    return bool(slow)


if __name__ == "__main__":
    sys.exit(main())
