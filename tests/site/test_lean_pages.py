"""Light pages look and work as the theme's own do, and stay within their weights."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from book import subset_fonts
from conftest import build, build_as_on_github
from reader import Reader
from weights import page_weight, weight_limit

STYLES = """() => [...document.querySelectorAll("body *")]
  .filter((node) => !node.closest("script, style, noscript, svg, template"))
  .map((node) => {
    const style = getComputedStyle(node);
    const wanted = ["display", "position", "color", "backgroundColor", "font", "margin", "padding", "border", "width",
      "height", "opacity", "visibility", "textDecoration",
      "boxShadow", "transform", "flex", "gap", "overflow", "zIndex"];
    return [node.tagName, node.className, ...wanted.map((name) => style[name])].join(" | ");
  })"""


@pytest.fixture(scope="module")
def stock_site(new_book) -> Path:
    """The tiny book as the theme makes it."""
    book = new_book()
    config = book / "_config.yml"
    config.write_text(config.read_text("utf-8") + "    finish_leave_out: [theme]\n", "utf-8")
    html = build_as_on_github(book)
    (html / "_static" / "scripts" / "fontawesome.js").write_text("")  # it replaces the icons by pictures
    return html


@pytest.mark.parametrize("name", ["index.html", "notebook.html", "nested.html", "search.html"])
@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 1280), ("dark", 360)])
def test_no_element_looks_different_from_the_theme_s_own(browser, stock_site, tiny_site, name, theme, width):
    seen = []
    for site in (stock_site, tiny_site):
        reader = Reader(browser, site.as_uri(), color_scheme=theme, viewport={"width": width, "height": 900})
        page = reader.open(name)
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.dataset.theme") == theme
        # The frame that dark pages give to pictures lies within those of known size: nothing moves with the theme.
        page.evaluate("document.querySelectorAll('img').forEach((node) => { node.style.padding = 0; })")
        seen.append(page.evaluate(STYLES))
        reader.context.close()
    stock, lean = seen
    assert len(stock) == len(lean) > 50
    stock = [subset_fonts.renamed(element) for element in stock]  # a cut font has a name of its own
    assert [pair for pair in zip(stock, lean, strict=True) if pair[0] != pair[1]] == []


def test_nothing_keeps_the_text_from_being_shown_but_one_style_sheet(tiny_site):
    html = (tiny_site / "notebook.html").read_text("utf-8")
    head = html[: html.index("</head>")]
    assert all("defer" in tag or "src=" not in tag for tag in re.findall(r"<script[^>]*>", html))
    assert len(re.findall(r'<link[^>]*rel="stylesheet"[^>]*_static/(?!live/)', head)) == 1
    assert head.count('name="viewport"') == 1
    assert re.search(r'<meta name="description" content="[^"]{3,160}"', head)


@pytest.mark.parametrize(
    ("mode", "prefers", "theme"), [("", "dark", "dark"), ("", "light", "light"), ("light", "dark", "light")]
)
def test_a_page_has_its_theme_before_any_script_arrives(browser, tiny_site, mode, prefers, theme):
    reader = Reader(browser, tiny_site.as_uri(), color_scheme=prefers)
    reader.context.route("**/*.js*", lambda route: route.abort())
    reader.context.add_init_script(f"localStorage.setItem('mode', '{mode}')")
    page = reader.context.new_page()
    page.goto(f"{reader.base}/nested.html")
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    reader.context.close()


def test_icons_are_there_and_no_others(tiny_site):
    fonts = list((tiny_site / "_static").rglob("*.woff2"))
    assert [font.name for font in fonts] == ["icons-solid-900.woff2"]
    assert fonts[0].stat().st_size < 5000


def test_a_build_in_steps_gives_the_same_site_as_one_from_nothing(new_book):
    def sites(book):
        return {
            path.name: path.read_bytes()
            for path in (book / "_build" / "html").rglob("*")
            if path.suffix in (".html", ".css", ".svg") or path.name == "searchindex.js"
        }

    book, whole = new_book(), new_book()
    for each in (book, whole):
        toc = "format: jb-book\nroot: index\nchapters:\n  - file: nested\n  - file: glossary\n"
        (each / "_toc.yml").write_text(toc, "utf-8")
        (each / "glossary.md").write_text("# Glossary\n\n```{glossary}\nneuron\n  A unit.\n```\n", "utf-8")
        if each is book:
            assert build(each).returncode == 0
            images = each / "_build" / "html" / "_images"
            images.mkdir(exist_ok=True)
            (images / "of-an-earlier-build.svg").touch()
        with (each / "nested.md").open("a", encoding="utf-8") as page:
            page.write("\n\n:::{tip}\nA box that was not there before.\n:::\n")
        built = build(each)
        assert built.returncode == 0, built.stdout
    stepwise, at_once = sites(book), sites(whole)
    assert stepwise.keys() == at_once.keys()
    assert "tip" in at_once["nested.html"].decode()
    assert all(stepwise[name] == at_once[name] for name in at_once if name.endswith(".css"))
    indexes = [
        json.loads(each["searchindex.js"].decode()[len("Search.setIndex(") : -1]) for each in (stepwise, at_once)
    ]
    assert indexes[0] == indexes[1]
    assert "neuron" in indexes[0]["indexentries"]


@pytest.mark.parametrize("name", ["index.html", "chapters"])
def test_pages_stay_within_their_weights(browser, site, site_address, name):
    names = (
        sorted(page.relative_to(site).as_posix() for page in (site / name).glob("*.html"))
        if name == "chapters"
        else [name]
    )
    for each in names:
        weight = page_weight(browser, site_address, each)
        assert weight <= weight_limit(each), f"{each}: {weight / 1000:.0f} KB"
