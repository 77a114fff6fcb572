"""What a page keeps of the widget state that a notebook saved."""

from __future__ import annotations

import base64
import gzip
import json
import struct
import zlib

import pytest

from live_widgets import broken_widgets
from live_widgets import state as widget_state


def anywidget_model(esm: str = "export default {}", buffers: list | None = None, **traits: object) -> dict:
    """A saved anywidget, as nbclient writes it."""
    state = {"_esm": esm, "_anywidget_id": "course.Lab", "_model_name": "AnyModel", "_view_count": None, **traits}
    model = {"model_name": "AnyModel", "model_module": "anywidget", "state": state}
    return model if buffers is None else {**model, "buffers": buffers}


def core_model(name: str, **traits: object) -> dict:
    """A saved model of ipywidgets itself."""
    module = "@jupyter-widgets/base" if name == "LayoutModel" else "@jupyter-widgets/controls"
    return {"model_name": name, "model_module": module, "state": traits}


def link(source: str, target: str, name: str = "LinkModel") -> dict:
    """A saved `jslink` of the trait `value` of two models."""
    return core_model(name, source=[f"IPY_MODEL_{source}", "value"], target=[f"IPY_MODEL_{target}", "value"])


def test_a_page_keeps_what_it_shows_and_nothing_else():
    models = {
        "shown": anywidget_model(value=3, layout="IPY_MODEL_layout"),
        "layout": core_model("LayoutModel", width="50%"),
        "forgotten": anywidget_model(value=4),
        "slider": core_model("IntSliderModel", value=1),
    }
    page = widget_state.hoist(models, ["shown"])
    assert page.models == {"shown": {"state": {"value": 3}, "esm": widget_state.content_hash("export default {}")}}


def test_a_picture_that_a_widget_brings_is_shown_without_scripts_and_not_stored_again():
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'
    page = widget_state.hoist({"shown": anywidget_model(still=svg, value=3)}, ["shown"])
    assert page.models["shown"]["state"] == {"value": 3}
    assert widget_state.still_picture({"still": svg}) == svg


@pytest.mark.parametrize(
    "still",
    [
        True,
        "",
        "<svg",
        "<svg xmlns='http://www.w3.org/2000/svg'><noscript></noscript></svg>",
        "<script xmlns='x'/>",
        "words",
        None,
    ],
)
def test_what_is_no_picture_is_a_trait_like_any_other(still):
    page = widget_state.hoist({"shown": anywidget_model(still=still)}, ["shown"])
    assert page.models["shown"]["state"] == {"still": still}
    assert widget_state.still_picture({"still": still}) == ""


def test_models_that_a_shown_widget_refers_to_are_kept_however_deep():
    models = {
        "shown": anywidget_model(child="anywidget:child"),
        "child": anywidget_model(parts={"list": ["IPY_MODEL_part", "no reference"]}),
        "part": anywidget_model(),
        "other": anywidget_model(),
    }
    assert widget_state.needed_models(models, ["shown"]) == ["shown", "child", "part"]


def test_links_are_kept_with_the_hidden_models_between_shown_ones():
    models = {
        "left": anywidget_model(),
        "first": link("left", "hidden"),
        "hidden": anywidget_model(),
        "second": link("hidden", "right", "DirectionalLinkModel"),
        "right": anywidget_model(),
        "elsewhere": link("other", "another"),
        "other": anywidget_model(),
        "another": anywidget_model(),
    }
    page = widget_state.hoist(models, ["left"])
    assert list(page.models) == ["left", "first", "hidden", "second", "right"]
    assert page.models["second"]["link"] == "DirectionalLinkModel"


def test_models_that_refer_to_each_other_do_not_hang():
    models = {"a": anywidget_model(other="IPY_MODEL_b"), "b": anywidget_model(other="IPY_MODEL_a")}
    assert widget_state.needed_models(models, ["a"]) == ["a", "b"]


def test_a_source_shared_by_two_widgets_is_hoisted_once():
    models = {"a": anywidget_model("code", _css="style"), "b": anywidget_model("code", _css="style")}
    page = widget_state.hoist(models, ["a", "b"])
    assert list(page.scripts.values()) == ["code"]
    assert list(page.styles.values()) == ["style"]
    assert "code" not in json.dumps(page.models)


@pytest.mark.parametrize("raw", [b"", b"\0", bytes(range(250)), bytes(range(256)) * 3])
def test_packed_bytes_can_be_unpacked(raw):
    packed = widget_state.pack(raw)
    planes, flat = packed["planes"], zlib.decompress(base64.b64decode(packed["data"]))
    step = len(flat) // planes
    assert bytes(flat[i % planes * step + i // planes] for i in range(len(flat))) == raw


def test_numbers_take_less_room_than_base64_does_after_compression():
    raw = struct.pack("<5000f", *(2 ** (i / 4999) for i in range(5000)))
    before, after = base64.b64encode(raw), widget_state.pack(raw)["data"].encode()
    assert len(gzip.compress(after)) < 0.8 * len(gzip.compress(before))


def test_buffers_stay_with_their_place():
    buffer = {"path": ["arrays", "loss"], "encoding": "base64", "data": "AAECAw=="}
    page = widget_state.hoist({"a": anywidget_model(buffers=[buffer], arrays={})}, ["a"])
    assert page.models["a"]["buffers"] == [{"path": ["arrays", "loss"], **widget_state.pack(bytes(range(4)))}]


@pytest.mark.parametrize(
    ("models", "words"),
    [
        ({}, "no saved state"),
        ({"shown": core_model("IntSliderModel")}, "The widget IntSlider is not an anywidget"),
        ({"shown": core_model("HBoxModel", children=["IPY_MODEL_a"]), "a": anywidget_model()}, "HBox"),
        ({"shown": anywidget_model(child="IPY_MODEL_a"), "a": core_model("FloatTextModel")}, "FloatText"),
        ({"shown": anywidget_model(), "a": core_model("IntSliderModel"), "link": link("shown", "a")}, "IntSlider"),
        ({"shown": anywidget_model("https://esm.sh/some-widget")}, "course.Lab loads its code from another host"),
        ({"shown": anywidget_model('import * as d3 from "https://esm.sh/d3";')}, "another host"),
        ({"shown": anywidget_model("const d3 = await import('https://esm.sh/d3');")}, "another host"),
        ({"shown": anywidget_model(_css="https://example.org/a.css")}, "another host"),
        ({"shown": anywidget_model(buffers=[{"path": ["a"], "encoding": "base64", "data": "AAA"}])}, "damaged"),
    ],
)
def test_a_widget_that_cannot_live_is_named(models, words):
    assert words in broken_widgets.why_dead(models, "shown")


def test_an_anywidget_with_a_layout_lives():
    esm = 'const namespace = "http://www.w3.org/2000/svg"; // from "here"'
    models = {"shown": anywidget_model(esm, layout="IPY_MODEL_layout"), "layout": core_model("LayoutModel")}
    assert broken_widgets.why_dead(models, "shown") is None


def test_a_layout_becomes_css_and_nothing_more():
    layout = core_model("LayoutModel", min_height="30rem", width=None, _view_name="LayoutView", margin="0;color:red")
    models = {"a": anywidget_model(layout="IPY_MODEL_layout"), "layout": layout}
    assert widget_state.inline_style(models, "a") == "min-height:30rem"


def test_numbers_that_json_does_not_know_become_null():
    assert widget_state.read_models('{"state": {"a": [NaN, -Infinity, 1]}}') == {"a": [None, None, 1]}


def test_a_script_carries_any_models_as_nothing_but_one_text():
    models = {"a": {"state": {"text": "\"; self.taken = 1; \u2028\ud800 'é'", "__proto__": {"taken": 1}}}}
    script = widget_state.as_script(models)
    assert json.loads(script.removeprefix("self.liveWidgetState=").removesuffix(";\n"))
    assert script.isascii()
    assert widget_state.from_script(script) == models
