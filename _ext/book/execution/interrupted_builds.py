"""A build that was cut short leaves nothing half-written that the next one takes for whole.

Sphinx writes a page anew only if its source is newer, so a page whose writing was cut off (a kill, a full disk) would
stay as it is. A mark stands in the build folder while a build is under way; where one is found, every page is made
again. Results of notebooks are safe by themselves (see execution_cache).
"""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)
MARK = ".unfinished"  # beside the built html


def setup(app: Sphinx) -> None:
    """Set the mark when a build has begun, and take it away last of all."""
    app.connect("env-get-outdated", begin)
    app.connect("build-finished", end, priority=1000)


def mark_of(app: Sphinx) -> Path:
    """Return where the mark of an unfinished build stands."""
    return Path(app.outdir).parent / MARK


def begin(app: Sphinx, env, _added: set[str], _changed: set[str], _removed: set[str]) -> list[str]:
    """Return all pages where the last build did not come to its end."""
    cut_short = mark_of(app).exists()
    mark_of(app).touch()
    if cut_short:
        LOGGER.info("the last build was cut short: all pages are made again")
    return sorted(env.found_docs) if cut_short else []


def end(app: Sphinx, failure: Exception | None) -> None:
    """Take the mark away from a build that came to its end."""
    if not failure:
        mark_of(app).unlink(missing_ok=True)
