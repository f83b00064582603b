"""Expectations of polynomials in one Gaussian neuron, exactly, as functions of rho.

(u, v) is standard normal with correlation rho = c, s = sqrt(1 - rho^2), phi_0 = 1/sqrt(2 pi).
M(i, j) = E[u^i v^j 1{u > 0} 1{v > 0}] follows from Gaussian integration by parts,
E[u g] = E[dg/du] + rho E[dg/dv], with g = u^(i-1) v^j 1{u > 0} 1{v > 0}: for i >= 1
    M(i, j) = (i-1) M(i-2, j) + rho j M(i-1, j-1)
              + [i = 1] phi_0 E[(s g)^j 1{g > 0}] + [j = 0] rho phi_0 E[(s g)^(i-1) 1{g > 0}],
where the last two come from the jumps of the steps, at u = 0 and at v = 0, on which the other
variable is s g with g ~ N(0, 1). M(0, 0) = (pi - arccos rho) / (2 pi). For an even i + j only odd
powers of g occur, and phi_0 E[g^k 1{g > 0}] = (k-1)!! / (2 pi).
With one step, v = rho u + s g leaves halves of full moments; without steps, full moments.
b ~ N(0, 1) is independent of (u, v). Every moment is finite: what stands beside the polynomial is
bounded. An expectation with an atom in it stays an atom, `E[...]`.

Source: price1958, for the derivatives.
"""

import math
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from flint import arb

from checkers.arithmetic.angles import PI, C, Form, NoNormalForm, S, T
from checkers.arithmetic.balls import ball
from checkers.gaussians.neuron_polynomials import ONE, PARAMETER, Monomial, Poly, symbol
from theorems.language.records import Setting

ZERO = Form({})


def double_factorial(n: int) -> int:
    """n (n - 2) (n - 4) ..., 1 for n <= 0."""
    return math.prod(range(n, 0, -2))


def full_moment(i: int, j: int) -> Form:
    """E[u^i v^j], with v = rho u + s g."""
    total = ZERO
    for k in range(0, j + 1, 2):  # of g
        n = i + j - k
        if n % 2 == 0:
            weight = math.comb(j, k) * double_factorial(k - 1) * double_factorial(n - 1)
            total += C ** (j - k) * S**k * weight
    return total


@lru_cache(maxsize=1024)
def orthant_moment(i: int, j: int) -> Form:
    """M(i, j) = E[u^i v^j 1{u > 0} 1{v > 0}], i + j even.

    Raises NoNormalForm for an odd i + j. EXACT.
    """
    if (i + j) % 2:
        raise NoNormalForm("a moment of odd degree over a quadrant")
    if (i, j) == (0, 0):
        return T / (2 * PI)
    if i == 0:
        return orthant_moment(j, 0)
    total = ZERO
    if i >= 2:
        total += orthant_moment(i - 2, j) * (i - 1)
    if j >= 1:
        total += C * orthant_moment(i - 1, j - 1) * j
    if i == 1:
        total += S**j * double_factorial(j - 1) / (2 * PI)
    if j == 0:
        total += C * S ** (i - 1) * double_factorial(i - 2) / (2 * PI)
    return total


def moment(i: int, j: int, steps: frozenset[str]) -> Form:
    """E[u^i v^j times the steps named], i + j even where there is a step."""
    if len(steps) == 2:
        return orthant_moment(i, j)
    if steps and (i + j) % 2:
        raise NoNormalForm("a moment of odd degree over a half-plane")
    return full_moment(i, j) / 2 if steps else full_moment(i, j)


def mean(poly: Poly) -> Poly:
    """E[poly], over all its neurons, which are independent. EXACT."""
    total = Poly({})
    for monomial, form in poly.terms.items():
        value = Poly.of(form)
        for neuron in {index for (_, index), _ in monomial}:
            part = tuple((s, p) for s, p in monomial if s[1] == neuron)
            value = value * (Poly({part: ONE}) if neuron == PARAMETER else _neuron_mean(part))
        total += value
    return total


def _neuron_mean(monomial: Monomial) -> Poly:
    powers = {name: int(p) for (name, _), p in monomial}
    if any("'b'" in name for name in powers):  # an atom of the output weight
        return symbol(f"E[{Poly({tuple(((name, 0), p) for (name, _), p in monomial): ONE}).key()}]")
    b = powers.pop("b", 0)
    if b % 2:
        return Poly({})
    i, j = powers.pop("u", 0), powers.pop("v", 0)
    steps = frozenset(name for name in ("1u", "1v") if powers.pop(name, 0))
    if powers:
        alone = tuple(((name, 0), p) for (name, _), p in monomial if name != "b")
        return symbol(f"E[{Poly({alone: ONE}).key()}]") * double_factorial(b - 1)  # type: ignore[no-any-return]
    return Poly.of(moment(i, j, steps) * double_factorial(b - 1))


def orthants_used(poly: Poly) -> set[int]:
    """The k for which E[u^k v^k 1{u > 0} 1{v > 0}] occurs in the mean of a polynomial."""
    found = set()
    for monomial in poly.terms:
        powers = {name: int(p) for (name, _), p in monomial}
        if {"1u", "1v"} <= powers.keys() and powers.get("u", 0) == powers.get("v", 0):
            found.add(powers.get("u", 0))
    return found


def form_value(form: Form, rho: arb) -> arb:
    """A form at a correlation, as a ball at the working precision."""
    s = ((1 - rho) * (1 + rho)).nonnegative_part().sqrt()
    t = (-rho).acos() if bool(abs(rho) <= 1) else arb.pi() - _clipped(rho)
    total = arb(0)
    for (i, j, k, p), q in form.terms.items():
        total += ball(q) * t**i * rho**j * s**k * arb.pi() ** p
    return total


def _clipped(rho: arb) -> arb:
    low, high = rho.lower().max(arb(-1)), rho.upper().min(arb(1))
    return low.acos().union(high.acos())


def value(poly: Poly, s: Mapping[str, Any], rho: arb | None = None) -> arb:
    """A polynomial in parameters at a setting, as a ball at the working precision.

    Raises NoNormalForm where it holds an expectation that has no value here.
    """
    if rho is None:
        if "rho" not in s and any(any(e[:3]) for f in poly.terms.values() for e in f.terms):
            raise NoNormalForm("an angle that is no parameter")
        rho = ball(s.get("rho", Fraction(0)))
    total = arb(0)
    for monomial, form in poly.terms.items():
        term = form_value(form, rho)
        for (name, _), power in monomial:
            if name.startswith("sqrt "):
                base = ball(Fraction(name.removeprefix("sqrt "))).sqrt()
            elif name in s:
                base = ball(s[name])
            else:
                raise NoNormalForm("an expectation without closed form")
            term *= base ** int(power) if power.denominator == 1 else base ** ball(power)
        total += term
    return total


def vanishes(poly: Poly, s: Setting) -> bool:
    """Whether a polynomial is exactly 0 at a setting, as far as exact arithmetic can say."""
    total = Poly({})
    for monomial, form in poly.terms.items():
        if "rho" in s:
            rho = Fraction(s["rho"])
            form = form.at(int(rho)) if rho in (-1, 0, 1) else form.with_cosine(rho)
        rest = []
        for (name, index), power in monomial:
            if power.denominator == 1 and name in s and not isinstance(s[name], str):
                form = form * Fraction(s[name]) ** int(power)
            else:
                rest.append(((name, index), power))
        if form.terms:
            total += Poly({tuple(rest): form})
    return not total.terms
