"""The directive `book-facts`, what each chapter takes and what the book was built with.

Nothing of it is typed: seconds and memory come from the execution cache, weights from the pages when all of them are
finished, versions from the environment. What was not measured is said to be so.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from html import escape
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from platform import python_version

import nbformat
from docutils import nodes
from jupyter_cache import get_cache
from jupyter_cache.cache.db import NbCacheRecord
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from book.course.cards import chapters
from book.course.html_table import table
from book.execution import machine
from book.finish.weights import UNKNOWN, WEIGHTS

COLUMNS = ("Chapter", "Seconds", "Memory, MB", "Page, kB", "Labs, kB")


class facts(nodes.General, nodes.Element):  # noqa: N801 (docutils names nodes so)
    """Stands where the facts will be."""


class BookFacts(SphinxDirective):
    """`book-facts`: each line of its content is the name of a package whose version matters."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        self.env.note_reread()  # facts follow the chapters and the day
        return [facts(packages=list(self.content))]


def setup(app: Sphinx) -> None:
    """Add the directive."""
    app.add_node(facts)
    app.add_directive("book-facts", BookFacts)
    app.connect("doctree-resolved", fill)


def fill(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Replace the placeholder by the tables, their weights still open."""
    for place in list(doctree.findall(facts)):
        records = {name: record_of(app, name) for name in chapters(app)}
        rows = [row(app, page, name, record.data if record else {}) for name, record in records.items()]
        html = table("What each chapter takes", COLUMNS, rows)
        html += f"<p>{escape(executed([record for record in records.values() if record]))}</p>"
        html += table("What the book was built with", ("Package", "Version"), packages(place["packages"]))
        html += f"<p>Built on {day(datetime.datetime.now())} on a machine with {escape(machine.describe())}.</p>"
        place.replace_self(nodes.raw("", html, format="html"))


def record_of(app: Sphinx, name: str) -> NbCacheRecord | None:
    """Return the cache's record of a chapter's execution."""
    try:
        notebook = nbformat.read(app.env.doc2path(name), as_version=4)
        return get_cache(app.config.nb_execution_cache_path).match_cache_notebook(notebook)
    except KeyError:
        return None


def row(app: Sphinx, page: str, name: str, cost: dict) -> tuple[str, ...]:
    """Return the cells of a chapter's row."""
    link = f'<a href="{app.builder.get_relative_uri(page, name)}">{escape(app.env.titles[name].astext())}</a>'
    weights = (f'<td data-weight="{kind}" data-of="{name}">{UNKNOWN}' for kind in WEIGHTS)
    return link, *cost_cells(cost), *weights


def cost_cells(cost: dict) -> tuple[str, str]:
    """Return the cells of what a chapter's execution took."""
    seconds, memory = cost.get("execution_seconds"), cost.get("peak_memory")
    return (
        f"<td>{seconds:.0f}" if seconds else f"<td>{UNKNOWN}",
        f"<td>{memory / 1e6:,.0f}" if memory else f"<td>{UNKNOWN}",
    )


def executed(records: list[NbCacheRecord]) -> str:
    """Say when and where the notebooks were executed."""
    if not records:
        return "The notebooks have not been executed."
    days = sorted({record.created.date() for record in records})
    span = day(days[0]) if len(days) == 1 else f"{day(days[0])} to {day(days[-1])}"
    machines = sorted({record.data.get("machine", "a machine not recorded") for record in records})
    return f"Executed {span} on {'; '.join(machines)}."


def packages(names: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the cells of each package's row."""
    distributions = packages_distributions()
    for name in names:
        try:
            # What is imported as tensorflow may be installed as tensorflow-cpu.
            found = python_version() if name == "Python" else version(distributions.get(name, [name])[0])
        except PackageNotFoundError:
            found = "not installed"
        yield escape(name), f"<td>{escape(found)}"


def day(date: datetime.date) -> str:
    """Return a date as British readers write it."""
    return f"{date.day} {date:%B %Y}"
