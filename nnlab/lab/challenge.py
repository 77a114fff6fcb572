"""A goal that a Lab sets its reader: a loss to get below, within so many epochs, perhaps with a given setting."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnlab.lab.spec import Control, position, stored
from nnlab.sweep.source import Source


@dataclass(frozen=True, kw_only=True)
class Challenge:
    """Bring a loss below a value and keep it there. The Lab says the goal in words and recognises when it is met.

    One lucky epoch does not meet it: the loss has to stay below, to the end of the run or for `stays` epochs.

    Args:
        loss_below: The loss to get under, in the loss' own unit, above 0. Give this or `validation_loss_below`.
        validation_loss_below: The same for the loss on the validation data.
        within: The last epoch at which it may get there; None lets every epoch count.
        stays: For how many epochs in a row it is below, the one on screen among them; None means from the one on screen
            to the run's last.
        where: The values that a control must have, such as
            `{"activation": "tanh", "learning_rate": [0.01, 0.03]}`.
        text: The goal in words; None makes them from the numbers. That the loss has to stay below is added to both.
        hint: What is shown after `hint_after` settings that did not meet the goal; empty shows nothing.
        hint_after: How many those are, at least 1.

    Raises:
        ValueError: For numbers that cannot be met by any run of any sweep; from the Lab, for a goal that does not fit
            its own source: one that no run meets, or that is met where the Lab starts.
        TypeError: For a `where` that maps nothing.
    """

    loss_below: float | None = None
    validation_loss_below: float | None = None
    within: int | None = None
    stays: int | None = None
    where: Mapping[str, object] | None = None
    text: str | None = None
    hint: str = ""
    hint_after: int = 3

    def __post_init__(self) -> None:
        if (self.loss_below is None) == (self.validation_loss_below is None):
            raise ValueError("a Challenge needs either loss_below or validation_loss_below, and not both")
        if not _is_number(self.below) or not self.below > 0:
            raise ValueError(f"{self._argument} must be a finite number above 0, not {self.below!r}")
        for name, value in (("within", self.within), ("stays", self.stays), ("hint_after", self.hint_after)):
            if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
                raise ValueError(f"{name} must be a whole number above 0, not {value!r}")
        if self.where is not None and not isinstance(self.where, Mapping):
            raise TypeError(f'where must map controls to values, such as {{"activation": "tanh"}}, not {self.where!r}')

    @property
    def below(self) -> float:
        """The loss to get under."""
        below = self.loss_below if self.validation_loss_below is None else self.validation_loss_below
        assert below is not None, "__post_init__ lets one of the two through"
        return below

    @property
    def _argument(self) -> str:
        return "loss_below" if self.validation_loss_below is None else "validation_loss_below"

    def spec(self, source: Source, controls: Sequence[Control], start: Mapping[str, Any]) -> dict[str, object]:
        """Return the goal as the Lab's JavaScript wants it.

        Args:
            source: What the Lab shows.
            controls: What its reader can change.
            start: Where each control stands first, by name.

        Raises:
            ValueError: If the source does not hold what the goal speaks of, if no run meets it, or if it is met where
                the Lab starts.
        """
        metric = "data_loss" if self.validation_loss_below is None else "validation_loss"
        if getattr(source, metric) is None:
            raise ValueError("validation_loss_below needs a Sweep with validation data, and this source has none")
        self._check_epochs(source)
        conditions = self._conditions(controls)
        held = self._held(_losses(source, metric, conditions))[..., : None if self.within is None else self.within + 1]
        if not held.min() < self.below:
            goal = self._words(source, conditions, controls)
            raise ValueError(f"no run meets this Challenge ({goal}); the lowest loss that one keeps is {held.min():g}")
        self._check_start(source, metric, conditions, start)
        return {
            "text": self._words(source, conditions, controls),
            "metric": metric,
            "below": float(self.below),
            "within": self.within,
            "stays": self.stays,
            "conditions": conditions,
            "hint": self.hint,
            "hint_after": self.hint_after,
        }

    def _check_epochs(self, source: Source) -> None:
        for name, value in (("within", self.within), ("stays", self.stays)):
            if value is None:
                continue
            if not source.epochs:
                raise ValueError(f"{name} is {value}, but a Table has no epochs; leave it out")
            if value > source.epochs:
                raise ValueError(f"{name} is {value}, which is not among the epochs 1 to {source.epochs}")

    def _held(self, losses: np.ndarray) -> np.ndarray:
        """Return for each epoch [..., epochs + 1] the value that the loss has to be under for the goal to be met there.

        That is the highest loss from there to the end, or of the best `stays` epochs in a row around it. No number in a
        run counts as infinity.
        """
        losses = np.where(np.isfinite(losses), losses, np.inf)
        if self.stays is None:
            return np.maximum.accumulate(losses[..., ::-1], axis=-1)[..., ::-1]
        highest = _sliding(losses, self.stays).max(-1)
        beside = np.full((*losses.shape[:-1], self.stays - 1), np.inf)
        return _sliding(np.concatenate([beside, highest, beside], -1), self.stays).min(-1)

    def _conditions(self, controls: Sequence[Control]) -> dict[str, list]:
        allowed = {control["name"]: control for control in controls if control["kind"] != "time"}
        conditions: dict[str, list] = {}
        for name, wanted in (self.where or {}).items():
            if name not in allowed:
                raise ValueError(f"where names {name!r}, but the controls that it may name are {list(allowed)}")
            values = list(wanted) if isinstance(wanted, list | tuple) else [wanted]
            if not values:
                raise ValueError(f"where[{name!r}] is empty, so no setting can meet it")
            conditions[name] = [position(allowed[name], value, f"where[{name!r}]") for value in values]
        return conditions

    def _check_start(
        self, source: Source, metric: str, conditions: Mapping[str, list], start: Mapping[str, Any]
    ) -> None:
        if any(start[name] not in values for name, values in conditions.items()):
            return
        epoch = start.get("epoch", 0)
        here = _losses(source, metric, {name: [value] for name, value in start.items() if name != "epoch"})
        met = self._held(here)[..., epoch].item() < self.below
        if met and (self.within is None or epoch <= self.within):
            raise ValueError(f"start already meets the Challenge: the loss there is {here[..., epoch].item():g}")

    def _words(self, source: Source, conditions: Mapping[str, list], controls: Sequence[Control]) -> str:
        stay = "stay below" if source.epochs else ""
        if stay and self.stays is not None:
            stay += f" for {_epochs(self.stays)}"
        if self.text:
            return f"{self.text} The loss has to {stay}." if stay else self.text
        loss = "loss" if self.validation_loss_below is None else "validation loss"
        text = f"Bring the {loss} below {np.format_float_positional(self.below, trim='-')}"
        if self.within is not None:
            text += f" within {_epochs(self.within)}"
        if stay:
            text += f" and {stay}"
        settings = [
            _setting(control, conditions[control["name"]]) for control in controls if control["name"] in conditions
        ]
        return f"{text}, with {' and '.join(settings)}." if settings else f"{text}."


def _losses(source: Source, metric: str, conditions: Mapping[str, list]) -> np.ndarray:
    """Return the losses [..., epochs + 1] (a Table's: [..., 1]) of all settings that meet the conditions."""
    losses = stored(source, metric)
    losses = losses if source.epochs else losses[..., None]
    kept = [[ladder.index(value) for value in conditions.get(name, ladder)] for name, ladder in source.ladders.items()]
    return losses[np.ix_(*kept)]


def _sliding(array: np.ndarray, length: int) -> np.ndarray:
    """Return all stretches of this length [..., stretches, length] of an array [..., n]."""
    return np.lib.stride_tricks.sliding_window_view(array, length, -1)


def _epochs(number: int) -> str:
    return f"{number} {'epoch' if number == 1 else 'epochs'}"


def _setting(control: Control, values: Sequence) -> str:
    """Return "hidden activation tanh or ReLU"."""
    texts = dict(zip(control["values"], control.get("texts", control["values"]), strict=True))
    label = control["label"]
    if label[1:2].islower():
        label = label[0].lower() + label[1:]
    return f"{label} {' or '.join(str(texts[value]) for value in values)}"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
