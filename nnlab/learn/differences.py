"""What differs between a learner's value and the expected one, in a sentence; a learner's value never makes it raise.

Values are numbers, texts, truth values, or lists and arrays of these. What NumPy reads as numbers is compared as an
array; lists with a text or a truth value in them are compared item by item.
"""

from __future__ import annotations

import reprlib
from collections.abc import Iterator, MappingView, Sequence
from typing import TypeGuard

import numpy as np

from nnlab.learn.tolerance import Tolerance, numbers

KINDS = {  # in this order: True is an int for Python, and a NumPy float a float
    "a text": str,
    "True or False": bool | np.bool_,
    "a number": int | float | np.integer | np.floating,
    "a complex number": complex | np.complexfloating,
    "a dict": dict,
    "None": type(None),
}
SEVERAL = {"a text": "texts", "True or False": "truth values", "a number": "numbers", "None": "None"}


def difference(given: object, expected: object, tolerance: Tolerance) -> str:
    """Say what differs, or nothing when the two agree."""
    given, expected = _plain(given), _plain(expected)
    if isinstance(expected, str):
        if isinstance(given, str):
            return "" if _folded(given) == _folded(expected) else f"{reprlib.repr(given)} is not it."
    elif isinstance(expected, bool):
        if isinstance(given, int | float | np.integer | np.floating) and given in (0, 1):
            return "" if bool(given) == expected else f"{given} is not it."
    elif _has_words(expected):
        if _is_list(given):
            return _of_items(list(given), list(expected), tolerance)
    elif (got := numbers(given)) is not None and (want := numbers(expected)) is not None:
        return _of_numbers(got, want, tolerance, given, expected)
    return f"Wanted is {described(expected)}, and this is {described(given)}{_advice(given)}."


def comparable(expected: object) -> bool:
    """Whether `difference` can compare with a value: numbers, texts, truth values, or lists of them."""
    expected = _plain(expected)
    if _is_list(expected) and _has_words(expected):
        return all(map(comparable, expected))
    return isinstance(expected, str | bool) or numbers(expected) is not None


def described(value: object) -> str:
    """Say what kind of value this is: "a number", "a list of 3 texts", "an array of shape (2, 3)"."""
    value = _plain(value)
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}" + (" that holds texts" if value.dtype.kind in "US" else "")
    if isinstance(value, list | tuple):
        return _described_list(value)
    if callable(value):
        return "a function"
    name = type(value).__name__
    named = f"{'an' if name[:1].lower() in 'aeio' else 'a'} {name}"
    return next((words for words, kind in KINDS.items() if isinstance(value, kind)), named)


def _described_list(value: list | tuple) -> str:
    name = type(value).__name__ if type(value) in (list, tuple) else "list"
    if not value:
        return f"an empty {name}"
    lengths = {len(item) if _is_list(item) else None for item in map(_plain, value)}
    if lengths != {None}:
        return f"a {name} of {len(value)} row{'s' * (len(value) > 1)}" + (
            " of different lengths" if len(lengths) > 1 else ""
        )
    kinds = [described(item) for item in value]
    words = [SEVERAL.get(kind, "other things") for kind in dict.fromkeys(kinds)]
    if len(value) == 1:
        return f"a {name} of one item, {kinds[0]}"
    return f"a {name} of {len(value)} {' and '.join(dict.fromkeys(words))}"


def _advice(given: object) -> str:
    if callable(given):
        return " (call it to get its value)"
    if isinstance(given, Iterator | MappingView):
        return " (make it a list, with list(...))"
    if isinstance(given, str) and _is_written_number(given):
        return " (leave out the quotation marks)"
    return ""


def _is_written_number(words: str) -> bool:
    """Whether a text is nothing but a number."""
    try:
        float(words.replace(",", "."))
    except ValueError:
        return False
    return True


def _of_numbers(got: np.ndarray, want: np.ndarray, tolerance: Tolerance, given: object, expected: object) -> str:
    if got.shape != want.shape:
        return _of_shapes(got, want, given, expected)
    finite = np.isfinite(got) & np.isfinite(want)
    if not np.array_equal(got[~finite], want[~finite], equal_nan=True):
        if np.isfinite(want).all():
            return "A value is not finite (NaN or infinity)."
        return "The values that are not finite (NaN or infinity) are not those that are wanted."
    with np.errstate(all="ignore"):
        wrong = ~tolerance.near(got[finite], want[finite], str(getattr(given, "dtype", np.asarray(given).dtype)))
        gap = np.abs(got[finite] - want[finite])
    if not wrong.any():
        return ""
    if want.ndim == 0:
        return f"{float(got):.4g} is too {'large' if got > want else 'small'}."
    return f"{int(wrong.sum())} of {want.size} values differ, the largest by {gap.max():.2g}."


def _of_shapes(got: np.ndarray, want: np.ndarray, given: object, expected: object) -> str:
    """Say what differs between numbers of two shapes: the shape where arrays are at home, else the number of them."""
    if got.ndim and want.ndim:
        if got.ndim == want.ndim == 1 and not isinstance(given, np.ndarray) and not isinstance(expected, np.ndarray):
            return f"The number of items is {len(got)}, and {len(want)} are wanted."
        return f"The shape is {got.shape}, and {want.shape} is wanted."
    advice = ""
    if got.size == 1 and not want.ndim:
        advice = ": take the number out of it"
    elif isinstance(given, tuple) and len(given) == 2 and not want.ndim:
        advice = " (a decimal number has a point in Python, no comma)"
    return f"Wanted is {described(expected)}, and this is {described(given)}{advice}."


def _of_items(given: list, expected: list, tolerance: Tolerance) -> str:
    if len(given) != len(expected):
        return f"The number of items is {len(given)}, and {len(expected)} are wanted."
    problems = [difference(*pair, tolerance) for pair in zip(given, expected, strict=True)]
    wrong = [place for place, problem in enumerate(problems) if problem]
    if not wrong:
        return ""
    return f"{len(wrong)} of {len(expected)} items differ. The first of them is item [{wrong[0]}]: {problems[wrong[0]]}"


def _plain(value: object) -> object:
    """Return what NumPy or TensorFlow wraps around one text or truth value without the wrapping."""
    try:
        if type(value).__module__.startswith(("tensorflow", "keras", "pandas")) and hasattr(value, "shape"):
            value = np.asarray(value)
        if isinstance(value, np.ndarray | np.generic) and not value.ndim and value.dtype.kind in "bU":
            return value.item()
    except Exception:  # as in numbers()
        pass
    return value


def _is_list(value: object) -> TypeGuard[Sequence | np.ndarray]:
    return isinstance(value, list | tuple | range) or (isinstance(value, np.ndarray) and value.ndim > 0)


def _has_words(value: object) -> TypeGuard[Sequence | np.ndarray]:
    """Whether a list, at any depth, holds what is no number: then its items are compared one by one."""
    if isinstance(value, np.ndarray):
        return value.ndim > 0 and value.dtype.kind in "USb"
    return isinstance(value, list | tuple) and any(
        isinstance(item, str | bool | np.bool_) or _has_words(item) for item in value
    )


def _folded(value: str) -> str:
    return value.strip().casefold()
