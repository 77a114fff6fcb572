"""The update rules, as the textbooks have them and with Keras' defaults.

Keras offers no stateless update on TensorFlow, so they are written out here; the tests hold them equal to Keras.
Every rule works on stacked members: weights and gradients [G, ...], one learning rate for each member [G].
A rule gets lists (one entry for each weight array) and returns (new weights, new slots).
"""

from collections.abc import Callable
from dataclasses import dataclass

import tensorflow as tf

MOMENTUM = 0.9
BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-7  # Keras' defaults (the paper's epsilon is 1e-8)


@dataclass(frozen=True)
class Optimizer:
    """An update rule and how many slots (arrays of the weights' shape, zero at first) it keeps for each weight."""

    slots: int
    update: Callable


def _by_member(rates: tf.Tensor, weight: tf.Tensor) -> tf.Tensor:
    return tf.reshape(rates, [-1] + [1] * (len(weight.shape) - 1))


def sgd(weights, gradients, slots, rates, step):
    """w <- w - eta g (Goodfellow, Bengio and Courville 2016, Deep Learning, algorithm 8.1)."""
    return [w - _by_member(rates, w) * g for w, g in zip(weights, gradients, strict=True)], slots


def momentum(weights, gradients, slots, rates, step):
    """v <- 0.9 v - eta g; w <- w + v (Goodfellow, Bengio and Courville 2016, Deep Learning, algorithm 8.2)."""
    velocities = [MOMENTUM * v - _by_member(rates, v) * g for v, g in zip(slots, gradients, strict=True)]
    return [w + v for w, v in zip(weights, velocities, strict=True)], velocities


def adam(weights, gradients, slots, rates, step):
    """Kingma and Ba 2015, Adam (arXiv 1412.6980), algorithm 1 in the efficient order of its section 2.

    m <- b1 m + (1 - b1) g; v <- b2 v + (1 - b2) g^2; w <- w - eta sqrt(1 - b2^t)/(1 - b1^t) m / (sqrt(v) + epsilon)
    with t = step + 1.
    """
    t = tf.cast(step + 1, tf.float32)
    rates = rates * tf.sqrt(1.0 - tf.pow(BETA_2, t)) / (1.0 - tf.pow(BETA_1, t))
    count = len(weights)
    first = [m + (g - m) * (1.0 - BETA_1) for m, g in zip(slots[:count], gradients, strict=True)]
    second = [v + (tf.square(g) - v) * (1.0 - BETA_2) for v, g in zip(slots[count:], gradients, strict=True)]
    steps = [_by_member(rates, m) * m / (tf.sqrt(v) + EPSILON) for m, v in zip(first, second, strict=True)]
    return [w - s for w, s in zip(weights, steps, strict=True)], first + second


OPTIMIZERS = {"sgd": Optimizer(0, sgd), "momentum": Optimizer(1, momentum), "adam": Optimizer(2, adam)}
