"""Train a whole grid of Keras models at once, and explore it.

Importing this package quiets TensorFlow's start-up chatter, so import it before TensorFlow.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # no C++ notices on stderr: a notebook would store them
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")  # its notice ignores that level; also: alike on every CPU

from nnlab._order import batches
from nnlab._points import Table
from nnlab._starts import initial_weights
from nnlab.challenge import Challenge
from nnlab.checks import check, check_function
from nnlab.evidence import Evidence
from nnlab.keras_code import KerasCode
from nnlab.lab import Lab
from nnlab.panels import (
    Activation,
    Bars,
    Fit,
    Forecast,
    GradientNorms,
    Histogram,
    Landscape,
    LossCurve,
    Network,
    PredictionScatter,
)
from nnlab.question import Choice, Question
from nnlab.records import Run, Sweep
from nnlab.sweep import tabulate, train_sweep

__all__ = [
    "Activation",
    "Bars",
    "Challenge",
    "Choice",
    "Evidence",
    "Fit",
    "Forecast",
    "GradientNorms",
    "Histogram",
    "KerasCode",
    "Lab",
    "Landscape",
    "LossCurve",
    "Network",
    "PredictionScatter",
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
