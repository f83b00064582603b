"""Certificates hold enough: each bound is derived again from label, setting and evidence alone.

The derivation here shares no code with what found them: mpmath, quadrature, numpy.
"""

import json
import math
from dataclasses import replace
from fractions import Fraction

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mpf

from checkers.recheck import recheck
from checkers.verdicts.certificates import certificate
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome
from checkers.worst_cases.laws import law_of
from checkers.worst_cases.probabilistic import decide
from tests.references.high_precision import Sums, read, small
from tests.strategies import settings_of
from theorems import THEOREMS, TWINS, VARIANTS
from theorems.language.records import Bound

EVERYTHING = (*THEOREMS, *VARIANTS, *TWINS)
BY_LABEL = {t.label: t for t in EVERYTHING}
SLACK = mpf(10) ** -12  # relative; stated numbers are floats rounded outwards
FLOATS = mpf(10) ** -8  # where the derivation here is in floats, and its errors are summed up anew


def logarithm(delta):
    return mpmath.log(1 / delta)


def sums_of(label, s):
    """The law and the claim of a label, by hand; s in mpf."""
    m, L = int(s["m"]), logarithm(s["delta"])
    if label == "slides/lemma-4.2":
        return Sums("count", m, s["tau"], m * s["tau"] + mpmath.sqrt(m * L))
    if label == "slides/sign-changes":
        tau = mpmath.cbrt(2 * s["B"] ** 2 / m)
        most = math.floor(mpmath.cbrt(m**2 * s["B"] ** 2 / 4))
        bound = 2 * mpmath.cbrt(m**2 * s["B"] ** 2) + mpmath.sqrt(m * L)
        return Sums("count", m, tau, mpf("inf") if bound >= m else bound - most)
    r = s["alpha"] / mpmath.sqrt(m)
    x = s.get("x_norm", mpf(1))
    bracket = s["alpha"] * x + mpmath.sqrt(L)
    half = m // 2
    match label:
        case "notes/hoeffding":
            return Sums("count", half, r, half * (mpmath.sqrt(L / m) + small(r)))
        case "notes/event-a1":
            return Sums("count", half, r, half * bracket / mpmath.sqrt(m))
        case "notes/lemma-4-delta-2":
            return Sums("count", half, r, bracket * mpmath.sqrt(m))
        case "notes/lemma-4-delta-1":
            return Sums("margin", half, r, s["alpha"] * bracket / x / r)
        case "notes/theorem-1":
            return Sums("short", half, r, s["alpha"] * (1 + x) * bracket / x / r)


def gap_bounds(s, bound, proof):
    """Lower and upper bound of P(gap > bound) for slides/lemma-4.1."""
    m, B, b = int(s["m"]), s["B"], bound / s["x_norm"]
    lower, upper = proof["lower"], proof["upper"]

    def sums(r, extra=0):
        return Sums("short", m, r, (b - B**2 / (4 * r) + extra) / r, thinned=True)

    if upper["by"] in ("never", "nothing"):
        assert upper["by"] == "nothing" or b >= B * mpmath.sqrt(m)
        high = mpf(upper["by"] == "nothing")
    else:
        high = 2 * sums(read(upper["r"])).at_least(upper)
    if lower["by"] == "nothing":
        return mpf(0), high
    r = read(lower["r"])
    p = small(r) / 2
    if lower["by"] == "count":
        k = lower["k"]
        assert B * mpmath.sqrt(k) - k * r > b
        terms = (
            mpmath.binomial(m, j) * p**j * (1 - p) ** (m - j) for j in range(k, min(m, k + 300) + 1)
        )
        return mpmath.fsum(terms), high
    least, most = lower["k"]
    lost = r * max((mpmath.sqrt(k) - B / (2 * r)) ** 2 for k in (least, most))
    outside = mpf(0)
    for j, beyond in ((least - 1, least - 1 <= m * p), (most + 1, most + 1 >= m * p)):
        if 0 <= j <= m:
            assert beyond
            outside += mpmath.exp(
                -sum(k * mpmath.log(k / q) for k, q in ((j, m * p), (m - j, m * (1 - p))) if k)
            )
    return sums(r, lost).above(lower["sum"]) - outside, high


def check_again(label, data, factor=1):
    """Derive a certificate of a bound, or of a twin that scales its bound, again."""
    data = json.loads(json.dumps(data))
    proof = data["proofs"][0]
    assert proof["kind"] == "tail"
    s = {name: read(str(text)) for name, text in data["setting"].items()}
    claimed = Fraction(proof["claimed"])
    assert claimed == Fraction(data["setting"]["delta"])
    if label == "slides/lemma-4.1":
        L = logarithm(s["delta"])
        bound = mpmath.cbrt(s["m"]) * (
            mpmath.sqrt(2) * s["B"] ** (mpf(4) / 3) + s["B"] * mpmath.root(L, 4)
        )
        low, high = gap_bounds(s, bound * factor, proof)
    else:
        law = sums_of(label, s)
        law.t *= factor
        low, high = law.above(proof["lower"]), law.at_least(proof["upper"])
    stated_low, stated_high = (read(text) for text in proof["failure"])
    assert low >= stated_low * (1 - (FLOATS if inverted_in(proof["lower"]) else SLACK))
    assert high <= stated_high * (1 + (FLOATS if inverted_in(proof["upper"]) else SLACK))
    if data["outcome"] == "certified":
        assert stated_high <= read(claimed)
    else:
        assert stated_low > read(claimed)
    return {proof[end].get("sum", proof[end])["by"] for end in ("lower", "upper")} | {
        proof[end]["by"] for end in ("lower", "upper")
    }


def inverted_in(evidence):
    return evidence.get("sum", evidence)["by"] == "inversion"


CASES = {
    "slides/lemma-4.2": [{"m": "12", "tau": "0.4", "delta": "0.9"}, {"tau": "2"}],
    "slides/sign-changes": [{"m": "30", "B": "0.3", "delta": "0.99"}, {"m": "500", "B": "2"}],
    "slides/lemma-4.1": [
        {"m": "40", "B": "0.1", "delta": "0.9"},
        {"m": "1000", "B": "1", "delta": "0.999"},
        {"m": "1000000", "B": "10", "x_norm": "0.5"},
        {"m": "10", "B": "1000"},
    ],
    "notes/hoeffding": [{"m": "8", "alpha": "1.3"}, {"m": "100", "alpha": "8"}],
    "notes/event-a1": [{"m": "100", "alpha": "10", "x_norm": "0.5"}, {"m": "8", "alpha": "1.3"}],
    "notes/lemma-4-delta-1": [
        {"m": "8", "alpha": "1.3", "x_norm": "0.5", "delta": "0.9"},
        {"m": "1000", "alpha": "10", "x_norm": "100"},
        {"m": "10000", "alpha": "1", "x_norm": "1000", "delta": "0.9"},
        {"m": "200", "alpha": "0.3", "x_norm": "30", "delta": "1e-4"},
    ],
    "notes/lemma-4-delta-2": [{"m": "100", "alpha": "10", "x_norm": "0.1"}, {"m": "8"}],
    "notes/theorem-1": [
        {"m": "100", "alpha": "0.1", "x_norm": "3"},
        {"m": "20", "alpha": "0.02", "x_norm": "9", "delta": "0.9"},
        {"m": "100000", "alpha": "1", "x_norm": "0.1"},
    ],
}


def test_every_random_bound_is_derived_again():
    random = {t.label for t in THEOREMS if isinstance(t, Bound) and t.except_with is not None}
    assert random <= set(CASES)


@pytest.mark.parametrize("label", CASES)
@pytest.mark.parametrize("settle", [True, False])
def test_evidence_derives_the_enclosure_again(label, settle):
    theorem = BY_LABEL[label]
    decided = 0
    for texts in CASES[label]:
        verdict = decide(theorem, theorem.setting(texts), Options(method="certify"), settle=settle)
        if verdict.outcome in (Outcome.CERTIFIED, Outcome.REFUTED):
            data = evidence_of(theorem, verdict, settle)
            with mpmath.workdps(40):
                check_again(label, data)
            decided += 1
    assert decided


def evidence_of(theorem, verdict, settle):
    """The certificate; for slides/lemma-4.1, proved by composition, the law's own evidence."""
    if theorem.quantity is not BY_LABEL["slides/lemma-4.1"].quantity:
        return verdict.certificate
    s = verdict.setting
    enough = 0.0 if settle else math.nextafter(float(s.delta), 0)
    tail = law_of(theorem, s).tail(enough)
    proof = {
        "kind": "tail",
        "claimed": str(s.delta),
        "failure": [repr(tail.lower.value), repr(tail.upper.value)],
        "upper": tail.upper.evidence,
        "lower": tail.lower.evidence,
    }
    return certificate(theorem.label, s, verdict.outcome.value, proof)


SCALED = [
    ("notes/theorem-1:twin-sixth", "1/6", "m=4 alpha=0.1 x_norm=10 delta=1e-6", "inversion"),
    (
        "notes/theorem-1:twin-sixth",
        "1/6",
        "m=140 alpha=0.1278 x_norm=12.9 delta=1e-200",
        "inversion",
    ),
    ("slides/lemma-4.1:twin-constant", "1/4", "m=10000 B=10 delta=0.9", "chernoff"),
    ("slides/lemma-4.1:twin-constant", "1/4", "m=1000000 B=1000 delta=1e-12", "window"),
    ("slides/lemma-4.1:twin-constant", "1/4", "m=10 B=0.0001 delta=1e-12", "count"),
]


@pytest.mark.parametrize(("label", "factor", "texts", "by"), SCALED)
@pytest.mark.parametrize("settle", [True, False])
def test_evidence_of_refutations_derives_them_again(label, factor, texts, by, settle):
    original = BY_LABEL[label.partition(":")[0]]
    parts = Fraction(factor).denominator
    twin = replace(
        original,
        label=label,
        twin_of=original.label,
        at_most=(original.at_most[0] / parts,),
    )
    s = twin.setting(dict(text.split("=") for text in texts.split()))
    verdict = decide(twin, s, Options(method="certify"), settle=settle)
    assert verdict.outcome is Outcome.REFUTED
    with mpmath.workdps(40):
        kinds = check_again(twin.twin_of, evidence_of(twin, verdict, settle), read(factor))
    assert by in kinds


@pytest.mark.parametrize(
    "texts", ["m=140 alpha=0.1278 x_norm=12.9 delta=1e-200", "m=4 alpha=0.1 x_norm=10 delta=1e-6"]
)
def test_a_change_of_measure_is_derived_again(texts):
    """Inversion is closer at these settings; the tilted bound holds, and is none by accident."""
    theorem = BY_LABEL["notes/theorem-1:twin-sixth"]
    s = theorem.setting(dict(text.split("=") for text in texts.split()))
    law = law_of(theorem, s)
    end, inside = law.iid().tilted(), law.inverted()[1].value
    sums = sums_of("notes/theorem-1", {name: read(str(value)) for name, value in s.items()})
    sums.t /= 6
    with mpmath.workdps(40):
        assert end.evidence["by"] == "tilt"
        assert 0 < end.value <= inside
        assert sums.above(end.evidence) == pytest.approx(end.value, rel=1e-9)


RANDOM = [t for t in EVERYTHING if isinstance(t, Bound) and t.except_with is not None]


@pytest.mark.parametrize("theorem", RANDOM, ids=lambda t: t.label)
@settings(derandomize=True, deadline=None, max_examples=15)
@given(data=st.data())
def test_whatever_has_a_certificate_is_derived_again_by_the_core(theorem, data):
    s = data.draw(settings_of(theorem))
    verdict = decide(theorem, s, Options(method="certify"), settle=False)
    if verdict.certificate is not None:
        again = recheck(json.dumps(verdict.certificate), theorem.label)
        assert again["outcome"] == verdict.outcome.value


@pytest.mark.parametrize("alpha", ["1", "613", "2000"])
def test_the_core_counts_where_nearly_all_neurons_are_small(alpha):
    """P(|g| > r) is 0.99, 2e-14 and 1e-137 here: an incomplete beta function near its end."""
    theorem = BY_LABEL["notes/lemma-4-delta-2"]
    s = theorem.setting({"m": "6390", "alpha": alpha, "x_norm": "0.0002", "delta": "0.9"})
    verdict = decide(theorem, s, Options(method="certify"))
    assert recheck(json.dumps(verdict.certificate), "")["outcome"] == verdict.outcome.value
