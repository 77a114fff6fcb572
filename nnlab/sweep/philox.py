"""A portable source of random numbers: the same in every language, and a page is enough to write it anew.

**Words.** Philox4x32-10 (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3, SC 2011) turns a
counter of four 32-bit words and a key of two into four random 32-bit words. Nothing is carried from one call to the
next, so any number of a sequence can be had at once. The key is (seed, PURPOSE); the counter is (block, a, b, 0), where
a and b name the sequence, and its words are those of block 0, then of block 1, and so on.

**Numbers from words.** A uniform number in (0, 1) is (word + 1/2) / 2^32. Two uniform numbers u, v make two normal
ones, r cos(2 pi v) and r sin(2 pi v) with r = sqrt(-2 ln u) (Box and Muller, 1958). Truncated normal numbers are
the normal ones in their order, without those that lie 2 or more from 0. A permutation of n things is the order that
sorts n words, equal ones by their place. All of it is computed in 64-bit floats.

Test vectors for whoever writes it anew are in tests/vectors/portable_random.json.
"""

import numpy as np

ORDER, WEIGHTS = 0, 1  # purposes: the order of the examples, the initial weights

_MULTIPLIERS = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_KEY_STEPS = 0x9E3779B9, 0xBB67AE85
_ROUNDS = 10
_LOW, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)


def philox(counter: np.ndarray, key: tuple[int, int]) -> np.ndarray:
    """Return four random words for each counter, uint32 [..., 4].

    counter: 32-bit words [..., 4]. key: two 32-bit words.
    """
    c0, c1, c2, c3 = np.moveaxis(np.asarray(counter, np.uint64), -1, 0)
    for number in range(_ROUNDS):
        k0, k1 = (np.uint64((k + number * step) & 0xFFFFFFFF) for k, step in zip(key, _KEY_STEPS, strict=True))
        p0, p1 = _MULTIPLIERS[0] * c0, _MULTIPLIERS[1] * c2
        c0, c1, c2, c3 = (p1 >> _HALF) ^ c1 ^ k0, p1 & _LOW, (p0 >> _HALF) ^ c3 ^ k1, p0 & _LOW
    return np.stack([c0, c1, c2, c3], axis=-1).astype(np.uint32)


def words(count: int, seed: int, purpose: int, a: int | np.ndarray = 0, b: int = 0) -> np.ndarray:
    """Return the first `count` words of the sequence (a, b), uint32 [count]; of an array of a, [len(a), count]."""
    blocks = np.arange(-(-count // 4))
    a = np.asarray(a)[..., None]
    counter = np.stack(np.broadcast_arrays(blocks, a, b, 0), axis=-1)
    return philox(counter, (seed, purpose)).reshape(*a.shape[:-1], -1)[..., :count]


def uniform(count: int, seed: int, purpose: int, a: int = 0, b: int = 0) -> np.ndarray:
    """Return numbers between 0 and 1 (both excluded), float64 [count]."""
    return (words(count, seed, purpose, a, b) + 0.5) / 2.0**32


def normal(count: int, seed: int, purpose: int, a: int = 0, b: int = 0) -> np.ndarray:
    """Return standard normal numbers, float64 [count]."""
    u, v = uniform(count + count % 2, seed, purpose, a, b).reshape(-1, 2).T
    radius, angle = np.sqrt(-2.0 * np.log(u)), 2.0 * np.pi * v
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=-1).reshape(-1)[:count]


def truncated_normal(count: int, seed: int, purpose: int, a: int = 0, b: int = 0) -> np.ndarray:
    """Return standard normal numbers between -2 and 2, float64 [count]."""
    tried = count + count // 8 + 32  # one in 22 is left out
    while True:
        drawn = normal(tried, seed, purpose, a, b)
        kept = drawn[np.abs(drawn) < 2.0]
        if len(kept) >= count:
            return kept[:count]
        tried *= 2


def permutations(n: int, seed: int, purpose: int, count: int) -> np.ndarray:
    """Return a permutation of n things for each a = 0, 1, ..., int32 [count, n]."""
    return np.argsort(words(n, seed, purpose, np.arange(count)), axis=-1, kind="stable").astype(np.int32)
