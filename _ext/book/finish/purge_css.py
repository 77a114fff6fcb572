"""Cut a style sheet to the rules that some page may need, and write it small: pure functions, no Sphinx.

A selector is kept when every class, id and tag that it names stands as a word somewhere in the pages or in their
scripts: too much rather than too little. What stands within :not(), :is(), :where() and brackets is not looked at.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

import tinycss2

WORD = re.compile(r"[A-Za-z_][\w-]*")
URL = re.compile(r"""url\(\s*["']?(?!data:|#)([^"')]+)["']?\s*\)""")
IMPORTED = re.compile(r"""@import\s+["']([^"']+)["']""")
VARIABLE = re.compile(r"--[\w-]+")
CONDITIONAL = ("media", "supports", "layer", "container")


def words_in(text: str) -> set[str]:
    """Return everything in a page or a script that may be the name of a class, an id or a tag."""
    return set(WORD.findall(text))


def purge(css: str, words: set[str]) -> str:
    """Return the rules of `css` that pages with these words may need, without comments and idle spaces."""
    return "".join(_rules(_parsed(css), words))


def move_urls(css: str, folder: str) -> str:
    """Return a style sheet of `folder` so that its addresses are right one level above it ("" changes nothing)."""
    css = IMPORTED.sub(r"@import url(\1)", css)
    return URL.sub(lambda match: f"url({posixpath.normpath(posixpath.join(folder, match[1].strip()))})", css)


def drop_idle_variables(css: str, others: str = "") -> str:
    """Return `css` without the custom properties that neither it nor `others` (styles, scripts, pages) reads."""
    read_elsewhere = set(VARIABLE.findall(others))
    while True:
        idle = set(re.findall(r"(--[\w-]+):", css)) - set(re.findall(r"var\(\s*(--[\w-]+)", css)) - read_elsewhere
        before, css = css, "".join(_rules(_parsed(css), None, frozenset(idle)))
        if css == before:
            return css


def _parsed(css: str) -> list:
    return tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)


def _rules(rules: Iterable, words: set[str] | None, idle: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield the rules whose names are among `words` (None: all), without the properties `idle`."""
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [text for text, names in _selectors(rule.prelude) if words is None or names <= words]
            body = _body(rule.content, idle)
            if selectors and body:
                yield f"{','.join(selectors)}{{{body}}}"
        elif rule.type == "at-rule" and rule.content is None:
            yield f"@{rule.at_keyword} {_text(rule.prelude)};"
        elif rule.type == "at-rule":
            inner = _body(rule.content, idle)
            if rule.lower_at_keyword in CONDITIONAL:
                parsed = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
                inner = "".join(_rules(parsed, words, idle))
            if inner:
                yield f"@{rule.at_keyword} {_text(rule.prelude)}".strip() + f"{{{inner}}}"


def _selectors(prelude: list) -> Iterator[tuple[str, set[str]]]:
    """Yield each selector of a rule with the names that it asks for."""
    selector: list = []
    for token in [*prelude, None]:
        if token is not None and token != ",":
            selector.append(token)
            continue
        if text := _text(selector):
            yield text, _names(selector)
        selector = []


def _names(selector: list) -> set[str]:
    names, before = set(), None
    for token in selector:
        if token.type == "hash":
            names.add(token.value)
        elif token.type == "ident" and before != ":":  # after a colon it is a pseudo-class
            names.add(token.value if before == "." else token.lower_value)
        before = token.value if token.type == "literal" else None
    return names


def _body(content: list, idle: frozenset[str]) -> str:
    """Return declarations, and rules nested among them, as they came."""
    parts = []
    for item in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if item.type == "declaration" and item.name not in idle:
            parts.append(f"{item.name}:{_text(item.value)}{'!important' if item.important else ''}")
        elif item.type == "qualified-rule":
            parts.append(f"{_text(item.prelude)}{{{_body(item.content, idle)}}}")
        elif item.type == "at-rule" and item.content is not None:
            parts.append(f"@{item.at_keyword} {_text(item.prelude)}{{{_body(item.content, idle)}}}")
    return ";".join(parts)


def _text(tokens: list) -> str:
    """Serialise tokens without comments and with single spaces."""
    kept: list[str] = []
    space = False
    for token in tokens:
        if token.type == "comment":
            continue
        if token.type == "whitespace":
            space = True
            continue
        if space and kept:
            kept.append(" ")
        space = False
        kept.append(tinycss2.serialize([token]))
    return "".join(kept)
