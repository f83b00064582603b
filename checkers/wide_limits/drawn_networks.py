"""Drawn networks, put through the definition: a second way to see a law of large numbers."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from checkers.gaussians.neuron_polynomials import NO_FORM
from checkers.verdicts import numerals
from checkers.verdicts.binomial_limits import RATE, clopper_pearson, upper_limit
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Figure, Series
from checkers.wide_limits.neuron_sums import NeuronSum, networks, on_weights, plane
from theorems.language.floats import FLOATS
from theorems.language.records import Limit, Setting
from theorems.networks import Array

NETWORKS, WIDEST = 400, 1000
WIDTHS = (10, 100, 1000)
# standard errors: means further apart contradict each other; some 1e-15 of normal means are
SIGMAS = 8
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(60)
OF_OUTPUT = np.polynomial.hermite_e.hermegauss(20)


@dataclass(frozen=True)
class Seen:
    """What draws say: in words, and with both numbers where they contradict the proof."""

    sentences: tuple[str, ...] = ()
    draws: int = 0
    fault: str = ""
    beyond: int = 0


@dataclass(frozen=True)
class InFloats:
    """Inputs in the plane; means by Gauss-Hermite quadrature, accurate for smooth integrands."""

    x: Array
    y: Array

    def mean(
        self, integrand: Callable[..., Any], variances: tuple[int, ...] | None = None
    ) -> float:
        """E[integrand(w.x, w.y, b)], 60 x 60 nodes in the plane and 20 for b."""
        first, second = np.meshgrid(NODES, NODES, indexing="ij")
        grid = np.outer(WEIGHTS, WEIGHTS) / (2 * math.pi)
        axes = np.sqrt(np.array(variances or (1, 1)))
        u, v = (z[0] * axes[0] * first + z[1] * axes[1] * second for z in (self.x, self.y))
        outputs = zip(*OF_OUTPUT, strict=True)
        total = sum(p * np.sum(grid * integrand(u, v, b)) for b, p in outputs)
        return float(total / math.sqrt(2 * math.pi))


def deviation(values: Array) -> float:
    """The standard deviation, whatever the scale: squares of 1e-200 are 0 in floats."""
    top = float(np.max(np.abs(values)))
    return top * float((values / top).std()) if top > 0 else 0.0


def width_to_draw(s: Setting) -> int:
    """The width of a setting, as far as it is quick to draw."""
    return int(min(s.m, WIDEST))


def against(theorem: Limit, s: Setting, law: NeuronSum, options: Options) -> Seen:
    """The mean of drawn networks against the exact one; one network neuron by neuron."""
    m = width_to_draw(s)
    values, W, b = networks(theorem, s, m, NETWORKS, options.seed)
    try:
        mean, variance = law.moments(s, m)
        first, spread = float(mean), float(variance.sqrt())
        again = on_weights(law, s, m, W, b)
        same = math.isclose(again, values[-1], rel_tol=1e-9, abs_tol=1e-9 * (abs(first) + spread))
        how = "exact are"
    except NO_FORM:
        first = float(theorem.limit(InFloats(*plane(s)), s.over(float), FLOATS))
        spread, same, how = deviation(values), True, "by quadrature in floats the limit is"
    error = spread / math.sqrt(NETWORKS)
    agreed = same and abs(float(values.mean()) - first) <= SIGMAS * error + 1e-4 * abs(first)
    sentence = (
        f"A second way: {NETWORKS} drawn networks of width {m}, put through the definition, have"
        f" the mean {values.mean():.6g} and the deviation {deviation(values):.6g}; {how}"
        f" {first:.6g}{f' and {spread:.6g}' if how == 'exact are' else ''}"
        + ("." if agreed else ": they DISAGREE.")
    )
    return Seen((sentence,), NETWORKS, "" if agreed else f"{theorem.label} at {s!r}: {sentence}")


def zeros(theorem: Limit, s: Setting, options: Options) -> Seen:
    """The largest value on drawn networks, where the quantity is 0."""
    m = width_to_draw(s)
    values, _, _ = networks(theorem, s, m, NETWORKS, options.seed)
    largest = float(np.max(np.abs(values)))
    sentence = (
        f"A second way: over {NETWORKS} drawn networks of width {m} the largest absolute value of"
        f" the definition is {numerals.near(largest, 3)}."
    )
    # of a weight times an input; two of them may be multiplied
    size = 1 + float(s.get("x_norm", 1))
    fault = f"{theorem.label} at {s!r} is 0 by its terms. {sentence}"
    return Seen((sentence,), NETWORKS, fault if largest > 1e-9 * size * size * m else "")


def beyond(theorem: Limit, s: Setting, law: NeuronSum, claimed: float, options: Options) -> Seen:
    """How many drawn networks are half the root mean square or more away from 0."""
    m = width_to_draw(s)
    values, W, b = networks(theorem, s, m, NETWORKS, options.seed)
    level = float(law.moments(s, m)[1].sqrt()) / 2
    seen = int(np.sum(np.abs(values) >= level))
    low, high = clopper_pearson(seen, NETWORKS, options.error)
    likeliest = upper_limit(seen, NETWORKS, RATE)
    neurons = np.column_stack([W, np.abs(b)])
    alike = len(neurons) - len(np.unique(neurons, axis=0))
    sentence = (
        f"A second way: {seen} of {NETWORKS} drawn networks of width {m} are half the root mean"
        f" square or more away from 0 (exact binomial limits {numerals.interval(low, high)})."
        f" Of the {len(neurons)} neurons of one of them, {alike} have a partner with the same w and"
        " the opposite output weight: such pairs have probability 0."
    )
    fault = f"{theorem.label} at {s!r}, where at least {claimed} of them are to be: {sentence}"
    return Seen((sentence,), NETWORKS, fault if likeliest < claimed else "", seen)


def figures(theorem: Limit, s: Setting, law: NeuronSum, options: Options) -> tuple[Figure, ...]:
    """The standard deviation against the width, exact and of draws, with the fitted exponent."""
    drawn, errors = [], []
    for m in WIDTHS:
        values, _, _ = networks(theorem, s, m, NETWORKS, options.seed)
        spread = deviation(values)
        if spread == 0:
            return ()
        drawn.append(spread)
        # of log(deviation): half that of log(variance)
        fourth = float(np.mean(((values - values.mean()) / spread) ** 4))
        errors.append(max(fourth - 1, 0.0) / (4 * NETWORKS))
    decades = math.log(WIDTHS[-1] / WIDTHS[0])
    slope = math.log(drawn[-1] / drawn[0]) / decades
    margin = 1.96 * math.sqrt(errors[0] + errors[-1]) / decades
    series = [Series("drawn networks", tuple(map(float, WIDTHS)), tuple(drawn))]
    try:
        widths = [10**k for k in range(1, 7)]
        exact = tuple(float(law.moments(s, m)[1].sqrt()) for m in widths)
        series.insert(0, Series("exact", tuple(map(float, widths)), exact))
    except NO_FORM:
        pass
    return (
        Figure(
            title=f"Standard deviation against the width ({s!r}); exponent fitted to the draws:"
            f" {slope:.3f} +- {margin:.3f}",
            xlabel="m",
            ylabel="standard deviation",
            series=tuple(series),
            xlog=True,
            ylog=True,
        ),
    )
