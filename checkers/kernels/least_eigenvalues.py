"""Verified least eigenvalues of Gram matrices on sets of sample points."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from checkers.kernels.float_gram import float_gram
from checkers.kernels.points import point_sets
from checkers.kernels.recursion import gram, verified_least_eigenvalue
from checkers.matrices.cholesky import decimal_below, least_eigenvalue_bound
from checkers.verdicts import numerals
from theorems.language.records import Setting

SIZES = {"quick": 12, "standard": 200, "paper": 2000}
IN_BALLS = 64  # points up to which balls are fast, and reach eigenvalues below rounding


def least_eigenvalue_proofs(s: Setting, profile: str) -> tuple[list[dict[str, Any]], str]:
    """For every set of `point_sets` a proof that lambda_min > bound > 0, where there is one.

    s : n0, L, beta, and an activation with closed form; profile : a key of SIZES
    LOWER bounds. Less than a second (quick) to half a minute (paper).
    """
    proofs, verified, open_sets = [], [], []
    for name, points in point_sets(s.n0, SIZES[profile]).items():
        bound = _bound(points, s.L, Fraction(s.beta), s.activation)
        if bound is None:
            open_sets.append(f"{name} ({len(points)})")
            continue
        decimal = decimal_below(bound)
        verified.append(f"{name} ({len(points)}) {numerals.lower(Fraction(decimal))}")
        proofs.append(
            {
                "kind": "least eigenvalue",
                "set": name,
                "n0": s.n0,
                "L": s.L,
                "beta": str(s.beta),
                "activation": s.activation,
                "points": [list(point) for point in points],
                "bound": decimal,
            }
        )
    told = f"Verified lower bounds of lambda_min on sets of points: {', '.join(verified)}."
    if open_sets:
        told += f" Lost in rounding: {', '.join(open_sets)}."
    return proofs, told


def _bound(
    points: Sequence[Sequence[int]], L: int, beta: Fraction, activation: str
) -> Fraction | None:
    """A number 0 < c <= lambda_min, or None."""
    if len(points) <= IN_BALLS:
        return verified_least_eigenvalue(gram(points, L, beta, activation))
    try:
        return least_eigenvalue_bound(*float_gram(np.array(points), L, beta, activation))
    except ArithmeticError:  # extreme beta
        return None
