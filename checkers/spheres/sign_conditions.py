"""Checking a condition on signs that is said to be equivalent to positive definiteness.

The condition is asked of every pair of sign patterns (361 of them, see `coefficient_signs`) that
the hypothesis allows. Where it is met, every series with these signs must be positive definite;
where it is not, none may be. A pattern against it is shown by one explicit series.
"""

from fractions import Fraction
from typing import Any

from checkers.spheres.sign_patterns import (
    all_patterns,
    both,
    definite_by_transfer,
    gram_is_definite,
    not_definite,
    rows_hold,
    series_of,
)
from checkers.verdicts.verdict import Outcome, Verdict, decided
from theorems.language.domains import Integers, UnmetHypothesis
from theorems.language.records import SeriesClaim, Setting
from theorems.power_series import INFINITE, PowerSeries, Signs

WORDS = ("no", "finitely many", "infinitely many")


def decide(theorem: SeriesClaim, s: Setting) -> Verdict:
    """The verdict at one n0, or for all of them where the condition passes for all."""
    allowed, wrong = _against(theorem, s.n0)
    cases = sorted({min(n, 2) for n in (_least(theorem), 2) if _in_domain(theorem, n)})
    others = [n for n in cases if n != min(s.n0, 2)]
    everywhere = not wrong and not any(_against(theorem, n)[1] for n in others)
    if not allowed:
        raise UnmetHypothesis(f"{theorem.label} claims nothing: no signs meet its hypothesis.")
    tried = rows_hold(s.n0)
    evidence = [
        f"{allowed} pairs of sign patterns (of the even and of the odd b_n) meet the hypothesis,"
        " and the condition was asked of each. What such signs mean for v^T K v = sum b_n |M_n|^2,"
        " with the moments M_n of v, is proved for all series at once.",
        f"A second way: {tried} explicit series with periodic b_n 2^n, for each pattern of one"
        f" parity, in exact rationals at n0 = {s.n0}: v^T K v <= 0 at explicit points, or the"
        " domination |M_n|^2 <= n0 |M_(n+2)|^2 and a Gram matrix with positive pivots.",
    ]
    witness = None
    if wrong:
        direction = "if" if "if" in wrong else "only if"
        even, odd = wrong[direction]
        series = series_of(even, odd, s.n0, definite=direction == "only if")
        witness, sentence = _shown(series, s.n0, direction, even, odd)
        evidence.insert(0, sentence)
        evidence += [
            f"'{name}' is {'false' if name in wrong else 'true'} at n0 = {s.n0}."
            for name in ("if", "only if")
        ]
    return decided(
        theorem,
        s,
        Outcome.REFUTED if wrong else Outcome.CERTIFIED,
        f"at {s!r} '{direction}' fails: {witness['why']}"
        if witness
        else "the condition on the signs is met by exactly the positive definite series"
        + (", for every n0" if everywhere else f", at {s!r}"),
        *evidence,
        scope="all" if everywhere else "point",
        method="sign patterns",
        statistic="sign patterns against the statement",
        witness=witness,
        best=_best(theorem) if wrong and theorem.twin_of is None else None,
    )


def _least(theorem: SeriesClaim) -> int:
    domain = next(p.domain for p in theorem.parameters if p.name == "n0")
    return domain.least if isinstance(domain, Integers) else 1


def _in_domain(theorem: SeriesClaim, n0: int) -> bool:
    return all(n0 in p.domain for p in theorem.parameters if p.name == "n0")


def _against(theorem: SeriesClaim, n0: int) -> tuple[int, dict[str, tuple[Signs, Signs]]]:
    """How many patterns the hypothesis allows, and the first against each direction."""
    allowed = 0
    wrong = dict[str, tuple[Signs, Signs]]()
    for even, odd in all_patterns():
        if not theorem.hypothesis(even, odd):
            continue
        allowed += 1
        met, truth = bool(theorem.claim(even, odd)), both(even, odd, n0)
        if met and truth != "always":
            wrong.setdefault("if", (even, odd))
        if not met and truth != "never":
            wrong.setdefault("only if", (even, odd))
    return allowed, wrong


def _shown(
    series: PowerSeries, n0: int, direction: str, even: Signs, odd: Signs
) -> tuple[dict[str, Any], str]:
    """The series as a witness, and a sentence on it."""
    data: dict[str, Any] = {
        "b_n 2^n": f"{', '.join(map(str, series.head))}; then again and again"
        f" {', '.join(map(str, series.cycle))}",
        "even": _told(even),
        "odd": _told(odd),
        "n0": n0,
    }
    if direction == "only if":
        if not (definite_by_transfer(series, n0) and gram_is_definite(series, n0)):
            raise ArithmeticError(f"{series} is not seen to be definite")
        data["why"] = "a positive definite kernel that does not meet the condition"
        return data, (
            f"A positive definite kernel that fails the condition: even n: {data['even']}; odd n:"
            f" {data['odd']}. Each negative b_n is outweighed, as |M_n|^2 <= n0 |M_(n+2)|^2."
            if n0 > 1
            else f"On the two points of S^0 it is enough that the sums of the even and of the odd"
            f" b_n are positive; here: even n: {data['even']}; odd n: {data['odd']}."
        )
    found = not_definite(series, n0)
    if found is None:
        raise ArithmeticError(f"{series} is not seen to fail")
    zero = all(b == 0 for b in (*series.head, *series.cycle))
    data |= {
        "points": [[*map(str, point), *["0"] * (n0 - len(point))] for point in found.points],
        "vector": [str(weight) for weight in found.vector],
        "v^T K v": str(found.value),
        "why": f"{'f = 0' if zero else 'a series'} meets the condition and v^T K v ="
        f" {_number(found.value)}",
    }
    return data, (
        f"{'f = 0' if zero else 'The series'} meets the condition (even n: {data['even']}; odd n:"
        f" {data['odd']}), and v^T K v = {_number(found.value)} <= 0 for a v != 0 over"
        f" {len(found.points)} distinct points."
    )


def _number(value: Fraction) -> str:
    return str(value) if len(str(value)) < 20 else f"{float(value):.6g}"


def _told(signs: Signs) -> str:
    """Say, "infinitely many > 0, no = 0, finitely many < 0"."""
    counts = ((signs.positive, "> 0"), (signs.zero, "= 0"), (signs.negative, "< 0"))
    return ", ".join(f"{WORDS[count]} {what}" for count, what in counts if count) or str(INFINITE)


def _best(theorem: SeriesClaim) -> dict[str, str]:
    """Which direction holds for which n0."""
    held, failed = list[str](), list[str]()
    for n0, where in ((1, "n0 = 1"), (2, "every n0 >= 2")):
        if _in_domain(theorem, n0):
            wrong = _against(theorem, n0)[1]
            for name in ("if", "only if"):
                (failed if name in wrong else held).append(f"'{name}' for {where}")
    return {
        "what": "directions of the equivalence",
        "proved": ", ".join(held) or "none",
        "refuted": ", ".join(failed) or "none",
    }
