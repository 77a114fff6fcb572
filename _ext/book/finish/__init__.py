"""What happens to the pages when all of them have been written, step by step, in this order."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sphinx.application import Sphinx

from book.finish import accessible, policy, publishing, theme, weights
from book.finish.pages import Site, read_site

STEPS = {
    "accessible": accessible.mend_pages,  # names, roles and landmarks, while the theme's own marks are still there
    "theme": theme.make_light,  # one style sheet and one script for all; from here on it is settled what a page loads
    "policy": policy.protect,  # which names all inline code, so none may change after it
    "weights": weights.weigh,  # of pages as they will be
    "address": publishing.root_not_found,
    "write": Site.write,
    "publish": publishing.publish,  # packs what has been written
}


def setup(app: Sphinx) -> dict:
    """Run the steps last but for the mark of a whole build; a change of their code writes all pages anew."""
    code = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*")) if path.is_file())
    app.add_config_value("finish_version", hashlib.sha256(code).hexdigest()[:16], "html")
    app.add_config_value("finish_leave_out", (), "html", [list, tuple])  # names of steps, to compare with and without
    app.add_config_value("finish_finds_all", False, "html", [bool])  # warn of what is mended on no page of the book
    app.connect("config-inited", publishing.settle_address, priority=600)  # after launch_links has found the repository
    app.connect("build-finished", finish, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def finish(app: Sphinx, failure: Exception | None) -> None:
    """Take all steps, where the build has written a site."""
    if failure or app.builder.format != "html":
        return
    site = read_site(app)
    for name, step in STEPS.items():
        if name not in app.config.finish_leave_out:
            step(site)
