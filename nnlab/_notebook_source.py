"""The source of a function that a notebook defines, with everything of the notebook that it needs to run elsewhere.

Leaves out what cannot be written down: arrays and other large values have to stand above, as they do in the chapter.
"""

from __future__ import annotations

import ast
import dis
import inspect
import itertools
import linecache
import textwrap
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType, ModuleType


class NotebookSource:
    """Collects import lines and definitions, each once, in an order in which they run."""

    def __init__(self) -> None:
        self.imports: dict[str, str] = {}
        self._blocks: dict[str, str] = {}

    def add_function(self, role: str, function: Callable) -> str:
        """Take in a function and all that it needs; return its name.

        role: how an error calls the function. Raises ValueError, in a sentence for the author, if it has no source that
        could be pasted.
        """
        self._add(check_function(role, function).__name__, function, role)
        return function.__name__

    def text(self) -> str:
        """Return the imports and, below them, the definitions."""
        lines = sorted(self.imports.values(), key=lambda line: (line.startswith("from "), line))
        parts = ["\n".join(lines), *self._blocks.values()]
        text = parts[0]
        for before, block in itertools.pairwise(parts):
            if _is_definition(before) or _is_definition(block):
                text += "\n\n\n" + block
            else:
                text += ("\n\n" if before is parts[0] else "\n") + block
        return text

    def _add(self, name: str, function: FunctionType, role: str) -> None:
        if name not in self._blocks:
            source = _source_of(role, function)
            self._blocks[name] = ""  # a function may call itself
            self._add_needed(source, function)
            self._blocks[name] = self._blocks.pop(name) or source

    def _add_needed(self, source: str, beside: FunctionType) -> None:
        """Take in the notebook's names that `source`, which stands in the same cell as the function, refers to."""
        namespace = beside.__globals__
        for name in _global_names(compile(source, "<source>", "exec")):
            known = name in self._blocks or name in self.imports or name.startswith("__")
            if name in namespace and not known:
                self._add_value(name, namespace[name], beside)

    def _add_value(self, name: str, value: object, beside: FunctionType) -> None:
        home = beside.__globals__
        if isinstance(value, ModuleType):
            self.imports[name] = f"import {value.__name__}" + (f" as {name}" if name != value.__name__ else "")
        elif isinstance(value, FunctionType) and value.__globals__ is home:
            self._add(name, check_function(name, value), name)
        elif isinstance(value, type) or (callable(value) and hasattr(value, "__qualname__")):
            if value.__module__ == home.get("__name__"):
                self._add_statement(name, value, beside)
            else:
                alias = f" as {name}" if name != value.__qualname__ else ""
                self.imports[name] = f"from {value.__module__} import {value.__qualname__}{alias}"
        else:
            self._add_statement(name, value, beside)

    def _add_statement(self, name: str, value: object, beside: FunctionType) -> None:
        """Take in the statement of the function's cell that makes the value, else the value itself if it is plain."""
        statement = _statement_for(name, beside)
        if statement is not None:
            self._blocks[name] = ""
            self._add_needed(statement, beside)
            self._blocks.pop(name)
            if statement not in self._blocks.values():  # one statement may make several names
                self._blocks[name] = statement
        elif _is_plain(value):
            self._blocks[name] = f"{name} = {value!r}"


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


def _source_of(role: str, function: FunctionType) -> str:
    try:
        return textwrap.dedent(inspect.getsource(function)).strip("\n")
    except (OSError, TypeError):
        raise ValueError(
            f"the source of {role} ({function.__name__}) is not available; define it in a cell or in a file"
        ) from None


def _global_names(code: CodeType) -> Iterator[str]:
    """Yield the names that the code and the functions in it look up outside of themselves."""
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield instruction.argval
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _global_names(constant)


def _statement_for(name: str, beside: FunctionType) -> str | None:
    """Return the last top-level statement of the function's cell (or file) that defines the name."""
    cell = "".join(linecache.getlines(beside.__code__.co_filename))
    try:
        statements = ast.parse(cell).body
    except SyntaxError:  # a cell with a magic
        return None
    found = [statement for statement in statements if name in _defined_by(statement)]
    return ast.get_source_segment(cell, found[-1]) if found else None


def _defined_by(statement: ast.stmt) -> set[str]:
    if isinstance(statement, ast.ClassDef | ast.FunctionDef):
        return {statement.name}
    if not isinstance(statement, ast.Assign | ast.AnnAssign):
        return set()
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return {node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)}


def _is_plain(value: object) -> bool:
    """Whether the value can be written as a literal."""
    try:
        return ast.literal_eval(repr(value)) == value
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return False


def _is_definition(block: str) -> bool:
    return block.startswith(("def ", "class ", "@"))
