"""What a Sweep holds goes into a table and a file, and comes back from the file as it was."""

from __future__ import annotations

import keras
import numpy as np
import pytest

import nnlab
from nnlab.sweep.records import STORED, TRAINED

X = np.linspace(-1, 1, 8, dtype=np.float32)


def build(activation, units=2):
    return keras.Sequential(
        [keras.Input((1,)), keras.layers.Dense(units, activation=activation), keras.layers.Dense(1)]
    )


@pytest.fixture(scope="module")
def sweep():
    return nnlab.train_sweep(
        build,
        X,
        X**2,
        learning_rates=[0.01, 0.1],
        activations=["tanh", "relu"],
        epochs=3,
        validation=(X[:3], X[:3]),
        knobs={"noise": [None, "some"], "size": [(8, 1), (4, 1)]},
        setting=lambda noise, size: {"batch_size": size[0]},
        parameters=True,
        starts=2,
    )


def test_the_table_has_one_row_a_run_and_epoch_with_the_values_of_the_run(sweep):
    table = sweep.to_dataframe()
    assert list(table) == [
        *("start", "noise", "size", "activation", "learning_rate", "epoch"),
        *("data_loss", "validation_loss", "loss"),
    ]
    assert len(table) == 2 * 2 * 2 * 2 * 2 * 4
    for row in table.iloc[::37].itertuples():
        knobs = {"noise": None if row.noise != row.noise else row.noise, "size": row.size}
        run = sweep.run(row.learning_rate, row.activation, start=row.start, **knobs)
        assert row.data_loss == run.data_loss[row.epoch]
        if row.epoch:
            assert (row.validation_loss, row.loss) == (run.validation_loss[row.epoch - 1], run.loss[row.epoch - 1])
        else:
            assert np.isnan(row.loss)
    assert not table.duplicated(subset=["noise", "size", "activation", "learning_rate", "start", "epoch"]).any()


def test_a_sweep_without_validation_has_no_such_column():
    sweep = nnlab.train_sweep(build, X, X, learning_rates=[0.1], activations=["relu"], epochs=2)
    assert list(sweep.to_dataframe()) == ["start", "activation", "learning_rate", "epoch", "data_loss", "loss"]


def test_a_knob_with_the_name_of_a_column_is_refused_in_words():
    given = {"knobs": {"loss": [1, 2]}, "setting": lambda loss: {}}
    sweep = nnlab.train_sweep(build, X, X, learning_rates=[0.1], activations=["relu"], epochs=2, **given)
    with pytest.raises(ValueError, match="the knob 'loss' has the name of a column"):
        sweep.to_dataframe()


def test_a_saved_sweep_comes_back_with_everything_but_its_recipe(sweep, tmp_path):
    path = tmp_path / "results.npz"
    sweep.save(path)
    again = nnlab.Sweep.load(path)
    assert repr(again) == repr(sweep)
    assert again.ladders == sweep.ladders
    for name in STORED:
        np.testing.assert_array_equal(getattr(again, name), getattr(sweep, name))
    for name in TRAINED:
        if getattr(sweep, name) is None:
            assert getattr(again, name) is None
        else:
            np.testing.assert_array_equal(again.of_starts(name), sweep.of_starts(name))
    assert again.parameter_names == sweep.parameter_names
    with pytest.raises(ValueError, match="read-only"):
        again.data_loss[...] = 0
    with pytest.raises(ValueError, match="holds results only"):
        again.with_learning_rates([0.5])
    assert [file.name for file in tmp_path.iterdir()] == ["results.npz"]
    assert nnlab.Lab(again, [nnlab.LossCurve()], title="From a file").selected.knobs == {"noise": None, "size": (8, 1)}


def test_a_name_without_an_ending_stays_as_it_is(sweep, tmp_path):
    sweep.save(str(tmp_path / "results"))
    assert nnlab.Sweep.load(str(tmp_path / "results")).epochs == 3


def test_what_a_file_cannot_hold_is_named_and_nothing_is_left_behind(tmp_path):
    given = {"knobs": {"rule": [{"a": 1j}]}, "setting": lambda rule: {}}
    sweep = nnlab.train_sweep(build, X, X, learning_rates=[0.1], activations=["relu"], epochs=1, **given)
    with pytest.raises(ValueError, match=r"knobs.*'rule'.*1j"):
        sweep.save(tmp_path / "results.npz")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 broken"])
def test_a_file_of_another_kind_is_refused_by_name(tmp_path, content):
    path = tmp_path / "other.npz"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"other\.npz is not a Sweep saved by"):
        nnlab.Sweep.load(path)


def test_an_archive_of_something_else_is_refused(tmp_path):
    np.savez(tmp_path / "mine.npz", x=X)
    with pytest.raises(ValueError, match=r"mine\.npz is not a Sweep"):
        nnlab.Sweep.load(tmp_path / "mine.npz")
    with pytest.raises(FileNotFoundError):
        nnlab.Sweep.load(tmp_path / "nothing.npz")


def test_a_file_of_a_later_version_is_refused_with_both_numbers(sweep, tmp_path, monkeypatch):
    monkeypatch.setattr("nnlab.sweep.files.FORMAT", 2)
    sweep.save(tmp_path / "later.npz")
    monkeypatch.undo()
    with pytest.raises(ValueError, match="has format 2, and this version reads format 1"):
        nnlab.Sweep.load(tmp_path / "later.npz")
