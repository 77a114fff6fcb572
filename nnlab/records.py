"""What training leaves behind: frozen records of named, read-only NumPy arrays. Nothing here needs TensorFlow.

In the shapes, K stands for the dimensions of the chapter's own knobs (none, one or two), A for activations, R for
learning rates, E for epochs, S for snapshots, P for points, D for parameters and O for the outputs of the network.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from nnlab._ladders import locate, plural, sentence
from nnlab._source import Source

if TYPE_CHECKING:
    from nnlab._origin import Origin
    from nnlab._recipe import Recipe


TRAINED = ("loss", "data_loss", "validation_loss", "predictions", "parameters", "gradient_norms")


@dataclass(frozen=True, eq=False, repr=False)
class Run:
    """One network trained once.

    loss [E] is what `fit` reports: entry e is the mean over epoch e + 1 while the weights move, penalties included.
    data_loss [E + 1] is the loss of the weights after each epoch on the training data (entry 0: untrained), without
    penalties and with dropout off. validation_loss [E] (or None) is the same on the validation data, entry e after
    epoch e + 1. predictions [S, P] (or [S, P, O]) and parameters [S, D] (or None) are those after the epochs in
    snapshot_epochs [S], and so are gradient_norms [S, L] (or None). start counts the initial weights, 0 first.
    diverged_at is the first epoch (counted from 1) at which loss or data_loss is no longer finite, or None.
    """

    learning_rate: float
    activation: str
    knobs: dict[str, object]
    loss: np.ndarray
    data_loss: np.ndarray
    validation_loss: np.ndarray | None
    predictions: np.ndarray
    parameters: np.ndarray | None
    snapshot_epochs: np.ndarray
    gradient_norms: np.ndarray | None = None
    start: int = 0

    @property
    def diverged_at(self) -> int | None:
        lost = ~np.isfinite(self.loss) | ~np.isfinite(self.data_loss[1:])
        return int(np.argmax(lost)) + 1 if lost.any() else None

    def __repr__(self) -> str:
        setting = sentence({"learning rate": self.learning_rate, "activation": self.activation, **self.knobs})
        setting += f", start {self.start}" if self.start else ""
        ending = f", diverged at epoch {self.diverged_at}" if self.diverged_at else ""
        return f"Run of {len(self.loss)} epochs with {setting}{ending}."


@dataclass(frozen=True, eq=False, repr=False)
class Sweep(Source):
    """Every learning rate x activation (x own knobs) of a chapter's network, trained.

    loss [*K, A, R, E], data_loss and validation_loss (or None) [*K, A, R, E + 1], predictions [*K, A, R, S, P] (or
    [*K, A, R, S, P, O] if the network has several outputs) at the inputs predict_at [P, ...] and parameters
    [*K, A, R, S, D] (or None, in the order of `model.get_weights()`), all float32 with the meaning they have in `Run`;
    only validation_loss has its untrained entry 0 here. snapshot_epochs int [S] begins with 0 and ends with the last
    epoch. learning_rates ascend.
    parameter_names (length D) are ("w", "b") for one Dense(1) on one input, otherwise like "dense_1.kernel[0,2]".
    gradient_norms [*K, A, R, S, L] (or None) holds the norm of the loss's gradient in the kernel of each of the L
    layers in layer_names, from the input to the output, with NaN where a network has fewer.
    All these are of start 0; of_starts(name) has every start. x and y are the data given to `train_sweep`. vectorised
    tells whether all members trained in one batched computation (True) or one after the other inside the compiled
    function (False); graphs counts the training functions compiled.
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
    _of_starts: dict[str, np.ndarray | None] | None = field(default=None, repr=False)  # by name, starts first

    @property
    def origins(self) -> tuple[Origin, ...]:
        """What each setting [*K, A] was trained from, in a flat tuple; empty for a record of results only."""
        return () if self._recipe is None else self._recipe.origins

    @property
    def starts(self) -> int:
        """From how many initial weights every setting was trained."""
        return 1 if self._of_starts is None else len(self._of_starts["data_loss"])

    def of_starts(self, name: str) -> np.ndarray:
        """Return an array for all starts, [starts, ...] where the rest is its shape here.

        name: "loss", "data_loss", "validation_loss", "predictions", "parameters" or "gradient_norms".
        Raises ValueError for another name, or an array that this sweep did not keep.
        """
        if name not in TRAINED:
            raise ValueError(f"name must be one of {', '.join(TRAINED)}, got {name!r}")
        if getattr(self, name) is None:
            raise ValueError(f"this Sweep did not keep {name}; ask train_sweep for it")
        return getattr(self, name)[None] if self._of_starts is None else self._of_starts[name]

    def run(
        self, learning_rate: float | None = None, activation: str | None = None, *, start: int = 0, **knobs: object
    ) -> Run:
        """Return one run. A value may be left out where its ladder has one step only; start counts from 0.

        Raises ValueError for a value that is not on its ladder, a start or a knob that the sweep does not have.
        """
        if isinstance(start, bool) or start not in range(self.starts):
            raise ValueError(f"start must be a whole number from 0 to {self.starts - 1}, got {start!r}")
        at = locate(self.ladders, {**knobs, "activation": activation, "learning_rate": learning_rate})
        values = {name: ladder[i] for (name, ladder), i in zip(self.ladders.items(), at, strict=True)}
        return Run(
            learning_rate=values.pop("learning_rate"),
            activation=values.pop("activation"),
            knobs=values,
            snapshot_epochs=self.snapshot_epochs,
            start=start,
            **{name: self._row(name, (start, *at)) for name in TRAINED},
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

        Only rates that are missing are trained, with the functions already compiled. `progress` is called after each
        chunk of epochs with the fraction done (0 to 1), by whichever thread trained it, one call after the other;
        setting `cancelled` raises `nnlab.sweep.Cancelled` at the end of the chunk. Raises ValueError or TypeError for a
        bad rate, as `train_sweep` does.
        """
        if self._recipe is None:
            raise ValueError("this Sweep holds results only (no recipe), so no learning rate can be added to it")
        missing, results = self._recipe.train_missing(self.learning_rates, new_rates, progress, cancelled)
        return self._merged(missing, results) if missing else self

    def _merged(self, rates: tuple[float, ...], results: dict[str, np.ndarray | None]) -> Sweep:
        """Return a new Sweep with the `results` for further `rates` (of all starts) in their places."""
        ladder = (*self.learning_rates, *rates)
        order = np.argsort(ladder)
        axis = self.data_loss.ndim - 1  # behind the starts
        joined = {}
        for name, new in results.items():
            if new is not None:
                new = np.take(np.concatenate([self.of_starts(name), new], axis=axis), order, axis=axis)
                new.setflags(write=False)
            joined[name] = new
        first = {name: None if array is None else array[0] for name, array in joined.items()}
        return replace(self, learning_rates=tuple(ladder[i] for i in order), _of_starts=joined, **first)

    def __repr__(self) -> str:
        runs = self.starts * int(np.prod(self.data_loss.shape[:-1]))
        own = [f"{len(values)} x {name}" for name, values in self.knobs.items()]
        ladders = [*own, plural(len(self.learning_rates), "learning rate"), plural(len(self.activations), "activation")]
        ladders += [plural(self.starts, "start")] if self.starts > 1 else []
        return f"Sweep of {plural(runs, 'run')} of {plural(self.epochs, 'epoch')}: {', '.join(ladders)}."
