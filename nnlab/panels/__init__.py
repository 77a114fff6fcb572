"""What a Lab can draw: one frozen dataclass a panel, paired with the module of the same name in frontend/src/panels/.

A panel states its options and the arrays of its own. The arrays that several panels share (losses, predictions,
parameters) come from the source, a Sweep or a Table, and a panel only lists in `needs` which of them it reads.
Panels are found by listing this folder, here and in the front end. CONTRIBUTING.md ("Add a panel") goes through adding
one.
"""

import importlib
import pkgutil
from collections.abc import Iterator

from nnlab.panels.base import Arrays, Panel


def _panels() -> Iterator[type[Panel]]:
    """Yield every panel that a module of this folder defines, in the order of the alphabet."""
    for found in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{found.name}")
        for kind in vars(module).values():
            own = isinstance(kind, type) and kind.__module__ == module.__name__
            if own and issubclass(kind, Panel) and kind is not Panel:
                yield kind


PANELS = {panel.__name__: panel for panel in _panels()}
globals().update(PANELS)
__all__ = ["PANELS", "Arrays", "Panel", *PANELS]
