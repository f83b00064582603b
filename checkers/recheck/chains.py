"""Chains of numbers, and bounds of a count that is known exactly."""

from fractions import Fraction
from itertools import pairwise

from flint import arb

from .case import point
from .findings import BREAKS, HOLDS, Claim, Finding
from .formulas import Apply, Node
from .numbers import Unusable, count, exact, need, real
from .reading import Data
from .values import BALLS, FRACTIONS, value


def chain(claim: Claim, proof: Data) -> Finding:
    """terms[0] <= terms[1] <= ... at a setting, in balls; or one link is certainly broken.

    Reads which link, counted from 1, where the chain breaks.
    """
    p = point(claim.statement, claim.setting)
    terms = [p.bound(i) for i in range(len(claim.statement.terms))]
    if "link" in proof:
        which = count(proof["link"])
        need(0 < which < len(terms), "there is no such link")
        need(bool(terms[which - 1] > terms[which]), "a link cannot be told")
        return Finding(BREAKS)
    need(all(bool(low <= high) for low, high in pairwise(terms)), "a link cannot be told")
    return Finding(HOLDS)


def chain_everywhere(claim: Claim, _proof: Data) -> Finding:
    """erf(t/sqrt 2) <= k_1 t <= k_2 t <= ... for every t > 0.

    erf is concave, so erf(t/sqrt 2) <= sqrt(2/pi) t: pi k^2 >= 2 for the first, and then rising.
    """
    if not claim.statement.slopes:
        raise Unusable("its terms are not known to be linear")
    slopes = [arb(2), *(real(value(part, {}, BALLS)) for part in claim.statement.slopes)]
    need(all(bool(low <= high) for low, high in pairwise(slopes)), "a link cannot be told")
    return Finding(HOLDS)


def exact_count(claim: Claim, proof: Data) -> Finding:
    """The worst case is a number that is known exactly, and so is the bound: there are ties.

    Reads this number.
    """
    p = point(claim.statement, claim.setting)
    if claim.statement.worst is None:
        raise Unusable("the worst case is not known exactly")
    worst = Fraction(value(claim.statement.worst, p.exact, FRACTIONS))
    need(exact(proof["worst"]) == worst, "another worst case")
    bound = Fraction(value(claim.statement.terms[0], p.exact, FRACTIONS))
    return Finding(HOLDS if worst <= bound else BREAKS)


def floor_of(claim: Claim, _proof: Data) -> Finding:
    """The worst case is the lesser of m and floor(q), and the bound is floor(q), or q itself."""
    worst, bound = claim.statement.worst, claim.statement.terms[0]
    floors: tuple[Node, ...] = ()
    if isinstance(worst, Apply) and worst.function == "least":
        floors = worst.arguments
    found = [one for one in floors if isinstance(one, Apply) and one.function == "floor"]
    need(any(bound in (one, *one.arguments) for one in found), "the bound is another one")
    return Finding(HOLDS)
