"""The statements of a notebook that some of its names need, in the notebook's order: they run in an empty session."""

from __future__ import annotations

import builtins
import linecache
import os
from collections.abc import Callable, Iterable, Mapping
from types import FunctionType, ModuleType

import numpy as np

from nnlab.lab.keras_code.notebook_statements import GLOBAL_DRAWS, Statement, names_in, statements_of


class NotebookSource:
    """All that has run so far where a function was defined: a notebook's cells, or else the function's file."""

    def __init__(self, role: str, function: Callable) -> None:
        """role: how an error calls the function. Raises ValueError, in a sentence for the author, without source."""
        plain = check_function(role, function)
        self._names: Mapping[str, object] = plain.__globals__
        self._statements = statements_of(_cells(plain))
        self._taken: dict[frozenset[str], list[Statement]] = {}

    def name_of(self, role: str, function: Callable) -> str:
        """Return the name under which the function can be pasted; raises ValueError where there is none."""
        name = check_function(role, function).__name__
        if self._names.get(name) is not function or not any(name in one.names.binds for one in self._statements):
            raise ValueError(
                f"the source of {role} ({name}) is not available; define it in a cell or in a file, where no other "
                "function has its name"
            )
        return name

    def code(self, names: Iterable[str]) -> tuple[set[str], str]:
        """Return the import lines and, in the notebook's order, the other statements that the names need."""
        wanted = frozenset(names)
        if wanted not in self._taken:
            self._taken[wanted] = self._needed(wanted)
        taken = self._taken[wanted]
        return {one.text for one in taken if one.is_import}, _joined([one for one in taken if not one.is_import])

    def names_of(self, expression: str) -> set[str]:
        """Return the notebook's names in an expression."""
        return {name for name in names_in(compile(expression, "<expression>", "eval")) if name in self._names}

    def _needed(self, names: Iterable[str]) -> list[Statement]:
        """Go from the last statement to the first, and take those that give a wanted name its value."""
        taken, wanted = [], self._with_bodies(names, len(self._statements))
        for at, statement in reversed([*enumerate(self._statements)]):
            changed = {name for name in statement.changes & wanted if not self._is_module(name)}
            if wanted & statement.names.binds or changed or self._advances(statement, wanted, at):
                taken.append(statement)
                wanted -= statement.names.surely
                wanted |= self._with_bodies(statement.names.uses, at)
        self._refuse_missing(names, wanted.difference(*(one.names.binds for one in taken)))
        return taken[::-1]

    def _with_bodies(self, names: Iterable[str], at: int) -> set[str]:
        """Return the names and, of the functions and classes among them, what their bodies look up when they run."""
        found, todo = set(), [*names]
        while todo:
            name = todo.pop()
            if name not in found:
                found.add(name)
                before = reversed(self._statements[:at])
                todo += next((one.later for one in before if name in one.names.surely), ())
        return found

    def _advances(self, statement: Statement, wanted: set[str], at: int) -> bool:
        """Whether the statement takes numbers from a random generator of which a later one takes the next."""
        generators = {name for name in wanted if name == GLOBAL_DRAWS or self._is_generator(name)}
        if not generators or statement.is_import or statement.is_definition:
            return False
        return bool(generators & self._with_bodies(statement.names.uses, at))

    def _is_generator(self, name: str) -> bool:
        return isinstance(self._names.get(name), np.random.Generator | np.random.RandomState)

    def _is_module(self, name: str) -> bool:
        return isinstance(self._names.get(name), ModuleType)

    def _refuse_missing(self, names: Iterable[str], wanted: set[str]) -> None:
        missing = {
            name for name in wanted if name in self._names and not hasattr(builtins, name) and not name.startswith("__")
        }
        if missing:
            raise ValueError(
                f"the Keras code needs {', '.join(sorted(missing))} (for {', '.join(sorted(names))}), which no "
                "statement at the top of a cell defines"
            )


def check_function(role: str, function: object) -> FunctionType:
    """Return the function if its source says all there is to it."""
    if not isinstance(function, FunctionType):
        raise ValueError(f"{role} must be a function made by def to be shown as code, not {type(function).__name__}")
    if function.__name__ == "<lambda>":
        raise ValueError(f"{role} is a lambda; give it a name with def, so that its source can be shown as code")
    if function.__code__.co_freevars:
        names = ", ".join(function.__code__.co_freevars)
        raise ValueError(
            f"{role} uses {names} of the function that it was made in, so its source alone does not run; "
            "define it at the top of a cell and make these its arguments"
        )
    return function


def _cells(function: FunctionType) -> list[str]:
    """Return the sources that ran, in order: a notebook's cells without those that raised, or a whole file."""
    names = function.__globals__
    if not isinstance(names.get("In"), list) or "get_ipython" not in names:
        return ["".join(linecache.getlines(function.__code__.co_filename))]
    raised = getattr(names["get_ipython"]().history_manager, "exceptions", {})
    ran = [cell for number, cell in enumerate(names["In"]) if number not in raised]
    return ran if any(ran) else _cells_without_history(function)


def _cells_without_history(function: FunctionType) -> list[str]:
    """Return the cells that a kernel ran, for who has none of them remembered (nbval): each is a file to Python."""
    folder = os.path.dirname(function.__code__.co_filename)
    return ["".join(linecache.getlines(file)) for file in [*linecache.cache] if os.path.dirname(file) == folder]


def _joined(statements: list[Statement]) -> str:
    text = ""
    for number, one in enumerate(statements):
        before = statements[number - 1]
        if number:
            together = "\n" if before.cell == one.cell else "\n\n"
            text += "\n\n\n" if before.is_definition or one.is_definition else together
        text += one.text
    return text
