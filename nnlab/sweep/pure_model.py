"""A chapter's Keras model as a pure function of its weights."""

import collections
import inspect
import itertools
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import keras
import numpy as np

from nnlab.sweep.layer_kinds import kind_of


class Network:
    """A built model, its initial weights and the way to call it with other weights."""

    def __init__(self, model: keras.Model, x: np.ndarray) -> None:
        self.model = model
        self.output_shape = self._output_shape(x)
        self.initial = [np.array(w, np.float32) for w in model.get_weights()]
        self.seeds = [v.value for v in model.non_trainable_variables if _is_seed(v)]
        self.vectorisable = _vectorisable(model)
        self.width = _width(model)
        self._takes_training = "training" in inspect.signature(model.call).parameters
        self._places = _places(model)
        self.trainable_count = len(self._places[0])
        self.kernels = [i for i, v in enumerate(model.trainable_variables) if v.name == "kernel"]

    def _output_shape(self, x: np.ndarray) -> tuple[int, ...]:
        """Return the shape of the output for one example; calling the model also builds it."""
        try:
            output = self.model(x[:2])
        except Exception as error:
            reason = str(error).strip().splitlines()[0]
            raise ValueError(f"the model does not accept x of shape {x.shape}: {reason}") from None
        if not hasattr(output, "shape") or output.shape[0] != len(x[:2]):
            raise ValueError("the model must put out one array with one row for each example")
        return tuple(output.shape[1:])

    def check_weights(self, weights: Sequence[np.ndarray] | None) -> list[np.ndarray]:
        """Return initial weights: the given ones, if their shapes are the model's, or the model's own."""
        if weights is None:
            return self.initial
        if [w.shape for w in weights] != [w.shape for w in self.initial]:
            expected, got = [w.shape for w in self.initial], [w.shape for w in weights]
            raise ValueError(f"weights must have the shapes of model.get_weights(), {expected}, got {got}")
        return list(weights)

    def split(self, weights: Sequence) -> tuple[list, list]:
        """Split arrays in the order of `model.get_weights()` into trainable ones and the rest."""
        return [weights[i] for i in self._places[0]], [weights[i] for i in self._places[1]]

    def join(self, trainable: Sequence, rest: Sequence) -> list:
        """The inverse of `split`."""
        by_place = dict(zip(itertools.chain(*self._places), itertools.chain(trainable, rest), strict=True))
        return [by_place[i] for i in range(len(by_place))]

    def call(self, trainable, state, seeds, x, training: bool):
        """Return outputs, new state, new seeds and penalties of one member. Pure: the model's own variables stay."""
        variables = self.model.non_trainable_variables
        state, seeds = iter(state), iter(seeds)
        rest = [next(seeds) if _is_seed(v) else next(state) for v in variables]
        options = {"training": training} if self._takes_training else {}
        outputs, rest, penalties = self.model.stateless_call(trainable, rest, x, return_losses=True, **options)
        new_state = [value for v, value in zip(variables, rest, strict=True) if not _is_seed(v)]
        new_seeds = [value for v, value in zip(variables, rest, strict=True) if _is_seed(v)]
        return outputs, new_state, new_seeds, penalties

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """The names of all numbers in `model.get_weights()`, the same however many models were built before."""
        sizes = [w.shape for w in self.initial]
        if [layer.__class__.__name__ for layer in self.model.layers] == ["Dense"] and sizes in (
            [(1, 1), (1,)],
            [(1, 1)],
        ):
            return ("w", "b")[: len(sizes)]
        names = _layer_names(self.model)
        return tuple(
            f"{names.get(id(w), w.path.split('/')[0])}.{w.name}" + (f"[{','.join(map(str, at))}]" if at else "")
            for w in self.model.weights
            for at in np.ndindex(tuple(w.shape))
        )

    @property
    def layer_names(self) -> tuple[str, ...]:
        """The names of the layers whose kernels are trained, from the input to the output."""
        names = _layer_names(self.model)
        kernels = [self.model.trainable_variables[i] for i in self.kernels]
        return tuple(names.get(id(v), v.path.split("/")[0]) for v in kernels)


class Networks:
    """Builds each distinct model once: by activation, build arguments and the shape of an example."""

    def __init__(self, build: Callable[..., keras.Model], seed: int) -> None:
        if not callable(build):
            raise TypeError(f"build must be a function of the activation that returns a keras.Model, got {build!r}")
        self._build, self._seed = build, seed
        self._made: dict[tuple, Network] = {}
        self._kept: list[object] = []

    def get(self, activation: str, arguments: Mapping[str, object], x: np.ndarray) -> Network:
        key = (activation, x.shape[1:], tuple(sorted((name, self._identity(v)) for name, v in arguments.items())))
        if key not in self._made:
            with seeded(self._seed):
                model = self._build(activation, **arguments)
                self._made[key] = Network(check_model(model), x)
        return self._made[key]

    def _identity(self, value: object) -> tuple[str, object]:
        """Plain values are equal by value, everything else only if it is the same object (kept alive for that)."""
        if isinstance(value, (str, int, float, bool, type(None))):
            return type(value).__name__, repr(value)
        if isinstance(value, (tuple, list)):
            return type(value).__name__, repr([self._identity(item) for item in value])
        self._kept.append(value)
        return "object", repr(id(value))


def check_model(model: object) -> keras.Model:
    """Return the model if it is a plain, uncompiled one."""
    if not isinstance(model, keras.Model):
        raise TypeError(f"build must return a keras.Model, got {type(model).__name__}")
    if model.compiled:
        raise ValueError("build must return an uncompiled model (optimizer and loss are arguments), got a compiled one")
    return model


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Seed Keras, and put NumPy's and Python's global generators back afterwards (Keras' own stays seeded)."""
    of_numpy, of_python = np.random.get_state(), random.getstate()
    keras.utils.set_random_seed(seed)
    try:
        yield
    finally:
        np.random.set_state(of_numpy)
        random.setstate(of_python)


def _is_seed(variable) -> bool:
    return variable.name == "seed_generator_state"


def _places(model: keras.Model) -> tuple[list[int], list[int]]:
    place = {id(w): i for i, w in enumerate(model.weights)}
    state = [v for v in model.non_trainable_variables if not _is_seed(v)]
    return [place[id(v)] for v in model.trainable_variables], [place[id(v)] for v in state]


def _vectorisable(model: keras.Model) -> bool:
    if type(model) not in (keras.Sequential, keras.Model) and type(model).__name__ != "Functional":
        return False
    operations = model.get_config()["layers"]
    return all(kind_of(op["class_name"]).vectorised and op["module"] == "keras.layers" for op in operations)


def _width(model: keras.Model) -> int:
    """Return how many numbers the widest layer puts out for one example (layers that do not tell are left out)."""
    outputs = (getattr(layer, "output", None) for layer in model.layers)
    shapes = [output.shape for output in outputs if output is not None and hasattr(output, "shape")]
    return max([1, *(int(np.prod(shape[1:])) for shape in shapes)])


def _layer_names(model: keras.Model) -> dict[int, str]:
    """Name the layer of each weight; Keras' numbered names (dense_7) are counted afresh within the model."""
    names: dict[int, str] = {}
    counts: collections.Counter[str] = collections.Counter()
    for layer in _leaves(model):
        spaced = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", type(layer).__name__)
        kind = re.sub("([a-z])([A-Z])", r"\1_\2", spaced).lower()  # as Keras does it: Dense -> dense, Conv2D -> conv2d
        automatic = re.fullmatch(rf"{kind}(_\d+)?", layer.name)
        number = f"_{counts[kind]}" if counts[kind] else ""
        counts[kind] += 1
        names.update({id(weight): kind + number if automatic else layer.name for weight in layer.weights})
    return names


def _leaves(model: keras.Model) -> Iterator[keras.Layer]:
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from _leaves(layer)
        else:
            yield layer
