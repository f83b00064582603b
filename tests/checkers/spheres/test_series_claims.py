"""Claims about coefficients: the lemma on duals, signs and spheres, parities, polynomials.

No draws: every comparison is exact or in balls, and hypothesis runs with its profile's fixed seed.
"""

import itertools
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from checkers.arithmetic.series_terms import RHO, A, Index, NoFormalTerm, Term, formal_term
from checkers.check import check
from checkers.gaussians.duals_by_quadrature import dual
from checkers.spheres.depths import NAMES, first_depth, sentences
from checkers.spheres.dual_series import mehler_holds
from checkers.spheres.parity_step import counts, shifted
from checkers.spheres.polynomial_activations import form_in_balls
from checkers.spheres.printed_proof import false_steps
from checkers.spheres.series_claims import decide
from checkers.spheres.sign_patterns import (
    PATTERNS,
    both,
    definite_by_transfer,
    gram_is_definite,
    not_definite,
    rows_hold,
    series_of,
    status,
)
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome
from theorems import TWINS, VARIANTS
from theorems.kernels import expectation
from theorems.language.activations import ACTIVATIONS
from theorems.language.domains import Integers, Names, Reals, UnmetHypothesis
from theorems.language.floats import FLOATS
from theorems.language.parameters import LIPSCHITZ
from theorems.language.records import SeriesClaim
from theorems.power_series import (
    INFINITE,
    LEMMA_III_3_1,
    NONE,
    PARITY_STEP,
    REPAIRED_III_3_2,
    REPAIRED_PARITY_STEP,
    SOME,
    THEOREM_III_3_2,
    PowerSeries,
    Signs,
    quadratic_form,
)
from theorems.sphere_definiteness import OBSERVATION_III_3_4, SHARPENED_OBSERVATION

OPTIONS = Options()
CLAIMS = {t.label: t for t in (*TWINS, *VARIANTS) if isinstance(t, SeriesClaim)}
COSINES = ("-1", "-0.9", "0", "1/3", "0.99", "0.99999999", "1")


def at(theorem, **texts):
    s = theorem.setting({name: str(value) for name, value in texts.items()})
    return decide(theorem, s, OPTIONS)


@pytest.mark.parametrize("label", [label for label in CLAIMS if ":twin-" in label])
def test_false_twins_are_refuted_with_a_witness(label):
    verdict = check(CLAIMS[label], None, OPTIONS)
    assert verdict.outcome is Outcome.REFUTED
    assert verdict.witness
    again = decide(CLAIMS[label], verdict.setting, OPTIONS)
    assert again.outcome is Outcome.REFUTED


def test_every_label_has_two_twins():
    printed = (LEMMA_III_3_1, THEOREM_III_3_2, PARITY_STEP, OBSERVATION_III_3_4)
    for theorem in printed:
        assert sum(t.twin_of == theorem.label for t in CLAIMS.values()) >= 2


@pytest.mark.parametrize(
    "theorem",
    [LEMMA_III_3_1, *(t for label, t in CLAIMS.items() if ":twin-" not in label)],
    ids=lambda t: t.label,
)
def test_variants_and_the_lemma_hold_for_every_setting(theorem):
    verdict = at(theorem)
    assert verdict.outcome is Outcome.CERTIFIED
    assert verdict.scope == "all"
    assert any(sentence.startswith("A second way") for sentence in verdict.evidence)


# duals


@pytest.mark.parametrize("name", LEMMA_III_3_1.parameters[0].domain.allowed)
def test_dual_encloses_the_slow_definition(name):
    def sigma(z):
        return ACTIVATIONS[name].value(z, FLOATS)

    for rho in map(Fraction, COSINES):
        slow = expectation(sigma, np.array([[1, float(rho)], [float(rho), 1]]))
        value = dual(name, rho)
        assert value.rad() < 1e-6
        assert abs(float(value.mid()) - slow) < 1e-7


def test_dual_needs_a_lipschitz_activation():
    with pytest.raises(ValueError, match="Lipschitz"):
        dual("cubic", Fraction(0))


def test_hermite_polynomials_are_orthogonal_under_correlation():
    assert mehler_holds(6)


@pytest.mark.parametrize(
    "term",
    [
        lambda a, rho, i: Fraction(999, 1000) * a * a * rho**i,
        lambda a, rho, i: a**3 * rho**i,
        lambda a, rho, i: a * a * rho**i if i != 4 else 2 * a * a * rho**i,
        lambda a, rho, i: a * a * rho ** (i + 1),
        lambda a, rho, i: -a * a * rho**i,
    ],
)
def test_a_users_false_term_is_refuted(term):
    mine = replace(LEMMA_III_3_1, label="mine", claim=term)
    assert at(mine, rho="0.5", activation="elu").outcome is Outcome.REFUTED


@pytest.mark.parametrize(
    "term", [lambda a, rho, i: rho**i * a * a, lambda a, rho, i: (-a) ** 2 * rho ** (i + 3 - 3)]
)
def test_a_users_true_term(term):
    assert at(replace(LEMMA_III_3_1, label="mine", claim=term)).outcome is Outcome.CERTIFIED


@pytest.mark.parametrize(
    "term",
    [
        lambda a, rho, i: a * a * rho**i / i,
        lambda a, rho, i: a**rho,
        lambda a, rho, i: abs(a),
        lambda a, rho, i: a * a * rho**i if i != 10**6 else a,
    ],
)
def test_a_term_without_normal_form_stays_undecided(term):
    mine = replace(LEMMA_III_3_1, label="mine", claim=term)
    assert at(mine, rho="0.5").outcome is Outcome.UNDECIDED


def test_terms_speak_of_every_index():
    later = Index(24)
    assert formal_term(LEMMA_III_3_1.claim, later) == Term(power=2, times=1)
    assert formal_term(LEMMA_III_3_1.claim, 3) == A * A * RHO**3
    assert later
    assert later != 5
    assert later > 5
    with pytest.raises(NoFormalTerm):
        assert later != 30


# signs


def test_the_rows_hold_on_explicit_series():
    for n0 in (1, 2, 7):
        assert rows_hold(n0) > 40


@pytest.mark.parametrize("n0", [1, 2, 3])
def test_series_have_the_signs_asked_for(n0):
    for even, odd in itertools.islice(itertools.product(PATTERNS, PATTERNS), 0, None, 7):
        for definite in (True, False):
            f = series_of(even, odd, n0, definite)
            assert (f.signs(0), f.signs(1)) == (even, odd)


@pytest.mark.parametrize("n0", [1, 2, 5])
def test_status_and_explicit_series_agree(n0):
    for even, odd in itertools.islice(itertools.product(PATTERNS, PATTERNS), 0, None, 5):
        said = both(even, odd, n0)
        if said != "never":
            f = series_of(even, odd, n0, definite=True)
            assert definite_by_transfer(f, n0)
            assert gram_is_definite(f, n0)
        if said != "always":
            found = not_definite(series_of(even, odd, n0, definite=False), n0)
            assert found is not None
            assert quadratic_form(found.series, found.points, found.vector) <= 0


numbers = st.fractions(-3, 3, max_denominator=4)


@given(
    head=st.lists(numbers, max_size=4),
    cycle=st.lists(numbers, min_size=1, max_size=4),
    n0=st.integers(1, 4),
)
def test_proofs_of_both_kinds_exclude_each_other(head, cycle, n0):
    f = PowerSeries(tuple(head), tuple(cycle))
    definite, against = definite_by_transfer(f, n0), not_definite(f, n0)
    assert not (definite and against)
    said = both(f.signs(0), f.signs(1), n0)
    assert not (said == "never" and definite)
    assert not (said == "always" and (against or not gram_is_definite(f, n0)))
    if definite:
        assert gram_is_definite(f, n0)


def test_signs_of_the_smallest_cases():
    infinitely_positive = Signs(NONE, INFINITE, INFINITE)
    assert status(infinitely_positive, 2) == "always"
    assert status(Signs(SOME, NONE, INFINITE), 2) == "sometimes"
    assert status(Signs(NONE, INFINITE, SOME), 2) == "never"
    assert status(Signs(NONE, INFINITE, SOME), 1) == "always"


def test_the_printed_equivalence_fails_where_it_is_said_to():
    at_one, beyond = at(THEOREM_III_3_2, n0=1), at(THEOREM_III_3_2, n0=4)
    assert at_one.outcome is beyond.outcome is Outcome.REFUTED
    assert beyond.witness["v^T K v"] == "0"
    assert beyond.best["proved"] == "'only if' for every n0 >= 2"
    assert "'only if' is true at n0 = 4." in beyond.evidence
    assert "'only if' is false at n0 = 1." in at_one.evidence


def test_strict_signs_alone_do_not_repair_it():
    strict = replace(
        THEOREM_III_3_2,
        label="mine",
        claim=lambda even, odd: even.positive == odd.positive == INFINITE,
    )
    assert at(strict, n0=3).outcome is Outcome.REFUTED


def test_the_repair_needs_more_than_two_points():
    assert at(REPAIRED_III_3_2, n0=2).scope == "all"
    assert at(REPAIRED_III_3_2, n0=1).outcome is Outcome.REFUTED


def test_a_claim_with_other_arguments_is_refused():
    mine = replace(THEOREM_III_3_2, label="mine", claim=lambda signs: True)
    with pytest.raises(UnmetHypothesis, match=r"takes \(even, odd\)"):
        at(mine)


# parities


def test_where_the_parity_step_holds():
    outcomes = {name: at(PARITY_STEP, activation=name).outcome for name in LIPSCHITZ.coverage}
    assert [name for name, o in outcomes.items() if o is Outcome.CERTIFIED] == ["elu"]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_counts_follow_the_parity_of_the_activation(name):
    (even, odd), _ = counts(name)
    sigma = ACTIVATIONS[name].value
    z = np.array([0.3, 1.0, 2.0])
    e = (sigma(z, FLOATS) + sigma(-z, FLOATS)) / 2
    o = (sigma(z, FLOATS) - sigma(-z, FLOATS)) / 2
    assert (even == NONE) == np.allclose(e, 0)
    assert (odd == NONE) == np.allclose(o, 0)
    if ACTIVATIONS[name].lipschitz:
        assert (even == INFINITE) == (not np.allclose(e, e[0]))
        assert (odd == INFINITE) == (not np.allclose(o / z, o[0] / z[0]))


def test_the_bias_mixes_the_parities():
    assert shifted((NONE, INFINITE), Fraction(1, 10)) == (INFINITE, INFINITE)
    assert shifted((NONE, INFINITE), Fraction(0)) == (NONE, INFINITE)
    assert at(REPAIRED_PARITY_STEP, activation="erf", beta="1e-3").outcome is Outcome.CERTIFIED
    assert at(REPAIRED_PARITY_STEP, activation="erf", beta=0).outcome is Outcome.REFUTED


# polynomials, and the table of depths


def test_polynomials_fail_beyond_the_line_at_every_depth():
    for name in ("quadratic", "identity"):
        for beta in ("0", "0.1"):
            verdict = at(SHARPENED_OBSERVATION, n0=5, L=3, beta=beta, activation=name)
            assert verdict.outcome is Outcome.CERTIFIED
    assert at(OBSERVATION_III_3_4, n0=1).scope == "all"


def test_the_depths_without_a_bias():
    found = {name: first_depth(3, name) for name in NAMES}
    assert found.pop("elu") == 2
    assert {name for name, depth in found.items() if depth is None} == {"erf", "tanh", "sin", "abs"}
    assert {depth for depth in found.values() if depth} == {3}


@pytest.mark.slow  # Gram matrices of every activation
def test_the_table_is_told():
    table, second = sentences("quick")
    assert "elu: L >= 2; relu, softplus, gelu, silu, sigmoid: L >= 3" in table
    assert second.startswith("A second way")


def test_a_wrong_null_vector_is_noticed():
    from checkers.spheres.definite_by_series import certificate

    found = certificate(2, 2, Fraction(1), "quadratic")
    assert form_in_balls(2, Fraction(1), "quadratic", found).overlaps(arb(0))
    wrong = replace(found, vector=(*found.vector[:-1], found.vector[-1] + 1))
    with pytest.raises(ArithmeticError, match="null vector"):
        form_in_balls(2, Fraction(1), "quadratic", wrong)


def test_false_steps_of_the_proof_are_tried():
    parity, start, rho = false_steps(3, Fraction(1, 10))
    assert " elu" not in parity
    assert "Theta^(1)" in start
    assert "103/100" in rho
    assert len(false_steps(3, Fraction(0))) == 2  # the quotient is right without a bias


def _with(theorem, name, domain, default):
    return replace(
        theorem,
        label="mine",
        parameters=tuple(
            replace(p, domain=domain, default=default, coverage=(default,), trial=None)
            if p.name == name
            else p
            for p in theorem.parameters
        ),
    )


@pytest.mark.parametrize(
    ("theorem", "name", "domain", "default"),
    [
        (LEMMA_III_3_1, "rho", Reals(), Fraction(2)),
        (LEMMA_III_3_1, "activation", Names(("quadratic",)), "quadratic"),
        (THEOREM_III_3_2, "n0", Integers(0), 0),
        (REPAIRED_III_3_2, "n0", Reals(low=Fraction(2)), Fraction(5, 2)),
        (REPAIRED_PARITY_STEP, "beta", Reals(), Fraction(-1)),  # true, but beta < 0 is not known
        (OBSERVATION_III_3_4, "beta", Reals(), Fraction(-1)),
        (SHARPENED_OBSERVATION, "L", Integers(1), 1),
    ],
)
def test_parameters_outside_the_argument_are_refused(theorem, name, domain, default):
    with pytest.raises(UnmetHypothesis, match=f"can be checked for .*{name}"):
        at(_with(theorem, name, domain, default))


@pytest.mark.parametrize(
    ("theorem", "name"),
    [
        (LEMMA_III_3_1, "rho"),
        (REPAIRED_III_3_2, "n0"),
        (PARITY_STEP, "activation"),
        (REPAIRED_PARITY_STEP, "n0"),
        (OBSERVATION_III_3_4, "beta"),
    ],
)
def test_parameters_that_are_needed(theorem, name):
    left = tuple(p for p in theorem.parameters if p.name != name)
    with pytest.raises(UnmetHypothesis, match=f"needs the parameter {name}"):
        at(replace(theorem, label="mine", parameters=left))


def test_a_hypothesis_that_no_series_meets_is_refused():
    with pytest.raises(UnmetHypothesis, match="claims nothing"):
        at(replace(REPAIRED_III_3_2, label="mine", hypothesis=lambda even, odd: False))


@pytest.mark.parametrize("last", [24, 150])
def test_a_term_that_asks_for_the_type_of_its_index_is_not_proved(last):
    def stops(a, rho, i):
        return 0 * rho if isinstance(i, int) and i > last else a**2 * rho**i

    assert at(replace(LEMMA_III_3_1, label="mine", claim=stops)).outcome is Outcome.UNDECIDED


def test_depths_that_are_not_tried_are_not_covered():
    deeper = _with(SHARPENED_OBSERVATION, "L", Integers(2, largest=100), 2)
    assert (at(deeper).outcome, at(deeper).scope) == (Outcome.CERTIFIED, "point")
    assert at(SHARPENED_OBSERVATION).scope == "all"
