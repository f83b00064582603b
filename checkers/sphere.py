"""Checking positive definiteness on spheres: a proof for all point sets, or a null vector."""

from fractions import Fraction

from checkers.definiteness import Definite, certificate, gram, point_sets
from checkers.definiteness import verified_least_eigenvalue as least_eigenvalue
from checkers.gram_matrices import DUALS
from checkers.options import Options
from checkers.verdict import Failure, Outcome, Verdict
from theorems.domains import UnmetHypothesis
from theorems.kernels import theta_recursion
from theorems.statement import Definiteness, Setting

SHOWN_POINTS = 6
EXAMPLE_DIMENSION = 100


def decide(theorem: Definiteness, s: Setting, options: Options) -> Verdict:
    """The verdict for one (n0, L, beta, activation), over all finite sets of points.

    Raises UnmetHypothesis for a kernel other than Theta.
    """
    if theorem.kernel is not theta_recursion:
        raise UnmetHypothesis(
            f"{theorem.label} speaks of another kernel than Theta, the only one decided here."
        )
    found = certificate(s.n0, s.L, Fraction(s.beta), s.activation)
    definite = isinstance(found, Definite)
    evidence = [found.reason]
    witness = None
    if isinstance(found, Definite):
        evidence += [f"{name}: {value}" for name, value in found.facts]
        evidence += [example(s)] if s.activation in DUALS and s.n0 <= EXAMPLE_DIMENSION else []
        data: dict[str, object] = {"facts": [list(fact) for fact in found.facts]}
    else:
        points = [[str(c) for c in point] for point in found.points]
        vector = [str(weight) for weight in found.vector]
        witness = {"setting": repr(s), "points": points, "null vector": vector}
        data = {"points": points, "vector": vector, "even": found.even, "odd": found.odd}
    return Verdict(
        label=theorem.label,
        setting=s,
        outcome=Outcome.CERTIFIED if definite else Outcome.REFUTED,
        scope="point",
        finding=(
            f"at {s!r} every Gram matrix of distinct points is positive definite"
            if definite
            else f"singular at {s!r}: a null vector over {len(found.points)} points"  # type: ignore
        ),
        failure=Failure(0.0, float(not definite), float(not definite)),
        method="power series" if definite else "exact null vector",
        evidence=tuple(evidence),
        statistic="smallest eigenvalue",
        witness=witness,
        certificate={
            "schema": "widecheck-certificate/1",
            "label": theorem.label,
            "setting": {name: str(value) for name, value in s.items()},
            "kind": "power series" if definite else "null vector",
            "reason": found.reason,
            **data,
        },
        twin_of=theorem.twin_of,
    )


def example(s: Setting) -> str:
    """One Gram matrix of a few points, with a verified lower bound of its least eigenvalue."""
    points = next(iter(point_sets(s.n0, size=SHOWN_POINTS).values()))[:SHOWN_POINTS]
    bound = least_eigenvalue(gram(points, s.L, Fraction(s.beta), s.activation))
    if bound is None:
        return f"On {len(points)} sample points no positive eigenvalue bound was verified."
    return (
        f"On {len(points)} sample points the least eigenvalue is verified to exceed"
        f" {float(bound):.3g}."
    )
