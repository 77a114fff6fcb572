"""Each chapter's line about its place in the course."""

from __future__ import annotations

import re

from book.course.position import position


def test_a_chapter_says_its_number_and_leads_to_its_neighbours():
    line = position(2, 3, {"Previous": ("01_a.html", "1. A & B"), "Next": ("03_c.html", "3. C")}, "../index.html#x")
    assert "Chapter 2 of 3" in line
    assert re.findall(r'href="([^"]*)"', line) == ["01_a.html", "03_c.html", "../index.html#x"]
    assert 'title="1. A &amp; B"' in line


def test_the_bar_has_a_part_for_each_chapter_and_marks_this_one():
    parts = [re.findall("<i[^>]*>", position(number, 4, {}, "")) for number in (1, 4)]
    assert [part.index('<i class="here">') for part in parts] == [0, 3]
    assert all(len(part) == 4 for part in parts)
