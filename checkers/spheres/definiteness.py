"""Checking positive definiteness on spheres: a proof for all point sets, or a null vector."""

from fractions import Fraction
from typing import Any

from checkers.activations.rows import DUALS, PARITIES
from checkers.kernels import power_series
from checkers.kernels.least_eigenvalues import least_eigenvalue_proofs
from checkers.kernels.null_vectors import told
from checkers.spheres import depths as definiteness_table
from checkers.spheres import printed_proof
from checkers.spheres.definite_by_series import Definite, Singular, certificate, not_affine
from checkers.verdicts import certificates
from checkers.verdicts.hypotheses import original, require, within_hypotheses
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome, Verdict, decided
from theorems.kernels import theta_recursion
from theorems.language.domains import NONNEGATIVE, Domain, Integers, Names, UnmetHypothesis
from theorems.language.records import Definiteness, Setting, shown

NEEDED: dict[str, Domain] = {
    "n0": Integers(1),
    "L": Integers(1),
    "beta": NONNEGATIVE,
    "activation": Names(tuple(PARITIES)),
}
EXAMPLES = {"n0": 100, "L": 5, "beta": 1000}  # beyond, only the proof


def decide(theorem: Definiteness, s: Setting, options: Options) -> Verdict:
    """The verdict for one (n0, L, beta, activation), over all finite sets of points.

    Raises UnmetHypothesis for a kernel other than Theta.
    """
    if theorem.kernel is not theta_recursion:
        raise UnmetHypothesis(
            f"{theorem.label} speaks of another kernel than Theta, the only one decided here."
        )
    require(theorem, NEEDED, {})
    found = certificate(s.n0, s.L, Fraction(s.beta), s.activation)
    if isinstance(found, Definite):
        return _definite(theorem, s, found, options)
    return _singular(theorem, s, found)


def decide_everywhere(theorem: Definiteness, options: Options) -> Verdict | None:
    """The verdict for all n0, L, beta and activations at once; None where no proof covers them.

    Steps 4 and 5 of `definiteness` speak of every Lipschitz sigma that is no polynomial, and every
    n0 >= 1, L >= 2 and beta > 0. What is left is that each activation of the domain, being
    Lipschitz, is not affine. Sample points are taken at the default setting.
    """
    names = _names_of_step_5(theorem)
    if not names:
        return None
    try:
        found = [not_affine(name) for name in names]
    except ArithmeticError:
        return None
    s = theorem.setting({})
    samples, told = least_eigenvalue_proofs(s, options.profile)
    letters = {name: power_series.signs(s.n0, s.L, Fraction(s.beta), name) for name in names}
    positive = [name for name, found in letters.items() if set(found) == {"+"}]
    fixed = f"n0={s.n0}, L={s.L}, beta={shown(s.beta)}"
    depths = definiteness_table.sentences(options.profile)
    return decided(
        theorem,
        s,
        Outcome.CERTIFIED,
        "for every Lipschitz sigma that is no polynomial, every n0 >= 1, L >= 2 and beta > 0 every"
        " Gram matrix of distinct points is positive definite",
        "For beta > 0 and L >= 2 all coefficients of the kernel's power series are positive if"
        " infinitely many Hermite coefficients of sigma are not 0, whatever n0, L and beta are; and"
        " they are if a Lipschitz sigma is not affine. This is an argument and no computation.",
        f"Of the {len(names)} activations with a name it is verified, and derived again by the"
        " trusted core, that they are not affine:",
        *(f"{name}: {_facts(one)}" for name, one in zip(names, found, strict=True)),
        f"At {fixed}, b_0, ..., b_{power_series.COUNT - 1} are certified positive for"
        f" {', '.join(positive)}.",
        f"At {s!r}: {told}",
        *depths,
        *printed_proof.false_steps(s.n0, Fraction(s.beta)),
        scope="all",
        method="power series",
        statistic="smallest eigenvalue",
        best=_best(names),
        certificate={
            **certificates.certificate(
                theorem.label,
                {},
                "certified",
                *(one.proof for one in found if one.proof),
                scope="all",
            ),
            "samples": samples,  # verified here, and no part of the proof
        },
    )


def _best(names: tuple[str, ...]) -> dict[str, str] | None:
    """The bias scales for which the proof holds, and where beta = 0 is refuted."""
    found = {name: certificate(2, 2, Fraction(0), name) for name in names}
    singular = [name for name, one in found.items() if isinstance(one, Singular)]
    if not singular:
        return None
    return {
        "what": "bias scale beta, n0 >= 2",
        "proved": "beta > 0: every L >= 2 and every Lipschitz sigma that is no polynomial",
        "refuted": f"beta = 0: L = 2, {', '.join(singular)}",
    }


def _names_of_step_5(theorem: Definiteness) -> tuple[str, ...]:
    """The activations of the domain, if that lies within n0 >= 1, L >= 2, beta > 0; else none."""
    if theorem.kernel is not theta_recursion or not within_hypotheses(theorem, original(theorem)):
        return ()
    return next(p.domain.allowed for p in theorem.parameters if isinstance(p.domain, Names))


def _facts(found: Definite) -> str:
    return ", ".join(f"{name}: {value}" for name, value in found.facts)


def _definite(theorem: Definiteness, s: Setting, found: Definite, options: Options) -> Verdict:
    """Certified, with the signs of some coefficients and eigenvalues on sample points."""
    evidence, samples = [found.reason, _facts(found)], list[dict[str, Any]]()
    if all(s[name] <= largest for name, largest in EXAMPLES.items()):
        letters = power_series.signs(s.n0, s.L, Fraction(s.beta), s.activation)
        evidence.append(power_series.sentence(letters))
        if s.activation in DUALS:
            samples, told = least_eigenvalue_proofs(s, options.profile)
            evidence.append(told)
    return decided(
        theorem,
        s,
        Outcome.CERTIFIED,
        f"at {s!r} every Gram matrix of distinct points is positive definite",
        *evidence,
        method="power series",
        statistic="smallest eigenvalue",
        certificate={
            **certificates.certificate(theorem.label, s, "certified", found.proof),
            "samples": samples,
        }
        if found.proof and theorem.twin_of is None
        else None,
    )


def _singular(theorem: Definiteness, s: Setting, found: Singular) -> Verdict:
    """Refuted, by points and an exact null vector of their Gram matrix."""
    points = [[str(c) for c in point] for point in found.points]
    vector = [str(weight) for weight in found.vector]
    proof = {
        "kind": "null vector",
        "points": points,
        "vector": vector,
        "even": found.even,
        "odd": found.odd,
    }
    return decided(
        theorem,
        s,
        Outcome.REFUTED,
        f"singular at {s!r}: a null vector over {len(points)} points",
        found.reason,
        method="exact null vector",
        statistic="smallest eigenvalue",
        witness={"setting": repr(s), **told(found.points), "null vector": vector},
        certificate=certificates.certificate(theorem.label, s, "refuted", proof),
    )
