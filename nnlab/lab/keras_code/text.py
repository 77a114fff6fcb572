"""The pieces of Keras code that say an argument: calls, literals, losses, weights, schedules."""

from __future__ import annotations

import ast
import json
from collections.abc import Sequence

import keras
import numpy as np

WIDTH = 79
MOST_NUMBERS = 64  # initial weights beyond that are no code that anybody reads


def call(function: str, arguments: Sequence[str]) -> str:
    """Return the call on one line if it fits there, else with one argument a line."""
    line = f"{function}({', '.join(arguments)})"
    if len(line) <= WIDTH:
        return line
    return "\n".join([f"{function}(", *(f"    {argument}," for argument in arguments), ")"])


def evaluation_line(part: str, x: str, y: str, end: str) -> str:
    """Return the call that prints the loss on a part of the data; end: what picks it out of what `evaluate` returns."""
    evaluate = f"model.evaluate({x}, {y}, verbose=0){end}"
    if len(evaluate) > WIDTH - len("    ,"):
        evaluate = "\n        ".join(["model.evaluate(", f"{x},", f"{y},", "verbose=0,"]) + f"\n    ){end}"
    return call("print", [f'"{part} loss:"', evaluate])


def literal(name: str, value: object) -> str:
    """Return the value as a literal; raises ValueError, naming it, where there is none."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    try:
        if ast.literal_eval(repr(value)) == value:
            return repr(value)
    except (ValueError, SyntaxError):
        pass
    raise ValueError(
        f"{name} is {value!r}, which cannot be written into the Keras code; let build take a number, a text or a list"
    )


def loss_text(loss: keras.losses.Loss) -> str:
    """Return a loss as `compile` takes it: by name where it is Keras' own as it comes."""
    kind = type(loss)
    if getattr(keras.losses, kind.__name__, None) is not kind:
        raise ValueError(f"the loss {kind.__name__} is not Keras' own, so it cannot be written into the Keras code")
    usual = kind().get_config()
    own = {key: value for key, value in loss.get_config().items() if value != usual.get(key)}
    if not own:
        return f'"{loss.name}"'
    return call(f"keras.losses.{kind.__name__}", [f"{key}={literal(key, value)}" for key, value in own.items()])


def weights_text(weights: Sequence[np.ndarray]) -> list[str]:
    """Return arrays as they are written, in the fewest digits that give the same float32."""
    if sum(array.size for array in weights) > MOST_NUMBERS:
        raise ValueError(
            f"weights hold {sum(array.size for array in weights)} numbers, more than the {MOST_NUMBERS} that can be "
            "written into the Keras code; let build set them by an initializer with a seed"
        )
    return [f"np.array({_nested(array)})" for array in weights]


def _nested(array: np.ndarray) -> str:
    if array.ndim == 0:
        return str(float(str(array)))
    return f"[{', '.join(map(_nested, array))}]"


def schedule_lines(function: str, rate: str, steps: int) -> list[str]:
    """Return a callback that sets the learning rate before each of all `steps` of the sweep's training."""
    return [
        "",
        "",
        "class Schedule(keras.callbacks.Callback):",
        "    def on_train_batch_begin(self, batch, logs=None):",
        "        step = int(self.model.optimizer.iterations)",
        f"        factor = {function}(step, {steps})",
        f"        self.model.optimizer.learning_rate = {rate} * factor",
        "",
        "",
    ]
