"""Sphinx extension: saved anywidgets are alive on the static page, without kernel, server or another host.

myst-nb leaves the widget state in the page's head and a tag where each widget stands. This extension turns both into
what `static/live-widgets.js` (the host) mounts: an element for each widget, one file with the page's arrays, and one
cached file for each distinct script and style of the site. Pages without widgets get nothing of it. A widget that
needs a kernel cannot live here: it is warned about in every build, so that `-W` fails.
"""

from __future__ import annotations

import json
import os
import re
from html import escape, unescape
from pathlib import Path

import widget_state
from sphinx.application import Sphinx
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)
HOST = Path(__file__).parent / "static" / "live-widgets.js"
FOLDER = "live"  # under _static/
STATE_TYPE = "application/vnd.jupyter.widget-state+json"
VIEW_TAG = re.compile(r'<script type="application/vnd\.jupyter\.widget-view\+json">(.*?)</script>', re.DOTALL)
DEAD = re.compile(r'data-dead="([^"]*)"')
NO_SCRIPT = "This part of the page is interactive and needs JavaScript."
# No weight at all, so that a widget's own style or `layout` can reserve the height that it will really take.
RESERVE = "<style>:where(.live-widget[aria-busy]){min-height:6rem}</style>"


def setup(app: Sphinx) -> dict:
    """Connect the extension; a change of its own code writes all pages anew."""
    sources = "".join(path.read_text("utf-8") for path in (Path(__file__), Path(widget_state.__file__), HOST))
    app.add_config_value("live_widgets_version", widget_state.content_hash(sources), "html")
    app.connect("config-inited", turn_stock_routes_off)
    app.connect("html-page-context", bring_page_to_life, priority=900)  # after myst-nb has added the state
    app.connect("build-finished", check_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def turn_stock_routes_off(app: Sphinx, config) -> None:
    """Keep require.js and html-manager out of every page, and thebe, which erases widgets (jupyter-book#1533)."""
    config.nb_ipywidgets_js = {}
    # Jupyter Book always loads sphinx_thebe, which puts scripts on every page even where thebe is off.
    for listeners in app.events.listeners.values():
        for listener in list(listeners):
            if listener.handler.__module__ == "sphinx_thebe":
                app.disconnect(listener.id)
    app.registry.css_files[:] = [entry for entry in app.registry.css_files if entry[0] != "sphinx-thebe.css"]


def bring_page_to_life(app: Sphinx, _page: str, _template: str, context: dict, _doctree) -> None:
    """Replace the saved state and the view tags of one page by what the host mounts."""
    body = context.get("body", "")
    if app.builder.format != "html" or not VIEW_TAG.search(body):
        drop_state(context)
        return
    models = widget_state.read_models(drop_state(context))
    views = [json.loads(tag)["model_id"] for tag in VIEW_TAG.findall(body)]
    alive = [key for key in views if not widget_state.why_dead(models, key)]
    page = widget_state.hoist(models, alive)
    context["body"] = VIEW_TAG.sub(lambda tag: view_element(models, json.loads(tag[1])["model_id"]), body)
    if not page.models:
        return
    context["metatags"] = context.get("metatags", "") + RESERVE
    add_files(app, page)


def drop_state(context: dict) -> str:
    """Take myst-nb's state script out of the page's head and return its JSON."""
    scripts = context.get("script_files", [])
    saved = [script for script in scripts if getattr(script, "attributes", {}).get("type") == STATE_TYPE]
    for script in saved:
        scripts.remove(script)
    return saved[0].attributes["body"] if saved else "{}"


def view_element(models: dict, key: str) -> str:
    """Return the element that a widget is mounted in, or the sentence that stands for it where it cannot live."""
    if reason := widget_state.why_dead(models, key):
        return f'<p class="live-widget" role="note" data-dead="{escape(reason)}">{escape(reason)}</p>'
    state = models[key]["state"]
    attributes = {
        "class": " ".join(["live-widget", *state.get("_dom_classes", [])]),
        "data-model": key,
        "data-widget": state.get("_anywidget_id", ""),
        "style": widget_state.inline_style(models, key),
        "aria-busy": "true",
    }
    written = " ".join(f'{name}="{escape(value)}"' for name, value in attributes.items() if value)
    note = f'<p role="note">{NO_SCRIPT}</p>'
    return f"<div {written}><noscript>{widget_state.still_picture(state)}{note}</noscript></div>"


def add_files(app: Sphinx, page: widget_state.Hoisted) -> None:
    """Name the page's sources in its head: styles, then scripts, then the arrays, then the host that mounts all."""
    for key, css in page.styles.items():
        app.add_css_file(publish(app, f"{key}.css", css))
    for key, esm in page.scripts.items():
        # A classic script that only carries the text: on file:// neither fetch nor import by address works.
        carrier = f"(self.liveWidgetSources??={{}})[{json.dumps(key)}]={json.dumps(esm)};\n"
        app.add_js_file(publish(app, f"{key}.js", carrier), loading_method="defer", priority=900)
    # Not in the page itself, where a hundred kilobytes would stand between a slow line and the first words.
    state = widget_state.as_script(page.models)
    name = f"{widget_state.STATE_FILE}{widget_state.content_hash(state)}.js"
    app.add_js_file(publish(app, name, state), loading_method="defer", priority=900)
    host = without_comments(HOST.read_text("utf-8"))
    name = f"host-{widget_state.content_hash(host)}.js"
    app.add_js_file(publish(app, name, host), loading_method="defer", priority=901)


def without_comments(script: str) -> str:
    """Drop the host's comment lines and indentation (it has no text that spans lines)."""
    lines = (line.strip() for line in script.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"


def publish(app: Sphinx, name: str, text: str) -> str:
    """Write a content-addressed file once for the whole site; return its name under _static/."""
    target = Path(app.outdir) / "_static" / FOLDER / name
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_suffix(f".{os.getpid()}.tmp")
        unfinished.write_text(text, "utf-8", newline="\n")
        unfinished.replace(target)
    return f"{FOLDER}/{name}"


def check_pages(app: Sphinx, failure: Exception | None) -> None:
    """Warn of every dead widget, on pages that were not written anew too, and remove files that no page names."""
    if failure or app.builder.format != "html":
        return
    paths = (path for path in sorted(Path(app.outdir).rglob("*.html")) if "_static" not in path.parts)
    pages = {path: path.read_text("utf-8") for path in paths}
    for path, html in pages.items():
        for reason in DEAD.findall(html):
            page = path.relative_to(app.outdir).with_suffix("").as_posix()
            LOGGER.warning("%s", unescape(reason), location=page, type="live_widgets", subtype="dead")
    named = set(re.findall(rf"_static/{FOLDER}/([\w.-]+)", "".join(pages.values())))
    for file in (Path(app.outdir) / "_static" / FOLDER).glob("*"):
        if file.name not in named:
            file.unlink()
