"""Every page forbids what the site does not do, and does nothing that it forbids.

`Reader` forgives no console error, and a browser logs one for everything that a policy stops: all other tests of the
site watch over the policy too.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from book.finish import publishing
from book.finish.policy import META
from pages import served
from reader import Reader

CHAPTER = "chapters/02_loss_and_optimisation.html"
ELSEWHERE = "https://elsewhere.example"
INJECTED = f"""
<script>document.title = "taken";</script>
<img src="_static/no-such-file.png" onerror="document.title = 'taken'">
<img src="{ELSEWHERE}/a.png"><script src="{ELSEWHERE}/a.js"></script>
<link rel="stylesheet" href="{ELSEWHERE}/a.css"><iframe src="{ELSEWHERE}/"></iframe>
<style>body {{ opacity: 0; }}</style>
"""
BASE = re.compile(r"\s*<base [^>]*>")
LOADS = ("a.png", "a.js", "a.css", "")
BROKEN = "document.addEventListener('securitypolicyviolation', (event) => console.error(event.violatedDirective))"


@pytest.fixture(params=["http", "file"])
def careful(request, browser, site, site_address):
    """A reader who is told of everything that a policy stops."""
    reader = Reader(browser, {"http": site_address, "file": site.as_uri()}[request.param])
    reader.context.add_init_script(BROKEN)
    yield reader
    reader.context.close()
    reader.check()


def all_pages(site: Path) -> list[str]:
    """Every page, those made by Sphinx included."""
    found = (path.relative_to(site) for path in site.rglob("*.html"))
    return sorted(path.as_posix() for path in found if path.parts[0] not in ("_static", "_sources"))


def test_every_page_has_its_policy_in_front_of_what_it_governs(site):
    names = all_pages(site)
    assert {"404.html", "search.html", CHAPTER} <= set(names)
    for name in names:
        html = (site / name).read_text("utf-8")
        assert len(META.findall(html)) == 1, name
        assert META.search(html).end() < re.search("<(script|style|link)", html).start(), name


def test_no_page_does_what_its_policy_forbids(careful, site):
    names = [name for name in all_pages(site) if name != "404.html"]  # it has a test of its own
    for name in names if careful.base.startswith("http") else [CHAPTER, "search.html", "genindex.html"]:
        careful.open(name).close()


def test_what_a_reader_does_on_a_page_is_not_forbidden(careful):
    page = careful.open(CHAPTER)
    page.locator(".theme-switch-button:visible").first.click()
    page.locator(".live-widget input[type=range]").first.press("End")
    page.locator(".nnlab-play").first.click()
    page.evaluate("self.print = () => { self.printed = true; }")
    page.locator("button[onclick='window.print()']").first.evaluate("node => node.click()")
    assert page.evaluate("self.printed")
    page.locator("button[onclick='toggleFullScreen()']:visible").click()
    page.wait_for_function("() => document.fullscreenElement")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.mode") != "auto", "the theme is set before the first paint"


@pytest.mark.parametrize(
    "protected", [True, False], ids=["with its policy", "without, so that the attack is a real one"]
)
def test_what_gets_into_a_page_does_nothing(browser, site, site_address, protected):
    reader = Reader(browser, site_address)
    html = (site / "index.html").read_text("utf-8").replace("</article>", f"{INJECTED}</article>", 1)
    assert INJECTED in html
    body = html if protected else META.sub("", html)
    reader.context.route("**/index.html", lambda route: route.fulfill(body=body, content_type="text/html"))
    page = reader.open("index.html")
    asked = page.evaluate("(address) => fetch(address).then(() => true, () => false)", f"{ELSEWHERE}/data")
    assert not asked
    taken = page.title() == "taken", page.evaluate("getComputedStyle(document.body).opacity") == "0"
    reader.context.close()
    assert reader.errors
    if protected:
        assert (taken, reader.foreign) == ((False, False), [])
    else:
        assert taken == (True, True)
        assert set(reader.foreign) == {f"{ELSEWHERE}/{name}" for name in (*LOADS, "data")}


def test_the_page_for_wrong_addresses_lives_under_any_address(browser, site, tmp_path):
    shutil.copytree(site / "_static", tmp_path / "book" / "_static")
    page_404 = tmp_path / "404.html"
    without = BASE.sub("", (site / "404.html").read_text("utf-8"))
    page_404.write_text(publishing.with_root(without, "https://owner.github.io/book/"), "utf-8")
    with served(tmp_path) as address:
        reader = Reader(browser, address)
        reader.context.route("**/no/such/**", lambda route: route.fulfill(path=page_404))
        page = reader.open("book/no/such/page.html")
        assert page.evaluate(
            "document.styleSheets.length && getComputedStyle(document.querySelector('.bd-main')).display"
        )
        assert page.evaluate("document.documentElement.dataset.theme") in ("light", "dark"), "the site's script ran"
        reader.context.close()
    reader.check()
