"""Lighthouse's verdict on a page: mobile, its own simulated slow line and processor, the median of several runs."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
from dataclasses import dataclass, field

from pages import NAMES, NO_BROWSER

from judging import ROOT

COMMAND = ROOT / "benchmarks" / "lighthouse" / "node_modules" / "lighthouse" / "cli" / "index.js"
RUNS = 3
LEAST = {"performance": 0.95, "accessibility": 1.0, "best-practices": 1.0, "seo": 0.95}
MOST_SHIFT = 0.02
TIMES = {"first-contentful-paint": "fcp", "largest-contentful-paint": "lcp", "total-blocking-time": "tbt"}
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --disable-background-networking"


@dataclass(frozen=True)
class Verdict:
    """Medians: scores (0 to 1) by category, layout shift, milliseconds; `faults` says what cost points, and where."""

    scores: dict[str, float]
    shift: float
    milliseconds: dict[str, float]
    faults: list[str] = field(default_factory=list)

    def broken(self) -> list[str]:
        """Return the limits that this page breaks, as sentences."""
        low = [
            f"{name} {self.scores[name]:.2f} < {least}" for name, least in LEAST.items() if self.scores[name] < least
        ]
        return low + ([f"layout shift {self.shift:.3f} > {MOST_SHIFT}"] if self.shift > MOST_SHIFT else [])


def judge(address: str) -> Verdict:
    """Return the medians of RUNS runs of Lighthouse on the page at `address`."""
    reports = [run(address) for _ in range(RUNS)]

    def median(audit: str) -> float:
        return statistics.median(report["audits"][audit]["numericValue"] for report in reports)

    scores = {name: statistics.median(report["categories"][name]["score"] or 0 for report in reports) for name in LEAST}
    milliseconds = {short: round(median(audit)) for audit, short in TIMES.items()}
    faults = sorted({fault for report in reports for fault in faults_of(report)})
    return Verdict(scores, median("cumulative-layout-shift"), milliseconds, faults)


def run(address: str) -> dict:
    """Return the report of one run."""
    command = ["node", str(COMMAND), address, "--quiet", "--output=json", f"--chrome-flags={FLAGS}"]
    environment = {**os.environ, "CHROME_PATH": browser_path()}
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=180, env=environment).stdout)


def browser_path() -> str:
    """Return the browser that the tests would start."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise FileNotFoundError(NO_BROWSER)
    return found


def faults_of(report: dict) -> list[str]:
    """Return the audits of a report that cost a point outside performance, each with the first places found."""
    audits = [
        (name, report["audits"][reference["id"]])
        for name in ("accessibility", "best-practices", "seo")
        for reference in report["categories"][name]["auditRefs"]
        if reference["weight"]
    ]
    return [f"{name}: {audit['title']} {places_of(audit)}".strip() for name, audit in audits if audit["score"] == 0]


def places_of(audit: dict) -> str:
    """Return the first three elements or addresses that an audit names."""
    items = audit.get("details", {}).get("items", [])[:3]
    return "; ".join(
        str(item.get("node", {}).get("snippet") or item.get("url") or item.get("description", "")) for item in items
    )
