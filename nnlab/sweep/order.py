"""The order in which examples are shown to the network: public, so that anybody can feed the same to Keras."""

from collections.abc import Iterator

import numpy as np

from nnlab.sweep import philox


def permutations(n: int, batch_size: int | None, epochs: int, seed: int) -> np.ndarray:
    """Return the order of the n examples in every epoch, int32 [epochs, n]; the full batch keeps the data's order."""
    if batch_size is None or batch_size == n:
        return np.tile(np.arange(n, dtype=np.int32), (epochs, 1))
    return philox.permutations(n, seed, philox.ORDER, epochs)


def batches(n: int, batch_size: int | None, epochs: int, seed: int = 0) -> Iterator[list[np.ndarray]]:
    """Yield, for each epoch, the list of index arrays that `train_sweep` uses as its batches.

    Every epoch draws a new permutation of the n examples and cuts it into pieces of `batch_size`; the last piece holds
    what is left. The permutations come from a portable generator (`nnlab.sweep.philox` says how), so that they are the
    same on every machine and in every language.

    Args:
        n: The number of examples, at least 1.
        batch_size: How many examples a batch has, 1 to n. With None (or n) there is one batch an epoch, in the data's
            own order.
        epochs: How many epochs to yield, at least 1.
        seed: That of the sweep.

    Yields:
        For each epoch, a list of int arrays: the places of the examples of each batch.

    Raises:
        ValueError: For n, batch_size or epochs below 1, or batch_size above n.

    Example::

        >>> [[batch.tolist() for batch in epoch] for epoch in batches(5, 2, epochs=1, seed=0)]
        [[[0, 3], [2, 1], [4]]]
    """
    if n < 1 or epochs < 1 or (batch_size is not None and not 1 <= batch_size <= n):
        got = f"n={n}, batch_size={batch_size}, epochs={epochs}"
        raise ValueError(f"batches needs n >= 1, epochs >= 1 and 1 <= batch_size <= n, got {got}")
    size = batch_size or n
    for order in permutations(n, batch_size, epochs, seed):
        yield [order[start : start + size] for start in range(0, n, size)]
