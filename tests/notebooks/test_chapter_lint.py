"""Every chapter has what a chapter has, and the list of what it lacks finds each thing that is taken away."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path

import pytest
from chapter_lint import code_cells, problems, source

ROOT = Path(__file__).parents[2]
CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))
SKELETON = ROOT / "chapters" / "skeleton" / "chapter.ipynb"  # what CONTRIBUTING.md has new chapters begin with


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_lacks_nothing(path):
    assert problems(json.loads(path.read_text("utf-8")), int(path.name[:2])) == []


def test_the_skeleton_of_new_chapters_lacks_nothing():
    assert problems(json.loads(SKELETON.read_text("utf-8")), 16) == []


@pytest.fixture
def good():
    """Chapter 2, to be spoilt."""
    return copy.deepcopy(json.loads(CHAPTERS[1].read_text("utf-8")))


def edit(pattern: str, replacement: str):
    """Change the first cell in which a pattern is found."""

    def change(notebook: dict) -> None:
        cell = next(cell for cell in notebook["cells"] if re.search(pattern, source(cell)))
        cell["source"] = re.sub(pattern, replacement, source(cell), count=1)

    return change


def add_line(line: str):
    """Add a line to the first visible cell of code."""
    return lambda notebook: code_cells(notebook)[0].update(source=source(code_cells(notebook)[0]) + "\n" + line)


def drop_alt_text(notebook: dict) -> None:
    next(cell for cell in code_cells(notebook) if "plt.show()" in source(cell))["metadata"].clear()


def open_a_solution(notebook: dict) -> None:
    next(cell for cell in code_cells(notebook) if "nnlab.check(" in source(cell))["metadata"].clear()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (edit("# 2. ", "# 3. "), "the title is not"),
        (edit(":class: objectives", ""), "no box of three to six objectives"),
        (edit("You need first", "You should know"), "no prerequisites"),
        (edit("about 50 minutes", "not long"), "no time"),
        (edit("## From the slide", "## The slide"), "no section 'From the slide'"),
        (edit("## Summary", "## Exercises"), "no section 'Summary'"),
        (
            lambda notebook: (
                edit("## Summary", "## X")(notebook) or edit("## Why this matters", "## Summary")(notebook)
            ),
            "no section",
        ),
        (lambda notebook: [edit("cite", "see")(notebook) for _ in range(4)], "nothing is cited"),
        (
            lambda notebook: [edit(r"nnlab\.Question\(", "print(")(notebook) for _ in range(3)],
            "fewer than 3 of nnlab.Question",
        ),
        (
            lambda notebook: [edit(r"nnlab\.Challenge\(", "dict(")(notebook) for _ in range(2)],
            "fewer than 1 of nnlab.Challenge",
        ),
        (lambda notebook: code_cells(notebook)[-1].update(execution_count=None), "was not executed"),
        (open_a_solution, "is not followed by a closed solution"),
        (edit(r"\*\*Hard\.\*\*", "**Last.**"), "no exercise **Hard.**"),
        (add_line("\n" * 20), "lines"),
        (add_line("value = " + "1 + " * 20 + "1"), "characters"),
        (drop_alt_text, "without a sentence as alt text"),
        (edit("All three agree.", "![](a.png)"), "has no sentence as alt text"),
        (edit("All three agree.", '<img src="a.png" alt="A plot">'), "has no sentence as alt text"),
        (edit("All three agree.", "\n```{figure} a.png\n:width: 90%\n```\n"), "has no sentence as alt text"),
        (add_line("np.random.normal()"), "is random without a seed"),
        (add_line("np.random.default_rng()"), "is random without a seed"),
        (add_line("urllib.request.urlopen(address)"), "calls the network"),
        (add_line("open('/home/me/data.csv')"), "names an absolute path"),
        (edit("All three agree.", "All three agree to 0.123456."), "the decimal 0.123456"),
    ],
)
def test_what_is_taken_away_is_missed(good, spoil, said):
    before = problems(good, 2)
    spoil(good)
    new = [problem for problem in problems(good, 2) if problem not in before]
    assert any(said in problem for problem in new), new


@pytest.mark.parametrize(
    "picture",
    [
        "![A line that falls steeply at first and is flat after epoch ten.](a.png)",
        '<img alt="A line that falls steeply at first and is flat after epoch ten." src="a.png">',
        "\n:::{figure} a.png\n:alt: A line that falls steeply at first and is flat after epoch ten.\n:::\n",
    ],
)
def test_a_picture_with_a_sentence_is_welcome(good, picture):
    edit("All three agree.", picture)(good)
    assert problems(good, 2) == []
