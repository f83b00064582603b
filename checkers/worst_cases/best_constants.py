"""Best constants and exact ranges, with a proof on both sides.

On the side where the statement holds: a tree (every_width) or Hoeffding's inequality. On
the other side: one setting at which the bound breaks with probability above delta = exp(-l). There
the sum has n terms, and with M(u) = E exp(u Y), for any u > h > 0 and top > y,
    P(sum > n y) >= exp(n (log M(u) - u top)) (1 - A - B),
    A = exp(n (log M(u + h) - log M(u) - h top)),  B = exp(n (log M(u - h) - log M(u) + h y)):
under the tilted law exp(u sum) dP / M(u)^n the sum leaves (n y, n top] with probability at most
A + B (Chernoff on both sides). Everything is compared in logarithms, since delta may be far below
any float. Where the mean itself lies above n y, P(sum > n y) >= 1 - exp(n (log M(-u) + u y)).

One failing setting settles a whole ray: a smaller factor on the bound fails there too, and so does
a ||x|| farther on the failing side, because y is monotone in it at fixed r, v and n.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb, ctx

from checkers.arithmetic.balls import ball
from checkers.arithmetic.powers import Formal
from checkers.worst_cases.every_width import Violation, exponent, float_exponent
from checkers.worst_cases.normal_form import NormalForm

BITS = 256
LARGEST_ROOT = 10**8  # of the width
SPREAD = 2.0  # half-width of the tilted window, in standard deviations


@dataclass(frozen=True)
class Failing:
    """A setting where the bound breaks with probability above exp(-l), and its evidence.

    setting : m, tau or alpha, x_norm, and l = log(1/delta), all exact
    y       : the threshold over n
    """

    setting: Mapping[str, Any]
    y: Fraction
    evidence: Mapping[str, str]

    def proof(self, constant: Fraction | None = None) -> dict[str, Any]:
        """What a certificate says of it; `constant` is the factor on the bound or its term."""
        return {
            "kind": "fails",
            "constant": "1" if constant is None else str(constant),
            "setting": {k: v if isinstance(v, int) else str(v) for k, v in self.setting.items()},
            "lower": dict(self.evidence),
        }


def substitute(form: Formal, x_norm: Fraction) -> Formal:
    """A form in x_norm at one value of it."""
    total = Formal.of(0)
    for monomial, coefficient in form.terms.items():
        powers = dict(monomial)
        power = powers.pop("x_norm", Fraction(0))
        total = total + Formal({tuple(sorted(powers.items())): coefficient}) * (
            Formal.of(x_norm).power(power)
        )
    return total


def failing(form: NormalForm, at: Violation, x_norm: Fraction) -> Failing | None:
    """A certified failing setting near a violation, at the smallest width 10^(2k) that serves."""
    r, y = Fraction(f"{at.r:.4g}"), Fraction(f"{at.y:.8g}")
    above = y - substitute(form.mean, x_norm) * r  # deviation v
    squared = substitute(form.deviation * form.deviation, x_norm)
    v_squared = (above * above / squared).rational()
    if v_squared is None or not above.value() > 0:
        return None
    root = 10
    while root <= LARGEST_ROOT:
        m = root**2
        n = m if form.whole else m // 2
        evidence = _evidence(form.summand, n, r, y, n * v_squared)
        if evidence is not None:
            radius = {"tau": r} if form.whole else {"alpha": r * root, "x_norm": x_norm}
            return Failing({"m": m, **radius, "l": n * v_squared}, y, evidence)
        root *= 10
    return None


def _evidence(
    summand: str, n: int, r: Fraction, y: Fraction, log: Fraction
) -> dict[str, str] | None:
    """Evidence that P(sum > n y) > exp(-log), certified in balls, or None."""
    logs = _Logs(summand, float(r))
    mean = logs.slope(1e-9)
    if mean > float(y):
        chosen = {"by": "chernoff", "u": _text(logs.tilt_towards(float(y), -1))}
    else:
        deviation = math.sqrt(logs.variance(logs.tilt_towards(float(y), 1)) / n)
        u = logs.tilt_towards(float(y) + SPREAD * deviation, 1)
        variance = logs.variance(u)
        chosen = {
            "by": "tilt",
            "u": _text(u),
            "step": _text(SPREAD * deviation / variance),
            "top": str(n * Fraction(_text(float(y) + 2 * SPREAD * deviation))),  # of the sum
        }
    with ctx.workprec(BITS):
        return chosen if certainly_fails(summand, n, ball(r), y, log, chosen) else None


def certainly_fails(
    summand: str, n: int, r: arb, y: Fraction, log: Fraction, evidence: Mapping[str, str]
) -> bool:
    """Whether the evidence proves P(sum > n y) > exp(-log), at the working precision."""

    def log_moment(u: Fraction) -> arb:
        return exponent(summand, u, r)[0]

    u = Fraction(evidence["u"])
    if u <= 0:
        return False
    if evidence["by"] == "chernoff":
        rest = (n * (log_moment(-u) + ball(u * y))).exp()
        return bool(1 - rest > (-ball(log)).exp())
    h, top = Fraction(evidence["step"]), Fraction(evidence["top"]) / n
    here = log_moment(u)
    inside = 1 - (n * (log_moment(u + h) - here - ball(h * top))).exp()
    inside -= (n * (log_moment(u - h) - here + ball(h * y))).exp()
    return bool(h > 0 and inside > 0 and n * (here - ball(u * top)) + inside.log() > -ball(log))


def _text(value: float) -> str:
    return f"{value:.15g}"


@dataclass(frozen=True)
class _Logs:
    """log M(u) at one radius, in floats; it only chooses where to certify."""

    summand: str
    r: float

    def slope(self, u: float) -> float:
        """d/du log M(u)."""
        _, _, by_u, _ = float_exponent(self.summand, np.array([u]), np.array([self.r]))
        return float(by_u[0]) * self.r

    def variance(self, u: float) -> float:
        """d^2/du^2 log M(u)."""
        h = 1e-4 * abs(u)
        return (self.slope(u + h) - self.slope(u - h)) / (2 * h)

    def tilt_towards(self, mean: float, sign: int) -> float:
        """|u| with slope(sign |u|) = mean (halfway there for sign -1, where u need not be best)."""
        low, high = 1e-9, 250.0
        for _ in range(80):
            middle = math.sqrt(low * high)
            beyond = sign * (self.slope(sign * middle) - mean) > 0
            low, high = (low, middle) if beyond else (middle, high)
        return low
