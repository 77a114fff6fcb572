"""Apply a function of one member to stacked members: all at once where TensorFlow can, else one after the other."""

import functools
import threading
from collections.abc import Callable

import tensorflow as tf

TRACING = threading.Lock()  # held by the one thread that traces a function; others may compute meanwhile


def map_members(vectorised: bool, function: Callable, arrays, result):
    """Return `function` of each member of the stacked `arrays`, stacked again; `result` is the spec of one result."""
    if vectorised:
        return tf.vectorized_map(function, arrays, fallback_to_while_loop=False)
    return tf.map_fn(function, arrays, fn_output_signature=result)


class Compiled:
    """function(vectorised, *arguments), compiled at the first call; signature(*arguments) says for which shapes.

    Where an operation turns out to have no vectorised form (a custom activation, say), the members are looped over, and
    `vectorised` says so once it is compiled.
    """

    def __init__(self, function: Callable, signature: Callable[..., tuple], vectorised: bool) -> None:
        self.vectorised = vectorised
        self._function, self._signature = function, signature
        self._traced: Callable | None = None

    def __call__(self, *arguments):
        return self.prepare(*arguments)(*arguments)

    def prepare(self, *arguments) -> Callable:
        """Compile for such arguments, unless that is done; return what was compiled."""
        if self._traced is None:  # without the lock first: most calls come when all is compiled, and need not wait
            with TRACING:
                if self._traced is None:
                    self._traced = self._trace(self._signature(*arguments))
        return self._traced

    def _trace(self, signature: tuple) -> Callable:
        traced = tf.function(
            functools.partial(self._function, self.vectorised), input_signature=signature, autograph=False
        )
        try:
            traced.get_concrete_function()
        except (ValueError, NotImplementedError):
            if not self.vectorised:
                raise
            self.vectorised = False
            return self._trace(signature)
        return traced


def any_length(arrays):
    """Return the spec of an array (or of each in a list) whose first axis may have any length."""
    return tf.nest.map_structure(lambda array: tf.TensorSpec([None, *array.shape[1:]], array.dtype), arrays)


def fixed(arrays):
    """Return the spec of an array (or of each in a list) of just this shape."""
    return tf.nest.map_structure(lambda array: tf.TensorSpec(array.shape, array.dtype), arrays)
