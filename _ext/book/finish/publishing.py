"""What a published site needs beside its pages.

- `exploring-neural-networks.zip`, the whole book in one file that works from a disk, without network.
- `404.html`, and, where the site's address is known, `sitemap.xml` and a canonical address on each page.

The address is `html_baseurl`, or else where GitHub Pages puts the repository that launch_links found.
"""

from __future__ import annotations

import re
import zipfile
from html import escape
from pathlib import Path

from sphinx.application import Sphinx

from book.course.launch_links import github_address
from book.finish.pages import Site

ARCHIVE = "exploring-neural-networks.zip"
TOP_FOLDER = "exploring-neural-networks"
LEAVE_OUT = ("social-card", ".buildinfo", "objects.inv", "sitemap.xml", "404.html", ARCHIVE)
LINK = re.compile(rf'\s*<a href="{re.escape(ARCHIVE)}"[^>]*>.*?</a>', re.DOTALL)
TEMPLATES = Path(__file__).parent / "templates"
LONG_AGO = (2020, 1, 1, 0, 0, 0)  # the same pages make the same file


def settle_address(_app: Sphinx, config) -> None:
    """Set the site's address, if it can be known, and the page for addresses that do not exist."""
    config.html_baseurl = config.html_baseurl or pages_address(config.launch_repository)
    config.templates_path.append(str(TEMPLATES))
    config.html_additional_pages = {**config.html_additional_pages, "404": "404.html"}


def pages_address(repository: str) -> str:
    """Return where GitHub Pages publishes a repository, or an empty string."""
    if not github_address(repository):
        return ""
    owner, name = repository.split("/")[-2:]
    host = f"{owner.lower()}.github.io"
    return f"https://{host}/" if name.lower() == host else f"https://{host}/{name}/"


def root_not_found(site: Site) -> None:
    """Give 404.html, which a server shows at any address, the address from which its own lead on."""
    page = site.out / "404.html"
    if site.app.config.html_baseurl and page in site.pages:
        site.pages[page] = with_root(site.pages[page], site.app.config.html_baseurl)


def publish(site: Site) -> None:
    """Write what stands beside the pages."""
    if address := site.app.config.html_baseurl:
        names = sorted(site.app.env.found_docs)
        (site.out / "sitemap.xml").write_text(sitemap(address, names), "utf-8", newline="\n")
    pack(site.out)


def sitemap(address: str, names: list[str]) -> str:
    """Return the list of all pages, for search engines."""
    entries = "".join(f"<url><loc>{escape(f'{address}{name}.html')}</loc></url>\n" for name in names)
    head = '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{entries}</urlset>\n"


def with_root(html: str, address: str) -> str:
    """Return a page whose relative addresses are right from every address at which the server shows it."""
    if "<base " in html:
        return html
    path = re.sub(r"^https?://[^/]*", "", address)
    return html.replace("<head>", f'<head>\n    <base href="{escape(path)}">', 1)


def pack(out: Path) -> None:
    """Write the whole book into one file; its first page does not offer it again."""
    unfinished = out / f"{ARCHIVE}.tmp"
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(out.rglob("*")):
            name = path.relative_to(out).as_posix()
            if path.is_dir() or path == unfinished or name.split("/")[0] in LEAVE_OUT:
                continue
            content = path.read_bytes()
            if name == "index.html":
                content = LINK.sub("", content.decode("utf-8")).encode()
            archive.writestr(zipfile.ZipInfo(f"{TOP_FOLDER}/{name}", LONG_AGO), content, zipfile.ZIP_DEFLATED, 9)
    unfinished.replace(out / ARCHIVE)
