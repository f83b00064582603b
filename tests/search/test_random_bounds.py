"""Every probabilistic bound at random settings of its whole domain, certified and drawn.

Run by `nox -s search`: a proof is never overruled, nothing is left open that an exact law settles,
nothing takes long, and the trusted core derives every certificate again. Fixed seeds; a comparison
of draws with a law alarms falsely at most once in 1e9 runs.
"""

import json
import os
import random
import time
from fractions import Fraction

import pytest

from checkers.check import check
from checkers.recheck import recheck
from checkers.tails.frobenius_gap import FrobeniusLaw
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome
from checkers.worst_cases.laws import law_of
from theorems import THEOREMS, TWINS, VARIANTS
from theorems.language.domains import LARGEST, Integers
from theorems.language.records import Bound, Setting

SETTINGS = int(os.environ.get("WIDECHECK_SETTINGS", "300"))  # of each statement
SECONDS = 2.0  # for one of them, in a process that has loaded what it needs
BOUNDS = [
    t for t in (*THEOREMS, *VARIANTS, *TWINS) if isinstance(t, Bound) and t.except_with is not None
]


def number(chance: random.Random, low: float, high: float) -> Fraction:
    """Three figures, uniform in the logarithm."""
    return Fraction(f"{chance.uniform(1, 10):.2f}e{round(chance.uniform(low, high))}")


def value(p, chance):
    """Near 1 half of the time, and anywhere in the domain otherwise, at its ends now and then."""
    near, domain = chance.random() < 0.5, p.domain
    if isinstance(domain, Integers):
        found = int(number(chance, 0, 3 if near else 11.9))
        found = max(min(found, domain.largest), domain.least)
        return found + found % 2 if domain.even else found
    if p.name == "delta":
        tail = number(chance, *((-4, -1) if near else (-300, -1)))
        tail = min(tail, Fraction("0.999"))  # three figures may round to 1, outside
        return 1 - tail if chance.random() < 0.3 else tail
    top = 2 if near else float(len(str(int(domain.high or LARGEST))) - 2)
    found = number(chance, -4 if near else -99, top)
    if domain.high is not None:
        found = min(found, domain.high)
    if chance.random() < 0.05 and 0 in domain:
        return Fraction(0)
    return found


def settings(theorem):
    """Random settings; for some of them delta is near the failure probability itself."""
    chance = random.Random(theorem.label)
    for i in range(SETTINGS):
        s = Setting({p.name: value(p, chance) for p in theorem.parameters})
        if i % 3 == 0:
            s = doubtful(theorem, s, chance)
        yield s


def doubtful(theorem, s, chance):
    """The same setting with a delta at which the law says about what is claimed."""
    for _ in range(6):
        upper = law_of(theorem, s).tail().upper.value
        if not 1e-290 < upper < 0.999999:
            break
        s = s.but(delta=Fraction(f"{upper * chance.uniform(0.5, 2):.3g}"))
        if not s.delta < 1:
            return s.but(delta=Fraction(9, 10))
    return s


@pytest.mark.parametrize("theorem", BOUNDS, ids=lambda t: t.label)
def test_random_settings(theorem):
    problems = []
    for s in settings(theorem):
        shown = f"{theorem.label} {told(s)}"
        outcomes = {}
        for method in ("certify", "auto"):
            started = time.process_time()
            verdict = check(theorem, s, Options(method=method))
            seconds = time.process_time() - started
            outcomes[method] = verdict
            if seconds > SECONDS:
                problems.append(f"{shown}: {method} takes {seconds:.1f} s")
            if verdict.fault:
                problems.append(f"{shown}: {verdict.fault}")
            problems += certificate_problems(shown, verdict)
        proof, drawn = outcomes["certify"], outcomes["auto"]
        if proof.outcome is not Outcome.UNDECIDED and drawn.outcome is not proof.outcome:
            problems.append(f"{shown}: {proof.outcome}, with draws {drawn.outcome}")
        if proof.outcome is Outcome.UNDECIDED and not is_tie(theorem, s, proof):
            problems.append(f"{shown}: undecided, {proof.failure}")
    assert not problems, "\n".join(problems)


def told(s):
    """The setting, a delta near 1 by its distance from it."""
    near = f"1 - {float(1 - s.delta):.3g}" if s.delta > 1 - Fraction(1, 10**6) else f"{s.delta}"
    return (
        ", ".join(f"{k}={float(v):.6g}" for k, v in s.items() if k != "delta") + f", delta={near}"
    )


def certificate_problems(shown, verdict):
    if verdict.certificate is None:
        return []
    try:
        told = recheck(json.dumps(verdict.certificate), "certificate")
    except Exception as error:
        return [f"{shown}: the trusted core says {error}"]
    same = told["outcome"] == verdict.outcome.value
    return [] if same else [f"{shown}: {verdict.outcome} has a certificate of {told['outcome']}"]


def is_tie(theorem, s, verdict):
    """The claim is the failure probability to six figures, or the law only lies between sums."""
    if isinstance(law_of(theorem, s), FrobeniusLaw):
        return True
    low, high = verdict.failure.lower, verdict.failure.upper
    return high <= low * (1 + 1e-6)
