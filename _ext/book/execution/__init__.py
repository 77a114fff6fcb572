"""How the notebooks are run, and what is kept of it."""

from __future__ import annotations

from sphinx.application import Sphinx

from book.execution import cache, figures, interrupted_builds


def setup(app: Sphinx) -> dict:
    """Connect all modules."""
    for module in (cache, interrupted_builds, figures):
        module.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
