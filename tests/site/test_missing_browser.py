"""Where no browser can be started, the tests say in one sentence what to install, before anything that takes long."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from conftest import ROOT

pytestmark = pytest.mark.skipif(os.name == "nt", reason="paths of POSIX")
WHAT_TO_DO = (
    "Install one, name it in the environment variable CHROMIUM, or let Playwright fetch its own: "
    "python -m playwright install chromium\n"
)
PROGRAM = str(ROOT / "_ext" / "live_widgets" / "tests" / "pages.py")
NONE = f"These tests need Chromium, Chrome or Edge and found none. {WHAT_TO_DO}"
ALWAYS_FOUND = ("/opt/google/chrome/chrome", "/opt/microsoft/msedge/msedge")  # by Playwright, without the PATH
no_other = pytest.mark.skipif(any(map(os.path.exists, ALWAYS_FOUND)), reason="a browser is always found here")


def python(tmp_path, *words: str, **variables: str) -> subprocess.CompletedProcess:
    """Run Python where the PATH is empty and Playwright has no browser of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CHROMIUM", "PYTEST"))}
    environment = {**kept, "PATH": "", "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path), **variables}
    command = [sys.executable, *words]
    return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)


@no_other
def test_no_browser_at_all(tmp_path):
    result = python(tmp_path, PROGRAM)
    assert (result.returncode, result.stdout, result.stderr) == (1, "", NONE)


@pytest.mark.parametrize("wrong", ["/no/such/chromium", "/bin/false"])
def test_a_wrong_path_to_the_browser_is_named_and_no_other_one_is_taken(tmp_path, wrong):
    result = python(tmp_path, PROGRAM, CHROMIUM=wrong, PATH=os.environ["PATH"])
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == f"CHROMIUM is {wrong}, which does not start. {NONE}"


@no_other
def test_several_processes_of_pytest_say_it_too(tmp_path):
    (tmp_path / "test_browser.py").write_text("def test_a_page(browser):\n    pass\n", "utf-8")
    (tmp_path / "plugin.py").write_text((ROOT / "tests" / "conftest.py").read_text("utf-8"), "utf-8")
    path = os.pathsep.join(map(str, [tmp_path, ROOT / "tests" / "site", ROOT / "_ext" / "live_widgets" / "tests"]))
    options = ["-c", os.devnull, "--rootdir=.", "--confcutdir=.", "-p", "no:cacheprovider", "-p", "plugin", "-n", "1"]
    result = python(tmp_path, "-m", "pytest", *options, "test_browser.py", PYTHONPATH=path)
    assert result.returncode == 1
    assert NONE in result.stdout
    assert "crashed" not in result.stdout


def test_run_py_looks_for_it_first():
    lines = (ROOT / "run.py").read_text("utf-8").partition("def test():")[2].splitlines()
    steps = [line.strip() for line in lines if "pages.py" in line or line.strip() == "site()"]
    assert "pages.py" in steps[0]
