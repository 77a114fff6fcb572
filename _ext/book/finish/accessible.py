"""Pages for everyone: names, roles and landmarks that the theme's templates leave out or get wrong.

Each page is mended by the list below; a page mended before stays as it is. Leaves out what style sheets mend
(assets/static/book.css) and what happens on the page (frontend/src/focus.js).
"""

from __future__ import annotations

import re

from sphinx.util import logging

from book.finish.pages import Site

LOGGER = logging.getLogger(__name__)
CLOSE = '<form method="dialog" class="drawer-close"><button class="btn">Close</button></form>'
MENDS = (
    # Landmarks: the logo and the way to the search stand in none, while two empty ones are announced.
    (r'<header( id="pst-header"[^>]*)>\s*</header>', r"<div\1></div>"),
    (r'<footer class="bd-footer">\s*</footer>', ""),
    (
        r'<div class="sidebar-primary-item">(?=\s*<a class="navbar-brand)',
        '<div class="sidebar-primary-item" role="banner">',
    ),
    (
        r'<div class="sidebar-primary-item">(?=\s*<button class="[^"]*search-)',
        '<div class="sidebar-primary-item" role="search">',
    ),
    (r'(<nav class="bd-links bd-docs-nav" aria-label=)"Main"', r'\1"Chapters"'),
    (
        r'<div class="prev-next-area">',
        '<div class="prev-next-area" role="navigation" aria-label="Previous and next page">',
    ),
    # Where the skip link leads, and which chapter is this one.
    (
        r'<main id="main-content" class="bd-main" role="main">',
        r'<main id="main-content" class="bd-main" role="main" tabindex="-1">',
    ),
    (r'<a class="(current reference internal)" href="#"', r'<a class="\1" aria-current="page" href="#"'),
    (
        r'(<li class="toctree-l1 current active">\s*<a class="reference internal") href="#"',
        r'\1 aria-current="page" href="#"',
    ),
    # Names. Where the visible words say it all, they are the name.
    (r'<summary aria-label="Toggle hidden content">', "<summary>"),
    (r'(<button class="btn search-button-field[^>]*?) title="Search" aria-label="Search"', r"\1"),
    (r'<dialog id="pst-search-dialog">', '<dialog id="pst-search-dialog" aria-label="Search">'),
    (r'<dialog id="pst-primary-sidebar-modal">', '<dialog id="pst-primary-sidebar-modal" aria-label="Chapters">'),
    (
        r'<dialog id="pst-secondary-sidebar-modal">',
        '<dialog id="pst-secondary-sidebar-modal" aria-label="On this page">',
    ),
    (r'title="Toggle primary sidebar"', 'title="Chapters" aria-label="Chapters"'),
    (r'title="Toggle secondary sidebar"', 'title="On this page" aria-label="On this page"'),
    (r'"Color mode"', '"Colour theme"'),
    (r'title="(Fullscreen mode)"(?! aria-label)', r'title="\1" aria-label="\1"'),
    # Icons are letters of a private alphabet, which some screen readers spell.
    (r'<(i|span) class="([^"]*\bfa-[^"]*)"(?! aria-hidden)', r'<\1 class="\2" aria-hidden="true"'),
    # The drawers close by Escape and by a click beside them only: no way for a finger that a screen reader guides.
    (r'(<div id="pst-(?:primary|secondary)-sidebar" class="[^"]*">)(?!\s*<form)', rf"\1{CLOSE}"),
    # What scrolls sideways takes the focus (the theme sees to that) and needs a name then.
    (
        r'(<div class="highlight-(?!myst-ansi)[\w-]+ notranslate"><div class="highlight"><pre)>',
        r'\1 role="group" aria-label="Code">',
    ),
    (
        r'(<div class="[^"]*highlight-myst-ansi notranslate"><div class="highlight"><pre)>',
        r'\1 role="group" aria-label="Output">',
    ),
    (r'<pre style="', '<pre role="group" aria-label="Output" style="'),
    (
        r'<div class="pst-scrollable-table-container">',
        '<div class="pst-scrollable-table-container" role="group" aria-label="Table">',
    ),
    # The index stands in tables that are no tables.
    (
        r'<table style="width: 100%" class="indextable',
        '<table role="presentation" style="width: 100%" class="indextable',
    ),
    # A role that ARIA has given up; the list is one all the same.
    (r'role="doc-biblioentry"', 'role="listitem"'),
)
CORNER = re.compile(r'<th class="head"><p></p></th>(.*?)</table>', re.DOTALL)
FIRST_CELL = re.compile(r"(<tr[^>]*>)<td>(.*?)</td>", re.DOTALL)


def mend_pages(site: Site) -> None:
    """Rewrite the pages that need it; in a whole build of the book, each mend finds its place on some page."""
    if site.app.config.finish_finds_all and set(site.pages) == site.fresh:
        for pattern in idle("".join(site.pages.values())):
            LOGGER.warning("the theme has changed: no page has %s any more", pattern, type="finish")
    site.pages |= {path: mend(html) for path, html in site.pages.items()}


def idle(html: str) -> list[str]:
    """Return what of the list is found nowhere."""
    return [pattern for pattern, _ in MENDS if not re.search(pattern, html)]


def mend(html: str) -> str:
    """Return a page of the theme's with what its templates lack; a mended page comes back as it is."""
    for pattern, replacement in MENDS:
        html = re.sub(pattern, replacement, html)
    return CORNER.sub(name_rows, html)


def name_rows(table: re.Match) -> str:
    """Return the rest of a table with an empty corner: that is no header, and the first cell of each row is one."""
    rows = FIRST_CELL.sub(r'\1<th scope="row">\2</th>', table[1])
    return f"<td></td>{rows}</table>"
