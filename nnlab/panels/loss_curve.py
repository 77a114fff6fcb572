"""The loss over the epochs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nnlab.panels.base import Panel, Source
from nnlab.records import Table


@dataclass(frozen=True)
class LossCurve(Panel):
    """Training loss of the drawn weights after every epoch, validation loss beside it where the sweep has one.

    log: logarithmic loss axis. y_label: name of the loss with its unit, if it has one.
    """

    title: str = "Loss after each epoch"
    y_label: str = "loss"
    x_label: str = "epoch"
    log: bool = True
    needs: ClassVar[tuple[str, ...]] = ("validation_loss",)

    def options(self, source: Source) -> dict[str, object]:
        if isinstance(source, Table):
            raise TypeError("LossCurve needs a Sweep (a Table has no epochs); use Landscape for a Table")
        return {"log": self.log, "x_label": self.x_label, "y_label": self.y_label}
