"""What building a book does: old results are never shown, launch buttons lead to the notebook."""

from __future__ import annotations

import re

import nbformat
from book.finish import weights
from conftest import TOKEN, build


def test_thebe_which_erases_widgets_is_on_no_page(tiny_site):
    pages = "".join(path.read_text("utf-8") for path in tiny_site.glob("*.html"))
    assert pages.count("data-model=") == 8
    assert "thebe" not in pages


def test_an_edited_dependency_runs_the_notebooks_again_and_nothing_else_does(new_book):
    book = new_book()
    keep_pages(book, "notebook")
    page = book / "_build" / "html" / "notebook.html"
    assert "Executed notebook" in build(book).stdout
    assert "hello" in page.read_text("utf-8")

    unchanged = build(book)
    assert unchanged.returncode == 0, unchanged.stdout
    assert "Executed notebook" not in unchanged.stdout
    with (book / "notebook.ipynb").open("a", encoding="utf-8") as notebook:
        notebook.write("\n")  # read again, but its cells are the same: the cache answers
    assert "Executed notebook" not in build(book).stdout

    module = book / "widgets.py"
    module.write_text(module.read_text("utf-8").replace('"hello"', '"good day"'), "utf-8")
    assert "Executed notebook" in build(book).stdout
    assert "good day" in page.read_text("utf-8")
    assert len(list((book / "_build" / ".execution_cache").iterdir())) == 1, "the old cache is deleted"


def test_notebooks_are_executed_side_by_side_and_the_page_of_facts_says_what_they_took(new_book):
    book = new_book()
    keep_pages(book, "chapters/01_first", "chapters/02_second", "facts")
    (book / "facts.md").write_text("# Facts\n\n```{book-facts}\nsphinx\nno-such-package\n```\n", "utf-8")
    (book / "chapters").mkdir()
    for name, other in (("01_first", "02_second"), ("02_second", "01_first")):
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
        nbformat.write(notebook, book / "chapters" / f"{name}.ipynb")
    built = build(book)
    assert built.returncode == 0, built.stdout
    assert "IPKernelApp" not in built.stdout
    for name in ("01_first", "02_second"):
        html = (book / "_build" / "html" / "chapters" / f"{name}.html").read_text("utf-8")
        assert re.search(r"<pre[^>]*><span></span>met\s", html), name
    before = facts_of(book)
    assert {"sphinx", "no-such-package"} <= before.keys()
    assert before["no-such-package"] == ["not installed"]
    assert all(30 < int(before[name][1].replace(",", "")) < 1000 for name in ("01_first", "02_second")), (
        "MB of a kernel"
    )

    changed = book / "chapters" / "02_second.ipynb"
    changed.write_text(
        changed.read_text("utf-8").replace("# 02_second", "# 02_second " + "much longer " * 2000), "utf-8"
    )
    built = build(book)
    assert built.returncode == 0, built.stdout
    after = facts_of(book)
    assert after["01_first"][:2] == before["01_first"][:2], "kept with the results"
    for name, cells in after.items():
        page = book / "_build" / "html" / "chapters" / f"{name.split()[0]}.html"
        if page.exists():
            assert cells[2:] == [f"{weights.page_bytes(page, page.read_text('utf-8')) / 1000:.0f}", "0"]


def facts_of(book) -> dict[str, list[str]]:
    """Return the cells of the page of facts by the name of their row."""
    html = (book / "_build" / "html" / "facts.html").read_text("utf-8")
    rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', html)
    return {re.sub(r"<[^>]*>", "", name): re.findall(r"<td[^>]*>([^<]*)", cells) for name, cells in rows}


def test_the_launch_button_opens_the_page_s_own_notebook_in_jupyterlab(tiny_site):
    html = (tiny_site / "notebook.html").read_text("utf-8")
    assert 'href="https://mybinder.org/v2/gh/owner/some.book/main?urlpath=lab%2Ftree%2Fnotebook.ipynb"' in html
    assert "mybinder.org" not in (tiny_site / "index.html").read_text("utf-8"), "a page that is no notebook has none"


def test_a_token_in_the_remote_s_address_is_on_no_page_and_in_no_file(tiny_site):
    published = [path for path in tiny_site.rglob("*") if path.is_file()]
    assert published
    assert not [path for path in published if TOKEN.encode() in path.read_bytes()]


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
