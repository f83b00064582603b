"""What a record claims, in one line of text: the last part of the formal reading.

A quantity is told by its name and by the first line of its docstring, a formula by its text. What
is written as a function of neurons is asked for what it says of the symbols w.x, w0.x and
||w - w0||; where it does not say so, the formula in LaTeX is referred to.
"""

import inspect
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

from theorems.language.calling import called
from theorems.language.expressions import Expression, Name, Term
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
    Line,
    Rate,
    SeriesClaim,
    SmoothBound,
    SpectralDecay,
    Statement,
    Trend,
    Universality,
)
from theorems.language.text import text

NEURON = {"w_x": "w.x", "w0_x": "w0.x", "moved": "||w - w0||", "length": "||w||", "c": "c"}
OF_A_NEURON = {
    "b": "b = |beta_i - beta_i^(0)|",
    "w": "w = ||w_i - w_i^(0)||",
    "h": "h = |x . (w_i - w_i^(0))|",
    "beta0": "beta0 = |beta_i^(0)|",
    "beta_max": "beta_max = max_i |beta_i^(0)|",
    "gamma": "gamma the smallest Lipschitz constant of sigma'",
    "C": "C the smallest Lipschitz constant of sigma",
}
SIZES = {"error": "sup_z |sigma_t(z) - relu(z)|", "gamma": "sup_z |sigma_t''(z)|"}
# by what a tangent kernel is for n0 = 1 and for n0 >= 2
DEFINITE = {
    (False, False): "none",
    (True, False): "1 alone",
    (False, True): "those >= 2",
    (True, True): "all",
}
RELATIONS = {"=": " = ", "<=": " <= ", "in": " lies in the span of "}


def claim(record: Statement) -> str:
    """The claim alone, without its quantifiers."""
    match record:
        case Inequality():
            return " <= ".join(map(text, record.terms))
        case Bound():
            return " <= ".join([named(record.quantity), *map(text, record.at_most)])
        case SmoothBound():
            return _smooth(record)
        case Identity() | Expectation():
            return _equal(record)
        case Definiteness():
            kernel = named(record.kernel)
            return f"{kernel} is positive definite on distinct points of the unit sphere of R^n0"
        case Implication():
            return _implication(record)
        case Limit():
            left = named(record.quantity, f"the left side of {record.latex}")
            right = named(record.limit, f"the right side of {record.latex}")
            return f"{left} -> {right} as m -> infinity"
        case Rate():
            return f"{named(record.quantity)} <= C * {_factor(record.rate)}"
        case AllParameterBound():
            return _all_parameters(record)
        case LazyRadius():
            return (
                f"the largest {named(record.quantity)} -> 0 as m -> infinity, for all radii r_m ="
                f" o(m**{_factor(record.power)} * log(m)**{_factor(record.logs)})"
            )
        case Trend():
            return _trend(record)
        case Universality():
            return _universal(record)
        case SpectralDecay():
            return _decay(record)
        case SeriesClaim():
            return _series(record)
    raise TypeError(type(record).__name__)


def named(definition: Any, otherwise: str = "") -> str:
    """A definition by its name and the first line of its docstring; a formula by its text."""
    if isinstance(definition, Expression):
        return text(definition)
    told = (inspect.getdoc(definition) or "").partition("\n")[0].rstrip(".")
    name = getattr(definition, "__name__", "").strip("_")
    if name in ("<lambda>", "side", ""):  # a function of no name of its own
        return told or otherwise
    return f"{name} ({told})" if told else name


def _factor(formula: Expression) -> str:
    return f"({text(formula)})" if formula.parts else text(formula)


def _smooth(record: SmoothBound) -> str:
    # the parameters of a remainder are numbers, those of a network arrays
    distance = "||W - W0||_F" if "W" in {*record.fixed, *record.for_all} else "|z - z0|"
    parts = [part for part in (record.factor, record.weight) if text(part) != "1"]
    bound = " * ".join([*map(_factor, parts), "beta / 2", f"{distance}**{record.power}"])
    return f"{named(record.quantity)} <= {bound}, beta the smallest Lipschitz constant of sigma'"


def _equal(record: Identity | Expectation) -> str:
    relations = getattr(record, "relations", ()) or ("=",) * (len(record.sides) - 1)
    said = [named(side, f"side {i + 1} of {record.latex}") for i, side in enumerate(record.sides)]
    return said[0] + "".join(
        RELATIONS[relation] + side for relation, side in zip(relations, said[1:], strict=True)
    )


def _asked(predicate: Callable[..., Any], *symbols: Any) -> str | None:
    """What a function says of symbols, "" for True; None where it cannot be asked."""
    try:
        said = predicate(*symbols)
    except Exception:  # it computes with arrays, or branches on what holds
        return None
    if said is True:
        return ""
    return text(said.tree) if isinstance(said, Term) else None


def _of_neurons(record: Implication, predicate: Callable[..., Any]) -> str | None:
    if getattr(predicate, "__name__", "<lambda>") not in ("<lambda>", "conclusion"):
        return named(predicate)
    names = {p.name for p in record.parameters}
    norm = "x_norm" if "x_norm" in names else "||x||"
    neuron = {key: Term(Name(shown)) for key, shown in {**NEURON, "x_norm": norm}.items()}
    terms = {name: Term(Name(name)) for name in names}
    return _asked(lambda: called(predicate, {**terms, "n": SimpleNamespace(**neuron)}))


def _implication(record: Implication) -> str:
    each = "every pair of neurons" if record.pair else "every neuron"
    premise = _of_neurons(record, record.premise)
    told = [_of_neurons(record, conclusion) for conclusion in record.conclusions]
    if premise is None:
        return f"for {each}: {record.latex}"
    links = "; ".join(map(str, told)) if all(told) else f"each link of {record.latex}"
    return f"for {each}{f' with {premise}' if premise else ''}: {links}"


def _all_parameters(record: AllParameterBound) -> str:
    used = {name for line in record.lines for name in line.names()}
    used -= {p.name for p in record.parameters}
    legend = ", ".join(told for name, told in OF_A_NEURON.items() if name in used)
    return f"{named(record.quantity)} <= {' <= '.join(map(_line, record.lines))}; {legend}"


def _line(line: Line) -> str:
    conditions = [
        f"b {relation} {_factor(end)} * w for every i"
        for relation, end in (("<", line.below), (">", line.above))
        if end is not None
    ]
    return f"sum_i ({text(line.share)})" + "".join(f" [where {said}]" for said in conditions)


def _trend(record: Trend) -> str:
    way = "from t to ratio * t" if record.towards == "infinity" else "from ratio * t to t"
    moves = [f"{SIZES[size]} {'rises' if up else 'falls'}" for size, up in record.rises.items()]
    return f"{way}, with sigma_t(z) = {text(record.family)}, {' and '.join(moves)}"


def _universal(record: Universality) -> str:
    size = f"d + {record.added}" if record.added else "d"
    last = f"x_{size}" if not record.added else f"x_({size})"
    condition = f"{last} {'=' if record.slice else '>='} {text(record.height)}"
    space = f"R^({size})" if record.added else f"R^{size}"
    return (
        f"the span of the sections of k(rho) = {text(record.kernel)}, rho the cosine, is dense in"
        f" C(X), X = {{x in {space}: ||x|| = 1, {condition}}}"
    )


def _decay(record: SpectralDecay) -> str:
    alpha = [
        *([f"alpha = {text(record.alpha)}"] if record.alpha is not None else []),
        *([f"alpha > {text(record.above)}"] if record.above is not None else []),
    ]
    return (
        f"there are c1, c2 > 0 and {' and '.join(alpha)} such that the nonzero eigenvalues of"
        f" k(rho) = {text(record.kernel)}, uniform distribution on the unit sphere of R^d, satisfy"
        " c1 * i**-alpha <= lambda_i <= c2 * i**-alpha for every i >= 1"
    )


def _series(record: SeriesClaim) -> str:
    if record.subject == "tangent kernel":
        depth = "L" if any(p.name == "L" for p in record.parameters) else "2"
        told = " or ".join(said for case, said in DEFINITE.items() if record.claim(*case))
        return f"the n0 with Theta^({depth}) positive definite on the sphere of R^n0 are {told}"
    symbols: Sequence[Any] = [Term(Name(name)) for name in ("a_i", "rho", "i")]
    said = _asked(record.claim, *symbols) if record.subject == "dual" else ""
    if said:
        return f"E[mu(X) mu(Y)] = sum_i {said}, the a_i being the Hermite coefficients of mu"
    return record.latex
