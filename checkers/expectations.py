"""Gaussian expectations against closed forms: as functions of the inputs, in normal form.

Inputs that are known by their lengths and their angle alone (`KnownByAngle`) let the definition of
a kernel through only where it asks for nothing else: its value is then one function of lengths
and x.x', for every pair of inputs in every dimension. It is compared in normal form with the
printed side. Where that fails, explicit pairs with the same x.x' are tried, in balls.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb, ctx

from checkers.balls import BALLS, ball
from checkers.closed_forms import NoNormalForm
from checkers.neuron_algebra import NO_FORM, Poly, symbol
from checkers.neuron_columns import FUNCTIONS, Vector, symbolic
from checkers.neuron_moments import (
    form_value,
    mean,
    orthant_moment,
    orthants_used,
    value,
    vanishes,
)
from checkers.options import Options
from checkers.quadrature import relu_expectation, square_expectation, step_expectation
from checkers.verdict import Failure, Outcome, Verdict
from theorems.domains import COSINE, NONNEGATIVE, Names, Reals, UnmetHypothesis
from theorems.statement import Expectation, Inputs, Setting, Statement

BITS = 160
REFEREES = {0: step_expectation, 1: relu_expectation, 2: square_expectation}
RHOS = tuple(map(Fraction, ("-1", "-0.9", "-1/2", "0", "1/3", "0.9", "1")))
Side = Callable[..., Any]


@dataclass(frozen=True)
class KnownByAngle:
    """x and x' of given lengths with cosine rho, as symbols; `polys` keeps what was averaged."""

    x: Vector
    y: Vector
    polys: list[Poly]

    def mean(self, integrand: Side, variances: tuple[int, ...] | None = None) -> Poly:
        """E[integrand(w.x, w.x', b)] in normal form."""
        if variances is not None:
            raise NoNormalForm("weights that know coordinates")
        poly = Poly.of(
            integrand(self.x.norm * symbol("u", 0), self.y.norm * symbol("v", 0), symbol("b", 0))
        )
        self.polys.append(poly)
        return mean(poly)


@dataclass(frozen=True)
class Point:
    """An explicit vector of balls."""

    entries: tuple[arb, ...]

    def __matmul__(self, other: "Point") -> arb:
        return sum((a * b for a, b in zip(self.entries, other.entries, strict=True)), arb(0))

    def shown(self) -> list[str]:
        """The coordinates, to 20 digits."""
        return [entry.str(20, radius=False) for entry in self.entries]


@dataclass(frozen=True)
class Explicit:
    """Two explicit inputs."""

    x: Point
    y: Point

    def mean(self, integrand: Side, variances: tuple[int, ...] | None = None) -> arb:
        """E[integrand(w.x, w.x', b)], enclosed."""
        weights = variances or (1,) * len(self.x.entries)

        def covariance(a: Point, b: Point) -> arb:
            terms = zip(weights, a.entries, b.entries, strict=True)
            return sum((w * p * q for w, p, q in terms), arb(0))

        norms = {"|x|": covariance(self.x, self.x).sqrt(), "|y|": covariance(self.y, self.y).sqrt()}
        rho = covariance(self.x, self.y) / (norms["|x|"] * norms["|y|"])
        inputs = known_by_angle(symbol("|x|"), symbol("|y|"))
        return value(inputs.mean(integrand), norms, rho)


def known_by_angle(x_norm: Poly, y_norm: Poly) -> KnownByAngle:
    """Inputs of these lengths, known by their angle."""
    return KnownByAngle(Vector("u", x_norm), Vector("v", y_norm), [])


def inputs_of(s: Setting) -> KnownByAngle:
    """The inputs of a symbolic setting: ||x|| is x_norm where that is a parameter, ||x'|| = 1."""
    return known_by_angle(Poly.of(s.get("x_norm", 1)), Poly.of(1))


def require_positive(theorem: Statement) -> None:
    """Raise UnmetHypothesis where a parameter may be negative, or rho no cosine."""
    for p in theorem.parameters:
        allowed = COSINE if p.name == "rho" else NONNEGATIVE
        if isinstance(p.domain, Reals) and not p.domain.within(allowed):
            raise UnmetHypothesis(
                f"{theorem.label} is checked for {allowed.describe(p.name)} only;"
                f" its domain is {p.domain.describe(p.name)}."
            )


def zeros(theorem: Statement) -> list[str]:
    """The parameters, m and rho aside, that may be 0."""
    numbers = [p for p in theorem.parameters if p.name not in ("m", "rho")]
    return [p.name for p in numbers if not isinstance(p.domain, Names) and 0 in p.domain]


def explicit_pairs(s: Setting) -> list[Explicit]:
    """Two pairs in the plane with the lengths and the angle of a setting, along either axis."""
    rho, norm = ball(s.get("rho", 0)), ball(s.get("x_norm", 1))
    across = ((1 - rho) * (1 + rho)).nonnegative_part().sqrt()
    along = Explicit(Point((norm, arb(0))), Point((rho, across)))
    return [along, Explicit(Point((arb(0), norm)), Point((across, rho)))]


def normal(side: Side, s: Setting) -> Poly | None:
    """A side as a function of all parameters, or None where it has no normal form."""
    try:
        return Poly.of(side(inputs_of(s), s, FUNCTIONS))
    except NO_FORM:
        return None


def numeric(side: Side, s: Setting, inputs: Inputs) -> arb | None:
    """A side at a setting, as a ball; None where it has no value here."""
    form = normal(side, symbolic(s, [name for name, v in s.items() if v == 0]))
    try:
        found = ball(side(inputs, s.over(ball), BALLS)) if form is None else value(form, s)
    except NO_FORM:
        return None
    return found if found.is_finite() else None


def decide(theorem: Expectation, s: Setting, options: Options) -> Verdict:
    """Equal normal forms settle every setting; else balls at this one, on explicit inputs."""
    require_positive(theorem)
    equal = [_equal(theorem, symbolic(s, zero)) for zero in ([], *([z] for z in zeros(theorem)))]
    if all(equal):
        return _everywhere(theorem, s)
    forms = [normal(side, symbolic(s)) for side in theorem.sides]
    first, others = forms[0], forms[1:]
    with ctx.workprec(BITS):
        pairs = explicit_pairs(s)
        table = [[numeric(side, s, pair) for side in theorem.sides] for pair in pairs]
    known = not any(v == 0 for name, v in s.items() if name != "rho") and (
        first is not None and all(f is not None and vanishes(f - first, s) for f in others)
    )
    for pair, values in zip(pairs, table, strict=True):
        for k, other in enumerate(values[1:], start=1):
            if values[0] is not None and other is not None and not values[0].overlaps(other):
                return _refuted(theorem, s, pair, values, k)
    return _verdict(
        theorem,
        s,
        Outcome.CERTIFIED if known else Outcome.UNDECIDED,
        finding=f"the sides are equal at {s!r}" if known else f"not decided at {s!r}",
        evidence=("The sides have no common normal form; at this setting they agree.",),
    )


def _equal(theorem: Expectation, at: Setting) -> bool:
    """Whether all sides have one normal form at a symbolic setting."""
    first, *others = (normal(side, at) for side in theorem.sides)
    return first is not None and all(f is not None and f.same(first) for f in others)


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
        finding=f"at {s!r} the sides are {texts[0]} and {texts[k]}",
        evidence=(
            f"In balls, at x = ({', '.join(pair.x.shown())}), x' = ({', '.join(pair.y.shown())}),"
            f" the definition is {texts[0]}, and the printed side {texts[k]}.",
            *(checks or ()),
        ),
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
        Outcome.CERTIFIED if checks is not None else Outcome.UNDECIDED,
        scope="all" if checks is not None else "point",
        finding=(
            "the sides are one function of the parameters, for all inputs in every dimension"
            if checks is not None
            else "closed forms and quadrature contradict each other: a fault of the checker"
        ),
        evidence=(
            "The definition asks for nothing of the inputs but their lengths and x.x', so that it"
            " is one function of them for every pair in every dimension; as such it has the normal"
            " form of the printed side.",
            *(checks or ()),
        ),
    )


def _quadrature(theorem: Expectation, s: Setting) -> tuple[str, ...] | None:
    """A sentence on rigorous quadrature of the definition's moments; None if it disagrees."""
    inputs = inputs_of(symbolic(s))
    try:
        theorem.sides[0](inputs, symbolic(s), FUNCTIONS)
    except NO_FORM:
        return ()
    return referees(inputs.polys)


def referees(polys: list[Poly]) -> tuple[str, ...] | None:
    """A sentence where quadrature encloses the closed forms of the moments used; None if not."""
    degrees = sorted({k for poly in polys for k in orthants_used(poly) if k in REFEREES})
    with ctx.workprec(BITS):
        for k in degrees:
            for rho in RHOS:
                if not REFEREES[k](rho).overlaps(form_value(orthant_moment(k, k), ball(rho))):
                    return None
    if not degrees:
        return ()
    names = ", ".join(f"E[u^{k} v^{k} 1{{u > 0}} 1{{v > 0}}]" for k in degrees)
    return (
        f"A second way: rigorous quadrature of {names} at {len(RHOS)} values of rho encloses what"
        " the closed forms say there.",
    )


def _verdict(
    theorem: Expectation,
    s: Setting,
    outcome: Outcome,
    *,
    finding: str,
    evidence: tuple[str, ...],
    scope: str = "point",
    witness: dict[str, Any] | None = None,
) -> Verdict:
    refuted = outcome is Outcome.REFUTED
    return Verdict(
        label=theorem.label,
        setting=s,
        outcome=outcome,
        scope=scope,
        finding=finding,
        failure=Failure(0.0, float(refuted), float(outcome is not Outcome.CERTIFIED)),
        method="normal forms",
        evidence=evidence,
        statistic="difference of the sides",
        witness=witness,
        twin_of=theorem.twin_of,
    )
