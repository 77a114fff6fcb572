"""What all panels are, and what several of them need: the axes of the arrays, thinned snapshots, checks of options."""

from __future__ import annotations

import math
import numbers
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from nnlab.sweep.inputs import check_whole
from nnlab.sweep.source import Source

SAMPLE = 4000  # weights of a network that decide how large its weights are
Arrays = dict[str, np.ndarray]


class Panel:
    """Base of all panels: by default no options, no arrays of its own and nothing needed beyond the loss."""

    title: str

    @property
    def needs(self) -> tuple[str, ...]:
        """The arrays of the source that the drawing reads beside the loss; a class attribute where they are fixed."""
        return ()

    def options(self, source: Source) -> dict[str, object]:
        """Return what the drawing has to know, as JSON can hold it.

        Args:
            source: The Sweep or Table that the Lab shows.

        Raises:
            ValueError: For an option that does not fit the source.
            TypeError: For an option of another kind.
        """
        return {}

    def arrays(self, source: Source) -> Arrays:
        """Return the arrays that belong to this panel alone, by key.

        Args:
            source: The Sweep or Table that the Lab shows.
        """
        return {}


def thinned(source: Source, most: int) -> np.ndarray:
    """Return the positions of at most `most` of the source's snapshots, the first and the last among them."""
    count = len(source.snapshot_epochs)
    return np.unique(np.linspace(0, count - 1, min(check_whole("snapshots", most, 2), count)).round().astype(int))


def epochs_of(source: Source, kept: np.ndarray) -> list[int]:
    """Return the epochs of these snapshots; the drawing looks its own step up among them."""
    return [int(source.snapshot_epochs[i]) for i in kept]


def one_column(panel: str, name: str, values: np.ndarray) -> np.ndarray:
    """Return inputs or targets of one number each as an array [n]."""
    column = np.asarray(values, np.float32)
    if column.size != column.shape[0]:
        raise ValueError(f"{panel} draws one input against one output, but {name} has shape {column.shape}")
    return column.reshape(-1)


def numbers_in(panel: str, name: str, values: object, length: int | None = None) -> np.ndarray:
    """Return an option of the author's as an array [n] of finite numbers, of the length that it must have."""
    try:
        array = np.asarray(values, np.float32)
    except (TypeError, ValueError):
        raise TypeError(f"{panel}: {name} must be a list of numbers, got {values!r}") from None
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim != 1 or not array.size or (length is not None and len(array) != length):
        wanted = "one number each" if length is None else f"{length} numbers"
        raise ValueError(f"{panel}: {name} must hold {wanted} (shape ({length or 'n'},)), got shape {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError(f"{panel}: {name} must hold finite numbers only, got {array[~np.isfinite(array)][0]}")
    return array


def author_array(panel: str, name: str, values: object, knobs: tuple[int, ...], points: int) -> np.ndarray:
    """Return an option [P] or [*K, P] of the author's as finite numbers [*K, P]."""
    try:
        array = np.asarray(values, np.float32)
    except (TypeError, ValueError):
        raise TypeError(f"{panel}: {name} must be an array of numbers, got {values!r}") from None
    if array.shape == (points, 1):
        array = array[:, 0]
    if array.shape not in {(points,), (*knobs, points)}:
        allowed = " or ".join(map(str, dict.fromkeys([(points,), (*knobs, points)])))
        raise ValueError(f"{panel}: {name} must have the shape {allowed}, got {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError(f"{panel}: {name} must hold finite numbers only, got {array[~np.isfinite(array)][0]}")
    return np.ascontiguousarray(np.broadcast_to(array, (*knobs, points)))


def pair(panel: str, name: str, value: Sequence[float]) -> list[float]:
    """Return the two ends of an axis, the lower one first."""
    ends = list(value) if isinstance(value, Sequence | np.ndarray) and not isinstance(value, str) else []
    if len(ends) != 2 or not all(isinstance(end, numbers.Real) and math.isfinite(end) for end in ends):
        raise TypeError(f"{panel}: {name} must be two finite numbers such as (-5, 5), got {value!r}")
    if not ends[0] < ends[1]:
        raise ValueError(f"{panel}: {name} must go from low to high, got {value!r}")
    return [float(end) for end in ends]


def padded(values: np.ndarray, share: float) -> tuple[float, float]:
    """Return the range of the values with a margin on either side."""
    low, high = float(values.min()), float(values.max())
    margin = share * (high - low or 1.0)
    return low - margin, high + margin


def usual_size(weights: np.ndarray, share: float) -> float:
    """Return a size that suits most runs: in the median run, this share of the weights [..., D] stays well below it.

    The weights of a run that diverges go beyond.
    """
    rows = np.abs(weights.reshape(-1, weights.shape[-1])[:, :: max(1, weights.shape[-1] // SAMPLE)])
    rows = rows[np.isfinite(rows).all(axis=1)]
    if not rows.size:
        return 1.0
    return 1.3 * float(np.median(np.quantile(rows, share, axis=1))) or float(rows.max()) or 1.0


def half(values: ArrayLike) -> np.ndarray:
    """Return the values as float16, enough for a drawing; what is too large for it becomes inf."""
    with np.errstate(over="ignore"):
        return np.asarray(values).astype(np.float16)
