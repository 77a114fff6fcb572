"""Formulas as HTML and MathML by KaTeX in an embedded V8, and the style sheet and fonts that they need: no Sphinx here.

The library's files lie in `assets/katex` as their authors made them. The sheet names the fonts that the formulas may
need, by their own names; `formulas` cuts them to the characters shown and renames them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from py_mini_racer import MiniRacer

LIBRARY = Path(__file__).parents[3] / "assets" / "katex"
OWN_STYLE = Path(__file__).parent / "maths.css"
UNTRUSTED = "#bad000"  # the colour in which KaTeX would leave an \href or \includegraphics that it refuses
# What KaTeX would let pass with a word on the console that nobody reads. Accented letters (ŷ) are welcome.
FATAL = ("unknownSymbol", "newLineInDisplayMode", "commentAtEnd")
PROGRAM = """
var render = (tex, displayMode, fatal, errorColor) => {
  const strict = code => fatal.includes(code) ? "error" : "ignore";
  const macros = /matrix\\}/.test(tex) ? {"\\\\arraystretch": "1.25"} : {};  // fractions in two rows would touch
  try {
    return {html: katex.renderToString(tex, {displayMode, strict, errorColor, macros, output: "htmlAndMathml"})};
  } catch (error) {
    if (!(error instanceof katex.ParseError)) throw error;
    return {error: error.rawMessage, position: error.position ?? null};
  }
};
"""

FACE = re.compile(r"@font-face\{([^}]*)\}")
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
CLASSES = re.compile(r'class="([^"]*)"')
OLD_FORMATS = re.compile(r',\s*url\([^)]*\.(?:woff|ttf)\)\s*format\("[^"]*"\)')
# KaTeX numbers these by itself and Sphinx too, so they are drawn in their starred form.
NUMBERED = re.compile(r"\\(begin|end)\{(equation|align|alignat|gather)\}")
WHOLE = re.compile(r"\s*\\begin\{(equation|align|alignat|gather|CD)\*?\}")
PARAGRAPH = re.compile(r"\n\s*\n")
# A wide space parts what are formulas of their own: on a narrow page each begins a line before any of them is broken.
BREAKABLE = r"\qquad\allowbreak "
DRAWN = 'class="katex-html" aria-hidden="true">'
DRAWN_END = "</span></span></span>"
SPACE = '<span class="mspace" style="margin-right:2em;"></span>'
NEXT_PART = re.compile(
    rf'{re.escape(SPACE)}<span class="mspace allowbreak"></span>(?:<span class="mspace"[^>]*></span>)?</span>'
    r'(?=<span class="katex-base">)'
)


class MathsError(ValueError):
    """A formula that KaTeX cannot draw, with its reason."""


@dataclass
class Renderer:
    """Draws each formula once. V8 starts at the first one and ends with `close`, before Sphinx forks its writers."""

    drawn: dict[tuple[str, bool], str | MathsError] = field(default_factory=dict)
    engine: MiniRacer | None = None

    def render(self, tex: str, display: bool = False) -> str:
        """Return the formula as KaTeX's HTML with MathML for reading aloud; raise MathsError if it cannot be drawn."""
        key = (tex, display)
        if key not in self.drawn:
            self.drawn[key] = self.draw(tex, display)
        if isinstance(result := self.drawn[key], MathsError):
            raise result
        return result

    def draw(self, tex: str, display: bool) -> str | MathsError:
        """Run KaTeX."""
        if self.engine is None:
            self.engine = MiniRacer()
            self.engine.eval((LIBRARY / "katex.min.js").read_text("utf-8"))
            self.engine.eval(PROGRAM)
        source = tex.replace(r"\qquad", BREAKABLE) if display else tex
        answer = self.engine.call("render", source, display, FATAL, UNTRUSTED)
        if "error" in answer:
            place = "" if answer["position"] is None else f" at character {answer['position'] + 1}"
            return MathsError(f"{answer['error']}{place}")
        if UNTRUSTED in answer["html"]:
            return MathsError("a command that KaTeX refuses in a formula, such as \\href or \\includegraphics")
        return in_parts(answer["html"].replace(BREAKABLE, r"\qquad"))

    def close(self) -> None:
        """End V8 and keep what has been drawn."""
        if self.engine is not None:
            self.engine.close()
            self.engine = None


def block_tex(text: str, whole: bool = False) -> str:
    """Return a block's formula as one that KaTeX can draw; `whole` if it is a complete amsmath environment.

    As with MathJax in Sphinx: lines that end in `\\\\` are aligned at `&`, and paragraphs are formulas of their own.
    """
    if whole or WHOLE.match(text):
        return NUMBERED.sub(r"\\\1{\2*}", text)
    parts = [part.strip() for part in PARAGRAPH.split(text) if part.strip()]
    parts = [rf"\begin{{split}}{part}\end{{split}}" if r"\\" in part else part for part in parts]
    return parts[0] if len(parts) == 1 else r"\begin{aligned}" + r"\\".join(parts) + r"\end{aligned}"


def in_parts(html: str) -> str:
    """Return a formula with a box around each part between wide spaces (the style sheet puts the space back)."""
    head, begin, rest = html.partition(DRAWN)
    parts, count = NEXT_PART.subn("</span></span><span>", rest.removesuffix(DRAWN_END))
    return f'{head}{begin}<span class="katex-parts"><span>{parts}</span></span>{DRAWN_END}' if count else html


def glyphs(html: str) -> int:
    """Return how many characters a formula shows: a rough measure of its width."""
    return len(re.sub(r"<[^>]*>|\s|\u200b", "", html.partition(DRAWN)[2]))


def stylesheet(formulas: Iterable[str]) -> str:
    """Return KaTeX's style sheet with the fonts that these formulas use, as woff2 only, and the book's own rules."""
    css = OLD_FORMATS.sub("", (LIBRARY / "katex.min.css").read_text("utf-8"))
    wanted = set(faces_wanted(FACE.sub("", css), {name for html in formulas for name in classes_in(html)}))
    css = FACE.sub(lambda match: match[0] if describe(match[1]) in wanted else "", css)
    return f"{css}\n{OWN_STYLE.read_text('utf-8')}"


def fonts_named(css: str) -> list[str]:
    """Return the font files of a style sheet."""
    return re.findall(r"url\(fonts/([^)]*)\)", css)


def classes_in(html: str) -> set[str]:
    """Return every class name in a piece of HTML."""
    return {name for names in CLASSES.findall(html) for name in names.split()}


def faces_wanted(css: str, classes: set[str]) -> Iterator[tuple[str, str, str]]:
    """Yield family, style and weight of every face that these classes may ask for: too many rather than too few."""
    families, styles, weights = {"KaTeX_Main"}, {"normal"}, {"400"}
    for selectors, body in RULE.findall(css):
        if any(set(re.findall(r"\.([A-Za-z][\w-]*)", selector)) <= classes for selector in selectors.split(",")):
            family, style, weight = describe(body)
            if family:
                families.add(family)
                yield family, style, weight
            else:  # `.textbf` and `.textit` say how, whatever the family
                styles.add(style)
                weights.add(weight)
    yield from product(families, styles, weights)


def describe(body: str) -> tuple[str, str, str]:
    """Return the font family, style and weight that a rule's body declares."""
    declared = dict(part.split(":", 1) for part in body.split(";") if ":" in part)
    family = declared.get("font-family", "").strip('"')
    return family, declared.get("font-style", "normal"), declared.get("font-weight", "400")
