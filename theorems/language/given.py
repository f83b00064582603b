"""What a paper says of its parameters, as it says it: "m, d >= 1 integers; 0 < delta < 1".

Clauses stand between semicolons. One gives names their domain, by constants on either side of them
("m, d >= 1 integers", "-1 <= rho <= 1", "t real"); one that speaks of several names is a joint
hypothesis ("m >= 16 n^2 log(2 n^2/delta) / lam^2"); one with a new name and "=" is an abbreviation
("r = sqrt(2 - 2 rho)"). Products may go without a sign, and powers be written with "^".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from theorems.language.domains import Domain, Integers, Reals, Value
from theorems.language.exact import is_rational, rational
from theorems.language.expressions import CONSTANTS, FUNCTIONS, Apply, Expression, Unreadable
from theorems.language.fields import typed
from theorems.language.records import Parameter
from theorems.language.text import parsed

RELATION = re.compile(r"(<=|>=|==|!=|<|>|=)")
KINDS = re.compile(r"\b(?:(even)\s+)?(integers?|real|reals)\s*$")
NAMES = re.compile(r"[A-Za-z_]\w*(?:\s*,\s*[A-Za-z_]\w*)*")
TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|(\*\*|<=|>=|==|!=|.))")
LONGEST = 2_000  # characters
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}
WIDTHS = (2, 3, 5, 10, 30, 100)
SIZES = tuple(map(Fraction, ("1/100", "1/10", "1/2", "1", "2", "10")))
INSIDE = tuple(map(Fraction, ("1/100", "1/20", "1/2", "9/10", "99/100")))  # of an interval


@dataclass(frozen=True)
class Hypotheses:
    """What a text gives: parameters, joint hypotheses, and abbreviations by name."""

    parameters: tuple[Parameter, ...] = ()
    joint: tuple[Expression, ...] = ()
    abbreviations: Mapping[str, Expression] = field(default_factory=dict)


@dataclass
class _Limits:
    """The domain of a name as far as clauses have given it."""

    integer: bool = False
    even: bool = False
    low: Fraction | None = None
    high: Fraction | None = None
    open_low: bool = False
    open_high: bool = False

    def add(self, relation: str, limit: Fraction) -> None:
        """One more condition: name, relation, limit."""
        strict = relation in ("<", ">")
        if relation in (">", ">=", "=") and (self.low is None or limit >= self.low):
            self.low, self.open_low = limit, strict
        if relation in ("<", "<=", "=") and (self.high is None or limit <= self.high):
            self.high, self.open_high = limit, strict

    def domain(self, name: str) -> Domain:
        """The domain; Unreadable where it is none."""
        if not self.integer:
            return Reals(self.low, self.high, self.open_low, self.open_high)
        if self.low is None or self.high is not None:
            raise Unreadable(f"needs {name} >= a number, for an integer; a top is a hypothesis")
        least = self.low.__floor__() + 1 if self.open_low else self.low.__ceil__()
        return Integers(least, self.even)


def hypotheses(text: str) -> Hypotheses:
    """What the text of a paper says of its parameters.

    Raises Unreadable, which names the clause and what to write, for what cannot be read.
    """
    if len(text) > LONGEST:
        raise Unreadable(f"has {len(text)} characters; {LONGEST} are read")
    limits, joint, short = dict[str, _Limits](), list[Expression](), dict[str, Expression]()
    for clause in filter(None, map(str.strip, text.split(";"))):
        try:
            _read(clause, limits, joint, short)
        except Unreadable as error:
            raise Unreadable(f"{typed(clause)!r} {error}") from None
    parameters = tuple(_parameter(name, one.domain(name)) for name, one in limits.items())
    return Hypotheses(parameters, tuple(joint), short)


def _read(
    clause: str,
    limits: dict[str, _Limits],
    joint: list[Expression],
    short: dict[str, Expression],
) -> None:
    """One clause, into what is known."""
    kind = KINDS.search(clause)
    head = clause[: kind.start()].strip() if kind else clause
    parts = [part.strip() for part in RELATION.split(head)]
    terms, relations = parts[::2], parts[1::2]
    fresh = [i for i, term in enumerate(terms) if _new(term, limits, short)]
    if len(fresh) > 1:
        raise Unreadable("speaks of two names that have no domain yet; give each a clause")
    if not fresh:
        if kind:
            raise Unreadable("gives a kind to no new name; write as in 'm >= 1 integer'")
        joint += _relations(terms, relations, limits)
        return
    place, others = fresh[0], [t for i, t in enumerate(terms) if i != fresh[0]]
    names = [name.strip() for name in terms[place].split(",")]
    if relations == ["="] and place == 0 and not kind and set(limits) & formula(others[0]).names:
        short[names[0]] = _known(formula(others[0]), limits)
        return
    for name in names:
        limits[name] = _Limits(bool(kind and kind[2].startswith("int")), bool(kind and kind[1]))
    later = []
    for i, relation in enumerate(relations):
        other, turned = (i + 1, relation) if i == place else (i, TURNED.get(relation, relation))
        if place not in (i, i + 1):
            raise Unreadable("has its name not between its limits")
        limit = formula(terms[other])
        if not limit.names and is_rational(limit):
            for name in names:
                limits[name].add(turned, rational(limit, {}))
        else:
            later += [_relation(formula(n), turned, _known(limit, limits)) for n in names]
    joint += later


def _new(term: str, limits: Mapping[str, _Limits], short: Mapping[str, Expression]) -> bool:
    """Whether a term is a name, or names, that have no domain yet."""
    if not NAMES.fullmatch(term):
        return False
    names = {name.strip() for name in term.split(",")}
    if names & {*limits, *short}:
        if len(names) == 1:
            return False
        raise Unreadable("gives a domain to a name that has one")
    return not names & {*CONSTANTS}


def _relations(
    terms: list[str], relations: list[str], limits: Mapping[str, _Limits]
) -> list[Expression]:
    """A chain of comparisons, link by link."""
    if not relations:
        raise Unreadable("is no condition; write as in 'tau > 0' or 'eps <= size'")
    read = [_known(formula(term), limits) for term in terms]
    return [_relation(read[i], one, read[i + 1]) for i, one in enumerate(relations)]


def _relation(left: Expression, relation: str, right: Expression) -> Expression:
    return Apply("==" if relation == "=" else relation, (left, right))


def _known(read: Expression, limits: Mapping[str, _Limits]) -> Expression:
    """A formula in names that have a domain."""
    for name in sorted(read.names - {*limits}):
        raise Unreadable(f"uses {typed(name)}, which has no domain yet; give it one before")
    return read


def formula(text: str) -> Expression:
    """A formula as papers write it: 16 n^2 log(2 n^2/delta) / lam^2."""
    pieces, before = list[str](), ""
    for number, name, sign in TOKEN.findall(text.strip()):
        starts = bool(number or name or sign == "(")
        ends = before and (before[-1].isalnum() or before[-1] in "_)")
        if starts and ends and not (sign == "(" and before in FUNCTIONS):
            pieces.append("*")
        before = number or name or ("**" if sign == "^" else sign)
        pieces.append(before)
    return parsed(" ".join(pieces))


def _parameter(name: str, domain: Domain) -> Parameter:
    coverage = tuple(_usual(domain))
    default = next((v for v in _preferred(domain) if v in coverage), coverage[0])
    return Parameter(name, "as in the statement", domain, default, coverage)


def _preferred(domain: Domain) -> tuple[Value, ...]:
    """Defaults, the usual one first."""
    if isinstance(domain, Integers):
        return (10, domain.least)
    if isinstance(domain, Reals) and domain.low == 0 and domain.high == 1:
        return (Fraction(1, 20), Fraction(1, 2))
    return (Fraction(1), Fraction(1, 2))


def _usual(domain: Domain) -> list[Value]:
    """Small and large values of a domain, its ends included where they belong to it."""
    if isinstance(domain, Integers):
        near = range(domain.least, domain.least + 3)
        return sorted({n for n in (*near, *WIDTHS) if n in domain})
    assert isinstance(domain, Reals)
    low, high = domain.low, domain.high
    if low is not None and high is not None:
        tried = {low, high, *(low + (high - low) * part for part in INSIDE)}
    elif low is not None:
        tried = {low, *(low + size for size in SIZES)}
    elif high is not None:
        tried = {high, *(high - size for size in SIZES)}
    else:
        tried = {Fraction(0), *SIZES, *(-size for size in SIZES)}
    return sorted(value for value in tried if value in domain)
