"""Saved anywidgets are alive on a static page, without a kernel."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from pages import Reader
from saved_state import models_of, state_script, with_models, with_script


def texts(page) -> list[str]:
    """The text of each widget on the page, in order."""
    return [widget.inner_text() for widget in page.query_selector_all(".live-widget")]


def test_widgets_answer_without_a_kernel(reader):
    page = reader.open("whole.html")
    assert texts(page) == ["count 3", "count 3", "count 10", "total 6.5", "rejected: There is no kernel on this page."]
    page.locator(".live-widget button").nth(2).focus()
    page.keyboard.press("Enter")
    assert texts(page)[2] == "count 11"


def test_two_views_of_one_model_share_its_state_and_are_initialised_once(reader):
    page = reader.open("whole.html")
    page.locator(".live-widget button").nth(1).click()
    assert texts(page)[:3] == ["count 4", "count 4", "count 10"]
    assert page.locator("[data-initialised='1']").count() == 3


def test_style_and_layout_reach_the_widget(reader):
    page = reader.open("whole.html")
    button = page.locator(".live-widget button").first
    assert button.evaluate("node => getComputedStyle(node).color") == "rgb(1, 2, 3)"
    assert page.locator(".live-widget").nth(2).get_attribute("style") == "min-height:40px;width:50%"


def test_linked_widgets_move_together_and_do_not_loop(reader):
    page = reader.open("linked.html")
    assert len(set(texts(page))) == 1, "the links copy the source's value first, as in Jupyter"
    page.locator(".live-widget button").nth(1).click()
    start = int(texts(page)[0].split()[1])
    assert texts(page) == [f"count {start}"] * 3
    page.locator(".live-widget button").nth(2).click()
    assert texts(page) == [f"count {start}", f"count {start}", f"count {start + 1}"], "jsdlink goes one way"


def test_a_widget_can_show_and_watch_another(reader):
    page = reader.open("nested.html")
    page.locator(".live-widget button").last.click()
    assert page.locator("button").filter(has_text="count").all_inner_texts() == ["count 6", "count 6"]
    assert page.locator("output").inner_text() == "watched 6"


def test_a_broken_widget_says_so_and_the_rest_lives(reader):
    page = reader.open("broken.html")
    notes = page.locator(".live-widget [role=note]")
    assert notes.count() == 3
    assert "no <b>such</b> thing" in notes.nth(0).inner_text()
    assert "half" not in texts(page)[1]
    page.locator(".live-widget button").click()
    assert texts(page)[3].endswith(" 4")
    assert len(reader.errors) == 5  # the one that renders is initialised well; the others are logged twice
    reader.errors.clear()


def test_hostile_text_stays_text(reader):
    page = reader.open("broken.html")
    assert page.title() != "taken"
    assert page.locator("img[src=x]").count() == 0
    assert "<img src=x" in texts(page)[1]
    assert "</script><!--<script><img src=x" in texts(page)[3]
    reader.errors.clear()


def test_a_page_without_widgets_loads_nothing_of_the_host(site):
    assert "live" not in (site / "index.html").read_text("utf-8")


def test_each_source_is_stored_once_for_the_whole_site(site):
    stored = [path.read_text("utf-8") for path in (site / "_static" / "live").iterdir()]
    states = [text for text in stored if text.startswith("self.liveWidgetState=")]
    assert len(stored) == len(set(stored)) == 12  # six scripts, one style, the host, the state of four pages
    assert len(states) == 4
    assert not any("export" in text for text in states)


def test_the_host_runs_once_however_often_it_is_named(altered):
    counting = (
        "<script>self.imports = 0; const make = URL.createObjectURL;"
        "URL.createObjectURL = (blob) => { self.imports += 1; return make(blob); };</script>"
    )
    twice = re.compile(r"(<script[^>]*host-[^>]*></script>)")
    _, page = altered(lambda _, html: twice.sub(rf"{counting}\1\1", html))
    assert page.evaluate("self.imports") == 3, "one for each of the page's three kinds of widget"
    assert texts(page)[0] == "count 3"


def test_without_javascript_a_sentence_stands_in_its_place(browser, site):
    reader = Reader(browser, site.as_uri(), java_script_enabled=False)
    page = reader.context.new_page()
    page.goto(f"{reader.base}/whole.html")
    assert "needs JavaScript" in page.locator(".live-widget").first.inner_text()
    reader.context.close()


def change_total(change):
    """Return a change of the page that alters the saved state of the widget with an array."""

    def alter(folder: Path, html: str) -> str:
        models = models_of(folder, html)
        change(next(entry["buffers"][0] for entry in models.values() if "buffers" in entry))
        return with_models(folder, html, models)

    return alter


@pytest.mark.parametrize(
    "damage",
    [
        lambda buffer: buffer.update(data=buffer["data"][:-5]),
        lambda buffer: buffer.update(data=buffer["data"][:-4]),
        lambda buffer: buffer.update(data="no base64 at all!"),
        lambda buffer: buffer.update(path=["nowhere", "numbers"]),
        lambda buffer: buffer.update(path=["__proto__", "numbers"]),
        lambda buffer: buffer.pop("data"),
        lambda buffer: buffer.update(data=buffer["data"].swapcase()),
    ],
    ids=["cut", "cut at a whole group", "not base64", "no such place", "prototype", "no data", "changed"],
)
def test_damaged_data_breaks_only_its_widget(altered, damage):
    reader, page = altered(change_total(damage))
    assert "its saved data is incomplete. The rest of the page works." in texts(page)[3]
    assert texts(page)[:3] == ["count 3", "count 3", "count 10"]
    assert page.evaluate("({}).numbers") is None
    reader.errors.clear()


@pytest.mark.parametrize("cut", [0, 9, -9], ids=["empty", "at its beginning", "at its end"])
def test_state_that_did_not_arrive_whole_gives_a_sentence_for_each_widget(altered, cut):
    reader, page = altered(lambda folder, html: with_script(folder, html, state_script(folder, html)[:cut]))
    assert all("the page's saved state cannot be read" in text for text in texts(page))
    reader.errors.clear()


def test_a_script_that_does_not_arrive_gives_a_sentence(altered):
    reader, page = altered(lambda _, html: re.sub(r"<script[^>]*live/[0-9a-f]{16}\.js[^>]*></script>", "", html))
    assert all("its code did not load" in text for text in texts(page))
    reader.errors.clear()


@pytest.fixture
def altered(browser, site, tmp_path):
    """Read over file:// a page in a copy of the tiny book after a change of it."""
    folder = shutil.copytree(site, tmp_path / "site")
    reader = Reader(browser, folder.as_uri())

    def open_altered(change):
        page = folder / "whole.html"
        before = page.read_text("utf-8")
        page.write_text(change(folder, before), "utf-8")
        assert page.read_text("utf-8") != before
        return reader, reader.open(page.name)

    yield open_altered
    reader.context.close()
    reader.check()
