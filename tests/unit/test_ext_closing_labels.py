"""A closed cell that is opened says how it is closed again, in the words that opened it."""

from __future__ import annotations

import html
import re
from pathlib import Path

import nbformat
import pytest
from book import course
from book.course import closing_labels
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from sphinx.application import Sphinx

ROOT = Path(__file__).parents[2]


def closed(label: str, tag: str):
    return new_code_cell(
        "print(1)",
        metadata={"tags": [tag], "mystnb": {"code_prompt_show": label}},
        outputs=[new_output("stream", text="1\n")],
    )


@pytest.fixture
def labels(tmp_path):
    """What the page says above each closed cell: opening and closing label."""

    def build(*cells) -> list[tuple[str, str]]:
        language = {"kernelspec": {"name": "python3", "display_name": "Python 3"}, "language_info": {"name": "python"}}
        notebook = new_notebook(cells=[new_markdown_cell("# A page"), *cells], metadata=language)
        nbformat.write(notebook, tmp_path / "index.ipynb")
        settings = {"extensions": ["myst_nb", "book.course.closing_labels"], "nb_execution_mode": "off"}
        out = tmp_path / "out"
        Sphinx(tmp_path, None, out, tmp_path / "trees", "html", settings, status=None).build()
        page = html.unescape((out / "index.html").read_text("utf-8"))
        pair = r'<p class="collapsed admonition-title">(.*?)</p>\s*<p class="expanded admonition-title">(.*?)</p>'
        return re.findall(pair, page)

    return build


def test_the_closing_label_is_the_opening_one_turned_round(labels):
    assert labels(
        closed("Show the solution", "hide-cell"),
        closed("Show the check", "hide-input"),
        closed("Show the code of this Lab", "hide-input"),
        closed("Show what it prints: Show and tell", "hide-output"),
    ) == [
        ("Show the solution", "Hide the solution"),
        ("Show the check", "Hide the check"),
        ("Show the code of this Lab", "Hide the code of this Lab"),
        ("Show what it prints: Show and tell", "Hide what it prints: Show and tell"),
    ]


def test_the_book_uses_it():
    config = (ROOT / "_config.yml").read_text("utf-8")
    assert "    book: _ext\n" in config
    assert closing_labels in course.MODULES
    assert "nb_code_prompt_hide" not in config
