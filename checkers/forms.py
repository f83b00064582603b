"""Which checker decides which form of statement: a table one can read."""

from checkers.neurons import identities, implications
from checkers.smooth import both_layers, hidden_layer
from checkers.spheres import definiteness, series_claims, spectral_decay, universality
from checkers.verdicts.hypotheses import require_notation
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Verdict
from checkers.wide_limits import expectations, limits
from checkers.worst_cases import chains, deterministic, probabilistic, rates
from theorems.language.records import (
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
        case Bound() if theorem.except_with is None:
            return deterministic.decide(theorem, s, options)
        case Bound():
            return probabilistic.decide(theorem, s, options, settle=settle)
        case SmoothBound():
            return hidden_layer.decide(theorem, s, options)
        case Inequality():
            return chains.decide(theorem, s, options)
        case Identity():
            return identities.decide(theorem, s, options)
        case Definiteness():
            return definiteness.decide(theorem, s, options)
        case Implication():
            return implications.decide(theorem, s, options)
        case Limit():
            return limits.decide(theorem, s, options)
        case Expectation():
            return expectations.decide(theorem, s, options)
        case Rate():
            return rates.decide(theorem, s, options)
        case AllParameterBound() | LazyRadius() | Trend():
            return both_layers.decide(theorem, s, options)
        case Universality():
            return universality.decide(theorem, s, options)
        case SpectralDecay():
            return spectral_decay.decide(theorem, s, options)
        case SeriesClaim():
            return series_claims.decide(theorem, s, options)
