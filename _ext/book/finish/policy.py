"""Every page forbids the browser all that this site does not do (a Content-Security-Policy).

Whatever gets into a page by mistake or malice, an inline script, a picture from another host, a form that leads away,
does nothing. Inline code that the theme needs is named by its hash, so a change of the theme needs no change here.
Leaves out: what a policy in a page cannot say (`frame-ancestors`, reports); that takes a server's header.
"""

from __future__ import annotations

import base64
import hashlib
import re
from html import unescape

from sphinx.util import logging

from book.finish.pages import Site

LOGGER = logging.getLogger(__name__)
# Chapters are drawn with `style` attributes (formulas above all), which cannot be named one by one.
DIRECTIVES = {
    "default-src": "'none'",
    "script-src": "'self' blob: {code}",  # blob: is how the Labs' module is imported, see live_widgets/static/host.js
    "style-src": "'self' 'unsafe-inline'",  # for browsers of 2021, which do not know the next two
    "style-src-elem": "'self' {styles}",
    "style-src-attr": "'unsafe-inline'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'self'",
}
FIRST = re.compile(r'<meta charset="utf-8" ?/?>')
META = re.compile(r'\s*<meta http-equiv="Content-Security-Policy"[^>]*>')
CODE = re.compile(r'<script\b(?![^>]*(?:\bsrc=|type="application))[^>]*>(.*?)</script>', re.DOTALL)
STYLE = re.compile(r"<style\b[^>]*>(.*?)</style>", re.DOTALL)
HANDLER = re.compile(r'<[a-z][^<>]*?\son[a-z]+="([^"]*)"')


def protect(site: Site) -> None:
    """Put its policy into every page, those of an earlier build included."""
    # The search parses the pages that it finds, and the browser holds its policy against their inline code.
    parsed = {site.out / "search.html": "".join(site.pages.values())}
    site.pages |= {path: with_policy(html, parsed.get(path, "")) for path, html in site.pages.items()}
    for path, html in site.pages.items():
        if not META.search(html):
            LOGGER.warning("%s has no place for its policy: the theme has changed", path.name, type="finish")


def with_policy(html: str, parsed: str = "") -> str:
    """Return a page with its policy in front of everything that the policy governs.

    parsed: pages that its scripts read as HTML, whose inline code counts as its own.
    """
    html = META.sub("", html)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy(html + parsed)}">'
    return FIRST.sub(lambda match: f"{match[0]}\n    {meta}", html, count=1)


def policy(html: str) -> str:
    """Return the policy of one page: the site's directives with the hashes of the page's own inline code."""
    code, handlers = hashes(CODE.findall(html)), hashes(map(unescape, HANDLER.findall(html)))
    inline = {"code": [*code, *(["'unsafe-hashes'", *handlers] if handlers else [])]}
    inline["styles"] = hashes(STYLE.findall(html))
    values = {
        name: value.format_map({key: " ".join(words) for key, words in inline.items()})
        for name, value in DIRECTIVES.items()
    }
    return "; ".join(f"{name} {value}".strip() for name, value in values.items())


def hashes(texts) -> list[str]:
    """Return how a policy names these texts."""
    digests = sorted({hashlib.sha256(text.encode()).digest() for text in texts})
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]
