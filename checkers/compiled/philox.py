"""Philox4x32-10: random bits as a function of a counter and a key, without any state."""

import numpy as np
from numba import njit

MULTIPLIER_0, MULTIPLIER_1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
# The golden ratio - 1 and sqrt(3) - 1, times 2^32: what each round adds to the key.
WEYL_0, WEYL_1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
WORD, HALF = np.uint64(0xFFFFFFFF), np.uint64(32)


@njit(cache=True, nogil=True, inline="always")
def philox(
    c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Four random 32-bit words: under a key, a bijective image of the counter.

    c0, c1, c2, c3, k0, k1 : uint64 below 2^32   counter words and key words

    Ten rounds of (c0, c1, c2, c3) <- (hi(M1 c2) ^ c1 ^ k0, lo(M1 c2), hi(M0 c0) ^ c3 ^ k1,
    lo(M0 c0)). Words live in 64 bits, so that no product and no sum ever overflows.

    Source: salmon2011, Philox4x32-10.
    """
    for _ in range(10):
        even, odd = MULTIPLIER_0 * c0, MULTIPLIER_1 * c2
        c0, c1, c2, c3 = (odd >> HALF) ^ c1 ^ k0, odd & WORD, (even >> HALF) ^ c3 ^ k1, even & WORD
        k0, k1 = (k0 + WEYL_0) & WORD, (k1 + WEYL_1) & WORD
    return c0, c1, c2, c3
