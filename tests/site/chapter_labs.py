"""The Labs of a chapter, made by running its cells in this process, once for all tests."""

from __future__ import annotations

import functools
import json
import os
from pathlib import Path

from IPython.core.interactiveshell import InteractiveShell

import nnlab

os.environ.setdefault("MPLBACKEND", "agg")


@functools.cache
def labs_with_names(chapter: Path) -> list[tuple[nnlab.Lab, dict[str, object]]]:
    """Return the chapter's Labs in order, each with all names of the notebook as they were in the Lab's cell."""
    shell = InteractiveShell()
    found = []
    for cell in json.loads(chapter.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            result = shell.run_cell("".join(cell["source"]))
            result.raise_error()
            if isinstance(result.result, nnlab.Lab):
                found.append((result.result, dict(shell.user_ns)))
    return found
