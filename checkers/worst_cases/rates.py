"""Rates of worst cases: an exponent is exact where mean and variance say so at every width.

The worst case over the balls of radius r = alpha/sqrt m is unit * (Y_1 + ... + Y_n), n = m/2 pairs,
Y = (r - |g|)_+ or |g| 1{|g| < r}, g ~ N(0, 1) (`worst_cases.laws`). Let phi be the normal density.
- From above: a bound that is proved for every width and delta (`every_setting`), and whose
  powers of m do not exceed the largest one in the rate.
- From below: phi(r) r^2 <= E Y <= phi(0) r^2 and E Y^2 <= (2/3) phi(0) r^3, so that
  sqrt m E[worst case] tends to ||x|| alpha^2 phi(0) / 2, and Var / mean^2 <= c / (sqrt m alpha)
  tends to 0. By Chebyshev P(worst case > mean / 2) >= 1 - 4 Var / mean^2, which tends to 1: with a
  rate of a smaller power of m than -1/2, every constant is exceeded at some width. Mean and
  variance are exact, in balls, at moderate widths.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from flint import arb, ctx

from checkers.arithmetic.balls import as_float, ball, enclosure, number
from checkers.arithmetic.powers import Formal
from checkers.tails.sums import MARGIN, SHORTFALL, SumLaw
from checkers.verdicts import numerals
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Figure, Outcome, Series, Verdict, decided
from checkers.worst_cases.every_setting import for_every_setting
from checkers.worst_cases.laws import law_of
from checkers.worst_cases.normal_form import named, printed
from theorems import THEOREMS
from theorems.language.domains import UnmetHypothesis
from theorems.language.records import Bound, Rate, Setting

BITS = 1024
WIDTHS = tuple(10**k for k in range(2, 13))
CONSTANTS = (1, 100)
LARGEST_POWER = 3000  # of ten, among the widths that are tried
LARGEST_LAW = 40
SURE = Fraction(9, 10)
_verdict = partial(decided, method="mean and variance")


@dataclass(frozen=True)
class Moments:
    """Mean and variance of a worst case, enclosed."""

    mean: arb
    variance: arb


def bound_of(theorem: Rate) -> Bound:
    """The catalogue's bound on the same quantity, with a failure probability.

    Raises UnmetHypothesis where there is none whose worst case is such a sum.
    """
    for known in THEOREMS:
        if isinstance(known, Bound) and known.quantity is theorem.quantity and known.except_with:
            s = known.setting({})
            law = law_of(known, s)
            if isinstance(law, SumLaw) and law.summand in (SHORTFALL, MARGIN):
                return known
    raise UnmetHypothesis(
        f"{theorem.label} needs a quantity of the catalogue whose worst case is a sum of"
        " (r - |g|)_+ or of |g| 1{|g| < r} over the pairs."
    )


def worst_case(known: Bound, s: Setting, m: int) -> Moments:
    """Mean and variance of the worst case at width m. EXACT, at the working precision."""
    law = law_of(known, known.setting({}).but(**s, m=m))
    if not isinstance(law, SumLaw):  # x = 0
        return Moments(arb(0), arb(0))
    r, unit = law.radius(), law.unit()
    inside = (r / arb(2).sqrt()).erf()
    top, end = 1 / (2 * arb.pi()).sqrt(), (-r * r / 2).exp() / (2 * arb.pi()).sqrt()
    if law.summand is SHORTFALL:
        first = r * inside - 2 * (top - end)
        second = (1 + r * r) * inside - 4 * r * top + 2 * r * end
    else:
        first, second = 2 * (top - end), inside - 2 * r * end
    mean, n = unit * law.trials * first, law.trials
    return Moments(mean, unit**2 * n * (second - first * first))


def leading_power(theorem: Rate) -> Fraction | None:
    """The largest power of m in the rate, a sum of positive products of powers; else None."""
    form = named(theorem.rate)
    if form is None or not form.exact or not form.terms:
        return None
    if not all(c > 0 for c in form.terms.values()):
        return None
    if any(dict(mono).get("x_norm", Fraction(0)) < 0 for mono in form.terms):
        return None
    return largest_power(form)


def largest_power(form: Formal) -> Fraction:
    """The largest power of m in a form."""
    return Fraction(max(dict(monomial).get("m", 0) for monomial in form.terms))


def decide(theorem: Rate, s: Setting, options: Options) -> Verdict:
    """Certified by a bound proved at every width; refuted by mean and variance."""
    known = bound_of(theorem)
    domains = {p.name: p.domain for p in known.parameters}
    allowed = {p.name: p.trial or p.domain for p in theorem.parameters}
    if not all(name in domains and d.within(domains[name]) for name, d in allowed.items()):
        raise UnmetHypothesis(
            f"{theorem.label} allows more than {known.label}, on which its check rests; keep its"
            " parameters inside the domains of that statement."
        )
    missing = sorted(domains.keys() - allowed.keys() - {"m", "delta"})
    if missing:
        raise UnmetHypothesis(f"{theorem.label} needs the parameters {', '.join(missing)}.")
    power, bound = leading_power(theorem), printed(known)
    with ctx.workprec(BITS):
        if power is not None and bound is not None and power >= largest_power(bound):
            proofs = for_every_setting(known)
            if proofs:
                return _certified(theorem, known, s, power)
        if s.get("x_norm", 1) == 0:
            nothing = "At x = 0 no pre-activation moves, so every rate holds."
            return _verdict(theorem, s, Outcome.CERTIFIED, "the worst case is 0, as x = 0", nothing)
        if power is not None and power < Fraction(-1, 2):
            return _refuted(theorem, known, s, power, options)
    return _verdict(
        theorem,
        s,
        Outcome.UNDECIDED,
        "the rate is no sum of positive powers of m that a proof or a lower bound reaches",
        "A proof needs a power of m that the bound has; a refutation one below -1/2.",
    )


def _certified(theorem: Rate, known: Bound, s: Setting, power: Fraction) -> Verdict:
    limit = ball(s.alpha) ** 2 * ball(s.get("x_norm", 1)) / (2 * (2 * arb.pi()).sqrt())
    scaled = {m: worst_case(known, s, m).mean * arb(m).sqrt() for m in WIDTHS}
    last = scaled[WIDTHS[-1]]
    below, likely = lower_bounds(known, s, 10**LARGEST_POWER)
    large = below * arb(10) ** (LARGEST_POWER // 2) > limit * ball(SURE) and likely > ball(SURE)
    sharp = power == Fraction(-1, 2) and large
    return _verdict(
        theorem,
        s,
        Outcome.CERTIFIED,
        f"O(m^({power})) with high probability, from {known.label} at every width and delta",
        f"{known.label} is proved for every width, alpha, ||x|| and delta (run again here), and"
        f" its bound has no larger power of m than {power}: the constant is sqrt m times it.",
        f"At {s!r} the exact mean of the worst case times sqrt m is {last.str(12)} at"
        f" m = {WIDTHS[-1]:.0e}; its limit is ||x|| alpha^2 / (2 sqrt(2 pi)) ="
        f" {limit.str(12)}, and Var / mean^2 tends to 0"
        + (": no smaller power of m will do for x != 0." if large else "."),
        *_slopes(scaled),
        scope="all",
        best={
            "what": "exponent p in O(m^(-p)), for x != 0",
            "proved": "p <= 1/2",
            "refuted": "every p > 1/2",
        }
        if sharp
        else None,
        figures=(_figure(scaled, s, limit),) if sharp else (),
    )


def _slopes(scaled: dict[int, arb]) -> Iterator[str]:
    """The exponent of the mean between neighbouring widths, enclosed."""
    pairs = itertools.pairwise(WIDTHS)
    exponents = [(scaled[b] / scaled[a]).log() / arb(10).log() for a, b in pairs]
    if all(e.is_finite() for e in exponents):
        first, last = (e - arb(1) / 2 for e in (exponents[0], exponents[-1]))
        yield (
            f"Between neighbouring powers of ten the exponent of the mean is"
            f" {first.str(8)} at m = {WIDTHS[0]} and {last.str(8)} at m = {WIDTHS[-2]:.0e}."
        )


def _refuted(theorem: Rate, known: Bound, s: Setting, power: Fraction, options: Options) -> Verdict:
    shown = [_exceeded(theorem, known, s, constant) for constant in CONSTANTS]
    found = [entry for entry in shown if entry]
    if len(found) < len(CONSTANTS):
        tried = f"no width up to 10^{LARGEST_POWER} tells"
        return _verdict(theorem, s, Outcome.UNDECIDED, tried, "Chebyshev's bound is too weak.")
    first, last = found[0], found[-1]
    return _verdict(
        theorem,
        s,
        Outcome.REFUTED,
        f"at {s!r} the worst case exceeds {last['constant']} times the rate at m = {last['m']} with"
        f" probability >= {last['probability at least']}",
        f"The mean of the worst case is of the exact order m^(-1/2), and Var / mean^2 tends to"
        f" 0; the rate has m^({power}), so that every constant is exceeded at some width.",
        "; ".join(
            f"constant {e['constant']}: at m = {e['m']} the mean is >= {e['mean at least']},"
            f" the rate {e['rate']}, and P(exceeded) >= {e['probability at least']}"
            for e in found
        )
        + ", by Chebyshev's inequality.",
        *_by_exact_law(theorem, known, s, first),
        witness={"setting": repr(s), "exceeded": found},
    )


def _exceeded(theorem: Rate, known: Bound, s: Setting, constant: int) -> dict[str, Any] | None:
    """A width 10^k at which the worst case is above constant * rate with probability >= 9/10."""
    k = 2
    while k < LARGEST_POWER:
        m = 10**k
        mean, likely = lower_bounds(known, s, m)
        rate = number(theorem.rate, s.but(m=Fraction(m)))()
        if mean / 2 > constant * rate and likely >= ball(SURE):
            return {
                "constant": constant,
                "m": f"10^{k}",
                "mean at least": numerals.lower(mean, 10),
                "rate": numerals.near(rate, 10),
                "probability at least": numerals.lower(enclosure(likely)[0], 6),
            }
        k += 1 + k // 20
    return None


def lower_bounds(known: Bound, s: Setting, m: int) -> tuple[arb, arb]:
    """Lower bounds of the mean, and of P(worst case > half of that), without cancellation."""
    law = law_of(known, known.setting({}).but(**s, m=m))
    if not isinstance(law, SumLaw):
        return arb(0), arb(0)
    r, unit, n = law.radius(), law.unit(), law.trials
    top = 1 / (2 * arb.pi()).sqrt()
    mean = unit * n * top * (-r * r / 2).exp() * r * r
    variance = unit * unit * n * 2 * top * r**3 / 3
    return mean, 1 - 4 * variance / mean**2


def _by_exact_law(theorem: Rate, known: Bound, s: Setting, shown: dict[str, Any]) -> Iterator[str]:
    """The same probability from the moment generating function of the sum, not its variance."""
    k = int(shown["m"].removeprefix("10^"))
    if k > LARGEST_LAW:
        return
    rate = number(theorem.rate, s.but(m=Fraction(10**k)))
    law = law_of(known, known.setting({}).but(**s, m=10**k), lambda: shown["constant"] * rate())
    value = law.iid().mostly().value if isinstance(law, SumLaw) else 0.0
    if value > 0:
        yield (
            f"A second way: Chernoff's bound on the exact law gives P >="
            f" {numerals.lower(value, 6)} at m = {shown['m']}."
        )


def _figure(scaled: dict[int, arb], s: Setting, limit: arb) -> Figure:
    return Figure(
        title=f"Mean of the worst case times sqrt m ({s!r})",
        xlabel="m",
        ylabel="sqrt m * mean",
        series=(
            Series(
                "exact mean times sqrt m",
                tuple(float(m) for m in scaled),
                tuple(float(value) for value in scaled.values()),
            ),
            Series(
                "limit",
                tuple(float(m) for m in scaled),
                tuple(as_float(lambda: limit) for _ in scaled),
            ),
        ),
        xlog=True,
    )
