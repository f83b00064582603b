"""Verdicts: an outcome, and everything a sceptic needs to doubt it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from fractions import Fraction
from typing import Any

from theorems.language.records import Setting, Theorem

SCHEMA = "widecheck/1"


class Outcome(Enum):
    """The four outcomes; each carries its sentence."""

    CERTIFIED = "certified"
    SUPPORTED = "supported"
    REFUTED = "refuted"
    UNDECIDED = "undecided"

    @property
    def sentence(self) -> str:
        """What the outcome means, in words."""
        return _SENTENCES[self]


_SENTENCES = {
    Outcome.CERTIFIED: "A rigorous enclosure decides for the statement, for the stated scope.",
    Outcome.SUPPORTED: (
        "Independent draws decide for the statement at the stated confidence; no"
        " counterexample was found, which does not prove that none exists."
    ),
    Outcome.REFUTED: (
        "A rigorous enclosure or an exact binomial limit decides against the statement, with a"
        " witness."
    ),
    Outcome.UNDECIDED: "Neither for nor against, within the budget.",
}


LEVELS = {
    "definition": "draws of the definition as it stands",
    "searched": "a supremum that was searched, on draws of the definition",
    "law": "the exact worst case or law, at one setting",
    "everywhere": "a proof for every setting that the hypotheses allow",
}
LIFTED = {
    "definition": "a known worst case for the quantity (checkers/worst_cases/suprema)",
    "searched": "a known worst case for the quantity (checkers/worst_cases/suprema)",
    "law": "a proof for every setting",
}


@dataclass(frozen=True)
class Failure:
    """The claimed failure probability and an enclosure of the true one, all in [0, 1].

    confidence is 1.0 where the enclosure is rigorous.
    """

    claimed: float
    lower: float
    upper: float
    confidence: float = 1.0

    def __post_init__(self) -> None:
        if not (0 <= self.claimed <= 1 and 0 <= self.lower <= self.upper <= 1):
            raise ArithmeticError(f"no probabilities: {self}")


@dataclass(frozen=True)
class Series:
    """One named curve (or the heights of a histogram over x) of a figure."""

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass(frozen=True)
class Figure:
    """Data of a plot; `marks` are named vertical lines."""

    title: str
    xlabel: str
    ylabel: str
    series: tuple[Series, ...]
    marks: tuple[tuple[str, float], ...] = ()
    kind: str = "lines"
    xlog: bool = False
    ylog: bool = False


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The outcome for one statement, with its evidence.

    setting    : the setting decided, or the worst one of the coverage
    scope      : "point", "box" or "all"
    finding    : one line for the summary table
    evidence   : how it was decided, sentence by sentence
    typical    : a typical value of the worst case; largest_seen among the draws
    tightness  : typical / bound
    sharpest   : the smallest factor on the bound that is certified at the setting; over a
                 coverage, the largest factor on the bound that came out refuted
    best       : the best constant or the exact range of a parameter, from both sides:
                 {"what", "proved", "refuted"}
    vacuous    : whether the bound exceeds the largest value the quantity can take
    vacuous_at : over a coverage that holds the default setting, whether it is so there, and at how
                 many settings of how many: {"default", "count", "of"}
    coverage   : number of settings tried, by outcome
    level      : of evidence, one of LEVELS
    fault      : where a second way contradicts the verdict: a fault of the program, with both
                 numbers; empty where there is none
    """

    label: str
    setting: Setting
    outcome: Outcome
    scope: str
    finding: str
    failure: Failure
    method: str
    evidence: tuple[str, ...] = ()
    statistic: str = "worst case"
    typical: float | None = None
    largest_seen: float | None = None
    bound: float | None = None
    tightness: float | None = None
    sharpest: float | None = None
    best: Mapping[str, str] | None = None
    vacuous: bool | None = None
    vacuous_at: Mapping[str, Any] | None = None
    draws: int = 0
    violations: int = 0
    seed: int = 0
    witness: Mapping[str, Any] | None = None
    certificate: Mapping[str, Any] | None = None
    coverage: Mapping[str, int] = field(default_factory=dict)
    figures: tuple[Figure, ...] = ()
    twin_of: str | None = None
    level: str = ""
    fault: str = ""
    seconds: float = 0.0

    def but(self, **changes: Any) -> "Verdict":
        """The same verdict with some fields replaced."""
        return replace(self, **changes)


def decided(
    theorem: Theorem,
    s: Setting,
    outcome: Outcome,
    finding: str,
    *evidence: str,
    method: str,
    scope: str = "point",
    **more: Any,
) -> Verdict:
    """The verdict on a statement without a probability: its failure is 0, 1 or unknown.

    more : further fields of the verdict
    """
    lower, upper = outcome is Outcome.REFUTED, outcome is not Outcome.CERTIFIED
    return Verdict(
        label=theorem.label,
        setting=s,
        outcome=outcome,
        scope=scope,
        finding=finding,
        failure=Failure(0.0, float(lower), float(upper)),
        method=method,
        evidence=evidence,
        twin_of=theorem.twin_of,
        **more,
    )


def proved(summary: Verdict) -> Verdict:
    """The verdict once there is a proof for all: what was undecided or supported is certified."""
    if summary.outcome is Outcome.REFUTED:
        raise ArithmeticError(f"{summary.label}: {summary.finding}; yet there is a proof for all")
    claimed, upper = summary.failure.claimed, summary.failure.upper
    lower = summary.failure.lower if summary.failure.confidence == 1 else 0.0
    return summary.but(
        outcome=Outcome.CERTIFIED,
        scope="all",
        failure=Failure(claimed, min(lower, claimed), min(upper, claimed)),
    )


def number(value: Any) -> Any:
    """A value of a setting as a JSON number or string."""
    if isinstance(value, Fraction):
        return float(value)
    return value if isinstance(value, int) else str(value)
