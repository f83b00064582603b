"""One setting of everything but delta, and every delta in (0, 1) at once.

The printed bound is a + b sqrt l with l = log(1/delta), b > 0. The statement holds for every delta
iff P(worst case > bound) <= exp(-l) for all l > 0.

- Counts: a finite list. The bound passes the value of the count j at l_j, and the failure
  probability is P(N >= j) for l just below it; so the claim is P(N >= j) <= exp(-l_j) for each j
  whose value exceeds a.
- Sums: a finite cover of the thresholds from a on. On [low, high] one exponent u serves if the
  Chernoff bound at `low` is at most exp(-l) at `high`. Both ends are closed: below a there is no
  delta, and above the largest value that the sum can take nothing fails.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import Any

from flint import arb, ctx

from checkers.arithmetic.balls import ball, in_balls
from checkers.arithmetic.powers import names
from checkers.tails.counts import CountLaw
from checkers.tails.exponential import decimal
from checkers.tails.frobenius_gap import FrobeniusLaw
from checkers.tails.inversion import inverted
from checkers.tails.sums import SumLaw
from checkers.worst_cases.laws import law_of
from checkers.worst_cases.normal_form import claims_delta, printed
from theorems.language.expressions import Apply, Name, Number
from theorems.language.records import Bound, Setting

LONGEST_LIST = 100_000
NARROWEST = Fraction(1, 2**20)
MOST_CELLS = 2_000
COARSE = Fraction(1, 16)  # from this width on, a cell that Chernoff's bound leaves is inverted
BITS = 192


@dataclass(frozen=True)
class Everywhere:
    """The proof for every delta; `closest` is the largest log(failure bound) + l met."""

    proof: dict[str, Any]
    closest: float


@dataclass(frozen=True)
class Doubtful:
    """A delta at which the claim is not proved: below and above it there may be a failure."""

    delta: Fraction | None


def every_delta(theorem: Bound, s: Setting) -> Everywhere | Doubtful:
    """Whether a bound holds at a setting for every delta, with the certificate."""
    bound = printed(theorem)
    if bound is None or not claims_delta(theorem) or "delta" in names(bound):
        return Doubtful(None)
    powers = {dict(monomial).get("l", Fraction(0)) for monomial in bound.terms}
    if not powers or not powers <= {Fraction(0), Fraction(1, 2)}:
        return Doubtful(None)
    s = s.but(delta=Fraction(1, 2))  # whatever it was: log(1/delta) is put in apart
    with ctx.workprec(BITS):
        a, b = _line(theorem, s)
        law, at_one = law_of(theorem, s, lambda: a), law_of(theorem, s, lambda: a + b)
        if isinstance(law, FrobeniusLaw) or isinstance(at_one, FrobeniusLaw):
            return Doubtful(None)  # it is proved by composition
        if law.trials == 0:
            if not (a >= 0 and b >= 0):
                return Doubtful(None)
            return Everywhere({"kind": "every delta", "by": "zero"}, -math.inf)
        start = law.threshold()
        slope = at_one.threshold() - start
        if not slope > 0:
            return Doubtful(None)
        if isinstance(law, CountLaw):
            return _counts(law, start, slope)
        return _sums(law, start, slope)


def _line(theorem: Bound, s: Setting) -> tuple[arb, arb]:
    """(a, b) with bound = a + b sqrt(log(1/delta)), whose logarithm is put in as 0 and as 1."""
    deviation = Apply("log", (Apply("/", (Number(1), Name("delta"))),))
    a, at_one = (in_balls(theorem.at_most[0].put({deviation: Number(k)}), s) for k in (0, 1))
    return a, at_one - a


def _counts(law: CountLaw, start: arb, slope: arb) -> Everywhere | Doubtful:
    if law.trials > LONGEST_LIST:
        return Doubtful(None)
    closest = -math.inf
    for value, tail in _tails(law):
        root = (value - start) / slope
        if root <= 0:
            break  # this count, and every smaller one, never fails
        log = root**2 if root > 0 else root.nonnegative_part() ** 2
        closest = max(closest, float((tail.log() + log).upper()))
        if not tail <= (-log).exp():
            return Doubtful(_between((-log).exp(), tail))
    return Everywhere({"kind": "every delta", "by": "list"}, closest)


def _tails(law: CountLaw) -> Iterator[tuple[int, arb]]:
    """(value of the count j, P(N >= j)) for j = trials, ..., 0."""
    p, q = law.probability()
    n, total = law.trials, arb(0)
    odds = q / p
    term = p**n
    for j in range(n, -1, -1):
        total = total + term
        value = law.offset + j
        yield (value if law.cap is None else min(value, law.cap)), total
        term = term * odds * j / (n - j + 1)


def _between(low: arb, high: arb) -> Fraction | None:
    """A short decimal strictly between two balls, or None; it must be one that can be set."""
    if not (low < high and high > arb(10) ** -300):
        return None
    middle = (low + high) / 2
    for digits in range(1, 25):
        guess = Fraction(middle.mid().str(digits, radius=False))
        if 0 < guess < 1 and low < ball(guess) < high:
            return guess
    return None


def _sums(law: SumLaw, start: arb, slope: arb) -> Everywhere | Doubtful:
    """Cells in y = threshold / (n r), from where the bound starts up to the largest sum."""
    n, iid = law.trials, law.iid()
    scale = n * law.radius()
    first = Fraction(float((start / scale).lower())).limit_denominator(10**12)
    first -= Fraction(1, 10**11)  # a little early does no harm
    stack = [(first, Fraction(1))] if first < 1 else []
    cells = list[list[Any]]()
    closest = -math.inf
    while stack:
        low, high = stack.pop()
        root = ((ball(high) * scale - start) / slope).nonnegative_part()
        at = replace(iid, threshold=partial(ball, n * low))
        u = decimal(at.tilt()[0], 6)
        log_tail = n * (iid.moment(ball(Fraction(u))).log() - ball(Fraction(u) * low))
        by: Mapping[str, Any] = {"by": "chernoff", "u": u}
        if not log_tail <= -root * root and high - low <= COARSE:
            least, most = inverted(at, law.parts)
            log_tail, by = ball(Fraction(most.value)).log(), most.evidence
            early = ((ball(low) * scale - start) / slope).nonnegative_part()
            if ball(Fraction(least.value)) > (-early * early).exp():
                return Doubtful(_between((-early * early).exp(), ball(Fraction(least.value))))
        if log_tail <= -root * root:
            cells.append([str(low), dict(by)])
            closest = max(closest, float((log_tail + root * root).upper()))
        elif high - low < NARROWEST or len(cells) > MOST_CELLS:
            return Doubtful(_between((-root * root).exp(), log_tail.exp()))
        else:
            middle = (low + high) / 2
            stack += [(middle, high), (low, middle)]
    return Everywhere({"kind": "every delta", "by": "cover", "cells": cells}, closest)
