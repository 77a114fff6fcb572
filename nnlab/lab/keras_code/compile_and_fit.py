"""The pieces of text that make the Keras code of a setting: imports, the notebook's statements, the model, the end."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nnlab.lab.keras_code.data import Data
from nnlab.lab.keras_code.notebook_source import NotebookSource
from nnlab.lab.keras_code.text import call, evaluation_line, literal, loss_text, schedule_lines, weights_text
from nnlab.sweep.optimizers import OPTIMIZERS
from nnlab.sweep.origin import Origin

RATE, EPOCHS = "\0rate\0", "\0epochs\0"  # the gaps, while the code is put together
Pieces = tuple[str, ...]


class Template:
    """The code of all learning rates and epochs of one setting of a sweep, whose last epoch is `last`."""

    def __init__(
        self, origin: Origin, last: int, activation: str, data: Data, build: str, notebook: NotebookSource
    ) -> None:
        self._origin, self._last, self._data, self._notebook = origin, last, data, notebook
        self._penalised = bool(origin.network.model.losses)
        self._build = build  # the name of the notebook's function
        self._imports = {"import keras"} | ({"import numpy as np"} if origin.setting.weights is not None else set())
        self._model = self._model_lines(activation)

    def untrained(self) -> Pieces:
        """Return the code of epoch 0."""
        lines = ["", "# epoch 0: before training, so without fit", *self._evaluation()]
        return self._pieces([], self._imports, lines)

    def trained(self, callback: tuple[str, str] | None) -> Pieces:
        """Return the code of all other epochs; callback: the name of the notebook's function for it, and its call."""
        setting = self._origin.setting
        names, calls = ([callback[0]], [callback[1]]) if callback else ([], [])
        n = len(setting.x)
        size = setting.batch_size or n
        full = size == n
        lines, options = [], [f"epochs={EPOCHS}", "shuffle=False", "verbose=0"]
        if self._data.validation is not None:
            options.append(f"validation_data=({', '.join(self._data.validation)})")
        if setting.schedule is not None:
            name = self._notebook.name_of("schedule", setting.schedule)
            lines += schedule_lines(name, RATE, self._last * (1 if full else -(-n // size)))
            names, calls = [name, *names], ["Schedule()", *calls]
        if calls:
            options.append(f"callbacks=[{', '.join(calls)}]")
        if full:
            inputs = [self._data.x, self._data.y, f"batch_size={self._data.count}"]
        else:
            lines += self._feed_lines(size)
            inputs = ["feed()", f"steps_per_epoch={-(-n // size)}"]
        lines += [call("history = model.fit", [*inputs, *options]), *self._evaluation()]
        return self._pieces(names, self._imports | (set() if full else {"import nnlab"}), lines)

    def _model_lines(self, activation: str) -> list[str]:
        """Return the lines that make and compile the model as the sweep did."""
        setting = self._origin.setting
        arguments = [literal("activation", activation)]
        arguments += [f"{name}={literal(name, value)}" for name, value in setting.build.items()]
        lines = [f"keras.utils.set_random_seed({self._origin.seed})", call(f"model = {self._build}", arguments)]
        if setting.weights is not None:
            lines.append(call("model.set_weights", [f"[{', '.join(weights_text(setting.weights))}]"]))
        loss = loss_text(self._origin.loss)
        compiled = [f"optimizer={OPTIMIZERS[setting.optimizer].code(RATE)}", f"loss={loss}"]
        if self._penalised:  # which the loss includes, and the Lab's does not
            compiled.append(f"metrics=[{loss}]")
        return [*lines, call("model.compile", compiled)]

    def _feed_lines(self, size: int) -> list[str]:
        """Return a generator of the sweep's batches."""
        data = self._data
        batches = f"nnlab.batches({data.count}, {size}, epochs={EPOCHS}, seed={self._origin.seed})"
        lines = ["", "", "def feed():", f"    for epoch in {batches}:", "        for rows in epoch:"]
        return [*lines, f"            yield {data.x}[rows], {data.y}[rows]", "", ""]

    def _evaluation(self) -> list[str]:
        pairs = {"training": (self._data.x, self._data.y)}
        if self._data.validation is not None:
            pairs["validation"] = self._data.validation
        end = "[1]" if self._penalised else ""
        return [evaluation_line(part, x, y, end) for part, (x, y) in pairs.items()]

    def _pieces(self, names: Iterable[str], imports: set[str], end: list[str]) -> Pieces:
        found, statements = self._notebook.code({self._build, *self._data.names, *names})
        # nnlab first: before TensorFlow starts, it asks for the same numbers on every processor
        lines = sorted(imports | found, key=lambda line: (line != "import nnlab", line.startswith("from "), line))
        gap = "\n\n\n" if statements.startswith(("def ", "class ", "@")) else "\n\n"
        parts = ["\n".join(lines) + gap, statements + "\n\n\n", "\n".join(self._model) + "\n", "\n".join(end) + "\n"]
        return tuple(map(_with_gaps, parts))


def _with_gaps(text: str) -> str:
    text = re.sub(r"\n{4,}", "\n\n\n", text).replace("{", "{{").replace("}", "}}")
    return text.replace(RATE, "{learning_rate}").replace(EPOCHS, "{epochs}")
