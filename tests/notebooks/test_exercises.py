"""Every exercise of every chapter: right answers are accepted, typical slips explained, nonsense gets a sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from chapter_labs import Exercise, run_chapter

FOLDER = Path(__file__).parents[2] / "chapters"
CHAPTERS = [*sorted(FOLDER.glob("*.ipynb")), FOLDER / "skeleton" / "chapter.ipynb"]


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


def in_few_digits(value: object) -> object:
    """The value as another dtype holds it; a list's items stay what they are."""
    array = np.asarray(value)
    return array.astype({"f": "float32", "i": "int32", "b": "int8"}.get(array.dtype.kind, array.dtype))[()]


def as_list(value: object) -> object:
    """The value as Python's own lists and numbers."""
    return np.asarray(value).tolist()


def as_typed(value: object, digits: int | None) -> object:
    """A number as a learner types it: in the decimals asked for, or in four significant digits."""
    array = np.asarray(value)
    if array.dtype.kind != "f":
        return value
    return np.round(array, digits) if digits is not None else float(f"{array:.4g}") if not array.ndim else array


VARIANTS = {"a list": as_list, "another dtype": in_few_digits}


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_solution_is_accepted_in_other_forms(exercises, said, variant):
    for exercise in exercises:
        form, solution = VARIANTS[variant], exercise.solution
        given = (lambda *case, form=form, right=solution: form(right(*case))) if callable(solution) else form(solution)
        assert said(exercise, given).startswith("✓"), f"{exercise.name}, as {variant}: {said(exercise, given)}"


def test_answers_may_be_rounded_as_the_exercise_asks(exercises, said):
    """Slips, too, are recognised as they are typed."""
    for exercise in exercises:
        if not exercise.wants_function:
            typed = as_typed(exercise.solution, exercise.digits)
            assert said(exercise, typed).startswith("✓"), f"{exercise.name}, typed as {typed}: {said(exercise, typed)}"
            for message, value in exercise.mistakes.items() if exercise.digits is not None else ():
                line = said(exercise, as_typed(value, exercise.digits))
                assert message in line, f"{exercise.name}: {message!r} is not said to {value}, rounded, but {line!r}"


def test_a_forgotten_return_is_told(exercises, said):
    for exercise in exercises:
        if exercise.wants_function:
            line = said(exercise, lambda *case, right=exercise.solution: (right(*case), None)[1])
            assert line.startswith("✗"), line
            assert "a `return` is missing" in line


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
