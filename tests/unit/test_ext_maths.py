"""Formulas are drawn at build time, need no JavaScript, and one that cannot be drawn stops the build."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from book.maths import katex

EXTENSIONS = Path(katex.__file__).parents[2]
MATHML = "{http://www.w3.org/1998/Math/MathML}"
HARD = {
    "aligned": r"\begin{aligned} \delta &= \left(W\right)^{\!\top} \odot \sigma'(z) \\ a &= b \end{aligned}",
    "pmatrix": r"\begin{pmatrix} \frac{2}{n}\sum x_i^2 & \frac{2}{n}\sum x_i \\ \frac{2}{n}\sum x_i & 2 \end{pmatrix}",
    "cases": r"f(z) = \begin{cases} z & \text{if } z > 0 \\ 0 & \text{otherwise} \end{cases}",
    "limits": r"L(w, b) = \frac{1}{n} \sum_{i=1}^{n} (\hat y_i - y_i)^2, \qquad \int_0^1 x \,\mathrm{d}x",
    "brackets": r"\left\{ \left[ \sum_{i=1}^{\infty} \sqrt{\frac{x}{y}} \right] \right\}",
    "symbols": r"w \leftarrow w - \eta \nabla L, \quad \lVert w \rVert_2^2, \quad \mathbb{E}[X], \quad ŷ = η x",
}


@pytest.fixture
def renderer():
    renderer = katex.Renderer()
    yield renderer
    renderer.close()


def mathml(html):
    return ET.fromstring(re.search(r"<math.*</math>", html, re.DOTALL)[0])


@pytest.mark.parametrize(
    ("tex", "boxes"),
    [
        (r"a = 1, \qquad \text{where}\qquad b = 2", ["a=1,", "where", "b=2"]),
        (r"a = 1, \quad b = 2", []),
        (r"\begin{aligned} a &= 1 \qquad b \\ c &= 2 \end{aligned}", []),
    ],
)
def test_what_a_wide_space_parts_stands_in_boxes_of_its_own(renderer, tex, boxes):
    html = ET.fromstring(renderer.render(tex, display=True))
    parts = html.find(".//span[@class='katex-parts']")
    assert [re.sub(r"\s", "", "".join(part.itertext())) for part in (parts if parts is not None else [])] == boxes


@pytest.mark.parametrize("name", HARD)
def test_hard_formulas_are_drawn_and_can_be_read_aloud(renderer, name):
    html = renderer.render(HARD[name], display=True)
    ET.fromstring(html)  # well-formed
    assert 'class="katex-html" aria-hidden="true"' in html
    assert mathml(html).find(f"{MATHML}semantics/{MATHML}annotation").text == HARD[name]


def test_a_matrix_has_its_rows_and_columns(renderer):
    rows = list(mathml(renderer.render(HARD["pmatrix"], display=True)).iter(f"{MATHML}mtr"))
    assert [len(row.findall(f"{MATHML}mtd")) for row in rows] == [2, 2]


def test_a_sum_on_its_own_line_has_its_limits_above_and_below(renderer):
    tex = r"\sum_{i=1}^{n}"
    assert mathml(renderer.render(tex, display=True)).find(f".//{MATHML}munderover") is not None
    assert mathml(renderer.render(tex)).find(f".//{MATHML}msubsup") is not None


def test_a_hat_is_an_accent_over_the_letter(renderer):
    over = mathml(renderer.render(r"\hat y")).find(f".//{MATHML}mover")
    assert over.get("accent") == "true"
    assert [child.text for child in over] == ["y", "^"]


@pytest.mark.parametrize(
    ("tex", "says"),
    [
        (r"\frac{a", "expected '}'"),
        (r"a + \nosuchthing", r"Undefined control sequence: \nosuchthing at character 5"),
        (r"\begin{multline} a \end{multline}", "No such environment: multline"),
        (r"\href{https://example.org}{x}", "refuses"),
        ("price € 数", "Unrecognized Unicode"),
    ],
)
def test_a_formula_that_cannot_be_drawn_says_why(renderer, tex, says):
    for _ in range(2):  # the second time from memory
        with pytest.raises(katex.MathsError, match=re.escape(says)):
            renderer.render(tex)


def test_a_formula_is_drawn_once(renderer):
    first = renderer.render("x^2")
    renderer.close()
    assert renderer.render("x^2") is first
    assert renderer.engine is None


def test_blocks_are_aligned_as_with_mathjax():
    assert katex.block_tex("a = b") == "a = b"
    assert katex.block_tex("a &= b \\\\ &= c") == r"\begin{split}a &= b \\ &= c\end{split}"
    assert katex.block_tex("a = b\n\nc = d") == r"\begin{aligned}a = b\\c = d\end{aligned}"
    # Sphinx numbers it, so KaTeX must not.
    assert katex.block_tex(r"\begin{align}a\end{align}") == r"\begin{align*}a\end{align*}"


def test_the_style_sheet_names_only_fonts_that_the_formulas_use(renderer):
    plain = katex.fonts_named(katex.stylesheet([renderer.render("x + 1")]))
    assert plain == ["KaTeX_Main-Regular.woff2", "KaTeX_Math-Italic.woff2"]
    rich = katex.fonts_named(katex.stylesheet([renderer.render(r"\mathbb{E} \mathbf{w} \textbf{\textit{no}}")]))
    assert {"KaTeX_AMS-Regular.woff2", "KaTeX_Main-Bold.woff2", "KaTeX_Main-BoldItalic.woff2"} <= set(rich)
    assert not any(re.search("Fraktur|Script|Typewriter", name) for name in rich)
    assert all((katex.LIBRARY / "fonts" / name).is_file() for name in rich)


def build(folder, pages, *options):
    """Build a book of these pages; return the finished process."""
    source = folder / "source"
    source.mkdir()
    (source / "conf.py").write_text(
        f"import sys; sys.path.insert(0, {str(EXTENSIONS)!r})\n"
        "extensions = ['myst_parser', 'book.maths']; myst_enable_extensions = ['dollarmath', 'amsmath']\n"
    )
    for name, text in pages.items():
        (source / name).write_text(text, "utf-8")
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-b",
        "html",
        "-W",
        "--keep-going",
        "-q",
        *options,
        source,
        folder / "html",
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


INDEX = "# Home\n\nNo formula.\n\n```{toctree}\nmaths\n```\n"


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("book")
    maths = (
        "# Maths\n\nThe rate ($\\eta$), the $i$th of 5 $x$.\n\n$$ a = b $$ (short)\n\n"
        f"```{{math}}\n:label: wide\n{HARD['limits']}\n```\n\nSee {{eq}}`wide`.\n\n"
        "\\begin{align}\na &= b \\\\\n  &= c\n\\end{align}\n"
    )
    done = build(folder, {"index.md": INDEX, "maths.md": maths}, "-j", "2")
    assert done.returncode == 0, done.stderr
    return folder / "html"


def test_no_page_loads_a_script_for_maths(book):
    for page in book.glob("*.html"):
        assert not re.search("mathjax", page.read_text("utf-8"), re.IGNORECASE), page.name
    assert not list(book.rglob("katex*.js"))


def test_only_pages_with_maths_load_its_style(book):
    assert "katex" not in (book / "index.html").read_text("utf-8")
    page = (book / "maths.html").read_text("utf-8")
    assert re.search(r'rel="stylesheet"[^>]*href="_static/katex/katex.css', page)


def test_the_style_needs_nothing_that_is_not_there(book):
    folder = book / "_static" / "katex"
    addresses = re.findall(r"url\(([^)]*)\)", (folder / "katex.css").read_text("utf-8"))
    assert addresses
    assert {folder / address for address in addresses} == set((folder / "fonts").iterdir())
    assert "KaTeX_" not in (folder / "katex.css").read_text("utf-8"), "a name that only the whole fonts may have"


def test_punctuation_stays_with_its_formula(book):
    paragraph = ET.fromstring(re.search(r"<p>The rate.*?</p>", (book / "maths.html").read_text("utf-8"), re.DOTALL)[0])
    joined = [(span.text or "", span[0].tail or "") for span in paragraph.findall("span")]
    assert joined == [("(", "),"), ("", "th"), ("", ".")]
    assert [span.tail for span in paragraph.findall("span")] == [" the ", " of 5 ", None]


def test_labelled_equations_are_numbered_once_and_referred_to(book):
    page = (book / "maths.html").read_text("utf-8")
    assert re.findall(r'class="eqno">\((\d)\)', page) == ["1", "2", "3"]
    assert "eqn-num" not in page
    assert re.search(r'href="#equation-wide">\(2\)</a>', page)


def test_only_a_formula_that_may_be_wider_than_a_phone_can_be_focused(book):
    boxes = re.findall(r'<div class="maths-box"([^>]*)>', (book / "maths.html").read_text("utf-8"))
    assert boxes[:2] == ["", ' tabindex="0" role="group" aria-label="Equation 2"']


def test_a_bad_formula_fails_the_build_with_document_line_and_reason(tmp_path):
    done = build(tmp_path, {"index.md": INDEX, "maths.md": "# Maths\n\nGood: $x$.\n\nBad: $\\nosuch x$.\n"})
    assert done.returncode != 0
    assert re.search(r"maths\.md:5: WARNING: KaTeX: Undefined control sequence: \\nosuch.*in: \\nosuch x", done.stderr)
    assert done.stderr.count("nosuch x") == 1
