"""Many neurons that move alike: explicit weights at a distance r with a gap of the order r^2.

The neurons that move start at z0 in the left half of an interval of length 1 and move by w along
x, ||x|| w <= 1/2, and by b in the output weight: b = w where slopes are used, b = 0 and large
|beta0| where curvatures are.
"""

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from flint import arb, ctx

from checkers.balls import BALLS, ball
from theorems.activations import ACTIVATIONS, Activation, Formula
from theorems.all_parameters import gap
from theorems.functions import FLOATS
from theorems.statement import Setting

CELLS = 64
GRAIN = 2**20  # weights are multiples of its inverse
WIDTHS = tuple(2 ** (8 * j) for j in range(1, 65))
DRAWN = (2**6, 2**8, 2**10)
HALF = Fraction(1, 2)
INTERVALS: dict[str, tuple[Fraction, ...]] = {  # left ends of intervals where sigma bends
    "elu": (Fraction(-1),),
    **dict.fromkeys(("softplus", "gelu", "silu"), (Fraction(0), -HALF)),
    **dict.fromkeys(("erf", "tanh", "sin", "sigmoid"), (HALF / 2, HALF, 2 * HALF)),
    "identity": (),
}


@lru_cache
def least(formula: Formula, left: Fraction) -> arb:
    """The least |formula| on [left, left + 1]: LOWER, in balls on 64 cells; 0 if it may vanish."""
    lowest = arb("inf")
    for k in range(CELLS):
        a, b = (ball(left + Fraction(k + end, CELLS)) for end in (0, 1))
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

    @property
    def value(self) -> float:
        """The gap as a float."""
        return float(self.gap)

    def sentence(self) -> str:
        """What moves and what it makes."""
        return (
            f"m = {self.m}: {self.k} neurons from z0 = {float(self.z0):g}, |beta^(0)| ="
            f" {float(self.beta0):.4g}, move by ||w - w^(0)|| = {float(self.w):.4g} and"
            f" |beta - beta^(0)| = {float(self.b):.4g}, at a distance <="
            f" {self.r.str(6, radius=False)}: the gap is {self.gap.str(8, radius=False)}. Twice as"
            " many neurons start close enough with probability at least"
            f" 1 - {self.missing.upper().str(2, radius=False)}."
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
    for m in WIDTHS:
        if len(found) == wanted:
            break
        with ctx.workprec(512):
            moved = _moved(s, radii, by, m)
        if moved is not None:
            found.append(moved)
    return found


def start(activation_name: str, by: str) -> Fraction:
    """The left end of the interval in which the neurons start and move."""
    sigma = ACTIVATIONS[activation_name]
    if by == "slope":
        return Fraction(0)
    bend = sigma.curvature or sigma.slope
    return max(INTERVALS[activation_name], key=lambda a: float(least(bend, a)))


def _moved(s: Setting, radii: tuple[Fraction, Fraction], by: str, m: int) -> Moved | None:
    """The weights at one width; None where too few neurons can be counted on."""
    sigma, left, x = ACTIVATIONS[s.activation], start(s.activation, by), s.x_norm
    r, grain = radius(radii, m), GRAIN * math.ceil(max(x, 1))
    layers = 2 if by == "slope" else 1  # r^2 = k (b^2 + w^2)
    k = math.ceil(float(4 * ball(x * x) * r * r / layers) + 1)
    w = Fraction(math.floor(float(r / arb(layers * k).sqrt()) * grain) - 1, grain)
    p = (_normal((left + HALF) / x) - _normal(left / x)).lower()
    if by == "slope":
        beta0, b = Fraction(1), w
    else:
        beta0 = Fraction(math.ceil(float((arb(m).log() / 2).sqrt()) * grain) + 1, grain)
        b = Fraction(0)
        p *= 2 * (1 - _normal(beta0))
    missing = (-p * m / 8).exp()
    if not (w > 0 and k <= p * m / 4 and missing <= ball(Fraction(1, 100))):
        return None
    if not ball(k * (b**2 + w**2)) <= r * r:
        raise ArithmeticError("the weights moved too far")
    z0 = left + HALF / 2
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
    return replace(sigma, value=remember(sigma.value), slope=remember(sigma.slope))


@lru_cache
def _drawn(name: str, x_norm: Fraction, radii: tuple[Fraction, Fraction], by: str) -> list[Drawn]:
    sigma, x, rng, found = _remembering(name), float(x_norm), np.random.default_rng(0), []
    left = float(start(name, by))
    for m in DRAWN:
        w0, beta0 = rng.standard_normal((2, m))
        able = (x * w0 >= left) & (x * w0 <= left + 0.5)
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
