"""A tree as one Python function, which any arithmetic can run.

An arithmetic has a function for each of `FUNCTIONS` that it knows, pi, `number` for quotients, and
`compare`, `both`, `either` and `negated` for conditions; its numbers have Python's operators.
One that knows arrays has `entry` and `reduce`, too.
"""

import ast
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from theorems.language.expressions import TRUTHS, Apply, Constant, Expression, Name, Number
from theorems.language.indices import Call, Entry, Index, Reduce

_OPERATORS: dict[str, ast.operator] = {
    **{"+": ast.Add(), "-": ast.Sub(), "*": ast.Mult(), "/": ast.Div(), "**": ast.Pow()},
}
_CONDITIONS = {"and": "both", "or": "either", "not": "negated"}
VALUES, ARITHMETIC = "values", "fn"
_LOAD = ast.Load()


def compiled(formula: Expression) -> Callable[[Mapping[str, Any], Any], Any]:
    """The function (values of the names, arithmetic) -> value of a tree."""
    whole = ast.Expression(_lambda([VALUES, ARITHMETIC], formula))
    code = compile(ast.fix_missing_locations(whole), "<formula>", "eval")
    made: Callable[[Mapping[str, Any], Any], Any] = eval(code, {"Fraction": Fraction})
    return made


def _code(formula: Expression) -> ast.expr:
    match formula:
        case Number(value) if isinstance(value, int):
            return ast.Constant(value)
        case Number(value):
            parts: list[ast.expr] = [ast.Constant(value.numerator), ast.Constant(value.denominator)]
            return _call(_function("number"), [_call(ast.Name("Fraction", _LOAD), parts)])
        case Constant(name):
            return _function(name)
        case Name(name):
            return _value(name)
        case Apply("negative", (of,)):
            return ast.UnaryOp(ast.USub(), _code(of))
        case Apply("//", (above, below)):
            quotient = ast.BinOp(_code(above), ast.Div(), _code(below))
            return _call(_function("floor"), [quotient])
        case Apply("**", (Number(int(base)), exponent)):  # as an integer it may fill the memory
            number = _call(_function("number"), [ast.Constant(base)])
            return ast.BinOp(number, ast.Pow(), _code(exponent))
        case Apply(operation, (left, right)) if operation in _OPERATORS:
            return ast.BinOp(_code(left), _OPERATORS[operation], _code(right))
        case Apply(operation, arguments) if operation in TRUTHS and operation not in _CONDITIONS:
            return _call(_function("compare"), [ast.Constant(operation), *map(_code, arguments)])
        case Apply(operation, arguments):
            name = _CONDITIONS.get(operation, operation)
            return _call(_function(name), list(map(_code, arguments)))
        case Index(level):
            return ast.Name(f"i{level}", _LOAD) if level > 0 else _value(f"axis{-level}")
        case Entry(name, indices):
            return _call(_function("entry"), [_value(name), *map(_code, indices)])
        case Call(name, which, argument):
            function = ast.Attribute(_value(name), which, _LOAD)
            return _call(function, [_code(argument), ast.Name(ARITHMETIC, _LOAD)])
        case Reduce(kind, level, size, body):
            how: list[ast.expr] = [ast.Constant(kind), ast.Constant(level), _code(size)]
            return _call(_function("reduce"), [*how, _lambda([f"i{level}"], body)])
    raise TypeError(formula)


def _value(name: str) -> ast.expr:
    return ast.Subscript(ast.Name(VALUES, _LOAD), ast.Constant(name), _LOAD)


def _lambda(names: list[str], body: Expression) -> ast.expr:
    arguments = [ast.arg(name) for name in names]
    signature = ast.arguments([], arguments, kwonlyargs=[], kw_defaults=[], defaults=[])
    return ast.Lambda(signature, _code(body))


def _function(name: str) -> ast.expr:
    return ast.Attribute(ast.Name(ARITHMETIC, _LOAD), name, _LOAD)


def _call(function: ast.expr, arguments: list[ast.expr]) -> ast.expr:
    return ast.Call(function, arguments, [])
