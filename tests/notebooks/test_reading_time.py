"""The time at a chapter's head is counted, and a head that says another is named with the minutes counted."""

from __future__ import annotations

import pytest
from reading_time import minutes, open_lines, time_problems, words


def text(words: str) -> dict:
    return {"cell_type": "markdown", "metadata": {}, "source": words}


def code(words: str, *tags: str) -> dict:
    return {"cell_type": "code", "metadata": {"tags": [*tags]}, "source": words, "outputs": []}


def chapter(*cells: dict, stated: object = 5) -> dict:
    return {"cells": [text(f"**Time:** about {stated} minutes"), *cells]}


PROSE = text("word " * 4000)  # 20 minutes


@pytest.mark.parametrize(
    ("cells", "counted"),
    [
        ([], 5),
        ([PROSE], 20),
        ([PROSE, code("x = 1\n\n" * 100)], 30),
        ([PROSE, code("x = 1\n" * 100, "hide-input"), code("x = 1\n" * 100, "hide-cell")], 20),
        ([PROSE, code("nnlab.Question('A?')\n" * 10, "hide-input")], 35),
        ([PROSE, code("nnlab.Lab(sweep)\nnnlab.Lab(table)\n" * 5, "hide-input")], 60),
        ([PROSE, text("**Easy.** One\n\n**Medium.** Two"), text("**Hard.** Three")], 45),
        ([PROSE, text("## Further reading\n\n" + "word " * 2000)], 20),
    ],
)
def test_the_minutes_add_up(cells, counted):
    assert minutes(chapter(*cells)) == counted


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("Three plain words.", 3),
        ("a $x + y = 2$ b", 3),
        ("a\n$$\nx = 1\n$$\nb", 3),
        ("a <!-- a note\nto authors --> b", 2),
        ("see [the chapter](07_a.html#b-c-d) now", 4),
        ("see {doc}`07_multilayer_network` – now", 3),
        ("```python\nx = 1\ny = 2\n```\nb", 1),
        ("```{admonition} Title words\n:class: tip\nInside.\n```", 1),
        ("```{tip}\nOne.\n```\nTwo three.\n```{tip}\nFour.\n```", 4),
        (":::{note}\nInside it.\n:::", 2),
        ("| a | b |\n|---|---|", 2),
    ],
)
def test_what_is_read_is_counted_as_words(told, read):
    assert words(told) == read


def test_empty_lines_of_code_are_not_read():
    assert open_lines(chapter(code("x = 1\n\n\ny = 2"))) == 2


@pytest.mark.parametrize(("stated", "said"), [(20, False), (19, False), (22, False), (17, True), (25, True)])
def test_the_head_may_be_off_by_a_tenth(stated, said):
    expected = [f"the time at the head is {stated} minutes, and it takes about 20 minutes"] if said else []
    assert list(time_problems(chapter(PROSE, stated=stated))) == expected


def test_a_head_without_a_time_is_told_it():
    assert list(time_problems({"cells": [text("# 1. A"), PROSE]})) == ["no time (it takes about 20 minutes)"]
