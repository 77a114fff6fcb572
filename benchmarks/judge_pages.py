"""Judge every page of the built site; exit code 1 where one breaks a limit.

- weights: requests to another host, and bytes with everything, compressed
- lighthouse: mobile, simulated slow line and processor, median of 3 runs; needs `npm ci` in benchmarks/lighthouse
- usable: seconds to a Lab that answers, on a slow line and processor, beside a stock Jupyter Book of the same chapters
- pictures: of every page, both themes, three widths, in _build/pictures; what a script can see wrong in them

Run: python run.py site, then .venv/bin/python benchmarks/judge_pages.py [part ...] [--pages index.html ...]
on a machine that does nothing else. SITE names another folder than _build/html. What was measured is also in
_build/judged.json, where parts and pages measured one after the other come together.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from judging import ROOT, SITE, lighthouse, pages_of, pictures, stock_book, usable
from judging.compressing_server import CompressingHandler
from pages import served, start_browser
from playwright.sync_api import Browser, sync_playwright
from weights import page_weight, weight_limit

RESULTS = ROOT / "_build" / "judged.json"
PICTURES = ROOT / "_build" / "pictures"
LAB = 'data-widget="nnlab.lab.Lab"'
LONGEST_WAIT = 4.0  # seconds to a usable Lab on a slow line


def weigh(browser: Browser, address: str, names: list[str], results: dict) -> Iterator[str]:
    """Yield a sentence for each page that asks another host for something or is too heavy."""
    for name in names:
        try:
            weight = page_weight(browser, address, name)
        except AssertionError as problem:
            yield f"{name}: {problem}"
            continue
        results["pages"].setdefault(name, {})["kilobytes"] = round(weight / 1000)
        print(f"{name:44} {weight / 1000:6.0f} KB of {weight_limit(name) / 1000:.0f}, nothing from another host")
        if weight > weight_limit(name):
            yield f"{name}: {weight / 1000:.0f} KB > {weight_limit(name) / 1000:.0f} KB"


def run_lighthouse(_browser: Browser, address: str, names: list[str], results: dict) -> Iterator[str]:
    """Yield a sentence for each limit that a page breaks."""
    for name in names:
        verdict = lighthouse.judge(f"{address}/{name}")
        results["pages"].setdefault(name, {})["lighthouse"] = asdict(verdict)
        scores = " ".join(f"{key} {score:.2f}" for key, score in verdict.scores.items())
        times = " ".join(f"{key} {value}" for key, value in verdict.milliseconds.items())
        print(f"{name:44} {scores} shift {verdict.shift:.3f} ms: {times}", flush=True)
        yield from (f"{name}: {broken}" for broken in verdict.broken())
        for fault in verdict.faults:
            print(f"    {fault}")


def race(browser: Browser, address: str, names: list[str], results: dict) -> Iterator[str]:
    """Let this book's pages and a stock book's arrive in turn; yield a sentence for each Lab that takes too long."""
    with (
        tempfile.TemporaryDirectory() as folder,
        served(stock_book.build_stock(Path(folder)), CompressingHandler) as stock,
    ):
        print("Slow 4G, processor 4 times slower; the stock book's files from other hosts come from beside its pages.")
        for name in names:
            if LAB not in (SITE / name).read_text("utf-8"):
                continue
            ours, theirs = (usable.arrival(browser, f"{each}/{name}") for each in (address, stock))
            results["usable"][name] = {"this book": asdict(ours), "stock book": asdict(theirs)}
            for book, arrival in (("this book", ours), ("stock book", theirs)):
                print(f"{name:44} {book:10} {arrival}", flush=True)
            if ours.usable is None or ours.usable > LONGEST_WAIT:
                yield f"{name}: its first Lab is usable after {ours.usable} s > {LONGEST_WAIT} s"
            if ours.shift > lighthouse.MOST_SHIFT:
                yield f"{name}: shift {ours.shift:.3f} > {lighthouse.MOST_SHIFT} on a slow line"


def take_pictures(browser: Browser, address: str, names: list[str], _results: dict) -> Iterator[str]:
    """Yield a sentence for each fault seen."""
    for name in names:
        yield from pictures.take(browser, address, name, PICTURES)
        print(f"{name:44} pictures taken", flush=True)


PARTS = {"weights": weigh, "lighthouse": run_lighthouse, "usable": race, "pictures": take_pictures}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"{', '.join(PARTS)}; default: all")
    parser.add_argument("--pages", nargs="+", default=pages_of(SITE), help="default: all")
    wanted = parser.parse_args()
    if unknown := set(wanted.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(unknown)}")
    results = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {"pages": {}, "usable": {}}
    results["date"] = datetime.date.today().isoformat()
    with sync_playwright() as playwright, served(SITE, CompressingHandler) as address:
        browser = start_browser(playwright)
        broken = []
        for part in wanted.parts or PARTS:
            broken += PARTS[part](browser, address, wanted.pages, results)
            RESULTS.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
        browser.close()
    print("\n".join(["Broken limits:", *broken]) if broken else "Every page judged keeps every limit.")
    return bool(broken)


if __name__ == "__main__":
    sys.exit(main())
