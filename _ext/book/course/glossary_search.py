"""The search finds the glossary's terms after every build.

From the search index of the build before, Sphinx restores words and titles but not the terms that a glossary defines.
So pages that define terms are written anew, and indexed anew, in each build.
"""

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


def setup(app: Sphinx) -> None:
    """Name the pages once all are read."""
    app.connect("env-updated", pages_with_terms)


def pages_with_terms(_app: Sphinx, env: BuildEnvironment) -> set[str]:
    """Return the pages that define terms; Sphinx takes them for changed."""
    return {page for _, _, kind, page, _, _ in env.get_domain("std").get_objects() if kind == "term"}
