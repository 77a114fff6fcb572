"""What judge_pages.py measures, one module each. The tests' reader, which opens pages in a browser, serves here too."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SITE = Path(os.environ.get("SITE", ROOT / "_build" / "html")).resolve()
sys.path[:0] = [str(ROOT / name) for name in ("tests/site", "_ext", "_ext/live_widgets/tests")]


def pages_of(site: Path) -> list[str]:
    """Every page of a built site, by its address within the site, the first page first."""
    names = sorted(page.relative_to(site).as_posix() for page in site.rglob("*.html") if "_static" not in page.parts)
    return sorted(names, key=lambda name: name != "index.html")
