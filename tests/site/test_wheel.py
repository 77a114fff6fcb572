"""A Lab from the built wheel lives on a page: the package carries its JavaScript, not only the source tree."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT, build, checked
from reader import Reader

CELL = """\
import nnlab
import keras
import numpy as np

x = np.arange(6.0)
build = lambda activation: keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, activation)])
sweep = nnlab.train_sweep(build, x, 2 * x, learning_rates=[0.01, 0.05], activations=["linear"], epochs=5)
print(nnlab.__file__)
nnlab.Lab(sweep, [nnlab.LossCurve(), nnlab.Fit()], title="From the wheel")
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel of this repository, unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "-qq", "--no-deps", "--no-build-isolation", "-w", str(folder)]
    subprocess.run([*command, str(ROOT)], check=True, cwd=folder)
    with zipfile.ZipFile(next(folder.glob("nnlab-*.whl"))) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


@pytest.fixture(scope="module")
def site_from_wheel(wheel, tmp_path_factory) -> Path:
    """A book of one notebook, built with the package from the wheel."""
    book = tmp_path_factory.mktemp("wheel-book") / "source"
    book.mkdir()
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": CELL, "outputs": [], "execution_count": None}
    heading = {"cell_type": "markdown", "id": "b", "metadata": {}, "source": "# Wheel"}
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    notebook = {"cells": [heading, cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (book / "index.ipynb").write_text(json.dumps(notebook), "utf-8")
    (book / "_toc.yml").write_text("format: jb-book\nroot: index\n", "utf-8")
    config = "title: Wheel\nexecute: {timeout: 120}\nsphinx: {extra_extensions: [live_widgets]}\n"
    (book / "_config.yml").write_text(config, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(wheel), prepend=os.pathsep)
        built = build(book)
    assert built.returncode == 0, built.stdout
    return book / "_build" / "html"


def test_a_lab_from_the_wheel_answers_on_its_page(site_from_wheel, wheel, browser):
    for reader in checked_reader(browser, site_from_wheel):
        page = reader.open("index.html")
        assert str(wheel) in page.locator("article, main").first.inner_text()
        lab = page.locator(".live-widget")
        lab.locator('[data-control="learning_rate"] input').press("ArrowRight")
        page.wait_for_timeout(50)
        assert "learning rate 0.05" in lab.locator(".nnlab-sentence").inner_text()
        reader.errors[:] = [error for error in reader.errors if "theme mode" not in error]


def checked_reader(browser, site):
    yield from checked(Reader(browser, site.as_uri()))
