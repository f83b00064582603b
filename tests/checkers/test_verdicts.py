"""Verdicts: the stated confidence is attained, and each outcome brings what it owes."""

import itertools
import json
import math
import pickle
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from flint import arb
from scipy import stats

from checkers import check as check_room
from checkers.arithmetic.balls import as_float, ball, number
from checkers.check import check, cover, decide
from checkers.recheck import recheck
from checkers.recheck.statements import statements
from checkers.verdicts import binomial_limits
from checkers.verdicts.binomial_limits import BudgetTooSmall, draws_needed
from checkers.verdicts.certificates import SCHEMA
from checkers.verdicts.coverage import grid, summarize, worst
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Failure, Outcome, Verdict
from checkers.worst_cases import by_draws as bound_draws
from checkers.worst_cases import figures, moved_neurons
from checkers.worst_cases.by_draws import breaking, by_draws
from checkers.worst_cases.laws import law_of
from checkers.worst_cases.probabilistic import failing_link
from tests.references.suprema import LABELS
from theorems import THEOREMS, TWINS
from theorems.language.records import Bound, Setting

BY_LABEL = {t.label: t for t in (*THEOREMS, *TWINS)}
LEMMA = BY_LABEL["slides/lemma-4.2"]
# m = 1: its bound is tau < 1, so it breaks exactly when |g| <= tau
COIN = BY_LABEL["slides/lemma-4.2:twin-no-deviation"]
HEADS = math.erf(0.5 / math.sqrt(2))  # at tau = 1/2
FALSE_ALARM = 1e-9


def coin(claimed):
    """COIN at tau = 1/2, claiming that it breaks with probability at most `claimed`."""
    return Setting({"m": 1, "tau": Fraction(1, 2), "delta": Fraction(claimed)})


def drawn(monkeypatch, values):
    """Let every draw of `checkers.worst_cases.by_draws` give these values."""
    monkeypatch.setattr(
        bound_draws, "drawn_values", lambda *args, **more: np.asarray(values, float)
    )


# The error of a verdict by draws.


@pytest.mark.parametrize("draws", [30, 200])
@pytest.mark.parametrize("error", [0.3, 0.05, 1e-3])
@pytest.mark.parametrize("claimed", [0.1, 0.38, 0.7])
def test_wrong_verdicts_are_as_rare_as_stated(monkeypatch, draws, error, claimed):
    """All outcomes of the draws enumerated, where the claim just holds and just fails.

    Each is wrong with probability at most error / 2, whatever the true probability is.
    """
    options = Options(draws=draws, error=error)
    if draws < draws_needed(claimed, error / 2):
        with pytest.raises(BudgetTooSmall):
            by_draws(COIN, coin(claimed), Fraction(claimed), options)
        return
    outcomes = []
    for broken in range(draws + 1):
        drawn(monkeypatch, [1.0] * broken + [0.0] * (draws - broken))
        outcomes.append(by_draws(COIN, coin(claimed), Fraction(claimed), options).outcome)
    for truth in (claimed, claimed * (1 + 1e-9), claimed * 1.02, claimed * 0.98):
        law = stats.binom.pmf(np.arange(draws + 1), draws, truth)
        supported = law[[o is Outcome.SUPPORTED for o in outcomes]].sum()
        refuted = law[[o is Outcome.REFUTED for o in outcomes]].sum()
        if truth <= claimed:
            assert refuted <= error / 2
        if truth > claimed:
            assert supported <= error / 2
    # in order: supported, then undecided, then refuted
    order = [Outcome.SUPPORTED, Outcome.UNDECIDED, Outcome.REFUTED]
    places = [order.index(outcome) for outcome in outcomes]
    assert places == sorted(places)
    assert Outcome.REFUTED in outcomes or draws == 30


@pytest.mark.parametrize(
    ("claimed", "wrong"),
    [
        (Fraction(HEADS) + Fraction(1, 10**9), Outcome.REFUTED),
        (Fraction(HEADS) - Fraction(1, 10**9), Outcome.SUPPORTED),
    ],
)
def test_wrong_verdicts_of_real_draws_are_as_rare_as_stated(claimed, wrong):
    """600 runs with seeds of their own: the count is below its binomial limit at FALSE_ALARM."""
    error, runs = 0.2, 600
    s = coin(claimed)
    outcomes = [
        by_draws(COIN, s, claimed, Options(draws=100, error=error, seed=seed, workers=1)).outcome
        for seed in range(runs)
    ]
    count = outcomes.count(wrong)
    assert count <= stats.binom.isf(FALSE_ALARM, runs, error / 2)
    # the limits are not idle: some runs do go wrong at an error this large
    assert count > 0
    assert outcomes.count(Outcome.UNDECIDED) > runs / 2


def test_clear_claims_are_decided_by_draws():
    options = Options(draws=2000, error=1e-6)
    for claimed, outcome in ((HEADS + 0.1, Outcome.SUPPORTED), (HEADS - 0.1, Outcome.REFUTED)):
        verdict = by_draws(COIN, coin(claimed), Fraction(claimed), options)
        assert verdict.outcome is outcome
        assert verdict.failure.lower <= HEADS <= verdict.failure.upper
        assert verdict.failure.confidence == 1 - 1e-6
        assert verdict.draws == 2000
        assert stats.binomtest(verdict.violations, 2000, HEADS).pvalue > FALSE_ALARM
        assert verdict.method == "draws"
        assert verdict.certificate is None  # the trusted core does not draw
        assert (verdict.witness is not None) == (outcome is Outcome.REFUTED)


def test_a_verdict_of_draws_holds_what_their_limit_needs():
    """P(N >= violations) <= error / 2 for N ~ Binomial(draws, claimed), so more likely is less."""
    p, error = Fraction(HEADS - 0.1), Fraction(1, 10**6)
    verdict = by_draws(COIN, coin(p), p, Options(draws=2000, error=1e-6))
    assert verdict.witness["way"] == "projected"
    draws, broken = verdict.draws, verdict.violations
    tail = sum(
        math.comb(draws, k) * p.numerator**k * (p.denominator - p.numerator) ** (draws - k)
        for k in range(broken, draws + 1)
    )
    assert Fraction(tail, p.denominator**draws) <= error / 2


def test_an_exact_law_and_draws_decide_alike():
    """The twins that draws can refute are refuted by their laws, and the other way round."""
    for label in ("slides/lemma-4.2:twin-no-deviation", "notes/event-a1"):
        theorem = BY_LABEL[label]
        for s in itertools.islice(grid(theorem), 3, None, 131):
            if s.m > 1000 or not Fraction(1, 100) < s.delta < Fraction(99, 100):
                continue
            law = decide(theorem, s, Options(method="certify"), settle=True)
            sampled = decide(theorem, s, Options(method="sample", error=1e-9), settle=True)
            assert {law.outcome, sampled.outcome} != {Outcome.CERTIFIED, Outcome.REFUTED}
            assert {law.outcome, sampled.outcome} != {Outcome.SUPPORTED, Outcome.REFUTED}


# Rounding.

# a sum: the worst case lies in [0, sqrt 2 / 4], and its bound at delta = 0.38 is below 1/2
SUM = BY_LABEL["notes/theorem-1"]
SUM_AT = SUM.setting({"m": "2", "alpha": "0.5", "delta": "0.38"})


def test_sums_within_rounding_count_against_the_claim(monkeypatch):
    """Neither for the claim nor for its refutation."""
    bound = as_float(number(SUM.at_most[0], SUM_AT))
    for value in (bound, bound * (1 + 1e-12), bound * (1 - 1e-12)):
        drawn(monkeypatch, np.full(1000, value))
        verdict = by_draws(SUM, SUM_AT, Fraction("0.38"), Options(draws=1000))
        assert verdict.outcome is Outcome.UNDECIDED
        assert (verdict.failure.lower, verdict.failure.upper) == (0, 1)
        assert verdict.witness is None
    for value, outcome in ((bound * (1 + 1e-6), Outcome.REFUTED), (0.4, Outcome.SUPPORTED)):
        drawn(monkeypatch, np.full(1000, value))
        verdict = by_draws(SUM, SUM_AT, Fraction("0.38"), Options(draws=1000))
        assert verdict.outcome is outcome


def counted(law, values, way="projected"):
    return tuple(int(np.sum(mask)) for mask in breaking(law, np.asarray(values, float), way))


def test_violations_of_a_sum_are_counted_with_its_rounding():
    values = np.array([0, 1, 2 - 1e-12, 2, 2 + 1e-12, 2 + 1e-6, 3])
    for bound, counts in ((2, (2, 5)), (0, (6, 6))):
        assert counted(law_of(SUM, SUM_AT, lambda bound=bound: arb(bound)), values) == counts
    assert counted(law_of(SUM, SUM_AT, lambda: arb(0)), np.zeros(3)) == (0, 0)
    # rows of dense draws are rounded besides, which counts for small radii
    tiny = SUM.setting({"m": "2", "alpha": "1e-9"})
    level = 1e-10
    near = [level * (1 + 1e-6)]
    assert counted(law_of(SUM, tiny, lambda: ball(Fraction(level))), near) == (1, 1)
    assert counted(law_of(SUM, tiny, lambda: ball(Fraction(level))), near, "dense") == (0, 1)


def test_violations_of_a_count_are_counted_in_integers():
    """hoeffding: (2/m) N - p > (level + p) is asked of N, whatever the sign of the level."""
    theorem = BY_LABEL["notes/hoeffding"]
    s = theorem.setting({"m": "20", "alpha": "0.11"})
    p = math.erf(0.11 / math.sqrt(20) / math.sqrt(2))
    values = np.array([0, 0, 1, 1, 1, 2]) / 10 - p
    for level, count in ((-p, 4), (-p - 1e-13, 6), (0, 4), (0.1 - p + 1e-13, 1), (0.2, 0)):
        law = law_of(theorem, s, lambda level=level: ball(Fraction(level)))
        assert counted(law, values) == (count, count)
    with pytest.raises(ArithmeticError, match="no whole number from 0 to 10"):
        counted(law_of(theorem, s), values * 1.03)
    with pytest.raises(ArithmeticError, match="a drawn count is 11"):
        counted(law_of(theorem, s), values + 0.9)


def test_the_witness_of_draws_is_surely_above_the_bound(monkeypatch):
    bound = as_float(number(SUM.at_most[0], SUM_AT))
    drawn(monkeypatch, [bound * (1 + 1e-12)] + [2 * bound] * 999)
    verdict = by_draws(SUM, SUM_AT, Fraction("0.38"), Options(draws=1000))
    assert verdict.outcome is Outcome.REFUTED
    assert verdict.witness["value"] == 2 * bound


# Budgets.


def test_too_few_draws_are_refused_in_words():
    with pytest.raises(BudgetTooSmall, match=r"5 draws cannot resolve delta=0\.05 .* need at"):
        decide(LEMMA, LEMMA.setting({}), Options(method="sample", draws=5), settle=True)
    with pytest.raises(BudgetTooSmall, match="5 draws cannot resolve"):
        check(LEMMA, None, Options(method="sample", draws=5))


@pytest.mark.parametrize("error", [1e-2, 1e-6])
@pytest.mark.parametrize("delta", ["0.05", "0.5"])
def test_as_many_draws_as_asked_for_suffice(monkeypatch, error, delta):
    """... where none of them breaks the bound."""
    options = Options(draws=draws_needed(float(delta), error / 2), error=error)
    drawn(monkeypatch, np.zeros(options.draws))
    verdict = by_draws(LEMMA, LEMMA.setting({"delta": delta}), Fraction(delta), options)
    assert verdict.outcome is Outcome.SUPPORTED


@pytest.mark.parametrize("claimed", [1e-18, 1e-25, 1e-300])
def test_hopeless_numbers_of_draws_are_found_without_a_long_search(monkeypatch, claimed):
    """Where `--method sample` is to say how many draws would do."""
    calls, upper_limit = [], binomial_limits.upper_limit

    def counted(*arguments):
        calls.append(arguments)
        assert len(calls) < 1000, "no end in sight"
        return upper_limit(*arguments)

    monkeypatch.setattr(binomial_limits, "upper_limit", counted)
    assert draws_needed(claimed, 1e-3) == pytest.approx(math.log(1e3) / claimed, rel=1e-6)


def test_a_coverage_spends_its_error_once(monkeypatch):
    """Whatever is drawn for one verdict: the errors add up to at most the one given to it."""
    lemma, spent = BY_LABEL["slides/lemma-4.1"], []
    twin = replace(lemma, twin_of=lemma.label, at_most=(lemma.at_most[0] / 4,))

    def undecided(theorem, s, claimed, options):
        spent.append(options.error)
        return verdict_at(Outcome.UNDECIDED, upper=0.9).but(label=theorem.label, setting=s)

    texts = ({"B": "100", "delta": "0.5"}, {"B": "10", "delta": "0.9"})
    some = [twin.setting({"m": "1000", **more}) for more in texts]
    for s in some:
        assert decide(twin, s, Options(method="certify"), settle=True).outcome is Outcome.UNDECIDED
    monkeypatch.setattr(bound_draws, "by_draws", undecided)
    monkeypatch.setattr(check_room, "ordered", lambda *args: some)
    cover(twin, Options(error=1e-3), lambda done, total: None)
    assert len(spent) == 2
    assert sum(spent) <= 1e-3 * (1 + 1e-9)


@pytest.mark.parametrize("label", [t.label for t in THEOREMS if t.label in LABELS])
def test_coverage_by_draws_never_contradicts_the_law(label):
    options = Options(method="sample", draws=500, error=1e-6)
    verdict = cover(BY_LABEL[label], options, lambda done, total: None)
    exact = check_by_law(label, verdict.setting)
    if verdict.outcome is Outcome.REFUTED:
        assert exact is Outcome.REFUTED
    if verdict.outcome is Outcome.SUPPORTED:
        assert exact is Outcome.CERTIFIED
    assert verdict.failure.confidence < 1
    assert sum(verdict.coverage.values()) <= bound_draws.ATTEMPTS


def check_by_law(label, s):
    return decide(BY_LABEL[label], s, Options(method="certify"), settle=True).outcome


def test_a_twin_with_another_law_is_not_supported_by_the_draws_of_its_original():
    twin = BY_LABEL["slides/lemma-4.2:twin-dependent"]
    s = twin.setting({"m": "100", "tau": "0.1", "delta": "0.05"})
    assert check_by_law(twin.label, s) is Outcome.REFUTED
    verdict = decide(twin, s, Options(method="sample"), settle=True)
    assert verdict.outcome is not Outcome.SUPPORTED


# Law against draws.


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_wrong_draws_are_a_fault_and_leave_the_outcome(monkeypatch, label, factor):
    """Draws of the wrong size contradict the law; the verdict stays, and tells both numbers."""
    theorem = BY_LABEL[label]
    values = {"m": "100", "alpha": "8", "tau": "0.4", "B": "1"}
    known = {p.name for p in theorem.parameters}
    s = theorem.setting({k: v for k, v in values.items() if k in known})
    options = Options(error=1e-6, workers=1)
    right = check(theorem, s, options)
    assert right.outcome in (Outcome.CERTIFIED, Outcome.REFUTED)
    assert any("agree with the law" in sentence for sentence in right.evidence)
    if label in ("slides/lemma-4.1", "slides/lemma-4.2:twin-dependent") and factor < 1:
        return  # the law of the one only dominates; of the other, 0 and m, both stay in place
    honest = figures.drawn_values
    monkeypatch.setattr(figures, "drawn_values", lambda *args: factor * honest(*args))
    wrong = check(theorem, s, options)
    assert not right.fault
    assert wrong.outcome is right.outcome
    assert wrong.failure == right.failure
    assert "of it disagree: " in wrong.fault
    assert any("DISAGREE" in sentence for sentence in wrong.evidence)


@pytest.mark.parametrize(
    ("label", "texts"),
    [
        ("slides/lemma-4.1", {"m": "1", "B": "1e-6"}),
        ("slides/lemma-4.1", {"B": "1e-100", "x_norm": "1e-100"}),
        ("slides/lemma-4.1", {"B": "0"}),
        ("slides/lemma-4.2", {"tau": "1e-9"}),
        ("slides/lemma-4.2", {"tau": "100"}),
        ("slides/sign-changes", {"m": "3", "B": "1000"}),
        ("notes/event-a1", {"x_norm": "0", "m": "2"}),
        ("notes/lemma-4-delta-1", {"m": "2", "alpha": "1e-9"}),
        ("notes/lemma-4-delta-2", {"m": "2", "alpha": "1e9"}),
        ("notes/theorem-1", {"x_norm": "0"}),
    ],
)
def test_draws_that_are_all_alike_agree_with_the_law(label, texts):
    theorem = BY_LABEL[label]
    verdict = check(theorem, theorem.setting(texts), Options(draws=200, error=1e-6))
    assert verdict.outcome is Outcome.CERTIFIED
    assert any("agree with the law" in sentence for sentence in verdict.evidence)


# One verdict for many settings.

USUAL = Setting({"m": 100, "delta": Fraction(1, 20)})


def verdict_at(outcome, m=100, delta="0.05", lower=0.0, upper=1.0, **more):
    s = Setting({"m": m, "delta": Fraction(delta)})
    failure = Failure(float(s.delta), lower, upper)
    return Verdict(
        label="a/b", setting=s, outcome=outcome, scope="point", finding=f"m={m}", failure=failure,
        method="test", **more
    )  # fmt: skip


def test_a_refuted_setting_counts_most_and_the_natural_one_is_shown():
    refuted = [
        verdict_at(Outcome.REFUTED, m=10**6, lower=0.9),
        verdict_at(Outcome.REFUTED, m=1000, lower=0.6),
        verdict_at(Outcome.REFUTED, m=100, lower=0.2),
    ]
    others = [verdict_at(Outcome.CERTIFIED), verdict_at(Outcome.UNDECIDED)]
    for order in itertools.permutations([*refuted, *others]):
        # 0.2 exceeds the claim by less than half of what 0.9 does
        assert worst(order, USUAL) is refuted[1]


def test_an_undecided_setting_counts_more_than_any_that_holds():
    undecided = [verdict_at(Outcome.UNDECIDED, m=1), verdict_at(Outcome.UNDECIDED, m=50)]
    holding = [verdict_at(Outcome.CERTIFIED, upper=0.049), verdict_at(Outcome.SUPPORTED)]
    for order in itertools.permutations(undecided + holding):
        assert worst(order, USUAL) is undecided[1]


def test_of_settings_that_hold_the_closest_counts():
    loose, close = (verdict_at(Outcome.CERTIFIED, upper=u, delta="0.5") for u in (0.1, 0.4))
    relative = verdict_at(Outcome.CERTIFIED, upper=0.009, delta="0.01")
    assert worst([loose, close], USUAL) is close
    assert worst([loose, relative, close], USUAL) is relative
    # deterministic statements: the tightest
    never = [replace(verdict_at(Outcome.CERTIFIED), failure=Failure(0, 0, 0)) for _ in range(4)]
    tight = [v.but(tightness=t) for v, t in zip(never, (0.3, None, math.nan, 0.9), strict=True)]
    for order in itertools.permutations(tight):
        assert worst(order, USUAL).tightness == 0.9


def test_a_summary_counts_and_says_what_is_vacuous():
    verdicts = [
        verdict_at(Outcome.CERTIFIED, vacuous=True),
        verdict_at(Outcome.CERTIFIED, vacuous=True, m=10),
        verdict_at(Outcome.UNDECIDED, m=7),
        verdict_at(Outcome.REFUTED, m=3, lower=0.5),
    ]
    summary = summarize(verdicts, USUAL)
    assert summary.outcome is Outcome.REFUTED
    assert summary.finding == "m=3"
    assert summary.coverage == {"certified": 2, "refuted": 1, "undecided": 1}
    assert "at 2 of the 4 settings" in summary.evidence[-1]
    assert summarize(verdicts[:3], USUAL).finding == "1 of 3 settings undecided; m=7"
    assert summarize(verdicts[:2], USUAL).finding.startswith("holds at all 2 settings tried")
    everywhere = verdicts[0].but(scope="all", vacuous=False)
    assert summarize([everywhere], USUAL).finding == everywhere.finding


# What each outcome owes.


def verdicts_of(theorem):
    """At the default, and at some settings of the coverage, without draws where a law decides."""
    settings = list(grid(theorem))
    some = settings[:: max(1, len(settings) // 10)]
    usual = theorem.setting({})
    return [decide(theorem, s, Options(draws=1000), settle=False) for s in (usual, *some)]


def leaves(data):
    """The numbers and strings in nested JSON."""
    if isinstance(data, dict | list):
        for part in data.values() if isinstance(data, dict) else data:
            yield from leaves(part)
    else:
        yield data


@pytest.mark.parametrize("theorem", BY_LABEL.values(), ids=lambda t: t.label)
def test_outcomes_bring_their_evidence(theorem):
    known = theorem.printed in statements()
    for verdict in verdicts_of(theorem):
        failure = verdict.failure
        assert 0 <= failure.lower <= failure.upper <= 1
        assert verdict.label == theorem.label
        assert verdict.twin_of == theorem.twin_of
        assert verdict.finding
        assert verdict.evidence
        if verdict.outcome is Outcome.REFUTED:
            assert verdict.witness
            assert failure.lower > failure.claimed
        else:
            assert verdict.witness is None
        data = verdict.certificate
        if data is None:
            told = verdict.outcome in (Outcome.CERTIFIED, Outcome.REFUTED)
            # a false neighbour may hold at a setting, by what the core does not know
            twin_holds = theorem.twin_of and verdict.outcome is Outcome.CERTIFIED
            assert not (known and told) or twin_holds
        else:
            assert known
            assert data["schema"] == SCHEMA
            assert data["label"] == theorem.label
            assert data["outcome"] == verdict.outcome.value
            assert data["proofs"]
            assert json.loads(json.dumps(data)) == data  # no tuples, no floats to round
            assert not any(isinstance(leaf, float) for leaf in leaves(data))
            assert recheck(json.dumps(data), "")["outcome"] == verdict.outcome.value
        if verdict.outcome is Outcome.CERTIFIED:
            assert failure.upper <= failure.claimed or (failure.claimed, failure.upper) == (0, 0)
        if verdict.outcome is not Outcome.SUPPORTED:
            assert failure.confidence == 1
        assert verdict.outcome.sentence.endswith(".")
        assert pickle.loads(pickle.dumps(verdict)) == verdict


@pytest.mark.parametrize(
    ("label", "texts"),
    [
        ("slides/lemma-4.2", {"m": "50"}),
        ("notes/event-a1", {"m": "50", "alpha": "7", "x_norm": "0.5"}),
        ("slides/lemma-4.1:twin-constant", {"m": "50", "B": "0.1"}),
        ("notes/lemma-3", {"m": "4", "d": "2"}),
    ],
)
@pytest.mark.parametrize("method", ["auto", "sample"])
def test_verdicts_do_not_depend_on_the_number_of_workers(label, texts, method):
    theorem = BY_LABEL[label]
    s = theorem.setting(texts)
    one, three = (
        check(theorem, s, Options(method=method, workers=workers, draws=5000)).but(seconds=0)
        for workers in (1, 3)
    )
    assert one == three
    assert pickle.loads(pickle.dumps(one)) == one


def test_chosen_settings_and_seeds_are_in_the_verdict():
    s = LEMMA.setting({"m": "20"})
    first, again, other = (
        check(LEMMA, s, Options(method="sample", seed=seed)).but(seconds=0) for seed in (1, 1, 2)
    )
    assert first == again
    assert first.seed == 1
    assert other.seed == 2
    assert first.setting == s
    assert first.largest_seen is not None


# Chains of bounds.


def test_a_broken_link_refutes_at_any_failure_probability():
    twin = BY_LABEL["slides/sign-changes:twin-exponent"]
    s = twin.setting({"m": "1000"})
    assert failing_link(twin, s) == (0, False)
    verdict = decide(twin, s, Options(), settle=True)
    assert verdict.outcome is Outcome.REFUTED
    low, high = (as_float(number(bound, s)) for bound in twin.at_most)
    assert verdict.witness["left"] == low > high == verdict.witness["right"]
    assert verdict.certificate["proofs"] == [{"kind": "link", "link": 1}]
    # at m = 1 the two are one number, which no precision can tell and their exact forms do
    s = twin.setting({"m": "1"})
    assert failing_link(twin, s) is None
    assert decide(twin, s, Options(), settle=True).outcome is Outcome.CERTIFIED


def test_a_broken_link_is_not_supported_by_draws():
    twin = BY_LABEL["slides/sign-changes:twin-exponent"]
    options = Options(method="sample", draws=2000)
    verdict = cover(twin, options, lambda done, total: None)
    assert decide(twin, verdict.setting, options, settle=True).outcome is Outcome.REFUTED
    assert verdict.outcome is not Outcome.SUPPORTED


def test_the_printed_chain_holds_even_where_it_is_an_equality():
    printed = BY_LABEL["slides/sign-changes"]
    for m in ("1", "2", "1000000"):
        assert failing_link(printed, printed.setting({"m": m})) is None


def test_moved_neurons_are_counted_exactly_at_ties():
    """B^2 / tau^2 = 4 exactly, and a little less."""
    theorem = BY_LABEL["slides/moved-neurons"]
    for B, worst_count in (("0.2", 4), ("0.1999999999999999999999", 3)):
        s = theorem.setting({"B": B, "tau": "0.1"})
        assert moved_neurons.most_moved(s) == worst_count
        assert decide(theorem, s, Options(), settle=True).outcome is Outcome.CERTIFIED


def test_moved_neurons_are_counted_exactly_at_large_ties():
    theorem = BY_LABEL["slides/moved-neurons"]
    s = Setting({"m": 10**20, "B": Fraction("123456789.1"), "tau": Fraction("0.1")})
    assert decide(theorem, s, Options(), settle=True).outcome is Outcome.CERTIFIED


def test_no_probability_is_said_to_hold_everywhere_from_one_setting():
    for theorem in BY_LABEL.values():
        if isinstance(theorem, Bound) and theorem.except_with is not None:
            verdict = decide(theorem, theorem.setting({}), Options(draws=1000), settle=False)
            assert verdict.scope == "point"


def test_deterministic_bounds_are_no_bounds_with_a_failure_probability():
    for theorem in BY_LABEL.values():
        if isinstance(theorem, Bound):
            claimed = theorem.claimed(theorem.setting({}))
            assert (claimed == 0) == (theorem.except_with is None)


@pytest.mark.parametrize(
    ("label", "texts"),
    [
        ("notes/event-a1", {"x_norm": "0.1", "alpha": "10", "m": "100"}),
        ("slides/lemma-4.2:twin-no-deviation", {"m": "3", "tau": "0.5", "delta": "1e-12"}),
    ],
)
def test_a_witness_that_is_no_value_is_a_fault_and_leaves_the_proof(monkeypatch, label, texts):
    honest = bound_draws.sample
    theorem = BY_LABEL[label]
    s = theorem.setting(texts)
    right = check(theorem, s, Options())
    monkeypatch.setattr(bound_draws, "sample", lambda *a, **more: 1.1 * honest(*a, **more))
    wrong = check(theorem, s, Options())
    assert right.outcome is wrong.outcome is Outcome.REFUTED
    assert wrong.failure == right.failure
    assert (bool(right.fault), bool(wrong.fault)) == (False, True)


def test_a_fault_at_one_setting_is_told_of_the_coverage():
    verdicts = [verdict_at(Outcome.CERTIFIED, m=1, fault="of m=1"), verdict_at(Outcome.CERTIFIED)]
    assert summarize(verdicts, USUAL).fault == "of m=1"
