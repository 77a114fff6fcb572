"""What a setting of a Sweep or a Table was computed from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import keras

    from nnlab.sweep.pure_model import Network
    from nnlab.sweep.settings import Setting


@dataclass(frozen=True, eq=False)
class Origin:
    """One setting's network and data.

    y and validation are the setting's, as the loss wants them. weights: what was evaluated or where training began, in
    the order of `model.get_weights()`. build, loss and seed are the same for all settings.
    """

    setting: Setting
    network: Network
    y: np.ndarray
    validation: tuple[np.ndarray, np.ndarray] | None
    weights: Sequence[np.ndarray]
    build: Callable[..., keras.Model]
    loss: keras.losses.Loss
    seed: int

    @property
    def training(self) -> tuple:
        """What decides the training: equal where settings train alike, because their knob matters to a panel only."""
        given = (getattr(self.setting, field.name) for field in fields(self.setting) if field.name != "values")
        return self.network, *map(id, given)
