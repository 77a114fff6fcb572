"""What a Sweep holds, what its knobs mean, and that it repeats, extends, diverges and stops as it should."""

import random
import threading
import warnings

import keras
import numpy as np
import pytest

import nnlab
from nnlab.sweep import Cancelled
from nnlab.sweep.recipe import Recipe

X = np.arange(-1, 5, dtype=np.float32)[:, None]
Y = 2 * X
OPTIONS = {"learning_rates": [0.01, 0.05], "activations": ["linear", "relu"], "epochs": 12}


def neuron(activation):
    return keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, activation=activation)])


def network(activation, units=4):
    layers = [keras.layers.Dense(units, activation=activation), keras.layers.Dense(1)]
    return keras.Sequential([keras.Input((1,)), *layers])


def train(build=neuron, x=X, y=Y, **options):
    return nnlab.train_sweep(build, x, y, **OPTIONS | options)


def train_network(**options):
    return train(network, **{"activations": ["relu"]} | options)


@pytest.fixture(scope="module")
def sweep():
    return train(parameters=True, predict_at=np.linspace(-2, 5, 8), validation=(X + 10, Y + 20))


def test_the_arrays_have_the_promised_shapes_in_float32_and_are_read_only(sweep):
    assert sweep.loss.shape == (2, 2, 12)
    assert sweep.data_loss.shape == sweep.validation_loss.shape == (2, 2, 13)
    assert sweep.predictions.shape == (2, 2, 13, 8)
    assert sweep.parameters.shape == (2, 2, 13, 2)
    assert sweep.predict_at.shape == (8, 1)
    for name in ("loss", "data_loss", "validation_loss", "predictions", "parameters", "predict_at", "x", "y"):
        assert getattr(sweep, name).dtype == np.float32
        with pytest.raises(ValueError, match="read-only"):
            getattr(sweep, name)[...] = 0


def test_one_neuron_follows_gradient_descent_by_hand(sweep):
    w, b = (float(p) for p in sweep.run(0.05, "linear").parameters[0])
    x, y = X[:, 0].astype(float), Y[:, 0].astype(float)
    for epoch in range(13):
        error = w * x + b - y
        np.testing.assert_allclose(sweep.run(0.05, "linear").parameters[epoch], [w, b], rtol=1e-4)
        np.testing.assert_allclose(sweep.run(0.05, "linear").data_loss[epoch], np.mean(error**2), rtol=1e-3)
        w, b = w - 0.05 * np.mean(2 * error * x), b - 0.05 * np.mean(2 * error)


def test_a_run_agrees_with_the_sweep_it_comes_from(sweep):
    run = sweep.run(learning_rate=0.05, activation="linear")
    np.testing.assert_array_equal(run.loss, sweep.loss[0, 1])
    np.testing.assert_array_equal(run.validation_loss, sweep.validation_loss[0, 1, 1:])
    w, b = run.parameters[-1]
    np.testing.assert_allclose(run.predictions[-1], w * sweep.predict_at[:, 0] + b, rtol=1e-5)
    assert (run.learning_rate, run.activation, run.diverged_at) == (0.05, "linear", None)


def test_full_batch_loss_is_the_loss_before_each_update(sweep):
    np.testing.assert_allclose(sweep.loss, sweep.data_loss[..., :-1], rtol=1e-5)


def test_every_run_starts_from_the_same_weights(sweep):
    first = sweep.parameters[:, :, 0]
    assert (first == first[0, 0]).all()


def test_a_value_off_its_ladder_is_refused_naming_the_ladder(sweep):
    with pytest.raises(ValueError, match=r"learning_rate must be one of 0.01, 0.05; got 0.02"):
        sweep.run(0.02, "relu")
    with pytest.raises(ValueError, match="activation must be one of linear, relu; got None"):
        sweep.run(0.01)
    with pytest.raises(ValueError, match="no knob 'depth'"):
        sweep.run(0.01, "relu", depth=2)


def test_records_describe_themselves_in_one_stable_sentence(sweep):
    assert repr(sweep) == ("Sweep of 4 runs of 12 epochs: 2 learning rates, 2 activations.")
    assert repr(sweep.run(0.01, "relu")) == "Run of 12 epochs with learning rate 0.01, activation relu."


def test_parameters_are_named_and_the_names_do_not_depend_on_models_built_before(sweep):
    assert sweep.parameter_names == ("w", "b")
    names = train(network, epochs=1, parameters=True).parameter_names
    assert names[:5] == (
        "dense.kernel[0,0]",
        "dense.kernel[0,1]",
        "dense.kernel[0,2]",
        "dense.kernel[0,3]",
        "dense.bias[0]",
    )
    assert names[-1] == "dense_1.bias[0]"


@pytest.mark.parametrize(
    ("snapshots", "epochs", "expected"),
    [
        (None, 5, [0, 1, 2, 3, 4, 5]),
        ("all", 4, [0, 1, 2, 3, 4]),
        ([3], 9, [0, 3, 9]),
        ([9, 0, 3, 3], 9, [0, 3, 9]),
        (2, 9, [0, 9]),
        (3, 9, [0, 1, 9]),
        (6, 5, [0, 1, 2, 3, 4, 5]),
    ],
)
def test_snapshots_always_hold_the_first_and_the_last_epoch(snapshots, epochs, expected):
    kept = train(activations=["linear"], epochs=epochs, snapshots=snapshots)
    assert kept.snapshot_epochs.tolist() == expected
    assert kept.predictions.shape[2] == len(expected)


def test_snapshots_are_logarithmic_by_default_and_hold_what_all_holds_at_those_epochs():
    few, every = (train(activations=["linear"], epochs=300, snapshots=which) for which in (None, "all"))
    assert len(few.snapshot_epochs) == 61
    assert np.diff(few.snapshot_epochs)[-1] > 10 > np.diff(few.snapshot_epochs)[0]
    np.testing.assert_array_equal(few.predictions, every.predictions[:, :, few.snapshot_epochs])


def test_several_outputs_keep_their_axis():
    def three(activation):
        return keras.Sequential([keras.Input((1,)), keras.layers.Dense(3, activation=activation)])

    assert train(three, y=np.zeros((6, 3)), epochs=2).predictions.shape == (2, 2, 3, 6, 3)


def test_a_diverged_run_is_kept_says_at_which_epoch_and_warns_of_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sweep = train(learning_rates=[0.01, 1.0], activations=["linear"], epochs=40, validation=(X, Y), snapshots="all")
    run = sweep.run(1.0)
    assert sweep.run(0.01).diverged_at is None
    lost = ~np.isfinite(run.loss) | ~np.isfinite(run.data_loss[1:])
    assert lost.any()
    assert run.diverged_at == np.flatnonzero(lost)[0] + 1
    assert np.isfinite(run.data_loss[: run.diverged_at]).all()
    assert repr(run).endswith(f"diverged at epoch {run.diverged_at}.")


def test_the_same_seed_gives_the_same_result_to_the_last_bit_and_another_seed_another():
    first, again, other = (train_network(batch_size=4, seed=seed) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first.loss, again.loss)
    assert (first.loss != other.loss).all()
    assert (first.data_loss[..., 0] != other.data_loss[..., 0]).all(), "it begins with other weights too"


def test_the_global_generators_of_numpy_and_python_are_left_as_they_were():
    np.random.seed(5)
    random.seed(5)
    expected = np.random.random(), random.random()
    np.random.seed(5)
    random.seed(5)
    train(epochs=1, batch_size=2)
    assert (np.random.random(), random.random()) == expected


def test_a_run_does_not_depend_on_the_other_rates_of_the_ladder():
    together = train_network(learning_rates=[0.003, 0.01, 0.05], batch_size=4)
    alone = train_network(learning_rates=[0.01], batch_size=4)
    np.testing.assert_allclose(alone.run(0.01, "relu").loss, together.run(0.01, "relu").loss, rtol=1e-5)


def test_a_learning_rate_added_later_equals_one_trained_at_once_and_compiles_nothing():
    base = train_network(learning_rates=[0.003, 0.05], batch_size=4, parameters=True)
    seen = []
    added = base.with_learning_rates([0.05, 0.01], progress=seen.append)
    at_once = train_network(learning_rates=[0.003, 0.01, 0.05], batch_size=4, parameters=True)
    assert added.learning_rates == (0.003, 0.01, 0.05)
    for name in ("loss", "data_loss", "predictions", "parameters"):
        np.testing.assert_allclose(getattr(added, name), getattr(at_once, name), rtol=1e-4, atol=1e-6)
    assert added.graphs == base.graphs == 1
    assert base.learning_rates == (0.003, 0.05)
    assert seen == sorted(seen)
    assert seen[-1] == 1
    with pytest.raises(ValueError, match="greater than 0, got -1"):
        base.with_learning_rates([-1])
    assert base.with_learning_rates([0.05]) is base


def test_cancel_stops_between_two_chunks(monkeypatch):
    base = train_network()
    monkeypatch.setattr("nnlab.sweep.loop.CHUNK_SECONDS", 1e-9)
    cancelled, seen = threading.Event(), []

    def progress(fraction):
        seen.append(fraction)
        if len(seen) == 3:
            cancelled.set()

    with pytest.raises(Cancelled):
        base.with_learning_rates([0.02], progress=progress, cancelled=cancelled)
    assert seen == pytest.approx([1 / 12, 2 / 12, 3 / 12])


def test_settings_trained_side_by_side_equal_those_trained_one_after_the_other_to_the_last_bit(monkeypatch):
    arguments = {"activations": ["relu", "tanh", "sigmoid"], "batch_size": 4, "optimizer": "adam"}
    meeting, train_group = threading.Barrier(3), Recipe._train_group

    def together(*given):
        meeting.wait(60)
        return train_group(*given)

    monkeypatch.setattr("nnlab.sweep.recipe.AT_ONCE", 1)
    sweeps = [train_network(**arguments)]
    monkeypatch.setattr("nnlab.sweep.recipe.AT_ONCE", 3)
    monkeypatch.setattr(Recipe, "_train_group", together)
    sweeps.append(train_network(**arguments))
    for name in ("loss", "data_loss", "predictions"):
        np.testing.assert_array_equal(*(getattr(sweep, name) for sweep in sweeps))


def test_what_fails_for_one_setting_is_raised_and_ends_the_others(monkeypatch):
    base = train_network(activations=["relu", "tanh", "sigmoid"], epochs=200)
    monkeypatch.setattr("nnlab.sweep.loop.CHUNK_SECONDS", 1e-9)
    monkeypatch.setattr("nnlab.sweep.recipe.AT_ONCE", 3)
    seen = []

    def progress(fraction):
        seen.append(fraction)
        if len(seen) == 2:
            raise RuntimeError("full")

    before = set(threading.enumerate())
    with pytest.raises(RuntimeError, match="full"):
        base.with_learning_rates([0.02], progress=progress)
    for thread in set(threading.enumerate()) - before:
        thread.join(60)
    assert 2 <= len(seen) < 300  # of 600


def test_training_one_more_rate_works_in_a_worker_thread():
    base, found = train_network(), []
    worker = threading.Thread(target=lambda: found.append(base.with_learning_rates([0.02])))
    worker.start()
    worker.join(60)
    assert found[0].learning_rates == (0.01, 0.02, 0.05)


def test_chunks_do_not_change_the_result(monkeypatch):
    long = train_network(batch_size=4)
    monkeypatch.setattr("nnlab.sweep.loop.CHUNK_SECONDS", 5 * 2 * 3e-4)  # five epochs of two steps, twice, and two left
    short = train_network(batch_size=4)
    np.testing.assert_array_equal(long.loss, short.loss)
    np.testing.assert_allclose(long.data_loss, short.data_loss, rtol=1e-6)


def test_a_start_point_is_a_knob_that_compiles_nothing_new():
    starts = {"left": -3.0, "right": 4.0}
    kept = train(
        knobs={"start at": ["left", "right"], "rate": [1, 2]},
        setting=lambda **knob: {"weights": [[[starts[knob["start at"]]]], [0]]},
        parameters=True,
    )
    assert kept.loss.shape == (2, 2, 2, 2, 12)
    assert kept.graphs == 2  # one for each activation
    run = kept.run(0.05, "linear", **{"start at": "right", "rate": 2})
    assert run.parameters[0].tolist() == [4, 0]
    assert run.knobs == {"start at": "right", "rate": 2}
    assert "start at right" in repr(run)


def test_settings_that_train_the_same_are_trained_once(monkeypatch):
    trained, train_group = [], Recipe._train_group

    def counted(recipe, group, *rest):
        trained.append(dict(group.origin.setting.values))
        return train_group(recipe, group, *rest)

    monkeypatch.setattr(Recipe, "_train_group", counted)
    for_panels_only = {"patience": [1, 2, 3], "units": [2, 4]}
    sweep = train_network(
        knobs=for_panels_only, setting=lambda patience, units: {"build": {"units": units}} if units == 2 else {}
    )
    assert [values for values in trained if values["units"] == 4] == [{"patience": 1, "units": 4}]
    alone = train_network()
    for patience in (1, 2, 3):
        for values in ({"units": 2}, {"units": 4}):
            assert sweep.run(0.05, patience=patience, **values).knobs == {"patience": patience, **values}
        np.testing.assert_array_equal(sweep.run(0.05, patience=patience, units=4).loss, alone.run(0.05).loss)
        assert not np.array_equal(sweep.run(0.05, patience=patience, units=2).loss, alone.run(0.05).loss)


def test_a_knob_may_change_data_batch_size_optimizer_and_build_arguments():
    ways = {
        "data": {"x": X[:4], "y": Y[:4] + 1, "predict_at": X},
        "validation": {"validation": (X, Y + 1)},
        "batch size": {"batch_size": 2},
        "optimizer": {"optimizer": "adam"},
        "build": {"build": {"units": 7}},
    }
    both = train_network(validation=(X, Y), knobs={"way": list(ways)}, setting=lambda way: ways[way])
    for way, override in ways.items():
        options = {key: value for key, value in override.items() if key not in ("x", "y", "build")}
        build = (lambda activation: network(activation, 7)) if way == "build" else network
        x, y = override.get("x", X), override.get("y", Y)
        alone = train(build, x, y, activations=["relu"], **{"validation": (X, Y)} | options)
        for name in ("loss", "data_loss", "validation_loss", "predictions"):
            found = getattr(both, name)[list(ways).index(way)]
            np.testing.assert_allclose(found, getattr(alone, name), rtol=1e-5, atol=1e-6)


def test_batch_sizes_share_one_compiled_function():
    sizes = train(activations=["linear"], knobs={"size": [1, 2, 4]}, setting=lambda size: {"batch_size": size})
    assert sizes.graphs == 1
    assert len({float(loss[-1]) for loss in sizes.loss[:, 0, 0]}) == 3


def test_batches_cut_a_new_permutation_each_epoch_and_leave_the_rest_to_the_last():
    epochs = list(nnlab.batches(7, 3, epochs=2, seed=1))
    assert [[len(batch) for batch in epoch] for epoch in epochs] == [[3, 3, 1]] * 2
    orders = [np.concatenate(epoch).tolist() for epoch in epochs]
    assert sorted(orders[0]) == sorted(orders[1]) == list(range(7))
    assert orders[0] != orders[1]
    assert [batch.tolist() for epoch in nnlab.batches(3, None, epochs=2, seed=1) for batch in epoch] == [[0, 1, 2]] * 2


def test_a_custom_model_class_is_looped():
    class Doubled(keras.Model):
        def __init__(self):
            super().__init__()
            self.layer = keras.layers.Dense(1)

        def call(self, x):
            return 2 * self.layer(x)

    sweep = train(lambda _: Doubled(), activations=["linear"], epochs=200, learning_rates=[0.01])
    assert not sweep.vectorised
    assert sweep.run().data_loss[-1] < 0.1
