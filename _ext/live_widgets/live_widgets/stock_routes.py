"""Other ways to widgets are turned off: they load scripts from other hosts, or erase what is alive.

Where one of them is no longer found as it was, a warning says so: it may be on the pages again.
"""

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)
THEBE = "sphinx_thebe"
THEBE_STYLE = "sphinx-thebe.css"


def turn_off(app: Sphinx, config: Config) -> None:
    """Keep require.js, html-manager and thebe out of every page."""
    if "nb_ipywidgets_js" not in config:
        _warn_of_change("myst-nb", "option nb_ipywidgets_js")
    config.nb_ipywidgets_js = {}
    if THEBE in app.extensions:
        turn_thebe_off(app, config)


def turn_thebe_off(app: Sphinx, config: Config) -> None:
    """Undo what sphinx_thebe has set up: thebe erases saved widgets (jupyter-book#1533).

    Jupyter Book always loads it, and it puts scripts on every page even where thebe is not asked for.
    """
    if (config.html_theme_options.get("launch_buttons") or {}).get("thebe"):
        _warn("launch_buttons ask for thebe, which erases saved widgets: live_widgets leaves it out")
    everybody = [listener for listeners in app.events.listeners.values() for listener in listeners]
    thebe = [listener for listener in everybody if getattr(listener.handler, "__module__", None) == THEBE]
    styles = [entry for entry in app.registry.css_files if entry[0] == THEBE_STYLE]
    for found, name in ((thebe, "listeners"), (styles, f"style {THEBE_STYLE}")):
        if not found:
            _warn_of_change(THEBE, name)
    for listener in thebe:
        app.disconnect(listener.id)
    for entry in styles:
        app.registry.css_files.remove(entry)


def _warn_of_change(who: str, what: str) -> None:
    _warn(f"{who} has changed: live_widgets does not find its {what} and cannot turn it off")


def _warn(text: str) -> None:
    LOGGER.warning("%s", text, type="live_widgets", subtype="stock_routes")
