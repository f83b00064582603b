"""Standard normals and random signs, numbered: number i of draw k under a key never changes.

The Philox counter is (block number low, high, k low, high). A draw index is below 2^63, so
its top bit is free: it is 0 for normals and 1 for signs, which makes them separate streams.

Normals come by Box and Muller: sqrt(-2 log u) (cos, sin)(pi/2 (q + t)), with u of 53 random
bits in (0, 1], a quadrant q of 2 bits, and t of 53 bits in (-1/2, 1/2). Only +, -, *, / and
sqrt are used, which IEEE 754 rounds correctly, so the bits are the same on every machine.
Loops without calls and branches, each over the whole block, are what the compiler vectorises.
"""

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from checkers.compiled.philox import HALF, WORD, philox

Vector = NDArray[np.float64]
Bits = NDArray[np.uint64]

# Normals made at a time: with their scratch they stay in the first-level cache. Sums over a
# draw add up block by block, so another size would change their last bits.
BLOCK = 512
ONE, TWO, SIGNS = np.uint64(1), np.uint64(2), np.uint64(1 << 31)
DROP_9, DROP_11, EXPONENT, QUADRANT = np.uint64(9), np.uint64(11), np.uint64(52), np.uint64(62)
# Coefficients of z^n, ..., z^2, z in artanh(y) / y - 1, sin(y) / y - 1, cos(y) - 1 for z = y^2.
ARTANH = tuple(1 / (2 * k + 1) for k in range(9, 0, -1))
SINE = tuple((-1) ** k / math.factorial(2 * k + 1) for k in range(7, 0, -1))
COSINE = tuple((-1) ** k / math.factorial(2 * k) for k in range(8, 0, -1))
LOW_53 = np.uint64((1 << 53) - 1)
# Added to the bits of a float64, these carry into its exponent if its mantissa is >= sqrt 2;
# and its exponent is biased by 1023.
TO_ROOT_2, BIAS = np.uint64((1023 << 52) - 0x3FE6A09E667F3BCD), np.uint64(1023 << 52)


@njit(cache=True, nogil=True)
def fill_bits(key: np.uint64, draw: int, pair: int, first: Bits, second: Bits) -> None:
    """Two times 64 random bits for each of the pairs `pair`, `pair` + 1, ... of normals."""
    k0, k1 = key & WORD, key >> HALF
    c2, c3 = np.uint64(draw) & WORD, np.uint64(draw) >> HALF
    for j in range(first.size):
        counter = np.uint64(pair + j)
        a, b, c, d = philox(counter & WORD, counter >> HALF, c2, c3, k0, k1)
        first[j], second[j] = a << HALF | b, c << HALF | d


@njit(cache=True, nogil=True, error_model="numpy")
def fill_radii(bits: Bits, radius: Vector) -> None:
    """sqrt(-2 log u) for u = (bits / 2^11, rounded down, + 1) / 2^53.

    u = 2^e f with f in [sqrt 1/2, sqrt 2). log f = 2 artanh(s), s = (f - 1) / (f + 1), and
    |s| <= 3 - sqrt 8, so artanh s = s (1 + s^2 / 3 + ... + s^18 / 19) up to a relative
    s^20 / 21 / (1 - s^2) < 2^-55. Relative error, rounding included: at most 5 units of 2^-53.
    """
    for j in range(bits.size):
        radius[j] = ((bits[j] >> DROP_11) + ONE) * 2.0**-53
    exponent = np.empty(bits.size)
    u = radius.view(np.uint64)
    for j in range(bits.size):
        biased = (u[j] + TO_ROOT_2) >> EXPONENT
        u[j] = u[j] + BIAS - (biased << EXPONENT)
        exponent[j] = biased
    for j in range(bits.size):
        s = (radius[j] - 1.0) / (radius[j] + 1.0)
        z = s * s
        tail = 0.0
        for coefficient in ARTANH:
            tail = (tail + coefficient) * z
        log_u = (exponent[j] - 1023.0) * math.log(2.0) + 2.0 * (s + s * tail)
        radius[j] = math.sqrt(-2.0 * log_u)


@njit(cache=True, nogil=True)
def fill_pairs(bits: Bits, radius: Vector, block: Vector) -> None:
    """Pairs radius (cos, sin)(pi/2 (q + t)) at block[2j], block[2j + 1].

    The top two bits are q, the next 53 are t. |y| <= pi/4 for y = pi/2 t, so the alternating
    Taylor series up to y^15 and y^16 are off by at most y^17 / 17! and y^18 / 18!. Error of
    either number, rounding included: at most 4 units of 2^-53 times the radius.
    """
    for j in range(bits.size):
        # Odd multiples of 2^-54: t is symmetric about 0 and never 0.
        t = (((bits[j] >> DROP_9) & LOW_53) * 1.0 - 2.0**52 + 0.5) * 2.0**-53
        y = t * (math.pi / 2)
        z = y * y
        s, c = 0.0, 0.0
        for coefficient in SINE:
            s = (s + coefficient) * z
        for coefficient in COSINE:
            c = (c + coefficient) * z
        s, c = y + y * s, 1.0 + c
        q = bits[j] >> QUADRANT
        r = -radius[j] if q >= TWO else radius[j]
        block[2 * j] = r * (-s if q & ONE else c)
        block[2 * j + 1] = r * (c if q & ONE else s)


@njit(cache=True, nogil=True)
def fill_normals(key: np.uint64, draw: int, first: int, count: int, block: Vector) -> int:
    """Write normals `first` to `first` + `count` - 1 of a draw into a buffer.

    key   : uint64         draw  : int64 >= 0
    first : int64 >= 0     count : int64 >= 1
    block : (>= count + 2,) float64   whole pairs are written from block[0] on

    Returns the place of normal `first` in the block: 0 or 1. O(count).
    """
    pair = first // 2
    pairs = (first + count + 1) // 2 - pair
    bits, radius = np.empty((2, pairs), np.uint64), np.empty(pairs)
    fill_bits(key, draw, pair, bits[0], bits[1])
    fill_radii(bits[0], radius)
    fill_pairs(bits[1], radius, block)
    return first - 2 * pair


@njit(cache=True, nogil=True)
def normals(key: np.uint64, draw: int, first: int, count: int) -> Vector:
    """Normals `first` to `first` + `count` - 1 of a draw, (count,) float64."""
    block = np.empty(count + 2)
    offset = fill_normals(key, draw, first, count, block)
    return block[offset : offset + count]


@njit(cache=True, nogil=True)
def sign(key: np.uint64, draw: int, i: int) -> float:
    """Random sign number i of a draw, +1.0 or -1.0: one bit of Philox block i // 128.

    key : uint64     draw, i : int64 >= 0
    """
    block, c2, c3 = np.uint64(i // 128), np.uint64(draw) & WORD, np.uint64(draw) >> HALF
    words = philox(block & WORD, block >> HALF, c2, c3 | SIGNS, key & WORD, key >> HALF)
    return 1.0 if (words[i // 32 % 4] >> np.uint64(i % 32)) & ONE else -1.0


@njit(cache=True, nogil=True)
def signs(key: np.uint64, draw: int, count: int) -> Vector:
    """Random signs 0 to count - 1 of a draw, (count,) float64."""
    out = np.empty(count)
    for i in range(count):
        out[i] = sign(key, draw, i)
    return out
