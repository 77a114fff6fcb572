"""Arrays that take long to compute, kept beside what Keras caches: computed once, read from then on.

A file is found by everything that its numbers depend on. What cannot be read is computed again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from nnlab.borrowed.downloads import keras_home


def cached(compute: Callable[[np.ndarray], np.ndarray], x: np.ndarray, made_by: str) -> np.ndarray:
    """Return compute(x), from a file if this was computed before.

    The file is in Keras' cache folder or, where that cannot be written, in one for temporary files. Where neither can
    be written, nothing is kept.

    Args:
        compute: A function of an array that returns another one.
        x: Its argument, of any shape; part of the file's name with all its numbers.
        made_by: What else the result depends on, such as the weights' checksum and the layer; part of the file's name
            too.
    """
    x = np.ascontiguousarray(x)
    key = hashlib.sha256(f"{made_by}|{x.dtype}|{x.shape}|".encode() + x.tobytes()).hexdigest()
    for folder in folders():
        with contextlib.suppress(OSError, ValueError, EOFError):
            return np.load(folder / f"{key}.npy", allow_pickle=False)
    result = np.asarray(compute(x))
    for folder in folders():
        with contextlib.suppress(OSError):
            _save(folder / f"{key}.npy", result)
            break
    return result


def folders() -> list[Path]:
    """Return where arrays are kept, the preferred folder first."""
    return [keras_home() / "nnlab", Path(tempfile.gettempdir()) / "nnlab"]


def _save(path: Path, array: np.ndarray) -> None:
    """Write the file whole or not at all, also when two processes write it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            np.save(file, array, allow_pickle=False)
        os.replace(part, path)
    except OSError:
        Path(part).unlink(missing_ok=True)
        raise
