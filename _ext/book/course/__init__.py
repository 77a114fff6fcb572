"""What makes the pages a course: cards, positions, schedules, facts, and the ways out to Binder and the glossary."""

from __future__ import annotations

from sphinx.application import Sphinx

from book.course import (
    benchmarks,
    cards,
    closing_labels,
    facts,
    glossary_search,
    launch_links,
    position,
    schedule,
    social_card,
)

MODULES = (
    launch_links,
    closing_labels,
    cards,
    position,
    social_card,
    glossary_search,
    schedule,
    facts,
    benchmarks,
)


def setup(app: Sphinx) -> dict:
    """Connect all modules."""
    for module in MODULES:
        module.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
