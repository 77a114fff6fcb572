"""Confirm every link to another host, by Sphinx's linkcheck, and bring assets/external-links.csv up to date.

The list is first made that of the built pages; then each address that answers gets today's date. Exit code 1, and a
sentence each, where one does not; its date stays that of the last time.
Run with a network: python run.py site, then .venv/bin/python benchmarks/external_links.py
"""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
SITE = Path(os.environ.get("SITE", ROOT / "_build" / "html")).resolve()
sys.path[:0] = [str(ROOT / name) for name in ("tests/site", "_ext", "_ext/live_widgets/tests")]

from link_list import ANSWERED, Link, addresses_of, read_list, write_list  # noqa: E402

OPTIONS = ["-q", "-C", "-D", "linkcheck_retries=2", "-D", "linkcheck_timeout=20", "-D", "linkcheck_workers=8"]


def unanswered(addresses: list[str]) -> dict[str, str]:
    """Return the reason for each address that gives no good answer."""
    with tempfile.TemporaryDirectory() as folder:
        page = "\n\n".join(f"`{number} <{address}>`__" for number, address in enumerate(addresses))
        Path(folder, "index.rst").write_text(f"Links\n=====\n\n{page}\n", "utf-8")
        command = [sys.executable, "-m", "sphinx", "-b", "linkcheck", *OPTIONS, folder, f"{folder}/out"]
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        lines = Path(folder, "out", "output.json").read_text("utf-8").splitlines()
    answers = {entry["uri"]: entry for entry in map(json.loads, lines)}
    good = {address for address, entry in answers.items() if entry["status"] in ("working", "redirected")}
    return {each: answers.get(each, {}).get("info", "was not asked") for each in addresses if each not in good}


def main() -> int:
    known = {link.address: link for link in read_list()}
    links = [known.get(address, Link(address)) for address in sorted(addresses_of(SITE))]
    failed = unanswered([link.address for link in links])
    today = datetime.date.today().isoformat()
    write_list([link if link.address in failed else Link(link.address, today, ANSWERED) for link in links])
    for address, reason in failed.items():
        print(f"{address}: {reason} (last confirmed: {known.get(address, Link(address)).confirmed})")
    print(f"{len(links) - len(failed)} of {len(links)} links answered today.")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
