"""The parts of a notebook that its rules speak of: cells, prose, what is printed, what is closed."""

from __future__ import annotations

import ast
import re


def source(cell: dict) -> str:
    return "".join(cell["source"])


def tags(cell: dict) -> list[str]:
    return cell["metadata"].get("tags", [])


def parsed(cell: dict) -> ast.Module:
    """Return a cell's Python; commands of IPython (`!`, `%`) do nothing in it."""
    return ast.parse(re.sub(r"^(\s*)[!%].*$", r"\1pass", source(cell), flags=re.MULTILINE))


def code_cells(notebook: dict) -> list[dict]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def prose(notebook: dict) -> str:
    return "\n\n".join(source(cell) for cell in notebook["cells"] if cell["cell_type"] == "markdown")


def is_closed(cell: dict) -> bool:
    """Whether a cell's code is closed on the page and in JupyterLab, and with `hide-cell` its output as well."""
    jupyter = cell["metadata"].get("jupyter", {})
    whole = "hide-cell" in tags(cell) and jupyter.get("outputs_hidden")
    return bool(jupyter.get("source_hidden") and (whole or "hide-input" in tags(cell)))


def is_open(cell: dict) -> bool:
    """Whether a reader of the page sees the code without a click."""
    return not {"hide-input", "hide-cell"} & set(tags(cell))


def output_text(cell: dict) -> str:
    """Return all text that a cell prints or shows."""
    return "\n".join("".join(out.get("text") or out.get("data", {}).get("text/plain", [])) for out in cell["outputs"])


def printed(notebook: dict) -> str:
    """Return all text that the cells of a notebook print."""
    return "\n".join(filter(None, map(output_text, code_cells(notebook))))


def section(notebook: dict, title: str) -> list[dict]:
    """Return the cells of a section: from the one in which its title stands to that of the next title."""
    cells = notebook["cells"]
    heads = [i for i, cell in enumerate(cells) if cell["cell_type"] == "markdown" and "\n## " in f"\n{source(cell)}"]
    found = [i for i in heads if f"\n## {title}\n" in f"\n{source(cells[i])}\n"]
    return cells[found[0] : next((i for i in heads if i > found[0]), None)] if found else []
