"""What every exercise has: the learner's stub, then a worked solution with its numbers, then the check, both closed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from notebook_parts import code_cells, is_closed, output_text, prose, source, tags

LEVELS = ("**Easy.**", "**Medium.**", "**Hard.**")
CHECK = re.compile(r"\bnnlab\.check(_function)?\(")


def exercise_problems(notebook: dict) -> Iterator[str]:
    cells = code_cells(notebook)
    places = [place for place, cell in enumerate(cells) if "exercise" in tags(cell)]
    if len(places) < 3:
        yield "fewer than three exercises"
    for place in places:
        name = f"the exercise '{source(cells[place])[:30]}'"
        solution, check = [*cells[place + 1 : place + 3], None, None][:2]
        yield from (f"{name} {problem}" for problem in [*_solution(solution), *_check(check)])
    yield from (f"no exercise {level}" for level in LEVELS if level not in prose(notebook))


def _solution(cell: dict | None) -> Iterator[str]:
    if not _is(cell, "Show the solution", "hide-cell"):
        yield "is not followed by a closed cell 'Show the solution'"
        return
    if CHECK.search(source(cell)):
        yield "is checked in its solution: the check has a cell of its own"
    if not re.search(r"\d", output_text(cell)):
        yield "has a solution that prints no number"


def _check(cell: dict | None) -> Iterator[str]:
    if not _is(cell, "Show the check", "hide-input") or not CHECK.search(source(cell)):
        yield "has no closed cell 'Show the check' with nnlab.check after its solution"


def _is(cell: dict | None, label: str, tag: str) -> bool:
    """Whether this is a closed cell with this label, closed in this way."""
    if cell is None or not is_closed(cell):
        return False
    return tag in tags(cell) and cell["metadata"].get("mystnb", {}).get("code_prompt_show") == label
