"""Limits that are not as claimed: the law of the quantity at a width, and how far off it is.

q_m = m^(-p) (X_1 + ... + X_n) with n = c m, as in `wide_limits.limits`; mu = E X and v = Var X.
- p <= 1/2, mu = 0, v > 0: no limit. E q_m^2 = c v m^(1-2p) is bounded below, and
  E q_m^4 = (kappa / n + 3 (1 - 1/n)) (E q_m^2)^2 with kappa = E X^4 / v^2, so that by Paley and
  Zygmund P(q_m^2 >= E q_m^2 / 4) >= (9/16) / max(kappa, 3) at every width.
- p < 1, mu != 0: |E q_m| grows without bound, faster than the deviation.
A limit other than the claimed one, or none, refutes; Chebyshev's inequality says how likely q_m is
to be far from what is claimed at one width: P(|q_m - l| >= |E q_m - l| / 2) >=
1 - 4 Var q_m / (E q_m - l)^2.
"""

from fractions import Fraction
from functools import partial

from flint import arb

from checkers.arithmetic.balls import ball, enclosure
from checkers.gaussians.moments import mean, value, vanishes
from checkers.verdicts import numerals
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome, Verdict, decided
from checkers.wide_limits import drawn_networks
from checkers.wide_limits.neuron_sums import HALF, NeuronSum
from theorems.language.records import Limit, Setting

SURE = Fraction(99, 100)
FARTHEST = 10**30
ONLY = "Only sums of independent neurons with exact moments are decided."
verdict_of = partial(
    decided, method="law of large numbers", statistic="standard deviation at width m"
)
Cases = dict[tuple[str, ...], NeuronSum]


def without_limit(
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
    if not told:
        why = f"The mean is {mu.str(15)} and the claim is {claimed.str(15)}: balls cannot tell."
        return verdict_of(theorem, s, Outcome.UNDECIDED, f"not decided at {s!r}", why)
    found = _far_width(law, s, claimed)
    if found is None:
        why = (
            f"By its exact mean, {told}; the claim is {claimed.str(15)}. But at no width up to"
            f" {float(FARTHEST):.0e} the quantity is far from that with high probability, so that"
            " there is no witness."
        )
        return verdict_of(theorem, s, Outcome.UNDECIDED, f"not decided at {s!r}", why)
    m, distance, chance = found
    seen = drawn_networks.against(theorem, s, law, options)
    at, likely = s.but(m=m), numerals.lower(enclosure(chance)[0], 4)
    return verdict_of(
        theorem,
        s,
        Outcome.REFUTED,
        f"at {at!r}, with probability >= {likely}, the quantity is"
        f" {numerals.lower(distance, 5)} or more from the claimed {numerals.near(claimed, 8)};"
        f" {told}",
        f"The definition is m^(-{law.power}) times a sum of one function of each neuron with mean"
        f" {mu.str(15)} and variance {value(law.variance, s).str(15)}: {told}; claimed is"
        f" {claimed.str(15)}.",
        *seen.sentences,
        witness={
            "setting": repr(at),
            "mean": law.moments(s, m)[0].str(20),
            "claimed": claimed.str(20),
            "distance": numerals.lower(distance, 10),
            "probability at least": likely,
        },
        fault=seen.fault,
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
    v, fourth = value(mean(law.square), s), value(law.fourth, s)
    if not v > 0:
        why = f"The variance of a term is {v.str(15)}: balls cannot tell whether it is 0."
        return verdict_of(theorem, s, Outcome.UNDECIDED, f"not decided at {s!r}", why)
    kurtosis, n = fourth / v**2, ball(law.share) * s.m
    every = ball(Fraction(9, 16)) / kurtosis.max(arb(3))
    own = ball(Fraction(9, 16)) / (kurtosis / n + 3 * (1 - 1 / n))
    least = [numerals.lower(enclosure(chance)[0], 6) for chance in (own, every)]
    second = law.moments(s, s.m)[1]
    distance = numerals.lower(second.sqrt() / 2, 10)
    seen = drawn_networks.beyond(theorem, s, law, enclosure(every)[0], options)
    whole = (ball(law.share) * v).str(10)
    return verdict_of(
        theorem,
        s,
        Outcome.REFUTED,
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
        fault=seen.fault,
        draws=seen.draws,
        violations=seen.beyond,
        seed=options.seed,
    )


def _range(cases: Cases) -> dict[str, str] | None:
    """Where it holds and fails, if the variance is a positive constant times a power."""
    law = cases[()]
    holding = [zero[0] for zero, case in cases.items() if len(zero) == 1 and case.holds()]
    constant = [
        form.terms
        for form in law.variance.terms.values()
        if {e[:3] for e in form.terms} == {(0,) * 3}
    ]
    one = len(law.variance.terms) == 1 and len(constant) == 1 and len(constant[0]) == 1
    names = [name for name, _ in law.variance.symbols()]
    if not one or len(names) != 1 or names != holding or law.mu.terms or law.power > HALF:
        return None
    return {
        "what": f"{names[0]} for which it is true",
        "proved": f"{names[0]} = 0",
        "refuted": f"every {names[0]} > 0, at every width",
    }
