"""Reading the sentences of a verdict: what they say in numbers, held against its data."""

import re
from fractions import Fraction

from checkers.verdicts.verdict import Verdict

NUMBER = r"(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)"
INTERVAL = rf"\[{NUMBER}, {NUMBER}\]"
BREAKS = re.compile(rf"breaks with probability (at most|at least) {NUMBER}")
FAILURE = re.compile(
    rf"the failure probability (?:lies |is )(?:in {INTERVAL}|(at most|at least) {NUMBER}|{NUMBER};)"
)
BY_LAW = re.compile(
    rf"(\d+) of (\d+) lie beyond \S+, by law with probability"
    rf" (?:in {INTERVAL}|(at most|at least) {NUMBER}|{NUMBER}[;.])"
)
RELATION = re.compile(
    rf"(?<![-+*^/=<>])[ (]{NUMBER} (<=|>=|<|>) {NUMBER}(?![\w*^(/]|\.\d)(?! \w+\^)"
)
ENDS = re.compile(INTERVAL)
NO_VERDICT = ("by the exact binomial limit",)  # speaks of draws, at a confidence of its own


def untrue(verdict: Verdict) -> list[str]:
    """The phrases of a verdict that its data, or arithmetic, contradict."""
    found = []
    for sentence in (verdict.finding, *verdict.evidence, *(verdict.best or {}).values()):
        found += [f"{why}: {sentence}" for why in _problems(verdict, sentence)]
    return found


def _problems(verdict: Verdict, sentence: str) -> list[str]:
    low, high = map(Fraction, (verdict.failure.lower, verdict.failure.upper))
    problems = []
    if not any(words in sentence for words in NO_VERDICT):
        for what, told in BREAKS.findall(sentence):
            true = Fraction(told) >= high if what == "at most" else Fraction(told) <= low
            problems += [] if true else [f"{what} {told}, the failure is {low} to {high}"]
    for groups in FAILURE.findall(sentence):
        least, most = _ends(*groups)
        problems += [] if least <= low and high <= most else [f"{groups}, it is {low} to {high}"]
    for _, _, *groups in BY_LAW.findall(sentence):
        least, most = _ends(*groups)
        problems += [] if 0 <= least <= most <= 1 else [f"{groups} is no probability"]
    for left, relation, right in RELATION.findall(sentence):
        a, b = Fraction(left), Fraction(right)
        true = {"<=": a <= b, ">=": a >= b, "<": a < b, ">": a > b}[relation]
        problems += [] if true else [f"{left} {relation} {right}"]
    for left, right in ENDS.findall(sentence):
        problems += [] if Fraction(left) <= Fraction(right) else [f"[{left}, {right}]"]
    return problems


def _ends(left: str, right: str, what: str, told: str, exactly: str) -> tuple[Fraction, Fraction]:
    if exactly:
        return Fraction(exactly), Fraction(exactly)
    if what:
        return (Fraction(0), Fraction(told)) if what == "at most" else (Fraction(told), Fraction(1))
    return Fraction(left), Fraction(right)
