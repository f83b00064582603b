"""Checking the power series of a dual activation, E[mu(X) mu(Y)] = sum a_i^2 rho^i.

Proof for every mu in L^2(N(0, 1)), so for every Lipschitz one, and every rho in [-1, 1]:
1. E[h_i(X) h_j(Y)] = rho^i if i = j, else 0: the generating function of the orthonormal h_i,
   sum h_i(x) t^i / sqrt(i!) = exp(t x - t^2/2), gives E[exp(tX - t^2/2) exp(uY - u^2/2)] =
   exp(rho t u), and one compares the coefficients of t^i u^j. `mehler_holds` verifies it for small
   i and j, as an identity of polynomials in rho, by the moments of Gaussian pairs.
2. With mu_N the sum up to N: |E[mu(X) mu(Y)] - E[mu_N(X) mu_N(Y)]| <= 2 ||mu|| ||mu - mu_N||, as X
   and Y both have the law N(0, 1); and the expansion converges in L^2. (Textbook: Parseval.)
What is compared for each statement is its own term, as a monomial in a and rho for every i. By the
uniqueness of power series another monomial is another function, but not at every rho nor for every
mu; so a refutation shows enclosures that are apart. There sum_{i > N} a_i^2 = E[mu^2] -
sum_{i <= N} a_i^2, which bounds the remainder, and the dual comes from `dual_quadrature`.
"""

import functools
from collections.abc import Callable
from fractions import Fraction
from math import factorial, prod
from typing import Any

from flint import arb, ctx

from checkers.arithmetic.angles import C
from checkers.arithmetic.balls import ball
from checkers.arithmetic.series_terms import Index, NoFormalTerm, Term, formal_term
from checkers.gaussians.duals_by_quadrature import dual
from checkers.gaussians.hermite import hermite_coefficients, mean_square
from checkers.gaussians.moments import ZERO, full_moment
from checkers.verdicts import numerals
from checkers.verdicts.verdict import Outcome, Verdict, decided
from theorems.language.domains import Names, UnmetHypothesis
from theorems.language.records import SeriesClaim, Setting

COUNT = 24  # Hermite coefficients that are enclosed
PROBED = 200  # indices at which a term is asked without symbols, in case it asks for their type
MEHLER = 10  # degrees up to which the orthogonality is verified
COSINES = tuple(map(Fraction, ("-1", "-1/2", "1/3", "1")))


def decide(theorem: SeriesClaim, s: Setting) -> Verdict:
    """The verdict at one activation and rho; for all of them where the term is that of the proof.

    Raises UnmetHypothesis for an activation without enclosed Hermite coefficients.
    """
    rho = Fraction(s.rho)
    differs = _differing(theorem.claim)
    proved = differs == "" and mehler_holds(MEHLER)
    names = [n for p in theorem.parameters if isinstance(p.domain, Names) for n in p.domain.allowed]
    value, sides = dual(s.activation, rho), _series(theorem.claim, s.activation, rho)
    apart = sides is not None and not sides.overlaps(value)
    if proved and apart:
        raise ArithmeticError(f"{theorem.label}: a proof and enclosures contradict each other")
    outcome = Outcome.CERTIFIED if proved else Outcome.REFUTED if apart else Outcome.UNDECIDED
    series = "not enclosed" if sides is None else sides.str(12)
    enclosed = (
        "the printed series is not enclosed, as its remainder is not bounded."
        if sides is None
        else f"the printed series is {series}, from a_0, ..., a_{COUNT - 1} in balls and, for the"
        " rest, E[mu^2] minus their squares."
    )
    evidence = [
        f"The printed term is {'a_i^2 rho^i for every i' if not differs else differs}.",
        f"At {s!r} the dual is {value.str(12)} by a way without Hermite polynomials, and"
        f" {enclosed}",
    ]
    if proved:
        evidence += [
            "Proof: E[h_i(X) h_j(Y)] is rho^i if i = j, else 0, as the generating function gives"
            " E[exp(tX - t^2/2) exp(uY - u^2/2)] = exp(rho t u) (verified here for i, j <="
            f" {MEHLER} as functions of rho, by Gaussian moments); the limit is taken in L^2,"
            " which is a textbook step and no computation.",
            "A second way: " + _agreement(theorem.claim, names),
        ]
    elif apart:
        evidence.append(
            "A second way: both sides are convergent power series in rho, and such a series"
            f" determines its coefficients, which are not the printed ones: {differs}."
        )
    elif sides is not None:
        evidence.append(
            "The printed term is not that of the proof, and the two enclosures overlap here, which"
            " proves no equality."
        )
    return decided(
        theorem,
        s,
        outcome,
        "the dual is sum a_i^2 rho^i for every square-integrable mu and every rho in [-1, 1]"
        if proved
        else f"at {s!r} the dual is {_short(value)} and the printed series"
        f" {series if sides is None else _short(sides)}",
        *evidence,
        scope="all" if proved else "point",
        method="orthogonality" if proved else "enclosures",
        statistic="difference of the sides",
        typical=None if sides is None else float(abs((value - sides).mid())),
        witness={
            "activation": s.activation,
            "rho": str(rho),
            "dual": value.str(15),
            "series": series,
        }
        if apart
        else None,
    )


def _short(value: arb) -> str:
    """Six digits, or a ball that has less."""
    return f"{float(value.mid()):.6g}" if value.rel_accuracy_bits() > 20 else str(value.str(3))


def _differing(term: Callable[..., Any]) -> str:
    """Empty if term(a, rho, i) is a^2 rho^i for every i, else where it is not."""
    try:
        for i in (*range(COUNT), Index(COUNT), *range(COUNT, PROBED)):
            expected = Term(power=2, times=1) if isinstance(i, Index) else Term(power=2, plus=i)
            if formal_term(term, i) != expected:
                return f"another than a_i^2 rho^i, from i = {COUNT if isinstance(i, Index) else i}"
    except NoFormalTerm as error:
        return f"no monomial in a_i and rho ({error})"
    return ""


def _series(term: Callable[..., Any], activation: str, rho: Fraction) -> arb | None:
    """The sum of the printed terms, enclosed; None where its remainder is not bounded."""
    with ctx.workprec(128):
        a, rest = _coefficients(activation)
        r = ball(rho)
        try:
            later = formal_term(term, Index(COUNT))
            early = [formal_term(term, i) for i in range(COUNT)]
        except NoFormalTerm:
            return None
        least = later.times * COUNT + later.plus
        if later.scale and (later.power < 2 or later.times < 0 or least < 0):
            return None
        # sum |a_i|^p <= rest^(p/2) for p >= 2
        size = abs(ball(later.scale)) * abs(r) ** least * rest.sqrt() ** later.power
        values = (
            ball(one.scale) * _power(a_i, one.power) * r**one.plus
            for one, a_i in zip(early, a, strict=True)
        )
        return sum(values, arb(0)) + arb(0, size.upper())


@functools.cache
def _coefficients(activation: str) -> tuple[list[arb], arb]:
    """a_0, ..., a_(COUNT-1), and an upper bound of the sum of the other squares."""
    with ctx.workprec(128):
        try:
            a = hermite_coefficients(activation, arb(1), COUNT)
        except KeyError:
            raise UnmetHypothesis(
                f"the Hermite coefficients need a Lipschitz activation; got {activation}."
            ) from None
        squares = sum((a_i * a_i for a_i in a), arb(0))
        return a, arb((mean_square(activation, arb(1)) - squares).max(arb(0)).upper())


def _power(z: arb, k: int) -> arb:
    """z^k; flint's own power of a ball around 0 is nan."""
    return prod([z] * k, start=arb(1))


def _agreement(term: Callable[..., Any], names: list[str]) -> str:
    """The enclosures of both sides for every activation, at some rho, in words."""
    widest = Fraction(0), ""
    for name in names:
        for rho in COSINES:
            sides, value = _series(term, name, rho), dual(name, rho)
            if sides is None or not sides.overlaps(value):
                raise ArithmeticError(f"{name}, rho = {rho}: the dual is {value}, the sum {sides}")
            widest = max(widest, (Fraction(float(abs(value - sides).upper())), name))
    return (
        f"for {', '.join(names)} and rho = {', '.join(map(str, COSINES))} the enclosures of"
        f" the dual and of the series overlap; the two agree within"
        f" {numerals.upper(widest[0], 1)} at least ({widest[1]}, the slowest)."
    )


@functools.cache
def mehler_holds(degree: int) -> bool:
    """Whether E[h_i(X) h_j(Y)] = rho^i if i = j, else 0, as forms in rho, i, j <= degree.

    EXACT: what is compared is sqrt(i! j!) times that, by the moments of a Gaussian pair.
    """
    he = [[1], [0, 1]]
    for k in range(1, degree):
        he.append([up - k * down for up, down in zip([0, *he[k]], [*he[k - 1], 0, 0], strict=True)])
    moments = [[full_moment(a, b) for b in range(degree + 1)] for a in range(degree + 1)]
    for i, p in enumerate(he):
        for j, q in enumerate(he):
            mean = sum(
                (moments[a][b] * (c * d) for a, c in enumerate(p) for b, d in enumerate(q)), ZERO
            )
            if (mean - (C**i * factorial(i) if i == j else ZERO)).terms:
                return False
    return True
