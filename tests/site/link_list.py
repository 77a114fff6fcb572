"""The list of every address on another host that a page names, with the day on which each was last confirmed."""

from __future__ import annotations

import csv
import re
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from book.course.launch_links import git_remote, github_address
from links import external_links

ROOT = Path(__file__).parents[2]
LIST = ROOT / "assets" / "external-links.csv"
NOT_YET = "not yet"
ANSWERED, STORED = "its host answered", "in a stored copy of the public web"


@dataclass(frozen=True)
class Link:
    """One row: the address, the day (ISO, or NOT_YET), and how it was confirmed (ANSWERED, STORED or nothing)."""

    address: str
    confirmed: str = NOT_YET
    how: str = ""


def read_list() -> list[Link]:
    """Return the rows of the list."""
    with LIST.open(encoding="utf-8", newline="") as file:
        return [Link(**row) for row in csv.DictReader(file)]


def write_list(links: list[Link]) -> None:
    """Write the rows, sorted by address."""
    with LIST.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Link)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(link) for link in sorted(links, key=lambda link: link.address))


def addresses_of(site: Path) -> set[str]:
    """Return what the list must hold. Addresses made from the git remote differ from fork to fork and stay out."""
    repository = github_address(git_remote(ROOT))
    owner, _, name = repository.removeprefix("https://github.com/").lower().partition("/")
    own = re.compile(rf"{re.escape(repository)}(/|$)|https://mybinder\.org/v2/|https://{owner}\.github\.io/({name}/|$)")
    return {address for address in external_links(site) if not (repository and own.match(address))}
