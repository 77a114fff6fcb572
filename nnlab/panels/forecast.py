"""A series over time and what is forecast of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from nnlab.panels.base import Arrays, Panel, author_array, numbers_in, padded, pair
from nnlab.panels.scaled import check_scale, predictions
from nnlab.sweep.source import Source

MOST_BASELINES = 3


@dataclass(frozen=True)
class Forecast(Panel):
    """A series, the network's forecast of part of it, and baselines to beat; the test range is shaded.

    Times, series and baselines are in the original unit.

    Args:
        times: When something was observed, `[T]`, ascending.
        series: What was observed, `[T]`.
        split: The time at which the test range begins.
        title: Above the drawing.
        forecast_times: When the network's predictions hold, `[P]`, ascending; by default the last P times.
        baselines: Up to three by name, each `[P]` or, where it depends on the chapter's own knobs, `[*K, P]`.
        validation: The time at which the validation range begins, if there is one.
        scale: (mean, standard deviation) by which the series was standardised for the network.
        x_label: The name of the horizontal axis.
        y_label: The name of the vertical axis, with its unit if it has one.
        series_label: The word for the series.
        forecast_label: The word for the network's forecast.
        x_range: From where to where time is drawn, two ascending numbers; by default all of it.
        y_range: The same for the values; by default the range of series and baselines with a margin.
    """

    times: np.ndarray
    series: np.ndarray
    split: float
    title: str = "Forecast and truth"
    forecast_times: np.ndarray | None = None
    baselines: Mapping[str, np.ndarray] = field(default_factory=dict)
    validation: float | None = None
    scale: Sequence[float] = (0.0, 1.0)
    x_label: str = "time"
    y_label: str = "value"
    series_label: str = "truth"
    forecast_label: str = "forecast"
    x_range: Sequence[float] | None = None
    y_range: Sequence[float] | None = None
    needs = ("predictions",)

    def options(self, source: Source) -> dict[str, object]:
        arrays = self.arrays(source)
        times = arrays["times"]
        for name in ("split", "validation"):
            value = getattr(self, name)
            if value is not None and not times[0] <= value <= times[-1]:
                raise ValueError(f"Forecast: {name} must lie in times, {times[0]:g} to {times[-1]:g}, got {value!r}")
        seen = [arrays["series"], *(value for key, value in arrays.items() if key.startswith("baseline"))]
        everything = np.concatenate([values.ravel() for values in seen])
        ends = (float(times[0]), float(max(times[-1], arrays["at"][-1])))
        return {
            "x_label": self.x_label,
            "y_label": self.y_label,
            "series_label": self.series_label,
            "forecast_label": self.forecast_label,
            "baselines": [str(name) for name in self.baselines],
            "split": float(self.split),
            "validation": None if self.validation is None else float(self.validation),
            "scale": check_scale("Forecast", self.scale),
            "x_range": pair("Forecast", "x_range", ends if self.x_range is None else self.x_range),
            "y_range": pair("Forecast", "y_range", padded(everything, 0.1) if self.y_range is None else self.y_range),
        }

    def arrays(self, source: Source) -> Arrays:
        points = predictions(source, 0).shape[-1]
        times = numbers_in("Forecast", "times", self.times)
        given = times[-points:] if self.forecast_times is None else self.forecast_times
        at = numbers_in("Forecast", "forecast_times", given, points)
        for name, moments in (("times", times), ("forecast_times", at)):
            if np.any(np.diff(moments) <= 0):
                raise ValueError(f"Forecast: {name} must ascend, each later than the one before")
        arrays = {"times": times, "series": numbers_in("Forecast", "series", self.series, len(times)), "at": at}
        return arrays | self._baselines(source, points)

    def _baselines(self, source: Source, points: int) -> Arrays:
        if not isinstance(self.baselines, Mapping) or len(self.baselines) > MOST_BASELINES:
            raise ValueError(f"Forecast: baselines must map at most {MOST_BASELINES} names to arrays")
        own = tuple(len(values) for values in source.knobs.values())
        found = {}
        for number, (name, values) in enumerate(self.baselines.items()):
            found[f"baseline{number}"] = author_array("Forecast", f"baselines[{name!r}]", values, own, points)
        return found
