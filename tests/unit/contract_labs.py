"""Small Labs and Questions that together send everything that the front end has to understand.

Each panel stands once as it is and once with all its options; so do the Challenge and the kinds of controls.
"""

from __future__ import annotations

import functools

import keras
import numpy as np

import nnlab

x = np.arange(6.0)
y = 2 * x
x_val, y_val = x[:3] + 0.5, y[:3] + 1.1
TABLE = np.stack([np.sin(1.3 * np.arange(8)), np.cos(2.1 * np.arange(8))], axis=-1)
TARGET = TABLE[:, 0] - 0.5 * TABLE[:, 1] ** 2
LOST = 1e30  # a learning rate at which runs diverge


def neuron(activation):
    return keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, activation=activation)])


def network(activation, hidden=1, outputs=1):
    layers = [keras.layers.Dense(3, activation=activation) for _ in range(hidden)]
    return keras.Sequential([keras.Input((2,)), *layers, keras.layers.Dense(outputs)])


def weights(w, b=0.0):
    return {"weights": [np.array([[w]]), np.array([b])]}


def surface(**knobs):
    return nnlab.tabulate(neuron, x, y, knobs=knobs, setting=weights, activations=["linear", "relu"])


def lines():
    """One neuron, and the same with everything that a Lab can have."""
    shared = {"learning_rates": [0.03, LOST], "activations": ["linear", "relu"], "epochs": 6}
    start = [np.array([[-0.6]]), np.array([0.2])]
    batches = {"batch size": [1, 6], "rule": ["sgd", "adam"]}
    plain = nnlab.train_sweep(neuron, x, y, **shared, parameters=["w", "b"])
    full = nnlab.train_sweep(
        neuron,
        x,
        y,
        **shared,
        validation=(x_val, y_val),
        knobs=batches,
        setting=lambda **values: {"weights": start, "batch_size": values["batch size"], "optimizer": values["rule"]},
        snapshots=[0, 2, 6],
        parameters=["w", "b"],
    )
    plane, curve = surface(w=[-1.0, 0.5, 2.0, 3.5], b=[-1.0, 0.0, 1.0]), surface(w=[-1.0, 0.0, 1.0, 2.0, 3.0])
    yield "line", nnlab.Lab(plain, [nnlab.LossCurve(), nnlab.Fit(), nnlab.Landscape(plane)], title="Train the neuron")
    yield (
        "line, all options",
        nnlab.Lab(
            full,
            [
                nnlab.LossCurve(title="Loss", y_label="loss (squared error)", x_label="step", log=False, marks=marks),
                nnlab.Fit(
                    title="Line",
                    x_label="price",
                    y_label="worth",
                    data_label="data: y = 2x",
                    curve_label="forecast",
                    x_range=(-1, 6),
                    y_range=(-3.0, 12.0),
                    formula=True,
                ),
                nnlab.Landscape(plane, title="Path", x_label="weight w", y_label="bias b", minimum=[2, 0]),
                nnlab.Landscape(curve, x_label="weight w", y_label="squared error", minimum=[2]),
            ],
            title="Everything at once",
            start={"learning_rate": 0.03, "epoch": 2, "rule": "adam"},
            labels={"activation": "Output activation"},
            readout=["w", "b"],
            loss_name="squared error",
            name="lab-all",
            challenge=nnlab.Challenge(
                validation_loss_below=0.04,
                within=5,
                stays=2,
                where={"rule": "sgd"},
                text="Get there.",
                hint="Look at the batch size.",
                hint_after=2,
            ),
            code=nnlab.KerasCode(validation=("x_val", "y_val")),
        ),
    )


def marks(sweep):
    best = np.nanargmin(np.where(np.isfinite(sweep.data_loss), sweep.data_loss, np.inf), axis=-1)
    return {"best": best, "stop": np.where(best > 3, -1, 3)}


def networks():
    """A small network, and the same with all options of the panels that show it."""
    shared = {"learning_rates": [0.1, LOST], "activations": ["tanh", "relu"], "epochs": 4}
    sweep = nnlab.train_sweep(network, TABLE, TARGET, **shared, parameters=True, gradient_norms=True)
    bars = nnlab.Bars(["one", "two"], [0.25, 0.75])
    panels = [nnlab.Network(), nnlab.Activation(), nnlab.GradientNorms(), nnlab.PredictionScatter(), nnlab.Histogram()]
    goal = nnlab.Challenge(loss_below=0.5)
    yield "network", nnlab.Lab(sweep, [*panels, bars], title="A network", start={"epoch": 1}, challenge=goal)
    panels = [
        nnlab.Network(title="Links", most=2, input_names=["age", "height"], output_names=["price"], snapshots=2),
        nnlab.Activation(
            title="Curve",
            z_range=(-3, 3),
            y_range=(-2, 2),
            x_label="sum z",
            y_label="f",
            layer=0,
            inputs=TABLE[:2],
            snapshots=3,
        ),
        nnlab.GradientNorms(title="Norms", x_label="layer", y_label="norm", snapshots=3),
        nnlab.PredictionScatter(
            title="Scatter",
            truth=TARGET,
            x_label="true price",
            y_label="guessed price",
            unit="€",
            value_range=(-3, 3),
            scale=(0.5, 2),
        ),
        nnlab.Histogram(
            title="Sizes",
            layers=["dense_1"],
            bins=5,
            value_range=(-1, 1),
            x_label="size",
            y_label="how many",
            snapshots=3,
        ),
        nnlab.Bars(
            ["one", "two"],
            lambda source: source.predictions[..., :2, 0],
            title="Shares",
            value_label="share",
            spread=lambda source: np.full((*source.predictions.shape[:-2], 2), 0.1),
            reference=0.25,
            reference_label="chance",
            value_range=(-1, 1),
        ),
    ]
    yield "network, all options", nnlab.Lab(sweep, panels, title="A network, told in full")


def depths():
    """A knob that changes the number of layers, and a network of two outputs."""
    knobs = {"depth": [1, 2]}
    deep = nnlab.train_sweep(
        network,
        TABLE,
        TARGET,
        learning_rates=[0.1],
        activations=["tanh"],
        epochs=2,
        knobs=knobs,
        setting=lambda depth: {"build": {"hidden": depth}},
        gradient_norms=True,
    )
    yield "depth", nnlab.Lab(deep, [nnlab.GradientNorms()], title="Deeper")
    two = nnlab.train_sweep(
        network,
        TABLE,
        np.stack([TARGET, -TARGET], axis=-1),
        learning_rates=[0.1],
        activations=["tanh"],
        epochs=2,
        knobs={"outputs": [2]},
        setting=lambda outputs: {"build": {"outputs": outputs}},
    )
    yield "outputs", nnlab.Lab(two, [nnlab.PredictionScatter(truth=-TARGET, output=1)], title="Two outputs")


def forecasts():
    times = 1990.0 + np.arange(12)
    series = 60 + 50 * np.sin(0.6 * np.arange(12))
    sweep = nnlab.train_sweep(network, TABLE, TARGET, learning_rates=[0.1, LOST], activations=["tanh"], epochs=3)
    everything = nnlab.Forecast(
        times,
        series,
        1998,
        title="Sunspots",
        forecast_times=times[-8:] + 0.5,
        baselines={"persistence": series[3:11], "mean": np.full(8, 60.0)},
        validation=1996,
        scale=(60, 35),
        x_label="year",
        y_label="sunspots a year",
        series_label="observed",
        forecast_label="network",
        x_range=(1988, 2003),
        y_range=(-10, 140),
    )
    yield "forecast", nnlab.Lab(sweep, [nnlab.Forecast(times, series, 1998), everything], title="Forecast")


def tables():
    """Where nothing is trained: two parameters by hand, and every number of a small network."""
    by_hand = surface(w=np.linspace(-1, 3, 9), b=[-1.0, 0.0, 1.0])
    yield "table", nnlab.Lab(by_hand, [nnlab.Fit(), nnlab.Landscape(by_hand)], title="Be the optimiser")
    forward = nnlab.tabulate(
        lambda activation: keras.Sequential(
            [keras.Input((1,)), keras.layers.Dense(2, activation=activation), keras.layers.Dense(1)]
        ),
        [[1.0]],
        [0.5],
        knobs={"input": [-2.0, 0.0, 1.5]},
        setting=lambda input: {
            "weights": [np.array([[0.8, -1.0]]), np.array([-0.3, 0.5]), np.array([[1.2], [-0.7]]), np.array([0.1])],
            "x": [[input]],
            "y": [0.5],
        },
        activations=["tanh", "relu"],
    )
    panels = [nnlab.Network(values=True, inputs=lambda input: [input]), nnlab.Activation(knob="input")]
    yield "units", nnlab.Lab(forward, panels, title="Forward pass")


def questions():
    right = nnlab.Choice("It `grows`.", "Because of _this_.", nnlab.Evidence("growth", 4.0, above=1))
    wrong = nnlab.Choice("It shrinks.", "That would need `x`.", nnlab.Evidence("growth", 4.0, below=1))
    yield "choice", nnlab.Question("What does `w` do?", choices=[right, wrong])
    yield (
        "number",
        nnlab.Question(
            "How far does it go?",
            answer=0.1013,
            tolerance=0.002,
            unit="m",
            source="the cell above",
            reason="It is 2 / 19.74.",
            low="It goes farther.",
            high="It stops before.",
        ),
    )


@functools.cache
def labs():
    """Every Lab by name."""
    return dict(each for make in (lines, networks, depths, forecasts, tables) for each in make())
