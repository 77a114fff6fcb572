"""How the parts of the code may know each other: no circle, no panel that imports another, nothing private read."""

from __future__ import annotations

import ast
import graphlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOUNDATION = {"base", "layers", "scaled"}  # of the panels
MOST_KINDS_ASKED = 5


def modules(folder: Path, prefix: str) -> dict[str, Path]:
    """Return the Python files below a folder by their names as modules; a package goes by its own name."""
    found = {}
    for path in sorted(folder.rglob("*.py")):
        parts = [part for part in (prefix, *path.relative_to(folder).with_suffix("").parts) if part]
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(path: Path, known: set[str]) -> Iterator[str]:
    """Yield each known module that a file imports, in whichever way, for types only too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            parts = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [part if part in known else node.module for part in parts]
        else:
            continue
        yield from (name for name in names if name in known)


def graph(files: dict[str, Path]) -> dict[str, set[str]]:
    return {name: set(imports(path, set(files))) - {name} for name, path in files.items()}


NNLAB = modules(ROOT / "nnlab", "nnlab")
EXTENSIONS = {
    name: path for name, path in modules(ROOT / "_ext", "").items() if not re.search(r"(^|\.)(tests|example)\.", name)
}


@pytest.mark.parametrize("files", [NNLAB, EXTENSIONS], ids=["nnlab", "_ext"])
def test_no_module_imports_itself_by_way_of_others(files):
    assert len(files) > 20
    assert list(graphlib.TopologicalSorter(graph(files)).static_order())


def test_a_circle_is_found(tmp_path):
    (tmp_path / "a.py").write_text("from pack import b\n")
    (tmp_path / "b.py").write_text("def late():\n    import pack.a\n")
    with pytest.raises(graphlib.CycleError):
        graphlib.TopologicalSorter(graph(modules(tmp_path, "pack"))).prepare()


def test_training_knows_no_widget_and_no_panel_knows_a_panel():
    arrows = graph(NNLAB)
    for name, needed in arrows.items():
        if name.startswith("nnlab.sweep"):
            assert all(other.startswith("nnlab.sweep") for other in needed), (name, needed)
        if name.startswith("nnlab.panels."):
            panels = {other for other in needed if other.startswith("nnlab.panels.")}
            assert {other.split(".")[-1] for other in panels} <= FOUNDATION, (name, panels)


def test_nothing_outside_reads_what_is_private_to_training():
    private = set()
    for name, path in NNLAB.items():
        if name.startswith("nnlab.sweep"):
            private |= set(re.findall(r"\bself\.(_[a-z]\w*)", path.read_text("utf-8")))
    assert {"_recipe", "_of_starts"} <= private
    for name, path in NNLAB.items():
        if not name.startswith("nnlab.sweep"):
            text = path.read_text("utf-8")
            read = {word for word in private if re.search(rf"(?<!self)\.{word}\b", text)}
            assert not read, (name, read)


def test_few_places_ask_of_which_kind_a_source_is():
    asked = [
        (name, line)
        for name, path in NNLAB.items()
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"isinstance\([^)]*\b(Sweep|Table|Source)\b", line)
    ]
    assert len(asked) <= MOST_KINDS_ASKED, asked
