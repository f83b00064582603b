"""What a verdict shows besides its outcome: a witness drawn, plots, sharpness."""

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from checkers.activations.smoothness import largest_remainder, smoothness_constant
from checkers.arithmetic.balls import as_float, number
from checkers.arithmetic.powers import Formal, formally
from checkers.verdicts import numerals
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Figure, Outcome, Series, Verdict
from checkers.worst_cases.by_draws import drawn_values, drawn_witness, work
from checkers.worst_cases.laws import law_of
from checkers.worst_cases.second_opinion import with_second_opinion
from checkers.worst_cases.sharpness import largest_refuted, smallest_supported
from theorems.language.records import Bound, Setting, SmoothBound, Theorem, shown

NORMALS = 2 * 10**7  # for one illustration, at most, or as much work
DELTAS = [Fraction(f"1e-{k}") for k in (9, 6, 4, 3, 2)] + [
    Fraction(f"0.{tail}") for tail in ("05", "1", "2", "5", "8", "95")
]
WIDTHS = [10**k for k in range(1, 7)]


def illustrate(theorem: Theorem, verdict: Verdict, options: Options, *, chosen: bool) -> Verdict:
    """The verdict with its witness and illustrations; twins over a coverage get none."""
    if theorem.twin_of and not chosen:
        return verdict
    if isinstance(theorem, SmoothBound):
        return verdict.but(figures=(remainder_figure(verdict.setting.activation),))
    if not isinstance(theorem, Bound) or theorem.except_with is None or verdict.level:
        return verdict
    if verdict.outcome is Outcome.REFUTED and options.method != "certify":
        try:
            witness = drawn_witness(theorem, verdict.setting, options)
        except ArithmeticError as error:  # draws that are no values of the quantity at all
            witness, told = None, f"{theorem.label} at {verdict.setting!r}: {error}"
            verdict = verdict.but(fault=verdict.fault or told)
        verdict = verdict.but(witness=witness or verdict.witness)
    # a closest setting of a coverage is an odd one to look at; one that refutes is not
    telling = chosen or (verdict.outcome is Outcome.REFUTED and verdict.setting.m <= 10**5)
    s = verdict.setting if telling else theorem.setting({})
    figures = [failure_figure(theorem, s), width_figure(theorem, s)]
    verdict = with_sharpness(theorem, verdict, chosen=chosen)
    if options.method != "certify":
        draws = min(options.number_of_draws, int(NORMALS / work(theorem, s, options)))
        if options.draws is not None:
            draws = options.draws
        if draws >= 100:
            values = drawn_values(theorem, s, draws, options)
            verdict = with_second_opinion(theorem, verdict, s, values, options)
            figures.insert(0, distribution_figure(theorem, s, values))
    return verdict.but(figures=tuple(f for f in figures if f.series))


def with_sharpness(theorem: Bound, verdict: Verdict, *, chosen: bool) -> Verdict:
    """The verdict with the smallest factor on the bound that the evidence leaves open."""
    if chosen:
        return verdict.but(sharpest=smallest_supported(theorem, verdict.setting))
    if verdict.outcome is Outcome.REFUTED:
        return verdict
    found = largest_refuted(theorem)
    if found is None:
        return verdict
    factor, s = found
    sentence = f"Power: the bound times {numerals.lower(factor)} is refuted, at {s!r}."
    return verdict.but(sharpest=factor, evidence=(*verdict.evidence, sentence))


def failure_figure(theorem: Bound, s: Setting) -> Figure:
    """Enclosed failure probability against delta, beside the claim."""
    xs = [float(delta) for delta in DELTAS]
    limits = upper_limits(theorem, [s.but(delta=delta) for delta in DELTAS])
    uppers = dict(zip(xs, limits, strict=True))
    positive = {delta: upper for delta, upper in uppers.items() if upper > 0}
    never = f"; 0 at {len(xs) - len(positive)} of {len(xs)}" if len(positive) < len(xs) else ""
    certified = Series("certified upper limit", tuple(positive), tuple(positive.values()))
    return Figure(
        title=f"Failure probability against delta ({_fixed(s, 'delta')}){never}",
        xlabel="delta",
        ylabel="probability that the bound breaks",
        series=(
            Series("claimed: at most delta", tuple(xs), tuple(xs)),
            *((certified,) if positive else ()),
        ),
        xlog=True,
        ylog=True,
    )


def upper_limits(theorem: Bound, settings: Sequence[Setting]) -> list[float]:
    """Of the failure probability, at settings that differ in delta alone.

    The law reads no delta but through the bound: where that stays one number, so does the limit.
    """
    found = list[float]()
    known: Formal | None = None
    for s in settings:
        bound = formally(theorem.at_most[0], s)
        one = known is not None and bound is not None and bound.same(known)
        found.append(found[-1] if one else law_of(theorem, s).upper().value)
        known = bound
    return found


def width_figure(theorem: Bound, s: Setting) -> Figure:
    """Mean of the worst case as a share of the bound, against the width."""
    shares = []
    for m in WIDTHS:
        at = s.but(m=m)
        bound = as_float(number(theorem.at_most[0], at))
        shares.append(law_of(theorem, at).typical() / bound if bound else math.nan)
    return Figure(
        title=f"Tightness against width ({_fixed(s, 'm')})",
        xlabel="m",
        ylabel="mean worst case / bound",
        series=(Series("mean worst case / bound", tuple(map(float, WIDTHS)), tuple(shares)),),
        xlog=True,
    )


def distribution_figure(theorem: Bound, s: Setting, values: NDArray[np.float64]) -> Figure:
    """Histogram of the drawn worst cases, with the bound."""
    bound = as_float(number(theorem.at_most[0], s))
    distinct = np.unique(values)
    if distinct.size <= 60:
        heights = np.array([np.mean(values == v) for v in distinct])
        xs = distinct
    else:
        heights, edges = np.histogram(values, bins=40)
        heights, xs = heights / len(values), (edges[:-1] + edges[1:]) / 2
    return Figure(
        title=f"Worst cases of {len(values)} networks and the bound ({s!r})",
        xlabel="worst case over all allowed W",
        ylabel="share of draws",
        series=(Series("share of draws", tuple(map(float, xs)), tuple(map(float, heights))),),
        marks=(("printed bound", bound),),
        kind="histogram",
    )


def remainder_figure(activation: str) -> Figure:
    """Largest remainder over (beta/2) h^2, against the displacement h."""
    beta = float(smoothness_constant(activation))
    steps = [10 ** (k / 4) for k in range(-8, 9)]
    shares = [largest_remainder(activation, h)[2] / (beta / 2 * h * h) for h in steps if beta]
    return Figure(
        title=f"Largest remainder as a share of the bound ({activation})",
        xlabel="displacement |z - z0|",
        ylabel="remainder / bound",
        series=(Series("largest remainder / bound", tuple(steps), tuple(shares)),)
        if shares
        else (),
        xlog=True,
    )


def _fixed(s: Setting, name: str) -> str:
    return ", ".join(f"{k}={shown(v)}" for k, v in s.items() if k != name)
