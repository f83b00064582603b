"""A formula as one line of text, and back: `parsed(text(tree)) == tree`.

The text is Python's notation, with exact quotients: a Number 1/3 is written (1/3).
"""

import ast
from collections.abc import Mapping

from theorems.language.expressions import (
    CONSTANTS,
    FUNCTIONS,
    INFIX,
    Apply,
    Constant,
    Expression,
    Name,
    Number,
    Unreadable,
    require_size,
    tree,
    written,
)
from theorems.language.fields import quoted
from theorems.language.indices import KINDS, OF_ACTIVATIONS, Call, Entry, Index, Reduce, over

TIGHT, NEGATIVE, NOT = 9, 7, 3  # how tightly a leaf, a sign and `not` bind
_OPERATORS: dict[type[ast.AST], str] = {
    **{ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Pow: "**"},
    **{ast.Lt: "<", ast.LtE: "<=", ast.Eq: "==", ast.NotEq: "!=", ast.Gt: ">", ast.GtE: ">="},
    **{ast.And: "and", ast.Or: "or", ast.USub: "negative", ast.Not: "not"},
}
LONGEST = 20_000  # characters of a text that is read
FRESH = 1_000  # levels from here on are of indices whose reduction is still being read
Bound = Mapping[str, Index]


def text(formula: Expression) -> str:
    """The formula on one line, from which `parsed` makes the same tree."""
    return _text(formula)[0]


def _text(formula: Expression) -> tuple[str, int]:
    """The text, and how tightly it binds."""
    match formula:
        case Number(value):
            simple = isinstance(value, int) and value >= 0
            return (str(value), TIGHT) if simple else (f"({value})", TIGHT)
        case Constant(name) | Name(name):
            return name, TIGHT
        case Apply("negative", (of,)):
            return f"-{_within(of, NEGATIVE)}", NEGATIVE
        case Apply("not", (of,)):
            return f"not {_within(of, NOT)}", NOT
        case Apply(operation, (left, right)) if operation in INFIX:
            binds = INFIX[operation]
            # left to right, but powers; comparisons do not chain
            at_left = binds + (operation == "**" or binds == INFIX["<"])
            at_right = binds + (operation != "**")
            parts = _within(left, at_left), _within(right, at_right)
            return (
                f"{parts[0]}**{parts[1]}" if operation == "**" else f" {operation} ".join(parts)
            ), binds
        case Apply(operation, arguments):
            return f"{operation}({', '.join(map(text, arguments))})", TIGHT
        case Index(level):
            return f"i{level}" if level > 0 else f"axis{-level}", TIGHT
        case Entry(name, indices):
            return f"{name}[{', '.join(map(text, indices))}]", TIGHT
        case Call(name, which, argument):
            return f"{name}.{which}({text(argument)})", TIGHT
        case Reduce(kind, level, size, body):
            return f"{kind}(i{level}, {text(size)}, {text(body)})", TIGHT
    raise TypeError(formula)


def _within(formula: Expression, least: int) -> str:
    found, binds = _text(formula)
    return found if binds >= least else f"({found})"


def parsed(line: str) -> Expression:
    """The tree of a formula's text.

    Raises Unreadable for what is no formula, and for functions that are not of the language.
    """
    if len(line) > LONGEST:
        raise Unreadable(f"is a text of {len(line)} characters; a formula has at most {LONGEST}")
    try:
        found = _read(ast.parse(line.strip(), mode="eval").body, line.strip(), {})
    except Unreadable:
        raise
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise Unreadable(f"is the text {quoted(line)}, which is no formula") from None
    require_size(found)
    return found


def _read(node: ast.expr, line: str, bound: Bound) -> Expression:
    def of(part: ast.expr) -> Expression:
        return _read(part, line, bound)

    match node:
        case ast.Name(name) if name in bound:
            return bound[name]
        case ast.Subscript(ast.Name(name), ast.Tuple(indices)):
            return Entry(name, tuple(of(index) for index in indices))
        case ast.Subscript(ast.Name(name), index):
            return Entry(name, (of(index),))
        case ast.Call(ast.Attribute(ast.Name(name), which), [argument], []):
            if which in OF_ACTIVATIONS:
                return Call(name, which, of(argument))
        case ast.Call(ast.Name(kind), [ast.Name(name), size, body], []) if kind in KINDS:
            here = Index(FRESH + len(bound))
            return over(kind, here, of(size), _read(body, line, {**bound, name: here}))
        case ast.Constant(value) if isinstance(value, int | float) and not isinstance(value, bool):
            digits = ast.get_source_segment(line, node) or ""
            return tree(digits if isinstance(value, float) else value)
        case ast.Name(name):
            return Constant(name) if name in CONSTANTS else Name(name)
        case ast.UnaryOp(op, one) if type(op) in _OPERATORS:
            return written(_OPERATORS[type(op)], of(one)).tree
        case ast.BinOp(left, op, right) if type(op) in _OPERATORS:
            return written(_OPERATORS[type(op)], of(left), of(right)).tree
        case ast.Compare(left, [op], [right]) if type(op) in _OPERATORS:
            return written(_OPERATORS[type(op)], of(left), of(right)).tree
        case ast.BoolOp(op, [first, *others]):
            whole = of(first)
            for other in others:
                whole = written(_OPERATORS[type(op)], whole, of(other)).tree
            return whole
        case ast.Call(ast.Name(name), arguments, []) if FUNCTIONS.get(name) == len(arguments):
            return written(name, *(of(a) for a in arguments)).tree
    raise Unreadable(f"has {quoted(ast.unparse(node))}, which is not of the language of formulas")


def canonical(formula: Expression) -> Expression:
    """One order for what may be exchanged: equal for a + b and b + a, a < b and b > a."""
    turned = {">": "<", ">=": "<="}
    if not isinstance(formula, Apply):
        return formula
    operation, arguments = formula.operation, tuple(map(canonical, formula.arguments))
    if operation in turned:
        operation, arguments = turned[operation], arguments[::-1]
    if operation in ("+", "*", "and", "or", "minimum", "maximum", "==", "!="):
        arguments = tuple(sorted(_flat(operation, arguments), key=text))
        whole = arguments[0]
        for other in arguments[1:]:
            whole = Apply(operation, (whole, other))
        return whole
    return Apply(operation, arguments)


def _flat(operation: str, arguments: tuple[Expression, ...]) -> list[Expression]:
    found: list[Expression] = []
    for a in arguments:
        if isinstance(a, Apply) and a.operation == operation and operation not in ("==", "!="):
            found += _flat(operation, a.arguments)
        else:
            found.append(a)
    return found
