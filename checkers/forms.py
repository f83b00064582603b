"""Which checker decides which form of statement: a table one can read."""

from checkers import (
    all_parameters,
    bounds,
    deterministic_bounds,
    expectations,
    identities,
    implications,
    inequalities,
    limits,
    rates,
    series_claims,
    smooth_bounds,
    spectral_decay,
    sphere,
    universality,
)
from checkers.hypotheses import require_notation
from checkers.options import Options
from checkers.verdict import Verdict
from theorems.statement import (
    AllParameterBound,
    Bound,
    Definiteness,
    Expectation,
    Identity,
    Implication,
    Inequality,
    LazyRadius,
    Limit,
    Rate,
    SeriesClaim,
    Setting,
    SmoothBound,
    SpectralDecay,
    Theorem,
    Trend,
    Universality,
)


def decide(theorem: Theorem, s: Setting, options: Options, *, settle: bool) -> Verdict:
    """The verdict at one setting, by the checker of the statement's form."""
    require_notation(theorem, s)
    match theorem:
        case Bound() if theorem.failure is None:
            return deterministic_bounds.decide(theorem, s, options)
        case Bound():
            return bounds.decide(theorem, s, options, settle=settle)
        case SmoothBound():
            return smooth_bounds.decide(theorem, s, options)
        case Inequality():
            return inequalities.decide(theorem, s, options)
        case Identity():
            return identities.decide(theorem, s, options)
        case Definiteness():
            return sphere.decide(theorem, s, options)
        case Implication():
            return implications.decide(theorem, s, options)
        case Limit():
            return limits.decide(theorem, s, options)
        case Expectation():
            return expectations.decide(theorem, s, options)
        case Rate():
            return rates.decide(theorem, s, options)
        case AllParameterBound() | LazyRadius() | Trend():
            return all_parameters.decide(theorem, s, options)
        case Universality():
            return universality.decide(theorem, s, options)
        case SpectralDecay():
            return spectral_decay.decide(theorem, s, options)
        case SeriesClaim():
            return series_claims.decide(theorem, s, options)
