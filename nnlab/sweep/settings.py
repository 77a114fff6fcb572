"""What a chapter's own knobs mean: every combination of values, resolved into data, weights and training options."""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from nnlab.sweep.inputs import check_array, check_inputs, check_pair, check_validation, check_whole
from nnlab.sweep.optimizers import OPTIMIZERS

TABLE_KEYS = ("build", "x", "y", "predict_at", "weights")
TRAINING_KEYS = (*TABLE_KEYS, "validation", "batch_size", "optimizer", "schedule")
RESERVED = ("learning_rate", "learning rate", "activation", "epoch", "epochs", "start")
MOST_KNOBS = 2


@dataclass(frozen=True, eq=False)
class Setting:
    """Everything that one combination of knob values decides; `values` are the knob values themselves."""

    x: np.ndarray
    y: np.ndarray
    predict_at: np.ndarray | None = None
    validation: tuple[np.ndarray, np.ndarray] | None = None
    batch_size: int | None = None
    optimizer: str = "sgd"
    values: Mapping[str, object] = field(default_factory=dict)
    build: Mapping[str, object] = field(default_factory=dict)
    weights: Sequence[np.ndarray] | None = None
    schedule: Callable[[int, int], float] | None = None

    @property
    def points(self) -> np.ndarray:
        """The inputs at which predictions are kept."""
        return self.x if self.predict_at is None else self.predict_at


def base_setting(x, y, *, predict_at=None, validation=None, batch_size=None, optimizer="sgd") -> Setting:
    """Check the arguments of `train_sweep` that a knob may override, and return them as one Setting."""
    x, y = check_pair(("x", "y"), x, y)
    given = {"validation": validation, "predict_at": predict_at, "batch_size": batch_size, "optimizer": optimizer}
    return _check(Setting(x, y), given)


def all_settings(base: Setting, knobs: object, setting: object, allowed: tuple[str, ...]) -> list[Setting]:
    """Return one Setting for each combination of knob values, the last knob moving fastest."""
    names = check_knobs(knobs, setting)
    resolved = []
    for combination in itertools.product(*names.values()):
        values = dict(zip(names, combination, strict=True))
        overrides = setting(**values) if callable(setting) else {}
        with naming(values):
            resolved.append(_override(replace(base, values=values), overrides, allowed))
    return resolved


def check_knobs(knobs: object, setting: object) -> dict[str, tuple]:
    """Return the ladders of the chapter's own knobs by name."""
    if knobs is None or (isinstance(knobs, Mapping) and not knobs):
        if setting is not None:
            raise ValueError("setting needs knobs: a mapping from each knob's name to its values")
        return {}
    if not isinstance(knobs, Mapping):
        raise TypeError(f'knobs must map names to values, such as {{"batch size": [1, 8]}}, got {type(knobs).__name__}')
    if not callable(setting):
        raise ValueError(
            f"knobs {', '.join(map(repr, knobs))} need setting, a function that says what their values mean"
        )
    if len(knobs) > MOST_KNOBS:
        raise ValueError(f"knobs must name at most {MOST_KNOBS} knobs, got {len(knobs)}: {', '.join(map(str, knobs))}")
    return {name: _check_ladder(name, values) for name, values in knobs.items()}


def _check_ladder(name: object, values: object) -> tuple:
    if not isinstance(name, str) or not name or name in RESERVED:
        raise ValueError(f"a knob's name must be a text other than {', '.join(RESERVED)}, got {name!r}")
    if isinstance(values, str) or not isinstance(values, (Sequence, np.ndarray)):
        raise TypeError(f"knobs[{name!r}] must be a list of values, got {values!r}")
    ladder = tuple(value.item() if isinstance(value, np.generic) else value for value in values)
    try:
        twice = any(value in ladder[:i] for i, value in enumerate(ladder))
    except ValueError:  # two arrays have no one answer
        raise TypeError(f"knobs[{name!r}] must hold plain values such as numbers or texts, got arrays") from None
    if not ladder or twice:
        raise ValueError(f"knobs[{name!r}] must hold at least one value and no value twice, got {list(ladder)}")
    return ladder


@contextmanager
def naming(values: Mapping[str, object]) -> Iterator[None]:
    """Say in an error for which knob values it arose."""
    try:
        yield
    except (ValueError, TypeError) as error:
        if not values:
            raise
        where = ", ".join(f"{name} = {value}" for name, value in values.items())
        raise type(error)(f"{error} (with {where})") from None


def _override(base: Setting, overrides: object, allowed: tuple[str, ...]) -> Setting:
    if not isinstance(overrides, Mapping):
        raise TypeError(f"setting must return a dict of overrides, got {type(overrides).__name__}")
    for key in overrides:
        if key not in allowed:
            raise ValueError(f"setting may override {', '.join(allowed)}, got {key!r}")
    if "x" in overrides or "y" in overrides:
        x, y = check_pair(("x", "y"), overrides.get("x", base.x), overrides.get("y", base.y))
        base = replace(base, x=x, y=y)
    return _check(base, overrides)


def _check(base: Setting, given: Mapping[str, Any]) -> Setting:
    """Return `base` with the given options, each checked."""
    new = {key: value for key, value in given.items() if key not in ("x", "y")}
    if new.get("validation") is not None:
        new["validation"] = check_validation(new["validation"])
    if new.get("predict_at") is not None:
        new["predict_at"] = check_inputs("predict_at", new["predict_at"])
    if new.get("weights") is not None:
        new["weights"] = [check_array("weights", np.atleast_1d(array)) for array in new["weights"]]
    setting = replace(base, **new)
    if setting.batch_size is not None:
        check_whole("batch_size (at most the number of examples)", setting.batch_size, 1, len(setting.x))
    if not isinstance(setting.optimizer, str) or setting.optimizer not in OPTIMIZERS:
        raise ValueError(f"optimizer must be one of {', '.join(OPTIMIZERS)}, got {setting.optimizer!r}")
    if not isinstance(setting.build, Mapping):
        raise TypeError(f"build must be a dict of arguments for the build function, got {setting.build!r}")
    if setting.schedule is not None and not callable(setting.schedule):
        raise TypeError(f"schedule must be a function of step and total steps, got {setting.schedule!r}")
    return setting
