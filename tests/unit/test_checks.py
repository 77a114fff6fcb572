"""A learner's answer gets a sentence that helps, whatever it is."""

import numpy as np
import pytest
import tensorflow as tf

import nnlab


def said(capsys):
    return capsys.readouterr().out.strip()


@pytest.mark.parametrize("nothing", [None, ...])
def test_no_answer_yet_is_not_an_error(capsys, nothing):
    nnlab.check("Loss", nothing, 3.0)
    assert said(capsys) == "○ Loss: not answered yet."


@pytest.mark.parametrize(
    "answer", [3.0, 3, np.float32(3.0), 3.0 + 1e-9, np.float16(3.0), 3 + 0j, tf.constant(3.0), tf.constant(3, tf.int8)]
)
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
        (np.ones(3), "Wanted is a number, and this is an array of shape (3,)."),
        ((3, 5), "a tuple of 2 numbers (a decimal number has a point in Python, no comma)"),
        ("3,5", "this is a text (leave out the quotation marks)"),
        ({"a": 3.0}.values(), "this is a dict_values (make it a list, with list(...))"),
        (float("nan"), "not finite"),
        (lambda: 3.0, "a function (call it to get its value)"),
        ({"a": 1}, "this is a dict"),
        ("3", "this is a text (leave out the quotation marks)"),
        ([[3.0]], "a list of 1 row: take the number out of it"),
        (np.array([3.0]), "an array of shape (1,): take the number out of it"),
        (map(abs, [3.0]), "this is a map (make it a list, with list(...))"),
        (10**400, "not finite"),
        (3 + 2j, "this is a complex number"),
        ({3.0}, "this is a set"),
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
        (lambda value: None, "○ Square: not answered yet."),
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


def returns_none(value):
    """Only a docstring."""


def passes(value):
    pass


def dots(value): ...


def says_none(value):
    """A docstring, and what the exercise began with."""
    return None  # noqa: RET501


@pytest.mark.parametrize("stub", [returns_none, passes, dots, says_none])
def test_a_function_without_a_body_is_not_answered_yet(capsys, stub):
    nnlab.check_function("Square", stub, square, [(2.0,)])
    assert said(capsys) == "○ Square: not answered yet."


def forgets(value):
    value * value


def forgets_at_the_end(value):  # noqa: RET503
    if value < 0:
        return value * value


@pytest.mark.parametrize(("function", "case"), [(forgets, "-1."), (forgets_at_the_end, "2."), (print, "-1.")])
def test_a_function_that_forgets_to_return_is_told_so(capsys, function, case):
    nnlab.check_function("Square", function, square, [(-1.0,), (2.0,)])
    line = said(capsys).splitlines()[-1]
    assert line == f"✗ Square: for {case} your function returned None: a `return` is missing on the way through it."


@pytest.mark.parametrize("nothing", [(None, None), [None, ...], [[None], [None]]])
def test_a_list_in_which_nothing_was_written_is_not_answered_yet(capsys, nothing):
    nnlab.check("Pair", nothing, (1.0, 2.0))
    assert said(capsys) == "○ Pair: not answered yet."


@pytest.mark.parametrize("answer", [0.83, 0.8312, 0.828, 0.8349, np.float32(0.83)])
def test_a_number_may_be_rounded_to_the_digits_asked_for(capsys, answer):
    nnlab.check("Loss", answer, 0.8312, digits=2)
    assert said(capsys) == "✓ Loss: right."


@pytest.mark.parametrize("answer", [0.8, 0.82, 0.84, 0.8401])
def test_another_number_of_as_many_digits_is_wrong(capsys, answer):
    nnlab.check("Loss", answer, 0.8312, digits=2)
    assert said(capsys).startswith("✗ Loss: not yet.")


@pytest.mark.parametrize("answer", [0.12, 0.13])
def test_a_five_at_the_end_may_go_up_or_down(capsys, answer):
    nnlab.check("Loss", answer, 0.125, digits=2)
    assert said(capsys) == "✓ Loss: right."


def test_a_slip_is_recognised_when_it_is_rounded_as_well(capsys):
    nnlab.check("Rate", 0.0018, 0.00017, digits=4, mistakes={"That is the curvature.": 0.00177})
    assert said(capsys) == "✗ Rate: not yet. That is the curvature."


@pytest.mark.parametrize("answer", [1834.6974, 1835, 1834.7, 1800])
def test_a_slip_of_another_magnitude_is_recognised_to_as_many_significant_digits(capsys, answer):
    nnlab.check("Rate", answer, 0.00109, digits=4, mistakes={"That is the curvature.": 1834.6974})
    assert said(capsys) == "✗ Rate: not yet. That is the curvature."
    nnlab.check("Rate", 1900, 0.00109, digits=4, mistakes={"That is the curvature.": 1834.6974})
    assert said(capsys) == "✗ Rate: not yet. 1900 is too large."


@pytest.mark.parametrize("slip", [3.0, 3.004, 2.996, 3.0049])
def test_a_slip_that_rounds_to_what_is_right_is_refused(slip):
    with pytest.raises(ValueError, match=r"Loss: the mistake 'Near\.' leads to what counts as right"):
        nnlab.check("Loss", None, 3.001, digits=2, mistakes={"Near.": slip})


def test_a_slip_that_gives_the_right_answer_in_all_cases_is_refused():
    slips = {"That doubles.": lambda value: 2 * value}
    with pytest.raises(ValueError, match=r"'That doubles\.' gives the right answer in all 2 cases"):
        nnlab.check_function("Square", None, square, [(0.0,), (2.0,)], mistakes=slips)
    with pytest.raises(ValueError, match="no cases"):
        nnlab.check_function("Square", None, square, [])


@pytest.mark.parametrize("digits", [-1, 1.5, True, "two"])
def test_digits_are_a_whole_number(digits):
    with pytest.raises(ValueError, match="digits must be a whole number from 0 on, not"):
        nnlab.check("Loss", None, 3.0, digits=digits)


@pytest.mark.parametrize("expected", [None, 1 + 2j, {"a": 1}, [1, None], object(), [[1, 2], [3]]])
def test_an_exercise_cannot_ask_for_what_cannot_be_compared(expected):
    with pytest.raises(TypeError, match="numbers, texts, truth values and lists of them can be checked"):
        nnlab.check("Loss", 1.0, expected)


FROZEN = [False, True, True]
HOLDS_ITSELF: list = []
HOLDS_ITSELF.append(HOLDS_ITSELF)


@pytest.mark.parametrize(
    "answer", [FROZEN, tuple(FROZEN), np.array(FROZEN), [0, 1, 1], np.array([0.0, 1.0, 1.0]), tf.constant(FROZEN)]
)
def test_a_list_of_truth_values_is_right_in_every_form(capsys, answer):
    nnlab.check("Trained", answer, FROZEN)
    assert said(capsys) == "✓ Trained: right."


@pytest.mark.parametrize(
    ("answer", "expected", "sentence"),
    [
        ([True, True], FROZEN, "The number of items is 2, and 3 are wanted."),
        ([True, True, True], FROZEN, "1 of 3 items differ. The first of them is item [0]: True is not it."),
        (
            [0, 2, 1],
            FROZEN,
            "1 of 3 items differ. The first of them is item [1]: Wanted is True or False, and this is a",
        ),
        (["no", True, True], FROZEN, "Wanted is True or False, and this is a text."),
        (True, FROZEN, "Wanted is a list of 3 truth values, and this is True or False."),
        (["conv", "relu"], ["conv", "norm"], "1 of 2 items differ. The first of them is item [1]: 'relu' is not it."),
        (["a", "b"], [1.0, 2.0], "Wanted is a list of 2 numbers, and this is a list of 2 texts."),
        ([1, "b"], np.ones(2), "Wanted is an array of shape (2,), and this is a list of 2 numbers and texts."),
        ([1, None], np.ones(2), "this is a list of 2 numbers and None."),
        ([[1, 2], [3]], np.ones((2, 2)), "this is a list of 2 rows of different lengths."),
        ([], [1.0], "The number of items is 0, and 1 are wanted."),
        ((200,), (200, 64), "The number of items is 1, and 2 are wanted."),
        (200, (200, 64), "Wanted is a tuple of 2 numbers, and this is a number."),
        ([1.0], np.ones(2), "The shape is (1,), and (2,) is wanted."),
        (HOLDS_ITSELF, [1.0], "this is a list of 1 row."),
        ([], ["conv"], "The number of items is 0, and 1 are wanted."),
        (np.array(["a", "b"]), np.ones(2), "this is an array of shape (2,) that holds texts."),
    ],
)
def test_lists_that_differ_are_told_in_what(capsys, answer, expected, sentence):
    nnlab.check("List", answer, expected)
    line = said(capsys)
    assert line.startswith("✗ List: not yet.")
    assert sentence in line


@pytest.mark.parametrize("answer", [np.array(["ReLU", "tanh "]), ("relu", "TANH")])
def test_a_list_of_texts_is_right_in_every_form(capsys, answer):
    nnlab.check("Activations", answer, ["relu", "tanh"])
    assert said(capsys) == "✓ Activations: right."


def test_nested_lists_and_mixed_ones_are_compared_item_by_item(capsys):
    nnlab.check("Layers", [["dense", 8], ["relu", np.float32(2.5)]], [("Dense", 8), ("ReLU", 2.5)])
    assert said(capsys) == "✓ Layers: right."
    nnlab.check("Table", [[1, 2], [3.0, np.float16(4)]], np.array([[1, 2], [3, 4]]))
    assert said(capsys) == "✓ Table: right."


def test_what_was_computed_in_few_digits_is_right(capsys):
    exact = np.linspace(0.1, 9, 30) ** 2
    for dtype in ("float32", "float16"):
        nnlab.check("Values", np.linspace(0.1, 9, 30).astype(dtype) ** 2, exact)
        assert said(capsys) == "✓ Values: right."


def test_a_warning_of_numpy_stays_unseen(capsys):
    nnlab.check_function("Logarithm", lambda value: np.log(value), lambda value: np.log(value), [(np.zeros(2),)])
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("✓ Logarithm: right, in all 1 cases tried.\n", "")


def test_a_list_that_the_function_changes_stays_as_it_was_for_the_next(capsys):
    def reversing(kinds):
        kinds.reverse()
        return kinds

    nnlab.check_function("Reversed", reversing, lambda kinds: kinds[::-1], [(["a", "b"],)])
    assert said(capsys).startswith("✓")
