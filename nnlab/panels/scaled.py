"""Predictions of one output, and the scale by which its targets were standardised."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnlab.panels.base import numbers_in
from nnlab.sweep.inputs import check_whole
from nnlab.sweep.source import Source


def predictions(source: Source, output: int) -> np.ndarray:
    """Return one output of the network at all points, [*K, A, (R, S,) P]."""
    values = source.predictions
    lead = source.data_loss.ndim  # a snapshot where the loss has an epoch
    if values.ndim == lead + 1:
        check_whole("output (the network has one)", output, 0, 0)
        return values
    if values.ndim > lead + 2:
        raise ValueError(f"the network must put out numbers or rows of numbers, got shape {values.shape[lead:]}")
    return values[..., check_whole("output", output, 0, values.shape[-1] - 1)]


def check_scale(panel: str, scale: Sequence[float]) -> list[float]:
    """Return (mean, standard deviation)."""
    mean, deviation = numbers_in(panel, "scale", scale, 2).tolist()
    if not deviation > 0:
        raise ValueError(f"{panel}: scale must be (mean, standard deviation > 0), got {tuple(scale)!r}")
    return [mean, deviation]
