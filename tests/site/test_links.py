"""No link leads nowhere, in the site and in its download, and every link to another host is in the list of those."""

from __future__ import annotations

import datetime
import zipfile

import pytest
from link_list import ANSWERED, NOT_YET, ROOT, STORED, addresses_of, read_list
from links import broken_links
from pages import served

from live_widgets.state import as_script

PAGE = """<html><body><h2 id="here">Here</h2><img src="there.svg" srcset="small.svg 1x, large.svg 2x">
<a href="{}">a link</a><script src="../_static/live/state-1.js"></script></body></html>"""
MODELS = {
    "m1": {"state": {"spec": {"id": "train-it", "arrays": {}}}},
    "m2": {"state": {"spec": {"id": "q-1", "choices": []}}},
}


def test_every_link_and_anchor_within_the_site_leads_somewhere(site):
    assert list(broken_links(site)) == []


def test_every_link_and_anchor_within_the_download_leads_somewhere(site, tmp_path):
    with zipfile.ZipFile(site / "exploring-neural-networks.zip") as archive:
        archive.extractall(tmp_path)
    assert list(broken_links(next(tmp_path.iterdir()))) == []


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("#here", None),
        ("page.html#here", None),
        ("../index.html", None),
        ("#lab-train-it:lr=0.1,epoch=3", None),
        ("#here&lab-train-it:lr=0.1&hide=epoch&answers=hidden", None),
        ("https://example.org/nowhere#at-all", None),
        ("#her", "no her there"),
        ("page.html#her", "no her there"),
        ("#lab-train-them:lr=0.1", "no lab-train-them:lr=0.1 there"),
        ("#lab-q-1:lr=0.1", "no lab-q-1:lr=0.1 there"),
        ("pag.html", "no such file"),
        ("..", "outside the site"),
        ("../chapters", "no such file"),
        ("../../index.html", "outside the site"),
        ("/index.html", "outside the site"),
    ],
)
def test_a_link_that_leads_nowhere_is_told_from_one_that_leads_somewhere(tmp_path, address, reason):
    chapters = tmp_path / "site" / "chapters"
    chapters.mkdir(parents=True)
    for name in ("small.svg", "large.svg", "../index.html", "../../index.html"):
        (chapters / name).touch()
    carrier = tmp_path / "site" / "_static" / "live" / "state-1.js"
    carrier.parent.mkdir(parents=True)
    carrier.write_text(as_script(MODELS), "utf-8")
    (chapters / "page.html").write_text(PAGE.format(address), "utf-8")
    missing = "chapters/page.html: <img> there.svg: no such file"
    found = [f"chapters/page.html: <a> {address}: {reason}"] if reason else []
    assert list(broken_links(tmp_path / "site")) == [missing, *found]


def test_the_list_of_links_to_other_hosts_is_that_of_the_pages(site):
    addresses = [link.address for link in read_list()]
    assert addresses == sorted(set(addresses))
    assert set(addresses) == addresses_of(site), "python benchmarks/external_links.py brings the list up to date"


def test_each_link_to_another_host_says_when_it_was_confirmed_and_how_or_that_it_was_not():
    for link in read_list():
        if link.confirmed == NOT_YET:
            assert not link.how, link
        else:
            assert datetime.date.fromisoformat(link.confirmed) <= datetime.date.today(), link
            assert link.how in (ANSWERED, STORED), link


def test_an_address_is_confirmed_only_where_its_host_answers_with_that_page_and_anchor(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    from external_links import unanswered

    (tmp_path / "page.html").write_text('<p id="here">Here.</p>', "utf-8")
    with served(tmp_path) as address:
        names = ["page.html", "page.html#here", "pag.html", "page.html#her"]
        failed = unanswered([f"{address}/{name}" for name in names])
    assert set(failed) == {f"{address}/{name}" for name in names[2:]}
