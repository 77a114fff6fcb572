"""The built book as its readers get it: all there, alone on the network, and every button leads to the right place."""

from __future__ import annotations

import gzip
import re
import zipfile
from pathlib import Path

from book.course.launch_links import binder_link, git_remote, github_address
from conftest import ROOT
from reader import Reader

from live_widgets.state import STATE_FILE

FRONT_END = 45_000  # bytes of JavaScript, compressed


def pages(site: Path) -> list[str]:
    """Every page that has a source, by its address within the site."""
    return sorted(page.relative_to(site).as_posix() for page in site.rglob("*.html") if is_page(page, site))


def is_page(page: Path, site: Path) -> bool:
    """Whether a page was written by an author, not made by Sphinx."""
    source = (site / "_sources" / page.relative_to(site)).with_suffix("")
    return any(source.with_suffix(suffix).exists() for suffix in (".md", ".ipynb"))


def test_every_widget_lives_and_nothing_comes_from_another_host(any_reader, site):
    for name in pages(site):
        page = any_reader.open(name)
        widgets = page.locator(".live-widget")
        states = widgets.evaluate_all("nodes => nodes.map((node) => node.dataset.state)")
        assert set(states) <= {"alive"}, f"{name}: {widgets.all_inner_texts()}"
        page.close()


def test_all_scripts_of_labs_questions_and_progress_together_stay_small(site):
    live = [path for path in (site / "_static" / "live").glob("*.js") if not path.name.startswith(STATE_FILE)]
    scripts = [*live, site / "_static" / "progress.js"]
    assert len(scripts) == 4, "Lab, Question, their host, progress"
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in scripts}
    assert sum(sizes.values()) <= FRONT_END, sizes


def test_the_download_is_the_whole_book_and_lives_from_a_disk(browser, site, tmp_path):
    with zipfile.ZipFile(site / "exploring-neural-networks.zip") as archive:
        archive.extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    assert set(pages(site)) <= {page.relative_to(folder).as_posix() for page in folder.rglob("*.html")}
    reader = Reader(browser, folder.as_uri())
    page = reader.open("index.html")
    assert page.locator(".live-widget").evaluate_all("nodes => nodes.map((node) => node.dataset.state)") == ["alive"]
    assert page.get_by_text("Download the book").count() == 0, "the copy does not hold itself"
    page.locator(".cards a").first.click()
    page.wait_for_function("() => document.querySelector('.live-widget[data-state=alive]')")
    reader.context.close()
    reader.check()


def test_the_first_page_has_a_card_for_each_chapter(reader, site):
    page = reader.open("index.html")
    chapters = [name for name in pages(site) if re.match(r"chapters/\d\d_", name)]
    links = page.locator(".cards a")
    assert links.evaluate_all("nodes => nodes.map((node) => node.getAttribute('href'))") == chapters
    assert all("\N{NO-BREAK SPACE}min" in text for text in page.locator(".card-words").all_inner_texts())
    assert page.locator(".cards img:visible").count() == len(chapters)


def test_each_chapter_s_launch_button_opens_that_chapter(site):
    repository = github_address(git_remote(ROOT))
    chapters = [name for name in pages(site) if re.match(r"chapters/\d\d_", name)]
    assert chapters
    for name in chapters:
        html = (site / name).read_text("utf-8")
        if repository:
            notebook = name.replace(".html", ".ipynb")
            assert f'href="{binder_link("https://mybinder.org", repository, "main", notebook)}"' in html
        else:
            assert "mybinder.org" not in html
