"""The dev pages, for everyone: axe-core, targets, keyboard, contrast, print and forced colours, in light and dark.

Run `npm run dev` first, then `../.venv/bin/python dev/accessibility.py [page ...]`. Prints what is wrong; exit code 1
if anything is. What print and forced colours look like is in dev/out/*-print.png and *-forced.png.
"""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
OUT = HERE / "out"
AXE = (HERE.parent / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
CHROMIUM = {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox", "--disable-gpu"]}
LEAST_TARGET = 24

# The least contrast, against the background of the plots, of strokes and fills that carry meaning.
MARKS = {"--blue": 4.5, "--orange": 4.5, "--right": 4.5, "--points": 4.5, "--muted": 4.5, "--ink": 4.5, "--edge": 3}


def open_page(browser: Browser, name: str, width: int, theme: str, **context: object) -> Page:
    """Open a dev page and fail on any error that it logs."""
    page = browser.new_page(viewport={"width": width, "height": 900}, **context)
    page.on("pageerror", lambda error: problems.append(f"{name}: {error}"))
    page.add_init_script(path=HERE / "probes.js")
    page.goto(f"{(OUT / name).as_uri()}.html?theme={theme}")
    page.wait_for_selector("html[data-ready]")
    page.wait_for_timeout(300)
    return page


def check_axe(page: Page, where: str) -> None:
    """Run axe-core on everything inside the widgets."""
    found = page.evaluate("axe.run('main', { resultTypes: ['violations'] })")["violations"]
    for violation in found:
        for node in violation["nodes"][:3]:
            problems.append(f"{where}: {violation['id']}: {node['html'][:160]} {node['failureSummary'][:200]}")


def check_page(browser: Browser, name: str) -> None:
    """Look at one page in both themes and at both widths, closed and with everything open."""
    for theme in ("light", "dark"):
        for width in (360, 1280):
            where = f"{name} {theme} {width}"
            page = open_page(browser, name, width, theme)
            page.evaluate(AXE)
            check_axe(page, where)
            page.evaluate("probes.openAll()")
            check_axe(page, f"{where} open")
            problems.extend(
                f"{where}: small target {small}"
                for small in page.evaluate("(least) => probes.smallTargets(least)", LEAST_TARGET)
            )
            if over := page.evaluate("document.documentElement.scrollWidth - innerWidth"):
                problems.append(f"{where}: {over} px of sideways scrolling")
            for mark, ratio in page.evaluate("(names) => probes.contrast(names)", list(MARKS)):
                if ratio < MARKS[mark]:
                    problems.append(f"{where}: contrast of {mark} is {ratio:.2f}, wanted {MARKS[mark]}")
            page.close()


def check_keyboard(browser: Browser, name: str) -> None:
    """Tab through a page: every stop is visible, and the order is that of the page."""
    page = open_page(browser, name, 1280, "light")
    stops = []
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate("probes.focus()")
        if not stop or stop in stops:
            break
        stops.append(stop)
        if not stop["visible"]:
            problems.append(f"{name}: the focus is not seen on {stop['name']}")
    for before, after in itertools.pairwise(stops):
        if after["top"] < before["top"] - 60:
            problems.append(f"{name}: the focus goes back up from {before['name']} to {after['name']}")
    print(f"{name}: {len(stops)} tab stops")
    page.close()


def check_paper(browser: Browser, name: str) -> None:
    """Print shows the picture without controls, in dark ink; forced colours are there to be looked at."""
    page = open_page(browser, name, 720, "dark")
    page.evaluate("probes.openAll()")
    page.emulate_media(media="print")
    gone = ".nnlab-controls, .nnlab-extras, .nnlab-data, .nnlab-typed, .nnlab-hint, .nnlab-answer"
    if page.locator(gone).filter(visible=True).count():
        problems.append(f"{name}: controls are printed")
    if page.locator(".nnlab-card").count() and not page.locator(".nnlab-plot").first.is_visible():
        problems.append(f"{name}: plots are not printed")
    ink = page.evaluate("getComputedStyle(document.querySelector('.nnlab')).color")
    if ink != "rgb(26, 31, 38)":
        problems.append(f"{name}: printed in {ink}")
    page.screenshot(path=str(OUT / f"{name}-print.png"), full_page=True)
    page.emulate_media(media="screen", forced_colors="active")
    page.screenshot(path=str(OUT / f"{name}-forced.png"), full_page=True)
    page.close()


if __name__ == "__main__":
    problems: list[str] = []
    names = sys.argv[1:] or sorted(path.stem for path in OUT.glob("*.html") if path.stem != "twelve")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**CHROMIUM)
        for each in names:
            check_page(chromium, each)
            check_keyboard(chromium, each)
            check_paper(chromium, each)
        chromium.close()
    print("\n".join(dict.fromkeys(problems)) or f"Nothing is wrong on {', '.join(names)}.")
    sys.exit(bool(problems))
