"""What every chapter has: one function that lists what a notebook lacks, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

SECTIONS = ("Why this matters", "Exercises", "From the slide", "Summary", "Further reading")
MOST_LINES, MOST_COLUMNS = 20, 79
DECIMAL = re.compile(r"(?<![\w.])\d+\.\d+(?![\w.]*\d)")
NETWORK = re.compile(r"\b(urlopen|urlretrieve|requests\.|socket\.|get_file\()")
UNSEEDED = re.compile(
    r"default_rng\(\s*\)|\bnp\.random\.(?!seed|default_rng|Generator|RandomState)\w+\(|\brandom\.random\("
)
# Numbers that are no results: code, links, headings, papers' numbers, versions of licences.
NO_RESULT = re.compile(
    r"`[^`]*`|\]\([^)]*\)|https?://\S+|^#.*$|arXiv:? ?[\d.]+|(?:CC BY\S*|Apache License) [\d.]+", re.MULTILINE
)
PICTURE = re.compile(r"!\[([^\]]*)\]\(|<img\b([^>]*)>|[`:]{3}\{(?:figure|image)\}[^\n]*\n((?::[^\n]*\n)*)")
ABSOLUTE = re.compile(r"""["'](/(?:home|root|usr|tmp|work|Users)/|[A-Z]:\\)""")


def problems(notebook: dict, number: int) -> list[str]:
    """Return everything that chapter `number` lacks or should not have."""
    return [*_frame(notebook, number), *_parts(notebook), *_cells(notebook), *_pictures(notebook), *_decimals(notebook)]


def source(cell: dict) -> str:
    return "".join(cell["source"])


def code_cells(notebook: dict) -> list[dict]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def prose(notebook: dict) -> str:
    return "\n\n".join(source(cell) for cell in notebook["cells"] if cell["cell_type"] == "markdown")


def is_closed(cell: dict) -> bool:
    """Whether a cell is closed on the page and in JupyterLab."""
    metadata = cell["metadata"]
    return bool(metadata.get("jupyter", {}).get("source_hidden")) and "hide-input" in metadata.get("tags", [])


def printed(notebook: dict) -> str:
    """Return all text that the cells of a notebook print."""
    outputs = [output for cell in code_cells(notebook) for output in cell["outputs"]]
    return "\n".join("".join(out.get("text") or out.get("data", {}).get("text/plain", [])) for out in outputs)


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
    if not re.search(r"\*\*Time:\*\* about \d+ minutes", first):
        yield "no time"
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
    cells = code_cells(notebook)
    tagged = [place for place, cell in enumerate(cells) if "exercise" in cell["metadata"].get("tags", [])]
    if len(tagged) < 3:
        yield "fewer than three exercises"
    for place in tagged:
        # A long solution stands in a cell of its own, before that which checks.
        answers = [cell for cell in cells[place + 1 : place + 3] if is_closed(cell)]
        if not any("nnlab.check" in source(cell) for cell in answers) or answers[0] is not cells[place + 1]:
            yield f"the exercise '{source(cells[place])[:30]}' is not followed by a closed solution that checks it"
    for level in ("**Easy.**", "**Medium.**", "**Hard.**"):
        if level not in prose(notebook):
            yield f"no exercise {level}"


def _cells(notebook: dict) -> Iterator[str]:
    for cell in code_cells(notebook):
        text = source(cell)
        name = f"the cell '{text.strip().splitlines()[0][:50]}'"
        hidden = "hide-input" in cell["metadata"].get("tags", [])
        if not hidden and len(text.splitlines()) > MOST_LINES:
            yield f"{name} has {len(text.splitlines())} lines"
        if not hidden and max(map(len, text.splitlines())) > MOST_COLUMNS:
            yield f"{name} has a line of {max(map(len, text.splitlines()))} characters"
        alt = cell["metadata"].get("mystnb", {}).get("image", {}).get("alt", "")
        if "plt.show()" in text and not is_sentence(alt):
            yield f"{name} draws a figure without a sentence as alt text"
        if cell["execution_count"] is None:
            yield f"{name} was not executed"
        for what, pattern in (("calls the network", NETWORK), ("is random without a seed", UNSEEDED)):
            if pattern.search(text) and not (pattern is UNSEEDED and "np.random.seed(" in text):
                yield f"{name} {what}"
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
