"""A reader of this book's pages, which arrive in parts."""

from __future__ import annotations

import pages

WHOLE = """() => !document.querySelector(".live-widget[aria-busy]")
  && [...document.querySelectorAll(".bd-article > section > section")]
    .every((section) => getComputedStyle(section).contentVisibility !== "auto")"""


class Reader(pages.Reader):
    """Opens a page of the book; it is ready when all of it is laid out and its widgets are there."""

    READY = WHOLE
