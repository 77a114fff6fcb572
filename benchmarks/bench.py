"""Run every comparison, print one table of ratios and keep the results for the book's page.

Run: python run.py bench [name ...], where the names are those of the scripts to run; the others' last results stay.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from measuring import RESULTS, ROOT, load

PARTS = {  # each script, with the results that it leaves
    "sweep_against_fit": ["sweep_against_fit"],
    "sweep_as_it_grows": ["sweep_as_it_grows"],
    "redraw_against_interact": ["redraw_against_interact"],
    "pages_against_stock": ["page_weight", "time_to_lab"],
    "build_time": ["build_time"],
}
KEPT = ROOT / "assets" / "benchmarks.json"


def main() -> int:
    scripts = sys.argv[1:] or list(PARTS)
    if unknown := set(scripts) - set(PARTS):
        sys.exit(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    shutil.rmtree(RESULTS, ignore_errors=True)
    failed = []
    for name in scripts:
        print(f"benchmarks/{name}.py", flush=True)
        if subprocess.run([sys.executable, str(Path(__file__).with_name(f"{name}.py"))], check=False).returncode:
            failed.append(name)
    names = [name for script in scripts for name in PARTS[script] if (RESULTS / f"{name}.json").exists()]
    records = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    for name in names:
        records[name] = json.loads((RESULTS / f"{name}.json").read_text("utf-8"))
    KEPT.write_text(json.dumps(records, indent=1, ensure_ascii=False) + "\n", "utf-8", newline="\n")
    print("\nAll ratios of this run; above 1, the book's way is faster or lighter")
    for name in names:
        print(load(records[name]), end="\n\n")
    print(f"kept in {KEPT.relative_to(ROOT).as_posix()}, from which the book's page of results is made")
    if failed:
        print(f"failed: {', '.join(failed)}")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
