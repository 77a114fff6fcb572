"""The execution cache's folder changes with everything that results depend on."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import nbformat
import pytest
from book.execution.cache import CannotKeepError, cache_folder, dependency_hash, is_cached, keep
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn

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


@pytest.fixture
def notebook():
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print(1)")])


@pytest.fixture
def cache(tmp_path):
    return get_cache(str(tmp_path / "cache"))


def results(cache) -> Path:
    (path,) = Path(cache.path).glob("executed/*/base.ipynb")
    return path


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:-9]),
    ],
    ids=["no file yet", "an empty file", "cut off"],
)
def test_results_that_a_kill_left_half_are_forgotten_and_can_be_kept_anew(cache, notebook, damage):
    keep(cache, CacheBundleIn(notebook, "a.ipynb"))
    assert is_cached(cache, notebook)
    damage(results(cache))
    assert not is_cached(cache, notebook)
    keep(cache, CacheBundleIn(notebook, "a.ipynb"))
    assert is_cached(cache, notebook)
    assert cache.merge_match_into_notebook(notebook)


def test_a_full_disk_gets_a_sentence_and_leaves_nothing_that_is_taken_for_results(cache, notebook, monkeypatch):
    def full(path, text, **_):
        path.write_bytes(text[:9].encode())
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_text", full)
        with pytest.raises(CannotKeepError) as caught:
            keep(cache, CacheBundleIn(notebook, "chapters/01_a.ipynb"))
    assert str(caught.value) == (
        f"The results of 01_a.ipynb cannot be kept in {cache.path}: No space left on device. "
        "Make room there and build again; the notebooks that are finished will not be run again."
    )
    assert not is_cached(cache, notebook)
    keep(cache, CacheBundleIn(notebook, "chapters/01_a.ipynb"))
    assert is_cached(cache, notebook)
