"""Chapter 14's ImageNet cell: names photographs where Keras has the weights, says why not where the network is absent.

Keras' cache holds a small stand-in: a file of the right name and layout, whose weights are zero but for the bias of one
class. The cell itself is the chapter's, with the cells that it needs.
"""

import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest

import nnlab  # noqa: F401 (quiets TensorFlow)

CHAPTER = Path(__file__).parents[2] / "chapters" / "14_transfer_learning.ipynb"
FILE = "resnet50_weights_tf_dim_ordering_tf_kernels.h5"
TABBY = 281

OFFLINE = """
import socket

def refuse(*arguments, **options):
    raise OSError("the network is absent in this test")

socket.getaddrinfo = socket.create_connection = socket.socket.connect = refuse
"""
STAND_IN = """
import nnlab
from keras.src.applications import resnet

resnet.WEIGHTS_HASHES["resnet50"] = ({checksum!r}, {checksum!r})
"""


def cells():
    """The sources of the cells that the chapter marks as belonging to the ImageNet cell, which is the last of them."""
    notebook = json.loads(CHAPTER.read_text(encoding="utf-8"))
    return ["".join(c["source"]) for c in notebook["cells"] if "imagenet-cell" in c["metadata"].get("tags", [])]


def run(tmp_path, before=""):
    """Run the cells in a fresh process whose Keras caches in tmp_path and whose network is absent."""
    script = "\n".join([OFFLINE, before, *cells()])
    environment = {
        **os.environ,
        "KERAS_HOME": str(tmp_path),
        "MPLBACKEND": "agg",
        "PYTHONPATH": str(CHAPTER.parents[1]),
    }
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        environment.pop(name, None)
    command = [sys.executable, "-c", script]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=tmp_path)


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory):
    """The bytes of a stand-in for ResNet50's weights; nearly all of them are zeros, so they pack well."""
    model = keras.applications.ResNet50(weights=None)
    path = tmp_path_factory.mktemp("stand-in") / FILE
    with h5py.File(path, "w") as file:
        weighted = [layer for layer in model.layers if layer.weights]
        file.attrs["layer_names"] = [layer.name.encode() for layer in weighted]
        file.attrs["keras_version"], file.attrs["backend"] = b"2.0.0", b"tensorflow"
        for layer in weighted:
            group = file.create_group(layer.name)
            names = [f"{layer.name}/{weight.name}".encode() for weight in layer.weights]
            group.attrs["weight_names"] = names
            for name, weight in zip(names, layer.weights, strict=True):
                values = np.zeros(weight.shape, np.float32)
                if layer.name == "predictions" and values.ndim == 1:
                    values[TABBY] = 5.0
                group.create_dataset(name.decode(), data=values, compression="gzip")
    return path.read_bytes()


def test_the_last_of_the_marked_cells_is_the_slides_own_code():
    assert 'keras.applications.ResNet50(weights="imagenet")' in cells()[-1]


def test_with_the_weights_in_keras_cache_the_photographs_are_named(tmp_path, stand_in):
    assert len(stand_in) < 2_000_000
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / FILE).write_bytes(stand_in)
    checksum = hashlib.md5(stand_in).hexdigest()  # the kind of checksum that Keras compares
    result = run(tmp_path, STAND_IN.format(checksum=checksum))
    assert (result.returncode, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert [line.split(":")[0].strip() for line in lines] == ["cat", "coffee", "china", "flower"]
    assert all(line.endswith(": tabby cat") for line in lines)


def test_a_stand_in_with_another_checksum_is_not_taken_for_the_weights(tmp_path, stand_in):
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / FILE).write_bytes(stand_in)
    result = run(tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("Skipped: ")


def test_without_network_the_cell_says_soon_what_was_skipped_and_why(tmp_path):
    started = time.monotonic()
    result = run(tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.splitlines()[0] == "Skipped: ResNet50 names the four photographs."
    assert "storage.googleapis.com cannot be reached (the network is absent in this test)" in result.stdout
    assert time.monotonic() - started < 60  # most of it starts Python and TensorFlow on a busy machine
