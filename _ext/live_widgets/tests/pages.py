"""Sites built and read as a person would: by Sphinx's own command, in a browser that reaches no other host."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Playwright, Route

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge", "microsoft-edge")


def build(source: Path, site: Path, *, python: str = "") -> subprocess.CompletedProcess:
    """Build a Sphinx project so that a warning fails it; return exit code and all that was printed.

    python: of another environment than this one to build in.
    """
    command = [python or sys.executable, "-m", "sphinx", "-b", "html", "-W", "--keep-going", str(source), str(site)]
    environment = (bare_environment() if python else {**os.environ}) | {"NO_COLOR": "1"}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.run(command, env=environment, timeout=300, check=False, **pipes)


def bare_environment() -> dict[str, str]:
    """Return the variables for a Python that sees nothing of this one's packages."""
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}


def start_browser(playwright: Playwright) -> Browser:
    """Start the browser that CHROMIUM names, one on the path, or Playwright's own."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    return playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-dev-shm-usage"])


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves files without a line of log for each."""

    def log_message(self, *_message: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine; give its address."""
    handler = functools.partial(QuietHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Reader:
    """Opens pages and remembers what went wrong on any of them: console errors and requests to other hosts."""

    def __init__(self, browser: Browser, base: str, **context: object) -> None:
        self.base = base
        self.errors: list[str] = []
        self.foreign: list[str] = []
        self.context = browser.new_context(**context)
        self.context.route(lambda address: not is_local(address), self._refuse)

    def open(self, name: str) -> Page:
        """Open a page of the site, wait until its widgets are there, and return it."""
        page = self.context.new_page()
        page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(f"{self.base}/{name}")
        page.wait_for_function("() => !document.querySelector('.live-widget[aria-busy]')")
        return page

    def check(self) -> None:
        """Fail if a page asked another host for anything or logged an error."""
        assert not self.foreign, f"requests to other hosts: {self.foreign}"
        assert not self.errors, f"console errors: {self.errors}"

    def _refuse(self, route: Route) -> None:
        self.foreign.append(route.request.url)
        route.abort()


def is_local(address: str) -> bool:
    """Whether an address needs no other host."""
    parts = urlsplit(address)
    return parts.scheme not in ("http", "https") or parts.hostname == "127.0.0.1"


@contextmanager
def reading(browser: Browser, site: Path, scheme: str) -> Iterator[Reader]:
    """Lend a reader of a site over `http` or `file`, and look at what it remembers afterwards."""
    with served(site) as address:
        reader = Reader(browser, {"http": address, "file": site.as_uri()}[scheme])
        yield reader
        reader.context.close()
        reader.check()
