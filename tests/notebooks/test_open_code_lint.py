"""What of Python goes beyond functions and loops is found in open cells, and nowhere else."""

from __future__ import annotations

import pytest
from open_code_lint import open_code_problems


def found(code: str, *tags: str) -> list[str]:
    return list(open_code_problems({"cells": [{"cell_type": "code", "metadata": {"tags": [*tags]}, "source": code}]}))


BEYOND = {
    "curves = [lambda x, k=k: k * x for k in ks]": "a lambda with a default argument",
    "strengths |= {0.1}": "'|='",
    "z = w[:, None, None, None]": "an index with three or more None",
    "z = w[np.newaxis, None, :, None]": "an index with three or more None",
    "for W in weights[:0:-1]:\n    print(W)": "a slice that runs backwards from or to a place",
    "for i, j in np.ndindex(2, 3):\n    print(i)": "ndindex",
    "with np.errstate(over='ignore'):\n    print(1)": "errstate",
    "class Valley:\n    pass": "the class Valley (tag the cell `teaches-class` if it is the lesson)",
}


@pytest.mark.parametrize("code", BEYOND)
def test_it_is_named_in_an_open_cell_only(code):
    assert found(code) == [f"the open cell '{code.splitlines()[0]}' has {BEYOND[code]}"]
    assert found(code, "hide-input") == found(code, "hide-cell") == []


def test_a_class_may_be_the_lesson():
    assert found("class Loop:\n    pass", "teaches-class") == []
    assert found("class Loop:\n    x |= 1", "teaches-class") == ["the open cell 'class Loop:' has '|='"]


@pytest.mark.parametrize(
    "code", ["f = lambda x: 2 * x", "x += 1", "z = x[:, None] - y[None, :]", "for W in weights[::-1]:\n    a = x | y"]
)
def test_functions_loops_and_plain_indices_are_welcome(code):
    assert found(code) == []
