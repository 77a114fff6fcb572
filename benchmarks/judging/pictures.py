"""Pictures of every page in both themes at three widths, and what a script can see in them.

Faults: the page scrolls sideways, words of a Lab stand on other words of it, a console error.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page
from reader import Reader

THEMES = ("light", "dark")
WIDTHS = (360, 768, 1440)
HEIGHT = 1800  # of one piece: longer pictures are hard to look at, and browsers refuse the longest
SETTLE = 150  # milliseconds for what draws itself when it comes into the window
TOUCH = 2  # pixels by which boxes of text may share a place without their ink doing so
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"
# Boxes of the lines of every text node that is seen, compared within each Lab; what scrolls within it is left out.
OVERLAPS = """
(touch) => {
const unseen = (node) => !node.matches(".nnlab-card") && (node.offsetWidth <= 1 || unseen(node.parentElement));
return [...document.querySelectorAll(".nnlab-card")].flatMap((lab, number) => {
  const texts = [];
  const walker = document.createTreeWalker(lab, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!node.data.trim() || !parent.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (parent.closest(".nnlab-table, pre, select, style, noscript") || unseen(parent.closest(":not(svg *)"))) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) if (box.width > 1 && box.height > 1) texts.push([node, box]);
  }
  const shared = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > touch
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > touch + 0.15 * Math.min(a.height, b.height);
  const found = [];
  texts.forEach(([one, a], i) => texts.slice(i + 1).forEach(([other, b]) => {
    if (one !== other && shared(a, b)) found.push(`Lab ${number + 1}: "${one.data.trim()}" on "${other.data.trim()}"`);
  }));
  return found;
});
}
"""


def take(browser: Browser, address: str, name: str, folder: Path) -> Iterator[str]:
    """Write the pictures of one page into `folder` and yield a sentence for each fault."""
    for theme in THEMES:
        for width in WIDTHS:
            size = {"width": width, "height": HEIGHT}
            reader = Reader(browser, address, viewport=size, color_scheme=theme, reduced_motion="reduce")
            page = reader.open(name)
            stem = f"{name.removesuffix('.html').replace('/', '-')}-{theme}-{width}"
            pieces(page, folder / stem)
            where = f"{name}, {theme}, {width} px"
            if (wide := page.evaluate(SIDEWAYS)) > 0:
                yield f"{where}: {wide} px wider than the window"
            yield from (f"{where}: {words}" for words in page.evaluate(OVERLAPS, TOUCH))
            yield from (f"{where}: {problem}" for problem in [*reader.errors, *reader.foreign])
            reader.context.close()


def pieces(page: Page, stem: Path) -> None:
    """Scroll through a page and write one picture for each windowful."""
    top = number = 0
    while top < page.evaluate("document.documentElement.scrollHeight"):
        page.evaluate("(top) => scrollTo({ top, behavior: 'instant' })", top)
        page.wait_for_timeout(SETTLE)
        page.screenshot(path=f"{stem}-{number:02d}.png")
        top, number = top + HEIGHT - 100, number + 1
    page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")  # where no Lab's controls stick to the window
    page.wait_for_timeout(SETTLE)
