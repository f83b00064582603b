"""Which checker decides which form of statement, at a setting, on a region and everywhere."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from checkers.neurons import identities, implications
from checkers.smooth import both_layers, hidden_layer
from checkers.spheres import definiteness, series_claims, spectral_decay, universality
from checkers.verdicts.hypotheses import require_notation
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Verdict
from checkers.wide_limits import expectations, limits
from checkers.worst_cases import chains, deterministic, on_regions, probabilistic, rates
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


@dataclass(frozen=True)
class Form:
    """Who decides a form of statement.

    words      : how, in one line
    decide     : the verdict at one setting
    everywhere : the verdict at every setting at once, or None; without it, the verdict at the
                 default setting where that speaks of all
    on_region  : the verdict at a setting some of whose values are spans, or None
    promote    : the verdict of a coverage, with what is known of all settings
    """

    words: str
    decide: Callable[[Any, Setting, Options], Verdict]
    everywhere: Callable[[Any, Options], Verdict | None] | None = None
    on_region: Callable[[Any, Setting, Options], Verdict | None] | None = None
    promote: Callable[[Any, Verdict, Options], Verdict] | None = None


RANDOM_BOUND = Form(
    "The exact law of the worst case: tails in balls at a setting, proofs for every setting.",
    probabilistic.decide,
    on_regions.decide_everywhere,
    on_regions.on_region,
    on_regions.promote,
)
FORMS: dict[type, Form] = {
    Bound: Form(
        "The exact worst case against the bound, in balls, ties by their exact forms.",
        deterministic.decide,
        deterministic.decide_everywhere,
        deterministic.on_region,
    ),
    Inequality: Form(
        "A chain of numbers in balls; for every setting by exact powers or a bounded derivative.",
        chains.decide,
        chains.decide_everywhere,
    ),
    SmoothBound: Form(
        "Taylor's formula, and a verified supremum of |sigma''| for each activation.",
        hidden_layer.decide,
        hidden_layer.decide_everywhere,
        hidden_layer.on_region,
        hidden_layer.promote,
    ),
    Identity: Form(
        "Sides that are polynomial, or linear on sign cells: a few exact networks decide for all.",
        identities.decide,
    ),
    Definiteness: Form(
        "The steps of the proof, one by one, and least eigenvalues in balls.",
        definiteness.decide,
        definiteness.decide_everywhere,
    ),
    Implication: Form(
        "Every sign cell of a neuron or of a pair, by Fourier-Motzkin elimination, exactly.",
        implications.decide,
        on_region=implications.on_region,
    ),
    Limit: Form(
        "Laws of large numbers, with exact means and variances of a neuron.",
        limits.decide,
        on_region=limits.on_region,
    ),
    Expectation: Form(
        "Gaussian expectations in normal form, as functions of the inputs; else in balls.",
        expectations.decide,
        on_region=expectations.on_region,
    ),
    Rate: Form(
        "A bound that is proved at every width, or mean and variance of the worst case.",
        rates.decide,
    ),
    **dict.fromkeys(
        (AllParameterBound, LazyRadius, Trend),
        Form(
            "Quadratic forms in the displacements of a neuron; explicit weights to refute.",
            both_layers.decide,
        ),
    ),
    Universality: Form(
        "Which powers of the cosine the kernel has, and measures that annihilate its sections.",
        universality.decide,
    ),
    SpectralDecay: Form(
        "Eigenvalues by the formula of Funk and Hecke, with tails that hold for every degree.",
        spectral_decay.decide,
    ),
    SeriesClaim: Form(
        "Signs of the coefficients of power series and Hermite expansions, in balls.",
        series_claims.decide,
    ),
}


def form_of(theorem: Theorem) -> Form:
    """The entry of a statement; a bound outside an event has one of its own."""
    random = isinstance(theorem, Bound) and theorem.except_with is not None
    return RANDOM_BOUND if random else FORMS[type(theorem)]


def decide(theorem: Theorem, s: Setting, options: Options, *, settle: bool = True) -> Verdict:
    """The verdict at one setting, by the checker of the statement's form.

    settle : whether an exact law is enclosed further than it takes to decide
    """
    require_notation(theorem, s)
    form = form_of(theorem)
    if form is RANDOM_BOUND and isinstance(theorem, Bound):
        return probabilistic.decide(theorem, s, options, settle=settle)
    return form.decide(theorem, s, options)


def everywhere(theorem: Theorem, options: Options) -> Verdict | None:
    """The verdict for every setting at once, or None where no proof covers them."""
    form = form_of(theorem)
    if form.everywhere is not None:
        return form.everywhere(theorem, options)
    verdict = decide(theorem, theorem.setting({}), options)
    return verdict if verdict.scope == "all" else None
