"""The picture that a shared link shows."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest
from book.course import social_card
from docutils import nodes
from PIL import Image, ImageFont

PICTURE = Image.effect_noise((640, 630), 40)


def test_a_card_has_the_size_that_previews_want_and_is_light():
    card = social_card.card(PICTURE.quantize(8), "Chapter 2 of 15", "Loss functions and optimisation", "A book")
    file = io.BytesIO()
    card.save(file, "PNG", optimize=True)
    assert card.size == (1200, 630)
    assert file.tell() < 300_000, "noise is the worst case"


def test_no_word_leaves_its_half_and_no_title_runs_into_the_last_line():
    font = ImageFont.truetype(social_card.FONTS / "DejaVuSans-Bold.ttf", social_card.TITLE_SIZES[0])
    lines = social_card.wrapped("Exploring Neural Network Fundamentals in Python", font)
    assert " ".join(lines) == "Exploring Neural Network Fundamentals in Python"
    assert all(font.getlength(line) < social_card.SIZE[0] - PICTURE.width for line in lines)


def test_the_tags_name_address_size_and_what_is_seen():
    tags = social_card.tags("https://owner.github.io/book/social-card/index.png", 'A "curve" & its loss')
    assert '<meta property="og:image" content="https://owner.github.io/book/social-card/index.png">' in tags
    assert 'property="og:image:width" content="1200"' in tags
    assert 'property="og:image:alt" content="A &quot;curve&quot; &amp; its loss"' in tags
    assert 'name="twitter:card" content="summary_large_image"' in tags


@pytest.mark.parametrize(
    ("base", "address"),
    [("https://owner.github.io/book/", "https://owner.github.io/book/social-card/chapters-02_a.png"), ("", "../card")],
)
def test_the_address_is_whole_where_the_book_knows_its_own(tmp_path, base, address):
    PICTURE.save(tmp_path / "picture.png")
    page = "chapters/02_a"
    environment = SimpleNamespace(
        metadata={"index": {social_card.CLASS: "picture.png"}},
        titles={page: nodes.title("", "2. Loss functions")},
        toctree_includes={"index": ["chapters/01_b", page]},
    )
    config = SimpleNamespace(root_doc="index", html_title="A book", html_baseurl=base)
    app = SimpleNamespace(env=environment, config=config, outdir=tmp_path, srcdir=tmp_path)
    context = {"pathto": lambda _name, resource: "../card"}
    social_card.add_card(app, page, "", context, nodes.document(None, None))
    assert f'<meta property="og:image" content="{address}">' in context["metatags"]
    assert 'content="Chapter 2 of 2: Loss functions.' in context["metatags"]
    assert (tmp_path / "social-card" / "chapters-02_a.png").exists()
