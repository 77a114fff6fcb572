"""Sites built and read as a person would: by Sphinx's own command, in a browser that reaches no other host.

Started as a program it says whether a browser is there, and where none is, what to install.
Leaves out: any browser but Chromium and its kin.
"""

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

from playwright.sync_api import Browser, Error, Page, Playwright, Route, sync_playwright

# The first three keep a browser in a container alive, the others keep it from calling home.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
ARGUMENTS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge", "microsoft-edge")
NO_BROWSER = (
    "These tests need Chromium, Chrome or Edge and found none. Install one, name it in the environment variable "
    "CHROMIUM, or let Playwright fetch its own: python -m playwright install chromium"
)


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


class NoBrowserError(Exception):
    """No browser could be started; the message says what to install."""


def start_browser(playwright: Playwright) -> Browser:
    """Start the first browser that works: CHROMIUM, one on the path, an installed Chrome or Edge, Playwright's own."""
    if named := os.environ.get("CHROMIUM"):
        choices = [{"executable_path": named}]
    else:
        choices = [{"executable_path": path} for path in map(shutil.which, NAMES) if path]
        choices += [{"channel": "chrome"}, {"channel": "msedge"}, {}]
    for choice in choices:
        try:
            return playwright.chromium.launch(args=ARGUMENTS, **choice)
        except Error:
            continue
    raise NoBrowserError(f"CHROMIUM is {named}, which does not start. {NO_BROWSER}" if named else NO_BROWSER)


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves files without a line of log for each."""

    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript"}  # noqa: RUF012

    def log_message(self, *_message: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path, handler: type[QuietHandler] = QuietHandler) -> Iterator[str]:
    """Serve a folder on localhost; give its address."""
    handler = functools.partial(handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Reader:
    """Opens pages and remembers what went wrong on any of them: console errors and requests to other hosts."""

    READY = "() => !document.querySelector('.live-widget[aria-busy]')"  # when a page has arrived

    def __init__(self, browser: Browser, base: str, **context: object) -> None:
        self.base = base
        self.errors: list[str] = []
        self.foreign: list[str] = []
        self.context = browser.new_context(**context)
        self.context.route(lambda address: not is_local(address), self._refuse)

    def open(self, name: str = "index.html") -> Page:
        """Open a page of the site, wait until it is ready, and return it."""
        page = self.context.new_page()
        page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("websocket", lambda socket: self.foreign.append(socket.url))
        page.goto(f"{self.base}/{name}")
        page.wait_for_function(self.READY)
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
    return parts.scheme not in ("http", "https") or parts.hostname in ("127.0.0.1", "localhost")


@contextmanager
def reading(browser: Browser, site: Path, scheme: str) -> Iterator[Reader]:
    """Lend a reader of a site over `http` or `file`, and look at what it remembers afterwards."""
    with served(site) as address:
        reader = Reader(browser, {"http": address, "file": site.as_uri()}[scheme])
        yield reader
        reader.context.close()
        reader.check()


def main() -> None:
    """Start a browser and close it again; exit with a sentence where that cannot be done."""
    with sync_playwright() as playwright:
        try:
            start_browser(playwright).close()
        except NoBrowserError as error:
            sys.exit(str(error))


if __name__ == "__main__":
    main()
