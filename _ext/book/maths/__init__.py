"""Formulas, drawn while the book is built."""

from __future__ import annotations

from sphinx.application import Sphinx

from book.maths import formulas


def setup(app: Sphinx) -> dict:
    """Connect the renderer."""
    formulas.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
