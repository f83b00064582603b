"""What a verdict shows besides its outcome: draws that confirm the law, plots, sharpness.

Draws here are a second opinion on the law of the worst case: at the median and at the 90 percent
point of the draws, the exact binomial limits must meet the enclosure by the law. If they do not,
the verdict becomes undecided and says so.
"""

import math
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from checkers.balls import as_float, ball
from checkers.bound_draws import ROUNDING, drawn_values, drawn_witness, way_of, work
from checkers.options import Options
from checkers.plan import law_of, number
from checkers.sharpness import largest_refuted, smallest_supported
from checkers.smoothness import largest_remainder, smoothness_constant
from checkers.statistics import clopper_pearson
from checkers.verdict import Figure, Outcome, Series, Verdict
from theorems.statement import Bound, Setting, SmoothBound, Theorem, shown

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
    if not isinstance(theorem, Bound) or theorem.failure is None:
        return verdict
    if verdict.outcome is Outcome.REFUTED and options.method != "certify":
        witness = drawn_witness(theorem, verdict.setting, options)
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
            verdict = confirmed(theorem, verdict, s, values, options)
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
    sentence = f"Power: the bound times {factor:.3f} is refuted, at {s!r}."
    return verdict.but(sharpest=factor, evidence=(*verdict.evidence, sentence))


def confirmed(
    theorem: Bound, verdict: Verdict, s: Setting, values: NDArray[np.float64], options: Options
) -> Verdict:
    """The verdict after draws at a setting were held against the law of the worst case."""
    draws = len(values)
    checks = []
    # draws that are all alike still have a value that the law must know
    shares = (0.5, 0.9) if values.min() < values.max() else (0.0,)
    for share in shares:
        level = float(np.quantile(values, share, method="higher"))
        # halfway to the next value seen, so that rounding cannot move a draw across
        larger = values[values > level * (1 + ROUNDING)]
        level = (level + float(larger.min())) / 2 if larger.size else level * 0.99
        law = law_of(theorem, s, lambda level=level: ball(Fraction(level)))  # type: ignore[misc]
        low, high = law.failure()
        seen = int(np.sum(values > level))
        below, above = clopper_pearson(seen, draws, options.error / 2)
        checks.append((share, seen / draws, low, high, below <= high and above >= low))
    agreed = all(check[-1] for check in checks)
    words = "; ".join(
        f"beyond the {share:.0%} point {frequency:.4f}, by law in [{low:.4f}, {high:.4f}]"
        for share, frequency, low, high, _ in checks
    )
    sentence = (
        f"{draws} {way_of(theorem, s, options)} draws at {s!r}"
        f" {'agree' if agreed else 'DISAGREE'} with the law: {words}."
    )
    if s == verdict.setting and verdict.draws == 0:
        bound = as_float(number(theorem.bounds[0], s))
        broken = int(np.sum(values > bound * (1 + ROUNDING)))
        sentence += f" {broken} of them break the bound."
        if verdict.outcome is Outcome.REFUTED:
            told = (*verdict.evidence, second_way(theorem, s, broken, draws, options))
            verdict = verdict.but(evidence=told)
        verdict = verdict.but(
            draws=draws,
            violations=broken,
            seed=options.seed,
            largest_seen=float(np.max(values)),
        )
    if not agreed:
        verdict = verdict.but(
            outcome=Outcome.UNDECIDED, finding=f"the law and the draws disagree: {words}"
        )
    return verdict.but(evidence=(*verdict.evidence, sentence))


def second_way(theorem: Bound, s: Setting, broken: int, draws: int, options: Options) -> str:
    """What draws alone say against a statement: the exact binomial limit, or that they are few."""
    claimed = theorem.claimed(s)
    lower = clopper_pearson(broken, draws, options.error)[0]
    told = f"A second way: {broken} of {draws} networks drawn, at their worst weights, break it"
    if lower <= claimed:
        return f"{told}, too few draws to tell a probability from {shown(claimed)}."
    return (
        f"{told}; by the exact binomial limit it breaks with probability at least {lower:.4g},"
        f" with confidence {1 - options.error:.8g}, where {shown(claimed)} is allowed."
    )


def failure_figure(theorem: Bound, s: Setting) -> Figure:
    """Enclosed failure probability against delta, beside the claim."""
    xs, uppers = [], []
    for delta in DELTAS:
        at = s.but(delta=delta)
        upper = law_of(theorem, at).tail().upper.value
        xs.append(float(delta))
        uppers.append(max(upper, 1e-30))
    return Figure(
        title=f"Failure probability against delta ({_fixed(s, 'delta')})",
        xlabel="delta",
        ylabel="probability that the bound breaks",
        series=(
            Series("claimed: at most delta", tuple(xs), tuple(xs)),
            Series("certified upper limit", tuple(xs), tuple(uppers)),
        ),
        xlog=True,
        ylog=True,
    )


def width_figure(theorem: Bound, s: Setting) -> Figure:
    """Mean of the worst case as a share of the bound, against the width."""
    shares = []
    for m in WIDTHS:
        at = s.but(m=m)
        bound = as_float(number(theorem.bounds[0], at))
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
    bound = as_float(number(theorem.bounds[0], s))
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
