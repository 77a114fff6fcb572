"""The policy that a page carries, from its HTML."""

from __future__ import annotations

import base64
import hashlib

import pytest
from book.finish.policy import policy, with_policy

PAGE = """<html><head>
<meta charset="utf-8" />
<style>p { color: red }</style>
<script data-cfasync="false">early()</script>
<script defer src="_static/site.js"></script>
</head><body><button type="button" onclick="act(&quot;now&quot;)">Act</button>
<script type="application/json">{"a": 1}</script></body></html>"""


def directive(html: str, name: str) -> list[str]:
    """The words of one directive of a page's policy."""
    return next(words[1:] for words in map(str.split, policy(html).split(";")) if words[0] == name)


def hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def hashes(words: list[str]) -> set[str]:
    return {word for word in words if word.startswith("'sha256")}


def test_inline_code_is_named_by_its_hash_and_data_and_files_are_not():
    assert hashes(directive(PAGE, "script-src")) == {hash_of("early()"), hash_of('act("now")')}
    assert hashes(directive(PAGE, "style-src-elem")) == {hash_of("p { color: red }")}


def test_other_code_has_another_hash():
    assert hash_of("early()") not in directive(PAGE.replace("early()", "late()"), "script-src")


def test_hashes_of_handlers_are_in_force_only_where_there_is_one():
    assert "'unsafe-hashes'" in directive(PAGE, "script-src")
    assert "'unsafe-hashes'" not in directive(PAGE.replace("onclick", "data-click"), "script-src")


@pytest.mark.parametrize("name", ["script-src", "style-src-elem", "img-src", "font-src", "connect-src", "form-action"])
def test_nothing_comes_from_or_goes_to_another_host(name):
    allowed = {"'self'", "blob:", "data:", "'unsafe-hashes'"}
    assert set(directive(PAGE, name)) - hashes(directive(PAGE, name)) <= allowed
    assert directive(PAGE, "default-src") == ["'none'"]


def test_the_policy_stands_before_what_it_governs_once_however_often_it_is_written():
    once = with_policy(PAGE)
    assert with_policy(once) == once
    assert once.count("Content-Security-Policy") == 1
    assert once.index("Content-Security-Policy") < once.index("<style")
