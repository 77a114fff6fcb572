"""What decides a Question: values that the notebook computed, and the condition under which a choice is right."""

from __future__ import annotations

import math
from dataclasses import KW_ONLY, dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from numbers import Integral, Real

import numpy as np

ROOM = 0.25  # of a bound: how far from it each value has to lie where it makes a choice right
LONGEST = 6  # entries of an array that a sentence names


@dataclass(frozen=True, eq=False, repr=False)
class Evidence:
    """Computed values, and the condition that all of them have to fulfil; its text is both as a sentence.

    Args:
        name: What was computed, over which starts or draws, in words.
        value: A number or a text, or several in a list, tuple or array: one for each start or draw.
        above: A finite number; all values lie strictly above it. Infinity is above each bound, NaN on no side of any.
        below: A finite number; all values lie strictly below it.
        equals: A number, text, tuple or array that each value is exactly; NaN equals NaN. Not together with a bound.

    Raises:
        ValueError: For True and False, no value, no condition, and bounds that leave nothing between them.
    """

    name: str
    value: object
    _: KW_ONLY
    above: float | None = None
    below: float | None = None
    equals: object = None

    def __post_init__(self) -> None:
        if not (isinstance(self.name, str) and self.name.strip()):
            raise ValueError(f"name must say in words what was computed, got {self.name!r}")
        for argument in ("above", "below"):
            _check_bound(f"{argument} of the evidence {self.name!r}", getattr(self, argument))
        if not self._bounds and self.equals is None:
            raise ValueError(f"the evidence {self.name!r} has no condition: give above, below or equals")
        if self._bounds and self.equals is not None:
            raise ValueError(f"the evidence {self.name!r} has a bound and equals={self.equals!r}: give one of the two")
        if self.above is not None and self.below is not None and not self.above < self.below:
            raise ValueError(f"above must be less than below, got above={self.above!r} and below={self.below!r}")
        values, wanted = self._values, self._bounds or self._equals
        if (values.dtype.kind == "U") != (np.asarray(wanted).dtype.kind == "U"):
            raise ValueError(
                f"the value of the evidence {self.name!r} is {self.value!r}: a text has to equal a text, "
                "a number has to equal a number or lie above or below one"
            )

    @property
    def holds(self) -> bool:
        """Whether every value fulfils the condition."""
        values = self._values
        if self._bounds:
            over = self.above is None or (values > self.above).all()
            return bool(over and (self.below is None or (values < self.below).all()))
        if not self._comparable:
            return False
        same = values == self._equals
        if values.dtype.kind == "f":
            same |= np.isnan(values) & np.isnan(self._equals)
        return bool(same.all())

    @property
    def is_close(self) -> bool:
        """Whether a value lies nearer to a bound than a quarter of that bound."""
        return any((np.abs(self._values - bound) < ROOM * abs(bound)).any() for bound in self._bounds)

    def __repr__(self) -> str:
        return f"{self.name}: {self._words()}"

    @cached_property
    def _values(self) -> np.ndarray:
        return _array(f"value of the evidence {self.name!r}", self.value)

    @cached_property
    def _equals(self) -> np.ndarray:
        return _array(f"equals of the evidence {self.name!r}", self.equals)

    @property
    def _bounds(self) -> list[float]:
        return [bound for bound in (self.above, self.below) if bound is not None]

    @property
    def _comparable(self) -> bool:
        """Whether the value is what it should equal, or several such, by its shape."""
        extra = self._values.ndim - self._equals.ndim
        return extra >= 0 and self._values.shape[extra:] == self._equals.shape

    def _words(self) -> str:
        if self._bounds:
            # What is tiny beside every bound is zero: its digits would be another processor's.
            place = min((Decimal(f"{bound:e}").adjusted() - 3 for bound in self._bounds if bound), default=None)
            named = [("above", self.above), ("below", self.below)]
            limits = [f"{word} {_as_typed(bound)}" for word, bound in named if bound is not None]
            return f"{_spread(self._values, place)}, {' and '.join(limits)}"
        if self._equals.ndim == 0 and self._values.dtype.kind != "U":
            got = _spread(self._values)
        else:
            each = self._values.reshape(-1, *self._equals.shape) if self._comparable else [self._values]
            got = " and ".join(dict.fromkeys(_written(value) for value in each))
        wanted = _written(self._equals)
        if got == wanted and not self.holds:
            got, wanted = f"{self.value!r}", f"{self.equals!r}, exactly"
        return f"{got}, equals {wanted}"


def rounded(number: float, digits: int = 2, place: int | None = None) -> str:
    """Write a number alike on any processor, with `digits` significant digits, none finer than 10**place."""
    if isinstance(number, Integral):
        return str(int(number))
    if not math.isfinite(number):
        return "NaN" if math.isnan(number) else "infinity" if number > 0 else "-infinity"
    exact = Decimal(f"{number:.6g}")  # a last bit more or less does not decide how a final 5 is rounded
    if exact == exact.to_integral_value() and abs(exact) < 10_000:
        return str(int(exact))
    finest = exact.adjusted() + 1 - digits if place is None else max(exact.adjusted() + 1 - digits, place)
    exact = exact.quantize(Decimal(1).scaleb(finest), ROUND_HALF_UP)
    if exact == 0:
        return "0"
    if Decimal("1e-4") <= abs(exact) < 1_000_000:
        text = f"{exact:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    mantissa, _, exponent = f"{exact:e}".partition("e")
    return f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}e{int(exponent)}"


def _as_typed(bound: float) -> str:
    """Write a bound with all digits that its author typed; a computed one has only two."""
    return rounded(bound, 6 if float(f"{bound:.6g}") == bound else 2)


def _spread(values: np.ndarray, place: int | None = None) -> str:
    known = values[~np.isnan(values)]
    ends = dict.fromkeys(rounded(end, place=place) for end in ([known.min(), known.max()] if known.size else []))
    return " and ".join([*([" to ".join(ends)] if ends else []), *(["NaN"] if known.size < values.size else [])])


def _written(value: np.ndarray) -> str:
    if np.ndim(value) == 0:
        return str(value) if np.asarray(value).dtype.kind == "U" else rounded(value.item())
    entries = [_written(entry) for entry in value[:LONGEST]] + ["…"] * (len(value) > LONGEST)
    return f"({', '.join(entries)}{',' * (len(entries) == 1)})"


def _check_bound(argument: str, bound: object) -> None:
    number = isinstance(bound, Real) and not isinstance(bound, bool) and math.isfinite(bound)
    if bound is not None and not number:
        raise ValueError(f"{argument} must be one finite number, got {bound!r}")


def _array(argument: str, given: object) -> np.ndarray:
    """Return numbers or texts as an array; whole numbers stay whole."""
    allowed = "a number or a text, or several of one kind in a list, tuple or array"
    plain = given if isinstance(given, list | tuple | str | Real) else np.asarray(given)
    entries = np.asarray(plain, dtype=object).ravel()
    if not entries.size:
        raise ValueError(f"{argument} is empty: give {allowed}")
    if any(isinstance(entry, bool | np.bool_) for entry in entries):
        raise ValueError(
            f"{argument} is {given!r}: give the number that was compared, and its bound as above, below or equals, "
            "not True or False"
        )
    if all(isinstance(entry, str) for entry in entries):
        return np.asarray(plain, dtype=str)
    if not all(isinstance(entry, Real) for entry in entries):
        raise ValueError(f"{argument} must be {allowed}, got {given!r} (where something never happens, use infinity)")
    return np.asarray(plain).astype(np.int64 if all(isinstance(entry, Integral) for entry in entries) else float)
