"""The directive `schedule`, a table of a course plan with its hours.

Each line of the content is one row: the numbers of its chapters. Titles and minutes come from the chapters themselves,
so that a plan follows them.

    ```{schedule} Week
    1 2
    3 4
    ```
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from book.course.cards import MINUTES, chapters

LOGGER = logging.getLogger(__name__)


class schedule(nodes.General, nodes.Element):  # noqa: N801 (docutils names nodes so)
    """Stands where the table will be: `unit`, the name of its first column, and `rows`, lists of chapter numbers."""


class Schedule(SphinxDirective):
    """`schedule`: the argument names what a row is, a line of the content holds the numbers of its chapters."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self) -> list[nodes.Node]:
        self.env.note_reread()  # the table follows the chapters
        try:
            rows = [[int(number) for number in line.split()] for line in self.content if line.strip()]
        except ValueError as error:
            raise self.error(f"schedule: a line holds numbers of chapters, {error}") from error
        return [schedule(unit=self.arguments[0], rows=rows)]


def setup(app: Sphinx) -> None:
    """Add the directive."""
    app.add_node(schedule)
    app.add_directive("schedule", Schedule)
    app.connect("doctree-resolved", fill)


def fill(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Replace each placeholder by its table."""
    names = list(chapters(app))
    for place in list(doctree.findall(schedule)):
        missing = {number for row in place["rows"] for number in row} - set(range(1, len(names) + 1))
        if missing:
            LOGGER.warning("schedule: there is no chapter %s", missing.pop(), location=page)
            place.parent.remove(place)
            continue
        minutes = [sum(minutes_of(app, names[number - 1]) for number in row) for row in place["rows"]]
        body = [
            (str(row), [link(app, page, names[number - 1]) for number in numbers], hours(total))
            for row, (numbers, total) in enumerate(zip(place["rows"], minutes, strict=True), start=1)
        ]
        place.replace_self(table((place["unit"], "Chapters", "Time"), body, hours(sum(minutes))))


def minutes_of(app: Sphinx, name: str) -> int:
    """Return the minutes that a chapter's objectives box names."""
    found = MINUTES.search(app.env.get_doctree(name).astext())
    return int(found[1]) if found else 0


def hours(minutes: int) -> str:
    """Return a length of time in words: "1 h 30 min"."""
    parts = [f"{minutes // 60} h" if minutes >= 60 else "", f"{minutes % 60} min" if minutes % 60 else ""]
    return (" ".join(filter(None, parts)) or "0 min").replace(" ", "\N{NO-BREAK SPACE}")


def link(app: Sphinx, page: str, name: str) -> nodes.paragraph:
    """Return a line with the title of a chapter, which leads to it."""
    address = app.builder.get_relative_uri(page, name)
    return nodes.paragraph("", "", nodes.reference("", app.env.titles[name].astext(), internal=True, refuri=address))


def table(head: tuple[str, ...], body: list[tuple], total: str) -> nodes.table:
    """Return a table of three columns with a last row for the sum of the third."""
    widths = (10, 65, 25)
    group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in widths), cols=len(widths))
    rows = [row(*cells) for cells in [*body, ("", "All", total)]]
    group += [nodes.thead("", row(*head)), nodes.tbody("", *rows)]
    return nodes.table("", group, classes=["schedule"])


def row(*cells: object) -> nodes.row:
    """Return a row; a cell is a text or a list of paragraphs."""
    entries = [cell if isinstance(cell, list) else [nodes.paragraph(text=str(cell))] for cell in cells]
    return nodes.row("", *(nodes.entry("", *entry) for entry in entries))
