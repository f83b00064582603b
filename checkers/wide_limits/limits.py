"""Limits of sums of independent neurons: laws of large numbers, exact means and variances.

What the quantity is, q_m = m^(-p) (X_1 + ... + X_n) with n = c m, is read off its definition
(`checkers.wide_limits.neuron_sums`). With mu = E X and v = Var X:
- X = 0: q_m = 0. Otherwise
- p = 1: q_m -> c mu almost surely, by Kolmogorov's law. p > 1: q_m -> 0.
- 1/2 < p < 1: q_m -> 0 almost surely if mu = 0 (Marcinkiewicz and Zygmund); else |q_m| -> oo.
- else there is no limit, or another one (`checkers.wide_limits.failing_limits`).
"""

import itertools

from flint import ctx

from checkers.arithmetic.balls import as_float
from checkers.gaussians.formulas import (
    around,
    magnitude,
    referees,
    require_positive,
    same_at_numbers,
    zeros,
)
from checkers.gaussians.moments import mean, value, vanishes
from checkers.gaussians.neuron_polynomials import NO_FORM, PARAMETER
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome, Verdict
from checkers.wide_limits import drawn_networks
from checkers.wide_limits.failing_limits import ONLY, Cases, verdict_of, without_limit
from checkers.wide_limits.neuron_sums import COUNTS, HALF, NeuronSum, as_sum
from theorems.language.domains import Names, Span
from theorems.language.records import Limit, Setting

BITS = 192


def decide(theorem: Limit, s: Setting, options: Options) -> Verdict:
    """Certified for every setting where the exact mean is the limit; else decided at this one."""
    require_positive(theorem)
    try:
        cases: Cases = {at: as_sum(theorem, s, at) for at in zeros(theorem)}
        here = cases[max((at for at in cases if all(s[name] == 0 for name in at)), key=len)]
        everywhere = all(_for_every_name(theorem, s, at) for at in cases)
    except NO_FORM as error:
        return verdict_of(theorem, s, Outcome.UNDECIDED, f"no law of the quantity: {error}", ONLY)
    for at in around(theorem, s) if everywhere else [s]:
        if not same_at_numbers(theorem.limit, at):
            told = "the limit says something else at numbers than as a formula"
            return verdict_of(theorem, s, Outcome.UNDECIDED, f"{told}: {at!r}", ONLY)
    with ctx.workprec(BITS + 4 * magnitude(s)):
        if everywhere:
            return _certified(theorem, s, here, options, scope="all")
        limit = here.limit()
        if limit is not None and vanishes(limit - here.claimed, s):
            return _certified(theorem, s, here, options, scope="point")
        if vanishes(mean(here.square), s) and vanishes(here.claimed, s):
            return verdict_of(
                theorem,
                s,
                Outcome.CERTIFIED,
                f"at {s!r} every term is 0, and so is the limit",
                "The exact second moment of a term is 0 here, so the quantity is 0 almost surely.",
            )
        try:
            return without_limit(theorem, s, here, cases, options)
        except NO_FORM as error:
            return verdict_of(theorem, s, Outcome.UNDECIDED, f"no value of a moment: {error}", ONLY)


def on_region(theorem: Limit, s: Setting, options: Options) -> Verdict | None:
    """The verdict for all widths of a span, everything else fixed; None where that is not proved.

    The limit is over the widths: where it is as claimed, it is so whichever width one looks at.
    """
    usual = theorem.setting({})
    if any(isinstance(v, Span) and name != "m" for name, v in s.items()):
        return None
    verdict = decide(theorem, s.but(m=usual.m), options)
    certified = verdict.outcome is Outcome.CERTIFIED
    return verdict.but(setting=s, scope="box") if certified else None


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
        seen = drawn_networks.zeros(theorem, s, options)
        return verdict_of(
            theorem,
            s,
            Outcome.CERTIFIED,
            "the quantity is exactly 0 at every width",
            "Run on symbols, the definition cancels term by term: it is 0 for all weights.",
            *seen.sentences,
            scope=scope,
            fault=seen.fault,
        )
    checks = referees([law.term, law.square])
    seen = drawn_networks.against(theorem, s, law, options)
    return verdict_of(
        theorem,
        s,
        Outcome.CERTIFIED,
        "converges almost surely to the claimed limit",
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
        *checks,
        *_finite_law(law, s),
        *seen.sentences,
        scope=scope,
        fault=seen.fault,
        typical=_deviation(law, s),
        draws=seen.draws,
        seed=options.seed,
        figures=() if theorem.twin_of else drawn_networks.figures(theorem, s, law, options),
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
        f" {variance.sqrt().str(15)}, both exact"
        + (
            f"; the deviation is of the exact order m^({HALF - law.power})."
            if variance > 0
            else "."
        )
    ]
    steps = {name for name, index in law.term.symbols() if index != PARAMETER}
    if len(law.term.terms) == 1 and steps <= {"1u", "1v"} and not mu.contains(0):
        # a term is 0 or one number c: E X^2 = c E X, and P(X = c) = (E X)^2 / E X^2
        words.append(
            f"The sum is {(second / mu).str(12)} times a binomial count with the success"
            f" probability {(mu * mu / second).str(15)} of each neuron."
        )
    return tuple(words)
