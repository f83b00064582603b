"""Claims about coefficients: by symbols, sign patterns, parities, and exact null vectors."""

import inspect

from checkers import dot_product_kernels, dual_series, expansion_parity, polynomial_kernels
from checkers.options import Options
from checkers.verdict import Verdict
from theorems.domains import UnmetHypothesis
from theorems.statement import SeriesClaim, Setting

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
    match theorem.subject:
        case "dual":
            return dual_series.decide(theorem, s)
        case "dot-product kernel":
            return dot_product_kernels.decide(theorem, s)
        case "expansion":
            return expansion_parity.decide(theorem, s)
        case "tangent kernel":
            return polynomial_kernels.decide(theorem, s)
