"""Find a value on its ladder, put further values in their places, and say in words what was found."""

import math
import numbers
from typing import TypeGuard

import numpy as np

Arrays = dict[str, np.ndarray | None]  # what training leaves behind, by name; None was not kept


def locate(ladders: dict[str, tuple], chosen: dict[str, object]) -> tuple[int, ...]:
    """Return the index of each chosen value on its ladder; numbers match to six digits."""
    for name in chosen:
        if name not in ladders:
            raise ValueError(f"there is no knob {name!r}; the knobs are {', '.join(ladders)}")
    return tuple(_step(name, ladder, chosen.get(name)) for name, ladder in ladders.items())


def _step(name: str, ladder: tuple, value: object) -> int:
    if value is None and len(ladder) == 1:
        return 0
    for i, candidate in enumerate(ladder):
        if _equal(candidate, value):
            return i
    close = [i for i, candidate in enumerate(ladder) if _close(candidate, value)]
    if not close:
        raise ValueError(f"{name} must be one of {', '.join(map(str, ladder))}; got {value!r}")
    return min(close, key=lambda i: abs(ladder[i] - value))


def _equal(candidate: object, value: object) -> bool:
    if isinstance(candidate, bool) != isinstance(value, bool | np.bool_):
        return False  # True is no 1 here
    try:
        return bool(candidate == value)
    except ValueError:  # an array
        return False


def _close(candidate: object, value: object) -> bool:
    if not (_is_number(candidate) and _is_number(value)):
        return False
    try:
        return math.isclose(candidate, value, rel_tol=1e-6, abs_tol=1e-12)
    except OverflowError:  # a whole number that no float can hold
        return False


def _is_number(value: object) -> TypeGuard[numbers.Real]:
    return isinstance(value, numbers.Real) and not isinstance(value, bool)


def joined_arrays(before: Arrays, new: Arrays, order: np.ndarray, axis: int) -> Arrays:
    """Return each array with the new entries along an axis behind the old ones, then in this order; read-only."""
    joined: Arrays = {}
    for name, old in before.items():
        entries = new[name]
        if old is None or entries is None:
            joined[name] = None
            continue
        joined[name] = array = np.take(np.concatenate([old, entries], axis=axis), order, axis=axis)
        array.setflags(write=False)
    return joined


def sentence(values: dict[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items())


def plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
