"""The spectrum of a dot-product kernel on spheres: its exponent for every d, and its numbers.

From some degree on lambda_k is g(k) or g(k-1) times a rational function of k and d
(`funk_hecke`), g(k) ~ (Gamma(d/2) / (2 pi))^2 (k/2)^-d, positive or identically 0 for each parity.
So lambda_k is of the order k^-(d + delta), and the degrees up to k, those of one parity alone
too, have a number of eigenvalues of the order k^(d-1): the number of eigenvalues above eps is of
the order eps^(-(d-1) / (d + delta)), and lambda_i of the order i^-alpha,
    alpha = (d + delta) / (d - 1),
delta the smaller one of the two parities. Finitely many other eigenvalues change the constants
alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from flint import arb

from checkers.arithmetic.rational_functions import Ratio, d, ratio, sign_from
from checkers.kernels.arcsine_series import Parts, parts, signs
from checkers.kernels.decay import Constants, constants
from checkers.kernels.funk_hecke import Tails, by_quadrature, eigenvalues, multiplicity, tails
from checkers.verdicts import numerals
from theorems.language.records import Setting

SHOWN = 8  # degrees that the evidence lists
HIGH = 400  # degree from which on the exponent is measured
LARGEST = 50  # dimension of a quadrature


@dataclass(frozen=True)
class Spectrum:
    """The eigenvalues of a kernel: their closed form, and their exponent for all d >= 2.

    alpha : as a function of d; None: only finitely many are not 0
    """

    found: Parts
    tails: Tails
    alpha: Ratio | None


@lru_cache(maxsize=64)
def spectrum(kernel: Callable[..., Any]) -> Spectrum | None:
    """The spectrum of a kernel (rho, fn) for all d >= 2; None where it is not told. EXACT."""
    found = parts(kernel)
    told = None if found is None else tails(found)
    if found is None or told is None:
        return None
    signs_of = signs(found)
    if signs_of is None or not signs_of.nonnegative:  # positive semidefinite in every dimension
        return None
    orders = list[int]()
    for tail, parity in ((told.even, 0), (told.odd, 1)):
        start = told.start + (told.start + parity) % 2
        for one in tail.values():
            order = one.order() if sign_from(one, start, 2) == 1 else None
            if order is None or len(tail) > 1:
                return None
            orders.append(order)
    return Spectrum(found, told, ratio(d - max(orders)) / (d - 1) if orders else None)


def value_at(value: Ratio, dimension: int) -> Fraction:
    """A Ratio in d alone, at one d."""
    return value.with_dimension(dimension).constant


def closed_form(known: Spectrum) -> str:
    """The eigenvalues for every d, and the degrees that are missing."""
    start, told = known.tails.start, []
    for tail, word, base in (
        (known.tails.even, "even", "g(k-1)"),
        (known.tails.odd, "odd", "g(k)"),
    ):
        formula = " + ".join(f"pi^{p} ({one})" if p else f"{one}" for p, one in tail.items())
        told.append(f"for {word} k >= {start} it is {base + ' ' + formula if tail else '0'}")
    return (
        "By Funk and Hecke the eigenvalue of degree k, in closed form for every d >= 2: "
        + "; ".join(told)
        + "; g(k) = (Gamma(d/2) Gamma(k/2) / (2 pi Gamma((k+d)/2)))^2."
    )


def listed(known: Spectrum, alpha: Ratio, dimension: int) -> str:
    """The first eigenvalues at one d, which degrees are missing, and the constants."""
    values = eigenvalues(known.found, dimension, SHOWN + 1)
    parts_of = [
        f"{value.str(6, radius=False)} ({multiplicity(n, dimension)} times)"
        for n, value in enumerate(values)
        if not value.is_zero()
    ]
    missing = [str(n) for n, value in enumerate(values) if value.is_zero()]
    bounds = constants(known.found, known.tails, dimension)
    more = ""
    if bounds is not None:
        more = (
            f"; for every i, {numerals.lower(bounds.low, 6)} <= i^alpha lambda_i <="
            f" {numerals.upper(bounds.high, 6)}, and it tends to {numerals.near(bounds.limit)}"
        )
    return (
        f"d={dimension}, alpha = {value_at(alpha, dimension)}: of degree 0 to {SHOWN}"
        f" {', '.join(parts_of)}; missing: {', '.join(missing) or 'none'}{more}."
    )


def confirmed(known: Spectrum, dimension: int) -> tuple[str, ...]:
    """Quadrature of the Funk-Hecke integral against the closed form; ArithmeticError if apart."""
    if dimension > LARGEST:
        return ()
    values = eigenvalues(known.found, dimension, SHOWN + 1)
    largest = 0.0
    for n, value in enumerate(values):
        other = by_quadrature(known.found, dimension, n)
        if not value.overlaps(other):
            raise ArithmeticError(f"lambda_{n} is {value}, or {other}")
        largest = max(largest, float((value - other).abs_upper()))
    return (
        f"A second way: rigorous quadrature of the integrals at d={dimension}, degrees 0 to"
        f" {SHOWN}, agrees within"
        f" {numerals.upper(largest, 1)}.",
        *_slope(known, dimension),
    )


def _slope(known: Spectrum, dimension: int) -> tuple[str, ...]:
    """The exponent between two high degrees, from the numbers alone."""
    if known.alpha is None:
        return ()
    values = eigenvalues(known.found, dimension, 2 * HIGH + 2)
    low = HIGH + int(values[HIGH].is_zero())
    high = 2 * HIGH + int(values[2 * HIGH].is_zero())
    counts = [
        sum(multiplicity(n, dimension) for n in range(top + 1) if not values[n].is_zero())
        for top in (low, high)
    ]
    fall = (values[low] / values[high]).log() / (arb(counts[1]) / counts[0]).log()
    return (
        f"Between degrees {low} and {high} at d={dimension}, i from about {counts[0]:.3g} to"
        f" {counts[1]:.3g}, the eigenvalues fall with the exponent {float(fall):.4f}.",
    )


def witness(
    known: Spectrum, s: Setting, alpha: Fraction, claim: str, bounds: Constants | None
) -> dict[str, Any]:
    """The true exponent with what proves it."""
    values = eigenvalues(known.found, s.d, SHOWN + 1)
    found: dict[str, Any] = {
        "setting": repr(s),
        "alpha": str(alpha),
        "claimed alpha": claim,
        "eigenvalues": [[n, multiplicity(n, s.d), value.str(15)] for n, value in enumerate(values)],
    }
    if bounds is not None:
        found["i^alpha lambda_i, all i"] = [bounds.low.str(15), bounds.high.str(15)]
    return found
