"""Pretrained models that Keras downloads: made where the network allows, and a reason, soon, where it does not.

Keras itself has no time limit: without a network it can wait for minutes, and it prints a progress bar on the way.
"""

from __future__ import annotations

import contextlib
import io
import os
import socket
import threading
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import keras

SECONDS = 3.0  # for the name, the connection and the first megabyte together
FIRST = 2**20  # bytes


def try_to_make(make: Callable[[], keras.Model], url: str) -> tuple[keras.Model | None, str]:
    """Return (make(), "") or, where it cannot download `url` in reasonable time, (None, the reason in a few words).

    Args:
        make: A function that returns a model, such as `lambda: keras.applications.MobileNetV2()`.
        url: The file that make() lets Keras download. Where it lies in Keras' cache already, no connection is tried
            first.

    Returns:
        The model and "", or None and the reason.
    """
    cached = keras_home() / "models" / url.rsplit("/", 1)[-1]
    if not cached.exists():
        obstacle = obstacle_to(url)
        if obstacle:
            return None, obstacle
    try:
        with _silent_and_impatient():
            return make(), ""
    except Exception as error:  # Keras raises a bare Exception for a failed download
        return None, (str(error).strip().splitlines() or [type(error).__name__])[0]


def obstacle_to(url: str, seconds: float = SECONDS) -> str:
    """Return why a large download from `url` is not worth a try now, or nothing.

    Args:
        url: The file.
        seconds: For the name, the connection and the first megabyte together.

    Returns:
        A few words; empty where the first megabyte came in time.
    """
    found: list[str] = []

    def probe() -> None:
        try:
            request = urllib.request.Request(url, headers={"Range": f"bytes=0-{FIRST - 1}"})
            with urllib.request.urlopen(request, timeout=seconds) as answer:
                answer.read(FIRST)
            found.append("")
        except Exception as error:  # no name, no route, refused, a proxy's page: all mean no download
            host = url.split("/")[2]
            found.append(f"{host} cannot be reached ({getattr(error, 'reason', None) or error})")

    # In a thread, because looking up a name knows no time limit.
    thread = threading.Thread(target=probe, daemon=True)
    thread.start()
    thread.join(seconds)
    return found[0] if found else f"the network is absent or too slow (no megabyte within {seconds:g} s)"


def keras_home() -> Path:
    """Return the folder in which Keras caches what it downloads."""
    return Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")


@contextlib.contextmanager
def _silent_and_impatient() -> Iterator[None]:
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(SECONDS)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            yield
    finally:
        socket.setdefaulttimeout(before)
