"""What a published site needs beside its pages."""

from __future__ import annotations

import zipfile

import pytest
from book.finish import publishing


@pytest.mark.parametrize(
    ("repository", "address"),
    [
        ("https://github.com/Owner/some-book", "https://owner.github.io/some-book/"),
        ("https://github.com/owner/owner.github.io", "https://owner.github.io/"),
        ("", ""),
        ("https://example.org/owner/book", ""),
    ],
)
def test_the_address_is_that_of_github_pages_or_none(repository, address):
    assert publishing.pages_address(repository) == address


def test_the_sitemap_names_every_page():
    text = publishing.sitemap("https://owner.github.io/book/", ["chapters/01_a", "index"])
    assert "<loc>https://owner.github.io/book/chapters/01_a.html</loc>" in text
    assert text.count("<url>") == 2


def test_a_page_for_wrong_addresses_finds_its_files_from_everywhere():
    page = "<html><head><title>No</title></head></html>"
    for _ in range(2):
        page = publishing.with_root(page, "https://owner.github.io/book/")
    assert page.count('<base href="/book/">') == 1


def test_the_archive_is_the_same_every_time_and_does_not_offer_itself(tmp_path):
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "01_a.html").write_text("a", "utf-8")
    (tmp_path / "_sources").mkdir()
    (tmp_path / "_sources" / "index.md").write_text("b", "utf-8")
    link = f'<a href="{publishing.ARCHIVE}" download>Download</a>'
    (tmp_path / "index.html").write_text(f'<a href="x">Start</a>\n{link}', "utf-8")
    archives = []
    for _ in range(2):
        publishing.pack(tmp_path)
        archives.append((tmp_path / publishing.ARCHIVE).read_bytes())
    assert archives[0] == archives[1]
    with zipfile.ZipFile(tmp_path / publishing.ARCHIVE) as archive:
        assert sorted(archive.namelist()) == [
            f"{publishing.TOP_FOLDER}/{name}" for name in ("_sources/index.md", "chapters/01_a.html", "index.html")
        ]
        assert archive.read(f"{publishing.TOP_FOLDER}/index.html").decode() == '<a href="x">Start</a>'
