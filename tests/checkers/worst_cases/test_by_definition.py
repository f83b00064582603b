"""Draws of definitions as they stand: what is supported, what is refuted, what neither.

Each verdict below has the confidence 0.999 of the limits; seeds are fixed.
"""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from checkers.check import check
from checkers.draws.arrays import candidates, drawn, generator, moved
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import LEVELS, Outcome
from theorems.gaussian_counts import LEMMA_4_2
from theorems.language.domains import UnmetHypothesis
from theorems.language.functions import log, sqrt
from theorems.language.givens import (
    Law,
    equal_rows,
    frobenius_ball,
    neuron_balls,
    normal,
    opposite_signs,
    random_signs,
    repeated_rows,
    vector,
)
from theorems.language.parameters import DELTA, EVEN_WIDTH, POSITIVE_RADIUS, WIDTH
from theorems.language.records import Bound, Source

OPTIONS = Options(draws=2_000)


def largest(W0, x):
    """max_i |w_i . x|."""
    return np.max(np.abs(W0 @ x))


def gap(W, W0, a, x):
    """|f(x; W) - f0(x; W)|."""
    on = np.where(W0 @ x >= 0, 1, 0)
    return abs(np.sum(a * (np.maximum(W @ x, 0) - on * (W @ x))))


MAXIMUM = Bound(
    label="own/max",
    title="The largest of m pre-activations",
    source=Source("own", "-", "-"),
    reading="With probability 1 - delta.",
    parameters=(WIDTH, DELTA),
    fixed={"x": vector("d", "<= 1")},
    random={"W0": normal("m", "d")},
    quantity=largest,
    at_most=(lambda m, delta: sqrt(2 * log(2 * m / delta)),),
    except_with="delta",
)
GAP = replace(
    MAXIMUM,
    label="own/gap",
    parameters=(WIDTH, POSITIVE_RADIUS, DELTA),
    random={"W0": normal("m", "d"), "a": random_signs("m")},
    for_all={"W": frobenius_ball("W0", "B")},
    quantity=gap,
    at_most=("B / 100",),
)


def at(theorem, **texts):
    return check(theorem, theorem.setting(texts), OPTIONS)


def test_a_true_bound_is_supported_and_never_certified():
    verdict = at(MAXIMUM, m="20")
    assert verdict.outcome is Outcome.SUPPORTED
    assert verdict.level == "definition"
    assert verdict.failure.confidence < 1
    assert verdict.failure.lower <= 0.05
    assert verdict.draws == 2_000


def test_a_false_bound_is_refuted_with_the_draw_that_breaks_it():
    false = replace(MAXIMUM, at_most=("sqrt(log(2 * m / delta))",))
    verdict = at(false, m="20")
    assert verdict.outcome is Outcome.REFUTED
    rng = generator(0, verdict.witness["stream"], verdict.witness["draw"])
    W0 = drawn(normal("m", "d"), {"m": 20}, rng)
    assert largest(W0, np.array(verdict.witness["x"])) > verdict.bound


def test_a_law_that_is_another_one_is_seen():
    alike = replace(MAXIMUM, random={"W0": equal_rows("m", "d")}, at_most=("5 / 2",))
    assert at(alike, m="50").outcome is Outcome.SUPPORTED
    assert at(replace(alike, random=MAXIMUM.random), m="50").outcome is Outcome.REFUTED


def test_a_searched_supremum_refutes_and_supports_nothing():
    refuted, held = at(GAP, m="20", B="10"), at(replace(GAP, at_most=("m * B",)), m="20", B="10")
    assert refuted.outcome is Outcome.REFUTED
    assert held.outcome is Outcome.UNDECIDED
    assert refuted.level == held.level == "searched"
    assert held.failure.upper == 1.0


def test_draws_do_not_depend_on_how_many_came_before():
    law, sizes = repeated_rows("m", "d"), {"m": 6}
    again = [drawn(law, sizes, generator(1, "s", k)) for k in (7, 7, 8)]
    assert np.array_equal(again[0], again[1])
    assert not np.array_equal(again[0], again[2])
    assert np.array_equal(again[0][:3], again[0][3:])


def test_the_verdict_is_the_same_whatever_the_workers():
    one, two = (check(MAXIMUM, MAXIMUM.setting({"m": "5"}), OPTIONS.but(workers=n)) for n in (1, 2))
    assert one.but(seconds=0.0) == two.but(seconds=0.0)


@pytest.mark.parametrize(
    ("law", "second"), [(opposite_signs("m"), -1), (repeated_rows("m", "d"), 1)]
)
def test_halves_are_equal_or_opposite_and_need_an_even_number(law, second):
    found = drawn(law, {"m": 8}, generator(0, "halves", 0))
    assert np.array_equal(found[4:], second * found[:4])
    with pytest.raises(UnmetHypothesis, match="need an even m; got 7"):
        drawn(law, {"m": 7}, generator(0, "halves", 0))


def test_entries_have_the_mean_and_the_variance_of_their_law():
    # 10^5 entries, six standard deviations: a false alarm once in 10^8
    for entries in ("normal", "sign"):
        found = drawn(Law(("m",), entries), {"m": 10**5}, generator(0, entries, 0))
        assert abs(np.mean(found)) < 6 / np.sqrt(10**5)
        assert abs(np.mean(found**2) - 1) < 6 * np.sqrt(2 / 10**5)


def test_candidates_meet_their_condition_and_moves_their_radius():
    values = {"x_norm": Fraction(1, 3)}
    for one in candidates(vector("d", "= x_norm"), {"d": 4}, values, 3):
        assert np.linalg.norm(one) == pytest.approx(1 / 3)
    centre, rng = np.zeros((5, 2)), generator(0, "moves", 0)
    step = moved(frobenius_ball("W0", "B"), centre, {"B": 3.0}, rng)
    assert np.linalg.norm(step) == pytest.approx(3)
    step = moved(neuron_balls("W0", "B / 2"), centre, {"B": 3.0}, rng)
    assert np.linalg.norm(step, axis=1) == pytest.approx(np.full(5, 1.5))


def test_what_is_not_said_to_be_random_or_given_is_asked_for():
    with pytest.raises(UnmetHypothesis, match=r"nothing says what x is; add it to random"):
        at(replace(MAXIMUM, fixed={}))


def test_an_odd_width_of_paired_rows_is_refused():
    odd = replace(MAXIMUM, random={"W0": repeated_rows("m", "d")}, fixed={"x": vector("d", "= 1")})
    with pytest.raises(UnmetHypothesis, match="even m"):
        at(odd, m="7")
    assert at(replace(odd, parameters=(EVEN_WIDTH, DELTA)), m="8").outcome is Outcome.SUPPORTED


def test_over_the_coverage_small_settings_are_tried_and_one_refutation_is_enough():
    verdict = check(replace(MAXIMUM, at_most=("1",)), None, OPTIONS)
    assert verdict.outcome is Outcome.REFUTED
    assert sum(verdict.coverage.values()) <= 2


def test_every_verdict_names_its_level():
    known = check(LEMMA_4_2, LEMMA_4_2.setting({}), OPTIONS)
    assert (known.level, check(LEMMA_4_2, None, OPTIONS).level) == ("law", "everywhere")
    assert {known.level, "everywhere", "definition", "searched"} == set(LEVELS)
