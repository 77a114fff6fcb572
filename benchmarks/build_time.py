"""How long `python run.py site` takes: the first time after installation, and after a change of one chapter.

A copy of this checkout is built in a temporary folder, with this checkout's environment: nothing here is touched.
Run: python run.py site, then .venv/bin/python benchmarks/build_time.py
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from measuring import ROOT, Part, Row, seconds

CHAPTER = "chapters/09_regularisation.ipynb"  # of middling cost
LEFT_OUT = shutil.ignore_patterns("_build", ".venv", "node_modules", "__pycache__", ".git", ".*_cache")


def copy_checkout(target: Path) -> None:
    """Copy what is needed to build, and lend the environment."""
    shutil.copytree(ROOT, target, ignore=LEFT_OUT)
    environment = (ROOT / ".venv").resolve()
    try:
        (target / ".venv").symlink_to(environment, target_is_directory=True)
    except OSError:  # Windows lets only some users make links; a junction it lets everybody make
        subprocess.run(["cmd", "/c", "mklink", "/J", str(target / ".venv"), str(environment)], check=True)


def build(folder: Path) -> None:
    """Build the book as a reader does."""
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    command = [sys.executable, str(folder / "run.py"), "site"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"The copy could not be built.\n{done.stdout}{done.stderr}")


def change(path: Path, kind: str, text: str) -> None:
    """Add a line to a chapter's last cell of a kind."""
    notebook = json.loads(path.read_text("utf-8"))
    cell = [cell for cell in notebook["cells"] if cell["cell_type"] == kind][-1]
    cell["source"] = ["".join(cell["source"]) + f"\n{text}"]
    path.write_text(json.dumps(notebook, ensure_ascii=False), "utf-8")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "book"
        copy_checkout(folder)
        first = seconds(lambda: build(folder))
        rows = []
        for what, kind in (("after a change of a chapter's text", "markdown"), ("after a change of its code", "code")):
            change(folder / CHAPTER, kind, "# changed")
            rows.append(Row(what, seconds(lambda: build(folder)), first))
        rows.append(Row("after no change", seconds(lambda: build(folder)), first))
    Part("Building the book", "again", "the first time", "s", tuple(rows)).save("build_time")


if __name__ == "__main__":
    main()
