"""The steps that finish a site: pages are read and written once, and a theme that has changed is noticed."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from book import finish
from book.finish import accessible, policy, theme
from book.finish.pages import Site, read_site

STOCK = (
    '<html data-content_root="./"><head>\n<meta charset="utf-8" />\n'
    '<link rel="stylesheet" href="_static/styles/theme.css?digest=1" />\n<title>A page</title></head>'
    "<body><p>Words.</p></body></html>"
)


@pytest.fixture
def app(tmp_path):
    config = SimpleNamespace(finish_finds_all=True, finish_leave_out=(), html_baseurl="", html_title="Book")
    return SimpleNamespace(outdir=str(tmp_path), config=config, builder=SimpleNamespace(format="html"))


@pytest.fixture
def warned(monkeypatch):
    texts = []
    for module in (accessible, policy, theme):
        monkeypatch.setattr(module.LOGGER, "warning", lambda text, *values, **_: texts.append(text % values))
    return texts


def test_each_page_is_read_once_and_written_once(app, tmp_path, monkeypatch):
    for name in ("a.html", "b.html", "_static/left/alone.html"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(STOCK, "utf-8")
    touched = []
    for name in ("read_text", "write_text"):
        original = getattr(Path, name)

        def noted(path, *arguments, name=name, original=original, **options):
            touched.append((name, path.name))
            return original(path, *arguments, **options)

        monkeypatch.setattr(Path, name, noted)

    def changes_a(site: Site) -> None:
        site.pages[tmp_path / "a.html"] += "!"

    monkeypatch.setattr(finish, "STEPS", {"one": changes_a, "two": changes_a, "write": Site.write})
    finish.finish(app, None)
    assert touched == [("read_text", "a.html"), ("read_text", "b.html"), ("write_text", "a.html")]
    assert (tmp_path / "a.html").read_text("utf-8") == STOCK + "!!"


def test_a_failed_build_and_another_format_are_left_alone(app, monkeypatch):
    monkeypatch.setattr(finish, "read_site", lambda _: pytest.fail("read"))
    finish.finish(app, RuntimeError("no"))
    app.builder.format = "latex"
    finish.finish(app, None)


def test_a_step_can_be_left_out(app, monkeypatch):
    taken = []
    monkeypatch.setattr(finish, "STEPS", {name: lambda site, name=name: taken.append(name) for name in "abc"})
    app.config.finish_leave_out = ["b"]
    finish.finish(app, None)
    assert taken == ["a", "c"]


def test_a_mend_of_the_theme_without_a_place_is_warned_about(app, tmp_path, warned):
    (tmp_path / "a.html").write_text(STOCK + '<footer class="bd-footer"></footer>', "utf-8")
    accessible.mend_pages(read_site(app))
    missing = len(warned)
    assert missing == len(accessible.MENDS) - 1, "only the footer is there"
    assert all("the theme has changed" in text for text in warned)
    (tmp_path / "a.html").write_text(STOCK + '<footer class="renamed"></footer>', "utf-8")
    warned.clear()
    accessible.mend_pages(read_site(app))
    assert len(warned) == missing + 1
    assert any("bd-footer" in text for text in warned)


def test_pages_of_an_earlier_build_do_not_count_as_a_theme_that_has_changed(app, tmp_path, warned):
    (tmp_path / "a.html").write_text(STOCK, "utf-8")
    (tmp_path / "old.html").write_text(STOCK.replace("styles/theme", "style.0123456789abcdef"), "utf-8")
    accessible.mend_pages(read_site(app))
    app.config.finish_finds_all = False
    (tmp_path / "old.html").unlink()
    accessible.mend_pages(read_site(app))
    assert warned == []


def test_a_page_that_has_no_place_for_its_policy_is_warned_about(app, tmp_path, warned):
    (tmp_path / "a.html").write_text(STOCK, "utf-8")
    (tmp_path / "b.html").write_text(STOCK.replace('<meta charset="utf-8" />', ""), "utf-8")
    policy.protect(read_site(app))
    assert warned == ["b.html has no place for its policy: the theme has changed"]
