"""All pages of a built site, for the extensions that finish them when everything has been written."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx


def read_pages(app: Sphinx, failure: Exception | None) -> dict[Path, str]:
    """Return every page, those of an earlier build that were not written anew included; none where the build failed."""
    if failure or app.builder.format != "html":
        return {}
    paths = (path for path in sorted(Path(app.outdir).rglob("*.html")) if "_static" not in path.parts)
    return {path: path.read_text("utf-8") for path in paths}


def write_changed(before: dict[Path, str], after: dict[Path, str]) -> None:
    """Write the pages that are no longer what they were."""
    for path, html in after.items():
        if html != before[path]:
            path.write_text(html, "utf-8", newline="\n")
