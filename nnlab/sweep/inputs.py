"""Checks at the border: a bad argument is refused before any training, by name, with its value and what is allowed."""

import itertools
import math
import numbers
from collections.abc import Iterable, Sequence
from typing import TypeGuard

import numpy as np

DEFAULT_SNAPSHOTS = 60


def frozen(array: np.ndarray) -> np.ndarray:
    """Return the array, made read-only."""
    array.setflags(write=False)
    return array


def check_array(name: str, value: object) -> np.ndarray:
    """Return `value` as a read-only float32 array with at least one row and only finite numbers."""
    try:
        with np.errstate(over="ignore"):  # what float32 cannot hold becomes inf, and is refused below
            array = np.array(value, dtype=np.float32)
    except (TypeError, ValueError, OverflowError) as error:
        raise TypeError(f"{name} must be an array of numbers, got {type(value).__name__} ({error})") from None
    if array.ndim == 0 or len(array) == 0:
        raise ValueError(f"{name} must hold at least one example along its first axis, got shape {array.shape}")
    if not np.isfinite(array).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(f"{name} must hold finite numbers only, got {array[where]} at index {where}")
    return frozen(array)


def check_inputs(name: str, value: object) -> np.ndarray:
    """Return inputs as an array [n, ...]; shape (n,) is read as (n, 1), as Keras' `fit` does."""
    array = check_array(name, value)
    return array[:, None] if array.ndim == 1 else array


def check_pair(names: tuple[str, str], x: object, y: object) -> tuple[np.ndarray, np.ndarray]:
    """Return inputs and targets as arrays of the same length."""
    x, y = check_inputs(names[0], x), check_array(names[1], y)
    if len(x) != len(y):
        lengths = f"{len(x)} and {len(y)} (shapes {x.shape} and {y.shape})"
        raise ValueError(f"{names[0]} and {names[1]} must have the same length, got {lengths}")
    return x, y


def check_validation(validation: object) -> tuple[np.ndarray, np.ndarray]:
    """Return validation data as a pair of arrays."""
    if not isinstance(validation, (tuple, list)) or len(validation) != 2:
        raise TypeError(f"validation must be a pair (x, y), got {type(validation).__name__}")
    return check_pair(("validation x", "validation y"), *validation)


def check_examples(name: str, array: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Return the array if its examples have the shape of those in x."""
    if array.shape[1:] != x.shape[1:]:
        raise ValueError(f"{name} must hold examples of the shape {x.shape[1:]}, as x does, got {array.shape[1:]}")
    return array


def check_learning_rates(learning_rates: Iterable[float]) -> tuple[float, ...]:
    """Return the ladder of learning rates in ascending order."""
    if not is_list(learning_rates):
        raise TypeError(f"learning_rates must be a list of numbers such as [0.01, 0.1], got {learning_rates!r}")
    rates = list(learning_rates)
    if not rates:
        raise ValueError("learning_rates must hold at least one number, got none")
    for rate in rates:
        if isinstance(rate, (bool, np.bool_)) or not isinstance(rate, numbers.Real):
            raise TypeError(f"learning_rates must hold numbers only, got {rate!r}")
        if not (math.isfinite(as_float(rate)) and not rate <= 0):
            raise ValueError(f"learning_rates must be finite and greater than 0, got {as_float(rate)!r}")
    ladder = tuple(sorted(float(rate) for rate in rates))
    for lower, upper in itertools.pairwise(ladder):
        if lower == upper:
            raise ValueError(f"learning_rates must differ from each other, got {lower!r} twice")
    return ladder


def is_list(value: object) -> TypeGuard[Iterable]:
    """Whether a value can be gone through; an array without dimensions only seems so."""
    return isinstance(value, Iterable) and not isinstance(value, str) and getattr(value, "ndim", 1) > 0


def as_float(number: numbers.Real) -> float:
    """Return the number as a float; a whole number that no float can hold becomes infinite."""
    try:
        return float(number)
    except OverflowError:
        return -math.inf if number < 0 else math.inf


def check_whole(name: str, value: object, lowest: int, highest: int | None = None) -> int:
    """Return `value` if it is a whole number between the bounds."""
    allowed = f"a whole number >= {lowest}" if highest is None else f"a whole number from {lowest} to {highest}"
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, numbers.Integral):
        raise TypeError(f"{name} must be {allowed}, got {value!r}")
    whole = int(value)
    if whole < lowest or (highest is not None and whole > highest):
        raise ValueError(f"{name} must be {allowed}, got {value}")
    return whole


def check_seed(seed: object) -> int:
    """Return the seed if both NumPy and Keras accept it."""
    return check_whole("seed", seed, 0, 2**32 - 1)


def check_snapshots(snapshots: object, epochs: int) -> np.ndarray:
    """Return the epochs at which predictions are kept: int [S], ascending, 0 first and `epochs` last.

    None takes about 60, logarithmically spaced; a number takes that many; "all" takes every epoch.
    """
    if snapshots is None:
        return frozen(_spread(min(DEFAULT_SNAPSHOTS, epochs) + 1, epochs))
    if isinstance(snapshots, str):
        if snapshots == "all":
            return frozen(np.arange(epochs + 1))
        raise ValueError(f'snapshots must be None, "all", a number or a list of epochs, got {snapshots!r}')
    if isinstance(snapshots, numbers.Number):
        return frozen(_spread(check_whole("snapshots", snapshots, 2, epochs + 1), epochs))
    if not is_list(snapshots):
        raise TypeError(f'snapshots must be None, "all", a number or a list of epochs, got {snapshots!r}')
    chosen = [check_whole("snapshots (an epoch)", epoch, 0, epochs) for epoch in snapshots]
    return frozen(np.array(sorted({0, epochs, *chosen})))


def _spread(count: int, epochs: int) -> np.ndarray:
    """Return `count` epochs, 0 and the last among them, spaced on a logarithmic axis as evenly as they can be."""
    points = count - 1
    while True:
        spaced = np.unique(np.geomspace(1, epochs, points).round().astype(int))
        if len(spaced) >= count - 1:
            keep = np.linspace(0, len(spaced) - 1, count - 1).round().astype(int)
            return np.concatenate([[0], spaced[keep]]) if count > 2 else np.array([0, epochs])
        points += max(1, count // 10)


def check_parameter_names(parameters: bool | Sequence[str], own: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names given for the network's parameters, or its own where none are given."""
    if isinstance(parameters, bool):
        return own
    if isinstance(parameters, str) or not all(isinstance(name, str) for name in parameters):
        raise TypeError(f"parameters must be True, False or a list of names, got {parameters!r}")
    if len(set(parameters)) != len(parameters) or len(parameters) != len(own):
        raise ValueError(f"parameters must name each of {', '.join(own)} once, got {list(parameters)}")
    return tuple(parameters)
