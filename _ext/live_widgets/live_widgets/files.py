"""The files that a page with widgets loads, each stored once for the whole site and named after its content.

All are classic scripts and styles: on file:// a page can neither fetch nor import by address.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from sphinx.application import Sphinx

from live_widgets.state import STATE_FILE, Hoisted, as_script, content_hash

FOLDER = "live"  # under _static/
HOST_FILE = "host-"  # how the name of the host's file begins
# Each module stands behind those that it imports.
HOST_MODULES = [
    Path(__file__).parent / "static" / f"{name}.js" for name in ("model", "saved_data", "keep_place", "host")
]


def add_files(app: Sphinx, page: Hoisted) -> None:
    """Name the page's sources in its head: styles, then scripts, then the arrays, then the host that mounts all."""
    for key, css in page.styles.items():
        app.add_css_file(publish(app, f"{key}.css", css))
    for key, esm in page.scripts.items():
        # A classic script that only carries the text.
        carrier = f"(self.liveWidgetSources??={{}})[{json.dumps(key)}]={json.dumps(esm)};\n"
        app.add_js_file(publish(app, f"{key}.js", carrier), loading_method="defer", priority=900)
    # Not in the page itself, where a hundred kilobytes would stand between a slow line and the first words.
    models = as_script(page.models)
    name = f"{STATE_FILE}{content_hash(models)}.js"
    app.add_js_file(publish(app, name, models), loading_method="defer", priority=900)
    host = host_script()
    name = f"{HOST_FILE}{content_hash(host)}.js"
    app.add_js_file(publish(app, name, host), loading_method="defer", priority=901)


def host_script() -> str:
    """Join the host's modules in one function that runs once, however often a page names the script.

    Comment lines and indentation are left out: the modules have no text that spans lines.
    """
    lines = (line.strip() for path in HOST_MODULES for line in path.read_text("utf-8").splitlines())
    code = [line.removeprefix("export ") for line in lines if line and not line.startswith(("//", "import {"))]
    return "\n".join(["self.liveWidgetHost ??= (() => {", '"use strict";', *code, "return true;", "})();"]) + "\n"


def publish(app: Sphinx, name: str, text: str) -> str:
    """Write a file named after its content once for the whole site; return its name under _static/."""
    target = Path(app.outdir) / "_static" / FOLDER / name
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_suffix(f".{os.getpid()}.tmp")
        unfinished.write_text(text, "utf-8", newline="\n")
        unfinished.replace(target)
    return f"{FOLDER}/{name}"


def remove_unnamed(app: Sphinx, pages: str) -> None:
    """Remove files of earlier builds that no page names any more."""
    named = set(re.findall(rf"_static/{FOLDER}/([\w.-]+)", pages))
    for file in (Path(app.outdir) / "_static" / FOLDER).glob("*"):
        if file.name not in named:
            file.unlink()
