"""Random valid settings, extremes and ranges included, of all statements without a probability.

Fixed seed. Each ends in a verdict with a reason, and nothing contradicts itself.
"""

import json
import random
from fractions import Fraction

import pytest

from checkers.check import check
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome
from theorems import THEOREMS, TWINS, VARIANTS
from theorems.language.domains import Integers, Names
from theorems.language.records import Bound, Parameter, SmoothBound, Theorem

SETTINGS = 4  # for each statement
WHOLE = 0.1  # chance that a parameter is given a range, or all of its domain
EXTREMES = ("0", "1", "-1", "1/3", "1e-100", "-1e-100", "1e-10", "1e10", "1e20", "1e60")
STATEMENTS = [
    t
    for t in (*THEOREMS, *VARIANTS, *TWINS)
    if t.parameters
    and not isinstance(t, SmoothBound)
    and not (isinstance(t, Bound) and t.except_with is not None)
]


def value(p: Parameter, rng: random.Random) -> str:
    """A value of a parameter that can be computed with."""
    domain = p.trial or p.domain
    if isinstance(domain, Names):
        return rng.choice(domain.allowed)
    while True:
        if isinstance(domain, Integers):
            text = str(rng.choice([rng.randint(1, 40), 10 ** rng.randint(0, 12)]))
        elif rng.random() < 0.3:
            text = rng.choice(EXTREMES)
        elif rng.random() < 0.5:
            text = f"{rng.uniform(-1, 1):.6g}"
        else:
            text = f"{rng.uniform(1, 10):.3f}e{rng.randint(-99, 59)}"
        parsed = domain.parse(text)
        if parsed in domain and not domain.computable(parsed):
            return text


def texts(theorem: Theorem, rng: random.Random) -> dict[str, str]:
    """What follows `--set`, for about two thirds of the parameters."""
    chosen = {}
    for p in theorem.parameters:
        if rng.random() < 1 / 3:
            continue
        chosen[p.name] = value(p, rng)
        if rng.random() < WHOLE and not isinstance(p.domain, Names):
            low, high = sorted((chosen[p.name], value(p, rng)), key=Fraction)
            chosen[p.name] = rng.choice(["all", f"{low}..{high}"])
    return chosen


@pytest.mark.parametrize("theorem", STATEMENTS, ids=lambda t: t.label)
def test_random_settings_end_in_a_verdict_with_a_reason(theorem: Theorem) -> None:
    rng = random.Random(f"random settings of {theorem.label}")
    for _ in range(SETTINGS):
        asked = texts(theorem, rng)
        method = rng.choice(["auto", "certify", "sample"])
        found = check(theorem, theorem.setting(asked), Options(method=method))
        told = " ".join((found.finding, *found.evidence))
        where = f"{theorem.label} {asked} {method}: {told}"
        assert not any(word in told.split() for word in ("nan", "nan.", "nan,")), where
        assert "contradict" not in told, where
        assert "DISAGREE" not in told, where
        assert len(json.dumps([told, found.witness], default=str)) < 50_000, where
        if found.outcome is Outcome.UNDECIDED:
            assert found.evidence or "no proof covers" in found.finding, where
