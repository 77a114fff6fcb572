"""Style sheets and fonts are cut to what pages need, and pages to what they load."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

import numpy as np
import pytest
from book import subset_fonts
from book.finish import pictures, purge_css, theme, theme_html
from fontTools.ttLib import TTFont
from PIL import Image

FONT = Path(__file__).parents[2] / "assets" / "katex" / "fonts" / "KaTeX_Main-Regular.woff2"
PAGE = """<html data-content_root="../"><head>
<meta name="viewport" content="a"><meta name="viewport" content="b">
<title>One neuron &#8212; Book</title>
<script data-cfasync="false">early()</script>
<link href="../_static/styles/theme.css?digest=1" rel="stylesheet" />
<link rel="stylesheet" type="text/css" href="../_static/katex/katex.css?v=1" />
<link rel="stylesheet" type="text/css" href="../_static/book.css?v=1" />
<link rel="preload" as="script" href="../_static/scripts/bootstrap.js?digest=1" />
<script defer src="../_static/scripts/fontawesome.js?digest=1"></script>
<script src="../_static/doctools.js?v=1"></script>
<script>let toggleHintShow = 'Click';</script>
<script>DOCUMENTATION_OPTIONS.pagename = 'one';</script>
<script>DOCUMENTATION_OPTIONS.search_as_you_type = false;</script>
<script defer="defer" src="../_static/live/host.js"></script>
<script src="../searchindex.js"></script>
</head><body><article><h1>One</h1><p>First &amp; <b>short</b>.</p><section id="why-this-matters"><h2>Why</h2>
<p>Because it <em>matters</em>.</p></section><img alt="A line." src="../_images/line.svg" /></article>
<script type="application/json">{"a": 1}</script>
<script defer src="../_static/scripts/bootstrap.js?digest=1"></script></body></html>"""


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        (".used{color:red}", ".used{color:red}"),
        (".unused { color: red }", ""),
        (".used , .unused { color : red ; margin: 0  1px !important }", ".used{color:red;margin:0 1px!important}"),
        (".used.unused{color:red}", ""),
        ('.used > p:not(.unused)::before { content: "a  b" }', '.used > p:not(.unused)::before{content:"a  b"}'),
        ("#main a:hover{color:red} #other{color:red}", "#main a:hover{color:red}"),
        ("table td{color:red}", ""),
        ("*{margin:0}", "*{margin:0}"),
        ("html[data-theme=dark] .used{color:red}", "html[data-theme=dark] .used{color:red}"),
        ("@media print { .used{color:red} .unused{color:red} }", "@media print{.used{color:red}}"),
        ("@media print { .unused{color:red} }", ""),
        (
            "@supports (gap: 1px) { @media print { .used{gap:1px} } }",
            "@supports (gap: 1px){@media print{.used{gap:1px}}}",
        ),
        ("@keyframes turn { from {top:0} to {top:1px} }", "@keyframes turn{from{top:0};to{top:1px}}"),
        ("/* a */ .used{/* b */color:red}", ".used{color:red}"),
        (".used{background:url(data:image/svg+xml;a;b)}", ".used{background:url(data:image/svg+xml;a;b)}"),
    ],
)
def test_a_rule_stays_where_all_that_it_names_is_on_some_page(css, kept):
    words = purge_css.words_in('<html><body id="main" class="used big"><a href="x"></a><p>text</p>')
    assert purge_css.purge(css, words) == kept


def test_a_variable_stays_while_anything_reads_it():
    css = ':root{--a:1px;--b:var(--a);--c:2px;--d:3px;--e:url("x;y")}p{margin:var(--b)}'
    assert purge_css.drop_idle_variables(css, "style='color:var(--d)'") == (
        ":root{--a:1px;--b:var(--a);--d:3px}p{margin:var(--b)}"
    )


def test_addresses_follow_a_style_sheet_to_its_new_place():
    css = '@import "../basic.css";a{background:url("../img/a.png")}b{background:url(data:image/png;base64,x)}'
    assert purge_css.move_urls(css, "styles") == (
        "@import url(basic.css);a{background:url(img/a.png)}b{background:url(data:image/png;base64,x)}"
    )


def test_icons_are_found_written_and_escaped():
    assert subset_fonts.icons_in('a{content:"\\f0f3"}b{--fa:"\uf002";content:"\\201c"}') == {"\uf0f3", "\uf002"}


def test_a_subset_has_the_glyphs_asked_for_and_is_the_same_every_time(tmp_path):
    one, two = tmp_path / "one.woff2", tmp_path / "two.woff2"
    for target in (one, two):
        subset_fonts.subset_font(FONT, target, "x+1")
    assert one.read_bytes() == two.read_bytes()
    assert one.stat().st_size < FONT.stat().st_size / 5
    assert set(TTFont(one).getBestCmap()) == {ord(character) for character in "x+1"}
    names = {record.nameID: record.toUnicode() for record in TTFont(one)["name"].names}
    assert names[1] == "Formula_Main", "its licence reserves the name for the whole font"
    assert not any("KaTeX" in names.get(place, "") for place in subset_fonts.NAMES)
    assert "Khan Academy" in names[subset_fonts.COPYRIGHT]
    assert "OFL" in names[subset_fonts.LICENSE_ADDRESS]


def test_the_style_sheet_names_the_cut_fonts_as_they_name_themselves():
    css = ".katex{font:1em KaTeX_Main}i{font-family:Font Awesome\\ 6 Free;src:url(fonts/KaTeX_Main-Regular.woff2)}"
    renamed = (
        ".katex{font:1em Formula_Main}i{font-family:Course Icons\\ 6 Free;src:url(fonts/Formula_Main-Regular.woff2)}"
    )
    assert subset_fonts.renamed(css) == renamed


def test_what_a_page_loads_is_found_in_order():
    found = theme_html.loads(PAGE)
    assert found.styles == ["_static/styles/theme.css", "_static/book.css"]
    assert found.scripts == [
        ("src", "_static/doctools.js"),
        ("text", "DOCUMENTATION_OPTIONS.search_as_you_type = false;"),
        ("src", "_static/scripts/bootstrap.js"),
    ]


@pytest.mark.parametrize("is_search", [True, False])
def test_a_rewritten_page_loads_one_of_each_and_is_not_rewritten_again(is_search):
    style, script = "_static/style.0123456789abcdef.css", "_static/site.0123456789abcdef.js"
    page = theme_html.rewrite(PAGE, style, script, is_search)
    assert page.count(f'href="../{style}"') == page.count(f'<script defer src="../{script}">') == 1
    assert "katex.css" in page
    assert "live/host.js" in page
    assert "early()" in page
    assert '{"a": 1}' in page
    for gone in ("theme.css", "doctools", "toggle", "pagename", "preload", "fontawesome", "bootstrap"):
        assert gone not in page
    assert ("searchindex" in page) == is_search
    assert page.count("viewport") == 1
    assert theme_html.loads(page).styles == []
    assert theme_html.rewrite(page, style, script, is_search) == page


def test_pictures_get_the_size_that_they_will_take(tmp_path):
    (tmp_path / "line.svg").write_text('<svg xmlns="x" width="300pt" height="150.75pt" viewBox="0 0 300 150.75">')
    page = '<img alt="A line." src="line.svg" /><img alt="Sized." src="line.svg" width="1" />'
    sized = theme_html.settle_images(page, tmp_path)
    assert '<img alt="A line." src="line.svg" width="400" height="201" loading="lazy" decoding="async">' in sized
    assert '<img alt="Sized." src="line.svg" width="1" />' in sized
    assert theme_html.settle_images(sized, tmp_path) == sized


def test_photographs_within_figures_become_smaller_and_drawings_stay_exact(tmp_path):
    generator = np.random.default_rng(0)
    photo = (
        np.clip(128 + np.cumsum(generator.normal(0, 4, (150, 150, 1)), axis=1), 0, 255)
        .repeat(3, axis=2)
        .astype(np.uint8)
    )
    drawing = np.kron(generator.integers(0, 2, (8, 8)), np.full((20, 20), 255)).astype(np.uint8)
    for name, array in (("photo", photo), ("drawing", drawing)):
        png = io.BytesIO()
        Image.fromarray(array).save(png, "PNG")
        svg = tmp_path / f"{name}.svg"
        svg.write_text(f'<svg><image href="data:image/png;base64,{base64.b64encode(png.getvalue()).decode()}"/></svg>')
        before = svg.stat().st_size
        pictures.rewrite(svg)
        text = svg.read_text()
        found = np.asarray(Image.open(io.BytesIO(base64.b64decode(re.search(r"webp;base64,([^\"]+)", text)[1]))))
        assert svg.stat().st_size < before
        assert np.abs(found[..., :3].astype(int) - np.atleast_3d(array)).mean() < (6 if name == "photo" else 0.5)
        pictures.rewrite(svg)
        assert svg.read_text() == text


def test_outlines_within_figures_lose_the_decimals_that_no_eye_sees(tmp_path):
    svg = tmp_path / "line.svg"
    svg.write_text('<svg width="300.125pt"><path id="a" d="M 52.416016 -0.009\nL 7.2 80" style="x: 1.2345"/></svg>')
    pictures.rewrite(svg)
    assert svg.read_text().startswith('<svg width="300.125pt"')
    assert svg.read_text().endswith('<path id="a" d="M 52.41 -0.00\nL 7.2 80" style="x: 1.2345"/></svg>')


def test_a_page_is_described_by_its_own_words():
    page = theme_html.describe(PAGE, "One neuron")
    assert '<meta name="description" content="Because it matters.">' in page
    assert '<meta property="og:title" content="One neuron">' in page
    assert theme_html.describe(page, "One neuron") == page
    long = theme_html.describe(PAGE.replace("matters</em>", "matters</em> " + "a lot " * 40), "One")
    assert len(long.split('name="description" content="')[1].split('"')[0]) <= 160


@pytest.mark.parametrize(
    ("classes", "named"),
    [
        ("admonition dropdown note", "folded admonitions"),
        ("toggle docutils", "toggles"),
        ("sd-tab-set", "tabs"),
        ("admonition note", None),
        ("dropdown dropdown-launch-buttons", None),  # the theme's menu
    ],
)
def test_what_needs_a_script_that_is_left_out_is_warned_about(monkeypatch, classes, named):
    warned = []
    monkeypatch.setattr(theme.LOGGER, "warning", lambda text, *values, **_: warned.append(text % values))
    theme.warn_of_unused(f'<p class="note"><div class="{classes}">', Path("page.html"))
    assert [named in text for text in warned] == [True] * (named is not None), warned
