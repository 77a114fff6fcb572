"""Say how far a long computation is, to somebody who watches: in a terminal or in a notebook, leaving nothing behind.

Nothing is written to stderr, to a file or pipe, or when a notebook is executed without a reader (nbclient, nbval).
"""

import sys
import time
from types import TracebackType

DELAY = 1.0  # seconds before anything is shown
INTERVAL = 0.2  # seconds between two updates


class Progress:
    """A context whose `report(fraction)` shows "label: 42 %" and whose end erases it.

    >>> with Progress("Training 36 runs") as progress:
    ...     progress.report(0.5)
    """

    def __init__(self, label: str) -> None:
        self._label = label
        self._display: _NotebookLine | _TerminalLine | None = None

    def __enter__(self) -> "Progress":
        self._next = time.monotonic() + DELAY
        if _watched_notebook():
            self._display = _NotebookLine()
        elif sys.stdout is not None and sys.stdout.isatty():
            self._display = _TerminalLine()
        return self

    def report(self, fraction: float) -> None:
        """Show the fraction done, 0 to 1; too early or too soon after the last time it does nothing."""
        if self._display is not None and time.monotonic() >= self._next:
            self._display.write(f"{self._label}: {fraction:.0%}")
            self._next = time.monotonic() + INTERVAL

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._display is not None:
            self._display.erase()


class _TerminalLine:
    def __init__(self) -> None:
        self._width = 0

    def write(self, text: str) -> None:
        sys.stdout.write("\r" + text.ljust(self._width))
        sys.stdout.flush()
        self._width = max(self._width, len(text))

    def erase(self) -> None:
        if self._width:
            sys.stdout.write("\r" + " " * self._width + "\r")
            sys.stdout.flush()


class _NotebookLine:
    def __init__(self) -> None:
        self._handle = None

    def write(self, text: str) -> None:
        from IPython.display import display

        content = {"text/plain": text}
        if self._handle is None:
            self._handle = display(content, raw=True, display_id=True)
        else:
            self._handle.update(content, raw=True)

    def erase(self) -> None:
        if self._handle is not None:
            self._handle.update({"text/plain": ""}, raw=True)


def _watched_notebook() -> bool:
    """Whether this runs in a Jupyter kernel whose front-end could ask its reader a question, so somebody sits there."""
    if "IPython" not in sys.modules:
        return False
    shell = sys.modules["IPython"].get_ipython()
    return bool(getattr(getattr(shell, "kernel", None), "_allow_stdin", False))
