"""What a sweep costs as its grid grows: 1, 4, 16 and 64 networks in one sweep, against as many single runs.

A small dense network (64-32-16-1, 200 points, batches of 32, Adam, 100 epochs). Measured is training with the functions
already compiled, in turn; with tracing (seconds each time) the single runs would look worse still.
Run: .venv/bin/python benchmarks/sweep_as_it_grows.py. Exit code 1 if 64 networks cost more than 64 single runs.
"""

from __future__ import annotations

import functools
import sys

import nnlab  # isort: skip (it quiets TensorFlow, so it comes first)
import keras
import numpy as np
from measuring import Part, Row, medians_in_turn, seconds

SIZES = (1, 4, 16, 64)
ROUNDS = 5


def build(activation: str) -> keras.Model:
    hidden = [keras.layers.Dense(width, activation=activation) for width in (64, 32, 16)]
    return keras.Sequential([keras.Input(shape=(1,)), *hidden, keras.layers.Dense(1)])


def main() -> int:
    x = np.linspace(-1, 1, 200)
    one = {"learning_rates": [1e-5], "activations": ["relu"], "epochs": 100, "batch_size": 32, "optimizer": "adam"}
    sweep = nnlab.train_sweep(build, x, np.sin(3 * x), **one)
    training = [functools.partial(sweep.with_learning_rates, np.geomspace(1e-4, 1e-2, size)) for size in SIZES]
    for train in training:
        train()  # compiles what this size needs
    taken = medians_in_turn(ROUNDS, [functools.partial(seconds, train) for train in training])
    rows = [
        Row(f"{size} network{'s' * (size > 1)}", ours, size * taken[0], f"{ours / taken[0]:.1f} times the cost of one")
        for size, ours in zip(SIZES, taken, strict=True)
    ]
    Part("A sweep as its grid grows", "one sweep", "as many single runs", "s", tuple(rows[1:])).save(
        "sweep_as_it_grows"
    )
    return int(rows[-1].ratio <= 1)


if __name__ == "__main__":
    sys.exit(main())
