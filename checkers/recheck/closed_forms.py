"""Closed forms of Gaussian expectations, in units of 1/(2 pi)."""

from typing import Any

from flint import arb, fmpq_mpoly, fmpq_mpoly_ctx

from .blocks import blocks
from .case import point
from .findings import BREAKS, HOLDS, Claim, Finding
from .formulas import Node, parse
from .numbers import count, encloses, exact, need, real
from .reading import Data, listed
from .values import BALLS, POLYNOMIALS, Arithmetic, value

DEGREES = 3  # E0, E1 and E2


def integrals() -> tuple[Node, ...]:
    """E_k = 2 pi E[relu^k(u) relu^k(v)] in s = sin theta, c = cos theta, t = pi - theta."""
    lines = blocks()["integrals"].lines
    return tuple(parse(lines[f"E{k}"][0]) for k in range(DEGREES))


def identical(claim: Claim, _proof: Data) -> Finding:
    """Every form is the definition, as polynomials in s, c and t with s^2 + c^2 = 1."""
    s, c, t = fmpq_mpoly_ctx.get(["s", "c", "t"], "lex").gens()
    _by_price(s, c, t)
    first, *others = (
        value(term, _at(s, c, t, POLYNOMIALS), POLYNOMIALS) for term in claim.statement.terms
    )
    need(all(_vanishes(other - first, s, c) for other in others), "the forms differ")
    return Finding(HOLDS)


def _by_price(s: fmpq_mpoly, c: fmpq_mpoly, t: fmpq_mpoly) -> None:
    """The E_k are those expectations: they have the right derivatives, and vanish at theta = pi.

    By Price's theorem d/d rho E[relu^k relu^k] = k^2 E[relu^(k-1) relu^(k-1)], and for k = 0 it is
    1/(2 pi s); d rho = -s d theta. At theta = pi, s = 0, c = -1 and t = 0, where u = -v.
    """
    E = [value(formula, {"s": s, "c": c, "t": t}, POLYNOMIALS) for formula in integrals()]
    for k in range(DEGREES):
        # d/d theta, as s' = c, c' = -s and t' = -1
        turned = E[k].derivative(0) * c - E[k].derivative(1) * s - E[k].derivative(2)
        expected = -(k * k) * s * E[k - 1] if k else -1
        need(_vanishes(turned - expected, s, c), f"the derivative of E{k}")
        need(E[k](0, -1, 0) == 0, f"E{k} at theta = pi")


def _vanishes(p: Any, s: fmpq_mpoly, c: fmpq_mpoly) -> bool:
    """Whether a polynomial is a multiple of s^2 + c^2 - 1."""
    return bool(divmod(p, s**2 + c**2 - 1)[1] == 0)


def _at(s: Any, c: Any, t: Any, arithmetic: Arithmetic) -> dict[str, Any]:
    """The values of s, c and t, and of the E_k there."""
    at = {"s": s, "c": c, "t": t}
    return at | {f"E{k}": value(one, at, arithmetic) for k, one in enumerate(integrals())}


def apart(claim: Claim, proof: Data) -> Finding:
    """At one correlation the definition and another form are certainly different.

    Reads which form, counted from 0, the definition; the correlation and the values of the forms.
    """
    rho = point(claim.statement, claim.setting).balls["rho"]
    at = _at(((1 - rho) * (1 + rho)).sqrt(), rho, (-rho).acos(), BALLS)
    which = count(proof["side"])
    need(0 < which < len(claim.statement.terms), "there is no such form")
    sides = [real(value(term, at, BALLS)) / (2 * arb.pi()) for term in claim.statement.terms]
    told = listed(proof["values"], "the values")
    same = len(told) == len(sides) and all(map(encloses, told, sides))
    need(
        same and exact(proof["rho"]) == exact(claim.setting["rho"]), "other values, or another rho"
    )
    need(bool(sides[0] != sides[which]), "the two sides overlap")
    return Finding(BREAKS)
