"""A Sweep in a file: its results as a NumPy archive, which other programs read too. What it was trained from stays out.

The archive (.npz) holds each array under its name in `Sweep`, those of training for all starts, [starts, ...], and one
text, `about`, with everything else as JSON.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

FORMAT = 1
PLAIN = (bool, int, float, str, type(None))


def write(path: str | os.PathLike, arrays: Mapping[str, np.ndarray], about: Mapping[str, object]) -> None:
    """Write an archive whole or not at all."""
    target = Path(path)
    text = json.dumps({"format": FORMAT} | {name: _packed(name, value) for name, value in about.items()})
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with open(part, "wb") as file:  # a file, because NumPy would add .npz to a name without it
            content: dict[str, Any] = {"about": np.array(text), **arrays}
            np.savez_compressed(file, **content)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def read(path: str | os.PathLike) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Return what `write` wrote, the arrays read-only. Raises ValueError for a file of another kind."""
    try:
        with np.load(path, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        about = json.loads(str(arrays.pop("about")))
        number = about.pop("format")
    except (ValueError, KeyError, EOFError, AttributeError, TypeError, zipfile.BadZipFile) as error:
        raise ValueError(f"{os.fspath(path)} is not a Sweep saved by sweep.save ({error})") from None
    if number != FORMAT:
        raise ValueError(f"{os.fspath(path)} has format {number}, and this version reads format {FORMAT} only")
    for array in arrays.values():
        array.setflags(write=False)
    return arrays, {name: _unpacked(value) for name, value in about.items()}


def _packed(name: str, value: object) -> object:
    """Return a value as JSON can hold it; a tuple becomes {"tuple": [...]}, so that it comes back as one."""
    if isinstance(value, dict):
        return {"dict": [[key, _packed(f"{name}[{key!r}]", item)] for key, item in value.items()]}
    if isinstance(value, tuple | list):
        items = [_packed(name, item) for item in value]
        return {"tuple": items} if isinstance(value, tuple) else items
    if not isinstance(value, PLAIN):
        raise ValueError(f"{name} holds {value!r}, which a file cannot hold; use numbers, texts or tuples of them")
    return value


def _unpacked(value: Any) -> Any:
    if isinstance(value, list):
        return [_unpacked(item) for item in value]
    if isinstance(value, dict):
        if "tuple" in value:
            return tuple(_unpacked(item) for item in value["tuple"])
        return {key: _unpacked(item) for key, item in value["dict"]}
    return value
