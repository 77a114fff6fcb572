"""Predictions against the truth, with the usual metrics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnlab.panels.base import Arrays, Panel, author_array, padded, pair
from nnlab.panels.scaled import check_scale, predictions
from nnlab.sweep.source import Source


@dataclass(frozen=True)
class PredictionScatter(Panel):
    """Each prediction over its true value, the diagonal where both agree, and RMSE, MAE and R² at every snapshot.

    RMSE is the root of the mean squared error, MAE the mean absolute error, R² the share of the truth's variance that
    is explained, 1 - (mean squared error) / (variance of the truth).

    Args:
        title: Above the drawing.
        truth: The true values at predict_at, `[P]`, or `[*K, P]` where they depend on the chapter's own knobs; by
            default y, where predict_at is x.
        x_label: The name of the horizontal axis.
        y_label: The name of the vertical axis.
        unit: What stands behind the numbers, such as "°C".
        value_range: From where to where both axes go, two ascending numbers; by default the truth's range with a
            margin.
        scale: (mean, standard deviation) by which the targets were standardised; predictions and metrics are then shown
            in the original unit, and truth is expected in it.
        output: Which output of several, counted from 0.
    """

    title: str = "Prediction against truth"
    truth: np.ndarray | None = None
    x_label: str = "true value"
    y_label: str = "predicted value"
    unit: str = ""
    value_range: Sequence[float] | None = None
    scale: Sequence[float] = (0.0, 1.0)
    output: int = 0
    needs = ("predictions",)

    def options(self, source: Source) -> dict[str, object]:
        truth = self._truth(source)
        predictions(source, self.output)
        given = self.value_range
        return {
            "x_label": self.x_label,
            "y_label": self.y_label,
            "unit": self.unit,
            "range": list(padded(truth, 0.08)) if given is None else pair("PredictionScatter", "value_range", given),
            "scale": check_scale("PredictionScatter", self.scale),
            "output": self.output,
        }

    def arrays(self, source: Source) -> Arrays:
        truth = self._truth(source)
        mean, deviation = check_scale("PredictionScatter", self.scale)
        predicted = predictions(source, self.output).astype(np.float64) * deviation + mean
        knobs, points = truth.shape[:-1], truth.shape[-1]
        between = (1,) * (predicted.ndim - truth.ndim)  # activation, learning rate, snapshot
        return {"truth": truth, "metrics": metrics(truth.reshape(*knobs, *between, points), predicted)}

    def _truth(self, source: Source) -> np.ndarray:
        """Return the truth for each setting of the own knobs [*K, P], in the original unit."""
        knobs = tuple(len(values) for values in source.knobs.values())
        points = predictions(source, self.output).shape[-1]
        if self.truth is not None:
            return author_array("PredictionScatter", "truth", self.truth, knobs, points)
        settings = [origin.setting for origin in source.origins[:: len(source.activations)]]
        if not settings or any(not np.array_equal(one.points, one.x) or one.y.size != points for one in settings):
            raise ValueError(
                f"PredictionScatter: truth must be given ({points} numbers), because predict_at is not x itself"
            )
        mean, deviation = check_scale("PredictionScatter", self.scale)
        y = np.stack([one.y.reshape(-1) for one in settings]) * np.float32(deviation) + np.float32(mean)
        return y.reshape(*knobs, points)


def metrics(truth: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """Return RMSE, MAE and R² [..., 3] of predictions [..., P] against truth of as many dimensions, the last one P.

    R² is NaN where the truth is constant. The shapes must fit: nothing is broadcast along the points.
    """
    if truth.ndim != predicted.ndim or truth.shape[-1] != predicted.shape[-1]:
        raise ValueError(f"truth and predictions must have the same points, got {truth.shape} and {predicted.shape}")
    truth = truth.astype(np.float64)
    with np.errstate(all="ignore"):  # diverged predictions give inf and NaN, as they should
        errors = predicted.astype(np.float64) - truth
        squares = np.square(errors).mean(axis=-1)
        spread = np.square(truth - truth.mean(axis=-1, keepdims=True)).mean(axis=-1)
        r2 = 1 - squares / np.where(spread > 0, spread, np.nan)
        return np.stack([np.sqrt(squares), np.abs(errors).mean(axis=-1), r2], axis=-1).astype(np.float32)
