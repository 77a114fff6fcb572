"""What training leaves behind: frozen records of named, read-only NumPy arrays. Nothing here needs TensorFlow.

In the shapes, K stands for the dimensions of the chapter's own knobs (none, one or two), A for activations, R for
learning rates, E for epochs, S for snapshots, P for points, D for parameters and O for the outputs of the network.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlab.sweep import files
from nnlab.sweep.ladders import Arrays, joined_arrays, locate, plural
from nnlab.sweep.picture import html_of
from nnlab.sweep.run import Run
from nnlab.sweep.source import Source
from nnlab.sweep.tidy import dataframe

if TYPE_CHECKING:
    import pandas as pd

    from nnlab.sweep.origin import Origin
    from nnlab.sweep.recipe import Recipe


STORED = ("snapshot_epochs", "predict_at", "x", "y")
TOLD = ("knobs", "activations", "learning_rates", "epochs", "parameter_names", "layer_names", "vectorised", "graphs")
TRAINED = ("loss", "data_loss", "validation_loss", "predictions", "parameters", "gradient_norms")


@dataclass(frozen=True, eq=False, repr=False)
class Sweep(Source):
    """Every learning rate x activation (x own knobs) of a chapter's network, trained.

    In the shapes, K stands for the dimensions of the chapter's own knobs (none, one or two), A for activations, R for
    learning rates, E for epochs, S for snapshots, P for points, D for parameters, L for layers and O for the outputs of
    a network that has several. The arrays are read-only and those of start 0; `of_starts(name)` has every start.

    Attributes:
        knobs: The values of the chapter's own knobs: a dict from each name to a tuple.
        activations: The names of the activations.
        learning_rates: The learning rates, ascending.
        epochs: The number of epochs, E.
        snapshot_epochs: The epochs of the snapshots, int `[S]`: they begin with 0 and end with the last epoch.
        loss: What `fit` reports, float32 `[*K, A, R, E]`: entry e is the mean over epoch e + 1 while the weights move,
            penalties included.
        data_loss: The loss of the weights after each epoch on the training data, float32 `[*K, A, R, E + 1]` (entry 0:
            untrained), without penalties and with dropout off.
        validation_loss: The same on the validation data, or None. Entry 0 is the untrained one here; a `Run` begins
            with that after epoch 1.
        predict_at: The inputs at which predictions are kept, `[P, ...]`.
        predictions: The predictions there, float32 `[*K, A, R, S, P]` or `[*K, A, R, S, P, O]`.
        parameters: The weights at the snapshots, float32 `[*K, A, R, S, D]`, in the order of `model.get_weights()`; or
            None.
        parameter_names: D names: (`"w"`, `"b"`) for one Dense(1) on one input, otherwise like `"dense_1.kernel[0,2]"`.
        x: The inputs given to `train_sweep`.
        y: The targets given to `train_sweep`.
        vectorised: Whether all members trained in one batched computation (True) or one after the other inside the
            compiled function (False).
        graphs: How many training functions were compiled.
        gradient_norms: The norm of the loss's gradient in the kernel of each layer at the snapshots, float32
            `[*K, A, R, S, L]`, with NaN where a network has fewer layers; or None.
        layer_names: The names of the L layers, from the input to the output; empty where gradient_norms is None.
    """

    knobs: dict[str, tuple]
    activations: tuple[str, ...]
    learning_rates: tuple[float, ...]
    epochs: int
    snapshot_epochs: np.ndarray
    loss: np.ndarray
    data_loss: np.ndarray
    validation_loss: np.ndarray | None
    predict_at: np.ndarray
    predictions: np.ndarray
    parameters: np.ndarray | None
    parameter_names: tuple[str, ...]
    x: np.ndarray
    y: np.ndarray
    vectorised: bool
    graphs: int
    gradient_norms: np.ndarray | None = None
    layer_names: tuple[str, ...] = ()
    _recipe: Recipe | None = field(default=None, repr=False)
    _of_starts: Arrays | None = field(default=None, repr=False)  # by name, starts first

    @property
    def origins(self) -> tuple[Origin, ...]:
        """What each setting [*K, A] was trained from, in a flat tuple; empty for a record of results only."""
        return () if self._recipe is None else self._recipe.origins

    @property
    def starts(self) -> int:
        """From how many initial weights every setting was trained."""
        return len(self.of_starts("data_loss"))

    def of_starts(self, name: str) -> np.ndarray:
        """Return an array for all starts, [starts, ...] where the rest is its shape here.

        Args:
            name: `"loss"`, `"data_loss"`, `"validation_loss"`, `"predictions"`, `"parameters"` or `"gradient_norms"`.

        Raises:
            ValueError: For another name, or an array that this sweep did not keep.
        """
        if name not in TRAINED:
            raise ValueError(f"name must be one of {', '.join(TRAINED)}, got {name!r}")
        first: np.ndarray | None = getattr(self, name)
        if first is None:
            raise ValueError(f"this Sweep did not keep {name}; ask train_sweep for it")
        every = None if self._of_starts is None else self._of_starts[name]
        return first[None] if every is None else every

    def run(
        self, learning_rate: float | None = None, activation: str | None = None, *, start: int = 0, **knobs: object
    ) -> Run:
        """Return one run.

        Args:
            learning_rate: Its learning rate; numbers match to six digits.
            activation: Its activation. This, a learning rate or a knob may be left out where the sweep has one only.
            start: Which initial weights, counted from 0.
            **knobs: The value of each of the chapter's own knobs, by name.

        Raises:
            ValueError: For a value that is not on its ladder, a start or a knob that the sweep does not have.
        """
        if isinstance(start, bool) or start not in range(self.starts):
            raise ValueError(f"start must be a whole number from 0 to {self.starts - 1}, got {start!r}")
        at = locate(self.ladders, {**knobs, "activation": activation, "learning_rate": learning_rate})
        values = {name: ladder[i] for (name, ladder), i in zip(self.ladders.items(), at, strict=True)}
        rows: dict[str, Any] = {name: self._row(name, (start, *at)) for name in TRAINED}
        return Run(
            learning_rate=values.pop("learning_rate"),
            activation=values.pop("activation"),
            knobs=values,
            snapshot_epochs=self.snapshot_epochs,
            start=start,
            **rows,
        )

    def _row(self, name: str, at: tuple[int, ...]) -> np.ndarray | None:
        """Return an array of one run, as it is in a Run."""
        row = None if getattr(self, name) is None else self.of_starts(name)[at]
        return row[1:] if name == "validation_loss" and row is not None else row

    def with_learning_rates(
        self,
        new_rates: Sequence[float],
        *,
        progress: Callable[[float], None] | None = None,
        cancelled: threading.Event | None = None,
    ) -> Sweep:
        """Return a new Sweep that also holds `new_rates`, trained by the same recipe from the same seed.

        Only rates that are missing are trained, with the functions already compiled.

        Args:
            new_rates: Learning rates, numbers above 0; those that the sweep has already stay as they are.
            progress: Called after each chunk of epochs with the fraction done (0 to 1), by whichever thread trained it,
                one call after the other.
            cancelled: Setting this event raises `nnlab.sweep.Cancelled` at the end of the chunk.

        Raises:
            ValueError: For a bad rate, as in `train_sweep`, and for a sweep that was loaded from a file.
            TypeError: For a rate that is no number.
        """
        if self._recipe is None:
            raise ValueError("this Sweep holds results only (no recipe), so no learning rate can be added to it")
        missing, results = self._recipe.train_missing(self.learning_rates, new_rates, progress, cancelled)
        return self._merged(missing, results) if missing else self

    def _merged(self, rates: tuple[float, ...], results: Arrays) -> Sweep:
        """Return a new Sweep with the `results` for further `rates` (of all starts) in their places."""
        order = np.argsort(ladder := (*self.learning_rates, *rates))
        before = {name: None if new is None else self.of_starts(name) for name, new in results.items()}
        joined = joined_arrays(before, results, order, axis=self.data_loss.ndim - 1)  # behind the starts
        first: dict[str, Any] = {name: None if array is None else array[0] for name, array in joined.items()}
        return replace(self, learning_rates=tuple(ladder[i] for i in order), _of_starts=joined, **first)

    def to_dataframe(self) -> pd.DataFrame:
        """Return a tidy pandas DataFrame with one row a run and epoch.

        Returns:
            Its columns are start (from 0), the own knobs, activation, learning_rate, epoch (0 is untrained), data_loss,
            validation_loss if there is any, and loss, what `fit` reports (NaN at epoch 0).

        Raises:
            ValueError: Where a knob has the name of one of these losses.
        """
        losses = {"data_loss": self.of_starts("data_loss")}
        if self.validation_loss is not None:
            losses["validation_loss"] = self.of_starts("validation_loss")
        losses["loss"] = np.insert(self.of_starts("loss"), 0, np.nan, axis=-1)
        if both := [name for name in self.knobs if name in losses]:
            raise ValueError(f"the knob {both[0]!r} has the name of a column of losses: name it otherwise")
        ladders = {"start": range(self.starts), **self.ladders, "epoch": range(self.epochs + 1)}
        return dataframe(ladders, losses)

    def save(self, path: str | os.PathLike) -> None:
        """Write the results to a file, a NumPy archive that `Sweep.load` reads.

        The model and its recipe are not saved.

        Args:
            path: Where to, usually ending in .npz; a file that is there is replaced.

        Raises:
            ValueError: For a knob whose values are not numbers, texts, booleans, None or tuples of them.
        """
        arrays = {name: self.of_starts(name) for name in TRAINED if getattr(self, name) is not None}
        arrays |= {name: getattr(self, name) for name in STORED}
        files.write(path, arrays, {name: getattr(self, name) for name in TOLD})

    @staticmethod
    def load(path: str | os.PathLike) -> Sweep:
        """Return the Sweep that `save` wrote: its results, to which no learning rate can be added.

        Args:
            path: The file.

        Raises:
            OSError: Where it cannot be read.
            ValueError: For a file of another kind.
        """
        arrays, about = files.read(path)
        missing = [name for name in (*STORED, "data_loss", "loss", "predictions") if name not in arrays]
        if missing or set(about) != set(TOLD):
            raise ValueError(f"{os.fspath(path)} is not a whole Sweep: it lacks {', '.join(missing) or 'its ladders'}")
        trained: Arrays = {name: arrays.get(name) for name in TRAINED}
        first: dict[str, Any] = {name: None if array is None else array[0] for name, array in trained.items()}
        stored: dict[str, Any] = {name: arrays[name] for name in STORED}
        return Sweep(**about, **stored, **first, _of_starts=trained)

    def _repr_html_(self) -> str:
        ends = np.nan_to_num(self.data_loss[(0,) * (self.data_loss.ndim - 2)][:, -1], nan=np.inf)
        best = {"learning_rate": self.learning_rates[int(np.argmin(ends))]}
        return html_of(self, {name: values[0] for name, values in self.ladders.items()} | best)

    def __repr__(self) -> str:
        runs = self.starts * int(np.prod(self.data_loss.shape[:-1]))
        own = [f"{len(values)} x {name}" for name, values in self.knobs.items()]
        ladders = [*own, plural(len(self.learning_rates), "learning rate"), plural(len(self.activations), "activation")]
        ladders += [plural(self.starts, "start")] if self.starts > 1 else []
        return f"Sweep of {plural(runs, 'run')} of {plural(self.epochs, 'epoch')}: {', '.join(ladders)}."
