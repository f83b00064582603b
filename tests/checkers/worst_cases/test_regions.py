"""Verdicts on regions: proved as a whole, refuted at a point inside, or undecided; never more."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checkers.check import check, decide
from checkers.regions import promote
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Failure, Outcome, Verdict
from checkers.worst_cases import on_regions
from checkers.worst_cases.every_setting import (
    best_constant,
    chain_holds,
    for_every_setting,
    for_norms,
)
from reports.cli import OUTCOMES_ON_RECORD as OUTCOMES
from reports.record import as_json, command
from tests.strategies import settings_of
from theorems import THEOREMS, TWINS
from theorems.language.domains import POSITIVE, Integers, Reals, Span, UnmetHypothesis
from theorems.language.expressions import Number
from theorems.language.functions import cbrt, log, sqrt
from theorems.language.records import Bound, Theorem

BY_LABEL = {t.label: t for t in (*THEOREMS, *TWINS)}
RANDOM = [t for t in BY_LABEL.values() if isinstance(t, Bound) and t.except_with is not None]
CERTIFY = Options(method="certify")
fast = settings(derandomize=True, deadline=None, max_examples=60)
PROVED = {
    "slides/lemma-4.2": "every width",
    "slides/sign-changes": "hoeffding",
    "slides/lemma-4.1": "composition",
    "notes/hoeffding": "hoeffding",
    "notes/theorem-1": "every width",
}


def region(theorem, *texts, **more):
    """The verdict on the region that NAME=... texts describe."""
    theorem = BY_LABEL.get(theorem, theorem)
    s = theorem.setting(dict(text.split("=", 1) for text in texts))
    return check(theorem, s, Options(**more))


def everything(theorem):
    theorem = BY_LABEL.get(theorem, theorem)
    return region(theorem, *(f"{p.name}=all" for p in theorem.parameters))


def kinds(verdict):
    return [proof["kind"] for proof in verdict.certificate["proofs"]]


# Every setting.


def test_exactly_the_true_statements_are_proved_for_every_setting():
    proved = {t.label: proofs for t in RANDOM if (proofs := for_every_setting(t)) is not None}
    assert {label: proofs[0]["kind"] for label, proofs in proved.items()} == PROVED


def scaled(label, factor, **more):
    """The statement with every bound times a factor."""
    theorem, factor = BY_LABEL[label], Fraction(factor)
    top, bottom = factor.numerator, factor.denominator
    bounds = tuple(b * top / bottom for b in theorem.at_most)
    return replace(theorem, label="mine/scaled", at_most=bounds, **more)


def deviating(c):
    """slides/lemma-4.2 with the coefficient c."""
    top, bottom = Fraction(c).as_integer_ratio()
    return replace(
        BY_LABEL["slides/lemma-4.2"],
        label="mine/coefficient",
        at_most=(lambda m, tau, delta: m * tau + top * sqrt(m * log(1 / delta)) / bottom,),
    )


def counting(c):
    """slides/sign-changes with c in place of 2."""
    top, bottom = Fraction(c).as_integer_ratio()
    return replace(
        BY_LABEL["slides/sign-changes"],
        label="mine/counting",
        at_most=(
            lambda m, B, delta: top * cbrt(m**2) * cbrt(B**2) / bottom + sqrt(m * log(1 / delta)),
        ),
    )


# 2^(-2/3) + 2^(1/3) sqrt(2/pi) = 1.63523...
@pytest.mark.parametrize(
    ("holds", "fails"),
    [
        (deviating("0.6046"), deviating("0.6045")),
        (scaled("notes/theorem-1", "0.2237"), scaled("notes/theorem-1", "0.2236")),
        (scaled("notes/hoeffding", 1), scaled("notes/hoeffding", "0.9999")),
        (scaled("slides/lemma-4.1", 1), scaled("slides/lemma-4.1", "0.9999")),
        (counting("1.6353"), counting("1.6352")),
    ],
    ids=lambda t: t.label,
)
def test_bounds_are_proved_down_to_their_best_constant(holds, fails):
    """... or, by Hoeffding's inequality and by composition, down to what that gives."""
    assert for_every_setting(holds) is not None
    assert for_every_setting(fails) is None


@pytest.mark.parametrize("label", PROVED)
@pytest.mark.parametrize("factor", [Fraction(3, 2), 20])
def test_weaker_bounds_are_proved_too(label, factor):
    assert for_every_setting(scaled(label, factor)) is not None


@pytest.mark.parametrize("label", PROVED)
def test_what_else_a_statement_says_is_not_proved(label):
    """A smaller claim of failure, a wider domain, a chain of bounds that goes on too low."""
    theorem = BY_LABEL[label]
    assert for_every_setting(replace(theorem, except_with=lambda delta: delta / 2)) is None
    assert for_every_setting(replace(theorem, except_with=Fraction(1, 2))) is None
    lower = replace(theorem, at_most=(*theorem.at_most, theorem.at_most[0] / 2))
    assert not chain_holds(lower)
    assert for_every_setting(lower) is None
    for p in theorem.parameters:
        wider = Integers(0) if isinstance(p.domain, Integers) else Reals()
        others = tuple(replace(q, domain=wider) if q is p else q for q in theorem.parameters)
        assert for_every_setting(replace(theorem, parameters=others)) is None


def test_an_unnecessary_sign_is_not_lost():
    """Only squares of the deviation enter the proofs."""
    for label in ("slides/lemma-4.2", "notes/event-a1", "slides/sign-changes"):
        theorem = BY_LABEL[label]

        bound = theorem.at_most[0]
        roots = [n for n in bound.nodes() if "sqrt" in n.operations and n.names & {"delta"}]
        deviations = [n for n in roots if n.operation == "sqrt"]
        assert len(deviations) == 1
        # twice the value at delta = 1 minus the bound: the deviation changes its sign
        falling = 2 * bound.put(dict.fromkeys(deviations, Number(0))) - bound
        rising = bound.put({deviations[0]: (2 * deviations[0]).tree})
        assert for_every_setting(replace(theorem, at_most=(falling,))) is None
        found = for_every_setting(replace(theorem, at_most=(rising,)))
        assert (found is None) == (for_every_setting(theorem) is None)


def repaired(**domain):
    """notes/event-a1 without ||x||, which every proof for ||x|| > 0 covers."""
    theorem = BY_LABEL["notes/event-a1"]
    return replace(
        theorem,
        label="mine/repaired",
        at_most=(lambda alpha, delta, m: (alpha + sqrt(log(1 / delta))) / sqrt(m),),
        parameters=tuple(
            replace(p, domain=inside, coverage=tuple(v for v in p.coverage if v in inside))
            for p in theorem.parameters
            for inside in [domain.get(p.name, p.domain)]
        ),
    )


def test_at_x_0_every_neuron_counts():
    assert for_every_setting(repaired(x_norm=POSITIVE)) is not None
    assert for_every_setting(repaired()) is None
    verdict = everything(repaired())
    assert verdict.outcome is Outcome.REFUTED
    assert verdict.setting.x_norm == 0


def test_fractional_powers_of_the_norm_are_no_constants():
    theorem = BY_LABEL["notes/theorem-1"]
    rooted = replace(
        theorem,
        at_most=(
            lambda alpha, x_norm, m, delta: (
                alpha * x_norm / sqrt(m) * (2 * alpha * sqrt(x_norm) + sqrt(log(1 / delta)))
            ),
        ),
    )
    assert for_every_setting(rooted) is None
    assert best_constant(rooted) is None


# Ranges of ||x||.


@pytest.mark.parametrize(
    ("label", "edge"), [("notes/event-a1", "0.7979"), ("notes/lemma-4-delta-2", "0.3990")]
)
def test_counts_hold_from_a_norm_on(label, edge):
    theorem, edge, step = BY_LABEL[label], Fraction(edge), Fraction(1, 10_000)
    for high in (edge, 3 * edge, None):
        assert for_norms(theorem, edge, high) == [{"kind": "hoeffding"}]
        assert for_norms(theorem, edge - step, high) is None
        assert for_norms(theorem, Fraction(0), high) is None
    assert for_norms(theorem, 100 * edge, None) is not None


def test_delta_1_holds_up_to_a_norm():
    theorem = BY_LABEL["notes/lemma-4-delta-1"]
    for low in (Fraction(0), Fraction(1)):
        [proof] = for_norms(theorem, low, Fraction("3.7512"))
        assert (proof["kind"], proof["x_norm"]) == ("every width", str(Fraction("3.7512")))
        assert for_norms(theorem, low, Fraction("3.7513")) is None
        assert for_norms(theorem, low, None) is None
    assert for_norms(theorem, Fraction(0), Fraction(1, 10)) is not None


def test_tangents_that_may_lie_below_prove_nothing():
    """A sixth of the bound has the mean r / 3: radii up to 3, where L is not concave."""
    twin = BY_LABEL["notes/lemma-4-delta-1:twin-sixth"]
    assert for_norms(twin, Fraction(0), Fraction(1, 100)) is None


@pytest.mark.parametrize("label", ["notes/event-a1", "notes/lemma-4-delta-2"])
@settings(fast, max_examples=30)
@given(data=st.data())
def test_ranges_of_norms_hold_at_their_points(label, data):
    theorem = BY_LABEL[label]
    s = data.draw(settings_of(theorem))
    low = Fraction("0.7979" if label == "notes/event-a1" else "0.3990")
    if s.x_norm < low:
        s = s.but(x_norm=low)
    assert decide(theorem, s, CERTIFY, settle=False).outcome is Outcome.CERTIFIED


# Verdicts and their scopes.

# the other false twins are quick to refute, but not from among 3000 settings in no order
WHOLE = [*THEOREMS, *(t for t in TWINS if t not in RANDOM)]


@pytest.mark.parametrize("label", PROVED)
def test_a_whole_statement_is_certified_in_one_go(label):
    verdict = everything(label)
    assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, "all")
    assert kinds(verdict) == [PROVED[label]]
    assert verdict.certificate["scope"] == "all"
    assert verdict.certificate["setting"] == {}
    assert verdict.certificate["outcome"] == "certified"
    assert "every setting" in verdict.finding
    assert verdict.failure == Failure(0.0, 0.0, 0.0)
    json.dumps(verdict.certificate)


@pytest.mark.parametrize("theorem", WHOLE, ids=lambda t: t.label)
def test_every_statement_as_a_whole(theorem):
    """True ones certified for all, false ones refuted at a setting or at weights."""
    verdict = everything(theorem)
    expected = json.loads(OUTCOMES.read_text(encoding="utf-8"))[theorem.label]
    assert verdict.outcome.value == expected
    if expected == "certified" or verdict.scope == "all":  # false everywhere, in some dimensions
        assert verdict.scope == "all"
        assert verdict.certificate is None or verdict.certificate["scope"] == "all"
        assert all(value == Span() for value in verdict.setting.values())
    else:
        assert not any(isinstance(value, Span) for value in verdict.setting.values())
    assert verdict.witness if expected == "refuted" else verdict.witness is None


@pytest.mark.parametrize(
    ("texts", "scope"),
    [
        (["m=all", "tau=all", "delta=all"], "all"),
        (["m=all", "tau=all"], "box"),
        (["m=1..1000"], "box"),
        (["tau=0.1..0.2", "m=3..3", "delta=all"], "box"),
        (["m=10"], "point"),
    ],
)
def test_the_scope_is_what_was_asked_for(texts, scope):
    verdict = region("slides/lemma-4.2", *texts)
    assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, scope)
    assert verdict.certificate["scope"] == scope
    told = as_json(verdict)
    assert told["scope"] == scope
    given_texts = dict(text.split("=") for text in texts)
    for name, value in told["setting"].items():
        if ".." in given_texts.get(name, "") or given_texts.get(name) == "all":
            low, _, high = value.partition("..")
            ends = [Fraction(end) for end in (low, high)] if high else value
            wanted = given_texts[name].split("..")
            assert ends == ([Fraction(w) for w in wanted] if high else "all")
        else:
            assert isinstance(value, int | float)


def test_the_command_of_a_region_asks_for_it_again():
    for texts in (["m=all"], ["m=1..1000", "tau=1/3..2"], ["delta=all"]):
        verdict = region("slides/lemma-4.2", *texts).but(seconds=0)
        words = command(verdict).split()[3:]
        again = region("slides/lemma-4.2", *words[1::2]).but(seconds=0)
        assert set(words[::2]) == {"--set"}
        assert again == verdict


def test_one_setting_and_every_delta_has_two_proofs():
    """... where the statement holds for every setting as well, and one where it does not."""
    assert kinds(region("slides/lemma-4.2", "delta=all")) == ["every delta", "every width"]
    assert kinds(region("notes/event-a1", "delta=all", "x_norm=0.8"))[0] == "every delta"
    verdict = region("notes/lemma-4-delta-1", "delta=all", "x_norm=3.8")
    assert kinds(verdict) == ["every delta"]
    assert (verdict.scope, verdict.method) == ("box", "exact tails")
    assert verdict.certificate["setting"]["delta"] == "all"


@pytest.mark.parametrize(
    ("label", "texts"),
    [
        ("notes/event-a1", ["x_norm=0.7979..5", "m=all", "alpha=all", "delta=all"]),
        ("notes/lemma-4-delta-1", ["x_norm=0..3.7512", "m=all", "alpha=all", "delta=all"]),
        ("notes/lemma-4-delta-2", ["x_norm=1", "m=2..40", "alpha=1..2", "delta=0.1..0.2"]),
        ("notes/theorem-1", ["alpha=0.001..1000"]),
        ("slides/lemma-4.1", ["B=0..2", "m=all"]),
        ("slides/moved-neurons", ["B=0..1", "tau=1..2"]),
        ("slides/small-preactivation", ["tau=0.001..3"]),
        ("slides/prop-4.1", ["B=1..2", "activation=all"]),
        ("pleiss/ntk", ["rho=-0.5..1/3"]),
        ("notes/lemma-2", ["m=2..10"]),
        ("giancola/prop-III.3.3", ["beta=0.1..1", "n0=all"]),
    ],
    ids=lambda v: v if isinstance(v, str) else " ",
)
def test_boxes_are_certified(label, texts):
    verdict = region(label, *texts)
    assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, "box")
    assert verdict.certificate["outcome"] == "certified"


REFUTED = [
    ("notes/event-a1", ["x_norm=0.5..0.7", "m=all", "alpha=all", "delta=all"]),
    # no value of the coverage lies inside, and the failing delta is none of the coverage
    ("notes/event-a1", ["x_norm=0.6..0.7", "alpha=1.1..1.2", "m=6..8", "delta=all"]),
    ("notes/event-a1", ["x_norm=0..1", "m=10"]),
    ("notes/lemma-4-delta-1", ["x_norm=all", "m=all", "alpha=all", "delta=all"]),
    ("slides/lemma-4.2:twin-no-deviation", ["m=2..3", "tau=0.3..0.4"]),
    ("slides/moved-neurons:twin-half", ["B=0..1", "tau=1..2"]),
    ("slides/small-preactivation:twin-three-quarters", ["tau=2..3"]),
    ("slides/sign-changes:twin-exponent", ["delta=all"]),
    ("pleiss/ntk:twin-single", ["rho=-1..0.5"]),
    ("giancola/prop-III.3.3:twin-polynomial", ["n0=2..3", "activation=all"]),
]


@pytest.mark.parametrize(("label", "texts"), REFUTED, ids=lambda v: v if isinstance(v, str) else "")
def test_a_refuted_region_has_a_failing_setting_inside(label, texts):
    verdict = region(label, *texts)
    assert (verdict.outcome, verdict.scope) == (Outcome.REFUTED, "point")
    theorem = BY_LABEL[label]
    asked = theorem.setting(dict(text.split("=") for text in texts))
    for p in theorem.parameters:
        value, wanted = verdict.setting[p.name], asked[p.name]
        assert value in p.domain
        if not isinstance(wanted, Span):
            assert value == wanted
        elif wanted.low is not None:
            assert wanted.low <= value <= wanted.high
    again = decide(theorem, verdict.setting, CERTIFY, settle=False)
    assert again.outcome is Outcome.REFUTED
    assert verdict.witness
    assert verdict.certificate["outcome"] == "refuted"


UNDECIDED = [
    ("notes/event-a1", ["x_norm=0.797..0.8", "m=all", "alpha=all", "delta=all"]),
    ("notes/lemma-4-delta-1", ["x_norm=0..3.7513", "m=all"]),
    ("notes/theorem-1:twin-sixth", ["x_norm=0.1..0.2", "m=all"]),
    ("slides/lemma-4.2:twin-half-mean", ["m=1..3", "tau=all", "delta=all"]),
    ("slides/moved-neurons:twin-half", ["B=0..1", "tau=2..3"]),
    ("pleiss/ntk:twin-single", ["rho=0..0"]),
]


@pytest.mark.parametrize(
    ("label", "texts"), UNDECIDED, ids=lambda v: v if isinstance(v, str) else ""
)
def test_settings_that_hold_one_by_one_prove_nothing(label, texts):
    verdict = region(label, *texts)
    assert (verdict.outcome, verdict.scope) == (Outcome.UNDECIDED, "box")
    assert "no proof covers" in verdict.finding
    assert "fails at none of" in verdict.finding
    assert "prove nothing about the rest" in verdict.evidence[0]
    assert verdict.certificate is verdict.witness is None
    assert (verdict.failure.lower, verdict.failure.upper) == (0.0, 1.0)


def test_the_ends_of_a_region_are_tried():
    verdict = region("slides/lemma-4.2:twin-half-mean", "m=5..6", "tau=0.21..0.22")
    assert "none of 4 settings" in verdict.finding
    verdict = region("slides/lemma-4.2:twin-half-mean", "m=5..6", "tau=0.05..0.2")
    assert "none of 6 settings" in verdict.finding


# What a proof for every setting does not reach.


@pytest.mark.parametrize(
    "texts", [["beta=0..1", "n0=2"], ["beta=0", "n0=1..2"], ["beta=0", "activation=all"]]
)
def test_values_outside_the_hypotheses_are_not_covered_by_a_proof(texts):
    """`--set` may visit beta = 0, where the kernel is singular; the hypotheses exclude it."""
    verdict = region("giancola/prop-III.3.3", *texts)
    assert (verdict.outcome, verdict.scope) == (Outcome.REFUTED, "point")
    assert verdict.setting.beta == 0


def test_all_values_are_those_that_the_hypotheses_allow():
    assert region("giancola/prop-III.3.3", "beta=all").outcome is Outcome.CERTIFIED


def test_a_chain_is_proved_at_every_delta_or_not_at_all():
    """The second bound is larger at delta = 1/2, and smaller at 1/100."""
    theorem = BY_LABEL["slides/lemma-4.2"]
    mine = replace(
        theorem,
        label="mine/chain",
        at_most=(*theorem.at_most, lambda m, tau: m * tau + sqrt(m)),
    )
    assert not chain_holds(mine)
    verdict = region(mine, "m=10", "delta=all")
    assert verdict.outcome is Outcome.REFUTED
    assert verdict.setting.delta < Fraction(1, 2)
    assert region(mine, "m=10", "delta=1/2").outcome is Outcome.CERTIFIED
    looser = replace(mine, at_most=(*theorem.at_most, 2 * theorem.at_most[0]))
    assert chain_holds(looser)
    assert region(looser, "m=10", "delta=all").outcome is Outcome.CERTIFIED


def test_a_statement_of_ones_own_is_refuted_or_certified_like_any():
    assert everything(scaled("slides/lemma-4.2", 2)).scope == "all"
    assert everything(scaled("slides/lemma-4.2", Fraction(1, 3))).outcome is Outcome.REFUTED
    # no constant between 1/5 and 1 is the best one here, and that is no error
    for factor in (Fraction(1, 7), 9):
        mine = scaled("slides/lemma-4.2", factor)
        certified = factor > 1
        verdict = summary(mine, Outcome.CERTIFIED if certified else Outcome.REFUTED)
        verdict = promote(mine, verdict, CERTIFY)
        assert verdict.best is None
        assert verdict.scope == ("all" if certified else "point")


# Contradictions are bugs, and look like bugs.


def summary(theorem: Theorem, outcome: Outcome) -> Verdict:
    return Verdict(
        label=theorem.label, setting=theorem.setting({}), outcome=outcome, scope="point",
        finding="of the coverage", failure=Failure(0.05, 0.0, 0.01), method="coverage",
    )  # fmt: skip


@pytest.mark.parametrize("label", ["slides/lemma-4.2", "notes/lemma-5", "slides/moved-neurons"])
def test_a_proof_against_a_refuted_setting_is_an_error(label):
    theorem = BY_LABEL[label]
    with pytest.raises(ArithmeticError, match="yet there is a proof for all"):
        promote(theorem, summary(theorem, Outcome.REFUTED), CERTIFY)
    raised = promote(theorem, summary(theorem, Outcome.CERTIFIED), CERTIFY)
    assert (raised.outcome, raised.scope) == (Outcome.CERTIFIED, "all")
    assert "of the coverage" in raised.finding
    assert raised.certificate["scope"] == "all"


def test_a_false_proof_is_found_out_by_the_coverage(monkeypatch):
    monkeypatch.setattr(on_regions, "for_every_setting", lambda theorem: [{"kind": "hoeffding"}])
    with pytest.raises(ArithmeticError, match="yet there is a proof for all"):
        check(BY_LABEL["slides/lemma-4.2:twin-no-deviation"], None, CERTIFY)


def test_without_a_proof_the_coverage_stays_what_it_was():
    theorem = BY_LABEL["notes/lemma-4-delta-2:twin-half"]
    for outcome in Outcome:
        verdict = summary(theorem, outcome)
        assert promote(theorem, verdict, CERTIFY) == verdict


def test_best_constants_come_with_the_coverage():
    verdict = promote(
        BY_LABEL["slides/lemma-4.2"],
        summary(BY_LABEL["slides/lemma-4.2"], Outcome.CERTIFIED),
        CERTIFY,
    )
    assert (verdict.best["proved"], verdict.best["refuted"]) == ("0.6046", "0.6045")
    assert kinds(verdict)[-2:] == ["every width", "fails"]
    refuted = summary(BY_LABEL["notes/event-a1"], Outcome.REFUTED)
    refuted = refuted.but(certificate={"proofs": [{"kind": "tail"}]})
    verdict = promote(BY_LABEL["notes/event-a1"], refuted, CERTIFY)
    assert verdict.outcome is Outcome.REFUTED
    assert verdict.scope == "point"
    assert kinds(verdict) == ["tail", "hoeffding", "fails"]


# Reading spans.


def test_spans_are_read_exactly():
    lemma = BY_LABEL["slides/lemma-4.2"]
    s = lemma.setting({"m": "1..1e3", "tau": "1/3..0.5", "delta": "all"})
    assert s.m == Span(1, 1000)
    assert s.tau == Span(Fraction(1, 3), Fraction(1, 2))
    assert s.delta == Span()
    assert (str(s.m), str(s.tau), str(s.delta)) == ("1..1000", "1/3..1/2", "all")
    assert lemma.setting({"m": str(s.m), "tau": str(s.tau), "delta": str(s.delta)}) == s


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("m=10..2", "LOW <= HIGH"),
        ("m=0..2", "m=0"),
        ("m=1..2.5", "m=2.5, which is not an integer"),
        ("m=1..", "m=, which is not an integer"),
        ("m=..5", "m=, which is not an integer"),
        ("m=1..2..3", "LOW <= HIGH"),
        ("m=all..3", "LOW <= HIGH"),
        ("m=All", "which is not an integer"),
        ("tau=-1..2", "tau=-1, which is outside"),
        ("tau=0..1", "tau=0, which is outside"),
        ("tau=0.1..x", "tau=x, which is not"),
        ("delta=0.5..1", "delta=1, which is outside"),
        ("tau=1..1e400", "can be checked at"),
    ],
)
def test_malformed_spans_are_refused(text, words):
    name, _, value = text.partition("=")
    with pytest.raises(UnmetHypothesis) as refusal:
        BY_LABEL["slides/lemma-4.2"].setting({name: value})
    assert words in str(refusal.value)
    assert str(refusal.value).endswith(".")
