"""A learner's answer gets a sentence that helps, whatever it is."""

import numpy as np
import pytest

import nnlab


def said(capsys):
    return capsys.readouterr().out.strip()


@pytest.mark.parametrize("nothing", [None, ...])
def test_no_answer_yet_is_not_an_error(capsys, nothing):
    nnlab.check("Loss", nothing, 3.0)
    assert said(capsys) == "○ Loss: not answered yet."


@pytest.mark.parametrize("answer", [3.0, 3, np.float32(3.0), 3.0 + 1e-9])
def test_the_right_number_is_right_in_any_numeric_type(capsys, answer):
    nnlab.check("Loss", answer, 3.0)
    assert said(capsys) == "✓ Loss: right."


def test_a_known_mistake_gets_its_own_message(capsys):
    nnlab.check("Loss", 9.0, 3.0, mistakes={"That is the sum.": 9.0})
    assert said(capsys) == "✗ Loss: not yet. That is the sum."


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (4.0, "4 is too large"),
        (-1.0, "-1 is too small"),
        ("three", "this is a text"),
        (np.ones(3), "The shape is (3,), and () is wanted."),
        (float("nan"), "not finite"),
        (lambda: 3.0, "a function (call it to get its value)"),
        ({"a": 1}, "this is a dict"),
    ],
)
def test_a_wrong_number_and_nonsense_get_a_sentence(capsys, answer, hint):
    nnlab.check("Loss", answer, 3.0)
    sentence = said(capsys)
    assert sentence.startswith("✗ Loss: not yet.")
    assert hint in sentence


def test_an_array_says_how_many_values_differ(capsys):
    nnlab.check("Weights", np.array([1.0, 2.5, 3.0]), np.array([1.0, 2.0, 3.0]))
    assert said(capsys) == "✗ Weights: not yet. 1 of 3 values differ, the largest by 0.5."


def test_an_array_of_the_wrong_shape_names_both_shapes(capsys):
    nnlab.check("Weights", np.zeros((3, 1)), np.zeros(3))
    assert said(capsys) == "✗ Weights: not yet. The shape is (3, 1), and (3,) is wanted."


@pytest.mark.parametrize("answer", ["ReLU", " relu "])
def test_a_word_may_be_written_in_any_case(capsys, answer):
    nnlab.check("Activation", answer, "relu")
    assert said(capsys) == "✓ Activation: right."


def square(value):
    return value**2


def test_a_right_function_is_right_in_all_cases(capsys):
    nnlab.check_function("Square", lambda value: value * value, square, [(2.0,), (np.array([1.0, 3.0]),)])
    assert said(capsys) == "✓ Square: right, in all 2 cases tried."


def test_a_wrong_function_names_the_case_and_the_slip(capsys):
    cases, slips = [(0.0,), (3.0,)], {"That doubles.": lambda value: 2 * value}
    nnlab.check_function("Square", lambda value: 2 * value, square, cases, mistakes=slips)
    assert said(capsys) == "✗ Square, for 3.: not yet. That doubles."


def test_a_function_that_raises_is_reported_in_its_own_words(capsys):
    nnlab.check_function("Square", lambda value: value / 0, square, [(2.0,)])
    assert said(capsys) == "✗ Square: for 2. your function raised ZeroDivisionError: float division by zero"


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (None, "○ Square: not answered yet."),
        (lambda value: None, "○ Square: not answered yet (the function returned None)."),
        (4.0, "✗ Square: a function is wanted here, and this is a number."),
        (lambda: 1, "your function raised TypeError"),
    ],
)
def test_no_function_yet_or_no_function_at_all(capsys, function, sentence):
    nnlab.check_function("Square", function, square, [(2.0,)])
    assert sentence in said(capsys)


def test_a_function_cannot_change_the_cases_under_the_reference(capsys):
    def greedy(value):
        value *= 0
        return value

    nnlab.check_function("Square", greedy, square, [(np.array([1.0, 2.0]),)])
    assert said(capsys).startswith("✗")
