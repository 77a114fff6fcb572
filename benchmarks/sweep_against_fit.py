"""Chapter 2's whole grid by train_sweep against the same grid by model.fit, in one run, in turn.

`fit` would take the better part of an hour, so it trains one setting for EPOCHS_MEASURED epochs and its seconds per
epoch are scaled to the grid. The first epochs of each `fit`, which build its own function, are left out: that favours
`fit`.
Run: .venv/bin/python benchmarks/sweep_against_fit.py
"""

import statistics
import time

import keras
import numpy as np

import nnlab

RATES = [0.001, 0.003, 0.01, 0.03, 0.05, 0.08, 0.1, 0.102, 0.3]
ACTIVATIONS = ["linear", "relu", "tanh", "sigmoid"]
EPOCHS = 500
EPOCHS_MEASURED = 100
ROUNDS = 3

x = np.arange(6.0)
y = 2 * x


def build(activation: str) -> keras.Model:
    start = keras.initializers.Constant(-0.6)
    neuron = keras.layers.Dense(1, activation=activation, kernel_initializer=start)
    return keras.Sequential([keras.Input(shape=(1,)), neuron])


def seconds_by_sweep() -> float:
    """Seconds for the grid, tracing included; each call traces anew."""
    begin = time.perf_counter()
    nnlab.train_sweep(build, x, y, learning_rates=RATES, activations=ACTIVATIONS, epochs=EPOCHS, parameters=True)
    return time.perf_counter() - begin


def seconds_by_fit() -> float:
    """Seconds for the grid by `fit`, scaled from EPOCHS_MEASURED warm epochs."""
    model = build("tanh")
    model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.01), loss="mse")
    model.fit(x[:, None], y[:, None], epochs=2, verbose=0)
    begin = time.perf_counter()
    model.fit(x[:, None], y[:, None], epochs=EPOCHS_MEASURED, verbose=0)
    per_epoch = (time.perf_counter() - begin) / EPOCHS_MEASURED
    return per_epoch * EPOCHS * len(RATES) * len(ACTIVATIONS)


def main() -> None:
    pairs = [(seconds_by_sweep(), seconds_by_fit()) for _ in range(ROUNDS)]
    sweep, fit = (statistics.median(column) for column in zip(*pairs, strict=True))
    grid = f"{len(RATES)} learning rates x {len(ACTIVATIONS)} activations x {EPOCHS} epochs"
    print(f"{grid}, medians of {ROUNDS} rounds")
    print(f"train_sweep, tracing included: {sweep:8.1f} s")
    print(f"model.fit, scaled:             {fit:8.1f} s")
    print(f"ratio:                         {fit / sweep:8.0f}")


if __name__ == "__main__":
    main()
