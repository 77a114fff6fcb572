"""A table of measurements as HTML that can be read aloud: a caption, and a scope for every heading. No Sphinx here."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape


def table(caption: str, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table. The cells of a row are HTML; the first names the row, the others begin with their own `<td>`."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    body = "".join(f'<tr><th scope="row">{first}</th>{"</td>".join(cells)}</td></tr>\n' for first, *cells in rows)
    return (
        '<div class="pst-scrollable-table-container">'  # as the theme wraps tables, for narrow screens
        f'<table class="table facts"><caption>{escape(caption)}</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table></div>\n"
    )
