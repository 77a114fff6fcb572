"""Which tests stay in one process: those of a chapter, which is executed for them once, and those of a file otherwise.

xdist's own `--dist loadgroup` groups nothing under pytest 9.2, without a word: it writes the group into the test's id,
in a place where pytest no longer looks. So the group is read from the id here.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

FOLDER = Path(__file__).parents[2] / "chapters"
CHAPTERS = sorted(FOLDER.glob("[0-9][0-9]_*.ipynb"), key=lambda path: path.stat().st_size)
CHAPTER = re.compile(r"\[(?:.*\W)?(" + "|".join(path.stem for path in CHAPTERS) + r")\b")


class ByGroup(LoadScopeScheduling):
    """Sends all tests of a group to one process, the groups in the order in which they were collected."""

    def __init__(self, config: pytest.Config, log: object) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid)


def group(test: str) -> str:
    """Return the chapter that stands in the test's id, or else its file."""
    found = CHAPTER.search(test)
    return found[1] if found else test.split("::")[0]


def longest_first(items: list[pytest.Item]) -> None:
    """Put long chapters first: one that came last would keep one process busy while the others have nothing to do."""
    order = {path.stem: place for place, path in enumerate(CHAPTERS)}
    items.sort(key=lambda item: order.get(group(item.nodeid), -1), reverse=True)
