"""All pages of a built site while they are finished: read once, changed by one step after the other, written once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sphinx.application import Sphinx

from book.finish import theme_html


@dataclass
class Site:
    """The site of a build that has been written.

    out: its folder. pages: the HTML of every page by its file, those of an earlier build that were not written anew
    included; a step replaces what it changes. fresh: the pages that come from the theme as they are, in this build.
    """

    app: Sphinx
    out: Path
    pages: dict[Path, str]
    fresh: frozenset[Path]
    written: dict[Path, str]

    def write(self) -> None:
        """Write the pages that are no longer what they were."""
        for path, html in self.pages.items():
            if html != self.written.get(path):
                path.write_text(html, "utf-8", newline="\n")
        self.written = dict(self.pages)


def read_site(app: Sphinx) -> Site:
    """Return all pages of a site."""
    out = Path(app.outdir)
    paths = (path for path in sorted(out.rglob("*.html")) if "_static" not in path.parts)
    pages = {path: path.read_text("utf-8") for path in paths}
    fresh = frozenset(path for path, html in pages.items() if theme_html.loads(html).styles)
    return Site(app, out, pages, fresh, dict(pages))
