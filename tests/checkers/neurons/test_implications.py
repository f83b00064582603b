"""Statements about neurons: ranges of ||x||, false neighbours, and the slow definitions."""

from dataclasses import replace
from fractions import Fraction
from functools import wraps

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checkers import regions
from checkers.check import check
from checkers.neurons import implications
from checkers.neurons.random_networks import NETWORKS, failing_network
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome
from theorems import proof_of_lemma_4, sign_patterns
from theorems.language.calling import called
from theorems.language.domains import UnmetHypothesis
from theorems.language.records import Implication
from theorems.networks import relu, step
from theorems.neurons import Neurons
from theorems.proof_of_lemma_4 import DELTA_1_COUNT, DELTA_1_DISPLAY, SIGN_CHANGE
from theorems.proof_of_lemma_4 import VARIANTS as PROOF_VARIANTS
from theorems.sign_patterns import SIGN_AGREEMENT, SUBGRADIENT, UNSWITCHED, subgradient
from theorems.symmetric_initialization import delta_1

OPTIONS = Options()
ROOMS = (proof_of_lemma_4, sign_patterns)
TWINS = [t for room in ROOMS for t in room.TWINS if isinstance(t, Implication)]
VARIANTS = [t for room in ROOMS for t in room.VARIANTS if isinstance(t, Implication)]


def decide(theorem, **texts):
    return implications.decide(theorem, theorem.setting(texts), OPTIONS)


@pytest.mark.parametrize("theorem", TWINS, ids=lambda t: t.label)
def test_twins_are_refuted_with_a_witness(theorem):
    verdict = check(theorem, None, OPTIONS)
    assert verdict.outcome is Outcome.REFUTED
    assert verdict.witness["w0.x"]


TRUE = [*VARIANTS, SIGN_CHANGE, SIGN_AGREEMENT, UNSWITCHED, SUBGRADIENT]


@pytest.mark.parametrize("theorem", TRUE, ids=lambda t: t.label)
def test_true_statements_hold_for_every_setting(theorem):
    verdict = decide(theorem)
    assert (verdict.outcome, verdict.scope, verdict.vacuous) == (Outcome.CERTIFIED, "all", False)


@settings(max_examples=12)
@given(st.integers(0, 3000))
def test_the_printed_count_holds_exactly_up_to_norm_1(thousandths):
    x_norm = Fraction(thousandths, 1000)
    verdict = decide(DELTA_1_COUNT, x_norm=str(x_norm))
    assert (verdict.outcome is Outcome.CERTIFIED) is (x_norm <= 1)


def test_the_conclusion_of_the_count_holds_exactly_up_to_norm_2():
    verdict = decide(DELTA_1_COUNT, x_norm="1.5")
    assert any(text.endswith("if and only if ||x|| <= 2.") for text in verdict.evidence)
    alone = replace(DELTA_1_COUNT, conclusions=(DELTA_1_COUNT.overall,), overall=None)
    assert implications.best(alone)["proved"] == "||x|| <= 2"
    assert decide(alone, x_norm="2", m="2").outcome is Outcome.CERTIFIED
    assert decide(alone, x_norm="2.001", m="2").outcome is Outcome.REFUTED


def test_regions_of_the_norm():
    def on(text):
        s = DELTA_1_COUNT.setting({"x_norm": text, "m": "all"})
        return regions.decide(DELTA_1_COUNT, s, OPTIONS)

    assert (on("0..1").outcome, on("0..1").scope) == (Outcome.CERTIFIED, "box")
    assert on("0.5..1.5").outcome is Outcome.REFUTED


def test_the_witness_of_the_count_breaks_the_slow_definition():
    m, alpha, x_norm = 4, 1.0, 3.0
    verdict = decide(DELTA_1_COUNT, m="4", x_norm="3")
    w0, us = float(Fraction(verdict.witness["w0"][0])), verdict.witness["w"]
    W0 = np.array([[w0], [50.0], [w0], [50.0]])
    W = W0.copy()
    W[0], W[2] = (float(Fraction(u)) for u in us)
    c, x = np.array([1.0, 1.0, -1.0, -1.0]), np.array([x_norm])
    assert np.max(np.abs(W - W0)) <= alpha / np.sqrt(m)
    s = DELTA_1_COUNT.setting({"m": "4", "x_norm": "3"}).over(float)
    neurons = Neurons.of(W, W0, x, c)
    links = [bool(called(link, {**s, "n": neurons})) for link in DELTA_1_COUNT.conclusions]
    assert links == [True, False, True]
    first = proof_of_lemma_4.first_part(neurons, s.m)
    assert first == pytest.approx(delta_1(W, W0, c, x))


@pytest.mark.parametrize("m", ["2", "4", "10", "1000000"])
def test_the_display_fails_at_every_even_width_by_its_prefactor(m):
    verdict = decide(DELTA_1_DISPLAY, m=m)
    assert verdict.outcome is Outcome.REFUTED
    assert verdict.witness["link"] == 1
    assert verdict.best["proved"].startswith("m = 1")


def test_false_neighbours_that_a_user_may_write():
    def norm_of(factor, theorem=DELTA_1_COUNT):
        claim = lambda n, alpha, m: (  # noqa: E731
            proof_of_lemma_4.first_part(n, m)
            <= factor * proof_of_lemma_4.small_preactivations(n, alpha, m)
        )
        return implications.best(replace(theorem, conclusions=(claim,), overall=None))["proved"]

    assert norm_of(Fraction(3, 4)) == "||x|| <= 3/2"
    assert norm_of(2) == "||x|| <= 4"
    for factor in (0, 2, -1):  # 0 is a subgradient only where theta.x <= 0
        twin = replace(SUBGRADIENT, conclusions=(subgradient(factor),))
        assert decide(twin).outcome is Outcome.REFUTED
    closer = replace(SIGN_AGREEMENT, premise=lambda n: abs(n.w0_x) > n.moved * n.x_norm)
    assert decide(closer).scope == "all"
    farther = replace(SIGN_AGREEMENT, premise=lambda n: abs(n.w0_x) >= n.moved * n.x_norm)
    assert decide(farther).outcome is Outcome.REFUTED


def test_a_limit_on_the_moves_of_another_degree_is_not_scaled():
    wrong = replace(SIGN_CHANGE, radius=lambda alpha: alpha, premise=SIGN_CHANGE.premise)
    assert decide(wrong, m="100").outcome is Outcome.REFUTED


def test_an_empty_premise_is_told():
    empty = replace(
        SIGN_AGREEMENT,
        premise=lambda n, tau: abs(n.w0_x) > n.x_norm * tau and abs(n.w0_x) < n.x_norm * tau,
    )
    verdict = decide(empty)
    assert verdict.vacuous
    assert "empty" in verdict.finding


@given(st.lists(st.integers(-6, 6), min_size=6, max_size=6))
def test_the_sharpened_count_on_explicit_weights(parts):
    sharpened = next(t for t in PROOF_VARIANTS if t.label == "notes/delta-1-count:sharpened")
    s = sharpened.setting({"m": "4", "alpha": "2", "x_norm": "3"})
    v = np.array([parts[0], parts[1], parts[0], parts[1]]) / 4
    W0, W = v[:, None], (v + np.clip(np.array(parts[2:]) / 4, -1, 1))[:, None]
    neurons = Neurons.of(W, W0, np.array([3.0]), np.array([1, 1, -1, -1]))
    assert called(sharpened.conclusions[0], {**s.over(float), "n": neurons})


IDENTITIES = ("slides/relu-homogeneity", "sutherland/relu-linearization", "notes/delta-split")


@pytest.mark.parametrize("label", IDENTITIES)
def test_identities_of_these_rooms_hold_and_their_twins_fail(label):
    everything = [t for room in ROOMS for t in (*room.THEOREMS, *room.TWINS)]
    [theorem] = [t for t in everything if t.label == label]
    assert check(theorem, None, OPTIONS).scope == "all"
    twins = [t for t in everything if t.twin_of == label]
    assert len(twins) >= 2
    assert all(check(t, None, OPTIONS).outcome is Outcome.REFUTED for t in twins)


def test_an_output_weight_is_either_sign():
    """c relu(theta.x) has no subgradient c x 1{theta.x >= 0} where c < 0, as the notes say."""

    def scaled(n):
        line = relu(n.w0_x) + step(n.w0_x) * (n.w_x - n.w0_x)
        return n.c * relu(n.w_x) >= n.c * line

    verdict = decide(replace(SUBGRADIENT, conclusions=(scaled,)))
    assert (verdict.outcome, verdict.witness["c"]) == (Outcome.REFUTED, "-1")
    positive = replace(SUBGRADIENT, premise=lambda n: n.c > 0, conclusions=(scaled,))
    assert decide(positive).scope == "all"


@pytest.mark.parametrize(
    "claim",
    [
        lambda n: n.w_x * n.w0_x >= 0,
        lambda n: n.w_x >= 0.5 * n.w0_x,
        lambda n: n.moved <= np.log(2 + n.moved),
        lambda n, alpha, m: n.moved <= alpha / np.cbrt(m),
        lambda n, alpha, m: n.moved <= alpha / np.sqrt(m + 1),
        lambda n, d: d > 1,
    ],
)
def test_formulas_that_no_cell_settles_are_refused_in_a_sentence(claim):
    with pytest.raises(UnmetHypothesis, match="linear in the neuron between comparisons"):
        check(replace(SIGN_CHANGE, conclusions=(claim,), overall=None), None, OPTIONS)


def test_a_statement_without_a_conclusion_is_refused():
    with pytest.raises(UnmetHypothesis, match="conclusions to hold at least 1"):
        replace(UNSWITCHED, conclusions=())


@pytest.mark.parametrize("most", [2, 8, 20])
def test_a_claim_that_is_no_sum_over_pairs_meets_networks_with_many(most):
    few = replace(
        DELTA_1_COUNT,
        conclusions=(lambda n: most >= np.sum(np.abs(proof_of_lemma_4.flips(n))),),
        overall=None,
    )
    verdict = decide(few)
    assert verdict.outcome is Outcome.REFUTED
    assert verdict.evidence == (implications.WHOLE,)


@pytest.mark.parametrize("theorem", [SIGN_AGREEMENT, SIGN_CHANGE], ids=lambda t: t.label)
def test_the_second_way_counts_the_neurons_that_meet_the_premise(theorem):
    met = []

    @wraps(theorem.premise)
    def premise(**values):
        met.append(theorem.premise(**values))
        return met[-1]

    watched = replace(theorem, premise=premise, conclusions=(lambda n: True,))
    _, count = failing_network(watched, tuple(theorem.setting({}).items()), 0)
    assert count == sum(met) == NETWORKS
    assert any(f"{NETWORKS} random neurons that meet" in text for text in decide(theorem).evidence)
