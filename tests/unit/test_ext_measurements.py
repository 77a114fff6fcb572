"""The pages of facts and of results: weights are those of the files, drawings say what the numbers say."""

from __future__ import annotations

import gzip
import re
import subprocess
import sys

import pytest
from book.course import benchmarks, facts
from book.execution.machine import describe, peak_memory
from book.finish import weights

RECORD = {
    "title": "Grids",
    "ours": "train_sweep",
    "theirs": "<fit>",
    "unit": "s",
    "date": "2026-11-24",
    "machine": "2 cores & more",
    "rows": [
        {"what": "1. One neuron", "ours": 2.0, "theirs": 200.0, "note": "6 networks"},
        {"what": "2. <script>", "ours": 0.1, "theirs": 1000.0, "note": ""},
    ],
}


@pytest.fixture
def page(tmp_path):
    (tmp_path / "chapters").mkdir()
    (tmp_path / "font.woff2").write_bytes(bytes(range(256)))
    (tmp_path / "style.css").write_text("@font-face{src:url(font.woff2?v=1)} a{background:url(gone.png)}", "utf-8")
    (tmp_path / "lab.js").write_text("draw();" * 500, "utf-8")
    (tmp_path / "state-1.js").write_text("arrays", "utf-8")
    (tmp_path / "figure.svg").write_text("<svg/>", "utf-8")
    page = tmp_path / "chapters" / "01.html"
    page.write_text(
        '<link rel="stylesheet" href="../style.css?v=2"><link rel="next" href="02.html">'
        '<script defer src="../lab.js"></script><img alt="" src="../figure.svg"><img src="../figure.svg">'
        '<a href="../book.zip">zip</a><script src="../state-1.js"></script>',
        "utf-8",
    )
    (tmp_path / "chapters" / "02.html").write_text("another page", "utf-8")
    return page


def test_a_page_weighs_as_much_as_all_that_it_asks_for_once_each(page):
    root = page.parents[1]
    texts = [page, root / "style.css", root / "lab.js", root / "state-1.js", root / "figure.svg"]
    expected = sum(len(gzip.compress(path.read_bytes())) for path in texts) + 256
    assert weights.page_bytes(page, page.read_text("utf-8")) == expected
    assert weights.results_bytes(page, page.read_text("utf-8")) == len(gzip.compress(b"arrays"))


def test_a_process_tells_the_most_memory_that_it_had():
    """In a process of its own: the peak of this one may be far above what it needs now."""
    take = "block = bytearray(200_000_000); block[::4096] = b'1' * len(block[::4096])"
    child = f"input(); {take}; print(1, flush=True); input(); del block; print(1, flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", child], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:

        def step() -> int:
            process.stdin.write(b"\n")
            process.stdin.flush()
            process.stdout.readline()
            return peak_memory(process.pid)

        assert peak_memory(process.pid) < 100_000_000
        assert step() > 200_000_000
        assert step() > 200_000_000 or sys.platform == "darwin", "a peak stays when the memory is given back"
        process.stdin.write(b"\n")
    assert peak_memory(2**22 + 1) is None, "no such process"


def test_the_machine_is_described_in_words():
    assert re.fullmatch(r"\d+ cores? of .+, \d+ GB of memory, \w+", describe())


def test_what_was_not_measured_is_said_so():
    cells = facts.cost_cells({"execution_seconds": 9.6})
    assert cells == ("<td>10", "<td>not measured")


def test_results_are_drawn_where_the_scale_says_and_listed():
    html = benchmarks.html(RECORD)
    # 0.1 to 1000 s: four decades of 23 % each from 4 % on
    assert re.findall(r'cx="([\d.]+)%"', html) == ["33.92", "4.00"]
    assert re.findall(r'<svg x="([\d.]+)%"', html) == ["79.92", "96.00"]
    assert html.count('scope="row"') == 2
    assert "<td>2</td><td>200</td><td>100</td>" in html
    assert "24 November 2026" in html


def test_words_of_a_result_are_words():
    html = benchmarks.html(RECORD)
    assert "<script>" not in html
    assert "<fit>" not in html
    assert "2 cores &amp; more" in html


@pytest.mark.parametrize(
    ("value", "text"), [(0.01234, "0.0123"), (1, "1"), (99.96, "100"), (12345.6, "12,346"), (0.0001, "0.0001")]
)
def test_numbers_have_three_digits_that_matter(value, text):
    assert benchmarks.number(value) == text
