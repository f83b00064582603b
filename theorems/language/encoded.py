"""The formulas of a record in LaTeX, as they are encoded: to be read beside the print."""

from functools import reduce
from typing import Any

from theorems.language.expressions import Expression, Number, written
from theorems.language.latex import latex
from theorems.language.records import (
    AllParameterBound,
    Bound,
    Identity,
    Inequality,
    LazyRadius,
    Line,
    Rate,
    SmoothBound,
    SpectralDecay,
    Statement,
    Trend,
    Universality,
)


def encoded(record: Statement, left: str = "") -> str:
    """What the trees of a record say; empty for a record without trees.

    left : the left-hand side of a bound; without it, the name of its quantity
    """
    match record:
        case Inequality():
            return r" \leq ".join(map(latex, record.terms))
        case Bound():
            return r" \leq ".join([left or named(record.quantity), *map(latex, record.at_most)])
        case SmoothBound():
            return rf"{left or named(record.quantity)} \leq {_smooth(record)}"
        case Identity() if all(isinstance(side, Expression) for side in record.sides):
            return " = ".join(latex(side) for side in record.sides if isinstance(side, Expression))
        case Rate():
            return rf"{named(record.quantity)} = O\left( {latex(record.rate)} \right)"
        case AllParameterBound():
            return r" \leq ".join([named(record.quantity), *map(_line, record.lines)])
        case LazyRadius():
            power, logs = latex(record.power), latex(record.logs)
            return rf"r_m = o\left( m^{{{power}}} (\log m)^{{{logs}}} \right)"
        case Trend():
            return rf"\sigma_t(z) = {latex(record.family)}"
        case Universality():
            relation = "=" if record.slice else r"\geq"
            last = "x_{d+1}" if record.added else "x_d"
            return (
                rf"k(\rho) = {latex(record.kernel)}, \quad {last} {relation} {latex(record.height)}"
            )
        case SpectralDecay():
            claimed = [
                *([rf"\alpha = {latex(record.alpha)}"] if record.alpha is not None else []),
                *([rf"\alpha > {latex(record.above)}"] if record.above is not None else []),
            ]
            return r", \quad ".join([rf"k(\rho) = {latex(record.kernel)}", *claimed])
    return ""


def named(quantity: Any) -> str:
    """The name of a quantity, as a word of a formula."""
    return rf"\text{{{quantity.__name__.strip('_').replace('_', ' ')}}}"


def _smooth(record: SmoothBound) -> str:
    factors = [one for one in (record.factor, record.weight) if one != Number(1)]
    constant = latex(reduce(lambda a, b: written("*", a, b).tree, factors)) if factors else "1"
    shown = "" if constant == "1" else rf"{constant} \cdot "
    # the arguments of a remainder are numbers, those of a network arrays
    distance = r"\|W - W_0\|_F" if "W" in {*record.fixed, *record.for_all} else "|x - x_0|"
    return rf"{shown}\frac{{\beta}}{{2}} {distance}^{record.power}"


def _line(line: Line) -> str:
    return rf"\sum_i {latex(line.share)}"
