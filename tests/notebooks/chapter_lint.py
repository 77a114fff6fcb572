"""What every chapter has: one function that lists what a notebook lacks, in words.

`python tests/notebooks/chapter_lint.py chapters/08_mini_batches.ipynb` prints what a chapter lacks, and its minutes.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from exercise_lint import exercise_problems
from notebook_parts import code_cells, is_open, printed, prose, section, source
from open_code_lint import open_code_problems
from reading_time import minutes, time_problems

SECTIONS = ("Why this matters", "Exercises", "From the slide", "Summary", "Further reading")
MOST_LINES, MOST_COLUMNS = 20, 79
DECIMAL = re.compile(r"(?<![\w.])\d+\.\d+(?![\w.]*\d)")
NETWORK = re.compile(
    r"\b(urlopen|urlretrieve|requests\.|socket\.|http\.client|get_file\(|fetch_\w+\(|keras\.datasets\b)"
    r"|\bread_\w+\(\s*f?[\"']https?:|weights=[\"']imagenet|^\s*[!%]\s*(pip|conda|curl|wget|git)\b",
    re.MULTILINE,
)
NETWORK_ALLOWED = "imagenet-cell"  # the tag of cells that say what is skipped where the network is absent
UNSEEDED = re.compile(
    r"default_rng\(\s*(None)?\s*\)|\bnp\.random\.(?!seed|default_rng|Generator|RandomState)\w+\("
    r"|(?<![\w.])random\.(?!seed|Random)\w+\(|\btf\.random\.(?!set_seed|Generator)\w+\("
    r"|\bkeras\.random\.(?!SeedGenerator)\w+\((?![^\n]*seed=)|\btrain_test_split\((?![^)]*random_state=)"
)
SEEDED = re.compile(r"\b(np\.random\.seed|tf\.random\.set_seed|keras\.utils\.set_random_seed)\(")
# Numbers that are no results: code, links, headings, papers' numbers, versions of licences.
NO_RESULT = re.compile(
    r"`[^`]*`|\]\([^)]*\)|href=\"[^\"]*\"|https?://\S+|^#.*$|arXiv:? ?[\d.]+|(?:CC BY\S*|Apache License) [\d.]+",
    re.MULTILINE,
)
PICTURE = re.compile(r"!\[([^\]]*)\]\(|<img\b([^>]*)>|[`:]{3}\{(?:figure|image)\}[^\n]*\n((?::[^\n]*\n)*)")
ABSOLUTE = re.compile(
    r"""(?<![\w.:/])(/(?:home|root|usr|tmp|work|Users|var|content|mnt)/|\b[A-Z]:\\+\w)|Path\.home\(|["']~/"""
)
CITED = re.compile(r"\{cite(?::\w+)?\}`([^`]+)`")
BIBLIOGRAPHY = Path(__file__).parents[2] / "assets" / "references.bib"


def problems(notebook: dict, number: int) -> list[str]:
    """Return everything that chapter `number` lacks or should not have."""
    return [*_frame(notebook, number), *(problem for rule in RULES for problem in rule(notebook))]


def is_sentence(alt: str) -> bool:
    """Whether a picture's words are enough for who does not see it."""
    return len(alt.strip()) >= 40 and alt.rstrip().endswith(".")


def _frame(notebook: dict, number: int) -> Iterator[str]:
    first = source(notebook["cells"][0])
    if not first.startswith(f"# {number}. "):
        yield f"the title is not '# {number}. …'"
    if ":class: objectives" not in first or not 3 <= len(re.findall(r"^- \*\*", first, re.MULTILINE)) <= 6:
        yield "no box of three to six objectives, each beginning with a bold verb"
    if "**You need first:**" not in first:
        yield "no prerequisites"
    titles = re.findall(r"^## (.*)$", prose(notebook), re.MULTILINE)
    places = [titles.index(title) if title in titles else None for title in SECTIONS]
    yield from (f"no section '{title}'" for title, place in zip(SECTIONS, places, strict=True) if place is None)
    if None not in places and places != sorted(places):
        yield "the sections stand in another order"
    if "{cite}" not in prose(notebook).rpartition("## Further reading")[2]:
        yield "nothing is cited under further reading"


def _parts(notebook: dict) -> Iterator[str]:
    code = [source(cell) for cell in code_cells(notebook)]
    for what, least in (("nnlab.Question(", 3), ("nnlab.Lab(", 1), ("nnlab.Challenge(", 1), ("nnlab.KerasCode(", 1)):
        if sum(text.count(what) for text in code) < least:
            yield f"fewer than {least} of {what}…)"
    if not any(cell["cell_type"] == "code" for cell in section(notebook, "From the slide")):
        yield "what is said of the slide has no evidence from a cell"


def _questions(notebook: dict) -> Iterator[str]:
    """Name the Questions whose answer is typed instead of computed, or printed by a cell."""
    told = [line for line in printed(notebook).splitlines() if not line.startswith("Question: ")]  # not its own answer
    numbers = {float(text) for text in re.findall(r"\d+\.?\d*(?:e[+-]?\d+)?", "\n".join(told).replace(",", ""))}
    for call in _calls(notebook, "nnlab.Question"):
        given, name = _given(call), f"the question {_start(call)}"
        if None in given:  # what `**` hands in is seen when the Question is built
            continue
        if "choices" in given:
            yield from (f"{name} {problem}" for problem in _choices(given))
        elif "answer" not in given:
            yield f"{name} has no answer"
        elif _is_typed(given["answer"]) and not set(map(abs, _typed_numbers(given["answer"]))) <= numbers:
            yield f"{name} has a typed number as its answer that no cell prints"
    for call in _calls(notebook, "nnlab.Choice"):
        evidence = call.args[2:]
        if not evidence and not any(isinstance(arg, ast.Starred) for arg in call.args):
            yield f"the choice {_start(call)} has no nnlab.Evidence"
        elif any(_is_typed(arg) or isinstance(arg, ast.Compare | ast.BoolOp) for arg in evidence):
            yield f"the choice {_start(call)} has evidence that is no nnlab.Evidence"
    for call in _calls(notebook, "nnlab.Evidence"):
        decisive = [*call.args[1:2], *(value for key, value in _given(call).items() if key != "name")]
        if decisive and all(map(_is_typed, decisive)):
            yield f"of the evidence {_start(call)} value and bounds are typed: its evidence is a constant"
        elif _is_word(_given(call).get("equals")):
            yield f"of the evidence {_start(call)} a word decides, which hides the number and how near it is to a bound"


def _choices(given: dict[str | None, ast.expr]) -> Iterator[str]:
    """Say what is wrong with the choices of a Question; those that other code makes are seen when it is built."""
    if "answer" in given:
        yield "has choices and an answer: the evidence says which choice is right"
    listed = given["choices"]
    texts = isinstance(listed, ast.List | ast.Tuple) and any(map(_is_typed, listed.elts))
    if texts or isinstance(listed, ast.Dict | ast.DictComp):
        yield "has choices that are no nnlab.Choice"


def _calls(notebook: dict, function: str) -> Iterator[ast.Call]:
    for text in map(source, code_cells(notebook)):
        if f"{function}(" in text:
            calls = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
            yield from (call for call in calls if ast.unparse(call.func) == function)


def _given(call: ast.Call) -> dict[str | None, ast.expr]:
    return {keyword.arg: keyword.value for keyword in call.keywords}


def _is_word(value: ast.expr | None) -> bool:
    """Whether it is a typed text that holds no number, such as "most"."""
    return isinstance(value, ast.Constant) and isinstance(value.value, str) and not re.search(r"\d", value.value)


def _start(call: ast.Call) -> str:
    return f"{ast.unparse(call.args[0])[:40] if call.args else ''}…"


def _is_typed(value: ast.expr) -> bool:
    """Whether an expression names and calls nothing: numbers and texts, and what is made of these alone."""
    return not any(isinstance(node, ast.Name | ast.Call) for node in ast.walk(value))


def _typed_numbers(value: ast.expr) -> list[float]:
    found = eval(compile(ast.Expression(value), "a typed answer", "eval"), {"__builtins__": {}})
    return [
        number for number in (found if isinstance(found, list | tuple) else [found]) if isinstance(number, int | float)
    ]


def _prose(notebook: dict) -> Iterator[str]:
    text = prose(notebook)
    for what, where in (("the prose", text), ("a stored output", printed(notebook))):
        if found := ABSOLUTE.search(where):
            yield f"{what} names an absolute path, {found[0]}…"
    if found := re.search(r"\]\(<?(?:\w+\.ipynb)?#[^)]*", text):
        yield f"'{found[0][2:]}' leads to a place in a page, which MyST does not find: write <a href=...> for a Lab"
    known = set(re.findall(r"^@\w+\{([^,\s]+)", BIBLIOGRAPHY.read_text("utf-8"), re.MULTILINE))
    cited = [key.strip() for keys in CITED.findall(text) for key in keys.split(",")]
    yield from (f"{key} is cited and not in references.bib" for key in cited if key not in known)
    for title in SECTIONS:
        words = re.sub(r"^## .*$", "", "\n".join(map(source, section(notebook, title))), flags=re.MULTILINE)
        if section(notebook, title) and len(words.split()) < 15:
            yield f"the section '{title}' is empty"


def _cells(notebook: dict) -> Iterator[str]:
    for cell in code_cells(notebook):
        text = source(cell)
        name = f"the cell '{text.strip().splitlines()[0][:50]}'"
        if is_open(cell) and len(text.splitlines()) > MOST_LINES:
            yield f"{name} has {len(text.splitlines())} lines"
        if is_open(cell) and max(map(len, text.splitlines())) > MOST_COLUMNS:
            yield f"{name} has a line of {max(map(len, text.splitlines()))} characters"
        alt = cell["metadata"].get("mystnb", {}).get("image", {}).get("alt", "")
        if "plt.show()" in text and not is_sentence(alt):
            yield f"{name} draws a figure without a sentence as alt text"
        if cell["execution_count"] is None:
            yield f"{name} was not executed"
        if NETWORK.search(text) and NETWORK_ALLOWED not in cell["metadata"].get("tags", []):
            yield f"{name} calls the network"
        if UNSEEDED.search(text) and not SEEDED.search(text):
            yield f"{name} is random without a seed"
        if ABSOLUTE.search(text):
            yield f"{name} names an absolute path"


def _pictures(notebook: dict) -> Iterator[str]:
    """Name the pictures in the prose, in Markdown, HTML or as directives, that have no sentence as alt text."""
    for picture in PICTURE.finditer(prose(notebook)):
        words, attributes, options = (part or "" for part in picture.groups())
        named = re.search(r'\balt="([^"]*)"|^:alt:(.*)$', attributes or options, re.MULTILINE)
        if not is_sentence(words or (named[1] or named[2] if named else "")):
            yield f"the picture '{picture[0].strip()[:50]}' has no sentence as alt text"


def _decimals(notebook: dict) -> Iterator[str]:
    """Name the decimals in the prose that no cell prints and no cell's code sets."""
    code = "\n".join(source(cell) for cell in code_cells(notebook))
    known = {float(text) for text in DECIMAL.findall(f"{printed(notebook)}\n{code}".replace("−", "-"))}
    known |= {float(text) for text in re.findall(r"\d+\.?\d*e-?\d+", f"{printed(notebook)}\n{code}")}
    told = prose(notebook).partition("## Further reading")[0]
    told = NO_RESULT.sub(" ", told)
    for found in dict.fromkeys(DECIMAL.findall(told)):
        if float(found) not in known:
            yield f"the decimal {found} in the prose is printed by no cell"


RULES = (
    time_problems,
    _parts,
    exercise_problems,
    _questions,
    _cells,
    open_code_problems,
    _pictures,
    _prose,
    _decimals,
)

if __name__ == "__main__":
    for path in map(Path, sys.argv[1:]):
        chapter = json.loads(path.read_text("utf-8"))
        number = int(path.name[:2]) if path.name[:2].isdigit() else 16  # the skeleton becomes chapter 16
        print(*problems(chapter, number), f"{path}: about {minutes(chapter)} minutes", sep="\n")
