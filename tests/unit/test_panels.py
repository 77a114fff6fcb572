"""The further panels of a Lab carry numbers that Keras or the textbook's formula give too, and refuse bad options."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import nnlab
from nnlab.panels.gradient_norms import ABSENT, LOST, STEPS, ZERO
from nnlab.panels.histogram import count
from nnlab.panels.prediction_scatter import metrics

RNG = np.random.default_rng(3)
X = RNG.normal(size=(30, 2)).astype(np.float32)
Y = (X[:, 0] - 0.5 * X[:, 1] ** 2).astype(np.float32)
RATES = [0.03, 1e6]  # the second diverges


def build(activation, hidden=1, width=3):
    layers = [keras.layers.Dense(width, activation=activation) for _ in range(hidden)]
    return keras.Sequential([keras.Input((2,)), *layers, keras.layers.Dense(1)])


@pytest.fixture(scope="module")
def sweep():
    return nnlab.train_sweep(
        build, X, Y, learning_rates=RATES, activations=["tanh", "relu"], epochs=6, parameters=True, gradient_norms=True
    )


@pytest.fixture(scope="module")
def deep():
    """A knob that changes the number of layers, and another that changes the data."""

    def setting(depth, noise):
        return {"build": {"hidden": depth}, "x": X, "y": Y + noise}

    return nnlab.train_sweep(
        build,
        X,
        Y,
        learning_rates=[0.1],
        activations=["tanh"],
        epochs=3,
        batch_size=10,
        knobs={"depth": [1, 3], "noise": [0.0, 2.0]},
        setting=setting,
        gradient_norms=True,
    )


@pytest.fixture(scope="module")
def table():
    def setting(w, b):
        return {"weights": [np.array([[w]]), np.array([b])]}

    knobs = {"w": [-1.0, 0.5], "b": [0.0, 2.0, 4.0]}
    small = lambda activation: keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, activation)])  # noqa: E731
    return nnlab.tabulate(small, [[1.0]], [0.0], knobs=knobs, setting=setting, activations=["linear", "sigmoid"])


def model_at(sweep, run, snapshot, activation, **arguments):
    """A fresh Keras model with the weights of a run at a snapshot."""
    model = build(activation, **arguments)
    flat, shapes = run.parameters[snapshot], [w.shape for w in model.get_weights()]
    cuts = np.cumsum([int(np.prod(shape)) for shape in shapes])[:-1]
    model.set_weights([part.reshape(shape) for part, shape in zip(np.split(flat, cuts), shapes, strict=True)])
    return model


def tape_norms(model, x, y):
    kernels = [layer.kernel for layer in model.layers]
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(y - model(x)[:, 0]))
    return [float(np.linalg.norm(g)) for g in tape.gradient(loss, [k.value for k in kernels])]


# --- gradient norms -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("snapshot", [0, 3, -1])
def test_gradient_norms_are_those_of_a_tape_on_the_keras_model(sweep, activation, snapshot):
    run = sweep.run(learning_rate=0.03, activation=activation)
    expected = tape_norms(model_at(sweep, run, snapshot, activation), X, Y)
    np.testing.assert_allclose(run.gradient_norms[snapshot], expected, rtol=2e-5)
    assert sweep.layer_names == ("dense", "dense_1")


def test_gradient_norms_leave_nan_for_layers_that_a_network_does_not_have(deep):
    assert deep.gradient_norms.shape == (2, 2, 1, 1, len(deep.snapshot_epochs), 4)
    present = np.isfinite(deep.gradient_norms).all(axis=(1, 2, 3, 4))
    assert present.tolist() == [[True, True, False, False], [True] * 4]
    assert deep.parameters is None


def test_gradient_norms_see_the_data_of_their_own_setting(deep):
    model = deep.origins[3].network.model
    np.testing.assert_allclose(deep.run(depth=3, noise=2.0).gradient_norms[0], tape_norms(model, X, Y + 2), rtol=2e-5)


def test_gradient_norms_that_vanish_are_not_lost_to_small_squares():
    def nearly_dead(activation):
        ones = keras.initializers.Constant(1e-6)
        layers = [keras.layers.Dense(1, activation, kernel_initializer=ones) for _ in range(4)]
        return keras.Sequential([keras.Input((2,)), *layers])

    sweep = nnlab.train_sweep(
        nearly_dead, X, Y, learning_rates=[0.1], activations=["linear"], epochs=1, gradient_norms=True
    )
    first, *_, last = sweep.gradient_norms[0, 0, 0]
    slope = -2 * Y[:, None] * X  # the output is nearly 0, and three factors 1e-6 stand before the first kernel
    np.testing.assert_allclose(first, 1e-18 * np.linalg.norm(slope.mean(axis=0)), rtol=1e-4)
    np.testing.assert_allclose(last, 1e-18 * abs(slope.sum(axis=1).mean()), rtol=1e-4)  # its square is no float32


def test_a_rate_trained_later_has_its_gradient_norms(sweep):
    more = sweep.with_learning_rates([0.1])
    assert more.gradient_norms.shape[1] == 3
    np.testing.assert_array_equal(more.gradient_norms[:, [0, 2]], sweep.gradient_norms)
    assert np.isfinite(more.run(learning_rate=0.1, activation="tanh").gradient_norms).all()


def test_sweeps_keep_no_gradient_norms_unasked(table):
    sweep = nnlab.train_sweep(build, X, Y, learning_rates=[0.1], activations=["tanh"], epochs=1)
    assert sweep.gradient_norms is None
    assert sweep.layer_names == ()
    for source in (sweep, table):
        with pytest.raises(ValueError, match=r"GradientNorms needs a Sweep made by .*gradient_norms=True"):
            nnlab.Lab(source, [nnlab.GradientNorms()], title="A")


def test_gradient_norms_travel_in_steps_of_a_decade(sweep, deep):
    steps = nnlab.GradientNorms().arrays(sweep)["norms"]
    finite = np.isfinite(sweep.gradient_norms) & (sweep.gradient_norms > 0) & (sweep.gradient_norms < 1e15)
    np.testing.assert_allclose(10 ** (steps[finite] / STEPS), sweep.gradient_norms[finite], rtol=6e-4)
    assert (steps[np.isnan(sweep.gradient_norms)] == LOST).all()
    assert (steps[sweep.gradient_norms == 0] == ZERO).all()
    assert (nnlab.GradientNorms().arrays(deep)["norms"][0, ..., 2:] == ABSENT).all()


# --- loss curve ---------------------------------------------------------------------------------------------------


def lowest(source):
    """The epoch of each run's lowest loss, none for a run that diverged."""
    finite = np.isfinite(source.data_loss).all(axis=-1)
    return {"lowest": np.where(finite, np.nan_to_num(source.data_loss, nan=np.inf).argmin(axis=-1), -1)}


def test_epochs_are_marked_in_each_run_and_follow_a_rate_trained_later(sweep):
    panel = nnlab.LossCurve(marks=lowest)
    marks = panel.arrays(sweep)["marks"]
    assert panel.options(sweep)["marks"] == ["lowest"]
    assert marks.shape == (2, 2, 1)
    for place, name in enumerate(sweep.activations):
        assert marks[place, 0, 0] == sweep.run(learning_rate=0.03, activation=name).data_loss.argmin()
        assert marks[place, 1, 0] == -1
    assert panel.arrays(sweep.with_learning_rates([0.1]))["marks"].shape == (2, 3, 1)


def test_a_loss_curve_without_marks_carries_none(sweep):
    panel = nnlab.LossCurve()
    assert panel.arrays(sweep) == {}
    assert "marks" not in panel.options(sweep)


# --- network ------------------------------------------------------------------------------------------------------


def test_the_numbers_on_the_network_are_keras_z_and_a(sweep):
    example = [0.5, -1.5]
    panel = nnlab.Network(values=True, inputs=example)
    arrays = panel.arrays(sweep)
    run = sweep.run(learning_rate=0.03, activation="tanh")
    model = model_at(sweep, run, 4, "tanh")
    hidden, output = model.layers
    z1 = np.array(example) @ hidden.kernel.numpy() + hidden.bias.numpy()
    a1 = hidden(np.array([example])).numpy()[0]
    np.testing.assert_allclose(arrays["z"][0, 0, 4], [*z1, model(np.array([example]))[0, 0]], rtol=2e-3)
    np.testing.assert_allclose(arrays["a"][0, 0, 4, :3], a1, rtol=2e-3)
    np.testing.assert_allclose(arrays["weights"][0, 0, 4], run.parameters[4], rtol=2e-3, atol=1e-4)
    assert output.units == 1
    assert panel.options(sweep)["layers"] == [{"units": u, "shown": u} for u in (2, 3, 1)]


def test_a_network_over_a_table_takes_weights_and_example_from_the_knobs(table):
    arrays = nnlab.Network(values=True, inputs=lambda w, b: [w * 10]).arrays(table)
    np.testing.assert_allclose(arrays["x"][:, 0, 0, 0], [-10, 5])
    np.testing.assert_allclose(arrays["weights"][1, 2, 0], [0.5, 4.0])
    np.testing.assert_allclose(arrays["z"][1, :, 0, 0], 0.5 * 5 + np.array([0, 2, 4]))
    np.testing.assert_allclose(arrays["a"][1, 1, 1, 0], 1 / (1 + np.exp(-4.5)), rtol=1e-3)


def test_a_large_network_keeps_the_weights_between_the_units_drawn_in_one_byte_each(sweep):
    panel = nnlab.Network(most=2)
    weights, widest = panel.arrays(sweep)["weights"], panel.options(sweep)["widest"]
    assert weights.dtype == np.int8
    run = sweep.run(learning_rate=0.03, activation="relu")
    kernel = run.parameters[2][:6].reshape(2, 3)
    drawn = np.clip(kernel[:2, :2].ravel(), -widest, widest)
    np.testing.assert_allclose(weights[1, 0, 2, :4] / 127 * widest, drawn, atol=widest / 250)
    lost = ~np.isfinite(sweep.run(learning_rate=1e6, activation="relu").parameters[-1]).all()
    assert not lost or (weights[1, 1, -1] == -128).any()


def test_at_most_so_many_snapshots_travel_the_first_and_the_last_among_them(sweep):
    panel = nnlab.Network(snapshots=3)
    assert panel.options(sweep)["epochs"] == [0, 3, 6]
    assert panel.arrays(sweep)["weights"].shape[2] == 3


# --- activation ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "softplus", "gelu", "leaky_relu"])
def test_the_derivative_is_that_of_finite_differences(name):
    z = np.linspace(-5, 5, 241)
    small = lambda activation: keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, activation)])  # noqa: E731
    sweep = nnlab.train_sweep(small, X, Y, learning_rates=[0.1], activations=[name], epochs=1)
    arrays = nnlab.Activation().arrays(sweep)
    function = lambda at: keras.activations.get(name)(at.astype(np.float64)[:, None]).numpy()[:, 0]  # noqa: E731
    np.testing.assert_allclose(arrays["f"][0], function(z), atol=3e-3)
    smooth = np.abs(z) > 0.05
    slope = (function(z + 1e-4) - function(z - 1e-4)) / 2e-4
    np.testing.assert_allclose(arrays["slope"][0][smooth], slope[smooth], atol=3e-3)


def test_marks_are_pre_activations_of_the_layer(sweep):
    marks = nnlab.Activation(layer=0, inputs=X[:4]).arrays(sweep)["marks"]
    run = sweep.run(learning_rate=0.03, activation="relu")
    hidden = model_at(sweep, run, 2, "relu").layers[0]
    z = np.sort((X[:4] @ hidden.kernel.numpy() + hidden.bias.numpy()).ravel())
    np.testing.assert_allclose(marks[1, 0, 2], z, rtol=2e-3, atol=1e-3)
    assert nnlab.Activation(layer=0).arrays(sweep)["marks"].shape[-1] == 24


def test_a_knob_that_is_z_has_its_value_and_slope():
    knob = {"z": [-1.0, 0.0, 2.0]}
    small = lambda activation: keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, activation)])  # noqa: E731
    given = lambda z: {"weights": [np.ones((1, 1)), np.array([z])]}  # noqa: E731
    table = nnlab.tabulate(small, [[0.0]], [0.0], knobs=knob, setting=given, activations=["sigmoid"])
    value = 1 / (1 + np.exp(-np.array([-1.0, 0.0, 2.0])))
    point = nnlab.Activation(knob="z").arrays(table)["point"]
    np.testing.assert_allclose(point[0], np.stack([value, value * (1 - value)], -1), rtol=1e-5)


# --- prediction scatter -------------------------------------------------------------------------------------------


def test_metrics_are_the_textbooks(sweep):
    run = sweep.run(learning_rate=0.03, activation="tanh")
    found = nnlab.PredictionScatter().arrays(sweep)["metrics"][0, 0]
    for snapshot, predicted in enumerate(run.predictions):
        error = Y.astype(float) - predicted
        expected = [np.sqrt(np.mean(error**2)), np.mean(abs(error)), 1 - np.sum(error**2) / np.sum((Y - Y.mean()) ** 2)]
        np.testing.assert_allclose(found[snapshot], expected, rtol=1e-4)
    np.testing.assert_allclose(found[:, 0], np.sqrt(run.data_loss), rtol=1e-4)  # every epoch is a snapshot here


def test_metrics_never_broadcast_and_a_perfect_prediction_scores_one():
    truth = np.array([[1.0, 2.0, 4.0]])
    np.testing.assert_array_equal(metrics(truth, truth.copy()), [[0, 0, 1]])
    with pytest.raises(ValueError, match="same points"):
        metrics(truth[0], truth.T)
    assert np.isnan(metrics(np.ones((1, 3)), truth)[0, 2])


def test_metrics_of_a_diverged_run_are_not_numbers(sweep):
    assert not np.isfinite(nnlab.PredictionScatter().arrays(sweep)["metrics"][1, 1, -1]).any()


def test_the_truth_is_that_of_each_knob(deep):
    truth = nnlab.PredictionScatter().arrays(deep)["truth"]
    np.testing.assert_allclose(truth[1, 1], Y + 2)
    np.testing.assert_allclose(truth[1, 0], Y)


def test_a_scale_brings_predictions_and_truth_back_to_their_unit(sweep):
    plain = nnlab.PredictionScatter().arrays(sweep)["metrics"][0, 0]
    scaled = nnlab.PredictionScatter(scale=(100.0, 20.0)).arrays(sweep)
    np.testing.assert_allclose(scaled["metrics"][0, 0], plain * [20, 20, 1], rtol=1e-4)
    np.testing.assert_allclose(scaled["truth"], 100 + 20 * Y, rtol=1e-6)


# --- forecast, bars, histogram ------------------------------------------------------------------------------------


def test_a_forecast_ends_where_its_series_ends_and_keeps_its_baselines(sweep):
    times = np.arange(1900, 1950)
    base = np.arange(30.0)
    arrays = nnlab.Forecast(times, np.sin(times), 1935, baselines={"ramp": base}).arrays(sweep)
    np.testing.assert_array_equal(arrays["at"], times[-30:])
    np.testing.assert_array_equal(arrays["baseline0"], base)


@pytest.mark.parametrize("lead", [(), (2,), (2, 2), (2, 2, 7)])
def test_bars_know_what_they_vary_with_by_their_shape(sweep, lead):
    axes = ["activation", "learning_rate", "epoch"][: len(lead)]
    values = RNG.uniform(size=(*lead, 4))
    panel = nnlab.Bars(list("abcd"), values)
    assert panel.options(sweep)["axes"] == axes
    np.testing.assert_allclose(panel.arrays(sweep)["values"], values, rtol=1e-6)


def test_bars_of_a_function_follow_a_rate_trained_later(sweep):
    panel = nnlab.Bars(["a", "b"], lambda source: source.parameters[..., :2])
    assert panel.arrays(sweep.with_learning_rates([0.1]))["values"].shape == (2, 3, 7, 2)


def test_counts_are_numpys(sweep):
    arrays = nnlab.Histogram(layers=["dense_1"], bins=9).arrays(sweep)
    run = sweep.run(learning_rate=0.03, activation="tanh")
    weights, edges = run.parameters[3][9:12].astype(np.float64), arrays["edges"].astype(np.float64)
    np.testing.assert_array_equal(arrays["counts"][0, 0, 3, :9], np.histogram(weights, edges)[0])
    assert arrays["counts"][0, 0, 3].sum() == 3
    assert nnlab.Histogram().options(sweep)["total"] == 9  # two kernels, no biases


def test_what_lies_outside_is_counted_and_what_is_not_finite_is_not():
    found = count(np.array([[-3.0, 0.1, 0.9, 1.0, 7.0, np.nan, np.inf]]), np.array([0.0, 0.5, 1.0]))
    np.testing.assert_array_equal(found, [[1, 2, 1, 1]])


# --- all of them --------------------------------------------------------------------------------------------------

TIMES = np.arange(40.0)


@pytest.mark.parametrize(
    ("panel", "words"),
    [
        (nnlab.LossCurve(marks=[3]), ["marks", "function", "[3]"]),
        (nnlab.LossCurve(marks=lambda sweep: 3), ["marks", "by name", "3"]),
        (nnlab.LossCurve(marks=lambda sweep: {"best": np.ones((2, 2))}), ["marks['best']", "whole", "float64"]),
        (nnlab.LossCurve(marks=lambda sweep: {"best": np.ones(2, int)}), ["marks['best']", "(2, 2)", "(2,)"]),
        (nnlab.LossCurve(marks=lambda sweep: {"best": np.full((2, 2), 7)}), ["marks['best']", "-1 and 6", "7"]),
        (nnlab.Network(values=True), ["values", "inputs"]),
        (nnlab.Network(values=True, inputs=[1.0]), ["inputs", "2 numbers", "(1,)"]),
        (nnlab.Network(most=0), ["most", "0", "1 to 24"]),
        (nnlab.Network(input_names=["a"]), ["input_names", "2 names", "['a']"]),
        (nnlab.Network(snapshots=1), ["snapshots", "1", ">= 2"]),
        (nnlab.Activation(knob="depth"), ["knob", "depth"]),
        (nnlab.Activation(layer=2), ["layer", "2", "-2 to 1"]),
        (nnlab.Activation(z_range=(3, -3)), ["z_range", "(3, -3)", "low to high"]),
        (nnlab.Activation(y_range="ab"), ["y_range", "ab", "two finite numbers"]),
        (nnlab.PredictionScatter(truth=np.ones(3)), ["truth", "(30,)", "(3,)"]),
        (nnlab.PredictionScatter(output=1), ["output", "1"]),
        (nnlab.PredictionScatter(scale=(0, 0)), ["scale", "deviation", "0"]),
        (nnlab.Forecast(TIMES, TIMES, 99), ["split", "99", "0 to 39"]),
        (nnlab.Forecast(TIMES[::-1], TIMES, 20), ["times", "ascend"]),
        (nnlab.Forecast(TIMES, TIMES[:9], 20), ["series", "40 numbers", "(9,)"]),
        (nnlab.Forecast(TIMES, TIMES, 20, baselines={"a": TIMES}), ["baselines['a']", "(30,)", "(40,)"]),
        (nnlab.Forecast(TIMES, TIMES, 20, baselines=dict.fromkeys("abcd", TIMES)), ["baselines", "3"]),
        (nnlab.Bars(["a"], np.ones(2)), ["values", "(1,)", "(2,)"]),
        (nnlab.Bars([], []), ["labels", "1 to 48"]),
        (nnlab.Bars(["a"], ["x"]), ["values", "numbers"]),
        (nnlab.Bars(["a"], [1.0], spread=[-1.0]), ["spread", "negative", "-1"]),
        (nnlab.Bars(["a"], [1.0], reference="x"), ["reference", "'x'", "finite number"]),
        (nnlab.Histogram(layers=["dense_9"]), ["layers", "dense_9", "dense_1"]),
        (nnlab.Histogram(bins=2), ["bins", "2", "5 to 101"]),
    ],
)
def test_a_bad_option_is_refused_in_a_sentence_that_names_it(sweep, panel, words):
    with pytest.raises((TypeError, ValueError)) as refusal:
        nnlab.Lab(sweep, [panel], title="A")
    assert all(word in str(refusal.value) for word in words), refusal.value


def test_panels_that_need_weights_say_how_to_keep_them(deep):
    for panel in (nnlab.Network(), nnlab.Histogram(), nnlab.Activation(layer=0)):
        with pytest.raises(ValueError, match="parameters=True"):
            nnlab.Lab(deep, [panel], title="A")


def test_what_is_no_stack_of_dense_layers_is_not_drawn():
    def convolution(activation):
        layers = [keras.layers.Conv1D(2, 1, activation=activation), keras.layers.Flatten(), keras.layers.Dense(1)]
        return keras.Sequential([keras.Input((2, 1)), *layers])

    sweep = nnlab.train_sweep(
        convolution, X[..., None], Y, learning_rates=[0.1], activations=["tanh"], epochs=1, parameters=True
    )
    with pytest.raises(ValueError, match=r"Network draws dense layers .*, but 'conv1d.*' is a Conv1D"):
        nnlab.Lab(sweep, [nnlab.Network()], title="A")


def test_softmax_is_no_function_of_one_number():
    two = lambda activation: keras.Sequential([keras.Input((2,)), keras.layers.Dense(2, activation)])  # noqa: E731
    sweep = nnlab.train_sweep(two, X, X, learning_rates=[0.1], activations=["softmax"], epochs=1)
    with pytest.raises(ValueError, match="functions of one number, but softmax"):
        nnlab.Lab(sweep, [nnlab.Activation()], title="A")
