"""Saved widgets that were cut, garbled or written by an enemy: no script of theirs runs, and the others stay alive.

The host is tried on pages of the small book, Labs and Questions on a page of the real one. Always the same "chance".
"""

from __future__ import annotations

import copy
import json
import random
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from reader import Reader
from saved_state import models_of, state_script, with_models, with_script, with_text

VIEW = '<div class="live-widget" data-model="{}" aria-busy="true"></div>'
VARIANTS = 150  # damaged widgets of each page
SENTENCE = re.compile(r"This widget could not be shown: .+\. The rest of the page works\.", re.DOTALL)
EVIL = (
    "</script><script>self.taken=1</script>",
    "<img src=x onerror='self.taken=1'>",
    "\"><svg onload='self.taken=1'>",
    "javascript:self.taken=1",
    "`);self.taken=1;(`",
    "__proto__",
)
ODD = (None, True, -1, 0, 1e308, -1e308, 2**53, "", "x" * 10_000, [], {}, [[]], {"__proto__": {"taken": 1}}, *EVIL)


class Watched:
    """A reader over file:// of a folder that may be changed, who also remembers what no page has caught."""

    def __init__(self, browser, folder: Path) -> None:
        self.folder, self.reader, self.uncaught = folder, Reader(browser, folder.as_uri()), []
        self.reader.context.on("weberror", lambda found: self.uncaught.append(str(found.error)))

    def open(self, name: str, html: str) -> Page:
        (self.folder / name).write_text(html, "utf-8")
        return self.reader.open(name)

    def check(self, page: Page) -> None:
        """Nothing of the enemy's ran, nothing escaped, no other machine was asked."""
        assert page.evaluate("self.taken") is None
        assert page.evaluate("({}).taken") is None
        assert page.evaluate("document.querySelectorAll('.live-widget :is(script, img, iframe, object)').length") == 0
        assert self.uncaught == []
        assert self.reader.foreign == []


@pytest.fixture
def watched(browser, tmp_path) -> Iterator[Callable[[Path], Watched]]:
    made = []

    def watch(site: Path) -> Watched:
        shutil.copytree(site, tmp_path / "site", ignore=shutil.ignore_patterns("*.zip", "_sources"))
        made.append(Watched(browser, tmp_path / "site"))
        return made[0]

    yield watch
    made[0].reader.context.close()


def places(value: object, way: tuple = ()) -> Iterator[tuple]:
    """Yield the way to everything within a JSON value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*way, key)
        yield from places(item, (*way, key))


def damage(entry: dict, chance: random.Random) -> dict:
    """Return a saved widget in which one thing, somewhere, is another."""
    entry = copy.deepcopy(entry)
    way = chance.choice(list(places(entry)))
    *above, last = way
    place = entry
    for key in above:
        place = place[key]
    old = place[last]
    if isinstance(old, str) and old and chance.random() < 0.4:
        cut = chance.randrange(len(old))
        place[last] = chance.choice([old[:cut], old[cut:], old[:cut] + "!" + old[cut + 1 :], old.swapcase()])
    elif chance.random() < 0.15:
        del place[last]
    else:
        place[last] = chance.choice(ODD)
    return entry


def with_damaged_copies(site: Path, html: str, names: dict[str, int], chance: random.Random) -> str:
    """Return a page that shows, beside its own widgets, damaged copies of those named (model id -> how many)."""
    models = models_of(site, html)
    views = []
    for name, count in names.items():
        for number in range(count):
            models[f"bad{name}{number}"] = damage(models[name], chance)
            views.append(VIEW.format(f"bad{name}{number}"))
    return with_models(site, html, models).replace("</article>", f"{''.join(views)}</article>", 1)


def healthy(page: Page) -> list[str]:
    return [node.inner_text() for node in page.query_selector_all(".live-widget:not([data-model^='bad'])")]


def test_each_damaged_widget_lives_or_says_so_and_the_others_live(watched, tiny_site):
    html = (tiny_site / "whole.html").read_text("utf-8")
    names = list(models_of(tiny_site, html))
    copies, watch = dict.fromkeys(names, VARIANTS // len(names)), watched(tiny_site)
    page = watch.open("whole.html", with_damaged_copies(watch.folder, html, copies, random.Random(7)))
    assert healthy(page)[:4] == ["count 3", "count 3", "count 10", "total 6.5"]
    bad = page.query_selector_all(".live-widget[data-model^='bad']")
    broken = [node.inner_text() for node in bad if node.get_attribute("data-state") == "broken"]
    assert len(bad) >= VARIANTS - len(names)
    assert 10 < len(broken) < len(bad), "some damage breaks a widget, some only changes what it says"
    assert all(SENTENCE.fullmatch(text) for text in broken), broken
    page.locator(".live-widget button").first.click()
    assert healthy(page)[:2] == ["count 4", "count 4"]
    watch.check(page)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "the page's saved state cannot be read"),
        ("null", "the page's saved state cannot be read"),
        ("{}", "the page's saved state cannot be read"),
        ('{"state": null}', "the page's saved state cannot be read"),
        ('{"state": "' + EVIL[1] + '"}', "the page's saved state cannot be read"),
        ('{"state": {"__proto__": {"taken": 1}}}', "its saved state is missing"),
        ('{"state": {%s}}', "its saved state is damaged"),
    ],
)
def test_state_of_another_kind_gets_a_plain_sentence(watched, tiny_site, content, said):
    html = (tiny_site / "whole.html").read_text("utf-8")
    if "%s" in content:
        content %= ", ".join(f'"{name}": null' for name in models_of(tiny_site, html))
    watch = watched(tiny_site)
    page = watch.open("whole.html", with_text(watch.folder, html, content))
    assert healthy(page) == [f"This widget could not be shown: {said}. The rest of the page works."] * 5
    watch.check(page)


def test_state_that_was_cut_off_anywhere_gets_a_sentence(watched, tiny_site):
    html = (tiny_site / "whole.html").read_text("utf-8")
    script, chance, watch = state_script(tiny_site, html), random.Random(8), watched(tiny_site)
    text = json.dumps({"state": models_of(tiny_site, html)})
    for number in range(8):
        whole, put = (text, with_text) if number % 2 else (script, with_script)
        page = watch.open("whole.html", put(watch.folder, html, whole[: chance.randrange(len(whole) - 2)]))
        assert all("the page's saved state cannot be read" in said for said in healthy(page))
        assert len(watch.uncaught) <= (put is with_script), "the browser itself says a word on half a script"
        watch.uncaught.clear()
        watch.check(page)
        page.close()


NOT_PLAIN = re.compile(
    r"Cannot (read|convert|set|use)|is not (a|an) (function|object)|iterable|of (undefined|null)|Invalid "
)
CHAPTER = "02_loss_and_optimisation"


def real_page(watched, site: Path, change: Callable[[Path, str, dict[str, str]], str]) -> tuple:
    """Open a changed page of chapter 2; the change gets folder, page, and its Labs and Questions by id."""
    html = (site / "chapters" / f"{CHAPTER}.html").read_text("utf-8")
    kinds = dict(re.findall(r'data-model="(\w+)" data-widget="nnlab\.[\w.]+\.(\w+)"', html))
    watch = watched(site)
    return watch, watch.open(f"chapters/{CHAPTER}.html", change(watch.folder, html, kinds))


def test_damaged_labs_and_questions_live_or_say_so_and_the_others_live(watched, site):
    def change(folder, html, kinds):
        first = {kind: name for name, kind in reversed(kinds.items())}
        return with_damaged_copies(folder, html, {first["Lab"]: 40, first["Question"]: 40}, random.Random(9))

    watch, page = real_page(watched, site, change)
    bad = page.locator(".live-widget[data-model^='bad']")
    assert bad.count() == 80
    for text in bad.all_inner_texts():
        assert text.strip()
        assert not NOT_PLAIN.search(text), text
    lab = page.locator(".live-widget[data-widget='nnlab.lab.Lab']").first
    before = lab.locator(".nnlab-sentence").text_content()
    lab.locator('[data-control="epoch"] input[type=range]').press("End")
    expect(lab.locator(".nnlab-sentence")).not_to_have_text(before)
    watch.check(page)


def hostile_texts(value: object, chance: random.Random, key: object = None) -> object:
    """Return a spec in which every text that a reader sees is hostile; the names that the Lab works with stay."""
    if isinstance(value, dict):
        return {name: hostile_texts(item, chance, name) for name, item in value.items()}
    if isinstance(value, list):
        return [hostile_texts(item, chance, key) for item in value]
    works = ("id", "kind", "name", "type", "axes", "values", "dtype", "knob", "metric", "x_name", "y_name")
    return value if not isinstance(value, str) or key in works else chance.choice(EVIL[:5])


def test_hostile_words_in_every_text_of_labs_and_questions_stay_text(watched, site):
    def change(folder, html, kinds):
        models, chance = models_of(folder, html), random.Random(10)
        for name in kinds:
            entry = models[name]["state"]
            entry["spec"] = hostile_texts(entry["spec"], chance)
        return with_models(folder, html, models)

    watch, page = real_page(watched, site, change)
    labs = page.locator(".live-widget[data-widget='nnlab.lab.Lab']")
    assert labs.locator(".nnlab-card").count() == labs.count() >= 2
    for node in page.locator(".nnlab summary, .nnlab-extras button, .nnlab-transport button").all():
        if node.is_visible():
            node.click()
    expect(labs.first.locator(".nnlab-title")).to_have_text(re.compile("taken=1"))
    for question in page.locator(".nnlab-question").all():
        choice = question.locator("input").first
        choice.check() if choice.get_attribute("type") == "radio" else choice.fill("1")
        question.get_by_role("button", name="Answer").click()
        expect(question.locator(".nnlab-verdict")).not_to_be_empty()
    page.evaluate("new Promise((done) => setTimeout(done, 300))")  # a handler of the enemy's would run by then
    watch.check(page)


HOSTILE_MEMORY = (
    "",
    "{",
    "null",
    "[]",
    '{"answer": 5, "met": "yes"}',
    '{"answer": {"__proto__": 1}}',
    *EVIL,
    "9" * 50_000,
)


def test_a_hostile_memory_and_a_hostile_address_change_nothing_and_run_nothing(watched, site):
    """localStorage is written by whatever else lives at the same address; a link by anybody."""
    watch, page = real_page(watched, site, lambda _folder, html, _kinds: html + " ")
    plain = page.locator(".nnlab-sentence").first.text_content()
    keys = page.evaluate(
        """() => [...document.querySelectorAll(".live-widget")].map((node) =>
        JSON.parse(self.liveWidgetState).state[node.dataset.model].state.spec.id)"""
    )
    chance = random.Random(11)
    words = [
        "lr=",
        "act=",
        "epoch=",
        "pin=",
        "hide=",
        "answers=",
        *",:&%",
        "%00",
        "%E0%A4",
        "-1",
        "1e999",
        "null",
        *EVIL,
    ]
    for _ in range(6):
        page.evaluate(
            """(pairs) => { for (const [id, value] of pairs) {
              localStorage.setItem(`nnlab:${location.pathname}:${id}`, value); localStorage.setItem(id, value); } }""",
            [[key, chance.choice(HOSTILE_MEMORY)] for key in [*keys, "finished", *EVIL]],
        )
        parts = "".join(chance.choice(words) for _ in range(chance.randrange(1, 60)))
        open_at(page, f"#lab-train-the-neuron:{parts}")
        assert page.locator(".nnlab-problem:visible").count() == 0
        assert "learning rate" in page.locator(".nnlab-sentence").first.text_content()
        watch.check(page)
    page.evaluate("localStorage.clear()")
    open_at(page, "")
    assert page.locator(".nnlab-sentence").first.text_content() == plain


def open_at(page: Page, moment: str) -> None:
    """Load the page anew at another fragment."""
    page.evaluate("(moment) => history.replaceState(null, '', location.pathname + moment)", moment)
    page.reload()
    page.wait_for_function("() => !document.querySelector('.live-widget[aria-busy]')")
