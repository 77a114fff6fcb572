"""A Lab on a published page beyond its knobs: challenge, memory, address, pinned run, typed rate, code.

Most of it is tried on the first Lab over a sweep of chapter 2, whose ladder of rates and start are stated below.
"""

from __future__ import annotations

import itertools

import pytest
from playwright.sync_api import Locator, Page, expect
from reader import Reader

CHAPTER = "chapters/02_loss_and_optimisation.html"
KEY = "lab-train-the-neuron"


def labs(page: Page) -> Locator:
    return page.locator(".live-widget[data-widget='nnlab.lab.Lab']")


def at(reader: Reader, moment: str = "") -> Locator:
    """The first Lab of the chapter, opened at a moment."""
    return labs(reader.open(f"{CHAPTER}{moment}")).first


def sentence(lab: Locator) -> str:
    return lab.locator(".nnlab-sentence").text_content().replace("\u00a0", " ")


def slider(lab: Locator, control: str) -> Locator:
    return lab.locator(f'[data-control="{control}"] input[type=range]')


def press(lab: Locator, control: str, *keys: str) -> None:
    slider(lab, control).focus()
    for key in keys:
        slider(lab, control).press(key)
    lab.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def test_a_met_challenge_is_said_remembered_and_listed_until_it_is_reset(reader):
    lab = at(reader)
    challenge = lab.locator(".nnlab-challenge")
    assert challenge.get_attribute("role") == "status", "a screen reader hears it"
    assert challenge.get_attribute("data-met") is None
    press(lab, "learning_rate", "ArrowRight")
    press(lab, "epoch", *["ArrowRight"] * 48)
    assert sentence(lab).startswith("Epoch 60, learning rate 0.08, linear: ")
    expect(challenge).to_have_attribute("data-met", "")
    lab.page.reload()
    again = labs(lab.page).first.locator(".nnlab-challenge")
    expect(again).to_have_attribute("data-met", "")
    expect(again).to_contain_text("earlier visit")
    index = reader.open("index.html")
    expect(index.locator(".nnlab-mark", has_text="1 challenge met")).to_have_count(1)
    index.get_by_role("button", name="Reset my progress").click()
    expect(index.locator(".nnlab-mark", has_text="challenge met")).to_have_count(0)


def test_an_answered_question_and_a_finished_chapter_are_remembered(reader):
    page = reader.open(CHAPTER)
    question = page.locator(".nnlab-question").filter(has=page.locator("input[type=radio]")).first
    question.locator("input[type=radio]").first.check()
    question.get_by_role("button", name="Answer").click()
    said = question.locator(".nnlab-verdict").inner_text()
    assert said.startswith(("Right.", "Not quite."))
    page.get_by_label("Mark this chapter as finished").check()
    page.reload()
    expect(page.locator(".nnlab-question").filter(has=page.locator("input[type=radio]")).first).to_contain_text(
        said.splitlines()[0]
    )
    expect(page.get_by_label("Mark this chapter as finished")).to_be_checked()
    index = reader.open("index.html")
    expect(index.locator(".nnlab-mark", has_text="finished, 1 question answered")).to_have_count(1)


def test_a_link_opens_its_moment_and_the_address_follows_the_reader(reader):
    lab = at(reader, f"#{KEY}:lr=0.08,act=tanh,epoch=40,pin=0.05:linear")
    assert sentence(lab).startswith("Epoch 40, learning rate 0.08, tanh: ")
    assert "Unpin" in lab.locator(".nnlab-extras").inner_text()
    assert lab.locator(".nnlab-card").evaluate("node => Math.abs(node.getBoundingClientRect().top) < innerHeight")
    press(lab, "learning_rate", "Home")
    lab.page.wait_for_function("() => location.hash.includes('lr=0.001')", timeout=5000)
    assert "pin=0.05:linear" in lab.page.url
    lab.page.evaluate(f"location.hash = '#{KEY}:lr=0.3,act=linear,epoch=2'")
    expect(lab.locator(".nnlab-sentence")).to_contain_text("Epoch 2, learning rate 0.3, linear")


def test_the_address_is_written_at_most_every_half_second(reader):
    lab = at(reader)
    lab.page.evaluate("""() => {
      window.writes = [];
      const write = history.replaceState.bind(history);
      history.replaceState = (...given) => { window.writes.push(performance.now()); write(...given); };
    }""")
    for _ in range(4):
        press(lab, "epoch", *["ArrowRight"] * 15, *["ArrowLeft"] * 15)
    press(lab, "epoch", "Home")
    lab.page.wait_for_function("() => location.hash.includes('epoch=0')", timeout=5000)
    writes = lab.page.evaluate("window.writes")
    assert all(after - before > 490 for before, after in itertools.pairwise(writes)), writes


@pytest.mark.parametrize(
    "moment",
    [
        f"#{KEY}:lr=banana,act=<img src=x onerror=alert(1)>,epoch=-5",
        f"#{KEY}:lr=1e999,epoch=99999999,act=__proto__,pin=%:%",
        f"#{KEY}:" + "lr=0.1," * 2000,
        f"#{KEY}:%E0%A4%A",
        "#lab-no-such-lab:lr=0.1",
        "#hide=%E0%A4%A&answers=<b>",
    ],
)
def test_what_is_unknown_or_hostile_in_an_address_is_ignored(reader, moment):
    plain = sentence(at(reader))
    assert sentence(at(reader, moment)) == plain


def test_two_labs_on_a_page_do_not_disturb_each_other(reader):
    page = reader.open(CHAPTER)
    first, second = labs(page).nth(0), labs(page).nth(1)
    before = sentence(second)
    press(first, "epoch", "End")
    assert sentence(second) == before
    press(second, "epoch", "Home")
    page.wait_for_function("() => location.hash.split('lab-').length === 3", timeout=5000)
    moment = page.url[page.url.index("#") :]
    shown = sentence(first), sentence(second)
    again = reader.open(f"{CHAPTER}{moment}")
    assert (sentence(labs(again).nth(0)), sentence(labs(again).nth(1))) == shown


def test_a_teacher_s_link_hides_a_knob_and_the_answers(reader):
    page = reader.open(f"{CHAPTER}#hide=act|lr&answers=hidden")
    lab = labs(page).first
    assert lab.locator('[data-control="activation"]').is_hidden()
    assert lab.locator('[data-control="learning_rate"]').is_hidden()
    assert slider(lab, "epoch").is_visible()
    question = page.locator(".nnlab-question").filter(has=page.locator("input[type=radio]")).first
    question.locator("input[type=radio]").first.check()
    question.get_by_role("button", name="Answer").click()
    expect(question.locator(".nnlab-verdict")).to_have_text(
        "Your answer is noted. What is right, and why, comes later."
    )
    solution = page.locator("details", has=page.locator("summary", has_text="olution")).first
    solution.locator("summary").first.click()
    assert solution.get_attribute("open") is None


def test_a_pinned_run_is_drawn_dotted_and_said(reader):
    lab = at(reader)
    lab.get_by_role("button", name="Pin this run").click()
    press(lab, "learning_rate", "ArrowRight")
    curve = lab.locator('[data-panel="LossCurve"] .nnlab-pinned').first
    assert curve.get_attribute("d")
    assert "Pinned 0.05:" in sentence(lab)
    lab.get_by_role("button", name="Unpin the run").click()
    expect(lab.locator(".nnlab-sentence")).not_to_contain_text("Pinned")
    assert not curve.get_attribute("d")


def test_a_typed_rate_snaps_to_the_ladder_and_says_so(reader):
    lab = at(reader)
    button = lab.locator(".nnlab-type")
    button.focus()
    button.press("Enter")
    field = lab.get_by_label("Learning rate", exact=True).and_(lab.locator("[type=text]"))
    field.fill("0.045")
    field.press("Enter")
    words = lab.locator(".nnlab-typed-words")
    expect(words).to_have_text(
        "0.045 is not among the trained rates; showing 0.05. In Binder or JupyterLab it would be trained."
    )
    assert "learning rate 0.05," in sentence(lab)


def test_the_code_is_that_of_the_setting_and_can_be_copied(browser, site_address):
    reader = Reader(browser, site_address, permissions=["clipboard-read", "clipboard-write"])
    lab = at(reader)
    press(lab, "learning_rate", "Home")
    lab.locator(".nnlab-code summary").click()
    shown = lab.locator(".nnlab-code-text").inner_text()
    assert "learning_rate=0.001" in shown
    lab.get_by_role("button", name="Copy").first.click()
    expect(lab.locator(".nnlab-said")).not_to_be_empty()
    copied = lab.page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == shown.strip()
    reader.context.close()
    reader.check()
