"""A Binder button on every notebook page, which opens that very notebook in JupyterLab.

The repository's address lives in one place: the git remote `origin` of the source folder, so that a fork's book opens
the fork, or the setting `launch_repository`. Where neither names a GitHub repository, there are no buttons, and one
line on stderr says so. It is not a Sphinx warning: a copy of the book without a remote must still build with `-W`.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from sphinx.application import Sphinx

NO_REPOSITORY = (
    "Note: this folder has no GitHub remote `origin` and `launch_repository` is not set in _config.yml, "
    "so the pages have no launch buttons."
)
TAG = "launch_buttons"  # what a page says of the buttons stands in `only` with this tag
GITHUB = re.compile(
    r"^(?:https?://(?:[^@/]+@)?|ssh://git@|git://|git@)(?:ssh\.|www\.)?github\.com(?::\d+)?"
    r"[:/]/?([\w-]+)/([\w.-]+?)(?:\.git)?/?$",
    re.IGNORECASE,
)
# The theme's own buttons that lead to the repository: wrong without one.
REPOSITORY_BUTTONS = ("use_repository_button", "use_issues_button", "use_edit_page_button", "use_source_button")


def setup(app: Sphinx) -> None:
    """Add the settings; the empty repository means: ask git."""
    app.add_config_value("launch_repository", "", "html", [str])
    app.add_config_value("launch_branch", "main", "html", [str])
    app.add_config_value("launch_binderhub", "https://mybinder.org", "html", [str])
    app.connect("config-inited", find_repository)
    app.connect("html-page-context", add_button, priority=502)  # after the theme has made its list of buttons


def find_repository(app: Sphinx, config) -> None:
    """Settle the address for this build, for the theme's repository buttons too."""
    config.launch_repository = github_address(config.launch_repository or git_remote(Path(app.srcdir)))
    options = config.html_theme_options
    # Jupyter Book's default is its own repository: always overwritten.
    options["repository_url"] = config.launch_repository
    options["repository_branch"] = config.launch_branch
    if config.launch_repository:
        app.tags.add(TAG)
    else:
        print(NO_REPOSITORY, file=sys.stderr)
        options.update(dict.fromkeys(REPOSITORY_BUTTONS, False))


def git_remote(folder: Path) -> str:
    """Return the address of `origin` of the repository whose top folder this is, else an empty string.

    A book unpacked inside another repository must not send its readers to that one, hence the top folder only.
    """
    if not (folder / ".git").exists():
        return ""
    command = ["git", "-C", str(folder), "remote", "get-url", "origin"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=10).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""


def github_address(remote: str) -> str:
    """Return https://github.com/OWNER/NAME for any way to write it (ssh, https, with a token), else an empty string."""
    match = GITHUB.match(remote)
    return f"https://github.com/{match[1]}/{match[2]}" if match else ""


def binder_link(hub: str, repository: str, branch: str, path: str) -> str:
    """Return the address that starts the repository on Binder and opens one notebook in JupyterLab."""
    owner, name = repository.split("/")[-2:]
    return (
        f"{hub.rstrip('/')}/v2/gh/{owner}/{name}/{quote(branch, safe='')}?urlpath={quote(f'lab/tree/{path}', safe='')}"
    )


def add_button(app: Sphinx, page: str, _template: str, context: dict, doctree) -> None:
    """Put the Binder button at the head of a notebook page."""
    config = app.config
    if not config.launch_repository or doctree is None or context.get("page_source_suffix") != ".ipynb":
        return
    path = Path(app.env.doc2path(page)).relative_to(app.srcdir).as_posix()
    button = {
        "type": "link",
        "url": binder_link(config.launch_binderhub, config.launch_repository, config.launch_branch, path),
        "text": "Binder",
        "tooltip": "Open this notebook in JupyterLab on Binder",
        "label": "launch-binder",
    }
    context.setdefault("header_buttons", []).insert(0, button)
