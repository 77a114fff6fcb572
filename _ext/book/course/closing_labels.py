"""What opens a closed cell says how it is closed again.

A cell names only its opening label, `code_prompt_show: Show the solution`; opened, it reads "Hide the solution".
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform


class ClosingLabels(SphinxPostTransform):
    """Derives the closing label of each closed cell from its opening one."""

    default_priority = 198  # before myst-nb writes both into the page, at 199

    def run(self, **_options: object) -> None:
        for cell in self.document.findall(nodes.container):
            if "prompt_show" in cell:
                cell["prompt_hide"] = cell["prompt_show"].replace("Show", "Hide", 1)


def setup(app: Sphinx) -> None:
    app.add_post_transform(ClosingLabels)
