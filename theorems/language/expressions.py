"""Formulas as trees: immutable, equal by structure, read once and interpreted many times.

A leaf is an exact number, a named constant or a name (a parameter of a statement, or a variable);
an inner node applies one of `OPERATIONS` to trees. A tree is written with ordinary operators and
with the functions of `theorems.language.functions`: what is being written is a `Term`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from theorems.language.fields import UnmetHypothesis, quoted

Exact = int | Fraction
SIZE, DEPTH = 2_000, 150  # nodes of one formula, and how many of them above each other
POWER_BITS = 2**16  # of a whole power that is written out

CONSTANTS = ("pi",)
# of two arguments, written between them, with how tightly they bind
INFIX = {
    **{"or": 1, "and": 2},
    **dict.fromkeys(("<", "<=", "==", "!=", ">", ">="), 4),
    **{"+": 5, "-": 5, "*": 6, "/": 6, "//": 6, "**": 8},
}
TRUTHS = ("or", "and", "not", "<", "<=", "==", "!=", ">", ">=")
# written as functions, with the number of their arguments
FUNCTIONS = {
    **dict.fromkeys(("sqrt", "cbrt", "log", "log1p", "exp", "expm1", "sin", "cos", "arccos"), 1),
    **dict.fromkeys(("tanh", "sech2", "logistic", "erf", "erfc", "normal"), 1),
    **dict.fromkeys(("abs", "sign", "floor", "positive_part", "negative_part"), 1),
    **dict.fromkeys(("step_expectation", "relu_expectation", "square_expectation"), 1),
    **{"bell": 2, "minimum": 2, "maximum": 2, "where": 3},
}
OPERATIONS = {**dict.fromkeys(INFIX, 2), "negative": 1, "not": 1, **FUNCTIONS}
# numpy's names of them, for who writes np.sqrt(m)
UFUNCS = {
    **{np.add: "+", np.subtract: "-", np.multiply: "*", np.divide: "/", np.floor_divide: "//"},
    **{np.power: "**", np.negative: "negative", np.absolute: "abs", np.fabs: "abs"},
    **{np.less: "<", np.less_equal: "<=", np.greater: ">", np.greater_equal: ">="},
    **{np.equal: "==", np.not_equal: "!="},
    **{getattr(np, name): name for name in FUNCTIONS if isinstance(getattr(np, name, 0), np.ufunc)},
}


class Unreadable(UnmetHypothesis):
    """A formula uses what no formula may: the sentence says what, and what to write instead."""


class Writable:
    """What the operators of a formula work on; their result is a `Term`."""

    __slots__ = ()

    def __add__(self, other: Any) -> "Term":
        return written("+", self, other)

    def __radd__(self, other: Any) -> "Term":
        return written("+", other, self)

    def __sub__(self, other: Any) -> "Term":
        return written("-", self, other)

    def __rsub__(self, other: Any) -> "Term":
        return written("-", other, self)

    def __mul__(self, other: Any) -> "Term":
        return written("*", self, other)

    def __rmul__(self, other: Any) -> "Term":
        return written("*", other, self)

    def __truediv__(self, other: Any) -> "Term":
        return written("/", self, other)

    def __rtruediv__(self, other: Any) -> "Term":
        return written("/", other, self)

    def __floordiv__(self, other: Any) -> "Term":
        return written("//", self, other)

    def __rfloordiv__(self, other: Any) -> "Term":
        return written("//", other, self)

    def __pow__(self, other: Any) -> "Term":
        return written("**", self, other)

    def __rpow__(self, other: Any) -> "Term":
        return written("**", other, self)

    def __neg__(self) -> "Term":
        return written("negative", self)

    def __pos__(self) -> "Term":
        return Term(tree(self))

    def __abs__(self) -> "Term":
        return written("abs", self)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> "Term":
        if method != "__call__" or options or ufunc not in UFUNCS:
            raise Unreadable(f"uses numpy.{ufunc.__name__}, which is no function of formulas")
        return written(UFUNCS[ufunc], *inputs)


class Entrywise(Writable, ABC):
    """An array of formulas: an operation that meets one is applied entry by entry."""

    __slots__ = ()

    @abstractmethod
    def entrywise(self, operation: str, *arguments: Any) -> Any:
        """The array of the operation's results."""

    def put_into(self, formula: "Expression", values: "Mapping[str, Any]") -> Any:
        """The array of a formula's values, where some of its names have arrays of values."""
        raise Unreadable(
            "applies a function to arrays that stand behind one another; apply it first"
        )


class Expression(Writable):
    """A formula: a Number, a Constant, a Name or an Apply; or a node of `language.indices`."""

    @property
    def parts(self) -> "tuple[Expression, ...]":
        """The trees just below: what an operation is applied to."""
        return self.arguments if isinstance(self, Apply) else ()

    def nodes(self) -> "Iterator[Expression]":
        """The tree and all trees in it, from the top, left before right."""
        waiting: list[Expression] = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(node.parts)

    @cached_property
    def names(self) -> frozenset[str]:
        """The names that occur in it."""
        return frozenset(node.name for node in self.nodes() if isinstance(node, Name))

    @cached_property
    def operations(self) -> frozenset[str]:
        """The operations that occur in it."""
        return frozenset(node.operation for node in self.nodes() if isinstance(node, Apply))

    @cached_property
    def constants(self) -> frozenset[str]:
        """The named constants that occur in it."""
        return frozenset(node.name for node in self.nodes() if isinstance(node, Constant))

    @property
    def is_truth(self) -> bool:
        """Whether it says that something holds; else it is a number."""
        return isinstance(self, Apply) and self.operation in TRUTHS

    @cached_property
    def program(self) -> "Callable[[Mapping[str, Any], Any], Any]":
        """The tree as a function of the values of its names and of an arithmetic."""
        from theorems.language.programs import compiled

        return compiled(self)

    def __call__(self, *values: Any) -> Any:
        """Its value in an arithmetic, the last argument: of a mapping, or of its only name's.

        In another formula it is called with formulas, and gives a formula: `relu_ntk(rho**2)`.
        """
        names = sorted(self.names)
        if values and all(isinstance(value, Writable) for value in values):
            trees = zip(map(Name, names), map(tree, values), strict=bool(names))
            return Term(self.put(dict(trees)))
        *of, fn = values
        plain = len(of) == 1 and isinstance(of[0], Mapping)
        known = of[0] if plain else dict(zip(names, of, strict=bool(names)))
        for value in known.values():
            if isinstance(value, Entrywise):
                return value.put_into(self, known)
        return self.program(known, fn)

    def put(self, instead: "Mapping[Expression, Expression]") -> "Expression":
        """The tree with other trees in place of some of its parts."""
        if self in instead:
            return instead[self]
        if isinstance(self, Apply):
            return written(self.operation, *(part.put(instead) for part in self.parts)).tree
        return self


@dataclass(frozen=True)
class Number(Expression):
    """An exact number; whole ones are integers."""

    value: Exact


@dataclass(frozen=True)
class Constant(Expression):
    """A number with a name of its own, one of `CONSTANTS`."""

    name: str


@dataclass(frozen=True)
class Name(Expression):
    """A parameter, or a variable."""

    name: str


@dataclass(frozen=True)
class Apply(Expression):
    """An operation applied to trees."""

    operation: str
    arguments: tuple[Expression, ...]

    @cached_property
    def _hash(self) -> int:
        return hash((self.operation, self.arguments))

    def __hash__(self) -> int:
        return self._hash


class Term(Writable):
    """A formula that is being written: it computes and compares as numbers do, and is no number."""

    __slots__ = ("tree",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, tree: Expression) -> None:
        self.tree = tree

    def __lt__(self, other: Any) -> "Term":
        return written("<", self, other)

    def __le__(self, other: Any) -> "Term":
        return written("<=", self, other)

    def __gt__(self, other: Any) -> "Term":
        return written(">", self, other)

    def __ge__(self, other: Any) -> "Term":
        return written(">=", self, other)

    def __eq__(self, other: object) -> "Term":  # type: ignore[override]
        return written("==", self, other)

    def __ne__(self, other: object) -> "Term":  # type: ignore[override]
        return written("!=", self, other)

    def __and__(self, other: Any) -> "Term":
        return written("and", self, other)

    def __or__(self, other: Any) -> "Term":
        return written("or", self, other)

    def __invert__(self) -> "Term":
        return written("not", self)

    def __bool__(self) -> bool:
        raise Unreadable(
            "asks in Python (if, and, or, not, min, max, a chain a < b < c) what holds for some"
            " values only; write where(condition, a, b), minimum(a, b), maximum(a, b), &, |, ~"
        )

    def _no_number(self, *more: Any) -> Any:
        raise Unreadable(
            "asks for the value of what is only named, as int(), float(), round() and math do;"
            " write floor(x) for math.floor(x) or int(x), and sqrt(x) for math.sqrt(x)"
        )

    __float__ = __int__ = __index__ = __round__ = __floor__ = __ceil__ = __trunc__ = _no_number
    __len__ = __iter__ = __getitem__ = __contains__ = __format__ = __str__ = _no_number

    def __repr__(self) -> str:
        return "<a formula>"


def tree(value: Any) -> Expression:
    """The tree of what may stand in a formula: a Term, a tree, an exact number, or its text.

    Raises Unreadable for anything else; a float is not exact.
    """
    if isinstance(value, Term):
        return value.tree
    if isinstance(value, Expression):
        return value
    if isinstance(value, np.integer):
        value = int(value)
    if isinstance(value, str):
        value = _number(value)
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return Number(int(value) if value == int(value) else Fraction(value))
    if isinstance(value, float | np.floating):
        raise Unreadable(
            f"computes with the float {float(value)!r}, which is rounded; write x / 2 in place of"
            ' 0.5 * x, Fraction(1, 10) or the text "0.1" in place of 0.1, sqrt(x) in place of'
            " x ** 0.5"
        )
    raise Unreadable(f"computes with {quoted(value)}, which is no number of a formula")


def _number(text: str) -> Fraction:
    from theorems.language.domains import exact

    try:
        return exact(text)
    except (ValueError, ZeroDivisionError):
        raise Unreadable(
            f'computes with the text {quoted(text)}; a number is "0.1" or "4/3"'
        ) from None


def written(operation: str, *arguments: Any) -> Term:
    """An operation applied to what may stand in a formula; numbers alone become one number.

    Where an array of formulas is among the arguments, the result is an array of formulas.
    """
    for one in arguments:
        if isinstance(one, Entrywise):
            return one.entrywise(operation, *arguments)  # type: ignore[no-any-return]
    if any(isinstance(one, float | np.floating | np.ndarray) for one in arguments):
        if not any(tree(one).names for one in arguments if isinstance(one, Writable)):
            return _in_floats(operation, *arguments)  # type: ignore[no-any-return]
    trees = tuple(map(tree, arguments))
    _require_kinds(operation, trees)
    left, *rest = trees
    if isinstance(left, Number) and all(isinstance(t, Number) for t in rest):
        value = _folded(operation, *(t.value for t in trees))  # type: ignore[attr-defined]
        if value is not None:
            return Term(tree(value))
    return Term(Apply(operation, trees))


def _in_floats(operation: str, *arguments: Any) -> Any:
    """The value of an operation on floats or arrays and on formulas without names, as sqrt(2).

    So a definition in numpy may use them; in a formula with names the float that it is is refused.
    """
    from theorems.language.floats import FLOATS

    names = [Name(f"x{i}") for i in range(len(arguments))]
    values = [tree(a).program({}, FLOATS) if isinstance(a, Writable) else a for a in arguments]
    whole = Apply(operation, tuple(names))
    return whole.program({n.name: v for n, v in zip(names, values, strict=True)}, FLOATS)


def _require_kinds(operation: str, trees: tuple[Expression, ...]) -> None:
    """Raise Unreadable where a condition stands for a number, or a number for a condition."""
    wanted = {"and": 2, "or": 2, "not": 1, "where": 1}.get(operation, 0)  # conditions, first of all
    for place, one in enumerate(trees):
        if place < wanted and not one.is_truth:
            raise Unreadable(f"needs a comparison such as m > 1 in {operation}(...)")
        if place >= wanted and one.is_truth:
            raise Unreadable("computes with a comparison; write where(condition, 1, 0)")


def bits(value: Fraction) -> int:
    """How many bits the larger of numerator and denominator has."""
    return max(value.numerator.bit_length(), value.denominator.bit_length())


def _folded(operation: str, *values: Exact) -> Exact | None:
    """The exact value of rational arithmetic with numbers; None for any other operation."""
    a, b = Fraction(values[0]), values[-1]
    match operation:
        case "negative":
            return -a
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return a * b
        case "/" if b:
            return a / b
        case "**" if isinstance(b, int) and bits(a) * abs(b) <= POWER_BITS and (a or b >= 0):
            return a**b
    return None


def require_size(formula: Expression) -> None:
    """Raise Unreadable for a tree that is too large, as a loop over neurons makes it."""
    size = sum(1 for _, node in zip(range(SIZE + 1), formula.nodes(), strict=False))
    if size > SIZE or _depth(formula) > DEPTH:
        raise Unreadable(
            f"has more than {SIZE} operations, or {DEPTH} inside each other; is there a loop?"
        )


def _depth(formula: Expression) -> int:
    level, depth = [formula], 0
    while level and depth <= DEPTH:
        level, depth = [part for node in level for part in node.parts], depth + 1
    return depth
