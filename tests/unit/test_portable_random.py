"""The portable generator is Philox as published and as TensorFlow has it; its numbers have the right distributions."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

import nnlab
from nnlab.sweep import philox

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "portable_random.json").read_text("utf-8"))

# The known answers for Philox4x32-10 that its authors publish with their library Random123 (kat_vectors).
PUBLISHED = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "expected"), PUBLISHED)
def test_the_words_are_those_that_the_authors_of_philox_publish(counter, key, expected):
    assert tuple(philox.philox(np.array(counter), key)) == expected


def test_the_words_are_those_of_tensorflow():
    key = tf.constant([7 | (1 << 32)], tf.uint64)  # the second word of the key is in the upper half
    counter = tf.constant([0 | (3 << 32), 5], tf.uint64)
    ours = philox.words(40, seed=7, purpose=1, a=3, b=5)
    theirs = tf.raw_ops.StatelessRandomUniformFullIntV2(shape=[40], key=key, counter=counter, alg=1, dtype=tf.uint32)
    np.testing.assert_array_equal(ours, theirs.numpy())


def test_a_longer_sequence_begins_with_the_shorter():
    np.testing.assert_array_equal(philox.words(103, 1, 0, 2)[:10], philox.words(10, 1, 0, 2))
    np.testing.assert_array_equal(philox.words(10, 1, 0, np.arange(4))[2], philox.words(10, 1, 0, 2))


@pytest.mark.parametrize("case", VECTORS["words"], ids=str)
def test_the_words_are_those_of_the_vectors(case):
    asked = (case["seed"], case["purpose"], case["a"], case["b"])
    assert philox.words(len(case["words"]), *asked).tolist() == case["words"]


@pytest.mark.parametrize("name", ["uniform", "normal", "truncated_normal"])
def test_the_numbers_are_those_of_the_vectors(name):
    case = VECTORS[name]
    drawn = getattr(philox, name)(len(case["values"]), case["seed"], case["purpose"], case["a"], case["b"])
    np.testing.assert_allclose(drawn, case["values"], rtol=1e-12)


@pytest.mark.parametrize("case", VECTORS["batches"], ids=str)
def test_the_batches_are_those_of_the_vectors(case):
    asked = (case["n"], case["batch_size"], case["epochs"], case["seed"])
    assert [[batch.tolist() for batch in epoch] for epoch in nnlab.batches(*asked)] == case["expected"]


def test_the_numbers_have_the_distributions_that_they_are_called_by():
    n, asked = 200_000, (3, 1, 0, 0)
    room = 5 / math.sqrt(n)  # five standard errors of a mean of numbers with standard deviation 1
    uniform, normal, cut = (getattr(philox, name)(n, *asked) for name in ("uniform", "normal", "truncated_normal"))
    assert 0 < uniform.min() < 1e-4
    assert 1 - 1e-4 < uniform.max() < 1
    assert abs(uniform.mean() - 0.5) < room
    assert abs(uniform.std() - 1 / math.sqrt(12)) < room
    assert abs(normal.mean()) < room
    assert abs(normal.std() - 1) < room
    for z in (-1.5, -0.5, 0.0, 1.0, 2.5):  # the share below z is the normal distribution's
        assert abs((normal < z).mean() - 0.5 * (1 + math.erf(z / math.sqrt(2)))) < room
    assert np.abs(cut).max() < 2
    assert abs(cut.std() - 0.87962566103423978) < room


def test_every_permutation_is_about_as_frequent_as_every_other():
    orders = philox.permutations(4, 0, philox.ORDER, 24_000)
    assert (np.sort(orders, axis=1) == np.arange(4)).all()
    counts = np.unique(orders, axis=0, return_counts=True)[1]
    assert len(counts) == 24
    assert np.abs(counts - 1000).max() < 5 * math.sqrt(1000)


def test_seeds_epochs_and_purposes_have_sequences_of_their_own():
    firsts = {
        tuple(philox.words(4, seed, purpose, a, b))
        for seed in (0, 1)
        for purpose in (0, 1)
        for a in (0, 1)
        for b in (0, 1)
    }
    assert len(firsts) == 16
