"""Bounds of a worst case at a setting: how often they break."""

from flint import arb

from .case import inside, point, vacuous
from .findings import ASIDE, BREAKS, HOLDS, Claim, Finding
from .numbers import Unusable, ball_of, exact, need
from .reading import Data, fields, listed, mapping
from .tails import by, often, seldom

ROUNDED = "1.000001"  # the stated ends were rounded outwards by less than this factor
IMPOSSIBLE = ("never", "nothing")  # what an end says where the worst case is 0


def tail_proof(claim: Claim, proof: Data) -> Finding:
    """P(the bound breaks) lies between two ends, and they decide.

    Reads the evidence of both ends, the interval that is stated and the claimed probability delta;
    where the claim is about all settings, it is told for one of its own, and concludes nothing.
    Concludes that the bound breaks where the lower end exceeds delta, and that it holds where the
    upper end does not, if no further bound is stated that does not follow.
    """
    statement = claim.statement
    need("setting" not in proof or not claim.setting, "the claim has a setting already")
    setting = mapping(proof.get("setting", claim.setting), "a setting")
    inside(statement, setting)
    p = point(statement, setting)
    if "delta" not in p.exact:
        raise Unusable("delta has no value")
    if p.zero:
        upper, lower = (fields(proof[end], f"the {end} end", {"by"}) for end in ("upper", "lower"))
        need({by(upper), by(lower)} <= {*IMPOSSIBLE}, "the worst case is 0")
        low, high = arb(0), arb(int(by(upper) == "nothing"))
    else:
        low, high = often(proof["lower"], p), seldom(proof["upper"], p)
    need(_contains(proof["failure"], low, high), "the stated interval is too narrow")
    need(exact(proof["claimed"]) == p.exact["delta"], "another probability is claimed")
    delta = p.balls["delta"]
    breaks = bool(low > delta)
    need(breaks or (statement.linked and bool(high <= delta)), "neither is certain")
    outcome = ASIDE if "setting" in proof else BREAKS if breaks else HOLDS
    return Finding(outcome, vacuous=vacuous(p))


def _contains(told: object, low: arb, high: arb) -> bool:
    """Whether a stated interval contains the ends, up to its rounding."""
    ends = listed(told, "the interval")
    if len(ends) != 2:
        raise Unusable("an interval has two ends")
    least, most = map(ball_of, ends)
    slack = ball_of(ROUNDED)
    below = bool(least <= 0) or bool(least <= low * slack)
    return below and (bool(most >= 1) or bool(high <= most * slack))


def fails(claim: Claim, proof: Data) -> Finding:
    """With a factor c <= 1 the bound breaks more often than exp(-l): c, or a norm, is too small.

    Reads the factor, a setting with l in place of delta, and a lower end. It is one of the two
    proofs of a best constant, and concludes nothing about the claim.
    """
    setting = mapping(proof["setting"], "a setting")
    inside(claim.statement, {name: told for name, told in setting.items() if name != "l"})
    constant = exact(proof["constant"])
    p = point(claim.statement, setting, constant)
    if "l" not in p.exact:
        raise Unusable("l has no value")
    need(constant <= 1, "the factor is larger than 1")
    need(bool(often(proof["lower"], p) > (-p.balls["l"]).exp()), "it does not break enough")
    return Finding(ASIDE)


def links(claim: Claim, proof: Data) -> Finding:
    """The bounds after the first are larger, as m >= 1; concludes nothing by itself."""
    statement = claim.statement
    need(statement.linked and len(statement.terms) > 1, "its further bounds do not follow")
    need(exact(proof["links"]) == len(statement.terms) - 1, "it has another number of bounds")
    return Finding(ASIDE)


def broken_link(claim: Claim, proof: Data) -> Finding:
    """One bound of a chain is certainly larger than the next: the chain breaks.

    Reads which one, counted from 1.
    """
    p = point(claim.statement, claim.setting)
    which = int(exact(proof["link"]))
    need(0 < which < len(p.statement.terms), "there is no such link")
    need(bool(p.bound(which - 1) > p.bound(which)), "a link cannot be told")
    return Finding(BREAKS)
