"""The picture that a link to a page shows in a message or a post, 1200 x 630 pixels.

A cell of the first page draws the right half from the book's own results: its picture has the class `social-card` and
is taken out of the page. The left half says where the link leads. No page loads a card: it costs a reader nothing.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

import matplotlib
from docutils import nodes
from PIL import Image, ImageDraw, ImageFont
from sphinx.application import Sphinx

from book.course.cards import chapters

CLASS = FOLDER = "social-card"
SIZE = (1200, 630)
MARGIN, COLUMN = 64, 540
GROUND, INK, MUTED = "#14181e", "#e9ecf0", "#a5afba"
FONTS = Path(matplotlib.get_data_path(), "fonts", "ttf")
TAGLINE = "A course that answers you"
TITLE_SIZES = (62, 54, 46, 40)


def setup(app: Sphinx) -> None:
    """Take the picture when its page is read, and draw the cards when pages are written."""
    app.connect("doctree-read", take_picture, priority=600)  # after Sphinx has settled where pictures are
    app.connect("html-page-context", add_card)


def take_picture(app: Sphinx, doctree: nodes.document) -> None:
    """Take the picture out of its page, with the cell that drew it."""
    for picture in [node for node in doctree.findall(nodes.image) if CLASS in node.get("classes", [])]:
        app.env.metadata[app.env.docname][CLASS] = picture["uri"]
        cell = picture
        while "cell" not in cell.get("classes", []) and cell.parent is not doctree:
            cell = cell.parent
        cell.parent.remove(cell)


def add_card(app: Sphinx, page: str, _template: str, context: dict, doctree) -> None:
    """Draw a page's card and name it in the page's head."""
    source = app.env.metadata.get(app.config.root_doc, {}).get(CLASS)
    if doctree is None or source is None:
        return
    course = list(chapters(app))
    title = re.sub(r"^\d+\. ", "", app.env.titles[page].astext())
    above = f"Chapter {course.index(page) + 1} of {len(course)}" if page in course else TAGLINE
    address = f"{FOLDER}/{page.replace('/', '-')}.png"
    target = Path(app.outdir, address)
    target.parent.mkdir(exist_ok=True)
    with Image.open(Path(app.srcdir, source)) as picture:
        below = app.config.html_title if title != app.config.html_title else ""
        card(picture, above, title, below).save(target, optimize=True)
    words = f"{above}: {title}. The curve that a network learns, and its falling loss."
    # Previews want a whole address; where the book does not know its own, a relative one is the best there is.
    whole = app.config.html_baseurl + address if app.config.html_baseurl else context["pathto"](address, resource=True)
    context["metatags"] = context.get("metatags", "") + tags(whole, words)


def tags(address: str, words: str) -> str:
    """Return the tags that name a card."""
    width, height = SIZE
    properties = {"image": address, "image:type": "image/png", "image:width": width, "image:height": height}
    lines = [f'<meta property="og:{name}" content="{escape(str(value))}">' for name, value in properties.items()]
    lines.append(f'<meta property="og:image:alt" content="{escape(words)}">')
    return "\n    ".join([*lines, '<meta name="twitter:card" content="summary_large_image">', ""])


def card(picture: Image.Image, above: str, title: str, below: str) -> Image.Image:
    """Return a card: three texts at the left, the picture at the right."""
    drawn = Image.new("RGB", SIZE, GROUND)
    drawn.paste(picture.convert("RGB"), (SIZE[0] - picture.width, (SIZE[1] - picture.height) // 2))
    draw = ImageDraw.Draw(drawn)
    for size in TITLE_SIZES:
        font = ImageFont.truetype(FONTS / "DejaVuSans-Bold.ttf", size)
        lines = wrapped(title, font)
        if len(lines) * size * 1.2 < SIZE[1] * 0.6:
            break
    small = ImageFont.truetype(FONTS / "DejaVuSans.ttf", 24)
    draw.text((MARGIN, MARGIN + 16), above, MUTED, small)
    draw.multiline_text((MARGIN, MARGIN + 72), "\n".join(lines), INK, font, spacing=size * 0.2)
    draw.multiline_text((MARGIN, SIZE[1] - MARGIN), "\n".join(wrapped(below, small)), MUTED, small, anchor="ld")
    return drawn.quantize(128, dither=Image.Dither.NONE)


def wrapped(text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """Return a text in lines that fit into the left half."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(longer) > COLUMN - MARGIN:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
