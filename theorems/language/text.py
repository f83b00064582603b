"""A formula as one line of text, and back: `parsed(text(tree)) == tree`.

The text is Python's notation, with exact quotients: a Number 1/3 is written (1/3).
"""

import ast

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

TIGHT, NEGATIVE, NOT = 9, 7, 3  # how tightly a leaf, a sign and `not` bind
_OPERATORS: dict[type[ast.AST], str] = {
    **{ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Pow: "**"},
    **{ast.Lt: "<", ast.LtE: "<=", ast.Eq: "==", ast.NotEq: "!=", ast.Gt: ">", ast.GtE: ">="},
    **{ast.And: "and", ast.Or: "or", ast.USub: "negative", ast.Not: "not"},
}
LONGEST = 20_000  # characters of a text that is read


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
        found = _read(ast.parse(line.strip(), mode="eval").body, line.strip())
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise Unreadable(f"is the text {quoted(line)}, which is no formula") from None
    require_size(found)
    return found


def _read(node: ast.expr, line: str) -> Expression:
    match node:
        case ast.Constant(value) if isinstance(value, int | float) and not isinstance(value, bool):
            digits = ast.get_source_segment(line, node) or ""
            return tree(digits if isinstance(value, float) else value)
        case ast.Name(name):
            return Constant(name) if name in CONSTANTS else Name(name)
        case ast.UnaryOp(op, of) if type(op) in _OPERATORS:
            return written(_OPERATORS[type(op)], _read(of, line)).tree
        case ast.BinOp(left, op, right) if type(op) in _OPERATORS:
            return written(_OPERATORS[type(op)], _read(left, line), _read(right, line)).tree
        case ast.Compare(left, [op], [right]) if type(op) in _OPERATORS:
            return written(_OPERATORS[type(op)], _read(left, line), _read(right, line)).tree
        case ast.BoolOp(op, [first, *others]):
            whole = _read(first, line)
            for other in others:
                whole = written(_OPERATORS[type(op)], whole, _read(other, line)).tree
            return whole
        case ast.Call(ast.Name(name), arguments, []) if FUNCTIONS.get(name) == len(arguments):
            return written(name, *(_read(a, line) for a in arguments)).tree
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
