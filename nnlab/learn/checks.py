"""The learner's own answers, checked with a message that helps.

A check prints one line and never raises on what a learner hands in: no answer yet, the wrong type, the wrong shape or a
function that fails all get a sentence. Only the author of an exercise can make a check raise, by asking for something
impossible or by foreseeing a mistake that cannot be told from the right answer.
"""

from __future__ import annotations

import contextlib
import copy
import dis
import reprlib
import types
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from nnlab.learn.differences import comparable, described, difference
from nnlab.learn.tolerance import Tolerance, numbers

RIGHT, WRONG, OPEN = "✓", "✗", "○"
# What a function without a statement of its own is made of, in any Python from 3.11 on.
STUB = {"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST", "CACHE"}
Slip = Callable[..., object]


def check(
    name: str,
    given: object,
    expected: object,
    *,
    within: float = 1e-6,
    digits: int | None = None,
    mistakes: Mapping[str, object] | None = None,
) -> None:
    """Compare a number, a text, a truth value, or a list or array of these with the expected one; print how it went.

    Args:
        name: What was asked, as it stands in the exercise.
        given: The learner's value; None or ... means not answered yet.
        expected: The right value.
        within: The largest difference that counts, relative to the largest expected value (absolute if that is < 1).
        digits: Decimals that the exercise asks for; what rounds to the expected value counts as well.
        mistakes: Message -> the value that this mistake leads to, so that a typical slip gets its own explanation. It
            is recognised as generously as the right answer, with `digits` to as many significant digits.

    Raises:
        ValueError: Where a mistake leads to what counts as right.
        TypeError: For an expected value of another kind.
    """
    tolerance, mistakes = _tolerance(within, digits), mistakes or {}
    _refuse_unknown(name, expected, *mistakes.values())
    for message, value in mistakes.items():
        if _is_right(value, expected, tolerance):
            raise ValueError(f"{name}: the mistake {message!r} leads to what counts as right, {value!r}")
    print(_verdict(name, given, expected, tolerance, mistakes))


def check_function(
    name: str,
    given: object,
    reference: Slip,
    cases: Sequence[tuple[object, ...]],
    *,
    within: float = 1e-6,
    mistakes: Mapping[str, Slip] | None = None,
) -> None:
    """Call the learner's function and the reference on the same cases; print the first difference, or that they agree.

    A learner's function that raises is reported with the error's own words. NumPy's warnings are not shown.

    Args:
        name: What was asked, as it stands in the exercise.
        given: The learner's function; one without a body means not answered yet.
        reference: A function that is right.
        cases: Tuples of arguments, at least one; both functions are called with each.
        within: As in `check`.
        mistakes: Message -> a function with this mistake in it, to recognise it by what it returns.

    Raises:
        ValueError: For no cases, and where a mistake gives the right answer in all of them.
        TypeError: For a reference that returns values of another kind than `check` compares.
    """
    if not cases:
        raise ValueError(f"{name}: no cases to try the function on")
    tolerance, mistakes = _tolerance(within, None), mistakes or {}
    expected = [_called(reference, case) for case in cases]
    slips = [{message: _called(slip, case) for message, slip in mistakes.items()} for case in cases]
    _refuse_unknown(name, *expected)
    for message in mistakes:
        pairs = zip(slips, expected, strict=True)
        if all(_is_right(slip[message], right, tolerance) for slip, right in pairs):
            raise ValueError(f"{name}: the mistake {message!r} gives the right answer in all {len(cases)} cases")
    if _unanswered(given) or _is_stub(given):
        print(f"{OPEN} {name}: not answered yet.")
    elif not callable(given):
        print(f"{WRONG} {name}: a function is wanted here, and this is {described(given)}.")
    else:
        rows = zip(cases, expected, slips, strict=True)
        lines = (_tried(name, given, case, right, slip, tolerance) for case, right, slip in rows)
        print(next(filter(None, lines), f"{RIGHT} {name}: right, in all {len(cases)} cases tried."))


def _tried(name: str, given: Slip, case: tuple, expected: object, slips: Mapping, tolerance: Tolerance) -> str:
    """Call the learner's function on a case; return what is wrong with it, or nothing."""
    where = f"for {_arguments(case)}"
    try:
        result = _called(given, case)
    except (Exception, SystemExit) as error:  # whatever a learner's code raises becomes a sentence
        return f"{WRONG} {name}: {where} your function raised {_in_a_line(error)}"
    if result is None:
        return f"{WRONG} {name}: {where} your function returned None: a `return` is missing on the way through it."
    if not difference(result, expected, tolerance):
        return ""
    return _verdict(f"{name}, {where}", result, expected, tolerance, slips)


def _verdict(name: str, given: object, expected: object, tolerance: Tolerance, mistakes: Mapping[str, object]) -> str:
    if _unanswered(given):
        return f"{OPEN} {name}: not answered yet."
    problem = difference(given, expected, tolerance)
    if not problem:
        return f"{RIGHT} {name}: right."
    for message, value in mistakes.items():
        if not difference(given, value, tolerance.like(expected, value)):
            return f"{WRONG} {name}: not yet. {message}"
    return f"{WRONG} {name}: not yet. {problem}"


def _tolerance(within: float, digits: int | None) -> Tolerance:
    if digits is not None and (isinstance(digits, bool) or not isinstance(digits, int) or digits < 0):
        raise ValueError(f"digits must be a whole number from 0 on, not {digits!r}")
    return Tolerance(within, digits)


def _refuse_unknown(name: str, *values: object) -> None:
    for value in values:
        if not comparable(value):
            raise TypeError(f"{name}: numbers, texts, truth values and lists of them can be checked, not {value!r}")


def _is_right(slip: object, expected: object, tolerance: Tolerance) -> bool:
    """Whether a slip counts as right, as it is or rounded as the learner would round it."""
    digits, array = tolerance.like(expected, slip).digits, numbers(slip)
    forms = [slip] if digits is None or array is None else [slip, np.round(array, digits)]
    return any(not difference(form, expected, tolerance) for form in forms)


def _unanswered(given: object) -> bool:
    """Whether nothing was written in place of the None, or in place of any None of a list."""
    rows = given if isinstance(given, list | tuple) and given else [given]
    items = (item for row in rows for item in (row if isinstance(row, list | tuple) and row else [row]))
    return all(item is None or item is ... for item in items)


def _is_stub(given: object) -> bool:
    """Whether a function does nothing: its body is only ..., pass, a docstring or `return None`."""
    if not isinstance(given, types.FunctionType):
        return False
    steps = list(dis.get_instructions(given))
    nothing = all(step.argval in (None, ...) for step in steps if step.opname in ("LOAD_CONST", "RETURN_CONST"))
    return nothing and {step.opname for step in steps} <= STUB


def _called(function: Slip, case: tuple) -> object:
    with _quiet():
        return function(*_copied(case))


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Show no warnings: they would stand above the sentence in red."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _in_a_line(error: BaseException) -> str:
    try:
        words = str(error).strip().splitlines()[:1]
    except Exception:
        words = []
    return ": ".join([type(error).__name__, *words])


def _arguments(case: tuple[object, ...]) -> str:
    return ", ".join(_shown(value).replace("\n", "") for value in case)


def _shown(value: object) -> str:
    array = numbers(value)
    return reprlib.repr(value) if array is None else np.array2string(array, threshold=8, precision=4)


def _copied(case: tuple[object, ...]) -> list[object]:
    kinds = np.ndarray | list | dict | set
    return [copy.deepcopy(value) if isinstance(value, kinds) else value for value in case]
