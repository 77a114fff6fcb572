"""A question that cannot be answered, or whose marking its own evidence contradicts, is refused while it is written."""

import math
import re

import numpy as np
import pytest
import tensorflow as tf

import nnlab

EXCESS = np.array([0.24, 0.251, 0.27, 0.265, 0.245])
NUMBER = {"answer": 0.1, "tolerance": 0.01, "source": "1/λ", "reason": "1/λ.", "low": "More.", "high": "Less."}


def evidence(value=EXCESS, **condition) -> nnlab.Evidence:
    return nnlab.Evidence("excess loss, five orders", value, **condition)


def choices(**conditions) -> list[nnlab.Choice]:
    """A choice for each text, decided by the same values under another condition."""
    return [nnlab.Choice(text, f"{text}: why.", evidence(**given)) for text, given in conditions.items()]


RESTS, WANDERS, LEAVES = {"below": 0.01}, {"above": 0.05, "below": 5}, {"above": 20}


def test_the_choice_whose_evidence_holds_is_right_and_each_keeps_its_reason():
    question = nnlab.Question("What do the weights do?", choices=choices(rest=RESTS, wander=WANDERS, leave=LEAVES))
    assert question.spec["choices"] == [
        {"text": "rest", "reason": "rest: why.", "right": False},
        {"text": "wander", "reason": "wander: why.", "right": True},
        {"text": "leave", "reason": "leave: why.", "right": False},
    ]
    assert question.answer == ""


def test_a_choice_is_right_only_if_all_its_evidence_holds():
    both = nnlab.Choice("both", "Why.", evidence(**WANDERS), nnlab.Evidence("shape", (5, 3), equals=(3, 5)))
    question = nnlab.Question("Which?", choices=[both, *choices(wander=WANDERS)])
    assert [choice["right"] for choice in question.spec["choices"]] == [False, True]


@pytest.mark.parametrize(
    ("conditions", "count"),
    [({"rest": RESTS, "leave": LEAVES}, "0 of 2"), ({"wander": WANDERS, "above": {"above": 0.1}}, "2 of 2")],
)
def test_a_question_of_which_not_exactly_one_choice_holds_is_refused_with_all_numbers(conditions, count):
    with pytest.raises(ValueError, match=f"exactly one choice must hold, not {count}") as refusal:
        nnlab.Question("What do the weights do?", choices=choices(**conditions))
    for choice in choices(**conditions):
        verdict = "holds" if choice.holds else "fails"
        assert f"{verdict}: {choice.text!r}, with {choice.evidence[0]!r}" in str(refusal.value)


@pytest.mark.parametrize(
    ("value", "condition", "close"),
    [
        (EXCESS, {"above": 0.2}, True),  # the least is 0.24, and 0.25 is asked for
        (EXCESS, {"above": 0.19}, False),
        (EXCESS, {"below": 0.35}, True),
        (EXCESS, {"below": 0.37}, False),
        (-EXCESS, {"below": -0.2}, True),
        (0.001, {"above": 0}, False),  # zero has no quarter
        ([12, 30], {"above": 10}, True),
        (math.inf, {"above": 100}, False),
        (10, {"equals": 10}, False),
    ],
)
def test_a_choice_that_holds_by_less_than_a_quarter_of_its_bound_is_too_close_to_call(value, condition, close):
    asked = [nnlab.Choice("this", "Why.", evidence(value, **condition)), *choices(that={"above": 50})]
    if close:
        with pytest.raises(ValueError, match="too close to call: 'this' holds, but excess loss") as refusal:
            nnlab.Question("Which?", choices=asked)
        assert repr(asked[0].evidence[0]) in str(refusal.value)
    else:
        assert nnlab.Question("Which?", choices=asked).spec["choices"][0]["right"]


@pytest.mark.parametrize(
    ("value", "condition", "holds"),
    [
        (0.26, {"above": 0.05}, True),
        (0.05, {"above": 0.05}, False),
        ([0.26, 0.04], {"above": 0.05}, False),
        ([0.26, 6.0], WANDERS, False),
        (np.uint8([3, 4]), {"above": -5}, True),
        (tf.constant([0.2, 0.3]), {"above": 0.1}, True),
        ([1.0, math.nan], {"above": 0.5}, False),
        ([1.0, math.nan], {"below": 5}, False),
        ([math.inf, 3], {"above": 1}, True),
        (math.inf, {"below": 1e30}, False),
        (-math.inf, {"below": -1e30}, True),
        (math.nan, {"equals": math.nan}, True),
        (1.0, {"equals": math.nan}, False),
        (0.1 + 0.2, {"equals": 0.3}, False),
        ((5, 3), {"equals": (5, 3)}, True),
        ((5, 3), {"equals": (3, 5)}, False),
        ((5, 3), {"equals": (5, 3, 1)}, False),
        ((5, 3), {"equals": np.array([5, 3])}, True),
        ([(5, 3), (5, 3)], {"equals": (5, 3)}, True),
        ([(5, 3), (5, 4)], {"equals": (5, 3)}, False),
        ([1, 1, 1], {"equals": 1}, True),
        ([1, 2, 1], {"equals": 1}, False),
        ("tanh", {"equals": "tanh"}, True),
        (["tanh", "ReLU"], {"equals": "tanh"}, False),
    ],
)
def test_evidence_holds_if_all_values_fulfil_its_condition(value, condition, holds):
    assert evidence(value, **condition).holds is holds


@pytest.mark.parametrize(
    ("value", "condition", "words"),
    [
        (EXCESS, {"above": 0.05}, "0.24 to 0.27, above 0.05"),
        (0.2649, WANDERS, "0.26, above 0.05 and below 5"),
        ([421, 433], {"below": 1000}, "421 to 433, below 1000"),
        (421.3, {"above": 0.125}, "420, above 0.125"),
        (421.0, {"above": 100 / 3}, "421, above 33"),
        (np.array([True, True]).sum(), {"equals": 2}, "2, equals 2"),
        (1_234_567.0, {"above": 1e5}, "1.2e6, above 100000"),
        (0.0000123, {"above": 1e-6}, "1.2e-5, above 1e-6"),
        ([1.0, math.nan], {"below": 5}, "1 and NaN, below 5"),
        ([3, math.inf], {"above": 1}, "3 to infinity, above 1"),
        ((5, 3), {"equals": (5, 3)}, "(5, 3), equals (5, 3)"),
        ([(5, 3), (5, 4)], {"equals": (5, 3)}, "(5, 3) and (5, 4), equals (5, 3)"),
        (["tanh", "ReLU", "tanh"], {"equals": "tanh"}, "tanh and ReLU, equals tanh"),
        (np.arange(9), {"equals": (0,)}, "(0, 1, 2, 3, 4, 5, …), equals (0,)"),
        (0.1 + 0.2, {"equals": 0.3}, "0.30000000000000004, equals 0.3, exactly"),
    ],
)
def test_evidence_is_a_sentence_with_its_numbers_in_two_digits(value, condition, words):
    assert repr(evidence(value, **condition)) == f"excess loss, five orders: {words}"


def test_the_last_bits_of_a_number_do_not_change_what_is_written():
    for value, bound in ((0.235, 0.1), (0.45, 0.1), (421.0, 10), (2.5e-6, 1e-7)):
        written = {repr(evidence(value * (1 + bits * 1e-12), above=bound)) for bits in (-1, 0, 1)}
        assert len(written) == 1, written
    assert repr(evidence(-3e-17, below=1e-6)) == repr(evidence(0.0, below=1e-6)), "tiny beside the bound"


def test_evidence_does_not_change_with_the_array_that_it_was_made_of():
    value = EXCESS.copy()
    made = evidence(value, above=0.05)
    value[:] = 0
    assert made.holds


@pytest.mark.parametrize(
    ("value", "condition", "words"),
    [
        (0.26, {}, ["no condition", "above"]),
        ([], {"above": 1}, ["value", "empty"]),
        (True, {"above": 0}, ["value", "True", "number"]),
        ([0.1, True], {"above": 0}, ["value", "True"]),
        (np.array([False]), {"below": 1}, ["value", "False"]),
        (True, {"equals": True}, ["value", "True"]),
        (1, {"equals": True}, ["equals", "True"]),
        (1, {"above": True}, ["above", "True"]),
        (1, {"above": math.nan}, ["above", "nan"]),
        (1, {"below": [1, 2]}, ["below", "[1, 2]"]),
        (1, {"above": 2, "below": 2}, ["above=2", "below=2"]),
        (1, {"above": 0, "equals": 1}, ["bound", "equals=1"]),
        (None, {"above": 0}, ["value", "None", "infinity"]),
        ([1, "one"], {"equals": 1}, ["value", "one kind"]),
        ("much", {"above": 0}, ["value", "much", "text"]),
        (1, {"equals": "1"}, ["value", "text"]),
    ],
)
def test_evidence_that_decides_nothing_is_refused(value, condition, words):
    with pytest.raises(ValueError, match=re.escape(words[0])) as refusal:
        evidence(value, **condition)
    assert all(word in str(refusal.value) for word in words), refusal.value


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: nnlab.Choice("It falls.", "Why."), ["It falls.", "no evidence"]),
        (lambda: nnlab.Choice("It falls.", "", evidence(above=1)), ["reason", "It falls."]),
        (lambda: nnlab.Choice("", "Why.", evidence(above=1)), ["text"]),
        (lambda: nnlab.Choice("It falls.", "Why.", EXCESS.max() < 1), ["nnlab.Evidence", "True"]),
        (lambda: nnlab.Evidence(" ", 1, above=0), ["name"]),
        (lambda: nnlab.Question("", **NUMBER), ["prompt"]),
    ],
)
def test_a_choice_without_reason_or_evidence_is_refused(make, words):
    with pytest.raises(ValueError, match=words[0]) as refusal:
        make()
    assert all(word in str(refusal.value) for word in words), refusal.value


def test_a_number_has_a_tolerance_and_says_why_for_lower_and_higher_guesses():
    spec = nnlab.Question("Which rate?", **NUMBER).spec
    assert (spec["kind"], spec["answer"], spec["tolerance"]) == ("number", 0.1, 0.01)
    assert (spec["low"], spec["high"]) == ("More.", "Less.")


def test_of_several_numbers_the_median_is_the_answer_if_all_lie_within_the_tolerance():
    spread = NUMBER | {"answer": [30, 31, 33, 31, 31], "tolerance": 2}
    assert nnlab.Question("How many?", **spread).spec["answer"] == 31.0
    with pytest.raises(ValueError, match="from 30 to 34, not all within the tolerance 2 of their median 31"):
        nnlab.Question("How many?", **spread | {"answer": [30, 31, 34, 31, 31]})


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"choices": choices(wander=WANDERS)}, ["choices", "two", "wander"]),
        ({"choices": choices(wander=WANDERS, rest=RESTS) + choices(rest=LEAVES)}, ["choices", "different"]),
        ({"choices": {"It falls.": "Why."}}, ["choices", "nnlab.Choice", "It falls."]),
        ({"choices": ["It falls.", "It grows."]}, ["choices", "nnlab.Choice"]),
        *(
            ({"choices": choices(rest=RESTS, wander=WANDERS), name: value}, [name, "Choice"])
            for name, value in (NUMBER | {"answer": "wander", "unit": "epochs"}).items()
        ),
        ({}, ["answer", "None"]),
        (NUMBER | {"answer": float("nan")}, ["answer", "nan"]),
        (NUMBER | {"answer": [1, math.inf]}, ["answer", "inf"]),
        (NUMBER | {"answer": "0.1"}, ["answer", "0.1"]),
        (NUMBER | {"answer": True}, ["answer", "True"]),
        (NUMBER | {"tolerance": 0.0}, ["tolerance", "0.0"]),
        (NUMBER | {"tolerance": None}, ["tolerance", "None"]),
        (NUMBER | {"source": ""}, ["source"]),
        (NUMBER | {"low": ""}, ["low"]),
    ],
)
def test_a_question_without_a_possible_answer_is_refused(arguments, words):
    with pytest.raises(ValueError, match=words[0]) as refusal:
        nnlab.Question("Which?", **arguments)
    assert all(word in str(refusal.value) for word in words)


def test_two_questions_on_a_page_have_different_ids_and_the_same_one_keeps_its_id():
    first, second = nnlab.Question("A?", **NUMBER), nnlab.Question("B?", **NUMBER)
    assert first.spec["id"] != second.spec["id"]
    assert first.spec["id"] == nnlab.Question("A?", **NUMBER).spec["id"]


@pytest.mark.parametrize(
    ("answer", "tolerance", "unit", "told"),
    [
        (0.1, 0.01, "", "0.1"),
        (1 / 8, 0.001, "", "0.125"),
        (0.0506602, 0.002, "", "0.051"),
        (421, 50, "epochs", "421 epochs"),
        (421.3, 50, "epochs", "420 epochs"),
        (3.21, 10, "", "3"),
        ([30, 31, 33], 2, "", "31"),
    ],
)
def test_the_text_output_of_a_number_tells_the_answer_and_its_source(answer, tolerance, unit, told):
    question = nnlab.Question("Which?", **NUMBER | {"answer": answer, "tolerance": tolerance, "unit": unit})
    assert repr(question) == f"Question: Which? Answer: {told} (1/λ)"


def test_the_text_output_of_a_choice_is_one_line_with_what_decided_it():
    question = nnlab.Question("What do\nthey do?", choices=choices(rest=RESTS, wander=WANDERS))
    said = "Question: What do they do? Right: wander. Decided by excess loss, five orders: 0.24 to 0.27"
    assert repr(question) == f"{said}, above 0.05 and below 5."
    assert question._repr_mimebundle_()[0]["text/plain"] == repr(question), "all of it is stored"
