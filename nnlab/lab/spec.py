"""What a Lab tells its JavaScript: the spec (JSON) and the arrays (bytes), made anew whenever its source changes."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict

import numpy as np

from nnlab.panels import Panel
from nnlab.sweep.activations import label_of
from nnlab.sweep.source import Source

DTYPES = {"predictions": np.float16}

Spec = dict[str, Any]  # what JSON can hold


class Control(TypedDict):
    """One thing that the reader can change: a "ladder" or a "choice" of values, or the "time" up to a last epoch."""

    name: str
    label: str
    kind: str
    values: NotRequired[list]
    texts: NotRequired[list[str]]
    last: NotRequired[int]


@dataclass(frozen=True)
class Layout:
    """What a Lab shows of its source, whichever that is: the arguments of `Lab` that outlive its construction."""

    panels: Sequence[Panel]
    title: str
    labels: Mapping[str, str]
    readout: Sequence[str]
    loss_name: str
    name: str | None

    def content(self, source: Source) -> tuple[Spec, dict[str, bytes]]:
        """Return spec and arrays for this source. Raises ValueError or TypeError for what the source does not hold."""
        controls = all_controls(source, self.labels)
        arrays = _arrays(source, self.panels, self.readout)
        spec: Spec = {
            "id": self.name or re.sub(r"[^a-z0-9]+", "-", self.title.lower()).strip("-"),
            "title": self.title,
            "controls": controls,
            "axes": list(source.ladders),
            "arrays": {key: {"dtype": value.dtype.name, "shape": list(value.shape)} for key, value in arrays.items()},
            "snapshot_epochs": [int(epoch) for epoch in source.snapshot_epochs],
            "parameter_names": list(source.parameter_names),
            "readout": list(self.readout),
            "loss_name": self.loss_name,
            "panels": [
                {"type": type(panel).__name__, "title": panel.title, **panel.options(source)} for panel in self.panels
            ],
        }
        return spec, {key: np.ascontiguousarray(value).tobytes() for key, value in arrays.items()}


def all_controls(source: Source, labels: Mapping[str, str]) -> list[Control]:
    """Return everything that the reader can change, stated once, in the order in which it is drawn."""
    own = [_knob(name, values) for name, values in source.knobs.items()]
    activation = _control("activation", "Activation", "choice", source.activations)
    activation["texts"] = [label_of(name) for name in source.activations]
    if source.epochs:
        rates = _control("learning_rate", "Learning rate", "ladder", source.learning_rates)
        time: Control = {"name": "epoch", "label": "Epoch", "kind": "time", "last": source.epochs}
        controls = [rates, activation, *own, time]
    else:
        controls = [*own, activation]
    names = [control["name"] for control in controls]
    unknown = set(labels) - set(names)
    if unknown:
        raise ValueError(f"labels names {sorted(unknown)}, but the controls are {names}")
    return [control | {"label": labels.get(control["name"], control["label"])} for control in controls]


def _knob(name: str, values: Sequence) -> Control:
    long = len(values) > 6 and all(isinstance(value, int | float) for value in values)
    return _control(name, name, "ladder" if long else "choice", values)


def _control(name: str, label: str, kind: str, values: Sequence) -> Control:
    return {"name": name, "label": label, "kind": kind, "values": list(values)}


def starting_values(controls: Sequence[Control], start: Mapping[str, object]) -> dict[str, Any]:
    """Return where each control stands first: at `start`, else at its first value."""
    allowed = {control["name"]: control for control in controls}
    unknown = set(start) - set(allowed)
    if unknown:
        raise ValueError(f"start names {sorted(unknown)}, but the controls are {list(allowed)}")
    return {
        name: position(control, start[name], f"start[{name!r}]") if name in start else values_of(control)[0]
        for name, control in allowed.items()
    }


def values_of(control: Control) -> Sequence:
    """Return all values that the control can take."""
    return range(control["last"] + 1) if control["kind"] == "time" else control["values"]


def position(control: Control, wanted: object, argument: str) -> Any:
    """Return the control's own value that is `wanted`; raises ValueError that names the argument."""
    values = values_of(control)
    for value in values:
        if _same(value, wanted):
            return value
    shown = f"0 to {values[-1]}" if control["kind"] == "time" else list(values)
    raise ValueError(f"{argument} is {wanted!r}, which is not among {shown}")


def _same(value: object, wanted: object) -> bool:
    if isinstance(value, float) and isinstance(wanted, int | float):
        return math.isclose(value, wanted, rel_tol=1e-9, abs_tol=1e-12)
    return value == wanted


def _arrays(source: Source, panels: Sequence[Panel], readout: Sequence[str]) -> dict[str, np.ndarray]:
    unknown = [name for name in readout if name not in source.parameter_names]
    if unknown:
        raise ValueError(f"readout names {unknown}, but the parameters are {list(source.parameter_names)}")
    needed = {"data_loss", *(key for panel in panels for key in panel.needs), *(["parameters"] if readout else [])}
    arrays = {key: stored(source, key) for key in sorted(needed) if getattr(source, key) is not None}
    for index, panel in enumerate(panels):
        arrays |= {f"panel{index}.{key}": _rounded(value) for key, value in panel.arrays(source).items()}
    return arrays


def stored(source: Source, key: str) -> np.ndarray:
    """Return an array of the source as the Lab stores it: the losses to five digits, predictions as float16."""
    with np.errstate(over="ignore"):  # a diverged prediction overflows float16, as it should
        return _rounded(np.asarray(getattr(source, key)).astype(DTYPES.get(key, np.float32)))


def _rounded(array: np.ndarray) -> np.ndarray:
    """Round float32 to 14 bits of mantissa (relative error below 4e-5): a third less to load, in digits nobody sees."""
    if array.dtype != np.float32:
        return array
    bits = np.ascontiguousarray(array).view(np.uint32)
    rounded = (bits + np.uint32(1 << 8)) & np.uint32(0xFFFFFE00)
    return np.where(np.isfinite(array), rounded.view(np.float32), array)
