"""The top-level statements of a notebook's cells, each with the names that it binds, changes and looks up."""

from __future__ import annotations

import ast
import dis
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import CodeType

# What stands for the state of the global random generators among the names: no name holds a dot.
GLOBAL_DRAWS = "random."
SEEDING = {"seed", "set_seed", "set_random_seed"}
OWN_STATE = {"default_rng", "Generator", "RandomState", "SeedSequence", "PCG64", "Philox"}
TRANSPARENT_MAGICS = {"time", "capture"}  # the cell below runs as if they were not there
LOOKUPS = {"LOAD_GLOBAL", "LOAD_NAME", "LOAD_FROM_DICT_OR_GLOBALS"}


@dataclass(frozen=True)
class Names:
    """binds: what may get a value, surely: what does in any case. uses: what has to have its value before."""

    binds: set[str]
    surely: set[str]
    uses: set[str]


@dataclass(frozen=True)
class Statement:
    """cell: the number of its cell. changes: names whose value it may change in place.

    later: what the body of the function or class that it defines looks up whenever it runs.
    """

    cell: int
    text: str
    names: Names
    changes: set[str]
    later: set[str]
    is_import: bool = False

    @property
    def is_definition(self) -> bool:
        return self.text.startswith(("def ", "class ", "@", "async def "))


def statements_of(cells: Sequence[str]) -> list[Statement]:
    """Return the statements of all cells in order; a cell that is no Python is left out."""
    return [statement for number, cell in enumerate(cells) for statement in _statements(number, cell)]


def names_in(code: CodeType) -> set[str]:
    """Return the names that the code and the functions in it look up outside of themselves."""
    own = {instruction.argval for instruction in dis.get_instructions(code) if instruction.opname in LOOKUPS}
    return own.union(*(names_in(part) for part in code.co_consts if isinstance(part, CodeType)))


def _statements(number: int, cell: str) -> Iterator[Statement]:
    try:
        nodes = ast.parse(cell).body
    except SyntaxError:
        return
    for node in nodes:
        if (inner := _cell_below_magic(node)) is not None:
            yield from _statements(number, inner)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from _imports(number, node)
        else:
            later = _names_of_bodies(node) if _defines(node) else set()
            yield Statement(number, _text(cell, node), _names(node), set(_changed(node)), later)


def _cell_below_magic(node: ast.stmt) -> str | None:
    """Return the cell below a magic such as %%time, of which IPython has made a call."""
    match node:
        case ast.Expr(
            ast.Call(ast.Attribute(attr="run_cell_magic"), [ast.Constant(str(magic)), _, ast.Constant(str(cell))])
        ):
            return cell if magic in TRANSPARENT_MAGICS else None
    return None


def _imports(number: int, node: ast.Import | ast.ImportFrom) -> Iterator[Statement]:
    """Yield one statement for each name, so that those needed can be taken alone."""
    for alias in node.names:
        origin = f"from {'.' * node.level}{node.module or ''} " if isinstance(node, ast.ImportFrom) else ""
        bound = {alias.asname or alias.name.partition(".")[0]}
        text = f"{origin}import {alias.name}" + (f" as {alias.asname}" if alias.asname else "")
        yield Statement(number, text, Names(bound, bound, set()), set(), set(), is_import=True)


def _text(cell: str, node: ast.stmt) -> str:
    """Return the statement's whole lines, with the comments in them; only its own part of a line that it shares."""
    assert node.end_lineno is not None, "ast.parse tells where a statement ends"
    lines = cell.split("\n")
    first = min([node.lineno, *(part.lineno for part in getattr(node, "decorator_list", []))])
    rest = lines[node.end_lineno - 1].encode()[node.end_col_offset :].strip()
    if node.col_offset == 0 and (not rest or rest.startswith(b"#")):
        return "\n".join(lines[first - 1 : node.end_lineno])
    return ast.get_source_segment(cell, node) or ""


def _defines(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)


def _names(node: ast.stmt) -> Names:
    """Return the names of a statement; in a block, what it binds itself before its use is not used from outside."""
    match node:
        case ast.For(target, iterated, body, other):
            inner, after, targets = _block(body), _block(other), _leaf(ast.Assign([target], ast.Constant(0), lineno=1))
            uses = _expression(iterated) | targets.uses | (inner.uses - targets.binds) | after.uses
            return Names(targets.binds | inner.binds | after.binds, set(), uses)
        case ast.If(test, body, other) | ast.While(test, body, other):
            inner, after = _block(body), _block(other)
            return Names(
                inner.binds | after.binds, inner.surely & after.surely, _expression(test) | inner.uses | after.uses
            )
        case ast.With(items, body):
            opened = [
                ast.Assign([part.optional_vars], part.context_expr, lineno=1)
                if part.optional_vars
                else ast.Expr(part.context_expr)
                for part in items
            ]
            return _block([*opened, *body])
    return _leaf(node)


def _block(nodes: Sequence[ast.stmt]) -> Names:
    whole = Names(set(), set(), set())
    for node in nodes:
        names = _names(node)
        uses = names.uses | _names_of_bodies(node) if _defines(node) else names.uses
        whole.uses.update(uses - whole.surely)
        whole.binds.update(names.binds)
        whole.surely.update(names.surely)
    return whole


def _expression(node: ast.expr) -> set[str]:
    return _leaf(ast.Expr(node)).uses


def _leaf(node: ast.stmt) -> Names:
    """Return what a compiled statement does to names; of a function or class only what its definition does."""
    code = compile(ast.fix_missing_locations(ast.Module([node], [])), "<statement>", "exec")
    binds, uses = set(), set()
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("STORE_NAME", "STORE_GLOBAL"):
            binds.add(instruction.argval)
        elif instruction.opname in LOOKUPS:
            uses.add(instruction.argval)
    if not _defines(node):
        uses |= names_in(code) | ({GLOBAL_DRAWS} if _draws(node) else set())
        binds |= {GLOBAL_DRAWS} if _seeds(node) else set()
    return Names(binds, set() if isinstance(node, ast.Try | ast.Match) else binds, uses)


def _names_of_bodies(node: ast.stmt) -> set[str]:
    code = compile(ast.Module([node], []), "<statement>", "exec")
    inner = (names_in(part) for part in code.co_consts if isinstance(part, CodeType))
    return set().union(*inner, {GLOBAL_DRAWS} if _draws(node) else set())


def _draws(node: ast.stmt) -> bool:
    """Whether a function of a module's global random generator, such as np.random.normal, occurs in it."""
    for inner in ast.walk(node):
        match inner:
            case ast.Attribute(ast.Attribute(ast.Name(), "random"), attr) if attr not in OWN_STATE | SEEDING:
                return True
    return False


def _seeds(node: ast.stmt) -> bool:
    match node:
        case ast.Expr(ast.Call(ast.Attribute(ast.Attribute(), attr))):
            return attr in SEEDING
    return False


def _changed(node: ast.stmt) -> Iterator[str]:
    """Yield the names of what is changed in place: by an assignment to a part, or a method called for its effect."""
    for inner in [] if _defines(node) else ast.walk(node):
        match inner:
            case ast.Subscript(ctx=ast.Store() | ast.Del()) | ast.Attribute(ctx=ast.Store() | ast.Del()):
                yield from _root(inner)
            case ast.Expr(ast.Call(ast.Attribute() as method)):
                yield from _root(method)


def _root(node: ast.expr) -> Iterator[str]:
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    if isinstance(node, ast.Name):
        yield node.id
