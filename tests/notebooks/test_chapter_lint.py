"""Every chapter has what a chapter has, and the list of what it lacks finds each thing that is taken away."""

from __future__ import annotations

import copy
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from chapter_lint import problems
from notebook_parts import code_cells, output_text, section, source

ROOT = Path(__file__).parents[2]
CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))
SKELETON = ROOT / "chapters" / "skeleton" / "chapter.ipynb"  # what CONTRIBUTING.md has new chapters begin with


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_lacks_nothing(path):
    assert problems(json.loads(path.read_text("utf-8")), int(path.name[:2])) == []


def test_the_skeleton_of_new_chapters_lacks_nothing():
    assert problems(json.loads(SKELETON.read_text("utf-8")), 16) == []


def verdicts(notebook: dict) -> list[str]:
    """Return the lines of output that end in True or False."""
    lines = (line.strip() for cell in code_cells(notebook) for line in output_text(cell).splitlines())
    return [line for line in lines if re.search(r"\b(True|False)$", line)]


def test_the_book_prints_numbers_and_hardly_any_verdicts():
    """Only "by hand = Keras = tape" may be a True; elsewhere the number says more."""
    found = {path.stem: verdicts(json.loads(path.read_text("utf-8"))) for path in CHAPTERS}
    assert sum(map(len, found.values())) < 15, {name: lines for name, lines in found.items() if lines}


def test_a_verdict_is_a_line_that_ends_in_true_or_false():
    told = ["alike: True\n", "True and 3.5\n", "  False  \n", "Untrue\n", "True"]
    cell = {"cell_type": "code", "outputs": [{"output_type": "stream", "text": told}]}
    assert verdicts({"cells": [cell]}) == ["alike: True", "False", "True"]


def test_authors_are_told_what_their_chapter_lacks_and_its_minutes():
    command = [sys.executable, str(Path(__file__).with_name("chapter_lint.py")), str(SKELETON)]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert re.search(r"chapter\.ipynb: about \d+ minutes$", result.stdout.strip())


@pytest.fixture
def good():
    """Chapter 2, to be spoilt."""
    return copy.deepcopy(json.loads(CHAPTERS[1].read_text("utf-8")))


def without_time(notebook: dict) -> list[str]:
    """Return what chapter 2 lacks but for its time, which changes with everything that is added."""
    return [problem for problem in problems(notebook, 2) if not problem.startswith("the time at the head")]


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
        (edit(r"about \d+ minutes", "not long"), "no time"),
        (edit(r"about \d+ minutes", "about 5 minutes"), "the time at the head is 5 minutes, and it takes about"),
        (add_line("class Valley:\n    pass"), "has the class Valley"),
        (edit(r"\*\*Hard\.\*\*", "**Last.**"), "no exercise **Hard.**"),
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
        (edit("All three agree.", "[Agree](#lab-train-the-neuron:lr=0.03)."), "leads to a place in a page"),
        (print_path, "a stored output names an absolute path"),
        (edit(r"\{cite\}`", "{cite}`Nobody1900,"), "Nobody1900 is cited and not in references.bib"),
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
    before = without_time(good)
    edit("All three agree.", picture)(good)
    assert without_time(good) == before


def ask(notebook: dict, question: str, printing: str = "") -> list[str]:
    """Return what a cell with a Question adds to the list; `printing` is its stored output."""
    before = without_time(notebook)
    outputs = [{"output_type": "execute_result", "data": {"text/plain": [printing]}}] if printing else []
    cell = {"cell_type": "code", "execution_count": 1, "outputs": outputs, "source": question}
    cell["metadata"] = {"tags": ["hide-input"]}
    notebook["cells"].append(cell)
    return [problem for problem in without_time(notebook) if problem not in before]


TWO = "nnlab.Question('A?', choices=[nnlab.Choice('a', 'r', {}), nnlab.Choice('b', 'r', {})])"
COMPUTED = "nnlab.Evidence('loss', loss, above=0.1)"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("nnlab.Question('A?', tolerance=1)", "the question 'A?'… has no answer"),
        ("nnlab.Question('A?', answer=0.987654)", "has a typed number as its answer that no cell prints"),
        ("nnlab.Question('A?', answer=-0.987654)", "has a typed number as its answer that no cell prints"),
        ("nnlab.Question('A?', answer=987654 / 8)", "has a typed number as its answer that no cell prints"),
        ("nnlab.Question('A?', answer=[0.987654, 2])", "has a typed number as its answer that no cell prints"),
        ("nnlab.Question('A?', choices={'a': 'r', 'b': 's'})", "has choices that are no nnlab.Choice"),
        ("nnlab.Question('A?', choices=['a', 'b'])", "has choices that are no nnlab.Choice"),
        (TWO.format(COMPUTED, COMPUTED)[:-1] + ", answer=right)", "has choices and an answer"),
        (TWO.format(COMPUTED, "")[:-1] + ")", "the choice 'b'… has no nnlab.Evidence"),
        (TWO.format(COMPUTED, "True"), "the choice 'b'… has evidence that is no nnlab.Evidence"),
        (TWO.format(COMPUTED, "loss > 1"), "the choice 'b'… has evidence that is no nnlab.Evidence"),
        (TWO.format(COMPUTED, "nnlab.Evidence('loss', 0.3, above=0.1)"), "its evidence is a constant"),
        (
            TWO.format(COMPUTED, "nnlab.Evidence(name='s', value=(4, 3), equals=(2 + 2, 3))"),
            "its evidence is a constant",
        ),
        (TWO.format(COMPUTED, "nnlab.Evidence('lead', most(lead), equals='most')"), "a word decides"),
    ],
)
def test_a_question_whose_answer_is_typed_is_found(good, question, said):
    new = ask(good, question)
    assert len(new) == 1, new
    assert said in new[0]


@pytest.mark.parametrize(
    "question",
    [
        TWO.format(COMPUTED, COMPUTED),
        TWO.format("evidence", "*several"),
        TWO.format("nnlab.Evidence('shape', (4, 3), equals=W.shape)", "judged('shape', 3)"),
        TWO.format("nnlab.Evidence('shape', np.ones((4, 3)).shape, equals=(4, 3))", "evidence[0]"),
        "nnlab.Question('A?', choices=choices)",
        "nnlab.Question('A?', choices=[choice(name) for name in names])",
        "nnlab.Question('A?', **asked)",
        "nnlab.Question('A?', answer=loss)",
    ],
)
def test_a_question_whose_answer_is_computed_is_welcome(good, question):
    assert ask(good, question) == []


def test_a_typed_answer_needs_a_cell_that_prints_it_and_not_its_own_text(good):
    typed = "nnlab.Question('A?', answer=0.987654)"
    assert ask(copy.deepcopy(good), typed, "Question: A? Answer: 0.987654 (a guess)") != []
    assert ask(good, typed, "the loss is 0.987654") == []


def test_every_work_has_one_entry():
    keys = re.findall(r"^@\w+\{([^,\s]+)", (ROOT / "assets" / "references.bib").read_text("utf-8"), re.MULTILINE)
    assert sorted(keys) == sorted(set(keys))
