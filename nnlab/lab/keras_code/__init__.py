"""The Keras code of every setting of a Lab: it runs in an empty session, and gives the Lab's losses.

For each combination of own knobs and activation there are two templates, for a trained and for the untrained network.
Both are lists of pieces of text, most of them shared, with two gaps, {learning_rate} and {epochs}, that the Lab fills
with what is on screen. Braces that belong to the code are doubled, as `str.format` wants them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnlab.lab.keras_code.compile_and_fit import Pieces, Template
from nnlab.lab.keras_code.data import DataCode
from nnlab.lab.keras_code.notebook_source import NotebookSource
from nnlab.lab.keras_code.text import literal
from nnlab.sweep.settings import naming
from nnlab.sweep.source import Source

DATA_KEYS = ("x", "y", "validation")
KINDS = ("trained", "untrained")


@dataclass(frozen=True)
class KerasCode:
    """Show the Keras code of the setting on screen, which a reader can run in an empty session.

    Names of arrays (or expressions of them, such as "x[:100]") are given as they stand in the notebook where the build
    function is defined; the statements that make them are found and shown.

    Args:
        x: The name of the inputs.
        y: The name of the targets.
        validation: The names of the validation data's inputs and targets; needed where the sweep has such data.
        data: Where a knob changes the data, a function of the knobs' values, called as `data(**values)`, that returns
            those of the names that differ, such as `{"x": "x_scaled"}`.
        callbacks: A function of the notebook that takes the knobs' values and returns a callback for `fit`, such as an
            EarlyStopping; it is shown too.
    """

    x: str = "x"
    y: str = "y"
    validation: tuple[str, str] | None = None
    data: Callable[..., Mapping[str, object]] | None = None
    callbacks: Callable[..., object] | None = None

    def spec(self, source: Source) -> dict[str, object]:
        """Return pieces of text, templates made of them and, by [*own knobs, activation], which belongs to a setting.

        The statements that make the data are run once, to see that they give the arrays that the sweep trained on.

        Args:
            source: The Sweep of the Lab, as `train_sweep` returned it.

        Raises:
            ValueError: In a sentence for the author, for what cannot be shown as code that runs.
            TypeError: For a Table, in which nothing is trained.
        """
        if not source.epochs:
            raise TypeError("code needs a Sweep: in a Table nothing is trained, so there is no training to show")
        if not source.origins:
            raise ValueError("code needs the Sweep as train_sweep returned it; this one holds results only")
        function = source.origins[0].build
        notebook = NotebookSource("build", function)
        build = notebook.name_of("build", function)
        data = DataCode(notebook, function.__globals__)
        templates: dict[tuple[Pieces, Pieces], int] = {}
        index = []
        for number, origin in enumerate(source.origins):
            values = origin.setting.values
            with naming(values):
                named = data.named(self._names(values), origin)
                activation = source.activations[number % len(source.activations)]
                template = Template(origin, source.epochs, activation, named, build, notebook)
                kinds = template.trained(self._callback(values, notebook)), template.untrained()
            index.append(templates.setdefault(kinds, len(templates)))
        shape = [len(ladder) for name, ladder in source.ladders.items() if name != "learning_rate"]
        return _numbered([*templates]) | {"index": np.reshape(index, shape).tolist()}

    def _callback(self, values: Mapping[str, object], notebook: NotebookSource) -> tuple[str, str] | None:
        if self.callbacks is None:
            return None
        name = notebook.name_of("callbacks", self.callbacks)
        return name, f"{name}({', '.join(f'{key}={literal(key, value)}' for key, value in values.items())})"

    def _names(self, values: Mapping[str, object]) -> dict[str, object]:
        names = {"x": self.x, "y": self.y, "validation": self.validation}
        changed = {} if self.data is None else self.data(**values)
        if not isinstance(changed, Mapping) or set(changed) - set(DATA_KEYS):
            raise ValueError(f"data must return a dict with any of {', '.join(DATA_KEYS)}, not {changed!r}")
        return names | dict(changed)


def _numbered(templates: Sequence[tuple]) -> dict[str, list]:
    """Return every piece once, and the templates as lists of the pieces' numbers."""
    pieces = {text: None for kinds in templates for pieces in kinds for text in pieces}
    number = {text: at for at, text in enumerate(pieces)}
    numbered = [
        {kind: [number[text] for text in pieces] for kind, pieces in zip(KINDS, kinds, strict=True)}
        for kinds in templates
    ]
    return {"pieces": list(pieces), "templates": numbered}


def filled(code: Mapping[str, Any], at: Sequence[int], learning_rate: float, epochs: int) -> str:
    """Return the code for one setting: `at` are its places on the ladders of the own knobs and of the activation."""
    index = code["index"]
    for place in at:
        index = index[place]
    numbers = code["templates"][index]["trained" if epochs else "untrained"]
    text = "".join(code["pieces"][number] for number in numbers)
    return text.format(learning_rate=repr(float(learning_rate)), epochs=epochs)
