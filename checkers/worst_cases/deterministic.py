"""Checking a bound that nothing random enters: the exact worst case against it.

At a setting the worst case over all networks allowed is a number, compared with the bound in balls,
ties by their exact forms. Over a region, an upper bound of the worst case that is a formula is
subtracted from the printed one: collected by the other variables, which are positive, each
coefficient is a polynomial in ||x||, and none may be negative in the region (Bernstein).
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
from flint import arb

from checkers.arithmetic.balls import as_float, ball, certainly_le, number, rising_precision
from checkers.arithmetic.bernstein import bernstein
from checkers.arithmetic.powers import Formal
from checkers.verdicts import numerals
from checkers.verdicts.hypotheses import original, within_hypotheses
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Failure, Outcome, Verdict, decided
from checkers.worst_cases import moved_neurons, probabilistic
from checkers.worst_cases.laws import entry
from checkers.worst_cases.normal_form import named
from theorems.gaussian_counts import EVENT_A1
from theorems.language.calling import called
from theorems.language.domains import NONNEGATIVE, Reals, Span, UnmetHypothesis
from theorems.language.reading import read
from theorems.language.records import Bound, Formula, Setting
from theorems.language.text import parsed

EVALUATED = 2_000  # weights of the widest network that the definition is run on
WRITTEN_OUT = 40  # and that a witness writes out
INSIDE = 1 - 1e-9  # floats of a witness stay strictly inside what they must not exceed
AGREES = 1e-6  # relative, of the definition in floats and the exact supremum
Weights = dict[str, np.ndarray[Any, Any]]


@dataclass(frozen=True)
class Supremum:
    """The exact supremum of a quantity over the networks that a statement allows.

    value    : at a setting, an exact formula in it
    above    : an upper bound of it at every setting, a formula with an exact form
    largest  : what the quantity can reach at all, the hypotheses on the weights left out
    weights  : an explicit network that attains the value, or comes within INSIDE of it
    told     : that network in words
    argument : why, in one sentence
    attained : where, for every ||x|| > 0, the value is `above`
    near     : values of parameters close to there, by ||x||
    """

    value: Callable[[Setting], Formula]
    above: Formula
    largest: Formula
    weights: Callable[[Setting], Weights]
    told: Callable[[Setting], str]
    argument: str
    attained: str
    near: Callable[[Fraction], dict[str, Any]] = lambda x_norm: {}


def all_neurons_flip(s: Setting) -> Weights:
    """Equal rows along x, all of whose pre-activations change from -1 to 1 times ||x||."""
    along = np.eye(1, s.d)
    rows = np.ones((s.m, 1)) * along
    return {"W": rows, "W0": -rows, "signs": np.ones(s.m), "x": float(s.x_norm) * along[0]}


def pairs_inside(s: Setting) -> int | None:
    """The largest number of pairs with a small pre-activation on A_1(x), at x != 0.

    Each counts two of m: it is the largest k <= m/2 with 2 k / m <= the threshold of A_1(x).
    """
    threshold = number(EVENT_A1.at_most[0], s)
    for _ in rising_precision():
        most: arb = ball(threshold()) * s.m / 2
        if most >= s.m // 2:
            return int(s.m // 2)
        whole = most.floor().unique_fmpz()
        if whole is not None:
            return int(whole)
    return None


def on_event(s: Setting) -> Formula:
    """(alpha ||x|| / m) times the number of pairs that may have a small pre-activation."""
    pairs = pairs_inside(s) if s.x_norm else 0
    if pairs is None:
        raise ArithmeticError("the number of pairs on A_1(x) is not known at this precision")
    return read(lambda alpha, x_norm, m: alpha * x_norm * pairs / m)


def flipped_pairs(s: Setting, pairs: int) -> Weights:
    """Pairs at -alpha ||x|| / sqrt m, of which one neuron moves to 0; the others stay far away."""
    radius = float(s.alpha) / math.sqrt(s.m)
    half = np.where(np.arange(s.m // 2) < pairs, -radius * INSIDE, -3 * radius)[:, None]
    W0 = np.concatenate([half, half])
    W = W0.copy()
    W[:pairs] = 0
    signs = np.where(np.arange(s.m) < s.m // 2, 1.0, -1.0)
    return {"W": W, "W0": W0, "signs": signs, "x": np.array([float(s.x_norm)])}


def told_pairs(pairs: int) -> str:
    """The network of `flipped_pairs`, in words."""
    return (
        f"{pairs} pairs with omega_i(0) = -(alpha / sqrt m) x / ||x|| and c_i = 1, of which the"
        " first neuron moves to 0; the other pairs three times as far from 0, at rest"
    )


_PAIRS = (
    "Both neurons of a pair flip in one direction and have opposite output weights, so a pair adds"
    " at most |omega(0).x| to sqrt(m) |Delta_1|, and that where one of them flips; it can flip only"
    " where |omega(0).x| <= alpha ||x|| / sqrt m"
)
ALL_PAIRS = parsed("alpha * x_norm / 2")
NAIVE = parsed("sqrt(m) * x_norm")
WORST_CASES: dict[str, Supremum] = {
    "slides/naive-bound": Supremum(
        value=lambda s: NAIVE,
        above=NAIVE,
        largest=NAIVE,
        weights=all_neurons_flip,
        told=lambda s: "w_i = x / ||x||, w_{0,i} = -x / ||x|| and a_i = 1 for every i",
        argument=(
            "A neuron adds at most |w_i.x| <= ||w_i|| ||x|| to (*), and sum ||w_i|| <= sqrt(m)"
            " ||W||_F; equal rows along x that all flip, with a_i = 1, attain both"
        ),
        attained="at every m and d",
    ),
    "notes/event-a1-implies": Supremum(
        value=on_event,
        above=read(lambda alpha, x_norm: alpha * x_norm * EVENT_A1.at_most[0] / 2),
        largest=ALL_PAIRS,
        weights=lambda s: flipped_pairs(s, pairs_inside(s) or 0),
        told=lambda s: told_pairs(pairs_inside(s) or 0),
        argument=(
            f"{_PAIRS}, and such a pair counts two neurons in A_1(x). So the worst omega(0) has as"
            " many of them as A_1(x) allows, at that distance"
        ),
        attained=(
            "at m = 2, alpha ||x|| = sqrt(2) / 2 and delta = e^(-1/2), where A_1(x) allows one"
            " pair with nothing to spare"
        ),
        near=lambda x_norm: {
            "m": 2,
            "alpha": Fraction(7, 10) / x_norm,
            "delta": Fraction(3, 5),
        },
    ),
    "notes/event-a1-implies:twin-every-initialization": Supremum(
        value=lambda s: ALL_PAIRS,
        above=ALL_PAIRS,
        largest=ALL_PAIRS,
        weights=lambda s: flipped_pairs(s, s.m // 2),
        told=lambda s: told_pairs(s.m // 2),
        argument=f"{_PAIRS}; without A_1(x) all m/2 pairs may lie there",
        attained="at every setting",
    ),
}


def decide(theorem: Bound, s: Setting, options: Options) -> Verdict:
    """The verdict on a deterministic bound at one setting.

    Raises UnmetHypothesis for a bound of a quantity whose worst case is not known here.
    """
    if entry(theorem, {**WORST_CASES, "slides/moved-neurons": None}) is None:
        return moved_neurons.decide(theorem, s)
    case = entry(theorem, WORST_CASES)
    _refuse_outside(theorem, s)
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


def _refuse_outside(theorem: Bound, s: Setting) -> None:
    """The worst case is known for the parameters of the catalogue, and every ||x|| >= 0."""
    known = original(theorem)
    for p in known.parameters if known else ():
        domain = NONNEGATIVE if p.name == "x_norm" else p.domain
        if p.name not in s or s[p.name] not in domain:
            raise UnmetHypothesis(
                f"the worst case of {theorem.label} is known for {domain.describe(p.name)};"
                f" got {p.name}={s.get(p.name)}."
            )


def _at_most(low: Formula, high: Formula, s: Setting) -> bool | None:
    holds = certainly_le(number(low, s), number(high, s))
    return True if holds is None and probabilistic.equal(low, high, s) else holds


def _seen(theorem: Bound, case: Supremum, s: Setting, value: float) -> tuple[str, ...]:
    """The slow definition on the explicit network.

    Raises ArithmeticError where it does not give the supremum.
    """
    if s.m * s.get("d", 1) > EVALUATED:
        return ()
    w = case.weights(s)
    seen = float(called(theorem.quantity, {**s.over(float), **w, "a": w["signs"], "c": w["signs"]}))
    if math.isfinite(value) and not abs(seen - value) <= AGREES * value + math.ulp(0.0):
        raise ArithmeticError(
            f"{theorem.label} at {s!r}: the definition gives {seen}, the supremum is {value}"
        )
    return (
        f"A second way: the definition, on an explicit network of {s.m} neurons, gives"
        f" {numerals.near(seen, 9)}; that is {numerals.near(seen / value if value else 1)} of the"
        " supremum.",
    )


def _witness(case: Supremum, s: Setting, value: float, bound: float) -> dict[str, Any]:
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
    if "slides/moved-neurons" == _known(theorem):
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


def _known(theorem: Bound) -> str | None:
    table = {label: label for label in (*WORST_CASES, "slides/moved-neurons")}
    return entry(theorem, table)


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
    case = entry(theorem, WORST_CASES)
    if len(theorem.at_most) > 1 or not within_hypotheses(theorem, {"x_norm": NONNEGATIVE}):
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
    case, end = entry(theorem, WORST_CASES), boundary(theorem)
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
    known = original(theorem)
    if known is None or not holds_on(theorem, _Region(Fraction(0), Fraction(0))):
        return None
    allowed = {p.name: p.domain for p in known.parameters if p.name != "x_norm"}
    if allowed != {p.name: p.domain for p in theorem.parameters if p.name != "x_norm"}:
        return None
    above, bound = named(entry(theorem, WORST_CASES).above), named(theorem.at_most[0])
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
