"""What each chapter costs to execute: seconds, peak memory of its kernel, training graphs compiled.

Each notebook runs alone, in a fresh process. Run: .venv/bin/python benchmarks/notebooks.py [notebooks]
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
COUNT = """\
import nnlab as _nnlab

_graphs, _train_sweep = [], _nnlab.train_sweep


def _counted(*arguments, **options):
    sweep = _train_sweep(*arguments, **options)
    _graphs.append(sweep.graphs)
    return sweep


_nnlab.train_sweep = _counted"""


def execute(path: Path) -> dict[str, float]:
    """Execute one notebook in this process's child and return what it cost."""
    notebook = nbformat.read(path, as_version=4)
    count, total = nbformat.v4.new_code_cell(COUNT), nbformat.v4.new_code_cell("print(sum(_graphs))")
    notebook.cells = [count, *notebook.cells, total]
    begin = time.perf_counter()
    NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(path.parent)}}).execute()
    seconds = time.perf_counter() - begin
    kilobytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {"seconds": seconds, "gigabytes": kilobytes / 1e6, "graphs": int(total.outputs[0].text)}


def main() -> None:
    paths = [Path(name).resolve() for name in sys.argv[1:]] or sorted((ROOT / "chapters").glob("*.ipynb"))
    if len(paths) == 1:
        print(json.dumps(execute(paths[0])))
        return
    print(f"{'chapter':28} {'seconds':>8} {'GB':>6} {'graphs':>7}")
    for path in paths:
        command = [sys.executable, __file__, str(path)]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        cost = json.loads(printed.splitlines()[-1])
        print(f"{path.stem:28} {cost['seconds']:8.1f} {cost['gigabytes']:6.2f} {cost['graphs']:7d}", flush=True)


if __name__ == "__main__":
    main()
