"""The directive `chapter-cards`, a card for each chapter with its own first figure.

Everything on a card comes from the chapter itself: title, the verbs and the minutes of its objectives box, the picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

FOLDER = "chapters/"
LIGHT = 25_000  # bytes
MINUTES = re.compile(r"about (\d+) minutes")


class cards(nodes.General, nodes.Element):  # noqa: N801 (docutils names nodes so)
    """Stands where the cards will be."""


class ChapterCards(SphinxDirective):
    """`chapter-cards`: no content, no options."""

    def run(self) -> list[nodes.Node]:
        self.env.note_reread()  # the cards follow the chapters
        return [cards()]


def setup(app: Sphinx) -> None:
    """Add the directive."""
    app.add_node(cards)
    app.add_directive("chapter-cards", ChapterCards)
    app.connect("doctree-resolved", fill)


def fill(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Replace the placeholder by one card for each chapter of the book, in order."""
    for place in list(doctree.findall(cards)):
        items = [nodes.list_item("", card(app, page, name)) for name in chapters(app)]
        place.replace_self(nodes.container("", nodes.bullet_list("", *items), classes=["toctree-wrapper", "cards"]))


def chapters(app: Sphinx) -> Iterator[str]:
    """Yield the documents of the table of contents that are numbered chapters."""
    for name in app.env.toctree_includes.get(app.config.root_doc, []):
        if re.match(rf"{FOLDER}\d\d_", name):
            yield name


def thumbnail(app: Sphinx, chapter: nodes.document) -> nodes.image | None:
    """Return a chapter's first figure that is light enough for a page with fifteen of them, else its lightest."""
    pictures = list(chapter.findall(nodes.image))
    weights = {picture: (Path(app.srcdir) / picture["uri"]).stat().st_size for picture in pictures}
    light = [picture for picture in pictures if weights[picture] <= LIGHT]
    return light[0] if light else min(pictures, key=weights.__getitem__, default=None)


def card(app: Sphinx, page: str, name: str) -> nodes.Element:
    """Return one card: picture, title, what the reader will be able to do, minutes."""
    chapter = app.env.get_doctree(name)
    link = nodes.reference("", "", internal=True, refuri=app.builder.get_relative_uri(page, name))
    if picture := thumbnail(app, chapter):
        # The title beside it says where the link leads; read aloud, the picture would only repeat it.
        link += nodes.image(uri=picture["uri"], candidates={"*": picture["uri"]}, alt="")
    link += nodes.strong("", app.env.titles[name].astext())
    content = nodes.paragraph("", "", link)
    box = next((node for node in chapter.findall(nodes.admonition) if "objectives" in node["classes"]), None)
    if box is not None:
        verbs = ", ".join(item.next_node(nodes.strong).astext() for item in box.findall(nodes.list_item))
        minutes = MINUTES.search(box.astext())
        length = f" · {minutes[1]}\N{NO-BREAK SPACE}min" if minutes else ""
        content += nodes.inline("", verbs + length, classes=["card-words"])
    return content
