"""Features are computed once, kept outside of the repository, and never trusted when their file is damaged."""

import errno
import os

import numpy as np
import pytest

from nnlab.borrowed import feature_cache


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setattr(feature_cache.tempfile, "gettempdir", lambda: str(tmp_path / "temporary"))
    return tmp_path


class Counted:
    def __init__(self):
        self.calls = 0

    def __call__(self, x):
        self.calls += 1
        return 2 * x


X = np.arange(6, dtype=np.float32).reshape(2, 3)


def test_the_second_time_nothing_is_computed(home):
    compute = Counted()
    for _ in range(2):
        assert np.array_equal(feature_cache.cached(compute, X, "weights 1"), 2 * X)
    assert compute.calls == 1


def test_other_inputs_and_other_weights_are_computed_afresh(home):
    compute = Counted()
    feature_cache.cached(compute, X, "weights 1")
    feature_cache.cached(compute, X + 1, "weights 1")
    feature_cache.cached(compute, X.T, "weights 1")
    feature_cache.cached(compute, X, "weights 2")
    assert compute.calls == 4


def test_a_damaged_file_is_computed_again(home):
    compute = Counted()
    feature_cache.cached(compute, X, "w")
    (kept,) = (home / "keras" / "nnlab").iterdir()
    for content in (b"", b"nonsense", kept.read_bytes()[:-3]):
        kept.write_bytes(content)
        assert np.array_equal(feature_cache.cached(compute, X, "w"), 2 * X)
    assert compute.calls == 4


def test_a_folder_that_cannot_be_written_is_replaced_by_a_temporary_one(home):
    (home / "keras").write_text("a file stands where the folder should be")
    compute = Counted()
    for _ in range(2):
        feature_cache.cached(compute, X, "w")
    assert compute.calls == 1
    assert len(list((home / "temporary" / "nnlab").iterdir())) == 1


def test_a_full_disk_costs_the_file_and_nothing_else(home, monkeypatch):
    def full(file, array, **_):
        file.write(b"\x93NUMPY")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    compute = Counted()
    with monkeypatch.context() as patch:
        patch.setattr(feature_cache.np, "save", full)
        assert np.array_equal(feature_cache.cached(compute, X, "w"), 2 * X)
    assert [path for path in home.rglob("*") if path.is_file()] == []
    for _ in range(2):
        assert np.array_equal(feature_cache.cached(compute, X, "w"), 2 * X)
    assert compute.calls == 2
