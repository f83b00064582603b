"""What is known of each activation of the catalogue: one row each.

Value, slope and curvature are the record's own (`theorems.language.activations`). A new activation
needs a row there and a row here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from flint import acb, arb

from checkers.activations import duals, turning_points
from checkers.activations.duals import Dual
from checkers.activations.parity import EVEN, ODD, Parity, linear

Analytic = Callable[[acb, bool], acb]  # (argument, whether it must be analytic there)
Sides = tuple[Analytic, Analytic]
HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One activation sigma.

    parity       : what is special about sigma(z) and sigma(-z), with the proof
    sides        : sigma on the left and on the right of 0, analytic near each, where
                   |sigma(w)| <= 1 + |w| for real w; None where that is larger
    dual         : E[sigma(u) sigma(v)] and E[sigma'(u) sigma'(v)]; None without a closed form
    strip        : whether |sigma(w)| <= 2 (1 + |w|) and sigma is analytic for |Im w| <= 1
    degree       : of a polynomial
    steepest     : where |sigma'| is largest
    rises_to_one : whether sigma' only tends to its supremum 1, for z -> infinity
    beta         : sup |sigma''|, known by hand; None where it is searched
    near         : a z with sigma''(z) within 10^-digits of beta, where that is known by hand
    edge         : |sigma''| is searched on [-edge, edge],
    periodic     : which holds a whole period; else |sigma''| <= 2 z^2 exp(-|z|) for |z| >= 2
    bends        : left ends of unit intervals where sigma bends
    """

    parity: Parity
    sides: Sides | None = None
    dual: tuple[Dual, Dual] | None = None
    strip: bool = False
    degree: int | None = None
    steepest: Callable[[], arb] | None = None
    rises_to_one: bool = False
    beta: Fraction | None = None
    near: Callable[[int], Fraction] = lambda digits: Fraction(0)
    edge: int = 16
    periodic: bool = False
    bends: tuple[Fraction, ...] = ()


def _everywhere(sigma: Analytic) -> Sides:
    return sigma, sigma


def _logistic(w: acb) -> acb:
    return (1 + (w / 2).tanh()) / 2


def _zero() -> arb:
    return arb(0)


S_SHAPED = (QUARTER, HALF, Fraction(1))
HINGED = (Fraction(0), -HALF)
ROWS: dict[str, Row] = {
    "relu": Row(
        parity=linear("max(z, 0) - max(-z, 0) = z", "sigma >= 0"),
        sides=(lambda w, _: acb(0), lambda w, _: w),
        dual=(duals.relu_value, duals.relu_slope),
    ),
    "erf": Row(
        parity=Parity("odd", f"{ODD}: the integral of an even function from 0"),
        sides=_everywhere(lambda w, _: w.erf()),
        dual=(duals.erf_value, duals.erf_slope),
        steepest=_zero,
        bends=S_SHAPED,
    ),
    "tanh": Row(
        parity=Parity("odd", f"{ODD}: (exp(2z) - 1)/(exp(2z) + 1), extended by exp(-2z)"),
        sides=_everywhere(lambda w, _: w.tanh()),
        strip=True,
        steepest=_zero,
        bends=S_SHAPED,
    ),
    "sin": Row(
        parity=Parity("odd", f"{ODD}: only odd powers in its series"),
        sides=_everywhere(lambda w, _: w.sin()),
        dual=(duals.sin_value, duals.sin_slope),
        steepest=_zero,
        edge=4,
        periodic=True,
        bends=S_SHAPED,
    ),
    "softplus": Row(
        parity=linear("log((1 + exp(z))/(1 + exp(-z))) = log exp(z) = z", "sigma >= 0"),
        sides=(
            lambda w, analytic: (1 + w.exp()).log(analytic),
            lambda w, analytic: w + (1 + (-w).exp()).log(analytic),
        ),
        strip=True,
        rises_to_one=True,
        bends=HINGED,
    ),
    "gelu": Row(
        parity=linear("z Phi(z) + z Phi(-z) = z", "e = z erf(z/sqrt 2)/2 >= 0"),
        sides=_everywhere(lambda w, _: w * (-w / arb(2).sqrt()).erfc() / 2),
        strip=True,
        steepest=turning_points.of_gelu,
        bends=HINGED,
    ),
    "silu": Row(
        parity=linear("z s(z) + z s(-z) = z", "e = z tanh(z/2)/2 >= 0"),
        sides=_everywhere(lambda w, _: w * _logistic(w)),
        strip=True,
        steepest=turning_points.of_silu,
        bends=HINGED,
    ),
    "sigmoid": Row(
        parity=Parity(
            "constant even part",
            "sigma(z) + sigma(-z) = 1: 1/(1 + exp(-z)) + exp(-z)/(exp(-z) + 1) = 1",
            "e = 1/2; o = tanh(z/2)/2",
        ),
        sides=_everywhere(lambda w, _: _logistic(w)),
        strip=True,
        steepest=_zero,
        bends=S_SHAPED,
    ),
    "elu": Row(
        parity=Parity(
            "neither",
            "2 e(z) = |z| + exp(-|z|) - 1 and 2 o(z) = z + sign(z) (1 - exp(-|z|))",
            "exp(-t) >= 1 - t gives e >= 0; sigma increases, so o has the sign of z",
        ),
        sides=(lambda w, _: w.exp() - 1, lambda w, _: w),
        steepest=_zero,
        beta=Fraction(1),
        near=lambda digits: Fraction(-1, 10**digits),  # sigma''(z) = exp(z) >= 1 + z for z < 0
        bends=(Fraction(-1),),
    ),
    "abs": Row(
        parity=Parity("even", EVEN),
        sides=(lambda w, _: -w, lambda w, _: w),
        dual=(duals.abs_value, duals.abs_slope),
    ),
    "quadratic": Row(
        parity=Parity("even", EVEN),
        dual=(duals.quadratic_value, duals.quadratic_slope),
        degree=2,
        beta=Fraction(2),
    ),
    "cubic": Row(
        parity=Parity("odd", ODD),
        dual=(duals.cubic_value, duals.cubic_slope),
        degree=3,
    ),
    "identity": Row(
        parity=Parity("odd", ODD),
        sides=_everywhere(lambda w, _: w),
        dual=(duals.identity_value, duals.identity_slope),
        degree=1,
        steepest=_zero,
        beta=Fraction(0),
    ),
}
PARITIES = {name: row.parity for name, row in ROWS.items()}
DUALS = {name: row.dual for name, row in ROWS.items() if row.dual}
DEGREES = {name: row.degree for name, row in ROWS.items() if row.degree}
