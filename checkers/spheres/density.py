"""On which subsets of the unit sphere the sections of a dot-product kernel are dense.

X is a compact subset of the unit sphere of R^n and k(x, y) = kappa(x.y), kappa(rho) = sum b_n
rho^n. The span of the sections k(., y), y in X, is dense in C(X) iff no signed measure mu != 0 on
X annihilates all of them (Hahn and Banach, Riesz). Write M_n for the moment int x^(n) dmu of the
n-th tensor power; x^(n).y^(n) = (x.y)^n.

1. Needed, whatever the signs of the b_n. If the odd part of kappa is a polynomial of degree D, a
   mu that is odd under x -> -x, with M_n = 0 for odd n <= D, annihilates every section. Likewise
   an even mu, if the even part is a polynomial. If kappa is a polynomial of degree D, any mu with
   M_n = 0 for n <= D does. A circle in X, or an arc of one, carries such a mu != 0; the odd and
   the even ones need infinitely many antipodal pairs in X.
2. Enough, if all b_n >= 0. If mu annihilates the sections, 0 = int int k dmu dmu = sum b_n
   |M_n|^2, so that M_n = 0 where b_n > 0; and M_n = 0 makes M_(n-2) = 0, because |x| = 1. If
   b_n > 0 for infinitely many even n, mu annihilates all even polynomials, so its even part is 0;
   for infinitely many odd n its odd part is. With both, mu = 0. With the even ones alone mu is
   odd, and lives where X and -X meet: it is 0 if X holds no antipodal pair. If X holds one pair,
   mu = u (delta_x - delta_(-x)) has M_n = 2 u x^(n), and u = 0 if some odd b_n > 0. With the odd
   ones alone, exchange even and odd.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from flint import arb

from checkers.arithmetic.balls import BALLS
from checkers.kernels.annihilators import Annihilator, antipodal, arc
from checkers.kernels.arcsine_series import Signs, degrees, parts, signs
from checkers.kernels.null_vectors import Points, is_null


@dataclass(frozen=True)
class Powers:
    """What the power series of a kernel has: degrees of its parities, signs of all b_n.

    even, odd : the degree of that part; None: not a polynomial, -1: zero
    signs     : None where they are not known
    """

    even: int | None
    odd: int | None
    signs: Signs | None

    @property
    def nonnegative(self) -> bool:
        """Whether all b_n >= 0 for certain."""
        return self.signs is not None and self.signs.nonnegative


@dataclass(frozen=True)
class Subset:
    """X = {x in R^n : |x| = 1, x_n >= h}, or x_n = h where `slice`; side is the sign of h."""

    n: int
    h: arb
    side: int
    slice: bool

    @property
    def pairs(self) -> int:
        """How many antipodal pairs X holds: 0, 1, or 2 for infinitely many."""
        if self.side > 0 or (self.slice and self.side != 0):
            return 0
        if self.side == 0:  # x_n = 0: the unit sphere of R^(n-1)
            return min(self.n - 1, 2)
        return 2 if self.n > 1 else int(self.h == -1)

    @property
    def points(self) -> int | None:
        """The number of points of X, None for infinitely many."""
        if self.slice:
            return 2 if self.n == 2 else None
        return None if self.n > 1 else 1 + (self.h == -1)


@lru_cache(maxsize=64)
def powers_of(kernel: Callable[..., Any]) -> Powers | None:
    """Degrees and signs of a kernel (rho, fn), from its closed form; None where it has none."""
    found = parts(kernel)
    return None if found is None else Powers(*degrees(found), signs(found))


def dense(powers: Powers, X: Subset) -> bool | None:
    """Whether the sections are dense in C(X), by steps 1 and 2; None where they do not tell."""
    even, odd, pairs = powers.even, powers.odd, X.pairs
    if powers.nonnegative and (even is None or odd is None):
        finite = odd if even is None else even  # the parity that stops, if one does
        if finite is None or pairs == 0 or (pairs == 1 and finite != -1):
            return True
    if X.points is not None:
        return None
    if even is not None and odd is not None:
        return False
    if (even, odd) == (None, None):
        return None
    return False if pairs == 2 or (pairs == 1 and -1 in (even, odd)) else None


def annihilator(powers: Powers, X: Subset) -> Annihilator:
    """The measure of step 1, where `dense` is False.

    Raises ArithmeticError where it is no such measure after all. EXACT.
    """
    even, odd = powers.even, powers.odd
    symmetric = odd is None or (even is not None and even < odd)
    degree = even if symmetric else odd
    if degree is not None and (X.pairs == 2 or (X.pairs == 1 and degree == -1)):
        # a circle in the equator, but for n = 2, where the pairs must have |x_2| <= -h
        narrow = not X.slice and X.n == 2 and not X.h == -1
        reach = (_below(-X.h) if X.side else Fraction(0)) if narrow else None
        found = antipodal(degree, 1 if symmetric else -1, reach)
    else:
        # around the top of a cap: x_n = (1 - t^2) / (1 + t^2) >= h iff t^2 <= (1 - h) / (1 + h)
        reach = Fraction(1)
        if not X.slice and not X.side == 0:
            reach = min(_below(BALLS.sqrt((1 - X.h) / (1 + X.h))), reach)
        found = arc(max(even or 0, odd or 0, 0), reach)
    if not is_null(found.points, found.weights, even, odd):
        raise ArithmeticError("the measure has a moment that it should not have")
    return found


def _below(number: arb) -> Fraction:
    """A fraction, with a short denominator where possible, a little below a positive ball."""
    low = float(number.lower()) * (1 - 1e-9)
    return Fraction(int(low * 1000), 1000) if low > 0.01 else Fraction(low)


def in_space(found: Annihilator, X: Subset, n: int) -> Points:
    """The points with n coordinates; on a slice those of u in R^(n-1), x = (sqrt(1 - h^2) u, h).

    n : that of X, or less, at least 2 (a slice: 3); zeros are left out
    """
    if X.slice:
        return tuple((*x, *[Fraction(0)] * (n - 3)) for x in found.points)
    if found.arc:
        return tuple((y, *[Fraction(0)] * (n - 2), x) for x, y in found.points)
    return tuple((*x, *[Fraction(0)] * (n - 2)) for x in found.points)
