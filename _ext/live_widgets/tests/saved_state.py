"""What the widgets of a page hold, read from its file and put back changed."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

from live_widgets import state as widget_state

NAME = re.compile(rf"_static/live/({widget_state.STATE_FILE}\w+\.js)")
NUMBERS = itertools.count()


def state_script(site: Path, html: str) -> str:
    """Return the script that carries the state of a page."""
    return (site / "_static" / "live" / NAME.search(html)[1]).read_text("utf-8")


def models_of(site: Path, html: str) -> dict[str, dict]:
    """Return the saved models of a page by their ids."""
    return widget_state.from_script(state_script(site, html))


def with_script(site: Path, html: str, script: str) -> str:
    """Return the page with another script in the place of the one with its state; the file is written beside it."""
    name = f"{widget_state.STATE_FILE}changed{next(NUMBERS)}.js"
    (site / "_static" / "live" / name).write_text(script, "utf-8")
    return NAME.sub(f"_static/live/{name}", html)


def with_text(site: Path, html: str, text: str) -> str:
    """Return the page with another text, JSON or not, for its whole state."""
    return with_script(site, html, f"{widget_state.STATE_VARIABLE}={json.dumps(text)};\n")


def with_models(site: Path, html: str, models: dict[str, dict]) -> str:
    """Return the page with other saved models."""
    return with_script(site, html, widget_state.as_script(models))
