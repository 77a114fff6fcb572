"""What a Lab can draw: one frozen dataclass a panel, paired with the module of the same name in frontend/src/panels/.

A panel states its options and the arrays of its own. The arrays that several panels share (losses, predictions,
parameters) come from the source, a Sweep or a Table, and a panel only lists in `needs` which of them it reads.
CONTRIBUTING.md ("Add a panel") goes through adding one.
"""

from nnlab.panels.activation import Activation
from nnlab.panels.bars import Bars
from nnlab.panels.base import Arrays, Panel
from nnlab.panels.fit import Fit
from nnlab.panels.forecast import Forecast
from nnlab.panels.gradient_norms import GradientNorms
from nnlab.panels.histogram import Histogram
from nnlab.panels.landscape import Landscape
from nnlab.panels.loss_curve import LossCurve
from nnlab.panels.network import Network
from nnlab.panels.prediction_scatter import PredictionScatter

__all__ = [
    "Activation",
    "Arrays",
    "Bars",
    "Fit",
    "Forecast",
    "GradientNorms",
    "Histogram",
    "Landscape",
    "LossCurve",
    "Network",
    "Panel",
    "PredictionScatter",
]
