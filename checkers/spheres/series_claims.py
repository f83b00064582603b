"""Claims about coefficients: by symbols, sign patterns, parities, and exact null vectors."""

import inspect

from checkers.spheres import dual_series, parity_step, polynomial_activations, sign_conditions
from checkers.verdicts.hypotheses import require
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Verdict
from theorems.language.activations import ACTIVATIONS
from theorems.language.domains import COSINE, NONNEGATIVE, Domain, Integers, Names, UnmetHypothesis
from theorems.language.records import SeriesClaim, Setting

LIPSCHITZ = Names(tuple(a.name for a in ACTIVATIONS.values() if a.lipschitz))
KNOWN = Names(tuple(ACTIVATIONS))
DIMENSION = Integers(1)
NEEDED: dict[str, dict[str, Domain]] = {
    "dual": {"rho": COSINE, "activation": LIPSCHITZ},
    "dot-product kernel": {"n0": DIMENSION},
    "expansion": {"activation": KNOWN},
    "tangent kernel": {"n0": DIMENSION, "beta": NONNEGATIVE, "activation": KNOWN},
}
ALLOWED: dict[str, Domain] = {"n0": DIMENSION, "beta": NONNEGATIVE, "L": Integers(2)}
ARGUMENTS = {
    "dual": ("a", "rho", "i"),
    "dot-product kernel": ("even", "odd"),
    "expansion": ("a", "b"),
    "tangent kernel": ("line", "beyond"),
}


def decide(theorem: SeriesClaim, s: Setting, options: Options) -> Verdict:
    """The verdict at one setting; scope "all" where it holds for every setting.

    Raises UnmetHypothesis where an activation is none of those that the claim can be asked of.
    """
    arguments = ARGUMENTS[theorem.subject]
    try:
        inspect.signature(theorem.claim).bind(*arguments)
    except TypeError:
        raise UnmetHypothesis(
            f"{theorem.label}: a claim about a {theorem.subject} takes ({', '.join(arguments)})."
        ) from None
    needed = NEEDED[theorem.subject]
    if theorem.subject == "expansion" and {"n0", "beta"} & {p.name for p in theorem.parameters}:
        needed = {**needed, "n0": DIMENSION, "beta": NONNEGATIVE}
    require(theorem, needed, ALLOWED)
    match theorem.subject:
        case "dual":
            return dual_series.decide(theorem, s)
        case "dot-product kernel":
            return sign_conditions.decide(theorem, s)
        case "expansion":
            return parity_step.decide(theorem, s)
        case "tangent kernel":
            return polynomial_activations.decide(theorem, s)
