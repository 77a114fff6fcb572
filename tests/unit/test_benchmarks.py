"""The benchmarks count and scale what they say they do."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import nnlab

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

import keras
import numpy as np
from fitting import Fit, GridByFit
from measuring import Part, Row, load, medians_in_turn


def test_fit_is_scaled_to_the_networks_that_the_grid_really_trains(monkeypatch):
    def build(activation):
        return keras.Sequential([keras.Input(shape=(1,)), keras.layers.Dense(1, activation=activation)])

    x = np.arange(8.0)
    sweep = nnlab.train_sweep(
        build,
        x,
        2 * x,
        learning_rates=[0.001, 0.003, 0.01],
        activations=["linear", "tanh"],
        knobs={"batch_size": [4, 8], "patience": [1, 2, 3]},
        setting=lambda batch_size, patience: {"batch_size": batch_size},
        epochs=10,
    )
    by_fit = GridByFit(sweep)
    assert by_fit.networks == 3 * 2 * 2, "patience changes no training"
    batch_sizes = sorted(fit._data["batch_size"] for fit in by_fit._fits.values())
    assert batch_sizes == [4, 8], "one network is measured for each"
    assert by_fit.seconds() > 0
    monkeypatch.setattr(Fit, "per_epoch", lambda fit: {4: 2.0, 8: 1.0}[fit._data["batch_size"]])
    assert by_fit.seconds() == 10 * (6 * 2.0 + 6 * 1.0)


def test_two_sides_take_turns_and_their_medians_are_kept():
    turns = []

    def side(name, values):
        remaining = iter(values)
        return lambda: turns.append(name) or next(remaining)

    assert medians_in_turn(3, [side("a", [5, 1, 3]), side("b", [7, 9, 8])]) == [3, 8]
    assert turns == ["a", "b"] * 3


def test_results_are_saved_with_date_and_machine_and_read_again(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("measuring.RESULTS", tmp_path)
    part = Part("Grids", "sweep", "fit", "s", (Row("1. One neuron", 2, 200, "6 networks"),))
    part.save("some")
    assert "100" in capsys.readouterr().out
    record = json.loads((tmp_path / "some.json").read_text("utf-8"))
    assert load(record) == part
    assert record["date"].count("-") == 2
    assert "core" in record["machine"]
