"""Where the network is absent, a download is given up soon and with a reason; nothing is printed either way."""

import errno
import os
import socket
import threading
import time

import pytest

from nnlab.borrowed import downloads


@pytest.fixture(autouse=True)
def _empty_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def listener():
    """A port that accepts and never answers."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def never():
    raise AssertionError("no download should have been tried")


def test_a_name_that_is_not_found_is_the_reason():
    model, reason = downloads.try_to_make(never, "http://nowhere.invalid/models/weights.h5")
    assert model is None
    assert "nowhere.invalid cannot be reached" in reason or "too slow" in reason


def test_a_server_that_never_answers_is_given_up(listener):
    started = time.monotonic()
    model, reason = downloads.try_to_make(never, f"http://127.0.0.1:{listener}/weights.h5")
    assert model is None
    assert reason
    assert time.monotonic() - started < downloads.SECONDS + 2


def test_a_name_look_up_that_hangs_is_given_up(monkeypatch):
    release = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: release.wait(20))
    started = time.monotonic()
    assert "too slow" in downloads.obstacle_to("http://example.invalid/weights.h5", seconds=0.2)
    assert time.monotonic() - started < 5
    release.set()


def test_a_file_in_the_cache_needs_no_network(tmp_path, monkeypatch):
    monkeypatch.setattr(downloads, "obstacle_to", lambda url: never())
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "weights.h5").write_bytes(b"")
    assert downloads.try_to_make(lambda: "made", "http://nowhere.invalid/weights.h5") == ("made", "")


def test_a_failure_of_keras_becomes_a_reason_and_prints_nothing(tmp_path, capfd):
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "weights.h5").write_bytes(b"")

    def make():
        print("Downloading data from ...")
        raise Exception("URL fetch failure\nand more")

    before = socket.getdefaulttimeout()
    assert downloads.try_to_make(make, "http://nowhere.invalid/weights.h5") == (None, "URL fetch failure")
    assert socket.getdefaulttimeout() == before
    assert capfd.readouterr() == ("", "")


def test_a_full_disk_is_the_reason_and_a_file_that_was_cut_off_is_no_model(tmp_path, monkeypatch):
    monkeypatch.setattr(downloads, "obstacle_to", lambda url: "")

    def make():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(tmp_path / "models" / "weights.h5"))

    model, reason = downloads.try_to_make(make, "http://nowhere.invalid/weights.h5")
    assert model is None
    assert "No space left on device" in reason
