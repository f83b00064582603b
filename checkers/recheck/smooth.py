"""Remainders of smooth networks: how smooth an activation is, and bounds for every one of them."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from flint import arb, arb_series

from .facts import Activation, activation
from .findings import ASIDE, BREAKS, HOLDS, Claim, Finding
from .formulas import Node
from .numbers import Unusable, ball, ball_of, exact, need, real, whole
from .reading import Data, fields, words
from .statements import Remainder
from .values import BALLS, SERIES, value

WIDEST = Fraction(1, 10**12)  # of an enclosure of beta, relative to beta
MOST_CELLS = 5_000
SEARCHED = {"low", "high", "edge", "at", "tree"}


def smoothness(claim: Claim, proof: Data) -> Finding:
    """The slope of an activation is beta-Lipschitz: |sigma''| <= beta.

    Reads the activation; and a point where |sigma''| is at least `low`, an edge, and a tree of
    intervals up to it on which |sigma''| <= high. Where beta is typed in statements.txt it reads
    that it is. If beta is 0 there is no remainder, and the claim about this activation holds.
    """
    one = activation(proof["activation"])
    if one.beta is not None and "tree" not in proof:
        fields(proof, "a typed beta", {"kind", "activation", "exact"})
        need(exact(proof["exact"]) == one.beta, "another beta")
        own = claim.setting.get("activation") == one.name
        return Finding(HOLDS if own and one.beta == 0 else ASIDE, smooth=(one.name, one.beta))
    fields(proof, "a search for beta", {"kind", "activation", *SEARCHED})
    low, high, edge = (exact(proof[key]) for key in ("low", "high", "edge"))
    need(_far(one, ball(edge), ball(low)), "the edge is too near")
    height = abs(_curvature(one, exact(proof["at"]), Fraction(0))[0])
    need(bool(height >= ball(low)), "no such height there")
    need(high <= low * (1 + WIDEST), "the enclosure is too wide")
    for middle, radius in intervals(words(proof["tree"], "a tree"), edge):
        below = _below(one, middle, radius, ball(high))
        need(below, f"{one.name} on {middle} +- {radius}")
    return Finding(ASIDE, smooth=(one.name, high))


def _far(one: Activation, edge: arb, low: arb) -> bool:
    """Whether |sigma''| is at most `low` beyond the edge, or sigma repeats itself there."""
    if one.period is not None:
        return bool(2 * edge > real(value(one.period, {}, BALLS)))
    return bool(edge >= 2 and 2 * edge**2 * (-edge).exp() <= low)  # 2 z^2 exp(-z) falls from 2 on


def intervals(tree: str, edge: Fraction) -> Iterator[tuple[Fraction, Fraction]]:
    """The leaves of a bisection of [-edge, edge], as middle and radius; 1 halves, 0 is a leaf."""
    bits, left = iter(tree), [(Fraction(0), edge)]
    for _ in range(MOST_CELLS):
        if not left:
            need(next(bits, None) is None, "the tree goes on")
            return
        middle, radius = left.pop()
        bit = next(bits, "")
        need(bit in ("0", "1"), "the tree ends before its intervals")
        half = radius / 2
        if bit == "1":
            left += [(middle + half, half), (middle - half, half)]
        else:
            yield middle, radius
    raise Unusable(f"the tree has more than {MOST_CELLS} intervals")


def _curvature(one: Activation, middle: Fraction, radius: Fraction) -> arb_series:
    """sigma'', sigma''' and sigma''''/2 on an interval."""
    if one.curvature is None:
        raise Unusable(f"no curvature of {one.name} is known")
    interval = ball(middle) + ball(radius) * arb(0, 1)
    z = arb_series([interval, 1], prec=3)
    return arb_series(value(one.curvature, {"z": z}, SERIES), prec=3)


def _below(one: Activation, middle: Fraction, radius: Fraction, high: arb) -> bool:
    """Whether |sigma''| <= high on an interval, by Taylor's theorem around its middle."""
    at, over = _curvature(one, middle, Fraction(0)), _curvature(one, middle, radius)
    r = ball(radius)
    tops = (sign * at[0] + r * abs(at[1]) + r**2 * (sign * over[2]).max(arb(0)) for sign in (1, -1))
    return all(bool(top <= high) for top in tops)


def _says(claim: Claim) -> tuple[arb, int, arb]:
    """The factor, the power, and the largest norm of an input."""
    said: Remainder | None = claim.statement.remainder
    if said is None:
        raise Unusable("the statement bounds no remainder")
    known = {"m": ball(exact(claim.setting["m"]))} if "m" in claim.setting else {}
    parts = (said.factor, said.power, said.longest)
    factor, power, longest = (real(value(part, known, BALLS)) for part in parts)
    return factor, whole(power), longest


def taylor_kernel(claim: Claim, _proof: Data) -> Finding:
    """For every sigma: the remainder is at most the integral of beta t from 0 to h, beta h^2/2.

    So the bound holds if its power is 2 and ||x||^2 <= factor for the longest input; a named
    activation of the claim must have been shown to be smooth. See `remainder` in statements.txt.
    """
    factor, power, longest = _says(claim)
    name = claim.setting.get("activation")
    need(name is None or name in claim.smoothness, "no beta of the activation is shown")
    norm = claim.setting.get("x_norm")
    x = longest if norm is None else ball(exact(norm))
    need(power == 2, "another power than that of the remainder")
    need(bool(x**2 <= factor), "the inputs are too long for the factor")
    return Finding(HOLDS)


def remainder(claim: Claim, proof: Data) -> Finding:
    """One neuron that moves along x by |h|/||x|| has a larger remainder than the bound says.

    Reads z0, the step h, ||x||, the bound, and the activation, whose beta is shown before:
    |sigma(z0 + h) - sigma(z0) - sigma'(z0) h| > factor (beta/2) (|h|/||x||)^power.
    """
    factor, power, longest = _says(claim)
    one = activation(proof["activation"])
    z0, h, x = (exact(proof[key]) for key in ("z0", "step", "x_norm"))
    need(claim.setting["activation"] == one.name, "another activation")
    need(exact(claim.setting.get("x_norm", 1)) == x > 0, "another norm of x")
    need(bool(ball(x) <= longest), "the input is too long")
    need(one.name in claim.smoothness, "no beta of the activation is shown")
    _same_bound(claim, proof, factor, power)
    left = abs(_at(one.value, z0 + h) - _at(one.value, z0) - _at(one.slope, z0) * ball(h))
    moved = ball(abs(h) / x) ** power
    need(bool(left > factor * ball(claim.smoothness[one.name]) / 2 * moved), "within the bound")
    return Finding(BREAKS)


def _same_bound(claim: Claim, proof: Data, factor: arb, power: int) -> None:
    """The power and m are those of the claim, and the factor, rounded upwards, is no smaller."""
    need(exact(proof["power"]) == power, "another power")
    need(("m" in proof) == ("m" in claim.setting), "m stands in one place only")
    need("m" not in proof or exact(proof["m"]) == exact(claim.setting["m"]), "another m")
    need(not ball_of(proof["factor"]) < factor, "a smaller factor")


def _at(formula: Node | None, z: Fraction) -> arb:
    if formula is None:
        raise Unusable("the activation has no slope here")
    values: dict[str, Any] = {"z": ball(z)}
    return real(value(formula, values, BALLS))
