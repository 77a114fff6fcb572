"""What a page must keep of the widget state that a notebook saved: pure functions, no Sphinx.

Jupyter saves every model that the kernel ever made, each with its own copy of its JavaScript and CSS. A page needs
only the models that it shows (and what they refer to), and one copy of each source for the whole site.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

STATE_FILE = "state-"  # how the name of a file with a page's models begins
STATE_VARIABLE = "self.liveWidgetState"  # what it sets, for host.js
LINKS = ("LinkModel", "DirectionalLinkModel")
REFERENCE = re.compile(r"^(?:IPY_MODEL_|anywidget:)(\w+)$")
STILL = "still"  # the trait in which a widget may bring an SVG of itself, for where no script runs
# Traits of every Jupyter widget that mean nothing to a widget's own JavaScript.
BOOKKEEPING = re.compile(r"layout|_(anywidget_id|css|dom_classes|esm)|_(model|view)_(count|module|module_version|name)")


@dataclass
class Hoisted:
    """One page's models without their sources, and the sources by content hash."""

    models: dict[str, dict] = field(default_factory=dict)
    scripts: dict[str, str] = field(default_factory=dict)
    styles: dict[str, str] = field(default_factory=dict)


def read_models(text: str) -> dict[str, dict]:
    """Return the models in a saved widget state; NaN and infinity, which JSON does not know, become null."""
    return json.loads(text, parse_constant=lambda _: None).get("state", {})


def content_hash(text: str) -> str:
    """Return a short name for a text: the same text has the same name on every page and in every build."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def references(value: object) -> Iterator[str]:
    """Yield the id of every model that a trait's value refers to, however deep."""
    if isinstance(value, str) and (match := REFERENCE.match(value)):
        yield match[1]
    elif isinstance(value, dict):
        for item in value.values():
            yield from references(item)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


def needed_models(models: dict[str, dict], shown: list[str]) -> list[str]:
    """Return the ids that a page needs: the shown models, what they refer to, and what links tie to those."""
    links = {key: set(references(model["state"])) for key, model in models.items() if is_link(model)}
    needed: set[str] = set()
    waiting = [key for key in shown if key in models]
    while waiting:
        key = waiting.pop()
        if key in needed or key not in models:
            continue
        needed.add(key)
        waiting += references({name: value for name, value in models[key]["state"].items() if name != "layout"})
        waiting += [link for link, ends in links.items() if key in ends]
    return [key for key in models if key in needed]


def is_link(model: dict) -> bool:
    """Whether a model is a `jslink` or `jsdlink` between two others."""
    return model["model_name"] in LINKS


def read_buffer(buffer: dict) -> bytes | None:
    """Return the bytes of a saved buffer, None where it is damaged."""
    try:
        return base64.b64decode(buffer["data"], validate=True) if buffer["encoding"] == "base64" else None
    except binascii.Error:
        return None


def pack(raw: bytes) -> dict:
    """Return bytes in the form that is smallest in a page, whatever they mean.

    Numbers compress best when their first bytes stand together, then their second bytes, and so on: arrays of training
    curves come out 40 % smaller than base64 that a server compresses. Deflate's checksum finds damage.
    """
    widths = [width for width in (1, 2, 4, 8) if len(raw) % width == 0]
    packed = {width: zlib.compress(b"".join(raw[i::width] for i in range(width)), 9) for width in widths}
    planes = min(packed, key=lambda width: len(packed[width]))
    return {"planes": planes, "data": base64.b64encode(packed[planes]).decode()}


def hoist(models: dict[str, dict], shown: list[str]) -> Hoisted:
    """Keep what the page needs and move each distinct source out of it."""
    page = Hoisted()
    for key in needed_models(models, shown):
        model, state = models[key], models[key]["state"]
        drop = {STILL} if still_picture(state) else set()  # it stands in the page itself
        kept = {name: value for name, value in state.items() if not BOOKKEEPING.fullmatch(name) and name not in drop}
        entry: dict = {"state": kept}
        if is_link(model):
            entry["link"] = model["model_name"]
        elif model["model_module"] == "anywidget":
            esm = state.get("_esm", "")
            entry["esm"] = content_hash(esm)
            page.scripts[entry["esm"]] = esm
            if css := state.get("_css"):
                page.styles[content_hash(css)] = css
        else:
            continue
        if buffers := model.get("buffers"):
            entry["buffers"] = [{"path": buffer["path"], **pack(read_buffer(buffer) or b"")} for buffer in buffers]
        page.models[key] = entry
    return page


def still_picture(state: dict) -> str:
    """Return the picture that a widget brings in its trait `still`, "" where there is none or it is no SVG."""
    picture = state.get(STILL)
    if not isinstance(picture, str) or "</noscript" in picture.lower():
        return ""
    try:
        return picture if ElementTree.fromstring(picture).tag.endswith("}svg") else ""
    except ElementTree.ParseError:
        return ""


def inline_style(models: dict[str, dict], key: str) -> str:
    """Return as CSS what the widget's Python `layout` says (Jupyter applies it to the widget's element too)."""
    layout = next(references(models[key]["state"].get("layout")), None)
    traits = models[layout]["state"] if layout in models else {}
    return ";".join(
        f"{name.replace('_', '-')}:{value}"
        for name, value in traits.items()
        if not name.startswith("_") and isinstance(value, str) and not re.search(r"[;{}<>]", value)
    )


def as_script(models: dict[str, dict]) -> str:
    """Return a classic script that carries models as JSON text (in a literal, `__proto__` would take effect)."""
    text = json.dumps({"state": models}, ensure_ascii=False, separators=(",", ":"))
    return f"{STATE_VARIABLE}={json.dumps(text)};\n"


def from_script(script: str) -> dict[str, dict]:
    """Return the models that `as_script` wrote."""
    return read_models(json.loads(script.removeprefix(f"{STATE_VARIABLE}=").rstrip().removesuffix(";")))
