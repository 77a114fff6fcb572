"""Every exercise of every chapter: right answers are accepted, typical slips explained, nonsense gets a sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from chapter_labs import Exercise, run_chapter

CHAPTERS = sorted((Path(__file__).parents[2] / "chapters").glob("*.ipynb"))


def failing(*arguments):
    raise RuntimeError("out of ideas")


NONSENSE = {
    "a word": "forty-two",
    "nothing in it": "",
    "a list of words": ["a", "b"],
    "a dict": {"loss": 1},
    "an object": object(),
    "too many dimensions": np.zeros((2, 3, 4, 5)),
    "not a number": float("nan"),
    "infinity": float("inf"),
    "complex": 1 + 2j,
    "ragged": [[1, 2], [3]],
}
FUNCTIONS = {
    "a function that fails": failing,
    "a function without arguments": lambda: 1,
    "a function that returns a word": lambda *arguments: "forty-two",
    "a function that returns a huge array": lambda *arguments: np.zeros((2, 3, 4, 5)),
    "a class": Exercise,
}


@pytest.fixture(params=CHAPTERS, ids=lambda path: path.stem)
def exercises(request):
    return run_chapter(request.param).exercises


@pytest.fixture
def said(capsys):
    """What an exercise says to an answer: one line."""

    def say(exercise: Exercise, given: object) -> str:
        capsys.readouterr()
        exercise.answer(given)
        printed = capsys.readouterr()
        assert printed.err == ""
        assert printed.out.count("\n") == 1, printed.out
        return printed.out.strip()

    return say


def test_there_are_three_at_least(exercises):
    assert len(exercises) >= 3


def test_the_solution_is_accepted(exercises, said):
    for exercise in exercises:
        assert said(exercise, exercise.solution).startswith(f"✓ {exercise.name}"), exercise.name


def test_each_typical_slip_gets_the_message_meant_for_it(exercises, said):
    for exercise in exercises:
        assert exercise.mistakes, f"{exercise.name} foresees no mistake"
        for message, value in exercise.mistakes.items():
            line = said(exercise, value)
            assert line.startswith("✗"), f"{exercise.name} accepts what it calls a mistake: {message}"
            assert message in line, f"{exercise.name}: {message!r} is never said; the learner reads {line!r}"


def test_no_answer_yet_is_no_mistake(exercises, said):
    for exercise in exercises:
        assert said(exercise, None).startswith("○")


def test_nonsense_gets_a_sentence_and_no_traceback(exercises, said):
    for exercise in exercises:
        for what, given in {**NONSENSE, **FUNCTIONS}.items():
            line = said(exercise, given)
            assert line.startswith("✗"), f"{exercise.name}, {what}: {line}"
            assert "Traceback" not in line, f"{exercise.name}, {what}: {line}"
