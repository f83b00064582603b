"""Tails of S = Y_1 + ... + Y_n for independent shares Y, from the evidence of a certificate.

The bound breaks iff min(S + besides, most) > threshold. An upper end bounds the probability of
that from above, a lower end from below. Each function takes the evidence, which end is asked for
and the case; the theorems stand in statements.txt.
"""

from collections.abc import Callable, Mapping

from flint import arb, ctx

from .case import Case, Point, case
from .inversion import inversion
from .moments import moment
from .numbers import BITS, FINE, Unusable, ball_of, count, need, real, whole
from .reading import Data, fields
from .values import BALLS, small, value

ACCURACY = 9  # bits below which an incomplete beta function is taken from the other side


def tail(evidence: object, up: bool, at: Case) -> arb:
    """An upper or else a lower end, by what `by` names."""
    keys, end = KINDS.get(by(evidence), (None, None))
    if keys is None or end is None:
        raise Unusable(f"no bound is known by {by(evidence)[:40]!r}")
    return end(fields(evidence, f"evidence by {by(evidence)}", {"by", *keys}), up, at)


def by(evidence: object) -> str:
    """How an end is known."""
    kind = evidence.get("by") if isinstance(evidence, dict) else None
    if not isinstance(kind, str):
        raise Unusable("an end does not say how it is known")
    return kind


def _nothing(_evidence: Data, up: bool, _at: Case) -> arb:
    """A probability lies between 0 and 1."""
    return arb(int(up))


def _never(_evidence: Data, up: bool, at: Case) -> arb:
    """The largest value of S does not break the bound."""
    most = _first_failing(at, up) > at.trials if at.counts else bool(at.trials <= at.threshold)
    need(up and most, "the largest value breaks the bound")
    return arb(0)


def _binomial(_evidence: Data, up: bool, at: Case) -> arb:
    """P(N >= j), an incomplete beta function, which rises with P(Y = 1)."""
    if not at.counts:
        raise Unusable("only a count has a binomial law")
    r, j, n = at.radius, _first_failing(at, up), at.trials
    if r is None:
        p = arb(1)
    else:
        p = small(r).upper().min(arb(1)) if up else small(r).lower()
    if not 0 < j <= n:
        return arb(int(j <= n))
    found: arb = p.beta_lower(j, n - j + 1, True)
    if found.rel_accuracy_bits() > ACCURACY:
        return found
    return 1 - (1 - p).beta_lower(n - j + 1, j, True)


def _chernoff(evidence: Data, up: bool, at: Case) -> arb:
    """P(S >= t) <= M(u)^n exp(-u t), and P(S > t) >= 1 - M(-u)^n exp(u t); reads u > 0."""
    u, t = _positive(evidence["u"]), _threshold(at, up)
    with ctx.workprec(FINE if at.counts else BITS):  # near certainty it cancels
        log = moment(at.share, u if up else -u, at.radius).log()
        most = (at.trials * log + (-u if up else u) * t).exp()
        return most if up else 1 - most


def _tilt(evidence: Data, up: bool, at: Case) -> arb:
    """P(S > t) >= M(u)^n exp(-u T) (1 - A - B), by a change of measure; reads u, h and T.

    A and B bound how often S leaves (t, T] under the tilted law, by Chernoff with steps of h.
    """
    if up:
        raise Unusable("a change of measure gives no upper end")
    u, h, top = _positive(evidence["u"]), ball_of(evidence["step"]), ball_of(evidence["top"])
    t, n = _threshold(at, up), at.trials
    here, more, less = (moment(at.share, v, at.radius).log() for v in (u, u + h, u - h))
    above = (n * (more - here) - h * top).exp()
    below = (n * (less - here) + h * t).exp()
    need(bool(h > 0 and above + below < 1), "the tilted sum leaves its window")
    return (n * here - u * top).exp() * (1 - above - below)


def _inversion(evidence: Data, up: bool, at: Case) -> arb:
    """By a Fourier sum; what is seldom > 0 cancels, and takes more bits. Reads the line."""
    _positive(evidence["u"])
    if at.radius is None:
        raise Unusable("there is no density to invert")
    seldom = -4 * int(float(at.radius.log()))
    with ctx.workprec(BITS + min(max(0, seldom), FINE)):
        return inversion(evidence, up, at)


End = Callable[[Data, bool, Case], arb]
KINDS: Mapping[str, tuple[tuple[str, ...], End]] = {
    "nothing": ((), _nothing),
    "never": ((), _never),
    "binomial": ((), _binomial),
    "chernoff": (("u",), _chernoff),
    "tilt": (("u", "step", "top"), _tilt),
    "inversion": (("u", "v", "period", "terms"), _inversion),
}


def seldom(evidence: object, p: Point) -> arb:
    """An upper end of P(the bound breaks) at a point; of a gap none is known but 1."""
    if by(evidence) == "nothing":
        fields(evidence, "evidence by nothing", {"by"})
        return arb(1)
    return tail(evidence, True, case(p))


def often(evidence: object, p: Point) -> arb:
    """A lower end of P(the bound breaks) at a point: of a sum, or of a gap by one class."""
    if p.statement.gap is None or by(evidence) != "count":
        return tail(evidence, False, case(p))
    return _one_class(fields(evidence, "evidence by count", {"by", "r", "k"}), p)


def _one_class(evidence: Data, p: Point) -> arb:
    """k neurons of one class below r gain enough; their number is binomial. Reads r and k.

    A neuron has a given sign, and |g| <= r, with probability small(r)/2.
    """
    if p.statement.gap is None:
        raise Unusable("no gap is known")
    r, k, m = ball_of(evidence["r"]), count(evidence["k"]), p.width
    gained = real(value(p.statement.gap.gained, {**p.balls, "r": r, "k": arb(k)}, BALLS))
    need(0 < k <= m and bool(r > 0 and gained > p.bound()), "they gain too little")
    chance: arb = small(r) / 2
    return chance.beta_lower(k, m - k + 1, True)


def _positive(told: object) -> arb:
    u = ball_of(told)
    need(bool(u > 0), "u must be positive")
    return u


def _first_failing(at: Case, up: bool) -> int:
    """The least count that breaks the bound, on the safe side; n + 1 where none does.

    The capped value never exceeds m: it breaks nothing where the threshold is m or more.
    """
    t = at.threshold
    first = whole((t.lower() if up else t.upper()).floor()) + 1 - at.besides
    capped = bool(at.most <= t) if up else not at.most > t
    return at.trials + 1 if at.besides and capped else first


def _threshold(at: Case, up: bool) -> arb:
    """The t of P(S >= t), or else of P(S > t); for a count on the safe side."""
    if not at.counts:
        return at.threshold
    first = _first_failing(at, up)
    return arb(first if up else first - 1)
