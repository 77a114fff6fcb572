"""The Labs and exercises of a chapter, made by running its cells in this process, once for all tests."""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from IPython.core.interactiveshell import InteractiveShell

import nnlab

os.environ.setdefault("MPLBACKEND", "agg")


@dataclass(frozen=True)
class Exercise:
    """One call of `nnlab.check` (or `check_function`): `answer(given)` prints its verdict on another answer."""

    name: str
    answer: Callable[[object], None]
    solution: object
    mistakes: dict[str, object]

    @property
    def wants_function(self) -> bool:
        return callable(self.solution)


@dataclass(frozen=True)
class Chapter:
    """labs: each Lab with all names of the notebook as they were in the Lab's cell."""

    labs: list[tuple[nnlab.Lab, dict[str, object]]]
    exercises: list[Exercise]


@functools.cache
def run_chapter(chapter: Path) -> Chapter:
    """Run all cells of a chapter; raises what a cell raises."""
    with recorded_checks() as exercises:
        labs = list(labs_as_they_appear(chapter))
    return Chapter(labs, exercises)


def labs_as_they_appear(chapter: Path) -> Iterator[tuple[nnlab.Lab, dict[str, object]]]:
    """Run a chapter's cells and yield each Lab when its own has run, with all names of the notebook at that moment."""
    shell = InteractiveShell()
    for cell in json.loads(chapter.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            result = shell.run_cell("".join(cell["source"]))
            result.raise_error()
            if isinstance(result.result, nnlab.Lab):
                yield result.result, dict(shell.user_ns)


@contextmanager
def recorded_checks() -> Iterator[list[Exercise]]:
    """Collect what is asked of `nnlab.check` and `nnlab.check_function`, which go on as usual."""
    exercises, originals = [], {name: getattr(nnlab, name) for name in ("check", "check_function")}

    def recording(original):
        @functools.wraps(original)
        def record(name, given, solution, *arguments, **options):
            def answer(given):
                original(name, given, solution, *arguments, **options)

            exercises.append(Exercise(name, answer, solution, dict(options.get("mistakes") or {})))
            answer(given)

        return record

    for name, original in originals.items():
        setattr(nnlab, name, recording(original))
    try:
        yield exercises
    finally:
        for name, original in originals.items():
            setattr(nnlab, name, original)


def labs_with_names(chapter: Path) -> list[tuple[nnlab.Lab, dict[str, object]]]:
    """Return the chapter's Labs in order, each with all names of the notebook as they were in the Lab's cell."""
    return run_chapter(chapter).labs
