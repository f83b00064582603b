"""Many neurons that move alike: explicit weights at a distance r with a gap of the order r^2.

The neurons that move start at z0 in the left half of an interval J and move by w along x, ||x|| w
at most half the length of J, and by b in the output weight: b = w where slopes are used, b = 0 and
large |beta0| where curvatures are. J has the length 1; but where curvatures are used and ||x|| is
small, so that few neurons start far from 0, J = ||x|| [1, 3], or ||x|| [-3, -1] for elu.
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from flint import arb, ctx

from checkers.activations.rows import ROWS
from checkers.arithmetic.balls import BALLS, ball
from checkers.verdicts import numerals
from theorems.all_parameters import gap
from theorems.language.activations import ACTIVATIONS, Activation, StandIn
from theorems.language.expressions import Expression
from theorems.language.floats import FLOATS
from theorems.language.records import Setting

CELLS = 64
GRAIN = 2**20  # weights are multiples of its inverse
WIDTHS = (*(2 ** (8 * j) for j in range(1, 65)), *(2 ** (512 * j) for j in range(2, 17)))
SMALL = Fraction(1, 10)  # ||x|| below which J is narrow
LEAST = 10**12  # exponents of probabilities that are told
LONG = 10**30  # integers from here on are told to some digits
DRAWN = (2**6, 2**8, 2**10)
HALF = Fraction(1, 2)


@lru_cache
def least(formula: Expression, left: Fraction, length: Fraction = Fraction(1)) -> arb:
    """The least |formula| on [left, left + length]: LOWER, in balls on 64 cells; 0 if unknown."""
    lowest = arb("inf")
    for k in range(CELLS):
        a, b = (ball(left + length * Fraction(k + end, CELLS)) for end in (0, 1))
        lowest = lowest.min(abs(arb(formula(a.union(b), BALLS))).lower())
    return lowest.max(arb(0))


def radius(radii: tuple[Fraction, Fraction], m: int) -> arb:
    """m^power (log m)^logs."""
    log = arb(m).log()
    return arb((ball(radii[0]) * log + ball(radii[1]) * log.log()).exp())


@dataclass(frozen=True)
class Moved:
    """k neurons of m with one start and one move, and the gap that they make.

    missing : an upper bound of the probability that less than 2 k neurons start where these may
    """

    m: int
    k: int
    x_norm: Fraction
    z0: Fraction
    beta0: Fraction
    b: Fraction
    w: Fraction
    r: arb
    missing: arb
    gap: arb
    activation: str

    def sentence(self) -> str:
        """What moves and what it makes."""
        missing = numerals.upper(self.missing.upper().max(arb(10) ** -LEAST), 2)
        return (
            f"m = {short(self.m)}: {short(self.k)} neurons from z0 = {float(self.z0):g},"
            f" |beta^(0)| = {float(self.beta0):.4g}, move by ||w - w^(0)|| ="
            f" {float(self.w):.4g} and |beta - beta^(0)| = {float(self.b):.4g}, at a distance <="
            f" {numerals.upper(self.r, 6)}: the gap is at least {numerals.lower(self.gap, 8)}."
            " Twice as many neurons start close enough with probability at least"
            f" 1 - {missing}."
        )

    def witness(self) -> dict[str, Any]:
        """The weights, exactly."""
        return {
            "activation": self.activation,
            "m": self.m,
            "moved neurons": self.k,
            "x": [str(self.x_norm)],
            "w0": str(self.z0 / self.x_norm),
            "w": str(self.z0 / self.x_norm + self.w),
            "beta0": str(self.beta0),
            "beta": str(self.beta0 + self.b),
            "||theta - theta0||^2": str(self.k * (self.b**2 + self.w**2)),
            "radius": self.r.str(15),
            "gap": self.gap.str(15),
        }


def moved_neurons(
    s: Setting, radii: tuple[Fraction, Fraction], by: str, wanted: int
) -> list[Moved]:
    """Explicit weights at the first widths at which there are enough neurons with high chance."""
    found: list[Moved] = []
    # sigma(z0 + h) - sigma(z0) - sigma'(z0) h cancels to h^3 or h^2, and h may be like ||x||
    small = max(0, s.x_norm.denominator.bit_length() - s.x_norm.numerator.bit_length())
    for m in WIDTHS:
        if len(found) == wanted:
            break
        with ctx.workprec(512 + 4 * small):
            moved = _moved(s, radii, by, m)
        if moved is not None:
            found.append(moved)
    return found


def short(number: int) -> str:
    """An integer, or its first digits."""
    return str(number) if number < LONG else ball(number).str(6, radius=False)


def interval(activation_name: str, x_norm: Fraction, by: str) -> tuple[Fraction, Fraction]:
    """The left end and the length of the interval J in which the neurons start and move."""
    sigma, bends, one = ACTIVATIONS[activation_name], ROWS[activation_name].bends, Fraction(1)
    if by == "slope":
        return Fraction(0), one
    if x_norm < SMALL:
        return (-3 if bends and max(bends) < 0 else 1) * x_norm, 2 * x_norm
    bend = sigma.curvature or sigma.slope  # elu: both are exp(z) for z < 0, where it bends
    return max(bends, key=lambda a: float(least(bend, a))), one


def _moved(s: Setting, radii: tuple[Fraction, Fraction], by: str, m: int) -> Moved | None:
    """The weights at one width; None where too few neurons can be counted on."""
    sigma, x = ACTIVATIONS[s.activation], s.x_norm
    left, length = interval(s.activation, x, by)
    r, grain = radius(radii, m), GRAIN * math.ceil(max(x, 1))
    layers = 2 if by == "slope" else 1  # r^2 = k (b^2 + w^2)
    # at least as many as move by half the length, one more to be sure, and not two where it is even
    enough = ball((2 * x / length) ** 2) * r * r / layers - ball(Fraction(1, GRAIN))
    whole = enough.upper().ceil().unique_fmpz()
    if whole is None:
        return None
    k = 1 + int(whole)
    w = Fraction(math.floor(float(r / arb(layers * k).sqrt()) * grain) - 1, grain)
    p = (_normal((left + length / 2) / x) - _normal(left / x)).lower()
    if by == "slope":
        beta0, b = Fraction(1), w
    else:
        beta0 = Fraction(math.ceil(float((arb(m).log() / 2).sqrt()) * grain) + 1, grain)
        b = Fraction(0)
        p *= (ball(beta0) / arb(2).sqrt()).erfc()
    missing = (-p * m / 8).exp()
    if not (w > 0 and k <= p * m / 4 and missing <= ball(Fraction(1, 100))):
        return None
    if not ball(k * (b**2 + w**2)) <= r * r:
        raise ArithmeticError("the weights moved too far")
    z0 = left + length / 4
    change = sigma.value(ball(z0 + x * w), BALLS) - sigma.value(ball(z0), BALLS)
    rest = change - sigma.slope(ball(z0), BALLS) * ball(x * w)
    if (change < 0) is not (rest < 0) and not rest.contains(0):  # both terms with one sign
        b = -b
    theta, theta0 = (
        ([ball(beta)], [[ball(hidden)]])
        for beta, hidden in ((beta0 + b, z0 / x + w), (beta0, z0 / x))
    )
    # k equal neurons: k times one, over sqrt m
    found = gap(theta, theta0, [ball(x)], sigma, BALLS) * k / arb(m).sqrt()
    return Moved(m, k, x, z0, beta0, b, w, r, missing, found, s.activation)


def _normal(z: Fraction) -> arb:
    """P(g <= z)."""
    return (1 + (ball(z) / arb(2).sqrt()).erf()) / 2


class Drawn(NamedTuple):
    """A drawn network with d = 1, moved as in this module, in floats.

    gap  : of two signs the larger one, LOWER for the largest gap within r
    step : of each moved neuron, in w
    """

    m: int
    gap: float
    r: float
    step: float
    beta_max: float


def drawn_gaps(s: Setting, radii: tuple[Fraction, Fraction], by: str) -> list[Drawn]:
    """Drawn networks of some widths, those left out in which no neuron may move."""
    return _drawn(s.activation, s.x_norm, radii, by)


@lru_cache
def _remembering(name: str) -> Activation:
    """An activation that is asked for the same pre-activations at every radius."""
    sigma = ACTIVATIONS[name]
    remember: Any = lru_cache(maxsize=2**14)
    return StandIn.of(sigma, remember(sigma.value), remember(sigma.slope))


@lru_cache
def _drawn(name: str, x_norm: Fraction, radii: tuple[Fraction, Fraction], by: str) -> list[Drawn]:
    sigma, x, rng, found = _remembering(name), float(x_norm), np.random.default_rng(0), []
    left, length = map(float, interval(name, x_norm, by))
    for m in DRAWN:
        w0, beta0 = rng.standard_normal((2, m))
        able = (x * w0 >= left) & (x * w0 <= left + length / 2)
        if by == "curvature":
            able &= np.abs(beta0) >= math.sqrt(math.log(m) / 2)
        classes = [able & (beta0 > 0), able & (beta0 < 0)]
        moved = max(classes, key=np.count_nonzero)
        k = np.count_nonzero(moved)
        if not k:
            continue
        layers = 2 if by == "slope" else 1
        r = float(radius(radii, m))
        step = r / math.sqrt(layers * k)
        gaps = []
        for sign in (1, -1):
            w = w0 + step * moved
            beta = beta0 + (sign * step * moved if by == "slope" else 0 * moved)
            # as plain floats, which are faster one by one than those of an array
            theta, theta0 = (
                (u.tolist(), [[c] for c in v.tolist()]) for u, v in ((beta, w), (beta0, w0))
            )
            gaps.append(float(gap(theta, theta0, [x], sigma, FLOATS)))
        found.append(Drawn(m, max(gaps), r, step, float(np.max(np.abs(beta0)))))
    return found
