"""What all benchmarks share: taking turns, one shape of results, one table of them.

A benchmark compares something of this book (`ours`) with another way to the same result (`theirs`), in one run and in
turn, so that a slow or busy machine slows both. Each is a script of its own: it measures, prints its table and leaves
`_build/bench/<its name>.json`; `bench.py` runs them all.
"""

from __future__ import annotations

import datetime
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / name) for name in ("_ext", "_ext/live_widgets/tests", "tests/site", "tests/live")]
RESULTS = ROOT / "_build" / "bench"
CHAPTERS = sorted((ROOT / "chapters").glob("[0-9]*.ipynb"))

from book.execution import machine  # noqa: E402


@dataclass(frozen=True)
class Row:
    """One comparison: `ours` and `theirs` in the part's unit, the less the better. note: what else a reader asks."""

    what: str
    ours: float
    theirs: float
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.theirs / self.ours


@dataclass(frozen=True)
class Part:
    """The results of one benchmark. ours, theirs: what the two sides are called."""

    title: str
    ours: str
    theirs: str
    unit: str
    rows: tuple[Row, ...]

    def save(self, name: str) -> None:
        """Print the results and leave them for `bench.py`, with date and machine."""
        RESULTS.mkdir(parents=True, exist_ok=True)
        record = {**asdict(self), "date": datetime.date.today().isoformat(), "machine": machine.describe()}
        (RESULTS / f"{name}.json").write_text(json.dumps(record, indent=1, ensure_ascii=False), "utf-8")
        print(self)

    def __str__(self) -> str:
        lines = [f"{self.title} ({self.unit})", f"{'':44} {self.ours:>22} {self.theirs:>22} {'ratio':>8}"]
        for row in self.rows:
            lines.append(f"{row.what:44} {row.ours:22,.4g} {row.theirs:22,.4g} {row.ratio:8,.3g}  {row.note}".rstrip())
        return "\n".join(lines)


def load(record: Mapping[str, object]) -> Part:
    """Return the part that a record saved by `Part.save` holds."""
    return Part(
        *(record[name] for name in ("title", "ours", "theirs", "unit")), tuple(Row(**row) for row in record["rows"])
    )


def title_of(chapter: Path) -> str:
    """Return a notebook's title."""
    text = json.loads(chapter.read_text("utf-8"))["cells"][0]["source"]
    return "".join(text).splitlines()[0].lstrip("# ")


def seconds(action: Callable[[], object]) -> float:
    """Return how long an action takes."""
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def medians_in_turn(rounds: int, actions: Iterable[Callable[[], float]]) -> list[float]:
    """Let the actions take turns; return the median of what each returned."""
    actions = list(actions)
    taken = [[action() for action in actions] for _ in range(rounds)]
    return [statistics.median(values) for values in zip(*taken, strict=True)]
