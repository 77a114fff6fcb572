"""When a page's first words and its first Lab are there for a reader with a slow line and a slow processor.

Usable is a Lab when a moved knob has changed the drawing. The line is Chrome's own "Slow 4G", the processor four times
slower than this machine's. The cache is empty, and every run has a browser context of its own.
"""

from __future__ import annotations

import contextlib
import statistics
from dataclasses import dataclass

from playwright.sync_api import Browser, TimeoutError

RUNS = 3
SLOW_4G = {  # as in Chrome's DevTools: bytes per second, milliseconds for each request
    "offline": False,
    "downloadThroughput": 1.6e6 / 8 * 0.9,
    "uploadThroughput": 750e3 / 8 * 0.9,
    "latency": 150 * 3.75,
}
SLOWER_PROCESSOR = 4
LONGEST = 90_000  # milliseconds; a page without a usable Lab by then has none
PHONE = {"width": 412, "height": 823}
# Moves the first Lab's first slider, or chooses in its first list, as soon as it can; notes when a drawing changes.
PROBE = """
(() => {
  window.shift = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => { window.shift += entry.value; }))
    .observe({ type: "layout-shift", buffered: true });
  const shapes = (lab) => [...lab.querySelectorAll(".nnlab-stage svg")].map((svg) => svg.innerHTML).join();
  const look = () => {
    const lab = document.querySelector(".nnlab-card");
    const slider = lab?.querySelector("[data-control='epoch'] input[type=range], .nnlab-ladder input[type=range]");
    const list = lab?.querySelector("select");
    if (!slider && !list) return setTimeout(look, 20);
    const before = shapes(lab);
    if (slider) {
      slider.value = Number(slider.value) > Number(slider.max) / 2 ? slider.min : slider.max;
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    } else {
      list.selectedIndex = list.selectedIndex ? 0 : list.length - 1;
      list.dispatchEvent(new Event("change", { bubbles: true }));
    }
    requestAnimationFrame(() => setTimeout(() => {
      if (shapes(lab) === before) return look();
      window.usableAt = performance.now();
    }));
  };
  look();
})();
"""
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"


@dataclass(frozen=True)
class Arrival:
    """Medians of RUNS runs: seconds to the first words and a usable Lab (None: never), kilobytes and shift by then."""

    first_paint: float | None
    usable: float | None
    kilobytes: float
    shift: float


def arrival(browser: Browser, address: str) -> Arrival:
    """Return how a page arrives."""
    runs = [arrive(browser, address) for _ in range(RUNS)]
    columns = zip(*runs, strict=True)
    return Arrival(*(None if None in column else statistics.median(column) for column in columns))


def arrive(browser: Browser, address: str) -> tuple[float | None, ...]:
    """Open a page once; return the values of an `Arrival`."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=2)
    page = context.new_page()
    session = context.new_cdp_session(page)
    received = []
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_PROCESSOR})
    page.add_init_script(PROBE)
    page.goto(address, wait_until="commit")
    with contextlib.suppress(TimeoutError):
        page.wait_for_function("() => window.usableAt", timeout=LONGEST, polling=250)
    painted, usable, shift = page.evaluate(f"[{PAINTED}, window.usableAt ?? null, window.shift]")
    context.close()
    return painted and painted / 1000, usable and usable / 1000, sum(received) / 1000, shift
