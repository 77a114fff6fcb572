"""Which saved widgets cannot live on a static page, and the sentence that stands there for each: no Sphinx here."""

from __future__ import annotations

import re

from live_widgets.state import is_link, needed_models, read_buffer

STYLING = re.compile(r"^(Layout|.*Style)Model$")
# A source that is an address, or that imports one (`import d3 from "https://esm.sh/d3"`).
FOREIGN = re.compile(r"""\A\s*https?://|\b(?:from|import)\s*\(?\s*["']https?://|@import[^;]*https?://""")


def why_dead(models: dict[str, dict], shown: str) -> str | None:
    """Return why a shown widget cannot live on a static page, or None where it can."""
    if shown not in models:
        return "A widget has no saved state: the cell that shows it was not run in this build."
    for key in needed_models(models, [shown]):
        model, state = models[key], models[key]["state"]
        name = model["model_name"].removesuffix("Model")
        if model["model_module"] != "anywidget":
            if not is_link(model) and not STYLING.match(model["model_name"]):
                return f"The widget {name} is not an anywidget: without a kernel it would be dead on the page."
            continue
        name = state.get("_anywidget_id", name)
        if FOREIGN.search(state.get("_esm") or "") or FOREIGN.search(state.get("_css") or ""):
            return f"The widget {name} loads its code from another host, which a self-contained page does not."
        if any(read_buffer(buffer) is None for buffer in model.get("buffers", [])):
            return f"The widget {name} was saved with damaged data: a buffer is not base64."
    return None
