"""Weights that somebody else trained, read as plain arrays: nothing in their file is ever executed.

A `.pth` file of PyTorch's first format is a chain of pickles, then the raw numbers. Unpickling may call any function
that the file names, so a hostile file can do anything. Here four names are known and stand for harmless records of this
module; every other name is refused. PyTorch is not needed. The newer `.pth` files, zip archives, are not read.
"""

from __future__ import annotations

import hashlib
import math
import pickle
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

MAGIC = 0x1950A86A20F9469CFC6C  # PyTorch's first format begins with this number
PROTOCOL = 1001


class DamagedFileError(ValueError):
    """The file is not the one that was promised, or holds something else than arrays."""


def load_arrays(path: str | Path, sha256: str) -> dict[str, np.ndarray]:
    """Return the arrays of a `.pth` file by name, in the file's order.

    Args:
        path: The file, in PyTorch's first format.
        sha256: The checksum that the file must have, 64 hexadecimal digits. It is compared before anything is read.

    Raises:
        DamagedFileError: Naming the checksum, for any other file, and for one that holds more than arrays.
    """
    found = checksum(path)
    if found != sha256.lower():
        size = Path(path).stat().st_size
        raise DamagedFileError(
            f"{Path(path).name} is damaged or another file: its SHA-256 is {found} ({size:,} bytes), expected is "
            f"{sha256.lower()}. Install its package again."
        )
    with open(path, "rb") as file:
        return read_arrays(file)


def checksum(path: str | Path) -> str:
    """Return the SHA-256 of a file, 64 hexadecimal digits.

    Args:
        path: The file.
    """
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_arrays(file: BinaryIO) -> dict[str, np.ndarray]:
    """Return the arrays of an open `.pth` file by name, in the file's order.

    Args:
        file: Open for reading bytes, at its beginning.

    Raises:
        DamagedFileError: For anything else.
    """
    try:
        if _Arrays(file).load() != MAGIC or _Arrays(file).load() != PROTOCOL:
            raise DamagedFileError("this is no .pth file of PyTorch's first format")
        if not _Arrays(file).load()["little_endian"]:
            raise DamagedFileError("the numbers of this .pth file are big-endian, which is not read here")
        reader = _Arrays(file)
        tensors = dict(reader.load())
        numbers = {key: _numbers(file, reader.storages[key]) for key in _Arrays(file).load()}
        return {str(name): _array(tensor, numbers) for name, tensor in tensors.items()}
    except DamagedFileError:
        raise
    except Exception as error:  # a file cut short fails in many ways
        raise DamagedFileError(f"this .pth file cannot be read: {type(error).__name__}: {error}") from None


@dataclass(frozen=True)
class _Storage:
    key: str
    dtype: np.dtype
    size: int


@dataclass(frozen=True)
class _Tensor:
    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]  # in elements


def _tensor(storage, offset, shape, strides, *_options) -> _Tensor:
    return _Tensor(storage, offset, tuple(shape), tuple(strides))


class _StateDict(OrderedDict):
    """Takes no attributes from the file (PyTorch stores version numbers there)."""

    def __setstate__(self, state: object) -> None:
        pass


KNOWN = {
    ("collections", "OrderedDict"): _StateDict,
    ("torch._utils", "_rebuild_tensor_v2"): _tensor,
    ("torch", "FloatStorage"): np.dtype("<f4"),
    ("torch", "LongStorage"): np.dtype("<i8"),
}


class _Arrays(pickle.Unpickler):
    """An unpickler that knows four names and no others."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file)
        self.storages: dict[str, _Storage] = {}

    def find_class(self, module: str, name: str) -> object:
        if (module, name) not in KNOWN:
            raise DamagedFileError(f"this file asks for {module}.{name}, and only arrays are read from it")
        return KNOWN[module, name]

    def persistent_load(self, pid: tuple) -> _Storage:
        _kind, dtype, key, _device, size, *_ = pid
        if not isinstance(dtype, np.dtype):
            raise DamagedFileError(f"this file stores {dtype!r}, and only arrays are read from it")
        return self.storages.setdefault(key, _Storage(str(key), dtype, int(size)))


def _numbers(file: BinaryIO, storage: _Storage) -> np.ndarray:
    size = int.from_bytes(file.read(8), "little")
    if size != storage.size:
        raise DamagedFileError(f"storage {storage.key} should hold {storage.size} numbers and says {size}")
    content = file.read(size * storage.dtype.itemsize)
    if len(content) != size * storage.dtype.itemsize:
        raise DamagedFileError(f"the file ends within storage {storage.key}: it is cut short")
    return np.frombuffer(content, storage.dtype)


def _array(tensor: object, numbers: dict[str, np.ndarray]) -> np.ndarray:
    """Return one array, copied out of the numbers that it was a view of."""
    if not isinstance(tensor, _Tensor):
        raise DamagedFileError(f"this file holds {tensor!r} where an array should be")
    flat = numbers[tensor.storage.key]
    if len(tensor.shape) != len(tensor.strides) or min((tensor.offset, *tensor.shape, *tensor.strides)) < 0:
        raise DamagedFileError(f"an array of this file has the shape {tensor.shape} and the strides {tensor.strides}")
    steps = zip(tensor.shape, tensor.strides, strict=True)
    last = tensor.offset + sum((length - 1) * stride for length, stride in steps)
    if math.prod(tensor.shape) > len(flat) or (0 not in tensor.shape and last >= len(flat)):
        raise DamagedFileError("an array of this file is larger than its numbers")
    strides = [stride * flat.itemsize for stride in tensor.strides]
    return np.lib.stride_tricks.as_strided(flat[tensor.offset :], tensor.shape, strides, writeable=False).copy()
