"""`python run.py test` runs every notebook in kernels that reach no other machine; here it is seen that they do not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
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


def test_the_notebooks_are_run_so():
    assert "tests/notebooks/offline" in (ROOT / "run.py").read_text("utf-8").replace('", "', "/")
