"""The directive `benchmark`, one comparison measured by `python run.py bench`, drawn and listed.

    ```{benchmark} sweep_against_fit
    ```

Everything comes from `assets/benchmarks.json`; a comparison that is not in it is said to be missing. Marks stand at
percentages of the drawing's width, so that text keeps its size on a phone.
"""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Sequence
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from book.course.html_table import table

RESULTS = "assets/benchmarks.json"
ROW, AXIS = 44, 24  # pixels
LONGEST = 38  # characters that have room beside a ratio on a phone
LEFT, WIDTH = 4, 92  # percent, so that marks and labels at the ends stay inside


class Benchmark(SphinxDirective):
    """`benchmark`: its argument is the name of a script in benchmarks/."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency(RESULTS)
        path = Path(self.env.srcdir) / RESULTS
        records = json.loads(path.read_text("utf-8")) if path.exists() else {}
        record = records.get(self.arguments[0])
        if not record or not record["rows"]:
            return [nodes.paragraph("", "Not measured yet: python run.py bench does it.")]
        return [nodes.raw("", html(record), format="html")]


def setup(app: Sphinx) -> None:
    """Add the directive."""
    app.add_directive("benchmark", Benchmark)


def html(record: dict) -> str:
    """Return a comparison's drawing, table, date and machine."""
    title, ours, theirs, unit = (record[name] for name in ("title", "ours", "theirs", "unit"))
    rows = [
        (
            escape(row["what"]) + (f"<br><small>{escape(row['note'])}</small>" if row["note"] else ""),
            *(f"<td>{number(value)}" for value in (row["ours"], row["theirs"], row["theirs"] / row["ours"])),
        )
        for row in record["rows"]
    ]
    columns = ("What", f"{ours}, {unit}", f"{theirs}, {unit}", "Ratio")
    day = datetime.date.fromisoformat(record["date"])
    return (
        f'<figure class="bench"><figcaption><span class="bench-ours">●</span> {escape(ours)} '
        f'<span class="bench-theirs">◆</span> {escape(theirs)} ({unit}, logarithmic scale)</figcaption>'
        f"{drawing(record)}</figure>{table(title, columns, rows)}"
        f"<p><small>Measured on {day.day} {day:%B %Y} on {escape(record['machine'])}.</small></p>"
    )


def drawing(record: dict) -> str:
    """Return two marks for each row on a logarithmic scale, joined by a line, with their ratio."""
    rows, unit = record["rows"], record["unit"]
    values = [row[side] for row in rows for side in ("ours", "theirs")]
    first, last = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))

    def x(value: float) -> str:
        return f"{LEFT + WIDTH * (math.log10(value) - first) / max(last - first, 1):.2f}%"

    height = ROW * len(rows)
    marks = "".join(
        f'<text class="bench-tick" x="{x(tick)}" y="{height + 16}">{number(tick)}</text>' for tick in ticks(first, last)
    )
    for place, row in enumerate(rows):
        top, middle = ROW * place + 15, ROW * place + 30
        here, there = x(row["ours"]), x(row["theirs"])
        marks += "".join(  # beside the marks only, not through the words above them
            f'<line class="bench-grid" x1="{x(tick)}" x2="{x(tick)}" y1="{middle - 9}" y2="{middle + 9}"/>'
            for tick in ticks(first, last)
        )
        marks += (
            f'<text x="0" y="{top}">{escape(shortened(row["what"]))}</text>'
            f'<text class="bench-ratio" x="100%" y="{top}">{number(row["theirs"] / row["ours"])} ×</text>'
            f'<line class="bench-line" x1="{here}" x2="{there}" y1="{middle}" y2="{middle}"/>'
            f'<circle class="bench-ours" cx="{here}" cy="{middle}" r="5"/>'
            f'<svg x="{there}" y="{middle}"><path class="bench-theirs" d="M0-6 6 0 0 6-6 0z"/></svg>'
        )
    label = escape(describe(rows, record["ours"], record["theirs"], unit))
    return f'<svg role="img" aria-label="{label}" width="100%" height="{height + AXIS}">{marks}</svg>'


def shortened(what: str) -> str:
    """Return a row's name as a drawing has room for it; the table has all of it."""
    return what if len(what) <= LONGEST else f"{what[: LONGEST - 1].rstrip()}…"


def ticks(first: int, last: int) -> Sequence[float]:
    """Return powers of ten, at most seven."""
    return [10.0**power for power in range(first, last + 1, math.ceil((last - first + 1) / 7))]


def describe(rows: list[dict], ours: str, theirs: str, unit: str) -> str:
    """Say in a sentence what a reader sees."""
    ratios = [row["theirs"] / row["ours"] for row in rows]
    low, high = number(min(ratios)), number(max(ratios))
    span = f"{low} times" if low == high else f"{low} to {high} times"
    return f"{theirs} takes {span} what {ours} takes ({unit}). The numbers are in the table below."


def number(value: float) -> str:
    """Return three digits that matter, without an exponent."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}" if value >= 0.001 else f"{value:.6f}".rstrip("0")
