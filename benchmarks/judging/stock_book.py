"""The same chapters as a stock Jupyter Book 1 makes them: its own settings, widgets by html-manager, maths by MathJax.

Nothing is trained again: the results come from this book's execution cache. The files that stock pages fetch from other
hosts come from npm and are laid beside the pages, so they cost neither a look-up of a name nor a second connection:
that favours the stock book. So does leaving out the chapter cards of its first page.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from book.execution.cache import cache_folder

from judging import ROOT

PACKAGES = {  # as myst-nb, Sphinx and the saved widgets name them
    "requirejs": "2.3.4",
    "@jupyter-widgets/html-manager": "1.0.6",
    "mathjax": "3.2.2",
    "anywidget": "0.11.0",
}
CONFIG = """\
title: Exploring Neural Network Fundamentals in Python
author: the course's contributors
only_build_toc_files: true
execute: {{execute_notebooks: cache, cache: {cache}}}
parse:
  myst_enable_extensions: [amsmath, colon_fence, deflist, dollarmath, attrs_inline, attrs_block, substitution]
bibtex_bibfiles: [assets/references.bib]
sphinx: {{config: {{language: en, nb_merge_streams: true, bibtex_reference_style: author_year}}}}
"""
CARDS = re.compile(r"```\{chapter-cards\}\n```\n?")
MOVED = {
    "https://cdnjs.cloudflare.com/ajax/libs/require.js/2.3.4/require.min.js": "requirejs/require.js",
    "https://cdn.jsdelivr.net/npm/@jupyter-widgets/html-manager@1.0.6/": "@jupyter-widgets/html-manager/",
    "https://cdn.jsdelivr.net/npm/mathjax@3/": "mathjax/",
    "https://cdn.jsdelivr.net/npm/": "",  # html-manager adds `anywidget@~0.11.*/dist/index.js`
}


def build_stock(folder: Path) -> Path:
    """Build the stock book in an empty folder and return the folder of its pages."""
    source = folder / "book"
    for name in ("chapters", "assets"):
        shutil.copytree(ROOT / name, source / name)
    for name in ("_toc.yml", "references.md"):
        shutil.copy(ROOT / name, source / name)
    (source / "index.md").write_text(CARDS.sub("", (ROOT / "index.md").read_text("utf-8")), "utf-8")
    cache = cache_folder(ROOT, ROOT / "_build")
    (source / "_config.yml").write_text(CONFIG.format(cache=shutil.copytree(cache, folder / "cache")), "utf-8")
    command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build", str(source), "-q"]
    subprocess.run(command, check=True, env={**os.environ, "NO_COLOR": "1"})
    site = source / "_build" / "html"
    lay_beside(site, folder)
    return site


def lay_beside(site: Path, folder: Path) -> None:
    """Fetch what the pages ask other hosts for, from npm, and lead the pages there."""
    packed = [f"{name}@{version}" for name, version in PACKAGES.items()]
    npm = shutil.which("npm") or sys.exit("The stock book needs Node.js with npm, which is not on the PATH.")
    subprocess.run([npm, "pack", "--silent", *packed], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    for name, version in PACKAGES.items():
        target = site / "npm" / name
        with tarfile.open(folder / f"{name.lstrip('@').replace('/', '-')}-{version}.tgz") as archive:
            archive.extractall(folder / "unpacked" / name, filter="data")
        shutil.copytree(folder / "unpacked" / name / "package", target)
    shutil.copytree(
        site / "npm" / "anywidget", site / "npm" / f"anywidget@~{PACKAGES['anywidget'].rsplit('.', 1)[0]}.*"
    )
    for page in site.rglob("*.html"):
        html = page.read_text("utf-8")
        for address, place in MOVED.items():
            html = html.replace(address, f"/npm/{place}")
        page.write_text(re.sub(r'(<script[^>]*) (integrity|crossorigin)="[^"]*"', r"\1", html), "utf-8")
