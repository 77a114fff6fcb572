"""Whatever a learner hands in: right answers are right in any form, wrong ones wrong, and nothing raises."""

from __future__ import annotations

import contextlib
import io
import math
import warnings
from decimal import Decimal
from fractions import Fraction

import hypothesis.extra.numpy as npst
import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

import nnlab

WITHIN = 1e-6
moderate = st.floats(-1e6, 1e6)
arrays = npst.arrays(np.float64, npst.array_shapes(max_dims=3, max_side=4), elements=moderate)
FORMS = [float, np.float64, np.array, Fraction, Decimal, lambda value: np.array(value, object)]
ARRAY_FORMS = [np.asarray, np.ndarray.tolist, lambda array: array.astype(object), lambda array: tuple(array.tolist())]
MESSAGE = "That is the sum, not the mean."


class Awkward:
    """Fails at everything that a check might ask of it."""

    def fail(self, *_arguments, **_options):
        raise RuntimeError("no")

    __array__ = __float__ = __len__ = __iter__ = __eq__ = __hash__ = __repr__ = __str__ = __getattr__ = fail


class Speechless(Exception):  # noqa: N818
    """An error that cannot even be printed."""

    def __str__(self):
        raise RuntimeError("no words")


odd = st.one_of(
    st.none(),
    st.just(...),
    st.booleans(),
    st.text(),
    st.binary(),
    st.integers(),
    st.just(10**400),
    st.floats(),
    st.complex_numbers(),
    st.lists(st.one_of(st.floats(), st.text(), st.none(), st.lists(st.floats()))),
    st.dictionaries(st.text(), st.floats()),
    npst.arrays(npst.scalar_dtypes() | npst.unicode_string_dtypes(), npst.array_shapes(min_dims=0, max_side=3)),
    st.builds(Awkward),
    st.builds(object),
    st.just(len),
)  # fmt: skip
expectations = st.one_of(st.floats(), st.integers(-9, 9), st.booleans(), st.text(), arrays)


def line_of(act, *arguments, **options) -> str:
    """The one line that a check prints. Warnings would land in the notebook as red text, so they count as failures."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), warnings.catch_warnings():
        warnings.simplefilter("error")
        act(*arguments, **options)
    lines = printed.getvalue()
    assert lines.endswith("\n")
    assert lines.count("\n") == 1
    return lines[:-1]


def verdict(given_, expected, **options) -> str:
    return line_of(nnlab.check, "Loss", given_, expected, **options)[0]


@given(moderate, st.sampled_from(FORMS), st.floats(-0.99, 0.99))
def test_the_right_number_is_right_in_any_form_within_the_tolerance(expected, form, off):
    given_ = expected + off * WITHIN * max(1.0, abs(expected))
    assert verdict(form(given_), expected) == "✓"


@given(moderate, st.sampled_from(FORMS), st.floats(1.01, 1e9), st.sampled_from([-1, 1]))
def test_a_number_beyond_the_tolerance_is_wrong_and_told_in_which_direction(expected, form, off, sign):
    given_ = expected + sign * off * WITHIN * max(1.0, abs(expected))
    line = line_of(nnlab.check, "Loss", form(given_), expected)
    assert line.startswith("✗ Loss: not yet. ")
    assert line.endswith("too large." if sign > 0 else "too small.")


@given(arrays, st.sampled_from(ARRAY_FORMS))
def test_the_right_array_is_right_in_any_form_and_one_changed_entry_makes_it_wrong(expected, form):
    assert verdict(form(expected), expected) == "✓"
    changed = expected.copy()
    changed.flat[-1] += 1 + np.abs(expected).max()
    line = line_of(nnlab.check, "Loss", form(changed), expected)
    assert f"1 of {expected.size} values differ" in line


@given(arrays)
def test_an_array_of_another_shape_is_wrong_and_both_shapes_are_named(expected):
    line = line_of(nnlab.check, "Loss", expected[None], expected)
    assert line == f"✗ Loss: not yet. The shape is {(1, *expected.shape)}, and {expected.shape} is wanted."


@given(st.booleans())
def test_a_truth_value_is_right_as_numpy_has_it_too(expected):
    assert verdict(np.bool_(expected), expected) == verdict(expected, np.bool_(expected)) == "✓"
    assert verdict(np.bool_(not expected), expected) == verdict(not expected, np.bool_(expected)) == "✗"


@given(st.text(st.characters(codec="ascii", categories=["L"]), min_size=1))
def test_a_word_is_right_as_numpy_has_it_too_in_any_case_and_with_blanks_around(expected):
    assert verdict(np.str_(f" {expected.upper()}\n"), expected) == "✓"
    assert verdict(expected + "x", expected) == "✗"


@given(st.sampled_from([np.inf, -np.inf, np.nan]), st.sampled_from([np.inf, -np.inf, np.nan, 0.0]))
def test_infinity_and_nan_are_right_only_where_they_are_wanted(expected, given_):
    right = given_ == expected or (np.isnan(given_) and np.isnan(expected))
    assert verdict(given_, expected) == ("✓" if right else "✗")


@given(moderate, st.complex_numbers(min_magnitude=0.1, max_magnitude=1e6))
def test_a_complex_number_is_no_real_one(expected, slip):
    for given_ in (complex(expected, 1 + abs(slip)), np.array(complex(expected, 1 + abs(slip)))):
        assert verdict(given_, expected) == "✗"


@given(odd, expectations, st.dictionaries(st.text(), expectations, max_size=2))
@example(10**400, 1.0, {})
@example(1e308, -1e308, {})
@example(np.array(1 + 2j), 1.0, {})
@example("a\nb", "a", {})
def test_nothing_that_is_handed_in_raises_or_warns(given_, expected, mistakes):
    mistakes = {" ".join(m.split()): value for m, value in mistakes.items() if verdict(value, expected) != "✓"}
    line = line_of(nnlab.check, "Loss", given_, expected, mistakes=mistakes)
    assert line.startswith(("✓ Loss: right.", "✗ Loss: not yet. ", "○ Loss: not answered yet."))
    assert len(line) < 400 + max([0, *map(len, mistakes)]), "a learner reads one sentence, not a page"


@given(st.floats(-100, 100), st.integers(0, 5), st.sampled_from([math.floor, math.ceil, round]))
def test_what_rounds_to_the_right_number_is_right_and_what_does_not_is_wrong(expected, digits, rounded):
    unit = 10.0**-digits
    given_ = rounded(expected / unit) * unit
    gap = abs(given_ - expected)
    assume(abs(gap - unit / 2) > 1e-6)  # a 5 at the end may go either way
    near = gap <= unit / 2 or round(given_, digits) == round(expected, digits)
    assert verdict(given_, expected, digits=digits, within=1e-12) == ("✓" if near else "✗")
    assert verdict(expected + 1.01 * unit, expected, digits=digits, within=1e-12) == "✗"


@given(st.floats(-100, 100), st.integers(0, 5), st.floats(-3, 3))
def test_a_slip_is_recognised_rounded_and_refused_where_rounding_makes_it_right(expected, digits, off):
    slip = expected + off * 10.0**-digits
    rounded = round(slip, digits)
    options = {"digits": digits, "within": 1e-12}
    if "✓" in (verdict(slip, expected, **options), verdict(rounded, expected, **options)):
        with pytest.raises(ValueError, match="leads to what counts as right"):
            nnlab.check("Loss", None, expected, mistakes={MESSAGE: slip}, **options)
    else:
        line = line_of(nnlab.check, "Loss", rounded, expected, mistakes={MESSAGE: slip}, **options)
        assert line.endswith(MESSAGE)


@given(arrays, st.sampled_from([np.float32, np.float16, "int64", "longdouble"]))
def test_every_dtype_that_holds_the_right_numbers_is_right(expected, dtype):
    expected = np.round(expected) if dtype == "int64" else expected / 100
    with np.errstate(all="ignore"):
        assert verdict(expected.astype(dtype), expected) == "✓"


@given(st.lists(st.one_of(st.booleans(), st.text("abc", min_size=1)), min_size=1, max_size=5), st.integers(0, 4))
def test_a_list_of_texts_and_truth_values_is_compared_item_by_item(expected, at):
    assert verdict(tuple(expected), expected) == "✓"
    at %= len(expected)
    changed = [*expected]
    changed[at] = "d" if isinstance(expected[at], str) else not expected[at]
    line = line_of(nnlab.check, "Layers", changed, expected)
    assert f"1 of {len(expected)} items differ. The first of them is item [{at}]" in line


@given(st.floats(-100, 100), st.floats(0.5, 100))
def test_a_foreseen_slip_gets_its_message_and_the_right_answer_never_does(expected, gap):
    mistakes = {MESSAGE: expected + gap}
    assert line_of(nnlab.check, "Loss", expected + gap, expected, mistakes=mistakes).endswith(MESSAGE)
    assert line_of(nnlab.check, "Loss", expected, expected, mistakes=mistakes) == "✓ Loss: right."


def square(x):
    return x**2


@given(st.lists(moderate, min_size=1, max_size=5), st.integers(0, 4), st.floats(0.1, 1e6))
def test_a_function_is_right_when_it_is_right_in_every_case_and_the_first_wrong_case_is_named(cases, at, slip):
    cases = [(case,) for case in cases]
    right = line_of(nnlab.check_function, "Square", lambda x: x * x, square, cases)
    assert right == f"✓ Square: right, in all {len(cases)} cases tried."
    wanted = square(cases[at % len(cases)][0])
    wrong = lambda x: square(x) + (2 + slip) * max(1, wanted) * (square(x) == wanted)  # noqa: E731
    line = line_of(nnlab.check_function, "Square", wrong, square, cases, mistakes={MESSAGE: wrong})
    assert line.startswith("✗ Square, for ")
    assert line.endswith(MESSAGE)


@given(odd)
def test_nothing_that_a_learner_s_function_returns_raises(returned):
    line = line_of(nnlab.check_function, "Square", lambda x: returned, square, [(2.0,), (np.ones(3),)])
    assert line.startswith(("✗ Square", "○ Square"))


@pytest.mark.parametrize("error", [ValueError("one\ntwo\nthree"), SystemExit(1), Speechless(), RecursionError("deep")])
def test_an_error_of_the_learner_s_function_is_one_line(error):
    def fails(x):
        raise error

    line = line_of(nnlab.check_function, "Square", fails, square, [(2.0,)])
    assert line.startswith(f"✗ Square: for 2. your function raised {type(error).__name__}")
    assert "two" not in line
