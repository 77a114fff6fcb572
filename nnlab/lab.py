"""The Lab: a widget that holds everything a sweep computed and only looks up and draws.

All behaviour is in frontend/ (bundled to static/lab.js). Python states once, in `spec["controls"]`, what the reader can
change; the arrays travel as bytes, so the saved widget state is a complete, living widget that needs no kernel.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import anywidget
import numpy as np
import traitlets

from nnlab.panels import Panel, Source
from nnlab.records import Run, Sweep, Table

STATIC = Path(__file__).parent / "static"
ACTIVATION_NAMES = {
    "linear": "linear",
    "relu": "ReLU",
    "tanh": "tanh",
    "sigmoid": "sigmoid",
    "elu": "ELU",
    "gelu": "GELU",
}
DTYPES = {"predictions": np.float16}


class Lab(anywidget.AnyWidget):
    """Explore a Sweep (or a Table): one control a knob, one drawing a panel.

    Traits that follow the reader, in Jupyter and on the published page: `learning_rate` (float), `activation` (str),
    `epoch` (int, 0 is untrained) and `knobs` (dict of the chapter's own knobs). Setting one moves the Lab.
    """

    _esm = STATIC / "lab.js"
    _css = STATIC / "lab.css"

    spec = traitlets.Dict().tag(sync=True)
    arrays = traitlets.Dict().tag(sync=True)
    learning_rate = traitlets.Float(0.0).tag(sync=True)
    activation = traitlets.Unicode("").tag(sync=True)
    epoch = traitlets.Int(0).tag(sync=True)
    knobs = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        source: Source,
        panels: Sequence[Panel],
        *,
        title: str,
        start: Mapping[str, object] | None = None,
        labels: Mapping[str, str] | None = None,
        readout: Sequence[str] = (),
        loss_name: str = "loss",
        name: str | None = None,
    ) -> None:
        """Build the widget.

        title: what the reader does here, in a few words; the accessible name of the Lab.
        start: where each control stands first, e.g. {"learning_rate": 0.01, "epoch": 12}; by default its first value.
        labels: the word shown for a control, e.g. {"activation": "Output activation"}.
        readout: names of parameters that the sentence under the controls reports.
        name: short identifier, unique on the page, used in links; by default made from the title.
        Raises ValueError or TypeError, naming the argument, for what the source does not hold.
        """
        if not isinstance(source, Sweep | Table):
            raise TypeError(f"source must be a Sweep or a Table, not {type(source).__name__}")
        if not panels or not all(isinstance(panel, Panel) for panel in panels):
            raise TypeError(f"panels must be a non-empty list of panels such as LossCurve(), not {panels!r}")
        self._source = source
        controls = _controls(source, labels or {})
        chosen = _start(controls, start or {})
        arrays = _arrays(source, panels, readout)
        spec = {
            "id": name or re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-"),
            "title": title,
            "controls": controls,
            "axes": [*source.knobs, "activation", *(["learning_rate"] if isinstance(source, Sweep) else [])],
            "arrays": {key: {"dtype": value.dtype.name, "shape": list(value.shape)} for key, value in arrays.items()},
            "snapshot_epochs": [int(epoch) for epoch in getattr(source, "snapshot_epochs", ())],
            "parameter_names": list(getattr(source, "parameter_names", ())),
            "readout": list(readout),
            "loss_name": loss_name,
            "panels": [
                {"type": type(panel).__name__, "title": panel.title, **panel.options(source)} for panel in panels
            ],
        }
        super().__init__(
            spec=spec,
            arrays={key: np.ascontiguousarray(value).tobytes() for key, value in arrays.items()},
            knobs={key: chosen[key] for key in source.knobs},
            **{key: chosen[key] for key in ("learning_rate", "activation", "epoch") if key in chosen},
        )

    @property
    def selected(self) -> Run:
        """The run that the reader is looking at. Raises TypeError for a Lab over a Table, which holds no runs."""
        if not isinstance(self._source, Sweep):
            raise TypeError("this Lab shows a Table: nothing was trained, so there is no run to select")
        return self._source.run(learning_rate=self.learning_rate, activation=self.activation, **self.knobs)

    def __repr__(self) -> str:
        kinds = ", ".join(panel["type"] for panel in self.spec["panels"])
        return f"Lab “{self.spec['title']}” over {self._source!r} Panels: {kinds}."


def _controls(source: Source, labels: Mapping[str, str]) -> list[dict[str, object]]:
    controls: list[dict[str, object]] = []
    for name, values in source.knobs.items():
        kind = "ladder" if len(values) > 6 and all(isinstance(value, int | float) for value in values) else "choice"
        controls.append({"name": name, "label": name, "kind": kind, "values": list(values)})
    texts = [ACTIVATION_NAMES.get(name, name) for name in source.activations]
    activation = {
        "name": "activation",
        "label": "Activation",
        "kind": "choice",
        "values": list(source.activations),
        "texts": texts,
    }
    if isinstance(source, Sweep):
        rates = {
            "name": "learning_rate",
            "label": "Learning rate",
            "kind": "ladder",
            "values": list(source.learning_rates),
        }
        controls = [
            rates,
            activation,
            *controls,
            {"name": "epoch", "label": "Epoch", "kind": "time", "last": source.epochs},
        ]
    else:
        controls.append(activation)
    unknown = set(labels) - {control["name"] for control in controls}
    if unknown:
        raise ValueError(
            f"labels names {sorted(unknown)}, but the controls are {[control['name'] for control in controls]}"
        )
    return [control | {"label": labels.get(control["name"], control["label"])} for control in controls]


def _start(controls: list[dict[str, object]], start: Mapping[str, object]) -> dict[str, object]:
    allowed = {control["name"]: control for control in controls}
    unknown = set(start) - set(allowed)
    if unknown:
        raise ValueError(f"start names {sorted(unknown)}, but the controls are {list(allowed)}")
    chosen: dict[str, object] = {}
    for name, control in allowed.items():
        values = range(control["last"] + 1) if control["kind"] == "time" else control["values"]
        wanted = start.get(name, values[0])
        found = [value for value in values if _same(value, wanted)]
        if not found:
            shown = f"0 to {values[-1]}" if control["kind"] == "time" else list(values)
            raise ValueError(f"start[{name!r}] is {wanted!r}, which is not among {shown}")
        chosen[name] = found[0]
    return chosen


def _same(value: object, wanted: object) -> bool:
    if isinstance(value, float) and isinstance(wanted, int | float):
        return math.isclose(value, wanted, rel_tol=1e-9, abs_tol=1e-12)
    return value == wanted


def _arrays(source: Source, panels: Sequence[Panel], readout: Sequence[str]) -> dict[str, np.ndarray]:
    unknown = [name for name in readout if name not in getattr(source, "parameter_names", ())]
    if unknown:
        raise ValueError(
            f"readout names {unknown}, but the parameters are {list(getattr(source, 'parameter_names', ()))}"
        )
    needed = {"data_loss", *(key for panel in panels for key in panel.needs), *(["parameters"] if readout else [])}
    arrays: dict[str, np.ndarray] = {}
    for key in ("data_loss", "validation_loss", "predictions", "parameters"):
        value = getattr(source, key, None)
        if key in needed and value is not None:
            with np.errstate(over="ignore"):  # a diverged prediction overflows float16, as it should
                arrays[key] = _rounded(np.asarray(value).astype(DTYPES.get(key, np.float32)))
    for index, panel in enumerate(panels):
        arrays |= {f"panel{index}.{key}": _rounded(value) for key, value in panel.arrays(source).items()}
    return arrays


def _rounded(array: np.ndarray) -> np.ndarray:
    """Round float32 to 14 bits of mantissa (relative error below 4e-5): a third less to load, in digits nobody sees."""
    if array.dtype != np.float32:
        return array
    bits = np.ascontiguousarray(array).view(np.uint32)
    rounded = (bits + np.uint32(1 << 8)) & np.uint32(0xFFFFFE00)
    return np.where(np.isfinite(array), rounded.view(np.float32), array)
