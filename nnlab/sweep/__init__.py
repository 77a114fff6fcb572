"""Train a chapter's own Keras model for a whole grid of settings at once, and hold what came of it.

`train` is the door for training and `table` the one for evaluating untrained networks; `records` and `points` are what
they return, behind the one face of `source`. `recipe` knows the groups of a sweep, `loop` the compiled training,
`evaluate` losses and predictions. Nothing here knows a widget.
"""

from nnlab.sweep.order import batches
from nnlab.sweep.points import Point, Table
from nnlab.sweep.recipe import Cancelled
from nnlab.sweep.records import Sweep
from nnlab.sweep.run import Run
from nnlab.sweep.source import Source
from nnlab.sweep.starts import initial_weights
from nnlab.sweep.table import tabulate
from nnlab.sweep.train import train_sweep

__all__ = [
    "Cancelled",
    "Point",
    "Run",
    "Source",
    "Sweep",
    "Table",
    "batches",
    "initial_weights",
    "tabulate",
    "train_sweep",
]
