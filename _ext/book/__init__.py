"""Sphinx extension: the dress of this book. How notebooks are run, formulas drawn, the course shown, pages finished.

Each of the four can be an extension of its own: the tests' small books load what they need.
"""

from __future__ import annotations

from sphinx.application import Sphinx

PARTS = ("book.execution", "book.maths", "book.course", "book.finish")


def setup(app: Sphinx) -> dict:
    """Load all parts."""
    for part in PARTS:
        app.setup_extension(part)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
