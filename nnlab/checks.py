"""The learner's own answers, checked with a message that helps.

A check prints one line and never raises on what a learner hands in: no answer yet, the wrong type, the wrong shape or a
function that fails all get a sentence. Only the author of an exercise can make a check raise, by asking for something
impossible.
"""

from __future__ import annotations

import reprlib
import warnings
from collections.abc import Callable, Mapping, Sequence

import numpy as np

RIGHT, WRONG, OPEN = "✓", "✗", "○"
KINDS = {str: "a text", bool: "True or False", np.bool_: "True or False", int: "a number", float: "a number"}
KINDS |= {list: "a list", dict: "a dict"}


def check(
    name: str,
    given: object,
    expected: object,
    *,
    within: float = 1e-6,
    mistakes: Mapping[str, object] | None = None,
) -> None:
    """Compare a number, a text or an array with the expected one and print how it went.

    name: what was asked, as it stands in the exercise. given: the learner's value; None or ... means not answered yet.
    within: largest difference that still counts, relative to the largest expected magnitude (absolute if that is < 1).
    mistakes: message -> the value that this mistake leads to, so that a typical slip gets its own explanation.
    """
    print(_verdict(name, given, expected, within, mistakes or {}))


def check_function(
    name: str,
    given: object,
    reference: Callable[..., object],
    cases: Sequence[tuple[object, ...]],
    *,
    within: float = 1e-6,
    mistakes: Mapping[str, Callable[..., object]] | None = None,
) -> None:
    """Call the learner's function and the reference on the same cases; print the first difference, or that they agree.

    cases: argument tuples. mistakes: message -> a function with this mistake in it, to recognise it by what it returns.
    A function of the learner's that raises is reported with the error's own words; nothing is raised here.
    """
    if _unanswered(given):
        print(f"{OPEN} {name}: not answered yet.")
        return
    if not callable(given):
        print(f"{WRONG} {name}: a function is wanted here, and this is {_described(given)}.")
        return
    for case in cases:
        expected = reference(*_copied(case))
        try:
            result = given(*_copied(case))
        except (Exception, SystemExit) as error:  # whatever a learner's code raises becomes a sentence
            print(f"{WRONG} {name}: for {_arguments(case)} your function raised {_in_a_line(error)}")
            return
        if _unanswered(result):
            print(f"{OPEN} {name}: not answered yet (the function returned {result!r}).")
            return
        slips = {message: slip(*_copied(case)) for message, slip in (mistakes or {}).items()}
        if _difference(result, expected, within):
            print(_verdict(f"{name}, for {_arguments(case)}", result, expected, within, slips))
            return
    print(f"{RIGHT} {name}: right, in all {len(cases)} cases tried.")


def _verdict(name: str, given: object, expected: object, within: float, mistakes: Mapping[str, object]) -> str:
    if _unanswered(given):
        return f"{OPEN} {name}: not answered yet."
    problem = _difference(given, expected, within)
    if not problem:
        return f"{RIGHT} {name}: right."
    for message, value in mistakes.items():
        if not _difference(given, value, within):
            return f"{WRONG} {name}: not yet. {message}"
    return f"{WRONG} {name}: not yet. {problem}"


def _difference(given: object, expected: object, within: float) -> str:
    """Say what differs, or nothing when the two agree."""
    for kind in (str, bool | np.bool_):
        if isinstance(expected, kind) and isinstance(given, kind):
            return "" if _folded(given) == _folded(expected) else f"{_shown(given)} is not it."
    got, want = _numbers(given), _numbers(expected)
    if isinstance(expected, str | bool | np.bool_) or got is None or want is None:
        return f"Wanted is {_described(expected, False)}, and this is {_described(given)}."
    if got.shape != want.shape:
        return f"The shape is {got.shape}, and {want.shape} is wanted."
    special = ~(np.isfinite(got) & np.isfinite(want))
    if not np.array_equal(got[special], want[special], equal_nan=True):
        if np.isfinite(want).all():
            return "A value is not finite (NaN or infinity)."
        return "The values that are not finite (NaN or infinity) are not those that are wanted."
    with np.errstate(all="ignore"):
        gap = np.where(special, 0.0, np.abs(got - want))
    scale = max(1.0, float(np.abs(want[np.isfinite(want)]).max(initial=0.0)))
    if gap.max(initial=0.0) <= within * scale:
        return ""
    if want.ndim == 0:
        return f"{float(got):.4g} is too {'large' if got > want else 'small'}."
    return f"{int((gap > within * scale).sum())} of {want.size} values differ, the largest by {gap.max():.2g}."


def _numbers(value: object) -> np.ndarray | None:
    """Return real numbers as an array, or None where there are none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # NumPy would only warn that it drops the imaginary part
            return np.asarray(value, float)
    except Exception:  # a learner's object may raise anything when it is looked at
        return None


def _unanswered(given: object) -> bool:
    return given is None or given is ...


def _folded(value: object) -> object:
    return value.strip().casefold() if isinstance(value, str) else bool(value)


def _shown(value: object) -> str:
    return reprlib.repr(str(value) if isinstance(value, str) else bool(value))


def _in_a_line(error: BaseException) -> str:
    try:
        words = str(error).strip().splitlines()[:1]
    except Exception:
        words = []
    return ": ".join([type(error).__name__, *words])


def _described(value: object, given: bool = True) -> str:
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if callable(value):
        return "a function (call it to get its value)" if given else "a function"
    return KINDS.get(type(value), f"a {type(value).__name__}")


def _arguments(case: tuple[object, ...]) -> str:
    return ", ".join(np.array2string(np.asarray(value), threshold=8, precision=4).replace("\n", "") for value in case)


def _copied(case: tuple[object, ...]) -> list[object]:
    return [value.copy() if isinstance(value, np.ndarray) else value for value in case]
