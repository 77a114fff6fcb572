"""The Keras code of every setting of a Lab: complete, and giving the Lab's losses when it is pasted and run.

For each combination of own knobs and activation there is one template with two gaps, {learning_rate} and {epochs}, that
the Lab fills with what is on screen. Braces that belong to the code are doubled, as `str.format` wants them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nnlab._keras_text import call, literal, loss_text, schedule_lines, weights_text
from nnlab._notebook_source import NotebookSource, check_function
from nnlab._settings import naming
from nnlab.panels import Source
from nnlab.records import Sweep

RATE, EPOCHS = "\0rate\0", "\0epochs\0"  # the gaps, while the code is put together
DATA_KEYS = ("x", "y", "validation")


@dataclass(frozen=True)
class KerasCode:
    """Show the Keras code of the setting on screen.

    x, y and the pair `validation` are the names of the chapter's arrays (or expressions of them, such as "x[:100]"),
    as they stand in the notebook where the build function is defined. Where a knob changes the data, data(**knob
    values) returns those of them that differ: {"x": "x_scaled"}. callbacks is a function of the notebook that takes the
    knob values and returns a callback for `fit`, such as an EarlyStopping; it is shown too.
    """

    x: str = "x"
    y: str = "y"
    validation: tuple[str, str] | None = None
    data: Callable[..., Mapping[str, object]] | None = None
    callbacks: Callable[..., object] | None = None

    def spec(self, source: Source) -> dict[str, object]:
        """Return templates and, nested by [*own knobs, activation], which of them belongs to a setting.

        Raises ValueError or TypeError, in a sentence for the author, for what cannot be shown as code that runs.
        """
        if not isinstance(source, Sweep):
            raise TypeError("code needs a Sweep: in a Table nothing is trained, so there is no training to show")
        recipe = source._recipe
        if recipe is None:
            raise ValueError("code needs the Sweep as train_sweep returned it; this one holds results only")
        check_function("build", recipe.build)
        templates: dict[str, int] = {}
        index = []
        for number, group in enumerate(recipe.groups):
            with naming(group.setting.values):
                text = self._template(recipe, group, source.activations[number % len(source.activations)])
            index.append(templates.setdefault(text, len(templates)))
        return {"templates": list(templates), "index": np.reshape(index, recipe.shape).tolist()}

    def _template(self, recipe, group, activation: str) -> str:
        names = self._names(group.setting.values)
        namespace = recipe.build.__globals__
        x, y = _array("x", names["x"], namespace, group.setting.x), _array("y", names["y"], namespace, group.y)
        validation = _validation(names["validation"], namespace, group.validation)
        sources = NotebookSource()
        sources.imports["keras"] = "import keras"
        model = _model_lines(recipe, group, activation, sources)
        callbacks = self._callbacks(group.setting.values, sources)
        training = _training_lines(recipe, group, (x, y), f"len({names['x']})", validation, callbacks, sources)
        lines = [*model, *training]
        if not group.network.model.losses:  # with penalties, `evaluate` would add them
            lines.append(f'print("training loss:", model.evaluate({x}, {y}, verbose=0))')
        text = re.sub(r"\n{4,}", "\n\n\n", f"{sources.text()}\n\n\n" + "\n".join(lines) + "\n")
        text = text.replace("{", "{{").replace("}", "}}")
        return text.replace(RATE, "{learning_rate}").replace(EPOCHS, "{epochs}")

    def _callbacks(self, values: Mapping[str, object], sources: NotebookSource) -> list[str]:
        if self.callbacks is None:
            return []
        arguments = ", ".join(f"{name}={literal(name, value)}" for name, value in values.items())
        return [f"{sources.add_function('callbacks', self.callbacks)}({arguments})"]

    def _names(self, values: Mapping[str, object]) -> dict[str, object]:
        names = {"x": self.x, "y": self.y, "validation": self.validation}
        changed = {} if self.data is None else self.data(**values)
        if not isinstance(changed, Mapping) or set(changed) - set(DATA_KEYS):
            raise ValueError(f"data must return a dict with any of {', '.join(DATA_KEYS)}, not {changed!r}")
        return names | dict(changed)


def filled(code: Mapping[str, object], at: Sequence[int], learning_rate: float, epochs: int) -> str:
    """Return the code for one setting: `at` are its places on the ladders of the own knobs and of the activation."""
    index = code["index"]
    for place in at:
        index = index[place]
    return code["templates"][index].format(learning_rate=repr(float(learning_rate)), epochs=max(1, epochs))


def _array(role: str, name: object, namespace: Mapping[str, object], used: np.ndarray) -> str:
    """Return the expression for an array as the network wants it, after a look whether it is the one that was used."""
    try:
        value = np.asarray(eval(str(name), dict(namespace)), np.float32)
    except Exception as error:
        raise ValueError(f"{role} is called {name!r}, which the notebook cannot evaluate: {error}") from None
    simple = isinstance(ast.parse(str(name), mode="eval").body, ast.Name | ast.Attribute | ast.Subscript | ast.Call)
    shaped, expression = value, str(name) if simple else f"({name})"
    if value.ndim == 1 and used.ndim == 2:
        shaped, expression = value[:, None], f"{expression}[:, None]"
    elif value.ndim == 2 and used.ndim == 1:
        shaped, expression = value[:, 0], f"{expression}[:, 0]"
    if not np.array_equal(shaped, used):
        raise ValueError(
            f"{role} is called {name!r}, but that is another array (shape {value.shape}) than the one that was trained "
            f"on (shape {used.shape}); say its own name"
        )
    return expression


def _validation(names: object, namespace: Mapping[str, object], used: tuple | None) -> str | None:
    if used is None:
        return None
    if not isinstance(names, tuple | list) or len(names) != 2:
        raise ValueError(
            f'this Sweep has validation data: name its two arrays, such as validation=("x_val", "y_val"), not {names!r}'
        )
    roles = ("validation x", "validation y")
    x, y = (_array(role, name, namespace, array) for role, name, array in zip(roles, names, used, strict=True))
    return f"({x}, {y})"


def _model_lines(recipe, group, activation: str, sources: NotebookSource) -> list[str]:
    """Return the lines that make and compile the model as the sweep did."""
    setting = group.setting
    arguments = [
        literal("activation", activation),
        *(f"{name}={literal(name, value)}" for name, value in setting.build.items()),
    ]
    lines = [
        f"keras.utils.set_random_seed({recipe.seed})",
        call(f"model = {sources.add_function('build', recipe.build)}", arguments),
    ]
    if setting.weights is not None:
        lines.append(call("model.set_weights", [f"[{', '.join(weights_text(group.weights))}]"]))
        sources.imports["np"] = "import numpy as np"
    optimizers = {
        "sgd": f"keras.optimizers.SGD(learning_rate={RATE})",
        "momentum": f"keras.optimizers.SGD(learning_rate={RATE}, momentum=0.9)",
        "adam": f"keras.optimizers.Adam(learning_rate={RATE})",
    }
    loss = loss_text(recipe.loss)
    compiled = [f"optimizer={optimizers[setting.optimizer]}", f"loss={loss}"]
    if group.network.model.losses and group.validation is not None and loss.startswith('"'):
        compiled.append(f"metrics=[{loss}]")  # val_loss holds the penalties, the Lab's validation loss does not
    return [*lines, call("model.compile", compiled)]


def _training_lines(
    recipe, group, data: tuple, count: str, validation: str | None, callbacks: list[str], sources
) -> list[str]:
    """Return the lines that train the model on the sweep's batches; `count` says how many examples there are."""
    setting, (x, y) = group.setting, data
    n, size = len(setting.x), setting.batch_size
    full = size is None or size == n
    lines, options = [], [f"epochs={EPOCHS}", "shuffle=False", "verbose=0"]
    if validation is not None:
        options.append(f"validation_data={validation}")
    if setting.schedule is not None:
        name = sources.add_function("schedule", setting.schedule)
        steps = recipe.epochs * (1 if full else -(-n // size))
        lines += schedule_lines(name, RATE, steps)
        callbacks = ["Schedule()", *callbacks]
    if callbacks:
        options.append(f"callbacks=[{', '.join(callbacks)}]")
    if full:
        return [*lines, call("history = model.fit", [x, y, f"batch_size={count}", *options])]
    sources.imports["nnlab"] = "import nnlab"
    batches = f"nnlab.batches({count}, {size}, epochs={EPOCHS}, seed={recipe.seed})"
    feed = ["", "", "def feed():", f"    for epoch in {batches}:", "        for rows in epoch:"]
    feed += [f"            yield {x}[rows], {y}[rows]", "", ""]
    return [*lines, *feed, call("history = model.fit", ["feed()", f"steps_per_epoch={-(-n // size)}", *options])]
