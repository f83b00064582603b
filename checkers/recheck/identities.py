"""Identities of networks, summed over the neurons, with both sides linear on each sign cell.

A neuron has an output weight a = 1 or -1 and a pre-activation u, which was v before. Both sides
are functions of h(u), h(v), pos(v), and linear in u and v where these are constant.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .findings import BREAKS, HOLDS, Claim, Finding
from .formulas import Node
from .numbers import exact, need
from .reading import Data, listed
from .statements import Statement
from .values import FRACTIONS, value

OPPOSITE, EQUAL = "opposite pairs", "equal pairs"  # rows (a, -a) or (a, a) of one v
WEIGHTS = (Fraction(1), Fraction(-1))


@dataclass(frozen=True)
class Neuron:
    """One row of a network."""

    a: Fraction
    u: Fraction
    v: Fraction


def sums(terms: Sequence[Node], neurons: Sequence[Neuron]) -> list[Fraction]:
    """The sides of an identity, summed over the neurons."""
    at = [{"a": one.a, "u": one.u, "v": one.v} for one in neurons]
    return [sum((value(term, one, FRACTIONS) for one in at), Fraction(0)) for term in terms]


def agree(statement: Statement, neurons: Sequence[Neuron]) -> bool:
    """Whether all that the statement says of a network is true of this one."""
    of_all = (sums(terms, neurons) for terms in (statement.terms, statement.also))
    of_each = (sums(statement.each, [one]) for one in neurons)
    return all(len(set(sides)) <= 1 for sides in itertools.chain(of_all, of_each))


def cells(claim: Claim, _proof: Data) -> Finding:
    """The sides agree on every sign cell of one neuron, or of one pair; so they do for networks.

    Both are linear on a cell, which its points with coordinates 0, +-1, and those with one
    coordinate doubled, span. A cell of probability 0 is left out where the print says almost every.
    """
    statement = claim.statement
    paired = statement.rows in (OPPOSITE, EQUAL)
    for signs in itertools.product((-1, 0, 1), repeat=3 if paired else 2):
        *u, v = map(Fraction, signs)
        seldom = v == 0 and any(u)  # only x = 0 has v = 0, and then u = 0
        if statement.initialization == "almost every" and seldom:
            continue
        for one, a in itertools.product(_spanning(*u, v), WEIGHTS):
            neurons = _neurons(statement, a, one)
            need(agree(statement, neurons), f"the sides differ at {neurons}")
    return Finding(HOLDS)


def _spanning(*cell: Fraction) -> Iterator[tuple[Fraction, ...]]:
    """The point itself, and one coordinate doubled at a time."""
    for which in range(-1, len(cell)):
        yield tuple(z * 2 if i == which else z for i, z in enumerate(cell))


def _neurons(statement: Statement, a: Fraction, z: tuple[Fraction, ...]) -> tuple[Neuron, ...]:
    """One neuron (u, v), or a pair (u, u', v) with output weights a, -a or a, a."""
    *u, v = z
    second = -a if statement.rows == OPPOSITE else a
    return tuple(Neuron(b, one, v) for b, one in zip((a, second), u, strict=False))


def preactivations(claim: Claim, proof: Data) -> Finding:
    """A network that the print allows, where the sides differ.

    Reads the output weights, first all u, then all v, and of a single sum the values of its sides.
    """
    a = _numbers(proof["a"], "output weights")
    z = _numbers(proof["z"], "pre-activations")
    m = len(a)
    need(len(z) == 2 * m and exact(claim.setting["m"]) == m, "another number of neurons")
    neurons = [Neuron(*one) for one in zip(a, z[:m], z[m:], strict=True)]
    need(_allowed(claim.statement, neurons), "the print does not allow this network")
    single = not (claim.statement.also or claim.statement.each)
    need(single == ("values" in proof), "the values of a single sum are told, and only they")
    told = _numbers(proof["values"], "the sides") if single else []
    need(not single or told == sums(claim.statement.terms, neurons), "the sides have other values")
    need(not agree(claim.statement, neurons), "the sides agree")
    return Finding(BREAKS)


def _allowed(statement: Statement, neurons: Sequence[Neuron]) -> bool:
    """Whether the network is one of those that the statement speaks of."""
    signs = all(one.a in WEIGHTS for one in neurons)
    usual = statement.initialization == "every" or all(one.v != 0 for one in neurons)
    half = len(neurons) // 2
    pairs = list(zip(neurons[:half], neurons[half:], strict=True)) if len(neurons) % 2 == 0 else []
    if statement.rows == OPPOSITE:
        rows = bool(pairs) and all(p.v == q.v and p.a == -q.a for p, q in pairs)
    elif statement.rows == EQUAL:
        rows = bool(pairs) and all(p.v == q.v and p.a == q.a for p, q in pairs)
    else:
        rows = statement.rows == "independent"
    return signs and usual and rows


def _numbers(told: object, what: str) -> list[Fraction]:
    return [exact(one) for one in listed(told, what)]
