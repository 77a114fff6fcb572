"""Formulas are drawn while the book is built, and its pages need no JavaScript to show them.

All formulas are drawn before the first page is written. One that KaTeX cannot draw is warned about in every build, so
that `-W` fails. The style sheet is on the pages with maths only; with it go the fonts that some formula may need.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from html import escape, unescape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

from book import subset_fonts
from book.maths import katex

LOGGER = logging.getLogger(__name__)
RENDERER = katex.Renderer()
FOLDER = "katex"  # under _static/
WIDE = 12  # glyphs from which a block may be wider than a phone and so can be focused and scrolled with the keyboard
BEFORE = re.compile(r"[^\w\s]+$")  # an opening bracket or quote
AFTER = re.compile(r"^(?:\w{1,3}\b)?[^\w\s]*")  # a comma, the "th" of "i-th"


def setup(app: Sphinx) -> None:
    """Register the renderer; a change of its own code, style or library writes all pages anew."""
    app.add_html_math_renderer("katex", (visit_inline, None), (visit_block, None))
    sources = [Path(__file__), Path(katex.__file__), katex.OWN_STYLE, *sorted(katex.LIBRARY.glob("katex.min.*"))]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    app.add_config_value("static_maths_version", digest[:16], "html")
    app.connect("config-inited", turn_mathjax_off, priority=400)
    app.connect("env-updated", draw_all)
    app.connect("doctree-resolved", keep_punctuation)
    app.connect("html-page-context", style_page)


def turn_mathjax_off(_app: Sphinx, config) -> None:
    """Choose this renderer; Sphinx then leaves MathJax out, and MyST its classes for MathJax on every section."""
    config.html_math_renderer = "katex"
    config.myst_update_mathjax = False


def draw_all(app: Sphinx, env) -> None:
    """Draw every formula of the book, warn of those that fail, and write what the pages need to show them."""
    if app.builder.format != "html":
        return
    drawn = []
    for docname in sorted(env.all_docs):
        for node in filter(is_maths, env.get_doctree(docname).findall()):
            try:
                drawn.append(draw(node))
            except katex.MathsError as error:
                warn(node, error)
    RENDERER.close()  # its threads would be lost in the processes that write pages in parallel
    folder = Path(app.outdir) / "_static" / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    if drawn:
        write_style(folder, drawn)


def is_maths(node: nodes.Node) -> bool:
    """Tell whether a node is a formula."""
    return isinstance(node, nodes.math | nodes.math_block)


def draw(node: nodes.Element) -> str:
    """Return a formula's HTML."""
    if isinstance(node, nodes.math):
        return RENDERER.render(node.astext())
    return RENDERER.render(katex.block_tex(node.astext(), node.get("nowrap", False)), display=True)


def warn(node: nodes.Element, error: katex.MathsError) -> None:
    """Name document, line, error and formula."""
    place = node
    while place.line is None and place.parent is not None:
        place = place.parent
    LOGGER.warning("KaTeX: %s, in: %s", error, " ".join(node.astext().split()), location=place, type="maths")


def write_style(folder: Path, formulas: list[str]) -> None:
    """Write the style sheet and its fonts."""
    (folder / "fonts").mkdir(parents=True)
    css = katex.stylesheet(formulas)
    (folder / "katex.css").write_text(subset_fonts.renamed(css), "utf-8")
    characters = set(unescape(re.sub(r"<[^>]*>", "", "".join(formulas))))
    for name in katex.fonts_named(css):
        target = folder / "fonts" / subset_fonts.renamed(name)
        subset_fonts.subset_font(katex.LIBRARY / "fonts" / name, target, characters)


def keep_punctuation(_app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    """Put a comma or bracket that touches a formula inside its box, so that no line is broken between the two."""
    for node in list(doctree.findall(nodes.math)):
        siblings = node.parent.children
        place = siblings.index(node)
        if place + 1 < len(siblings) and isinstance(after := siblings[place + 1], nodes.Text):
            node["after"] = match[0] if (match := AFTER.match(after)) else ""
            siblings[place + 1] = nodes.Text(after[len(node["after"]) :])
            siblings[place + 1].parent = node.parent
        if place and isinstance(before := siblings[place - 1], nodes.Text) and (match := BEFORE.search(before)):
            node["before"] = match[0]
            siblings[place - 1] = nodes.Text(before[: match.start()])
            siblings[place - 1].parent = node.parent


def visit_inline(self, node: nodes.math) -> None:
    """Write a formula within a sentence, unbreakably joined to the punctuation that touches it."""
    before, after = (self.encode(node.get(key, "")) for key in ("before", "after"))
    self.body.append(self.starttag(node, "span", "", CLASS="maths notranslate nohighlight"))
    self.body.append(f"{before}{shown(node)}{after}</span>")
    raise nodes.SkipNode


def visit_block(self, node: nodes.math_block) -> None:
    """Write a formula on its own line, with its number if it has one."""
    html = shown(node)
    number = get_node_equation_number(self, node) if node["number"] else ""
    name = f"Equation {number}" if number else "Formula"
    focus = f' tabindex="0" role="group" aria-label="{name}"' if katex.glyphs(html) >= WIDE else ""
    self.body.append(self.starttag(node, "div", CLASS="math maths notranslate nohighlight"))
    self.body.append(f'<div class="maths-box"{focus}>{html}</div>')
    if number:
        self.body.append(f'<span class="eqno">({number})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append("</div>\n")
    raise nodes.SkipNode


def shown(node: nodes.Element) -> str:
    """Return a formula's HTML, or its source where it cannot be drawn (the build has warned of it)."""
    try:
        return draw(node)
    except katex.MathsError:
        return f'<code class="maths-error">{escape(node.astext())}</code>'
    finally:
        RENDERER.close()  # a later transform may have made a formula that was not there before


def style_page(app: Sphinx, pagename: str, _template: str, context: dict, _doctree) -> None:
    """Link the style sheet on pages that show a formula, be it in the navigation."""
    titles = app.env.titles
    in_titles = {name for name, title in titles.items() if any(map(is_maths, title.findall()))}
    body = context.get("body", "")
    if in_titles or 'class="katex"' in body:
        app.add_css_file(f"{FOLDER}/katex.css")
    if pagename in in_titles:
        context["title"] = escape(titles[pagename].astext())  # a tab's name has no room for two renderings
