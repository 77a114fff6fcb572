"""Sphinx extension: saved anywidgets are alive on the static page, without kernel, server or another host.

myst-nb leaves the widget state in the page's head and a tag where each widget stands. This extension turns both into
what the host (`static/host.js`) mounts: an element for each widget, one file with the page's arrays, and one cached
file for each distinct script and style of the site. Pages without widgets get nothing of it. A widget that needs a
kernel cannot live here: it is warned about in every build, so that `-W` fails.
"""

from __future__ import annotations

import json
import re
from html import escape, unescape
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging

from live_widgets.broken_widgets import why_dead
from live_widgets.files import FOLDER, HOST_FILE, HOST_MODULES, add_files, remove_unnamed
from live_widgets.state import content_hash, hoist, inline_style, read_models, still_picture
from live_widgets.stock_routes import turn_off

LOGGER = logging.getLogger(__name__)
STATE_TYPE = "application/vnd.jupyter.widget-state+json"
VIEW_TAG = re.compile(r'<script type="application/vnd\.jupyter\.widget-view\+json">(.*?)</script>', re.DOTALL)
ANY_VIEW_TAG = re.compile(r"<script\b[^>]*\bjupyter\.widget-view\b")
WAITING = re.compile(r'<div class="live-widget[^>]*\bdata-model="')
DEAD = re.compile(r'data-dead="([^"]*)"')
NO_SCRIPT = "This part of the page is interactive and needs JavaScript."
# No weight at all, so that a widget's own style or `layout` can reserve the height that it will really take.
RESERVE = "<style>:where(.live-widget[aria-busy]){min-height:6rem}</style>"


def setup(app: Sphinx) -> dict:
    """Connect the extension; a change of its own code writes all pages anew."""
    app.setup_extension("myst_nb")
    modules = [*sorted(Path(__file__).parent.glob("*.py")), *HOST_MODULES]
    version = content_hash("".join(path.read_text("utf-8") for path in modules))
    app.add_config_value("live_widgets_version", version, "html")
    app.connect("config-inited", turn_off)
    app.connect("html-page-context", bring_page_to_life, priority=900)  # after myst-nb has added the state
    app.connect("build-finished", check_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def bring_page_to_life(app: Sphinx, page: str, _template: str, context: dict, _doctree) -> None:
    """Replace the saved state and the view tags of one page by what the host mounts."""
    body = context.get("body", "")
    saved = drop_state(context)
    views = [json.loads(tag)["model_id"] for tag in VIEW_TAG.findall(body)]
    if len(views) != len(ANY_VIEW_TAG.findall(body)):
        warn(page, "tags", "myst-nb has changed: live_widgets does not understand its tags of widgets")
    if app.builder.format != "html" or not views:
        return
    models = read_models(saved)
    kept = hoist(models, [key for key in views if not why_dead(models, key)])
    context["body"] = VIEW_TAG.sub(lambda tag: view_element(models, json.loads(tag[1])["model_id"]), body)
    if not kept.models:
        return
    context["metatags"] = context.get("metatags", "") + RESERVE
    add_files(app, kept)


def drop_state(context: dict) -> str:
    """Take myst-nb's state script out of the page's head and return its JSON."""
    scripts = context.get("script_files", [])
    saved = [script for script in scripts if getattr(script, "attributes", {}).get("type") == STATE_TYPE]
    for script in saved:
        scripts.remove(script)
    return saved[0].attributes["body"] if saved else "{}"


def view_element(models: dict, key: str) -> str:
    """Return the element that a widget is mounted in, or the sentence that stands for it where it cannot live."""
    if reason := why_dead(models, key):
        return f'<p class="live-widget" role="note" data-dead="{escape(reason)}">{escape(reason)}</p>'
    state = models[key]["state"]
    attributes = {
        "class": " ".join(["live-widget", *state.get("_dom_classes", [])]),
        "data-model": key,
        "data-widget": state.get("_anywidget_id", ""),
        "style": inline_style(models, key),
        "aria-busy": "true",
    }
    written = " ".join(f'{name}="{escape(value)}"' for name, value in attributes.items() if value)
    note = f'<p role="note">{NO_SCRIPT}</p>'
    return f"<div {written}><noscript>{still_picture(state)}{note}</noscript></div>"


def check_pages(app: Sphinx, failure: Exception | None) -> None:
    """Warn of every widget that will not live, on pages of an earlier build too; remove files that no page names."""
    if failure or app.builder.format != "html":
        return
    root = Path(app.outdir)
    paths = (path for path in sorted(root.rglob("*.html")) if "_static" not in path.parts)
    pages = {path.relative_to(root).with_suffix("").as_posix(): path.read_text("utf-8") for path in paths}
    for page, html in pages.items():
        for reason in DEAD.findall(html):
            warn(page, "dead", unescape(reason))
        if WAITING.search(html) and f"_static/{FOLDER}/{HOST_FILE}" not in html:
            warn(page, "host", "the theme does not load the scripts of this page: its widgets would be dead")
    remove_unnamed(app, "".join(pages.values()))


def warn(page: str, subtype: str, sentence: str) -> None:
    """Say what is wrong with a page's widgets."""
    LOGGER.warning("%s", sentence, location=page, type="live_widgets", subtype=subtype)
