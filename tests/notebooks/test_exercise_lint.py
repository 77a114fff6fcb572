"""An exercise that lacks a part, or has it in the wrong place, is named with what it lacks."""

from __future__ import annotations

import copy

import pytest
from exercise_lint import exercise_problems


def cell(code: str, label: str = "", tag: str = "exercise", prints: str = "", **jupyter) -> dict:
    outputs = [{"output_type": "stream", "name": "stdout", "text": [prints]}] if prints else []
    metadata = {"tags": [tag], "jupyter": jupyter, "mystnb": {"code_prompt_show": label} if label else {}}
    return {"cell_type": "code", "metadata": metadata, "source": [code], "outputs": outputs}


def exercise(level: str) -> list[dict]:
    hidden = {"source_hidden": True, "outputs_hidden": True}
    return [
        {"cell_type": "markdown", "metadata": {}, "source": [f"**{level}.** What is 2 + 3?"]},
        cell(f"my_{level} = None"),
        cell("solution = 2 + 3\nprint(solution)", "Show the solution", "hide-cell", "5\n", **hidden),
        cell(f"nnlab.check('Sum', my_{level}, solution)", "Show the check", "hide-input", "○", source_hidden=True),
    ]


@pytest.fixture
def notebook():
    return {"cells": [part for level in ("Easy", "Medium", "Hard") for part in copy.deepcopy(exercise(level))]}


def test_an_exercise_with_all_its_parts_lacks_nothing(notebook):
    assert list(exercise_problems(notebook)) == []


def swap(cells):
    cells[2], cells[3] = cells[3], cells[2]


NO_SOLUTION = "the exercise 'my_Easy = None' is not followed by a closed cell 'Show the solution'"
NO_CHECK = "the exercise 'my_Easy = None' has no closed cell 'Show the check' with nnlab.check after its solution"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda cells: cells[0].update(source=["What is 2 + 3?"]), "no exercise **Easy.**"),
        (lambda cells: cells[1]["metadata"].clear(), "fewer than three exercises"),
        (lambda cells: cells[2]["metadata"].clear(), NO_SOLUTION),
        (lambda cells: cells[2]["metadata"].update(tags=["hide-input"]), NO_SOLUTION),
        (lambda cells: cells[2]["metadata"].update(mystnb={"code_prompt_show": "Show the code"}), NO_SOLUTION),
        (lambda cells: cells[2]["metadata"]["jupyter"].pop("source_hidden"), NO_SOLUTION),
        (lambda cells: cells[2]["metadata"]["jupyter"].pop("outputs_hidden"), NO_SOLUTION),
        (lambda cells: cells.pop(2), NO_SOLUTION),
        (swap, NO_SOLUTION),
        (lambda cells: cells[2].update(outputs=[]), "has a solution that prints no number"),
        (lambda cells: cells[2]["outputs"][0].update(text=["right\n"]), "has a solution that prints no number"),
        (
            lambda cells: cells[2].update(source=["nnlab.check_function('S', f, g, cases)"]),
            "is checked in its solution",
        ),
        (lambda cells: cells[3]["metadata"].clear(), NO_CHECK),
        (lambda cells: cells[3]["metadata"]["jupyter"].clear(), NO_CHECK),
        (lambda cells: cells[3].update(source=["print(solution)"]), NO_CHECK),
        (lambda cells: cells.pop(3), NO_CHECK),
    ],
)
def test_what_is_taken_away_from_an_exercise_is_missed(notebook, spoil, said):
    spoil(notebook["cells"])
    assert any(said in problem for problem in exercise_problems(notebook)), list(exercise_problems(notebook))


def test_an_exercise_at_the_very_end_is_missed_its_solution_and_its_check(notebook):
    del notebook["cells"][-2:]
    assert len(list(exercise_problems(notebook))) == 2
