"""Checking a bound that nothing random enters: the exact worst case against it.

At a setting the worst case over all networks allowed is a number, compared with the bound in balls,
ties by their exact forms. Over a region, an upper bound of the worst case that is a formula is
subtracted from the printed one: collected by the other variables, which are positive, each
coefficient is a polynomial in ||x||, and none may be negative in the region (Bernstein).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from checkers.arithmetic.balls import as_float, certainly_le, number
from checkers.arithmetic.bernstein import bernstein
from checkers.arithmetic.powers import Formal
from checkers.verdicts import numerals
from checkers.verdicts.hypotheses import require_values, within_hypotheses
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Failure, Outcome, Verdict, decided
from checkers.worst_cases import moved_neurons, probabilistic
from checkers.worst_cases.normal_form import named
from checkers.worst_cases.suprema import fixed, unknown
from checkers.worst_cases.suprema.record import FixedSupremum
from checkers.worst_cases.suprema.subjects import subject
from theorems.language.calling import called
from theorems.language.domains import NONNEGATIVE, Reals, Span, UnmetHypothesis
from theorems.language.records import Bound, Formula, Setting
from theorems.relu_linearization import MOVED_NEURONS

EVALUATED = 2_000  # weights of the widest network that the definition is run on
WRITTEN_OUT = 40  # and that a witness writes out
INSIDE = 1 - 1e-9  # floats of a witness stay strictly inside what they must not exceed
AGREES = 1e-6  # relative, of the definition in floats and the exact supremum
Weights = dict[str, np.ndarray[Any, Any]]


def decide(theorem: Bound, s: Setting, options: Options) -> Verdict:
    """The verdict on a deterministic bound at one setting.

    Raises UnmetHypothesis for a bound of a quantity whose worst case is not known here.
    """
    if subject(theorem) == subject(MOVED_NEURONS):
        return moved_neurons.decide(theorem, s)
    case = _case(theorem)
    require_values(theorem, s, case.needs)
    bad_link = probabilistic.failing_link(theorem, s)
    if bad_link is not None:
        return probabilistic.broken_link(theorem, s, bad_link)
    worst = case.value(s)
    holds = _at_most(worst, theorem.at_most[0], s)
    outcome = {True: Outcome.CERTIFIED, False: Outcome.REFUTED, None: Outcome.UNDECIDED}[holds]
    value, bound = (as_float(number(f, s)) for f in (worst, theorem.at_most[0]))
    relation = {True: "<=", False: ">", None: "?"}[holds]
    left, right = numerals.compared(value, bound, 9)
    return decided(
        theorem,
        s,
        outcome,
        f"at {s!r} the worst case is {left} {relation} {right}, the bound",
        f"{case.argument}: the supremum is {left}, the bound {right}.",
        *_seen(theorem, case, s, value),
        method="exact worst case",
        typical=value,
        bound=bound,
        tightness=value / bound if bound > 0 else None,
        vacuous=_at_most(case.largest, theorem.at_most[0], s) is True
        and _at_most(worst, case.largest, s) is True
        and not _at_most(case.largest, worst, s),
        best=best(theorem),
        witness=_witness(case, s, value, bound) if holds is False else None,
    )


def _at_most(low: Formula, high: Formula, s: Setting) -> bool | None:
    holds = certainly_le(number(low, s), number(high, s))
    return True if holds is None and probabilistic.equal(low, high, s) else holds


def _seen(theorem: Bound, case: FixedSupremum, s: Setting, value: float) -> tuple[str, ...]:
    """The slow definition on the explicit network.

    Raises ArithmeticError where it does not give the supremum.
    """
    if s.m * s.get("d", 1) > EVALUATED:
        return ()
    w = case.weights(s)
    seen = float(
        called(case.statement.quantity, {**s.over(float), **w, "a": w["signs"], "c": w["signs"]})
    )
    if math.isfinite(value) and not abs(seen - value) <= AGREES * value + math.ulp(0.0):
        raise ArithmeticError(
            f"{theorem.label} at {s!r}: the definition gives {seen}, the supremum is {value}"
        )
    return (
        f"A second way: the definition, on an explicit network of {s.m} neurons, gives"
        f" {numerals.near(seen, 9)}; that is {numerals.near(seen / value if value else 1)} of the"
        " supremum.",
    )


def _witness(case: FixedSupremum, s: Setting, value: float, bound: float) -> dict[str, Any]:
    left, right = numerals.compared(value, bound, 12)
    told = {"setting": repr(s), "worst case": left, "bound": right}
    if s.m * s.get("d", 1) > WRITTEN_OUT:
        return {**told, "network": case.told(s)}
    return {**told, **{name: array.tolist() for name, array in case.weights(s).items()}}


@dataclass(frozen=True)
class _Region:
    """||x|| from low to high (None: without end); every other parameter in its domain."""

    low: Fraction
    high: Fraction | None


def decide_everywhere(theorem: Bound, options: Options) -> Verdict | None:
    """The verdict on a deterministic bound at every setting at once, or None."""
    if subject(theorem) == subject(MOVED_NEURONS):
        return moved_neurons.decide_everywhere(theorem)
    found = on_region(theorem, Setting({p.name: Span() for p in theorem.parameters}), options)
    return None if found is None else found.but(evidence=found.evidence[:1])


def on_region(theorem: Bound, s: Setting, options: Options) -> Verdict | None:
    """The verdict on a region of ||x||, for every value of the other parameters, or None."""
    region = _region(theorem, s)
    if region is None or not holds_on(theorem, region):
        return None
    whole = all(value == Span() for value in s.values())
    at = region.low if region.high is None else region.high
    verdict = decide(theorem, theorem.setting({}).but(x_norm=at), options)
    if verdict.outcome is Outcome.REFUTED:
        raise ArithmeticError(f"{theorem.label}: proved, and yet broken at {verdict.setting!r}")
    return verdict.but(
        setting=theorem.setting({}).but(x_norm=at) if whole else s,
        outcome=Outcome.CERTIFIED,
        failure=Failure(0.0, 0.0, 0.0),
        scope="all" if whole else "box",
        finding=f"holds for every setting{'' if whole else f' in {s!r}'}",
        evidence=(
            "The bound minus an upper bound of the worst case, collected by the other variables,"
            " has coefficients that are polynomials in ||x|| and >= 0 there (Bernstein form).",
            *verdict.evidence,
        ),
    )


def _case(theorem: Bound) -> FixedSupremum:
    """What is known of the supremum. Raises UnmetHypothesis where nothing is."""
    found = fixed(theorem)
    if found is None:
        raise UnmetHypothesis(unknown(theorem))
    return found


def _region(theorem: Bound, s: Setting) -> _Region | None:
    domain = next((p.domain for p in theorem.parameters if p.name == "x_norm"), None)
    if not isinstance(domain, Reals):
        return None
    value = s.x_norm
    if not isinstance(value, Span):
        return _Region(Fraction(value), Fraction(value))
    low = domain.low if value.low is None else Fraction(value.low)
    high = domain.high if value.high is None else Fraction(value.high)
    return _Region(low or Fraction(0), high)


def holds_on(theorem: Bound, region: _Region) -> bool:
    """Whether the bound is proved on a region; False says nothing else."""
    case = _case(theorem)
    if len(theorem.at_most) > 1 or not within_hypotheses(
        theorem, case.statement, {"x_norm": NONNEGATIVE}
    ):
        return False
    form, above = named(theorem.at_most[0]), named(case.above)
    if form is None or above is None:
        return False
    return all(never_negative_on(p, region) for p in polynomials(form - above).values())


def polynomials(form: Formal) -> Mapping[Any, Mapping[int, Fraction]]:
    """The coefficients of a form, as polynomials in ||x||, by the product of the rest."""
    collected: dict[Any, dict[int, Fraction]] = {}
    for monomial, coefficient in form.terms.items():
        powers = dict(monomial)
        power = powers.pop("x_norm", 0)
        rest = tuple(sorted(powers.items()))
        key = power if power.denominator == 1 and power >= 0 else -1
        collected.setdefault(rest, {})[int(key)] = Fraction(coefficient)
    return collected


def never_negative_on(polynomial: Mapping[int, Fraction], region: _Region) -> bool:
    """Whether a polynomial is certainly >= 0 on a region; False where this cannot tell."""
    if min(polynomial, default=0) < 0:
        return False  # a power that is none: not a polynomial
    degree = max(polynomial, default=0)
    shifted = [  # in t = ||x|| - low
        sum(
            (c * math.comb(n, k) * region.low ** (n - k) for n, c in polynomial.items() if n >= k),
            Fraction(0),
        )
        for k in range(degree + 1)
    ]
    if region.high is None:
        return all(c >= 0 for c in shifted)
    width = region.high - region.low
    scaled = [c * width**k for k, c in enumerate(shifted)]
    return all(b >= 0 for b in bernstein(scaled))


@lru_cache(maxsize=256)
def best(theorem: Bound) -> dict[str, str] | None:
    """The range of ||x|| in which the bound holds for every value of the rest, exactly.

    None where all is one or the other, or where `boundary` does not tell.
    """
    if theorem.twin_of or holds_on(theorem, _Region(Fraction(0), None)):
        return None
    case, end = _case(theorem), boundary(theorem)
    if end is None:
        return None
    beyond = end * Fraction(1001, 1000)
    s = theorem.setting({}).but(x_norm=beyond, **case.near(beyond))
    if _at_most(case.value(s), theorem.at_most[0], s) is not False:
        return None
    return {
        "what": "range of ||x||, for every value of the other parameters",
        "proved": f"||x|| <= {end}",
        "refuted": f"every ||x|| > {end}: {case.attained}, the worst case is its upper bound, and"
        f" exceeds the bound; for one, at {s!r}",
    }


def boundary(theorem: Bound) -> Fraction | None:
    """c > 0 with: for every ||x|| > c the bound fails somewhere, and up to c nowhere; or None.

    The bound minus the upper bound of the worst case is to be 1 - ||x|| / c times a positive
    factor: then it is negative beyond c, also where the upper bound is attained.
    """
    known = _case(theorem).statement
    if not holds_on(theorem, _Region(Fraction(0), Fraction(0))):
        return None
    allowed = {p.name: p.domain for p in known.parameters if p.name != "x_norm"}
    if allowed != {p.name: p.domain for p in theorem.parameters if p.name != "x_norm"}:
        return None
    above, bound = named(_case(theorem).above), named(theorem.at_most[0])
    if above is None or bound is None:
        return None
    parts = polynomials(bound - above).values()
    ends = set()
    for part in parts:
        low = min(part)
        slope = part.get(low + 1, Fraction(0))
        if set(part) != {low, low + 1} or not slope < 0 < part[low]:
            return None
        ends.add(-part[low] / slope)
    return ends.pop() if len(ends) == 1 else None
