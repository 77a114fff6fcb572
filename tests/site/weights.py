"""What a page weighs, and what it may weigh."""

from __future__ import annotations

import gzip

from playwright.sync_api import Browser
from reader import Reader

LANDING, CHAPTER = 250_000, 450_000  # bytes, compressed, everything included
COMPRESSED = (".woff2", ".png", ".webp", ".jpg")


def page_weight(browser: Browser, address: str, name: str) -> int:
    """Return the bytes, compressed, of everything that a page loads; a request to another host is a failure."""
    reader = Reader(browser, address)
    weights: list[int] = []

    def weigh(response) -> None:
        if response.url.startswith("http") and response.ok:
            body = response.body()
            weights.append(len(body) if response.url.split("?")[0].endswith(COMPRESSED) else len(gzip.compress(body)))

    reader.context.on("response", weigh)
    page = reader.open(name)
    page.evaluate("document.querySelectorAll('img').forEach((image) => { image.loading = 'eager'; })")
    page.wait_for_load_state("networkidle")
    reader.context.close()
    reader.check()
    return sum(weights)


def weight_limit(name: str) -> int:
    """Bytes that a page may weigh."""
    return LANDING if name == "index.html" else CHAPTER
