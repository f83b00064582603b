"""Limits of sums of independent neurons: laws of large numbers, exact means and variances.

What the quantity is, q_m = m^(-p) (X_1 + ... + X_n) with n = c m, is read off its definition
(`checkers.neuron_sums`). With mu = E X and v = Var X:
- X = 0: q_m = 0. Otherwise
- p = 1: q_m -> c mu almost surely, by Kolmogorov's law. p > 1: q_m -> 0.
- 1/2 < p < 1: q_m -> 0 almost surely if mu = 0 (Marcinkiewicz and Zygmund); else |q_m| -> oo.
- p <= 1/2, mu = 0, v > 0: no limit. E q_m^2 = c v m^(1-2p) is bounded below, and
  E q_m^4 = (kappa / n + 3 (1 - 1/n)) (E q_m^2)^2 with kappa = E X^4 / v^2, so that by Paley and
  Zygmund P(q_m^2 >= E q_m^2 / 4) >= (9/16) / max(kappa, 3) at every width.
- p < 1, mu != 0: |E q_m| grows without bound, faster than the deviation.
A limit other than the claimed one, or none, refutes; Chebyshev's inequality says how likely q_m is
to be far from what is claimed at one width: P(|q_m - l| >= |E q_m - l| / 2) >=
1 - 4 Var q_m / (E q_m - l)^2.
"""

import itertools
from fractions import Fraction
from typing import Any

from flint import arb, ctx

from checkers import neuron_draws
from checkers.balls import as_float, ball, enclosure
from checkers.expectations import referees, require_positive, zeros
from checkers.neuron_algebra import NO_FORM, PARAMETER
from checkers.neuron_moments import mean, value, vanishes
from checkers.neuron_sums import COUNTS, HALF, NeuronSum, as_sum
from checkers.options import Options
from checkers.verdict import Failure, Outcome, Verdict
from theorems.domains import Names
from theorems.statement import Limit, Setting

BITS = 192
SURE = Fraction(99, 100)
FARTHEST = 10**30
Cases = dict[tuple[str, ...], NeuronSum]


def decide(theorem: Limit, s: Setting, options: Options) -> Verdict:
    """Certified for every setting where the exact mean is the limit; else decided at this one."""
    require_positive(theorem)
    zero = zeros(theorem)
    try:
        here = as_sum(theorem, s, tuple(name for name in zero if s[name] == 0))
        cases: Cases = {at: as_sum(theorem, s, at) for at in ((), *((name,) for name in zero))}
        everywhere = all(_for_every_name(theorem, s, at) for at in cases)
    except NO_FORM as error:
        return _verdict(theorem, s, Outcome.UNDECIDED, f"no law of the quantity: {error}")
    with ctx.workprec(BITS):
        if everywhere:
            return _certified(theorem, s, here, options, scope="all")
        limit = here.limit()
        if limit is not None and vanishes(limit - here.claimed, s):
            return _certified(theorem, s, here, options, scope="point")
        if vanishes(mean(here.term * here.term), s) and vanishes(here.claimed, s):
            return _verdict(
                theorem, s, Outcome.CERTIFIED, f"at {s!r} every term is 0, and so is the limit"
            )
        try:
            return _without_limit(theorem, s, here, cases, options)
        except NO_FORM as error:
            return _verdict(theorem, s, Outcome.UNDECIDED, f"no value of a moment: {error}")


def _for_every_name(theorem: Limit, s: Setting, zero: tuple[str, ...]) -> bool:
    """Whether the claim holds for every name that parameters may have, as of an activation."""
    named = [p for p in theorem.parameters if isinstance(p.domain, Names)]
    choices = itertools.product(*(p.domain.allowed for p in named if isinstance(p.domain, Names)))
    return all(
        as_sum(
            theorem, s.but(**dict(zip((p.name for p in named), names, strict=True))), zero
        ).holds()
        for names in choices
    )


def _certified(
    theorem: Limit, s: Setting, law: NeuronSum, options: Options, *, scope: str
) -> Verdict:
    """The law of large numbers, and what a second way says of it."""
    if not law.term.terms:
        seen = neuron_draws.zeros(theorem, s, options)
        return _verdict(
            theorem,
            s,
            Outcome.CERTIFIED if seen.agreed else Outcome.UNDECIDED,
            "the quantity is exactly 0 at every width",
            "Run on symbols, the definition cancels term by term: it is 0 for all weights.",
            *seen.sentences,
            scope=scope,
        )
    checks = referees([law.term, law.term * law.term])
    seen = neuron_draws.against(theorem, s, law, options)
    good = checks is not None and seen.agreed
    return _verdict(
        theorem,
        s,
        Outcome.CERTIFIED if good else Outcome.UNDECIDED,
        "converges almost surely to the claimed limit"
        if good
        else "the proof and the second way contradict each other: a fault of the checker",
        f"Run on symbols with {', '.join(map(str, COUNTS))} neurons, the definition is"
        f" m^(-{law.power}) times a sum of one function of each neuron, whose moments are all"
        " finite.",
        (
            "The mean of a term is the claimed limit, in normal form: Kolmogorov's law of large"
            " numbers gives almost sure convergence"
            if law.power == 1
            else "The mean of a term is 0, or the scale is smaller than 1/m, and the claimed limit"
            " is 0: almost sure convergence by the law of Marcinkiewicz and Zygmund"
        )
        + (", for every setting." if scope == "all" else ", here."),
        *(checks or ()),
        *_finite_law(law, s),
        *seen.sentences,
        scope=scope if good else "point",
        typical=_deviation(law, s),
        draws=seen.draws,
        seed=options.seed,
        figures=() if theorem.twin_of else neuron_draws.figures(theorem, s, law, options),
    )


def _deviation(law: NeuronSum, s: Setting) -> float | None:
    try:
        return as_float(law.moments(s, s.m)[1].sqrt)
    except NO_FORM:
        return None


def _finite_law(law: NeuronSum, s: Setting) -> tuple[str, ...]:
    """The exact mean and deviation at a width, and the law itself where it is a binomial one."""
    try:
        first, variance = law.moments(s, s.m)
        mu, second = value(law.mu, s), value(mean(law.term * law.term), s)
    except NO_FORM:
        return ()
    words = [
        f"At {s!r} the quantity has the mean {first.str(15)} and the standard deviation"
        f" {variance.sqrt().str(15)}, both exact; the deviation is of the exact order"
        f" m^({HALF - law.power})."
    ]
    steps = {name for name, index in law.term.symbols() if index != PARAMETER}
    if len(law.term.terms) == 1 and steps <= {"1u", "1v"} and not mu.contains(0):
        # a term is 0 or one number c: E X^2 = c E X, and P(X = c) = (E X)^2 / E X^2
        words.append(
            f"The sum is {(second / mu).str(12)} times a binomial count with the success"
            f" probability {(mu * mu / second).str(15)} of each neuron."
        )
    return tuple(words)


def _without_limit(
    theorem: Limit, s: Setting, law: NeuronSum, cases: Cases, options: Options
) -> Verdict:
    """A limit other than the claimed one, or none."""
    mu, claimed = value(law.mu, s), value(law.claimed, s)
    centred = vanishes(law.mu, s)
    if centred and law.power <= HALF:
        return _fluctuates(theorem, s, law, cases, options)
    if law.power < 1 and not centred:
        told = None if mu.contains(0) else f"its mean grows like m^({1 - law.power})"
    else:
        target = ball(law.share) * mu if law.power == 1 and not centred else arb(0)
        apart = not (target - claimed).contains(0)
        told = f"it converges almost surely to {target.str(12)}" if apart else None
    found = _far_width(law, s, claimed) if told else None
    if found is None:
        return _verdict(theorem, s, Outcome.UNDECIDED, f"not decided at {s!r}")
    m, distance, chance = found
    seen = neuron_draws.against(theorem, s, law, options)
    at, likely = s.but(m=m), f"{enclosure(chance)[0]:.4f}"
    return _verdict(
        theorem,
        s,
        Outcome.REFUTED if seen.agreed else Outcome.UNDECIDED,
        f"at {at!r}, with probability >= {likely}, the quantity is"
        f" {distance.str(5, radius=False)} or more from the claimed"
        f" {claimed.str(8, radius=False)}; {told}",
        f"The definition is m^(-{law.power}) times a sum of one function of each neuron with mean"
        f" {mu.str(15)} and variance {value(law.variance, s).str(15)}: {told}; claimed is"
        f" {claimed.str(15)}.",
        *seen.sentences,
        witness={
            "setting": repr(at),
            "mean": law.moments(s, m)[0].str(20),
            "claimed": claimed.str(20),
            "distance": distance.str(10, radius=False),
            "probability at least": likely,
        },
        draws=seen.draws,
        seed=options.seed,
    )


def _far_width(law: NeuronSum, s: Setting, claimed: arb) -> tuple[int, arb, arb] | None:
    """A width, a distance from the claim, and a lower bound of the probability to be as far."""
    m = max(2, int(1 / law.share))
    while m <= FARTHEST:
        first, variance = law.moments(s, m)
        gap = abs(first - claimed)
        chance = 1 - 4 * variance / gap**2 if not gap.contains(0) else arb(0)
        if chance >= ball(SURE):
            return m, gap / 2, chance
        m = 10 if m < 10 else 10 * m
    return None


def _fluctuates(
    theorem: Limit, s: Setting, law: NeuronSum, cases: Cases, options: Options
) -> Verdict:
    """Mean 0 at the scale m^(-1/2) or above it: a positive part of the law stays away from 0."""
    square = law.term * law.term
    v, fourth = value(mean(square), s), value(mean(square * square), s)
    if not v > 0:
        return _verdict(theorem, s, Outcome.UNDECIDED, f"not decided at {s!r}")
    kurtosis, n = fourth / v**2, ball(law.share) * s.m
    every = ball(Fraction(9, 16)) / kurtosis.max(arb(3))
    own = ball(Fraction(9, 16)) / (kurtosis / n + 3 * (1 - 1 / n))
    least = [f"{enclosure(chance)[0]:.6f}" for chance in (own, every)]
    second = law.moments(s, s.m)[1]
    distance = (second.sqrt() / 2).str(10, radius=False)
    seen = neuron_draws.beyond(theorem, s, law, enclosure(every)[0], options)
    whole = (ball(law.share) * v).str(10)
    return _verdict(
        theorem,
        s,
        Outcome.REFUTED if seen.agreed else Outcome.UNDECIDED,
        f"at {s!r} the quantity is {distance} or more from 0 with probability >= {least[0]}, and"
        f" half its root mean square or more with probability >= {least[1]} at every width",
        f"The definition is m^(-{law.power}) times a sum of one function of each neuron with mean"
        f" 0 and variance {v.str(15)}: its second moment at width m is exactly"
        f" {whole} m^({1 - 2 * law.power}). That positive and negative terms are equally likely"
        " gives the mean 0 and no more: at this scale the fluctuations do not die out"
        + (f"; it converges in law to N(0, {whole})." if law.power == HALF else "."),
        f"By Paley and Zygmund, with the exact fourth moment, P(|quantity| >= half its root mean"
        f" square) >= {least[1]} at every width: it does not tend to 0 in probability, still less"
        " almost surely; nor to another constant, for its fourth moments would make that the limit"
        " of its means at the scale m^(-1/2), which are 0.",
        *seen.sentences,
        witness={
            "setting": repr(s),
            "second moment": second.str(20),
            "distance": distance,
            "probability at least": least[0],
            "probability at least, at every width": least[1],
        },
        best=_range(cases),
        draws=seen.draws,
        violations=seen.beyond,
        seed=options.seed,
    )


def _range(cases: Cases) -> dict[str, str] | None:
    """Where it holds and fails, if the variance is a positive constant times a power."""
    law = cases[()]
    holding = [zero[0] for zero, case in cases.items() if zero and case.holds()]
    constant = [
        form.terms
        for form in law.variance.terms.values()
        if {e[:3] for e in form.terms} == {(0,) * 3}
    ]
    one = len(law.variance.terms) == 1 and len(constant) == 1 and len(constant[0]) == 1
    names = [name for name, _ in law.variance.symbols()]
    if not one or names != holding or law.mu.terms or law.power > HALF:
        return None
    return {
        "what": f"{names[0]} for which it is true",
        "proved": f"{names[0]} = 0",
        "refuted": f"every {names[0]} > 0, at every width",
    }


def _verdict(
    theorem: Limit, s: Setting, outcome: Outcome, finding: str, *evidence: str, **more: Any
) -> Verdict:
    failure = Failure(
        0.0, float(outcome is Outcome.REFUTED), float(outcome is not Outcome.CERTIFIED)
    )
    told: dict[str, Any] = {
        "scope": "point",
        "method": "law of large numbers",
        "statistic": "standard deviation at width m",
        "twin_of": theorem.twin_of,
        **more,
    }
    return Verdict(
        label=theorem.label,
        setting=s,
        outcome=outcome,
        finding=finding,
        failure=failure,
        evidence=evidence,
        **told,
    )
