"""Gaussian expectations against closed forms: as functions of the inputs, in normal form.

The definition of a kernel, run on inputs that are known by their lengths and their angle alone, is
compared in normal form with the printed side: for every pair of inputs in every dimension. Where
that fails, explicit pairs with the same x.x' are tried, in balls.
"""

from functools import partial

from flint import arb, ctx

from checkers.gaussians.formulas import (
    BITS,
    around,
    magnitude,
    normal,
    numeric,
    referees,
    require_positive,
    same_at_numbers,
    zeros,
)
from checkers.gaussians.inputs import Explicit, explicit_pairs, inputs_of
from checkers.gaussians.moments import vanishes
from checkers.gaussians.neuron_polynomials import NO_FORM
from checkers.gaussians.symbols import FUNCTIONS, symbolic, with_numbers
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome, Verdict, decided
from theorems.language.domains import Span
from theorems.language.records import Expectation, Setting

_verdict = partial(decided, method="normal forms", statistic="difference of the sides")


def decide(theorem: Expectation, s: Setting, options: Options) -> Verdict:
    """Equal normal forms settle every setting; else balls at this one, on explicit inputs."""
    require_positive(theorem)
    everywhere = all(_equal(theorem, symbolic(s, zero)) for zero in zeros(theorem))
    for at in around(theorem, s) if everywhere else [s]:
        if not all(same_at_numbers(side, at) for side in theorem.sides):
            told = "a formula says something else at numbers than as a formula"
            return _verdict(theorem, s, Outcome.UNDECIDED, f"{told}: {at!r}")
    if everywhere:
        return _everywhere(theorem, s)
    with ctx.workprec(BITS + 4 * magnitude(s)):
        pairs = explicit_pairs(s)
        table = [[numeric(side, s, pair) for side in theorem.sides] for pair in pairs]
    known = _equal(theorem, with_numbers(s), s)
    for pair, values in zip(pairs, table, strict=True):
        for k, other in enumerate(values[1:], start=1):
            if values[0] is not None and other is not None and not values[0].overlaps(other):
                return _refuted(theorem, s, pair, values, k)
    return _verdict(
        theorem,
        s,
        Outcome.CERTIFIED if known else Outcome.UNDECIDED,
        f"the sides are equal at {s!r}" if known else f"not decided at {s!r}",
        "With the numbers of this setting in the place of the parameters, the sides have equal"
        " normal forms, or forms that are equal at this rho."
        if known
        else _undecided(table),
    )


def _undecided(table: list[list[arb | None]]) -> str:
    """What was found where nothing is decided."""
    if any(value is None for values in table for value in values):
        return "The sides have no common normal form, and a side has no value in balls here."
    return (
        "The sides have no common normal form; their enclosures in balls overlap at this setting,"
        " which proves no equality."
    )


def on_region(theorem: Expectation, s: Setting, options: Options) -> Verdict | None:
    """The verdict for all rho of a span, everything else fixed; None where that is not proved."""
    if any(isinstance(v, Span) and name != "rho" for name, v in s.items()):
        return None
    at = s.but(rho=theorem.setting({}).rho)
    verdict = decide(theorem, at, options)
    if verdict.scope == "all":
        return verdict
    rhos = [at.but(rho=v) for p in theorem.parameters if p.name == "rho" for v in p.coverage]
    proved = _equal(theorem, with_numbers(at)) and all(
        same_at_numbers(side, c) for side in theorem.sides for c in rhos
    )
    if verdict.outcome is not Outcome.CERTIFIED or not proved:
        return None
    told = f"the sides have one normal form at {s!r}"
    return verdict.but(setting=s, scope="box", finding=told)


def _equal(theorem: Expectation, at: Setting, s: Setting | None = None) -> bool:
    """Whether all sides have one normal form at a symbolic setting, or one value at s as well."""
    first, *others = (normal(side, at) for side in theorem.sides)
    return first is not None and all(
        f is not None and (f.same(first) if s is None else vanishes(f - first, s)) for f in others
    )


def _refuted(
    theorem: Expectation, s: Setting, pair: Explicit, values: list[arb | None], k: int
) -> Verdict:
    texts = ["?" if v is None else v.str(20) for v in values]
    checks = _quadrature(theorem, s)
    at_both = [numeric(theorem.sides[0], s, p) for p in explicit_pairs(s)]
    if all(v is not None for v in at_both) and not at_both[0].overlaps(at_both[1]):  # type: ignore[union-attr, arg-type]
        along, across = (v.str(20) for v in at_both if v is not None)
        checks = (
            f"Along one axis of the plane the definition is {along}, along the other, for the same"
            f" lengths and x.x', {across}: it is no function of them.",
        )
    return _verdict(
        theorem,
        s,
        Outcome.REFUTED,
        f"at {s!r} the sides are {texts[0]} and {texts[k]}",
        f"In balls, at x = ({', '.join(pair.x.shown())}), x' = ({', '.join(pair.y.shown())}),"
        f" the definition is {texts[0]}, and the printed side {texts[k]}.",
        *checks,
        witness={
            "setting": repr(s),
            "x": pair.x.shown(),
            "x'": pair.y.shown(),
            "definition": texts[0],
            "printed": texts[k],
        },
    )


def _everywhere(theorem: Expectation, s: Setting) -> Verdict:
    checks = _quadrature(theorem, s)
    return _verdict(
        theorem,
        s,
        Outcome.CERTIFIED,
        "the sides are one function of the parameters, for all inputs in every dimension",
        "The definition asks for nothing of the inputs but their lengths and x.x', so that it is"
        " one function of them for every pair in every dimension; as such it has the normal form"
        " of the printed side.",
        *checks,
        scope="all",
    )


def _quadrature(theorem: Expectation, s: Setting) -> tuple[str, ...]:
    """A sentence on rigorous quadrature of the definition's moments, where it has closed forms."""
    inputs = inputs_of(symbolic(s))
    try:
        theorem.sides[0](inputs, symbolic(s), FUNCTIONS)
    except NO_FORM:
        return ()
    return referees(inputs.polys)
