"""The Lab: a widget that holds everything a sweep computed and only looks up and draws.

All behaviour is in frontend/ (bundled to static/lab.js). Python states once, in `spec["controls"]`, what the reader can
change; the arrays travel as bytes, so the saved widget state is a complete, living widget that needs no kernel.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

import anywidget
import traitlets

from nnlab.lab.challenge import Challenge
from nnlab.lab.keras_code import KerasCode, filled
from nnlab.lab.kernel import KernelSide
from nnlab.lab.spec import Layout, starting_values
from nnlab.panels import Panel
from nnlab.sweep.picture import picture_of
from nnlab.sweep.records import Sweep
from nnlab.sweep.run import Run
from nnlab.sweep.source import Source

STATIC = Path(__file__).parents[1] / "static"
PROCESS = uuid.uuid4().hex  # a restarted kernel is another one


class Lab(anywidget.AnyWidget):
    """Explore a Sweep (or a Table): one control a knob, one drawing a panel.

    In a notebook the last line of a cell shows it. In Jupyter the reader can also train a learning rate that is not on
    the ladder; it then joins the runs. The attributes follow the reader, in Jupyter and on the published page; setting
    one moves the Lab.

    Args:
        source: The Sweep or the Table to explore.
        panels: What is drawn of it, one drawing a panel, such as `[nnlab.Fit(), nnlab.LossCurve()]`.
        title: What the reader does here, in a few words; the accessible name of the Lab.
        start: Where each control stands first, such as `{"learning_rate": 0.01, "epoch": 12}`; by default its first
            value.
        labels: The word shown for a control, such as `{"activation": "Output activation"}`.
        readout: The names of parameters that the sentence under the controls reports; it needs
            `train_sweep(..., parameters=True)`.
        loss_name: What the loss is called in the picture of a page on which no script runs.
        name: A short identifier, unique on the page, used in links; by default made from the title.
        challenge: A goal for the reader.
        code: Show the Keras code of the setting on screen.

    Raises:
        ValueError: Naming the argument, for what the source does not hold.
        TypeError: For an argument of another kind.

    Attributes:
        learning_rate: The learning rate on screen, a float.
        activation: The name of the activation on screen.
        epoch: The epoch on screen, a whole number; 0 is untrained.
        knobs: The values of the chapter's own knobs on screen, by name.
    """

    _esm = STATIC / "lab.js"
    _css = STATIC / "lab.css"

    spec = traitlets.Dict().tag(sync=True)
    arrays = traitlets.Dict().tag(sync=True)
    learning_rate = traitlets.Float(0.0).tag(sync=True)
    activation = traitlets.Unicode("").tag(sync=True)
    epoch = traitlets.Int(0).tag(sync=True)
    knobs = traitlets.Dict().tag(sync=True)
    kernel = traitlets.Unicode(PROCESS).tag(sync=True)
    still = traitlets.Unicode("").tag(sync=True)  # an SVG, for a page on which no script runs

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
        challenge: Challenge | None = None,
        code: KerasCode | None = None,
    ) -> None:
        _check_kinds(source, panels, challenge, code)
        self._source = source
        self._layout = Layout(tuple(panels), title, dict(labels or {}), tuple(readout), loss_name, name)
        spec, arrays = self._layout.content(source)
        chosen = starting_values(spec["controls"], start or {})
        self._extras = {} if challenge is None else {"challenge": challenge.spec(source, spec["controls"], chosen)}
        self._extras |= {} if code is None else {"code": code.spec(source)}
        super().__init__(
            spec=spec | self._extras,
            arrays=arrays,
            still=picture_of(
                source, title, chosen, {each["name"]: each["label"] for each in spec["controls"]}, loss_name
            ),
            knobs={key: chosen[key] for key in source.knobs},
            **{key: chosen[key] for key in ("learning_rate", "activation", "epoch") if key in chosen},
        )
        self._kernel_side = KernelSide(lambda: self._source, self.send, self._join)
        self.on_msg(lambda _widget, content, _buffers: self._kernel_side.receive(content))

    @property
    def selected(self) -> Run:
        """The run that the reader is looking at.

        Raises:
            TypeError: For a Lab over a Table, which holds no runs.
        """
        if not isinstance(self._source, Sweep):
            raise TypeError("this Lab shows a Table: nothing was trained, so there is no run to select")
        rate = self._nearest(self.learning_rate)
        return self._source.run(learning_rate=rate, activation=self.activation, **self.knobs)

    @property
    def keras_code(self) -> str:
        """The Keras code of the setting on screen.

        Raises:
            ValueError: For a Lab without `code`.
        """
        if "code" not in self.spec:
            raise ValueError("this Lab shows no Keras code; give it code=KerasCode(...)")
        at = [ladder.index(self.knobs[name]) for name, ladder in self._source.knobs.items()]
        at.append(self._source.activations.index(self.activation))
        return filled(self.spec["code"], at, self._nearest(self.learning_rate), self.epoch)

    def _nearest(self, wanted: float) -> float:
        """The rate that is shown for `wanted`, which a link to another Lab may have set: the nearest by ratio."""
        if not wanted > 0:
            return self._source.learning_rates[0]
        return min(self._source.learning_rates, key=lambda rate: abs(math.log(rate / wanted)))

    def _join(self, sweep: Sweep, learning_rate: float) -> float:
        """Show a sweep with one more learning rate, move there and return the rate as it is on the ladder."""
        spec, arrays = self._layout.content(sweep)
        self._source = sweep
        with self.hold_sync():  # in one message: the arrays have the shapes that the spec says
            self.spec, self.arrays = spec | self._extras, arrays
        self.learning_rate = self._nearest(learning_rate)
        return self.learning_rate

    def __repr__(self) -> str:
        kinds = ", ".join(panel["type"] for panel in self.spec["panels"])
        return f"Lab “{self.spec['title']}” over {self._source!r} Panels: {kinds}."


def _check_kinds(source: object, panels: Sequence[object], challenge: object, code: object) -> None:
    if not isinstance(source, Source):
        raise TypeError(f"source must be a Sweep or a Table, not {type(source).__name__}")
    if not panels or not all(isinstance(panel, Panel) for panel in panels):
        raise TypeError(f"panels must be a non-empty list of panels such as LossCurve(), not {panels!r}")
    for name, value, kind in (("challenge", challenge, Challenge), ("code", code, KerasCode)):
        if value is not None and not isinstance(value, kind):
            raise TypeError(f"{name} must be a {kind.__name__}, such as {kind.__name__}(...), not {value!r}")
