"""What each chapter costs to execute alone: seconds, peak memory of its kernel, training graphs compiled.

Run: .venv/bin/python benchmarks/notebooks.py [notebooks]
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat

from measuring import CHAPTERS  # isort: skip (it says where the next one is)
from book.execution.cache import execute

COUNT = """\
import nnlab as _nnlab

_graphs, _train_sweep = [], _nnlab.train_sweep


def _counted(*arguments, **options):
    sweep = _train_sweep(*arguments, **options)
    _graphs.append(sweep.graphs)
    return sweep


_nnlab.train_sweep = _counted"""


def main() -> None:
    print(f"{'chapter':28} {'seconds':>8} {'GB':>6} {'graphs':>7}")
    for path in map(Path, sys.argv[1:] or CHAPTERS):
        notebook = nbformat.read(path, as_version=4)
        count, total = nbformat.v4.new_code_cell(COUNT), nbformat.v4.new_code_cell("print(sum(_graphs))")
        notebook.cells = [count, *notebook.cells, total]
        cost = execute(notebook, path.parent, timeout=600)
        seconds, memory, graphs = cost["execution_seconds"], cost["peak_memory"] / 1e9, int(total.outputs[0].text)
        print(f"{path.stem:28} {seconds:8.1f} {memory:6.2f} {graphs:7d}", flush=True)


if __name__ == "__main__":
    main()
