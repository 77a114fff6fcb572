"""Numbers of any kind as one array, and how far two of them may lie apart."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace

import numpy as np

# What a value computed in few digits can be off by, relative to the largest: no learner has to compute in float64.
COARSE = {"float32": 1e-5, "float16": 2e-3, "bfloat16": 1.6e-2}


@dataclass(frozen=True)
class Tolerance:
    """within: largest relative difference. digits: decimals to which the learner may round; None: no rounding."""

    within: float
    digits: int | None = None

    def near(self, got: np.ndarray, want: np.ndarray, dtype: str) -> np.ndarray:
        """Return for each of the finite numbers `got`, held as `dtype`, whether it counts as the one wanted."""
        scale = max(1.0, float(np.abs(want).max(initial=0.0)))
        gap = np.abs(got - want)
        near = gap <= max(self.within, COARSE.get(dtype, 0.0)) * scale
        if self.digits is not None:
            # Half a unit either way, so that a 5 at the end may go up or down.
            near |= gap <= 0.5 * 10.0**-self.digits + 1e-9 * scale
            near |= np.round(got, self.digits) == np.round(want, self.digits)
        return near

    def like(self, expected: object, slip: object) -> Tolerance:
        """Return the tolerance that lets a slip be rounded to as many significant digits as the expected value."""
        right, wrong = (_order(value) for value in (expected, slip))
        if self.digits is None or right is None or wrong is None:
            return self
        return replace(self, digits=min(self.digits, max(self.digits + right, 1) - wrong))


def _order(value: object) -> int | None:
    """Return the power of ten of the largest number, or None where there is none but zeros."""
    array = numbers(value)
    largest = 0.0 if array is None else np.abs(array[np.isfinite(array)]).max(initial=0.0)
    return int(np.floor(np.log10(largest))) if largest else None


def numbers(value: object) -> np.ndarray | None:
    """Return real numbers as an array of float64, or None where something else is among them."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            array = np.asarray(value)
            if array.dtype.kind in "USMm" or (array.dtype == object and any(map(_is_word, array.flat))):
                return None
            if array.dtype.kind == "c":
                if array.imag.any():
                    return None
                array = array.real
            return array.astype(float)
    except OverflowError:  # an integer beyond all floats
        return np.full(array.shape, np.inf)
    except Exception:  # a learner's object may raise anything when it is looked at
        return None


def _is_word(value: object) -> bool:
    return isinstance(value, str | bytes) or value is None or value is ...
