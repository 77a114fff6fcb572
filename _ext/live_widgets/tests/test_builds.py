"""What a build says: of widgets that cannot live, and of whatever it no longer finds where it was."""

from __future__ import annotations

import re

import pytest
from pages import build

SLIDER = "\n\n```{code-cell}\nfrom ipywidgets import IntSlider\nIntSlider()\n```\n"
THEBE = """\
def setup(app):
    app.add_css_file("sphinx-thebe.css")
    app.connect("env-before-read-docs", add)

def add(app, *_):
    app.add_js_file(None, body="thebe()")
"""


def leave_only(book, *names: str) -> None:
    """Leave only some pages, for a quick build."""
    index = book / "index.md"
    index.write_text(re.sub(r"(?<=\{toctree\}\n)[^`]*", "".join(f"{name}\n" for name in names), index.read_text()))
    for page in book.glob("*.md"):
        if page.stem not in ("index", *names):
            page.unlink()


def test_a_widget_that_cannot_live_fails_every_build(new_book):
    book = new_book()
    leave_only(book, "linked")
    with (book / "linked.md").open("a", encoding="utf-8") as page:
        page.write(SLIDER)
    site = book.with_name("site")
    for built in (build(book, site), build(book, site)):
        assert built.returncode != 0, "a second build, in which no page is written anew, must not forgive it"
        assert "linked" in built.stdout
        assert "The widget IntSlider is not an anywidget" in built.stdout
        assert "[live_widgets.dead]" in built.stdout
    html = (site / "linked.html").read_text("utf-8")
    assert html.count("data-model=") == 3, "the other widgets of the page are not touched"
    assert html.count('role="note" data-dead=') == 1


def test_files_that_no_page_names_any_more_are_removed(new_book):
    book, site = new_book(), new_book().with_name("site")
    leave_only(book, "linked")
    assert build(book, site).returncode == 0
    before = {path.name for path in (site / "_static" / "live").iterdir()}
    page = book / "linked.md"
    page.write_text(page.read_text("utf-8").replace("value=50", "value=60"), "utf-8")
    assert build(book, site).returncode == 0
    after = {path.name for path in (site / "_static" / "live").iterdir()}
    assert {name.partition("-")[0] for name in before ^ after} == {"state"}
    assert len(after) == len(before)


def built_with_thebe(book, thebe: str, options: str = "") -> tuple[str, str]:
    """Build a book with a module that is called sphinx_thebe; return what was printed and its page."""
    leave_only(book)
    (book / "sphinx_thebe.py").write_text(thebe, "utf-8")
    with (book / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(f"import os, sys\nsys.path.insert(0, os.getcwd())\nextensions.append('sphinx_thebe')\n{options}")
    built = build(book, book.with_name("site"))
    assert (built.returncode != 0) == ("WARNING" in built.stdout), built.stdout
    return built.stdout, (book.with_name("site") / "index.html").read_text("utf-8")


def test_thebe_is_left_out_without_a_word(new_book):
    printed, html = built_with_thebe(new_book(), THEBE)
    assert "WARNING" not in printed
    assert "thebe" not in html


@pytest.mark.parametrize(
    ("old", "new", "missed"),
    [("sphinx-thebe.css", "other.css", "style sphinx-thebe.css"), ('app.connect("env-', '("env-', "listeners")],
    ids=["another style", "no listeners"],
)
def test_a_changed_thebe_is_warned_about(new_book, old, new, missed):
    assert old in THEBE
    printed, _ = built_with_thebe(new_book(), THEBE.replace(old, new))
    assert f"WARNING: sphinx_thebe has changed: live_widgets does not find its {missed}" in printed


def test_a_book_that_asks_for_thebe_is_told_that_it_gets_none(new_book):
    asked = "html_theme = 'basic'\nhtml_theme_options = {'launch_buttons': {'thebe': True}}\n"
    printed, html = built_with_thebe(new_book(), THEBE, asked)
    assert "WARNING: launch_buttons ask for thebe, which erases saved widgets" in printed
    assert "thebe" not in html


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("app.connect('config-inited', lambda app, config: config._options.pop('nb_ipywidgets_js'), priority=1)",
         "myst-nb has changed: live_widgets does not find its option nb_ipywidgets_js"),
        ("app.connect('html-page-context', lambda app, page, template, context, tree: "
         "context.update(body=context.get('body', '').replace('<script type=', '<script data-id=\"1\" type=')))",
         "whole.md: WARNING: myst-nb has changed: live_widgets does not understand its tags of widgets"),
        ("app.connect('html-page-context', lambda app, page, template, context, tree: "
         "context.update(script_files=[]), priority=901)",
         "whole.md: WARNING: the theme does not load the scripts of this page"),
    ],
    ids=["option", "tags", "theme"],
)  # fmt: skip
def test_what_is_no_longer_where_it_was_is_warned_about(new_book, change, said):
    book = new_book()
    leave_only(book, "whole")
    with (book / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(f"\n\ndef setup(app):\n    {change}\n")
    built = build(book, book.with_name("site"))
    assert built.returncode != 0
    assert said in built.stdout
