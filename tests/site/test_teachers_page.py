"""What the page for teachers promises: links to a moment, hours of the plans, the weight of the book."""

from __future__ import annotations

import re

import nbformat
import pytest
from book.course.schedule import hours
from conftest import ROOT
from playwright.sync_api import Locator, expect

PAGE = "teachers.html"


@pytest.fixture
def followed(reader):
    """Follow one of the page's links and give the first Lab over a sweep of the chapter."""

    def follow(link: str) -> Locator:
        page = reader.open(PAGE)
        page.locator(f"#{link}").click()
        page.wait_for_function("() => document.querySelector('.live-widget[data-state=alive]')")
        return page.locator(".live-widget[data-widget='nnlab.lab.Lab']").first

    return follow


def test_a_link_opens_the_moment_in_view(followed):
    lab = followed("moment")
    expect(lab.locator(".nnlab-sentence")).to_contain_text("Epoch 60, learning rate 0.102, linear")
    expect(lab.locator(".nnlab-knob").first).to_be_in_viewport()


def test_a_link_keeps_a_pinned_run_beside_the_present_one(followed):
    lab = followed("compared")
    expect(lab.locator(".nnlab-sentence")).to_contain_text("Epoch 200, learning rate 0.01, ReLU, cure L2 0.01")
    expect(lab.get_by_role("button", name="Unpin the run")).to_be_visible()


def test_a_link_takes_a_knob_and_the_answers_away(followed):
    lab = followed("hidden")
    expect(lab.locator(".nnlab-sentence")).to_contain_text("Epoch 0, learning rate 0.01")
    expect(lab.locator('[data-control="activation"]')).to_be_hidden()
    expect(lab.locator('[data-control="learning_rate"]')).to_be_visible()
    question = lab.page.locator(".nnlab-question").filter(has=lab.page.locator("input[type=radio]")).first
    question.locator("input[type=radio]").first.check()
    question.get_by_role("button", name="Answer").click()
    expect(question.locator(".nnlab-verdict")).not_to_contain_text(re.compile("Right|Not quite"))


def test_the_long_plan_holds_every_chapter_once_and_all_their_minutes(reader):
    table = reader.open(PAGE).locator("table.schedule").first
    links = table.locator("tbody a").evaluate_all("nodes => nodes.map((node) => node.getAttribute('href'))")
    notebooks = sorted((ROOT / "chapters").glob("*.ipynb"))
    assert links == [f"chapters/{path.stem}.html" for path in notebooks]
    opening = ["".join(cell.source for cell in nbformat.read(path, 4).cells[:3]) for path in notebooks]
    minutes = [int(re.search(r"about (\d+) minutes", text)[1]) for text in opening]
    assert table.locator("tbody tr").last.locator("td").last.inner_text().strip() == hours(sum(minutes))
    assert table.locator("tbody tr").first.locator("td").last.inner_text().strip() == hours(sum(minutes[:2]))


def test_the_weight_and_what_follows_from_it_are_those_of_this_book(reader, site):
    text = reader.open(PAGE).locator("article").text_content()
    stated = float(re.search(r"The whole book is ([\d.]+) MB", text)[1])
    assert stated == pytest.approx((site / "exploring-neural-networks.zip").stat().st_size / 1e6, rel=0.15)
    term, readers = re.search(
        r"100 students fetch at most ([\d.]+) GB .* some ([\d,]+) readers", text, re.DOTALL
    ).groups()
    assert float(term) == pytest.approx(stated / 10, abs=0.05)
    assert int(readers.replace(",", "")) == pytest.approx(100_000 / stated, rel=0.05)


@pytest.mark.parametrize(("minutes", "words"), [(0, "0 min"), (50, "50 min"), (60, "1 h"), (135, "2 h 15 min")])
def test_a_length_of_time_is_said_in_hours_and_minutes(minutes, words):
    assert hours(minutes) == words.replace(" ", "\N{NO-BREAK SPACE}"), "never parted at the end of a line"
