"""Every chapter has what a chapter has, and the list of what it lacks finds each thing that is taken away."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path

import pytest
from chapter_lint import code_cells, problems, section, source

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


def print_path(notebook: dict) -> None:
    next(cell for cell in code_cells(notebook) if cell["outputs"])["outputs"][0]["text"] = ["saved in /home/me/a\n"]


def empty_summary(notebook: dict) -> None:
    section(notebook, "Summary")[0]["source"] = "## Summary\n\nLater."


def no_evidence(notebook: dict) -> None:
    for cell in section(notebook, "From the slide"):
        if cell["cell_type"] == "code":
            notebook["cells"].remove(cell)


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
        *(
            (add_line(line), "is random without a seed")
            for line in (
                "np.random.normal()",
                "np.random.default_rng()",
                "np.random.default_rng(None)",
                "random.shuffle(rows)",
                "tf.random.normal((3,))",
                "keras.random.normal((3,))",
                "train_test_split(x, y, test_size=0.2)",
            )
        ),
        *(
            (add_line(line), "calls the network")
            for line in (
                "urllib.request.urlopen(address)",
                "requests.get(address)",
                "keras.utils.get_file('a', address)",
                "keras.datasets.mnist.load_data()",
                "sklearn.datasets.fetch_openml('mnist')",
                "pd.read_csv('https://example.org/a.csv')",
                "keras.applications.ResNet50(weights='imagenet')",
                "!pip install something",
            )
        ),
        *(
            (add_line(line), "names an absolute path")
            for line in ("open('/home/me/data.csv')", "open('C:\\\\data.csv')", "Path.home()", "open('~/data.csv')")
        ),
        (edit("All three agree.", "All three agree, see /tmp/results/."), "the prose names an absolute path"),
        (print_path, "a stored output names an absolute path"),
        (edit(r"\{cite\}`", "{cite}`Nobody1900,"), "Nobody1900 is cited and not in references.bib"),
        (edit(r"(?<=[ (])answer=", "right="), "has no answer"),
        (edit(r"(?<=[ (])answer=", "answer=0.987654, x="), "has a typed number as its answer"),
        (empty_summary, "the section 'Summary' is empty"),
        (no_evidence, "has no evidence from a cell"),
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
