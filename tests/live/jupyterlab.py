"""A real JupyterLab for the tests, and a notebook open in it in a real browser.

Uses the reader of tests/site. The server finds nothing of the user's settings, and nothing outside of this
machine is asked for anything.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page
from reader import Reader

START_SECONDS = 120
RUN_SECONDS = 600
PANEL = "window.jupyterapp.shell.currentWidget"


@contextmanager
def jupyterlab(notebooks: Path, scratch: Path) -> Iterator[tuple[str, str]]:
    """Run JupyterLab on a folder of notebooks; give its address and its token. It keeps its own files in `scratch`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(8)
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += ["--LabApp.expose_app_in_browser=True"]
    command += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--ServerApp.ip=127.0.0.1"]
    command += [f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={notebooks}"]
    ready = f"http://127.0.0.1:{port}/api?token={token}"
    with running(command, ready, scratch / "server.log", cwd=scratch, env=_environment(scratch)):
        yield f"http://127.0.0.1:{port}", token


@contextmanager
def running(command: list[str], ready: str, log: Path, **options: object) -> Iterator[subprocess.Popen]:
    """Run a server, which writes to a log, from when the address `ready` answers until the end of the block."""
    with log.open("w") as file:
        server = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT, **options)
        try:
            _wait(server, ready, log)
            yield server
        finally:
            server.terminate()
            server.wait(30)


def _environment(scratch: Path) -> dict[str, str]:
    """An environment in which Jupyter and IPython keep everything in `scratch`, and JupyterLab asks for no news."""
    config = scratch / "config"
    (config / "labconfig").mkdir(parents=True)
    disabled = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
    (config / "labconfig" / "page_config.json").write_text(json.dumps(disabled), "utf-8")
    places = {"JUPYTER_CONFIG_DIR": config, "JUPYTERLAB_SETTINGS_DIR": config / "settings"}
    places |= {name: scratch / name.lower() for name in ("JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")}
    places["JUPYTERLAB_WORKSPACES_DIR"] = scratch / "workspaces"
    return {**os.environ, **{name: str(place) for name, place in places.items()}}


def _wait(server: subprocess.Popen, address: str, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()}")


def write_notebook(path: Path, cells: Sequence[str]) -> None:
    """Write a notebook of these code cells."""
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    code = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    listed = [{**code, "id": f"cell-{number}", "source": source} for number, source in enumerate(cells)]
    path.write_text(json.dumps({"cells": listed, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}), "utf-8")


def wait_for_drawing(lab: Locator) -> None:
    """Wait for the frame that follows the reader's last event."""
    lab.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


class LabReader(Reader):
    """A reader to whom the kernel's own connection is no other host, and who leaves JupyterLab's own errors aside."""

    def __init__(self, *arguments: object, **context: object) -> None:
        super().__init__(*arguments, **context)
        self.widget_errors: list[str] = []

    def open(self, name: str) -> Page:
        """Open an address of the server. Of the errors, those count that come from a widget: its code is a blob."""
        page = super().open(name)
        page.on("pageerror", lambda error: "blob:" in (error.stack or "") and self.widget_errors.append(error.stack))
        return page

    def check(self) -> None:
        """Fail if a page asked another host for anything or a widget failed."""
        foreign = [address for address in self.foreign if urlsplit(address).hostname != "127.0.0.1"]
        assert not foreign, f"requests to other hosts: {foreign}"
        assert not self.widget_errors, f"errors in widgets: {self.widget_errors}"


class OpenNotebook:
    """A notebook in JupyterLab, with its kernel."""

    def __init__(self, browser: Browser, server: tuple[str, str], name: str) -> None:
        address, token = server
        self.reader = LabReader(browser, address, viewport={"width": 1400, "height": 1000})
        self.page = self.reader.open(f"lab/tree/{name}?token={token}&reset")
        status = PANEL.replace(".", "?.") + "?.sessionContext?.session?.kernel?.status"
        self.page.wait_for_function(f"() => {status} === 'idle'", timeout=1000 * START_SECONDS)

    def run_all(self) -> None:
        """Run all cells and wait until the last one is done."""
        self.start_all()
        self.finish_all()

    def start_all(self) -> None:
        """Run all cells and do not wait for them."""
        self.page.evaluate(
            "() => { window.allCells = 'running';"
            " window.jupyterapp.commands.execute('notebook:run-all-cells').then(() => { window.allCells = 'done'; }); }"
        )

    def wait_for_widget(self, start: str) -> None:
        """Wait for a widget whose text begins so, or for the end of all cells."""
        self.page.wait_for_function(
            f"(start) => window.allCells === 'done' || {PANEL}.content.widgets.some((cell) =>"
            " (cell.model.outputs?.toJSON() ?? []).some(({ data }) => String(data?.['text/plain']).startsWith(start)))",
            arg=start,
            timeout=1000 * RUN_SECONDS,
        )

    def finish_all(self) -> None:
        """Wait until the last cell is done."""
        self.page.wait_for_function("() => window.allCells === 'done'", timeout=1000 * RUN_SECONDS)
        failed = [output for outputs in self.outputs() for output in outputs if output["output_type"] == "error"]
        assert not failed, "\n".join(failed[0]["traceback"])

    def outputs(self) -> list[list[dict]]:
        """All outputs of each cell, as the notebook holds them."""
        return self.page.evaluate(f"() => {PANEL}.content.widgets.map((cell) => cell.model.outputs?.toJSON() ?? [])")

    def run(self, number: int) -> str:
        """Run one cell again and return what it printed."""
        self.page.evaluate(
            f"async (number) => {{ {PANEL}.content.activeCellIndex = number;"
            " await window.jupyterapp.commands.execute('notebook:run-cell'); }",
            number,
        )
        return self.printed(number)

    def printed(self, number: int) -> str:
        """Everything that a cell has printed."""
        return "".join("".join(output.get("text", "")) for output in self.outputs()[number])

    def start(self, number: int) -> None:
        """Run one cell and do not wait for it."""
        self.page.evaluate(
            f"(number) => {{ {PANEL}.content.activeCellIndex = number;"
            " window.started = window.jupyterapp.commands.execute('notebook:run-cell'); }",
            number,
        )

    def output_of_running(self, number: int) -> str:
        """Wait until the cell that was started last is done and return what it printed."""
        self.page.evaluate("() => window.started.then(() => null)")
        return self.printed(number)

    def cell(self, number: int) -> Locator:
        """A cell, scrolled into view."""
        self.page.evaluate(f"(number) => {PANEL}.content.scrollToItem(number)", number)
        cell = self.page.locator(f".jp-Notebook .jp-Cell[data-windowed-list-index='{number}']")
        cell.scroll_into_view_if_needed()
        return cell

    def lab(self, number: int) -> Locator:
        """The Lab that a cell shows."""
        found = self.cell(number).locator(".nnlab").first
        found.locator(".nnlab-sentence").wait_for()
        found.scroll_into_view_if_needed()
        return found

    def restart_kernel(self) -> None:
        """Restart the kernel, as the menu does, run nothing, and wait until the new one is there."""
        self.page.evaluate(f"() => {PANEL}.sessionContext.session.kernel.restart().then(() => null)")

    def close(self) -> None:
        """Close the browser's side and look at what the reader remembers."""
        self.reader.context.close()
        self.reader.check()
