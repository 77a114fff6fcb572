"""Launch links lead to the repository that the book was built from, or are not there."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from book.course.launch_links import TAG, binder_link, find_repository, git_remote, github_address


@pytest.mark.parametrize(
    "remote",
    [
        "https://github.com/owner/some.book",
        "https://github.com/owner/some.book.git",
        "https://github.com/owner/some.book/",
        "https://x-access-token:secret@github.com/owner/some.book.git",
        "git@github.com:owner/some.book.git",
        "ssh://git@github.com/owner/some.book.git",
        "ssh://git@ssh.github.com:443/owner/some.book.git",
        "https://GitHub.com/owner/some.book",
        "https://www.github.com/owner/some.book",
        "https://user:ghp_secret@github.com/owner/some.book",
    ],
)
def test_every_way_to_write_a_github_address_is_understood(remote):
    assert github_address(remote) == "https://github.com/owner/some.book"


@pytest.mark.parametrize(
    "remote",
    [
        "",
        "/srv/git/book.git",
        "https://gitlab.com/owner/book.git",
        "git@example.org:owner/book.git",
        "https://github.com/owner",
        "https://github.com.example.org/owner/book",
        "https://example.org/github.com/owner/book",
        "https://github.com/owner/book/tree/main",
    ],
)
def test_anything_else_gives_no_address(remote):
    assert github_address(remote) == ""


def test_the_binder_link_opens_the_notebook_in_jupyterlab():
    link = binder_link("https://mybinder.org/", "https://github.com/owner/book", "main", "chapters/02_loss.ipynb")
    assert link == "https://mybinder.org/v2/gh/owner/book/main?urlpath=lab%2Ftree%2Fchapters%2F02_loss.ipynb"


def test_a_branch_with_a_slash_stays_one_part_of_the_path():
    assert "/v2/gh/owner/book/a%2Fb?" in binder_link("https://hub", "https://github.com/owner/book", "a/b", "x.ipynb")


def test_the_remote_is_that_of_the_book_s_own_repository(tmp_path):
    git = ["git", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "--quiet"], check=True)
    assert git_remote(tmp_path) == "", "a repository without a remote"
    subprocess.run([*git, "remote", "add", "origin", "git@github.com:owner/book.git"], check=True)
    assert git_remote(tmp_path) == "git@github.com:owner/book.git"
    (tmp_path / "unpacked").mkdir()
    assert git_remote(tmp_path / "unpacked") == "", "a book unpacked inside another repository"


@pytest.mark.parametrize(("address", "spoken_of"), [("https://github.com/owner/book", True), ("", False)])
def test_pages_speak_of_launch_buttons_only_where_there_are_any(tmp_path, address, spoken_of, capsys):
    config = SimpleNamespace(launch_repository=address, launch_branch="main", html_theme_options={})
    app = SimpleNamespace(srcdir=tmp_path, tags=set())
    find_repository(app, config)
    assert (TAG in app.tags) is spoken_of
    landing_page = (Path(__file__).parents[2] / "index.md").read_text("utf-8")
    before, conditional, after = re.split(rf"```\{{only\}} {TAG}\n|\n```\n(?=\nDo you teach)", landing_page)
    assert "launch button" in conditional
    assert "launch button" not in before + after
