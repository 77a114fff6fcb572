"""Arrays as a tidy table: one row for each combination of values, one column for each variable."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd


def dataframe(axes: Mapping[str, Sequence], arrays: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Return a pandas DataFrame with a column for each axis and each array.

    axes: the values along each dimension of the arrays, by name, in their order.
    """
    import pandas as pd  # takes half a second, which only those pay who ask for it

    lengths = [len(values) for values in axes.values()]
    columns = {}
    for axis, (name, values) in enumerate(axes.items()):
        each = pd.Series(list(values))  # which keeps whole numbers, texts and booleans what they are
        places = np.tile(np.repeat(np.arange(len(values)), math.prod(lengths[axis + 1 :])), math.prod(lengths[:axis]))
        columns[name] = each.iloc[places].reset_index(drop=True)
    return pd.DataFrame(columns | {name: array.ravel() for name, array in arrays.items()})
