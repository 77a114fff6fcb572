"""Apply a function of one member to stacked members: all at once where TensorFlow can, else one after the other."""

import functools
from collections.abc import Callable

import tensorflow as tf


def map_members(vectorised: bool, function: Callable, arrays, result):
    """Return `function` of each member of the stacked `arrays`, stacked again; `result` is the spec of one result."""
    if vectorised:
        return tf.vectorized_map(function, arrays, fallback_to_while_loop=False)
    return tf.map_fn(function, arrays, fn_output_signature=result)


def compiled(function: Callable, signature: tuple, vectorised: bool) -> tuple[Callable, bool]:
    """Compile function(vectorised, *arguments); return it and whether it is vectorised.

    Where an operation turns out to have no vectorised form (a custom activation, say), the members are looped over.
    """
    for attempt in [True, False] if vectorised else [False]:
        traced = tf.function(functools.partial(function, attempt), input_signature=signature, autograph=False)
        try:
            traced.get_concrete_function()
        except (ValueError, NotImplementedError):
            if not attempt:
                raise
        else:
            return traced, attempt
    raise AssertionError("unreachable")


def any_length(arrays):
    """Return the spec of an array (or of each in a list) whose first axis may have any length."""
    return tf.nest.map_structure(lambda array: tf.TensorSpec([None, *array.shape[1:]], array.dtype), arrays)


def fixed(arrays):
    """Return the spec of an array (or of each in a list) of just this shape."""
    return tf.nest.map_structure(lambda array: tf.TensorSpec(array.shape, array.dtype), arrays)
