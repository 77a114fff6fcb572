"""Pages of this book and of a stock Jupyter Book 1 with the same chapters, arriving in turn on a slow line.

`judge_pages.py usable` measures; here its results become two comparisons, weight and seconds to a Lab that answers.
Run: python run.py site, then .venv/bin/python benchmarks/pages_against_stock.py
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

from measuring import ROOT, Part, Row

PAGES = ("index.html", "chapters/02_loss_and_optimisation.html")
JUDGED = ROOT / "_build" / "judged.json"
TITLES = {
    "page_weight": ("What has been fetched when a Lab answers", "kilobytes", "kB"),
    "time_to_lab": ("From the address to a Lab that answers", "usable", "s"),
}


def rows(pages: dict, what: str) -> Iterator[Row]:
    """Yield a row for each page where both books got as far as a usable Lab."""
    for name in PAGES:
        books = pages[name]
        values = [books[book][what] for book in ("this book", "stock book")]
        if None not in values:
            yield Row(name.removesuffix(".html"), *values)


def main() -> int:
    command = [sys.executable, str(ROOT / "benchmarks" / "judge_pages.py"), "usable", "--pages", *PAGES]
    if subprocess.run(command, check=False).returncode > 1:  # 1: a limit is broken
        return 1
    pages = json.loads(JUDGED.read_text("utf-8"))["usable"]
    for name, (title, what, unit) in TITLES.items():
        Part(title, "this book", "a stock book", unit, tuple(rows(pages, what))).save(name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
