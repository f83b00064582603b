"""slides/lemma-4.2 at each of the first widths: every tau > 0 and every delta, by exact tails.

A second proof, apart from the one for every width. At width m and a count j the bound m tau +
sqrt(m l) passes j at l = (j - m tau)^2 / m, so the claim is
    P(N >= j) <= exp(-(j - m tau)^2 / m)  for every tau in (0, j/m),  j = 1, ..., m;
for tau >= j/m the bound is at least j for every delta. Both sides grow with tau: on a cell
[low, high] it is enough that the tail at `high` is at most the right side at `low`. And
    P(N >= j) <= C(m, j) p^j q^(m-j) / (1 - rho),  rho = (m - j) p / ((j + 1) q) < 1,
because the ratios of successive terms decrease.
"""

from fractions import Fraction
from functools import lru_cache

from flint import arb, ctx, fmpq

from checkers.arithmetic.balls import ball
from theorems.gaussian_counts import LEMMA_4_2
from theorems.language.records import Bound

WIDTHS = 200
CELLS = 3
BITS = 96


def first_widths(theorem: Bound) -> list[str]:
    """The sentence that says so, once every cell is certified; else none. 1 s."""
    if theorem is not LEMMA_4_2 or not _proved():
        return []
    cells = CELLS * WIDTHS * (WIDTHS + 1) // 2
    return [
        f"Independently, exact tails prove every tau and delta at each m <= {WIDTHS}, on"
        f" {cells} cells."
    ]


@lru_cache(maxsize=1)
def _proved() -> bool:
    with ctx.workprec(BITS):
        return all(
            holds(m, j, k)
            for m in range(1, WIDTHS + 1)
            for j in range(1, m + 1)
            for k in range(CELLS)
        )


def holds(m: int, j: int, k: int) -> bool:
    """Whether the claim for the count j is certain on the cell tau in [k, k + 1] j / (m CELLS)."""
    p, q = _small(Fraction(j * (k + 1), m * CELLS))
    ratio = (m - j) * p / ((j + 1) * q)
    if not ratio < 1:
        return False
    tail = arb.bin_uiui(m, j) * p**j * q ** (m - j) / (1 - ratio)
    left = j * (CELLS - k)  # (j - m tau) CELLS at the low end
    return bool(tail <= (-ball(fmpq(left * left, CELLS * CELLS * m))).exp())


@lru_cache(maxsize=100_000)
def _small(t: Fraction) -> tuple[arb, arb]:
    root = ball(t) / arb(2).sqrt()
    return root.erf(), root.erfc()
