"""A question that cannot be answered is refused while the chapter is written."""

import pytest

import nnlab

CHOICES = {"It falls.": "Each step goes downhill.", "It grows.": "Only above the limit."}
NUMBER = {"answer": 0.1, "tolerance": 0.01, "reason": "1/λ.", "low": "More.", "high": "Less."}


def test_a_choice_knows_which_text_is_right_and_why_the_others_are_not():
    question = nnlab.Question("What does the loss do?", choices=CHOICES, answer="It falls.")
    assert [choice["right"] for choice in question.spec["choices"]] == [True, False]
    assert [choice["reason"] for choice in question.spec["choices"]] == list(CHOICES.values())
    assert question.answer == ""


def test_a_number_has_a_tolerance_and_says_why_for_lower_and_higher_guesses():
    spec = nnlab.Question("Which rate?", **NUMBER).spec
    assert (spec["kind"], spec["answer"], spec["tolerance"]) == ("number", 0.1, 0.01)
    assert (spec["low"], spec["high"]) == ("More.", "Less.")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"choices": CHOICES, "answer": "It sleeps."}, ["answer", "It sleeps.", "It falls."]),
        ({"choices": {"It falls.": "Yes."}, "answer": "It falls."}, ["choices", "two"]),
        ({"choices": {**CHOICES, "It stops.": ""}, "answer": "It falls."}, ["reason", "It stops."]),
        (NUMBER | {"answer": float("nan")}, ["answer", "nan"]),
        (NUMBER | {"answer": "0.1"}, ["answer", "0.1"]),
        (NUMBER | {"tolerance": 0.0}, ["tolerance", "0.0"]),
        (NUMBER | {"tolerance": None}, ["tolerance", "None"]),
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


def test_its_text_output_is_one_stable_sentence():
    assert repr(nnlab.Question("Which rate?", **NUMBER)) == "Question: Which rate?"
