"""A bound of the ReLU gap over a Frobenius ball, proved for every setting by duality.

|f - f0| = ||x|| |sum over flipped neurons of a_i (|s_i| - |g_i|)|, s_i = (w_i - w0_i).x / ||x||. As
s <= s^2/(4r) + r for every r > 0, it is at most ||x|| (B^2/(4r) + sum (r - |g_i|)_+). Let a tree
(every_width) prove that the sum exceeds m r (kappa r + omega sqrt(l/m)) with probability
at most exp(-l), for every m, r and l. Outside that event
    |f - f0| / ||x|| <= B^2/(4r) + kappa m r^2 + omega r sqrt(m l),
and r, which is not random, may depend on l: take the smaller of r1 = (B^2/(8 kappa m))^(1/3) and
r2 = B/(2 sqrt omega (m l)^(1/4)). The first term is at most B^2/(4 r1) + B^2/(4 r2), the second at
most B^2/(8 r1), the third at most B^2/(4 r2); in all
    3 B^2/(8 r1) + B^2/(2 r2) = (3/8) (8 kappa m)^(1/3) B^(4/3) + sqrt omega B (m l)^(1/4).
"""

from fractions import Fraction
from functools import lru_cache

from checkers.arithmetic.powers import names
from checkers.worst_cases.every_width import Claim, Proof, branch_and_bound
from checkers.worst_cases.normal_form import (
    HALF,
    B,
    M,
    X,
    printed,
    split,
)
from theorems.language.records import Bound


@lru_cache(maxsize=64)
def by_duality(theorem: Bound) -> Proof | None:
    """A tree that proves a bound first m^(1/3) B^(4/3) + second B (m l)^(1/4), or None.

    The bound may have ||x|| in front; where it has not, ||x|| <= 1 is used. 0.3 s.
    """
    bound = printed(theorem)
    if bound is None:
        return None
    plain, deviating = split(bound / X if "x_norm" in names(bound) else bound, "l", HALF / 2)
    if plain is None or deviating is None:
        return None
    first = plain / (M.power(Fraction(1, 3)) * B.power(Fraction(4, 3)))
    second = deviating / (M.power(HALF / 2) * B)
    if names(first) | names(second) or not (first.value() > 0 and second.value() > 0):
        return None
    kappa, omega = (first * Fraction(8, 3)) ** 3 * Fraction(1, 8), second * second
    found = branch_and_bound(Claim("shortfall", kappa, 1 / (omega * omega)))
    return found if isinstance(found, Proof) else None
