"""For any small grid: each member is what it would be alone, orders do not matter, and ladders find what is theirs.

Compiling costs seconds, so all examples of one network share its compiled functions.
"""

from __future__ import annotations

import functools
import itertools

import keras
import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import nnlab
from nnlab.sweep import Sweep, groups, recipe

ARRAYS = ("loss", "data_loss", "validation_loss", "predictions", "parameters")
ACTIVATIONS = ("linear", "tanh")
LOSS = keras.losses.MeanSquaredError()
N = 7  # examples: odd, so that the last batch is smaller
few = settings(max_examples=15)


def network(activation):
    layers = [keras.layers.Dense(3, activation=activation), keras.layers.Dropout(0.2), keras.layers.Dense(1)]
    return keras.Sequential([keras.Input((2,)), *layers])


@pytest.fixture(scope="module", autouse=True)
def _compile_once():
    """The same network, optimiser and loss are compiled once for all examples of this file."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("Networks", "Trainer", "Evaluator"):
            patch.setattr(groups, name, functools.cache(getattr(groups, name)))
        yield


def data(seed: int) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    return generator.uniform(-1, 1, (N, 2)), generator.uniform(-1, 1, N)


def train(grid: dict) -> Sweep:
    """Train a grid; its knobs are "batch_size" and "optimizer", in the grid's own order."""
    (x, y), (more_x, more_y) = data(grid["data"]), data(grid["data"] + 1)
    return nnlab.train_sweep(
        network,
        x,
        y,
        learning_rates=grid["rates"],
        activations=grid["activations"],
        epochs=grid["epochs"],
        loss=LOSS,
        validation=(more_x, more_y),
        predict_at=more_x[:3],
        knobs=grid["knobs"],
        setting=lambda **values: values,
        snapshots="all",
        parameters=True,
        seed=grid["seed"],
    )


def some(values, **options):
    return st.lists(st.sampled_from(values), min_size=1, unique=True, **options)


def in_any_order(knobs: dict) -> st.SearchStrategy[dict]:
    return st.permutations(list(knobs)).map(lambda names: {name: knobs[name] for name in names})


rates = st.lists(st.floats(1e-4, 0.3), min_size=1, max_size=4, unique=True)
knobs = st.fixed_dictionaries(
    {"batch_size": some([1, 2, 3, 6], max_size=2), "optimizer": some(["sgd", "adam"])}
).flatmap(in_any_order)
grids = st.fixed_dictionaries(
    {
        "rates": rates,
        "activations": some(ACTIVATIONS),
        "epochs": st.integers(1, 5),
        "knobs": knobs,
        "data": st.integers(0, 9),
        "seed": st.just(0),
    }
)


def settings_of(sweep: Sweep) -> list[dict]:
    ladders = {**sweep.knobs, "activation": sweep.activations, "learning_rate": sweep.learning_rates}
    return [dict(zip(ladders, values, strict=True)) for values in itertools.product(*ladders.values())]


@few
@given(grids, st.data())
def test_a_member_is_what_it_would_be_if_it_were_trained_alone(grid, draw):
    sweep = train(grid)
    chosen = draw.draw(st.sampled_from(settings_of(sweep)))
    alone = train(
        grid
        | {"rates": [chosen["learning_rate"]], "activations": [chosen["activation"]]}
        | {"knobs": {name: [chosen[name]] for name in grid["knobs"]}}
    ).run()
    together = sweep.run(**chosen)
    for name in ARRAYS:
        found, expected = getattr(together, name), getattr(alone, name)
        np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-5, err_msg=f"{name} of {chosen}")


@few
@given(grids, st.data())
def test_the_order_of_ladders_and_knobs_changes_nothing(grid, draw):
    shuffled = {name: draw.draw(st.permutations(grid[name])) for name in ("rates", "activations")}
    values = {name: draw.draw(st.permutations(ladder)) for name, ladder in grid["knobs"].items()}
    shuffled["knobs"] = draw.draw(in_any_order(values))
    first, second = train(grid), train(grid | shuffled)
    assert first.learning_rates == second.learning_rates == tuple(sorted(grid["rates"]))
    for chosen in settings_of(first):
        for name in ARRAYS:
            np.testing.assert_array_equal(getattr(first.run(**chosen), name), getattr(second.run(**chosen), name))


@few
@given(grids)
def test_the_same_seed_repeats_to_the_last_bit_and_another_begins_elsewhere(grid):
    grid |= {"activations": ["tanh"], "seed": 0}  # another seed is another network, to be compiled anew
    first, again, other = train(grid), train(grid), train(grid | {"seed": 1})
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(first, name), getattr(again, name))
    assert (first.parameters[..., 0, :] != other.parameters[..., 0, :]).any()


@few
@given(grids)
def test_every_array_has_the_shape_that_is_promised_and_no_weight_stays_where_it_was(grid):
    sweep = train(grid)
    lead = (*map(len, sweep.knobs.values()), len(grid["activations"]), len(grid["rates"]))
    epochs = grid["epochs"]
    assert sweep.loss.shape == (*lead, epochs)
    assert sweep.data_loss.shape == sweep.validation_loss.shape == (*lead, epochs + 1)
    assert sweep.predictions.shape == (*lead, epochs + 1, 3)
    assert sweep.parameters.shape == (*lead, epochs + 1, len(sweep.parameter_names)) == (*lead, epochs + 1, 13)
    assert sweep.knobs == {name: tuple(values) for name, values in grid["knobs"].items()}
    assert (sweep.parameters[..., -1, :] != sweep.parameters[..., 0, :]).any(axis=-1).all()


@few
@given(grids, rates)
def test_rates_added_later_join_the_ladder_as_if_they_had_been_there(grid, later):
    everything = sorted({*grid["rates"], *later})
    assume(all(high - low > 1e-5 * high for low, high in itertools.pairwise(everything)))
    added, at_once = train(grid).with_learning_rates(later), train(grid | {"rates": everything})
    assert added.learning_rates == at_once.learning_rates
    for name in ARRAYS:
        np.testing.assert_allclose(getattr(added, name), getattr(at_once, name), rtol=1e-3, atol=1e-5)


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_batches_show_every_example_once_in_every_epoch(n, size, epochs, seed):
    assume(size <= n)
    drawn = [[batch.tolist() for batch in epoch] for epoch in nnlab.batches(n, size, epochs, seed)]
    assert drawn == [[batch.tolist() for batch in epoch] for epoch in nnlab.batches(n, size, epochs, seed)]
    assert len(drawn) == epochs
    for epoch in drawn:
        assert sorted(itertools.chain(*epoch)) == list(range(n))
        assert [len(batch) for batch in epoch[:-1]] == [size] * (len(epoch) - 1)


# --- what `run` finds on its ladders: records without any training ---

steps = st.one_of(st.integers(-9, 9), st.floats(allow_nan=False), st.text(max_size=3), st.tuples(st.integers(0, 3)))
positive = st.floats(0, exclude_min=True, allow_infinity=False)


def record(ladder: list, names: list, learning_rates: list) -> Sweep:
    """A Sweep of results only, in which the loss is the number of the run."""
    shape = (len(ladder), len(names), len(learning_rates), 1)
    numbers = np.arange(np.prod(shape), dtype=np.float32).reshape(shape)
    arrays = dict.fromkeys(("loss", "data_loss", "predictions"), numbers)
    x = np.zeros((1, 1), np.float32)
    arrays |= {"validation_loss": None, "parameters": None, "parameter_names": (), "snapshot_epochs": np.array([0])}
    ladders = {"knobs": {"k": tuple(ladder)}, "activations": tuple(names)}
    rest = {"epochs": 1, "predict_at": x, "x": x, "y": x, "vectorised": True, "graphs": 1}
    return Sweep(learning_rates=tuple(sorted(learning_rates)), **ladders, **arrays, **rest)


records = st.builds(
    record,
    st.lists(steps, min_size=1, max_size=5, unique=True),
    some(ACTIVATIONS),
    st.lists(positive, min_size=1, max_size=5, unique=True),
)


@given(records)
@example(record([1], ["tanh"], [1e-13, 3e-13]))
@example(record([1], ["tanh"], [0.1, 0.1 + 1e-9]))
@example(record([0, 1e-13], ["tanh"], [0.1]))
def test_every_setting_of_a_sweep_is_found_and_is_its_own(sweep):
    found = [sweep.run(**chosen) for chosen in settings_of(sweep)]
    assert [int(run.loss[0]) for run in found] == list(range(sweep.loss.size))
    for run, chosen in zip(found, settings_of(sweep), strict=True):
        assert {"learning_rate": run.learning_rate, "activation": run.activation, **run.knobs} == chosen


@given(records, st.data())
def test_a_number_that_was_rounded_on_its_way_is_found_too(sweep, draw):
    rate = draw.draw(st.sampled_from(sweep.learning_rates))
    assume(rate > 1e-300 and all(other == rate or abs(other - rate) > 1e-4 * rate for other in sweep.learning_rates))
    chosen = settings_of(sweep)[0] | {"learning_rate": float(f"{rate:.8g}")}
    assert sweep.run(**chosen).learning_rate == rate


@given(records, st.sampled_from(["learning_rate", "activation", "k"]), st.data())
def test_a_value_off_its_ladder_is_refused_by_name_with_what_is_allowed(sweep, name, draw):
    chosen = draw.draw(st.sampled_from(settings_of(sweep)))
    wrong = draw.draw(st.sampled_from([True, np.bool_(0), float("nan"), [1], "four", -77.5, (9,), 10**400, np.ones(2)]))
    ladder = {"learning_rate": sweep.learning_rates, "activation": sweep.activations}.get(name, sweep.knobs["k"])
    with pytest.raises(ValueError, match="must be one of") as caught:
        sweep.run(**chosen | {name: wrong})
    assert str(caught.value) == f"{name} must be one of {', '.join(map(str, ladder))}; got {wrong!r}"


class Reached(Exception):  # noqa: N818
    """Every check was passed."""


number = st.one_of(st.integers(), st.floats(), st.just(10**400))
word = st.text(max_size=3)
strange = st.one_of(
    number,
    word,
    st.none(),
    st.booleans(),
    st.complex_numbers(),
    st.just(object()),
    st.just(np.eye(2)),
    st.just(np.array(3)),
    st.lists(st.one_of(number, word, st.none(), st.just([])), max_size=3),
    st.dictionaries(word, st.one_of(st.integers(), st.lists(st.integers()), st.just(np.eye(2))), max_size=3),
)
NAMES = {"learning_rates": "learning_rate", "knobs": "knob"}
ARGUMENTS = ("x", "y", "learning_rates", "activations", "epochs", "batch_size", "optimizer", "loss", "validation",
             "predict_at", "knobs", "snapshots", "seed")  # fmt: skip


@settings(max_examples=300)
@given(st.sampled_from(ARGUMENTS), strange)
@example("learning_rates", [10**400])
@example("x", [10**400])
@example("optimizer", [])
@example("knobs", {"k": np.eye(2)})
def test_a_strange_argument_is_taken_or_refused_by_name(name, value):
    assume(name != "epochs" or not isinstance(value, int) or value < 10**6)  # more are right, and fill the memory
    arguments = {"build": network, "x": np.ones((4, 2)), "y": np.ones(4), "learning_rates": [0.1], "epochs": 2}
    arguments |= {
        "activations": ["tanh"],
        "setting": (lambda **_: {}) if isinstance(value, dict) and value and name == "knobs" else None,
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recipe.Recipe, "train", lambda *_: (_ for _ in ()).throw(Reached))
        with pytest.raises((Reached, ValueError, TypeError)) as caught:
            nnlab.train_sweep(**arguments | {name: value})
    if caught.type is not Reached:
        assert NAMES.get(name, name) in str(caught.value)
        assert len(str(caught.value)) < 2000  # three numbers of 400 digits and some words
