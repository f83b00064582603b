"""Checking for which spheres the tangent kernel of a polynomial activation is definite.

A polynomial sigma of degree k makes kappa, Theta^(L)(x, y) = kappa(x.y), a polynomial of degree at
most k^(L-1): E[sigma(u) sigma(v)] has degree k in the covariance, E[sigma'(u) sigma'(v)] degree
k - 1. On a circle, so for every n0 >= 2, `null_vector` kills every polynomial of a given degree;
the sphere of R, {1, -1}, is too small for it. By `definiteness` the answer depends on n0 only
through n0 = 1 or n0 >= 2, and on beta only through beta = 0 or beta > 0.
"""

import functools
from dataclasses import replace
from fractions import Fraction
from typing import Any

from flint import arb, ctx

from checkers.activations.rows import DUALS
from checkers.kernels.least_eigenvalues import least_eigenvalue_proofs
from checkers.kernels.null_vectors import is_null, null_vector
from checkers.kernels.recursion import gram
from checkers.spheres.definite_by_series import Definite, Singular, certificate
from checkers.verdicts.verdict import Outcome, Verdict, decided
from theorems.language.domains import Integers, Names, Reals, UnmetHypothesis
from theorems.language.records import SeriesClaim, Setting

DEGREE = 8  # up to which null vectors are tried for every polynomial
DEEPEST = 5
MOST_POINTS = 64  # of a Gram matrix that is tried in balls


def decide(theorem: SeriesClaim, s: Setting) -> Verdict:
    """The verdict at one setting; for all of them where the claim holds for each.

    Raises UnmetHypothesis for depths beyond those whose degree can be computed with.
    """
    L, beta = s.get("L", 2), Fraction(s.beta)
    if L > DEEPEST:
        raise UnmetHypothesis(f"{theorem.label} can be checked up to L = {DEEPEST}; got L={L}.")
    here = max(2, s.n0)
    line, beyond = (_found(n0, L, beta, s.activation) for n0 in (1, here))
    holds = _holds(theorem, L, beta, s.activation)
    everywhere = holds and _deepest(theorem) <= DEEPEST
    everywhere = everywhere and all(_holds(theorem, *case) for case in _cases(theorem))
    where = f"Theta^({L}) of {s.activation} at beta = {beta}"
    evidence = [
        f"{where} is {_told(line)} for n0 = 1, and {_told(beyond)} for every n0 >= 2.",
        *_second_way(s.but(n0=here, L=L), beyond),
    ]
    if isinstance(beyond, Singular):
        evidence.append(_every_polynomial(here))
    if everywhere:
        evidence += _table(_cases(theorem))
    return decided(
        theorem,
        s,
        Outcome.CERTIFIED if holds else Outcome.REFUTED,
        (f"holds for {_names(theorem)} at every setting; " if everywhere else "")
        + f"{where}: {_word(line)} for n0 = 1, {_word(beyond)} for every n0 >= 2",
        *evidence,
        scope="all" if everywhere else "point",
        method="exact null vector" if isinstance(beyond, Singular) else "power series",
        statistic="smallest eigenvalue",
        witness=None if holds else _witness(s, line, beyond),
        best=_best(line, beyond) if holds and theorem.twin_of is None else None,
    )


def _best(line: Definite | Singular, beyond: Definite | Singular) -> dict[str, str]:
    """The input dimensions with a singular kernel, and those without."""
    kinds = {"n0 = 1": line, "n0 >= 2": beyond}
    proved, refuted = (
        " and ".join(where for where, found in kinds.items() if isinstance(found, kind)) or "none"
        for kind in (Singular, Definite)
    )
    return {
        "what": "n0 with a Gram matrix that is not positive definite",
        "proved": proved,
        "refuted": refuted,
    }


def _found(n0: int, L: int, beta: Fraction, activation: str) -> Definite | Singular:
    """What `definiteness` finds; for n0 > 2 on the circle of the first two coordinates."""
    found = _on_line_or_circle(min(n0, 2), L, beta > 0, activation)
    if isinstance(found, Definite) or n0 <= 2:
        return found
    rest = (Fraction(0),) * (n0 - 2)
    return replace(found, points=tuple((*point, *rest) for point in found.points))


@functools.cache
def _on_line_or_circle(n0: int, L: int, biased: bool, activation: str) -> Definite | Singular:
    return certificate(n0, L, Fraction(int(biased)), activation)


def _holds(theorem: SeriesClaim, L: int, beta: Fraction, activation: str) -> bool:
    found = (isinstance(_found(n0, L, beta, activation), Definite) for n0 in (1, 2))
    return bool(theorem.claim(*found))


def _deepest(theorem: SeriesClaim) -> int:
    """The largest depth that the statement speaks of."""
    domains = [p.domain for p in theorem.parameters if p.name == "L"]
    return max((d.largest for d in domains if isinstance(d, Integers)), default=2)


def _cases(theorem: SeriesClaim) -> list[tuple[int, Fraction, str]]:
    """Each depth, beta = 0 or 1, and activation of the domain."""
    domains = {p.name: p.domain for p in theorem.parameters}
    depths, betas = domains.get("L"), domains["beta"]
    known = range(2, DEEPEST + 1) if isinstance(depths, Integers) else [2]
    names = domains["activation"]
    return [
        (L, beta, name)
        for L in known
        if depths is None or L in depths
        for beta in (Fraction(0), Fraction(1))
        if isinstance(betas, Reals) and beta in betas
        for name in (names.allowed if isinstance(names, Names) else ())
    ]


def _names(theorem: SeriesClaim) -> str:
    """The activations that the statement speaks of, each of which was looked at."""
    return ", ".join(dict.fromkeys(name for _, _, name in _cases(theorem)))


def _word(found: Definite | Singular) -> str:
    return "singular" if isinstance(found, Singular) else "positive definite"


def _table(cases: list[tuple[int, Fraction, str]]) -> list[str]:
    """For which n0 the kernel of each case is singular, equal answers together."""
    rows = dict[tuple[str, str, str], dict[str, list[int]]]()
    for L, beta, name in cases:
        line, beyond = (_word(_found(n0, L, beta, name)) for n0 in (1, 2))
        row = rows.setdefault(("beta > 0" if beta else "beta = 0", line, beyond), {})
        row.setdefault(name, []).append(L)
    sentences = []
    for (bias, line, beyond), row in rows.items():
        told = (f"{name} (L = {', '.join(map(str, depths))})" for name, depths in row.items())
        sentences.append(f"{bias}: {', '.join(told)}: {line} for n0 = 1, {beyond} for n0 >= 2.")
    return sentences


def _told(found: Definite | Singular) -> str:
    if isinstance(found, Singular):
        return f"singular, by an exact null vector over {len(found.points)} points ({found.reason})"
    facts = ", ".join(f"{name}: {value}" for name, value in found.facts)
    return f"positive definite ({found.reason}; {facts})"


def _second_way(s: Setting, found: Definite | Singular) -> list[str]:
    """The Gram matrix itself, from the recursion in balls."""
    if s.activation not in DUALS or s.n0 > 100:
        return []
    if isinstance(found, Singular) and len(found.points) > MOST_POINTS:
        return []
    if isinstance(found, Definite):
        return [f"A second way: {least_eigenvalue_proofs(s, 'quick')[1]}"]
    value = form_in_balls(s.L, Fraction(s.beta), s.activation, found)
    return [
        "A second way: the recursion in balls, without its power series, gives v^T K v ="
        f" {value.str(3)} at these points, for v of length 1 in the sum of |v_i|."
    ]


def form_in_balls(L: int, beta: Fraction, activation: str, found: Singular) -> arb:
    """v^T K v / (sum |v_i|)^2 from the recursion, enclosed; 0 in truth.

    Raises ArithmeticError where the enclosure excludes 0.
    """
    K = gram(found.points, L, beta, activation, bits=512)
    total = sum((abs(w) for w in found.vector), Fraction(0))
    with ctx.workprec(512):
        v = [arb(w.numerator) / w.denominator for w in (w / total for w in found.vector)]
        size = range(len(v))
        value = sum((v[i] * v[j] * K[i][j] for i in size for j in size), arb(0))
    if not value.overlaps(arb(0)):
        raise ArithmeticError(f"the null vector of {found.reason} gives {value}")
    return value


def _every_polynomial(n0: int) -> str:
    """Null vectors for every kernel of a degree, verified up to DEGREE."""
    sizes = list[int]()
    for degree in range(1, DEGREE + 1):
        odd = degree - 1 + degree % 2
        points, vector = null_vector(n0, odd, -1)
        if not is_null(points, vector, DEGREE, odd):
            raise ArithmeticError(f"no null vector for degree {degree}")
        sizes.append(len(points))
    return (
        "For any polynomial sigma of degree k the kernel of two layers has degree at most k: exact"
        f" null vectors for all such kernels at once are verified for k <= {DEGREE}, over"
        f" {', '.join(map(str, sizes))} points, and divided differences give one for every k."
    )


def _witness(s: Setting, line: Definite | Singular, beyond: Definite | Singular) -> dict[str, Any]:
    """Where the kernel is positive definite, against the claim."""
    return {
        "setting": repr(s),
        "n0 = 1": _told(line),
        "n0 >= 2": _told(beyond),
    }
