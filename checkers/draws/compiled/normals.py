"""Standard normals and random signs, numbered: number i of draw k under a key never changes.

The Philox counter is (block number low, high, k low, high). Number i is made from word i of the
draw, half of block i // 2, by the ziggurat: its low 10 bits choose a layer, its top 53 bits a
point x of the layer's width, the midpoint of its cell, so symmetric about 0 and never 0. Where
x lies below the next layer it is the number. One word in 230 leads elsewhere, and needs more
blocks: those of a stream of its own.

A draw index is below 2^63 and a block number below 2^62, so their top bits are free. That of the
index is 1 for signs, that of the block number for what follows a rejected word.

Only +, -, *, / and sqrt are used, which IEEE 754 rounds correctly, so the bits are the same on
every machine. The law is the normal one up to the rounding of x to 53 bits, of the tables and of
logarithms: together they move the distribution function by less than 2^-50. The tables change the
density by a relative 2^-51 at most; a logarithm off by 3 units of 2^-53 changes it by 3 x^2 / 2
such units, 3/2 on average; a point stands for a cell of probability below 2^-53.

Source: marsaglia2000.
"""

import math

import numpy as np
from numpy.typing import NDArray

from checkers.draws.compiled import njit
from checkers.draws.compiled.logarithms import log
from checkers.draws.compiled.philox import fill_words, two_words
from checkers.draws.compiled.ziggurat import EDGES, HEIGHTS, LAYERS

Vector = NDArray[np.float64]

# Normals made at a time: with their words they stay in the first-level cache. Sums over a
# draw add up block by block, so another size would change their last bits.
BLOCK = 512
ONE, LAYER, DROP_11 = np.uint64(1), np.uint64(LAYERS - 1), np.uint64(11)
SIGNS = RETRIES = np.uint64(1 << 63)
RETRY_BITS = np.uint64(6)  # more blocks than 64 are needed with probability below 1e-80
CENTRE = 2.0**52 - 0.5  # of 53 bits
R = float(EDGES[1])
CELLS: Vector = EDGES[:-1] * 2.0**-52
INNER: Vector = EDGES[1:].copy()


@njit(cache=True, nogil=True, inline="always")
def uniform(word: np.uint64) -> float:
    """The top 53 bits of a word as a number in (0, 1), an odd multiple of 2^-54."""
    return ((word >> DROP_11) * 1.0 + 0.5) * 2.0**-53


@njit(cache=True, nogil=True, inline="always")
def point(word: np.uint64) -> float:
    """A point of the layer that the low bits choose, uniform in (-x_i, x_i)."""
    cell: float = CELLS[word & LAYER]
    return ((word >> DROP_11) * 1.0 - CENTRE) * cell


@njit(cache=True, nogil=True)
def elsewhere(key: np.uint64, draw: np.uint64, i: int, word: np.uint64) -> float:
    """Normal number i, whose word leads beyond the next layer: to an edge or to the tail.

    At an edge, y uniform in [f(x_i), f(x_{i+1})] is kept if y < f(x), and else a new word is
    drawn. The tail: sqrt(R^2 - 2 log u) has the density x exp((R^2 - x^2) / 2) on x > R, and is
    kept with probability R / x.
    """
    block = RETRIES | np.uint64(i) << RETRY_BITS
    x = point(word)
    while abs(x) >= INNER[word & LAYER]:
        layer = word & LAYER
        a, b = two_words(key, draw, block)
        block += ONE
        if layer > 0:
            low, high = HEIGHTS[layer], HEIGHTS[layer + ONE]
            if -2.0 * log(low + uniform(a) * (high - low)) > x * x:
                return x
            word = b
            x = point(word)
        else:
            beyond = math.sqrt(R * R - 2.0 * log(uniform(a)))
            if uniform(b) * beyond < R:
                return beyond if x > 0.0 else -beyond
    return x


@njit(cache=True, nogil=True)
def fill_normals(key: np.uint64, draw: int, first: int, count: int, block: Vector) -> int:
    """Write normals `first` to `first` + `count` - 1 of a draw into a buffer.

    key   : uint64               draw  : int64 >= 0
    first : int64 in [0, 2^57)   count : int64 >= 1
    block : (>= count + 4,) float64   overwritten; it holds the words first

    Returns the place of normal `first` in the block: 0 or 1. O(count).
    """
    offset = first % 2
    words = block.view(np.uint64)[: (offset + count + 3) // 4 * 4]
    fill_words(key, np.uint64(draw), np.uint64(first // 2), words)
    for j in range(offset + count):
        word = words[j]
        x = point(word)
        if abs(x) >= INNER[word & LAYER]:
            x = elsewhere(key, np.uint64(draw), first - offset + j, word)
        block[j] = x
    return offset


@njit(cache=True, nogil=True)
def normals(key: np.uint64, draw: int, first: int, count: int) -> Vector:
    """Normals `first` to `first` + `count` - 1 of a draw, (count,) float64."""
    block = np.empty(count + 4)
    offset = fill_normals(key, draw, first, count, block)
    return block[offset : offset + count]


@njit(cache=True, nogil=True)
def sign(key: np.uint64, draw: int, i: int) -> float:
    """Random sign number i of a draw, +1.0 or -1.0: one bit of block i // 128 of its stream.

    key : uint64     draw, i : int64 >= 0
    """
    words = two_words(key, np.uint64(draw) | SIGNS, np.uint64(i // 128))
    return 1.0 if (words[i // 64 % 2] >> np.uint64(i % 64)) & ONE else -1.0


@njit(cache=True, nogil=True)
def signs(key: np.uint64, draw: int, count: int) -> Vector:
    """Random signs 0 to count - 1 of a draw, (count,) float64."""
    out = np.empty(count)
    for i in range(count):
        out[i] = sign(key, draw, i)
    return out
