"""The data in a Lab's Keras code: the notebook's own statements, run once to see that they give the Lab's arrays."""

from __future__ import annotations

import ast
import contextlib
import io
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from nnlab.lab.keras_code.notebook_source import NotebookSource
from nnlab.sweep.origin import Origin


@dataclass(frozen=True)
class Data:
    """Expressions for what `fit` is given; names: what of the notebook they need."""

    x: str
    y: str
    validation: tuple[str, str] | None
    count: str
    names: frozenset[str]


class DataCode:
    """Turns the names of arrays into expressions, and knows which session their statements make."""

    def __init__(self, notebook: NotebookSource, namespace: Mapping[str, object]) -> None:
        self._notebook, self._namespace = notebook, namespace
        self._sessions: dict[str, dict[str, object]] = {}

    def named(self, names: Mapping[str, object], origin: Origin) -> Data:
        """Return the data of one setting; raises ValueError, in a sentence for the author, if others trained."""
        used = {"x": (names["x"], origin.setting.x), "y": (names["y"], origin.y)}
        if origin.validation is not None:
            for role, name, array in zip("xy", _pair(names["validation"]), origin.validation, strict=True):
                used[f"validation {role}"] = name, array
        x, y, *validation = [_expression(role, name, self._namespace, array) for role, (name, array) in used.items()]
        needed = frozenset().union(*(self._notebook.names_of(str(name)) for name, _ in used.values()))
        session = self._session(needed)
        for role, (name, array) in used.items():
            _expression(role, name, session, array, "in an empty session ")
        pair = (validation[0], validation[1]) if validation else None
        return Data(x, y, pair, f"len({names['x']})", needed)

    def _session(self, names: frozenset[str]) -> dict[str, object]:
        """Return what the statements that the names need make where nothing else has run."""
        imports, text = self._notebook.code(names)
        text = "\n".join([*sorted(imports), text])
        if text not in self._sessions:
            session: dict[str, object] = {"__name__": "__main__"}
            try:
                with _unseen():
                    exec(compile(text, "<the data of the Keras code>", "exec"), session)
            except Exception as error:
                raise ValueError(
                    f"the statements that make {', '.join(sorted(names))} do not run in an empty session "
                    f"({type(error).__name__}: {error}):\n{text}"
                ) from None
            self._sessions[text] = session
        return self._sessions[text]


@contextlib.contextmanager
def _unseen() -> Iterator[None]:
    """Print nothing, and put NumPy's and Python's global generators back afterwards."""
    of_numpy, of_python = np.random.get_state(), random.getstate()
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            yield
    finally:
        np.random.set_state(of_numpy)
        random.setstate(of_python)


def _pair(names: object) -> tuple[object, object]:
    if not isinstance(names, tuple | list) or len(names) != 2:
        raise ValueError(
            f'this Sweep has validation data: name its two arrays, such as validation=("x_val", "y_val"), not {names!r}'
        )
    x, y = names
    return x, y


def _expression(role: str, name: object, namespace: Mapping[str, object], used: np.ndarray, where: str = "") -> str:
    """Return the expression for an array as the network wants it, after a look whether it is the one that was used."""
    try:
        value = np.asarray(eval(str(name), dict(namespace)), np.float32)
    except Exception as error:
        raise ValueError(f"{role} is called {name!r}, which {where}cannot be evaluated: {error}") from None
    simple = isinstance(ast.parse(str(name), mode="eval").body, ast.Name | ast.Attribute | ast.Subscript | ast.Call)
    shaped, expression = value, str(name) if simple else f"({name})"
    if value.ndim == 1 and used.ndim == 2:
        shaped, expression = value[:, None], f"{expression}[:, None]"
    elif value.ndim == 2 and used.ndim == 1:
        shaped, expression = value[:, 0], f"{expression}[:, 0]"
    if not np.array_equal(shaped, used):
        raise ValueError(
            f"{role} is called {name!r}, but {where}that is another array (shape {value.shape}) than the one that was "
            f"trained on (shape {used.shape}); say its own name, and make it by statements at the top of a cell"
        )
    return expression
