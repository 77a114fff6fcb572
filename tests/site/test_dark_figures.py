"""Figures follow the theme that the reader chose, on the page's own ground, and cost no more for it."""

from __future__ import annotations

import io
import re

import pytest
from book.finish import dark_figures
from PIL import Image

CHAPTER = "chapters/11_evaluation_metrics.html"  # curves, and a picture with numbers written on it


def test_every_figure_of_a_cell_has_both_forms_with_the_same_words(site):
    for page in sorted((site / "chapters").glob("[0-9]*.html")):
        images = re.findall(r'<img[^>]*src="\.\./_images/[^"]*\.svg[^>]*>', page.read_text("utf-8"))
        light = [tag for tag in images if "only-light" in tag]
        dark = [tag for tag in images if "only-dark" in tag]
        assert len(light) + len(dark) == len(images) > 0, page.name
        assert [tag.replace("only-light", "only-dark").replace('.svg"', '.svg#dark"') for tag in light] == dark


@pytest.mark.parametrize("kind", ["http", "file"])
def test_the_switch_turns_the_figures_too_and_fetches_nothing_twice(request, kind):
    reader = request.getfixturevalue({"http": "reader", "file": "offline_reader"}[kind])
    fetched = []
    reader.context.on("request", lambda asked: fetched.append(asked.url.split("#")[0]))
    page = reader.open(CHAPTER)
    figures = page.locator(".bd-article img.only-light").count()
    seen = set()
    for _ in range(3):
        theme = page.evaluate("document.documentElement.dataset.theme")
        shown = page.locator(f".bd-article img.only-{theme}:visible")
        assert shown.count() == page.locator(".bd-article img:visible").count() == figures
        shown.first.scroll_into_view_if_needed()
        page.wait_for_function("node => node.complete && node.naturalWidth", arg=shown.first.element_handle())
        corner = Image.open(io.BytesIO(shown.first.screenshot())).convert("RGB").getpixel((2, 2))
        assert "#{:02x}{:02x}{:02x}".format(*corner) == {"light": "#ffffff", "dark": dark_figures.PAGE}[theme]
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == f"rgb{corner}", (
            "the page's own ground"
        )
        seen.add(theme)
        page.locator("button.theme-switch-button:visible").click()
    assert seen == {"light", "dark"}
    pictures = [url for url in fetched if url.endswith(".svg") and "_images" in url]
    if kind == "http":
        assert len(pictures) == len(set(pictures))
