"""Open code needs functions and loops only: what is beyond them belongs into a closed cell, or into other words."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from notebook_parts import code_cells, is_open, parsed, source, tags

TEACHES_CLASS = "teaches-class"  # the tag of an open cell in which the class is the lesson
PLUMBING = {"ndindex", "errstate"}
MOST_NEW_AXES = 2


def open_code_problems(notebook: dict) -> Iterator[str]:
    for cell in filter(is_open, code_cells(notebook)):
        name = f"the open cell '{source(cell).strip().splitlines()[0][:50]}'"
        found = (beyond(node, TEACHES_CLASS in tags(cell)) for node in ast.walk(parsed(cell)))
        yield from (f"{name} has {what}" for what in dict.fromkeys(filter(None, found)))


def beyond(node: ast.AST, class_allowed: bool) -> str:
    """Say what of Python beyond functions and loops a piece of code is, or nothing."""
    match node:
        case ast.Lambda(args=ast.arguments(defaults=[_, *_])):
            return "a lambda with a default argument"
        case ast.AugAssign(op=ast.BitOr()):
            return "'|='"
        case ast.Subscript(slice=ast.Tuple(elts=parts)) if sum(map(_is_none, parts)) > MOST_NEW_AXES:
            return "an index with three or more None"
        case ast.Slice(step=ast.UnaryOp(op=ast.USub()), lower=lower, upper=upper) if lower or upper:
            return "a slice that runs backwards from or to a place"
        case ast.Attribute(attr=name) | ast.Name(id=name) if name in PLUMBING:
            return name
        case ast.ClassDef(name=name) if not class_allowed:
            return f"the class {name} (tag the cell `{TEACHES_CLASS}` if it is the lesson)"
    return ""


def _is_none(node: ast.expr) -> bool:
    return (isinstance(node, ast.Constant) and node.value is None) or ast.unparse(node) == "np.newaxis"
