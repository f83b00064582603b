"""Formulas: read from a line of text into immutable nodes, without running any of it.

    sum     = product, then any number of: (+ or -) product
    product = factor, then any number of: (* or /) factor
    factor  = - factor, or power
    power   = atom, then perhaps ** and a whole number
    atom    = a whole number, a name, name(sum, ...), integral(name, sum), or a sum in brackets

A minus sign binds less than a power, as in print: -x**2 is -(x**2). Nothing else is read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

DEEPEST = 50  # brackets inside each other
_TOKEN = re.compile(r"\s*(?:([0-9]+)|([A-Za-z_][A-Za-z_0-9]*)|([*][*]|[-+*/(),]))")


@dataclass(frozen=True)
class Number:
    """A whole number."""

    value: int


@dataclass(frozen=True)
class Name:
    """A quantity that has its value from outside: a parameter, pi, a variable of an integral."""

    name: str


@dataclass(frozen=True)
class Apply:
    """A function, or one of + - * / and the sign neg, of its arguments."""

    function: str
    arguments: tuple["Node", ...]


@dataclass(frozen=True)
class Power:
    """A whole power."""

    base: "Node"
    exponent: int


@dataclass(frozen=True)
class Integral:
    """The integral of the body over the variable from 0 to 1."""

    variable: str
    body: "Node"


Node = Number | Name | Apply | Power | Integral


class NoFormula(ValueError):
    """A text that is no formula; says which, and where reading stopped."""


def parse(text: str) -> Node:
    """The formula in a text; raises NoFormula where there is none, or more than one."""
    reader = _Reader(text)
    node = reader.sum(0)
    if reader.ahead:
        raise reader.error()
    return node


def names_in(node: Node) -> frozenset[str]:
    """The names that a formula needs, and its functions, each followed by ()."""
    if isinstance(node, Number):
        return frozenset()
    if isinstance(node, Name):
        return frozenset({node.name})
    if isinstance(node, Power):
        return names_in(node.base)
    if isinstance(node, Integral):
        return names_in(node.body) - {node.variable} | {"integral()"}
    own = {f"{node.function}()"} if node.function.isidentifier() else set()
    return frozenset(own).union(*(names_in(part) for part in node.arguments))


class _Token(NamedTuple):
    kind: str  # number, name or sign
    text: str


def _tokens(text: str) -> Iterator[_Token]:
    place = 0
    while text[place:].strip():
        found = _TOKEN.match(text, place)
        if not found:
            raise NoFormula(f"{text!r} cannot be read from {text[place : place + 10]!r} on")
        number, name, sign = found.groups()
        kind = "number" if number else "name" if name else "sign"
        yield _Token(kind, number or name or sign)
        place = found.end()


class _Reader:
    """Recursive descent: one method for each line of the grammar above."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = [*_tokens(text)]
        self.place = 0

    @property
    def ahead(self) -> str:
        return self.tokens[self.place].text if self.place < len(self.tokens) else ""

    def error(self) -> NoFormula:
        return NoFormula(f"{self.text!r} cannot be read from {self.ahead or 'its end'!r} on")

    def take(self, *signs: str) -> str:
        """The next sign, where it is one of these, else nothing."""
        found = self.ahead if self.ahead in signs else ""
        self.place += bool(found)
        return found

    def expect(self, kind: str, sign: str = "") -> str:
        if self.place == len(self.tokens):
            raise self.error()
        token = self.tokens[self.place]
        if token.kind != kind or (sign and token.text != sign):
            raise self.error()
        self.place += 1
        return token.text

    def sum(self, depth: int) -> Node:
        node = self.product(depth)
        while sign := self.take("+", "-"):
            node = Apply(sign, (node, self.product(depth)))
        return node

    def product(self, depth: int) -> Node:
        node = self.factor(depth)
        while sign := self.take("*", "/"):
            node = Apply(sign, (node, self.factor(depth)))
        return node

    def factor(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise NoFormula(f"{self.text[:40]!r} is nested too deeply")
        if self.take("-"):
            return Apply("neg", (self.factor(depth + 1),))
        return self.power(depth)

    def power(self, depth: int) -> Node:
        base = self.atom(depth)
        return Power(base, int(self.expect("number"))) if self.take("**") else base

    def atom(self, depth: int) -> Node:
        if self.take("("):
            node = self.sum(depth + 1)
            self.expect("sign", ")")
            return node
        if self.tokens[self.place :] and self.tokens[self.place].kind == "number":
            return Number(int(self.expect("number")))
        name = self.expect("name")
        if not self.take("("):
            return Name(name)
        if name == "integral":
            return self.integral(depth)
        arguments = [self.sum(depth + 1)]
        while self.take(","):
            arguments.append(self.sum(depth + 1))
        self.expect("sign", ")")
        return Apply(name, tuple(arguments))

    def integral(self, depth: int) -> Node:
        variable = self.expect("name")
        self.expect("sign", ",")
        body = self.sum(depth + 1)
        self.expect("sign", ")")
        return Integral(variable, body)
