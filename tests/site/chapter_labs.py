"""The Labs and exercises of a chapter, made by running its cells offline in this process, once for all tests."""

from __future__ import annotations

import functools
import json
import os
import runpy
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

import nnlab

os.environ.setdefault("MPLBACKEND", "agg")
OFFLINE = Path(__file__).parents[1] / "notebooks" / "offline" / "profile_default" / "startup" / "offline.py"


@dataclass(frozen=True)
class Exercise:
    """One call of `nnlab.check` (or `check_function`): `answer(given)` prints its verdict on another answer.

    digits: the decimals that the exercise asks for; None where it asks for none.
    """

    name: str
    answer: Callable[[object], None]
    solution: object
    mistakes: dict[str, object]
    digits: int | None = None

    @property
    def wants_function(self) -> bool:
        return callable(self.solution)


@dataclass(frozen=True)
class Chapter:
    """labs: each Lab with all names of the notebook as they were in the Lab's cell; tried: the cells that asked for the
    network, each with the hosts that it did not get."""

    labs: list[tuple[nnlab.Lab, dict[str, object]]]
    exercises: list[Exercise]
    tried: list[tuple[dict, list[str]]]


@functools.lru_cache(maxsize=2)  # a chapter's tests follow one another, and all chapters fill the memory
def run_chapter(chapter: Path) -> Chapter:
    """Run all cells of a chapter; raises what a cell raises."""
    labs, tried = [], []
    with recorded_checks() as exercises, no_network() as hosts:
        for cell, value, names in executed_cells(chapter):
            if isinstance(value, nnlab.Lab):
                labs.append((value, dict(names)))
            if hosts:
                tried.append((cell, [*hosts]))
                hosts.clear()
    return Chapter(labs, exercises, tried)


def executed_cells(chapter: Path) -> Iterator[tuple[dict, object, dict[str, object]]]:
    """Run a chapter's cells; yield each when it has run, with its value and all names of the notebook."""
    shell = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))  # in memory, not in the user's file
    for cell in json.loads(chapter.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            result = shell.run_cell("".join(cell["source"]), store_history=True)  # as a kernel does
            result.raise_error()
            yield cell, result.result, shell.user_ns


@contextmanager
def no_network() -> Iterator[list[str]]:
    """Let nothing out of this machine; yields the list of the hosts that are asked for meanwhile."""
    originals = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo
    try:
        yield runpy.run_path(str(OFFLINE))["_tried"]
    finally:
        socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo = originals


def labs_as_they_appear(chapter: Path) -> Iterator[tuple[nnlab.Lab, dict[str, object]]]:
    """Yield each Lab of a chapter when its own cell has run, with all names of the notebook at that moment."""
    for _cell, value, names in executed_cells(chapter):
        if isinstance(value, nnlab.Lab):
            yield value, dict(names)


@contextmanager
def recorded_checks() -> Iterator[list[Exercise]]:
    """Collect what is asked of `nnlab.check` and `nnlab.check_function`, which go on as usual."""
    exercises, originals = [], {name: getattr(nnlab, name) for name in ("check", "check_function")}

    def recording(original):
        @functools.wraps(original)
        def record(name, given, solution, *arguments, **options):
            def answer(given):
                original(name, given, solution, *arguments, **options)

            slips = dict(options.get("mistakes") or {})
            exercises.append(Exercise(name, answer, solution, slips, options.get("digits")))
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
