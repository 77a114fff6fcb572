"""The update rules, as the textbooks have them and with Keras' defaults.

Keras offers no stateless update on TensorFlow, so they are written out here; the tests hold them equal to Keras.
Every rule works on packed weights, gradients and slots: a row for each member [G, P], with its learning rate [G, 1].
A rule returns (new weights, new slots).
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import keras
import tensorflow as tf

MOMENTUM = 0.9
BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-7  # Keras' defaults (the paper's epsilon is 1e-8)


@dataclass(frozen=True)
class Optimizer:
    """An update rule, and the optimizer of Keras that it is held equal to.

    update: a function of weights, gradients, slots, learning rates and step that returns new weights and new slots.
    slots: how many arrays of the weights' shape, zero at first, it keeps. constructor, options: how Keras calls it, as
    in `keras.optimizers.SGD(learning_rate=0.1, momentum=0.9)`.
    """

    update: Callable
    slots: int
    constructor: str
    options: dict[str, object] = field(default_factory=dict)

    def make(self, learning_rate: float) -> keras.Optimizer:
        """Return Keras' own with this learning rate."""
        return getattr(keras.optimizers, self.constructor)(learning_rate=learning_rate, **self.options)

    def code(self, learning_rate: str) -> str:
        """Return the call that makes Keras' own, with this text as its learning rate."""
        options = "".join(f", {name}={value!r}" for name, value in self.options.items())
        return f"keras.optimizers.{self.constructor}(learning_rate={learning_rate}{options})"


def sgd(weights, gradients, slots, rates, step):
    """w <- w - eta g (Goodfellow, Bengio and Courville 2016, Deep Learning, algorithm 8.1)."""
    return weights - rates * gradients, slots


def momentum(weights, gradients, slots, rates, step):
    """v <- 0.9 v - eta g; w <- w + v (Goodfellow, Bengio and Courville 2016, Deep Learning, algorithm 8.2)."""
    velocities = MOMENTUM * slots[0] - rates * gradients
    return weights + velocities, [velocities]


def adam(weights, gradients, slots, rates, step):
    """Kingma and Ba 2015, Adam (arXiv 1412.6980), algorithm 1 in the efficient order of its section 2.

    m <- b1 m + (1 - b1) g; v <- b2 v + (1 - b2) g^2; w <- w - eta sqrt(1 - b2^t)/(1 - b1^t) m / (sqrt(v) + epsilon)
    with t = step + 1.
    """
    t = tf.cast(step + 1, tf.float32)
    rates = rates * tf.sqrt(1.0 - tf.pow(BETA_2, t)) / (1.0 - tf.pow(BETA_1, t))
    first, second = slots
    first += (gradients - first) * (1.0 - BETA_1)
    second += (tf.square(gradients) - second) * (1.0 - BETA_2)
    return weights - rates * first / (tf.sqrt(second) + EPSILON), [first, second]


OPTIMIZERS = {
    "sgd": Optimizer(sgd, 0, "SGD"),
    "momentum": Optimizer(momentum, 1, "SGD", {"momentum": MOMENTUM}),
    "adam": Optimizer(adam, 2, "Adam"),
}
