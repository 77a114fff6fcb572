"""No cell of a chapter needs a network, and none but chapter 14's ImageNet cell asks for one.

Here the chapters run in the tests' own process; nbval, in `python run.py test`, runs them in kernels that start with
the same file.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from chapter_labs import no_network, run_chapter

ROOT = Path(__file__).parents[2]
CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))
OFFLINE = Path(__file__).parent / "offline"
ASK = "import urllib.request; print(urllib.request.urlopen({!r}, timeout=3).status)"


@pytest.mark.parametrize("address", ["http://example.org", "http://192.0.2.1", "http://[2001:db8::1]"])
def test_no_other_machine_is_reached(address, tmp_path):
    profile = tmp_path / "profile_default" / "startup"
    profile.mkdir(parents=True)
    startup = OFFLINE / "profile_default" / "startup" / "offline.py"
    (profile / startup.name).write_text(startup.read_text("utf-8"), "utf-8")
    command = [sys.executable, "-m", "IPython", "--no-banner", "-c", ASK.format(address)]
    environment = {**os.environ, "IPYTHONDIR": str(tmp_path), "no_proxy": "*"}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert "the network is blocked" in result.stdout + result.stderr


def test_kernels_are_run_so():
    assert "tests/notebooks/offline" in (ROOT / "run.py").read_text("utf-8").replace('", "', "/")


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_does_without_a_network(chapter):
    for cell, hosts in run_chapter(chapter).tried:
        assert "imagenet-cell" in cell["metadata"].get("tags", []), f"{hosts} asked for by {''.join(cell['source'])}"


@pytest.mark.parametrize("address", ["http://example.org", "http://192.0.2.1"])
def test_who_asks_for_a_network_is_remembered_even_if_the_error_is_caught(address, monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    before = socket.getaddrinfo
    with no_network() as hosts:
        with pytest.raises(OSError, match="the network is blocked"):
            urllib.request.urlopen(address, timeout=3)
        assert hosts == [address.removeprefix("http://")]
    assert socket.getaddrinfo is before
