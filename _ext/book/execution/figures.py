"""Still figures as SVG in the book: sharp at every size and a fraction of a PNG's weight.

The notebooks themselves say nothing about it, so that JupyterLab and nbval keep their default, PNG.
"""

import os
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

KERNEL_CONFIG = """\
c = get_config()
c.InlineBackend.figure_formats = ["svg"]

# A kernel of a build hears this machine only, so its warning that others could listen would tell nobody anything.
import logging
logging.getLogger("IPKernelApp").addFilter(lambda record: "without encryption" not in record.getMessage())
"""


def set_figure_format(app: Sphinx, config: Config) -> None:
    """Give the kernels that this build starts an IPython profile of their own."""
    home = Path(app.outdir).parent / ".ipython"
    profile = home / "profile_default" / "ipython_kernel_config.py"
    profile.parent.mkdir(parents=True, exist_ok=True)
    profile.write_text(KERNEL_CONFIG, encoding="utf-8")
    os.environ["IPYTHONDIR"] = str(home)


def setup(app: Sphinx) -> None:
    app.connect("config-inited", set_figure_format)
