"""Rare failures by draws under an exponential tilt, with an unbiased weight and valid limits.

P(worst case > bound) = E over tilted draws of weight 1{worst case > bound}, and where the bound
breaks the weight is at most a constant b. So the mean of N weights lies, with probability at
least 1 - error, within sqrt(2 V log(4 / error) / N) + 7 b log(4 / error) / (3 (N - 1)) of the
failure probability on either side, V their sample variance: an empirical Bernstein bound for a
number of draws fixed beforehand.

Source: maurer2009, Theorem 4.
"""

import itertools
import math
from dataclasses import dataclass

import numpy as np
from flint import arb, ctx

from checkers.arithmetic.balls import as_float
from checkers.draws import shells
from checkers.draws.sampling import Vector, stream_key
from checkers.tails.counts import CountLaw
from checkers.tails.frobenius_gap import FrobeniusLaw
from checkers.tails.sums import SHORTFALL, SumLaw

ROUNDING = 1e-9  # relative: draws this near to the bound are counted against either side
WIDEST = 1.0  # shells this wide, or 1/u, under a tilt by u: most proposals are kept


@dataclass(frozen=True)
class Estimate:
    """A failure probability from tilted draws: its mean, and limits at the confidence asked for."""

    mean: float
    lower: float
    upper: float


def estimate(
    law: CountLaw | SumLaw | FrobeniusLaw, draws: int, error: float, seed: int, stream: str
) -> Estimate | None:
    """The failure probability of a worst case that is a sum of (r - |g|)_+, or lies below one.

    None for the other laws, which have no tilt here.

    draws : int >= 2, fixed beforehand     error : float in (0, 1), the chance to miss either way
    seed, stream : the draws; the same numbers for any machine

    O(draws) times the neurons below r.
    """
    key = stream_key(seed, stream + " tilted")
    if isinstance(law, FrobeniusLaw):
        return _frobenius(law, draws, error, key)
    if isinstance(law, CountLaw) or law.summand is not SHORTFALL or law.thinned:
        return None
    return _pairs(law, draws, error, key)


def _limits(low: Vector, high: Vector, largest: float, error: float) -> Estimate:
    """Limits from weights that surely count (low) and that may count (high), all <= largest."""
    n, log = low.size, math.log(4 / error)
    slack = 7 * largest * log / (3 * (n - 1))
    below, above = (math.sqrt(2 * float(np.var(w, ddof=1)) * log / n) + slack for w in (low, high))
    lower, upper = float(np.mean(low)) - below, float(np.mean(high)) + above
    upper = min(max(upper, math.ulp(0.0)), 1.0)  # it may have underflowed; it is not 0
    return Estimate(float(np.mean(high)), max(lower, 0.0), upper)


def _tilted_edges(r: float, u: float) -> shells.Edges:
    width = min(WIDEST, 1 / u if u > 0 else WIDEST, shells.WIDEST)
    return np.linspace(0.0, r, max(1, math.ceil(r / width)) + 1)


def _inside(edges: shells.Edges, u: float) -> tuple[arb, list[arb]]:
    """E[exp(u (r - |g|)); |g| < r], and its part in each shell."""
    r, v, root = arb(edges[-1]), arb(u), arb(2).sqrt()
    tails = [((arb(e) + v) / root).erfc() for e in edges]
    scale = (v * r + v * v / 2).exp()
    parts = [scale * (a - b) for a, b in itertools.pairwise(tails)]
    return sum(parts, arb(0)), parts


def _conditional(parts: list[arb]) -> list[list[float]]:
    """[P(in this shell | in none before), its complement] for each of the parts."""
    rows = []
    for i, part in enumerate(parts):
        rest = sum(parts[i + 1 :], arb(0))
        rows.append([float((part / (part + rest)).mid()), float((rest / (part + rest)).mid())])
    return rows


def _pairs(law: SumLaw, draws: int, error: float, key: np.uint64) -> Estimate | None:
    from checkers.draws.compiled.tilted import tilted_gaps

    r = as_float(law.radius)
    u = law.iid().tilt()[0] / r
    edges = _tilted_edges(r, u)
    with ctx.workprec(256):
        inside, parts = _inside(edges, u)
        outside = (arb(r) / arb(2).sqrt()).erfc()
        rows = _conditional([inside, outside])[:1] + _conditional(parts)
        log_moment = float((law.trials * (inside + outside).log()).mid())
    if not np.all(np.isfinite(rows)):  # a tilt so strong that balls do not tell its law
        return None
    out, logs = np.empty(draws), np.empty(draws)
    stop = np.zeros(1, np.uint8)
    tilted_gaps(out, logs, key, 0, stop, law.trials, r, 1.0, u, log_moment, edges, np.array(rows))
    t = as_float(law.threshold)
    weights = np.exp(logs)
    largest = math.exp(log_moment - u * t * (1 - ROUNDING))
    low = np.where(out > t * (1 + ROUNDING), weights, 0.0)
    high = np.where(out > t * (1 - ROUNDING), weights, 0.0)
    return _limits(low, high, largest, error)


def _frobenius(law: FrobeniusLaw, draws: int, error: float, key: np.uint64) -> Estimate | None:
    """P(A or B) = E[2 1{A} / (1{A} + 1{B})] for the two classes, alike in law; A is tilted.

    Where A holds, B^2/(4r) + S exceeds the bound, which bounds the weight.
    """
    from checkers.draws.compiled.tilted import tilted_frobenius

    radius, dual = law.closest
    r, B, m = float(radius), float(law.B), law.trials
    u = dual.iid().tilt()[0] / r
    edges = _tilted_edges(r, u)
    usual = shells.until_nothing_pays(m, B)
    beyond = np.array([r, *usual[usual > r]]) if usual[-1] > r else np.array([r, math.inf])
    with ctx.workprec(256):
        inside, parts = _inside(edges, u)
        outside = (arb(r) / arb(2).sqrt()).erfc()
        rows = [
            _conditional([inside, outside + 1])[0],  # below r and in the class; all others
            _conditional([outside, arb(1)])[0],
            *_conditional(parts),
        ]
        log_moment = float((m * ((inside + outside + 1) / 2).log()).mid())
    if not np.all(np.isfinite(rows)):
        return None
    out, others, logs = np.empty(draws), np.empty(draws), np.empty(draws)
    tilted_frobenius(
        out, others, logs, key, 0, np.zeros(1, np.uint8), m, r, B, u, log_moment,
        edges, np.array(rows), beyond, shells.chances(beyond), usual, shells.chances(usual),
    )  # fmt: skip
    t = as_float(law.bound) / float(law.x_norm)
    weights = 2 * np.exp(logs)
    largest = 2 * math.exp(log_moment - u * (t * (1 - ROUNDING) - B * B / (4 * r)))

    def shares(factor_a: float, factor_b: float) -> Vector:
        both = 1.0 + (others > t * factor_b)
        return np.where(out > t * factor_a, weights / both, 0.0)

    low = shares(1 + ROUNDING, 1 - ROUNDING)
    high = shares(1 - ROUNDING, 1 + ROUNDING)
    return _limits(low, high, largest, error)
