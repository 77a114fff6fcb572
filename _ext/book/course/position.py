"""Below its title each chapter says where in the course it stands, and leads to its neighbours.

Number and neighbours come from the table of contents; frontend/src/progress.js adds what the reader has finished.
"""

from __future__ import annotations

import hashlib
from html import escape
from pathlib import Path

from sphinx.application import Sphinx

from book.course.cards import chapters

TITLE_END = "</h1>"


def setup(app: Sphinx) -> None:
    """Add the line to each chapter; another table of contents, or other code here, writes all pages anew."""
    sources = [Path(__file__), Path(app.srcdir, "_toc.yml")]
    version = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]
    app.add_config_value("course_position_version", version, "html")
    app.connect("html-page-context", add_position)


def add_position(app: Sphinx, page: str, _template: str, context: dict, _doctree) -> None:
    """Put the line below the title of a chapter."""
    course = list(chapters(app))
    if page not in course:
        return
    number = course.index(page) + 1
    around = {"Previous": course[number - 2] if number > 1 else None, "Next": (*course, None)[number]}
    links = {word: (context["pathto"](name), app.env.titles[name].astext()) for word, name in around.items() if name}
    home = context["pathto"](app.config.root_doc) + "#the-chapters"
    line = position(number, len(course), links, home)
    context["body"] = context["body"].replace(TITLE_END, TITLE_END + line, 1)


def position(number: int, total: int, links: dict[str, tuple[str, str]], home: str) -> str:
    """Return "Chapter 6 of 15", a bar with a part for each chapter, and links: words to (address, title)."""
    bar = "<i></i>" * (number - 1) + '<i class="here"></i>' + "<i></i>" * (total - number)
    ways = "".join(
        f'<a href="{escape(address)}" title="{escape(title)}">{word}<span class="visually-hidden"> chapter</span></a>'
        for word, (address, title) in links.items()
    )
    count = f'<span class="course-count">Chapter {number} of {total}<span class="course-finished"></span></span>'
    return (
        f'\n<nav class="course-position" aria-label="Course">{count}'
        f'<span class="course-bar" aria-hidden="true">{bar}</span>'
        f'<span class="course-ways">{ways}<a href="{escape(home)}">All chapters</a></span></nav>'
    )
