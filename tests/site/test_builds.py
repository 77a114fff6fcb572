"""What building a book does: dead widgets fail it, old results are never shown, launch buttons lead to the notebook."""

from __future__ import annotations

import re

import nbformat
from conftest import build

SLIDER = "\n\n```{code-cell}\nfrom ipywidgets import IntSlider\nIntSlider()\n```\n"


def test_a_widget_that_cannot_live_fails_every_build(new_book):
    book = new_book()
    keep_pages(book, "linked")
    with (book / "linked.md").open("a", encoding="utf-8") as page:
        page.write(SLIDER)
    for built in (build(book), build(book)):
        assert built.returncode != 0, "a second build, in which no page is written anew, must not forgive it"
        assert "linked" in built.stdout
        assert "The widget IntSlider is not an anywidget" in built.stdout
    html = (book / "_build" / "html" / "linked.html").read_text("utf-8")
    assert html.count("data-model=") == 3, "the other widgets of the page are not touched"


def test_an_edited_dependency_runs_the_notebooks_again_and_nothing_else_does(new_book):
    book = new_book()
    keep_pages(book, "notebook")
    page = book / "_build" / "html" / "notebook.html"
    assert "Executing notebook" in build(book).stdout
    assert "hello" in page.read_text("utf-8")

    unchanged = build(book)
    assert unchanged.returncode == 0, unchanged.stdout
    assert "Executing notebook" not in unchanged.stdout
    with (book / "notebook.ipynb").open("a", encoding="utf-8") as notebook:
        notebook.write("\n")  # read again, but its cells are the same: the cache answers
    assert "Executing notebook" not in build(book).stdout

    module = book / "widgets.py"
    module.write_text(module.read_text("utf-8").replace('"hello"', '"good day"'), "utf-8")
    assert "Executing notebook" in build(book).stdout
    assert "good day" in page.read_text("utf-8")
    assert len(list((book / "_build" / ".execution_cache").iterdir())) == 1, "the old cache is deleted"


def test_notebooks_are_executed_side_by_side(new_book):
    book = new_book()
    keep_pages(book, "first", "second")
    for name, other in (("first", "second"), ("second", "first")):
        cell = (
            "import pathlib, time\n"
            f"pathlib.Path('{name}.started').touch()\n"
            "end = time.monotonic() + 30\n"
            f"while not pathlib.Path('{other}.started').exists() and time.monotonic() < end:\n"
            "    time.sleep(0.1)\n"
            f"print('met' if pathlib.Path('{other}.started').exists() else 'alone')"
        )
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(f"# {name}")])
        notebook.cells.append(nbformat.v4.new_code_cell(cell))
        nbformat.write(notebook, book / f"{name}.ipynb")
    built = build(book)
    assert built.returncode == 0, built.stdout
    for name in ("first", "second"):
        html = (book / "_build" / "html" / f"{name}.html").read_text("utf-8")
        assert re.search(r"<pre><span></span>met\s", html), name


def test_the_launch_button_opens_the_page_s_own_notebook_in_jupyterlab(tiny_site):
    html = (tiny_site / "notebook.html").read_text("utf-8")
    assert 'href="https://mybinder.org/v2/gh/owner/some.book/main?urlpath=lab%2Ftree%2Fnotebook.ipynb"' in html
    assert "mybinder.org" not in (tiny_site / "index.html").read_text("utf-8"), "a page that is no notebook has none"


def test_the_sentence_that_describes_a_figure_reaches_the_page(tiny_site):
    html = (tiny_site / "notebook.html").read_text("utf-8")
    picture = re.search(r'<img [^>]*src="_images/[^"]*\.svg"[^>]*>', html)[0]
    assert 'alt="A line rises from the left to the right."' in picture


def test_without_a_known_repository_there_is_no_launch_button_and_the_build_says_why(new_book):
    book = new_book()
    keep_pages(book, "notebook")
    built = build(book)
    assert built.returncode == 0, built.stdout
    assert "the pages have no launch buttons" in built.stdout
    html = (book / "_build" / "html" / "notebook.html").read_text("utf-8")
    assert "mybinder.org" not in html
    assert "executablebooks/jupyter-book" not in html, "Jupyter Book's own default repository"


def keep_pages(book, *names: str) -> None:
    """Leave only some pages in the table of contents, for a quick build."""
    lines = "".join(f"  - file: {name}\n" for name in names)
    (book / "_toc.yml").write_text(f"format: jb-book\nroot: index\nchapters:\n{lines}", "utf-8")
