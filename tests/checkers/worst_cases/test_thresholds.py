"""Failing settings: derived again from the print at 60 digits; never one where the claim holds."""

import math
from dataclasses import replace
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from flint import ctx
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from mpmath import mpf
from scipy import stats
from scipy.special import erf

from checkers.arithmetic.balls import ball
from checkers.arithmetic.powers import Formal, variable
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome
from checkers.worst_cases.best_constants import (
    BITS,
    _evidence,
    certainly_fails,
    failing,
    substitute,
)
from checkers.worst_cases.every_setting import best_constant
from checkers.worst_cases.every_width import Claim, Violation, branch_and_bound
from checkers.worst_cases.normal_form import NormalForm, normal_form
from checkers.worst_cases.probabilistic import decide
from tests.references.high_precision import log_moment_by_mpmath
from theorems import THEOREMS

BY_LABEL = {t.label: t for t in THEOREMS}
fast = settings(derandomize=True, deadline=None, max_examples=60)

# summand, unit * n, and the print with a factor c, by hand
PRINTS = {
    "slides/lemma-4.2": (
        "count",
        lambda m, **s: m,
        lambda m, tau, log, c, **s: m * tau + c * mpmath.sqrt(m * log),
    ),
    "notes/event-a1": (
        "count",
        lambda m, **s: mpf(1),
        lambda m, alpha, x_norm, log, c, **s: (
            c * (alpha * x_norm + mpmath.sqrt(log)) / mpmath.sqrt(m)
        ),
    ),
    "notes/lemma-4-delta-1": (
        "margin",
        lambda alpha, x_norm, **s: x_norm * alpha / 2,
        lambda m, alpha, x_norm, log, c, **s: (
            c * alpha / mpmath.sqrt(m) * (alpha * x_norm + mpmath.sqrt(log))
        ),
    ),
    "notes/lemma-4-delta-2": (
        "count",
        lambda alpha, x_norm, **s: x_norm * alpha / 2,
        lambda m, alpha, x_norm, log, c, **s: (
            c * alpha * x_norm / mpmath.sqrt(m) * (alpha * x_norm + mpmath.sqrt(log))
        ),
    ),
    "notes/theorem-1": (
        "shortfall",
        lambda alpha, x_norm, **s: x_norm * alpha / 2,
        lambda m, alpha, x_norm, log, c, **s: (
            c * alpha / mpmath.sqrt(m) * (1 + x_norm) * (alpha * x_norm + mpmath.sqrt(log))
        ),
    ),
}


def read(text):
    value = Fraction(text)
    return mpf(value.numerator) / value.denominator


def log_lower_bound(label, proof):
    """(log of a lower bound of P(worst case > print), l) of a failing setting, in mpmath."""
    summand, unit, bound = PRINTS[label]
    s = {name: read(str(text)) for name, text in proof["setting"].items()}
    s["log"] = s.pop("l")
    m = s["m"]
    n, r = (m, s["tau"]) if label.startswith("slides") else (m / 2, s["alpha"] / mpmath.sqrt(m))
    t = bound(**s, c=read(proof["constant"])) / unit(**s) * n  # the threshold of the sum
    lower = proof["lower"]
    u = read(lower["u"])
    assert u > 0
    here = log_moment_by_mpmath(summand, u, r)
    if lower["by"] == "chernoff":
        rest = n * log_moment_by_mpmath(summand, -u, r) + u * t
        assert rest < 0
        return mpmath.log1p(-mpmath.exp(rest)), s["log"]
    assert lower["by"] == "tilt"
    h, top = read(lower["step"]), read(lower["top"])
    assert h > 0
    assert t < top < n
    above = n * (log_moment_by_mpmath(summand, u + h, r) - here) - h * top
    below = n * (log_moment_by_mpmath(summand, u - h, r) - here) + h * t
    return n * here - u * top + mpmath.log(1 - mpmath.exp(above) - mpmath.exp(below)), s["log"]


@pytest.mark.parametrize("label", PRINTS)
def test_failing_settings_are_derived_again(label):
    """The bound breaks with probability above exp(-l), by the print and by quadrature alone."""
    proof = best_constant(BY_LABEL[label]).fails[1]
    with mpmath.workdps(60):
        log_bound, claimed = log_lower_bound(label, proof)
        assert log_bound > -claimed


@pytest.mark.parametrize("label", ["notes/event-a1", "notes/lemma-4-delta-2"])
def test_failing_settings_lie_in_the_domain(label):
    """... and where exp(-l) is a number that can be set, the law refutes there too."""
    theorem, proof = BY_LABEL[label], best_constant(BY_LABEL[label]).fails[1]
    values = {k: Fraction(v) for k, v in proof["setting"].items()}
    s = theorem.setting({k: str(v) for k, v in values.items() if k != "l"})
    # a little above exp(-l) the claim is weaker, and still false
    delta = Fraction(f"{math.exp(-float(values['l'])) * (1 + 1e-9):.15g}")
    verdict = decide(theorem, s.but(delta=delta), Options(method="certify"), settle=False)
    assert verdict.outcome is Outcome.REFUTED


def scaled(label, c):
    """The normal form with a factor on the bound; on its deviation for slides/lemma-4.2."""
    form = normal_form(BY_LABEL[label])
    mean = form.mean if label.startswith("slides") else form.mean * Fraction(c)
    return replace(form, mean=mean, deviation=form.deviation * Fraction(c))


@pytest.mark.parametrize(
    ("label", "c", "x_norm"),
    [
        ("slides/lemma-4.2", "0.6046", "1"),
        ("slides/lemma-4.2", "1", "1"),
        ("notes/theorem-1", "0.2237", "12.97"),
        ("notes/theorem-1", "1", "0.5"),
        ("notes/lemma-4-delta-1", "1", "3.7512"),
        ("notes/event-a1", "1", "0.7979"),
        ("notes/lemma-4-delta-2", "1", "0.399"),
    ],
)
def test_no_setting_fails_where_the_claim_holds(label, c, x_norm):
    form, rng = scaled(label, c), np.random.default_rng(2)
    for _ in range(4):
        at = Violation(r=float(rng.uniform(0.05, 0.5)), y=float(rng.uniform(0.3, 0.99)))
        assert failing(form, at, Fraction(x_norm)) is None


def test_no_setting_fails_next_to_the_best_constant():
    """At the points that refute 0.6045, 0.2236 and 3.7513 the next larger constant holds."""
    for label, good, x_norm in (
        ("slides/lemma-4.2", "0.6046", None),
        ("notes/theorem-1", "0.2237", None),
        ("notes/lemma-4-delta-1", "1", "3.7512"),
    ):
        proof = best_constant(BY_LABEL[label]).fails[1]
        values = {k: Fraction(v) for k, v in proof["setting"].items()}
        norm = Fraction(x_norm) if x_norm else values.get("x_norm", Fraction(1))
        bad = scaled(label, proof["constant"])
        with ctx.workprec(200):
            n = values["m"] if bad.whole else values["m"] / 2
            r = values["tau"] if bad.whole else values["alpha"] / math.isqrt(int(values["m"]))
            mean, deviation = (
                substitute(part, values.get("x_norm", Fraction(1))).value()
                for part in (bad.mean, bad.deviation)
            )
            y = mean * ball(r) + deviation * ball(values["l"] / n).sqrt()
        at = Violation(r=float(r), y=float(y))
        assert failing(bad, at, values.get("x_norm", Fraction(1))) is not None
        assert failing(scaled(label, good), at, norm) is None


def test_evidence_is_found_at_the_smallest_power_of_ten():
    """... where a smaller width would do with the same r and y, and its setting is exact."""
    form = scaled("slides/lemma-4.2", "0.5")
    at = branch_and_bound_violation("0.5")
    found = failing(form, at, Fraction(1))
    m, log, tau = (found.setting[name] for name in ("m", "l", "tau"))
    assert math.isqrt(m) ** 2 == m
    assert found.y == tau + Fraction(1, 2) * rational_root(log / m)
    assert found.setting.keys() == {"m", "tau", "l"}
    smaller = _evidence("count", m // 100, tau, found.y, log / 100)
    assert smaller is None
    proof = found.proof(Fraction(1, 2))
    assert (proof["kind"], proof["constant"]) == ("fails", "1/2")
    assert Fraction(proof["setting"]["l"]) == log


def branch_and_bound_violation(c):
    lemma = Claim("count", Formal.of(1), Formal.of(1 / Fraction(c) ** 2), rooted=False)
    found = branch_and_bound(lemma)
    assert isinstance(found, Violation)
    return found


def rational_root(square):
    root = Fraction(math.isqrt(square.numerator), math.isqrt(square.denominator))
    assert root**2 == square
    return root


def test_irrational_settings_are_none():
    """l must be rational; and y above the mean."""
    at = Violation(r=0.1, y=0.9)
    root = Formal.of(2).power(Fraction(1, 2))
    one = Formal.of(1)
    assert failing(NormalForm("count", root, one, whole=True), at, Fraction(1)) is None
    assert failing(NormalForm("count", one * 20, one, whole=True), at, Fraction(1)) is None


@settings(fast, max_examples=30)
@given(
    st.lists(st.tuples(st.integers(-2, 3), st.fractions(-9, 9)), min_size=1, max_size=4),
    st.fractions(Fraction(1, 50), 50, max_denominator=50),
)
def test_substitution_is_evaluation(terms, x_norm):
    form = Formal.of(0)
    for power, coefficient in terms:
        form = form + coefficient * variable("x_norm").power(Fraction(power))
    expected = sum(c * x_norm**power for power, c in terms)
    with ctx.workprec(300):
        assert (substitute(form, x_norm) - expected).terms == {}
        assert substitute(form, x_norm).value().overlaps(ball(expected))


# No evidence whatsoever proves more than the truth.

evidence = st.fixed_dictionaries(
    {
        "by": st.sampled_from(["chernoff", "tilt"]),
        "u": st.floats(-8, 8).map(str),
        "step": st.floats(-4, 4).map(str),
        "top": st.floats(0, 70).map(str),
    }
)
sizes = {
    "n": st.integers(1, 60),
    "r": st.fractions(Fraction(1, 20), 2, max_denominator=20),
    "y": st.fractions(Fraction(1, 50), Fraction(49, 50), max_denominator=50),
}


@settings(fast, max_examples=250)
@given(**sizes, chosen=evidence)
def test_no_evidence_proves_more_than_the_binomial_tail(n, r, y, chosen):
    """P(N > n y) itself, raised by one part in 10^9, is never said to be exceeded."""
    tail = stats.binom.sf(math.floor(n * y), n, erf(float(r) / math.sqrt(2)))
    assume(tail > 1e-250)
    log = Fraction(-math.log(tail) - 1e-9)
    with ctx.workprec(BITS):
        assert not certainly_fails("count", n, ball(r), y, log, chosen)


@pytest.mark.parametrize("summand", ["shortfall", "margin"])
@settings(fast, max_examples=120)
@given(r=sizes["r"], y=sizes["y"], chosen=evidence)
def test_no_evidence_proves_more_than_one_summand_allows(summand, r, y, chosen):
    """n = 1: P(1 - |g|/r > y) and P(y < |g|/r < 1)."""
    low, high = (0, 1 - y) if summand == "shortfall" else (y, 1)
    tail = erf(float(high * r) / math.sqrt(2)) - erf(float(low * r) / math.sqrt(2))
    log = Fraction(-math.log(tail) - 1e-9)
    with ctx.workprec(BITS):
        assert not certainly_fails(summand, 1, ball(r), y, log, chosen)


@pytest.mark.parametrize("n", [400, 2000])
@pytest.mark.parametrize(("r", "y"), [("1/5", "1/3"), ("1/2", "3/4"), ("3/2", "9/10")])
def test_tilted_evidence_comes_close_to_the_binomial_tail(n, r, y):
    """Within the factor exp(u (top - n y)) that it gives away, of order exp(sqrt n)."""
    r, y = Fraction(r), Fraction(y)
    p, counts = mpmath.erf(read(r) / mpmath.sqrt(2)), range(math.floor(n * y) + 1, n + 1)
    terms = (mpmath.binomial(n, k) * p**k * (1 - p) ** (n - k) for k in counts)
    log_tail = float(mpmath.log(mpmath.fsum(terms)))
    found = _evidence("count", n, r, y, Fraction(-log_tail + 20 * math.sqrt(n)))
    assert found["by"] == "tilt"
    assert _evidence("count", n, r, y, Fraction(-log_tail - 1e-6)) is None


@pytest.mark.parametrize("summand", ["count", "shortfall", "margin"])
def test_evidence_below_the_mean_is_a_chernoff_bound(summand):
    """There the sum exceeds n y almost surely."""
    mean = {"count": 0.3829, "shortfall": 0.1954, "margin": 0.1875}[summand]  # at r = 1/2
    y = Fraction(f"{0.9 * mean:.4g}")
    found = _evidence(summand, 10**6, Fraction(1, 2), y, Fraction(1, 1000))
    assert found["by"] == "chernoff"
    assert _evidence(summand, 10, Fraction(1, 2), y, Fraction(1, 1000)) is None
