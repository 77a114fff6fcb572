"""The execution cache's folder changes with everything that results depend on."""

from __future__ import annotations

import pytest
from execution_cache import cache_folder, dependency_hash

DEPENDS_ON = ("package", "lock.txt", "not/there")


@pytest.fixture
def source(tmp_path):
    (tmp_path / "package" / "static").mkdir(parents=True)
    (tmp_path / "package" / "sweep.py").write_text("rate = 1")
    (tmp_path / "package" / "static" / "lab.js").write_text("draw()")
    (tmp_path / "lock.txt").write_text("numpy==2")
    return tmp_path


def rename(source):
    (source / "package" / "sweep.py").rename(source / "package" / "swoop.py")


@pytest.mark.parametrize(
    "change",
    [
        lambda source: (source / "package" / "sweep.py").write_text("rate = 2"),
        lambda source: (source / "package" / "static" / "lab.js").write_text("redraw()"),
        lambda source: (source / "lock.txt").write_text("numpy==3"),
        lambda source: (source / "package" / "new.py").write_text(""),
        rename,
        lambda source: (source / "not").mkdir() or (source / "not" / "there").write_text("now it is"),
    ],
    ids=["python", "static file", "lock", "new file", "renamed", "a missing path appears"],
)
def test_a_change_of_a_dependency_changes_the_folder(source, change):
    before = cache_folder(source, source / "_build", DEPENDS_ON)
    change(source)
    assert cache_folder(source, source / "_build", DEPENDS_ON) != before


@pytest.mark.parametrize("name", ["package/__pycache__/sweep.pyc", "package/.sweep.py.swp", "chapter.ipynb"])
def test_what_is_no_dependency_changes_nothing(source, name):
    before = dependency_hash(source, DEPENDS_ON)
    (source / name).parent.mkdir(exist_ok=True)
    (source / name).write_text("anything")
    assert dependency_hash(source, DEPENDS_ON) == before


def test_the_hash_is_the_same_in_another_place_and_order(source, tmp_path_factory):
    moved = source.rename(tmp_path_factory.mktemp("elsewhere") / "book")
    assert dependency_hash(moved, DEPENDS_ON) == dependency_hash(moved, DEPENDS_ON[::-1])
