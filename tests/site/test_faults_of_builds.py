"""`run.py site` in bad circumstances: twice at once, killed, stopped, on a full disk. A checkout as small as can be."""

from __future__ import annotations

import functools
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kills and links as POSIX has them")
PATIENCE = 120  # seconds for what takes as long as the machine takes
LOG = "from pathlib import Path\nlog = Path({name!r} + '.log').open('a')\nlog.write('run\\n'); log.close()\n"
WAIT = "import time\nwhile not Path('go').exists():\n    time.sleep(0.05)\n"
CONFIG = f"""
title: Tiny
author: the tests
only_build_toc_files: true
execute: {{execute_notebooks: cache, timeout: 120}}
sphinx:
  local_extensions: {{book.execution: {ROOT}/_ext, dying: .}}
  config: {{execution_depends_on: []}}
"""
DYING = """
import os, signal
from pathlib import Path

def setup(app):
    app.connect("build-finished", die, priority=1)

def die(app, failure):
    if Path("die").exists():
        Path("die").unlink()
        page = Path(app.outdir) / "first.html"
        page.write_bytes(page.read_bytes()[:2000])
        os.kill(os.getpid(), signal.SIGKILL)
"""


class Checkout:
    """A book of two notebooks with the real run.py and the real environment, already set up."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copy(ROOT / "run.py", folder)
        self.write("requirements.txt", "")
        (folder / ".venv").mkdir()
        for name in ("bin", "pyvenv.cfg"):
            (folder / ".venv" / name).symlink_to(Path(sys.prefix) / name)
        python = "{}.{}".format(*sys.version_info[:2])
        self.write(".venv/ready", f"{hashlib.sha256(b'').hexdigest()} {python} . ./_ext/live_widgets")
        self.write("_config.yml", CONFIG)
        self.write("_toc.yml", "format: jb-book\nroot: index\nchapters:\n  - file: first\n  - file: second\n")
        self.write("index.md", "# Tiny\n")
        self.write("dying.py", DYING)
        self.notebook("first", "print('first', 'result')")
        self.notebook("second", WAIT + "print('second', 'result')")

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, "utf-8")

    def notebook(self, name: str, code: str) -> None:
        cells = [nbformat.v4.new_markdown_cell(f"# {name}"), nbformat.v4.new_code_cell(LOG.format(name=name) + code)]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), self.folder / f"{name}.ipynb")

    def start(self) -> subprocess.Popen:
        command = [sys.executable, "-u", "run.py", "site"]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        # Tests that a shell runs in the background hand down that Ctrl-C is ignored.
        hear = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
        return subprocess.Popen(command, cwd=self.folder, start_new_session=True, preexec_fn=hear, **pipes)

    def site(self) -> tuple[int, str]:
        """Build to the end; return the exit code and all that was printed."""
        build = self.start()
        printed, _ = build.communicate(timeout=PATIENCE)
        return build.returncode, printed

    def runs(self, name: str) -> int:
        log = self.folder / f"{name}.log"
        return log.read_text("utf-8").count("run") if log.exists() else 0

    def kept(self) -> int:
        return len(list(self.folder.glob("_build/.execution_cache/*/executed/*/base.ipynb")))

    def go(self) -> None:
        (self.folder / "go").touch()

    def check(self) -> None:
        """Both pages are whole and show what their notebooks print."""
        for name in ("first", "second"):
            html = (self.folder / "_build" / "html" / f"{name}.html").read_text("utf-8")
            assert re.search(rf"{name} result\s*</pre>", re.sub(r"</?span[^>]*>", "", html)), name
            assert html.rstrip().endswith("</html>"), name


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path)


def until(condition: Callable[[], bool], build: subprocess.Popen) -> None:
    """Wait for something that a build does."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert build.poll() is None, build.stdout.read()
        assert time.monotonic() < end
        time.sleep(0.05)


def test_builds_that_are_cut_short_in_any_way_are_gone_on_with_and_a_second_build_waits(checkout):
    """The first notebook is finished in the first build; the second one waits for a file until the last build."""
    for count, how in enumerate([signal.SIGKILL, signal.SIGINT], 1):
        build = checkout.start()
        until(lambda count=count: checkout.kept() == 1 and checkout.runs("second") == count, build)
        os.killpg(build.pid, how)
        printed, _ = build.communicate(timeout=PATIENCE)
        assert build.returncode != 0
        assert ("Stopped; the same command goes on from here." in printed) == (how == signal.SIGINT)
        assert "waits" not in printed, "no lock is left behind"
    build = checkout.start()
    until(lambda: checkout.runs("second") == 3, build)
    build.kill()  # run.py alone: what it started goes on
    last = checkout.start()
    assert last.stdout.readline().startswith("Another run.py is building in this folder. This one waits")
    checkout.go()
    printed, _ = last.communicate(timeout=PATIENCE)
    assert last.returncode == 0, printed
    assert (checkout.runs("first"), checkout.runs("second")) == (1, 3), "what was finished was not run again"
    checkout.check()


def test_a_page_that_was_cut_off_while_it_was_written_is_written_again(checkout):
    checkout.go()
    (checkout.folder / "die").touch()
    code, _ = checkout.site()
    assert code != 0
    with pytest.raises(AssertionError):
        checkout.check()
    code, printed = checkout.site()
    assert code == 0, printed
    checkout.check()
    assert (checkout.runs("first"), checkout.runs("second")) == (1, 1)


def test_on_a_full_disk_a_sentence_is_said_and_the_next_build_goes_on(checkout):
    cache = checkout.folder / "_build" / ".execution_cache"
    cache.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(cache)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root can make a small disk; tests/unit/test_ext_execution_cache.py pretends one is full")
    try:
        checkout.notebook("second", WAIT + "print('x' * 2_000_000, 'second', 'result')")
        build = checkout.start()
        until(lambda: checkout.kept() == 1, build)
        checkout.go()
        printed, _ = build.communicate(timeout=PATIENCE)
        assert build.returncode != 0
        assert "The results of second.ipynb cannot be kept in" in printed
        assert "No space left on device. Make room there and build again" in printed
        subprocess.run(["mount", "-o", "remount,size=50m", str(cache)], check=True)
        code, printed = checkout.site()
        assert code == 0, printed
        assert (checkout.runs("first"), checkout.runs("second")) == (1, 2)
    finally:
        subprocess.run(["umount", str(cache)], check=True)
