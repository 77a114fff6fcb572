"""Every grid that a chapter's Labs show, by train_sweep against model.fit: in one run, in turn.

`fit` would take days, so for each setting of the chapter's own knobs one network is trained for some warm epochs (about
half a second's, at least three), and its seconds per epoch are scaled to the networks and epochs of the grid. Both
sides are warm: building networks and tracing their functions is left out, for `fit` does it once for each network, the
sweep once for each kind. What train_sweep takes with all of it, measured before the two take turns, is in the note.
Runs that a knob does not change (patience) count once.
Run: .venv/bin/python benchmarks/sweep_against_fit.py [chapter ...]. Exit code 1 if a chapter whose networks train in
one batched computation is less than 100 times as fast.
"""

from __future__ import annotations

import functools
import io
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from measuring import CHAPTERS, ROOT, Part, Row, medians_in_turn, seconds, title_of

ROUNDS = 3
ENOUGH = 100


@dataclass(frozen=True)
class Grid:
    """What one grid took, in seconds; whole: ours with building and tracing."""

    ours: float
    theirs: float
    whole: float
    size: str
    batched: bool


def grids_of(chapter: Path) -> list[Grid]:
    """Run a chapter's cells and measure each grid at the Lab that shows it.

    Later cells may give other meanings to the names that a build function reads.
    """
    import nnlab  # isort: skip (it quiets TensorFlow, so it comes first)
    import chapter_labs
    from fitting import GridByFit

    calls, train_sweep = {}, nnlab.train_sweep

    @functools.wraps(train_sweep)
    def remembering(*arguments, **options):
        sweep = train_sweep(*arguments, **options)
        calls[sweep] = functools.partial(train_sweep, *arguments, **options)
        return sweep

    def measure(sweep, again) -> Grid:
        # First, for it sets the seed: that empties TensorFlow's cache of kernels, and what ran before is cold again.
        (whole,) = medians_in_turn(ROUNDS, [lambda: seconds(again)])
        warm = functools.partial(sweep._recipe.train, sweep.learning_rates)
        warm()
        by_fit = GridByFit(sweep)
        ours, theirs = medians_in_turn(ROUNDS, [lambda: seconds(warm), by_fit.seconds])
        size = f"{by_fit.networks} networks × {sweep.epochs:,} epochs"
        return Grid(ours, theirs, whole, size, sweep.vectorised)

    nnlab.train_sweep = remembering
    sys.stdout = io.StringIO()  # what the cells print
    shown = (lab._source for lab, _names in chapter_labs.labs_as_they_appear(chapter))
    return [measure(source, calls.pop(source)) for source in shown if source in calls]


def row_of(chapter: Path, grids: list[Grid]) -> Row:
    """Return the sums over a chapter's grids."""
    ours, theirs, whole = (sum(getattr(grid, side) for grid in grids) for side in ("ours", "theirs", "whole"))
    note = "; ".join(grid.size for grid in grids) + ("" if all_batched(grids) else "; one network after the other")
    return Row(
        title_of(chapter), ours, theirs, f"{note}; with building and tracing {whole:.1f} s, {theirs / whole:.0f} times"
    )


def all_batched(grids: list[Grid]) -> bool:
    return all(grid.batched for grid in grids)


def main() -> int:
    chapters = [ROOT / "chapters" / f"{Path(name).stem}.ipynb" for name in sys.argv[1:]] or CHAPTERS
    rows, slow = [], []
    for chapter in chapters:
        # A process of its own, as a kernel is.
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            grids = pool.submit(grids_of, chapter).result()
        rows.append(row_of(chapter, grids))
        print(rows[-1], flush=True)
        if all_batched(grids) and rows[-1].ratio < ENOUGH:
            slow.append(rows[-1].what)
    Part("The grids of each chapter's Labs", "train_sweep", "model.fit, scaled", "s", tuple(rows)).save(
        "sweep_against_fit"
    )
    if slow:
        print(f"less than {ENOUGH} times as fast: {', '.join(slow)}")
    return bool(slow)


if __name__ == "__main__":
    sys.exit(main())
