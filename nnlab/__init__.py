"""Train a whole grid of Keras models at once, and explore it.

Importing this package quiets TensorFlow's start-up chatter, so import it before TensorFlow.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # no C++ notices on stderr: a notebook would store them
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")  # its notice ignores that level; also: alike on every CPU

from nnlab.lab import Lab
from nnlab.lab.challenge import Challenge
from nnlab.lab.keras_code import KerasCode
from nnlab.learn.checks import check, check_function
from nnlab.learn.evidence import Evidence
from nnlab.learn.question import Choice, Question
from nnlab.panels import PANELS
from nnlab.sweep import Run, Sweep, Table, batches, initial_weights, tabulate, train_sweep

globals().update(PANELS)  # LossCurve, Fit and all others

__all__ = [
    *PANELS,
    "Challenge",
    "Choice",
    "Evidence",
    "KerasCode",
    "Lab",
    "Question",
    "Run",
    "Sweep",
    "Table",
    "batches",
    "check",
    "check_function",
    "initial_weights",
    "tabulate",
    "train_sweep",
]
