"""Philox4x32-10: random bits as a function of a counter and a key, without any state.

Words of 32 bits live in 64, so that no product and no sum ever overflows.

Source: salmon2011, Philox4x32-10.
"""

import numpy as np
from numpy.typing import NDArray

from checkers.draws.compiled import njit

ROUNDS = 10
MULTIPLIER_0, MULTIPLIER_1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
# The golden ratio - 1 and sqrt(3) - 1, times 2^32: what each round adds to the key.
WEYL_0, WEYL_1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
WORD, HALF = np.uint64(0xFFFFFFFF), np.uint64(32)
Words = tuple[np.uint64, np.uint64, np.uint64, np.uint64]


@njit(cache=True, nogil=True, inline="always")
def philox_round(
    c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64
) -> Words:
    """One round: (hi(M1 c2) ^ c1 ^ k0, lo(M1 c2), hi(M0 c0) ^ c3 ^ k1, lo(M0 c0))."""
    even, odd = MULTIPLIER_0 * c0, MULTIPLIER_1 * c2
    return (odd >> HALF) ^ c1 ^ k0, odd & WORD, (even >> HALF) ^ c3 ^ k1, even & WORD


@njit(cache=True, nogil=True, inline="always")
def philox(
    c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64
) -> Words:
    """Four random 32-bit words: under a key, a bijective image of the counter.

    c0, c1, c2, c3, k0, k1 : uint64 below 2^32   counter words and key words
    """
    for _ in range(ROUNDS):
        c0, c1, c2, c3 = philox_round(c0, c1, c2, c3, k0, k1)
        k0, k1 = (k0 + WEYL_0) & WORD, (k1 + WEYL_1) & WORD
    return c0, c1, c2, c3


@njit(cache=True, nogil=True)
def two_words(key: np.uint64, draw: np.uint64, block: np.uint64) -> tuple[np.uint64, np.uint64]:
    """Two random 64-bit words: block number `block` of draw number `draw` under a key."""
    a, b, c, d = philox(
        block & WORD, block >> HALF, draw & WORD, draw >> HALF, key & WORD, key >> HALF
    )
    return a << HALF | b, c << HALF | d


@njit(cache=True, nogil=True)
def fill_words(key: np.uint64, draw: np.uint64, block: np.uint64, out: NDArray[np.uint64]) -> None:
    """The words of the blocks `block`, `block` + 1, ... in order, as `two_words` gives them.

    out : (4 n,) uint64     block : uint64, whose sum with 2 n does not overflow

    A round waits for the one before: two blocks side by side keep the processor busy meanwhile.
    """
    k0, k1, d0, d1 = key & WORD, key >> HALF, draw & WORD, draw >> HALF
    for n in range(out.size // 4):
        first = block + np.uint64(2 * n)
        second = first + np.uint64(1)
        a0, a1, a2, a3 = first & WORD, first >> HALF, d0, d1
        b0, b1, b2, b3 = second & WORD, second >> HALF, d0, d1
        w0, w1 = k0, k1
        for _ in range(ROUNDS):
            a0, a1, a2, a3 = philox_round(a0, a1, a2, a3, w0, w1)
            b0, b1, b2, b3 = philox_round(b0, b1, b2, b3, w0, w1)
            w0, w1 = (w0 + WEYL_0) & WORD, (w1 + WEYL_1) & WORD
        out[4 * n], out[4 * n + 1] = a0 << HALF | a1, a2 << HALF | a3
        out[4 * n + 2], out[4 * n + 3] = b0 << HALF | b1, b2 << HALF | b3
