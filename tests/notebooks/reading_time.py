"""How long a chapter takes: what its head has to say.

Counted are the prose, the code that is open, the Questions, the Labs and the exercises. What is closed and the list of
further reading cost nothing: nobody has to open them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from notebook_parts import code_cells, is_open, parsed, prose, source

WORDS, LINES = 200, 10  # a minute
EACH = {"nnlab.Question": 1.5, "nnlab.Lab": 4}  # minutes
EXERCISES = {"**Easy.**": 3, "**Medium.**": 7, "**Hard.**": 15}
STEP, NEAR = 5, 0.1  # minutes to which is rounded; how far, as a share, the head may be off
STATED = re.compile(r"\*\*Time:\*\* about (\d+) minutes")
# Not read as words: comments, code blocks, formulas (one word each), targets of links, names and options of directives.
UNREAD = (
    (r"<!--.*?-->", ""),
    (r"^```[a-z]+$.*?^```$", ""),
    (r"\$\$.*?\$\$|\$[^$\n]+\$", " x "),
    (r"\]\([^)]*\)", "]"),
    (r"\{[\w:-]+\}`[^`]*`", " x "),
    (r"^[`:]{3,}.*$|^:\w+:.*$", ""),
)


def minutes(notebook: dict) -> int:
    """Return the minutes that a chapter takes, rounded to five."""
    text = prose(notebook).partition("## Further reading")[0]
    total = words(text) / WORDS + open_lines(notebook) / LINES
    total += sum(minutes * count_calls(notebook, name) for name, minutes in EACH.items())
    total += sum(minutes * text.count(level) for level, minutes in EXERCISES.items())
    return max(STEP, STEP * round(total / STEP))


def time_problems(notebook: dict) -> Iterator[str]:
    stated = STATED.search(source(notebook["cells"][0]))
    wanted = minutes(notebook)
    if not stated:
        yield f"no time (it takes about {wanted} minutes)"
    elif abs(int(stated[1]) - wanted) > NEAR * wanted:
        yield f"the time at the head is {stated[1]} minutes, and it takes about {wanted} minutes"


def words(text: str) -> int:
    for pattern, replacement in UNREAD:
        text = re.sub(pattern, replacement, text, flags=re.MULTILINE | re.DOTALL if "*?" in pattern else re.MULTILINE)
    return sum(any(map(str.isalnum, word)) for word in text.split())


def open_lines(notebook: dict) -> int:
    lines = (line for cell in code_cells(notebook) if is_open(cell) for line in source(cell).splitlines())
    return sum(bool(line.strip()) for line in lines)


def count_calls(notebook: dict, name: str) -> int:
    nodes = (node for cell in code_cells(notebook) for node in ast.walk(parsed(cell)))
    return sum(isinstance(node, ast.Call) and ast.unparse(node.func) == name for node in nodes)
