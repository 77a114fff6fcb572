"""A reader with a browser for the tests: pages over http and file://, with every other host out of reach.

Started as a program it says whether a browser is there, and where none is, what to install.
Leaves out: any browser but Chromium and its kin.
"""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Error, Page, Playwright, sync_playwright

# The first three keep a browser in a container alive, the others keep it from calling home.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
ARGUMENTS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge", "microsoft-edge")
NO_BROWSER = (
    "These tests need Chromium, Chrome or Edge and found none. Install one, name it in the environment variable "
    "CHROMIUM, or let Playwright fetch its own: python -m playwright install chromium"
)


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


WHOLE = """() => !document.querySelector(".live-widget[aria-busy]")
  && [...document.querySelectorAll(".bd-article > section > section")]
    .every((section) => getComputedStyle(section).contentVisibility !== "auto")"""


class Reader:
    """Opens pages and remembers what went wrong on any of them: console errors and requests to other hosts."""

    def __init__(self, browser: Browser, base: str, **context: object) -> None:
        self.base = base
        self.errors: list[str] = []
        self.foreign: list[str] = []
        self.context = browser.new_context(**context)
        self.context.route(lambda address: not is_local(address), self._refuse)

    def open(self, name: str = "index.html") -> Page:
        """Open a page of the site, wait until all of it is laid out and its widgets are there, and return it."""
        page = self.context.new_page()
        page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("websocket", lambda socket: self.foreign.append(socket.url))
        page.goto(f"{self.base}/{name}")
        page.wait_for_function(WHOLE)
        return page

    def check(self) -> None:
        """Fail if a page asked another host for anything or logged an error."""
        assert not self.foreign, f"requests to other hosts: {self.foreign}"
        assert not self.errors, f"console errors: {self.errors}"

    def _refuse(self, route) -> None:
        self.foreign.append(route.request.url)
        route.abort()


def is_local(address: str) -> bool:
    """Whether an address needs no other host."""
    parts = urlsplit(address)
    return parts.scheme not in ("http", "https") or parts.hostname in ("127.0.0.1", "localhost")


def main() -> None:
    """Start a browser and close it again; exit with a sentence where that cannot be done."""
    with sync_playwright() as playwright:
        try:
            start_browser(playwright).close()
        except NoBrowserError as error:
            sys.exit(str(error))


if __name__ == "__main__":
    main()
