"""Universality: measures that annihilate, subsets that carry them, false neighbours."""

import json
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkers.arithmetic.balls import ball
from checkers.check import check, decide
from checkers.kernels.annihilators import antipodal, arc
from checkers.kernels.null_vectors import is_null
from checkers.spheres.density import Powers, Subset, annihilator, dense, in_space, powers_of
from checkers.spheres.section_sums import best_fit
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome
from theorems.kernels import arc_cosine, cho_saul_0, cho_saul_2, pleiss_ntk, relu_ntk
from theorems.language.domains import UnmetHypothesis
from theorems.language.floats import FLOATS
from theorems.language.functions import arccos, exp, pi, sqrt, step_expectation, where
from theorems.language.records import Setting
from theorems.universality import (
    NTK_UNIVERSAL,
    THEOREMS,
    TWINS,
    UNIVERSAL_NTK,
    UNIVERSAL_SLICE,
    VARIANTS,
    combination,
)

OPTIONS = Options()
REFUTED = [t for t in THEOREMS if t is not UNIVERSAL_SLICE]
degrees = st.one_of(st.none(), st.integers(-1, 6))


def by_label(theorems):
    return pytest.mark.parametrize("theorem", theorems, ids=lambda t: t.label)


def labelled(theorems, label):
    return next(t for t in theorems if t.label == label)


def outcome(theorem, **texts):
    s = theorem.setting({name: str(value) for name, value in texts.items()})
    return decide(theorem, s, OPTIONS, settle=True).outcome


def on(theorem, **changes):
    return replace(theorem, label="user/claim", **changes)


# Measures.


@given(n=st.integers(0, 3), narrow=st.booleans())
def test_antipodal_measures_have_no_moments(n, narrow):
    reach = Fraction(1, 7) if narrow else None
    for sign, degree in ((-1, 2 * n - 1), (1, 2 * n)):
        found = antipodal(degree, sign, reach)
        even, odd = (None, degree) if sign == -1 else (degree, None)
        assert is_null(found.points, found.weights, even, odd)
        assert not is_null(
            found.points, found.weights, even if even is None else degree + 2, odd and degree + 2
        )
        assert narrow is False or all(abs(y) <= reach for _, y in found.points)
        assert 0 < found.value <= 1


@given(degree=st.integers(0, 5), reach=st.fractions(Fraction(1, 100), 1, max_denominator=100))
def test_arcs_have_no_moments(degree, reach):
    found = arc(degree, reach)
    top = degree - degree % 2, degree - 1 + degree % 2
    assert is_null(found.points, found.weights, *top)
    lowest = (1 - reach**2) / (1 + reach**2)
    assert all(x >= lowest for x, _ in found.points)
    assert 0 < found.value <= 1


@given(
    even=degrees,
    odd=degrees,
    n=st.integers(1, 5),
    height=st.sampled_from(["-1", "-0.5", "-1e-3", "0", "1e-3", "0.5", "0.999"]),
    is_slice=st.booleans(),
)
def test_every_refutation_has_its_measure_in_the_set(even, odd, n, height, is_slice):
    even = even if even is None or even % 2 == 0 or even == -1 else even - 1
    odd = odd if odd is None or odd % 2 == 1 else odd - 1
    h = ball(Fraction(height))
    if is_slice and (n < 2 or height == "-1"):
        return
    side = (Fraction(height) > 0) - (Fraction(height) < 0)
    X, powers = Subset(n, h, side, is_slice), Powers(even, odd, None)
    if dense(powers, X) is not False:
        return
    points = in_space(annihilator(powers, X), X, n)
    assert all(sum(c * c for c in point) == 1 for point in points)
    assert len(points[0]) == n - is_slice
    assert is_slice or all(point[-1] >= Fraction(height) for point in points)


# Statements.


@by_label(REFUTED)
def test_the_measure_stands_by_the_slow_definition_in_every_dimension(theorem):
    for d in (2, 3, 7):
        verdict = decide(theorem, theorem.setting({"d": str(d)}), OPTIONS, settle=True)
        assert verdict.outcome is Outcome.REFUTED
        witness = json.loads(json.dumps(verdict.witness))
        y = np.array([[float(Fraction(c)) for c in point] for point in witness["points"]])
        w = np.array([float(Fraction(weight)) for weight in witness["weights"]])
        w /= np.abs(w).sum()
        x = np.random.default_rng(d).standard_normal((100, d))
        x /= np.linalg.norm(x, axis=1)[:, None]
        assert np.abs(combination(theorem.kernel, w, y, x)).max() < 1e-12
        f = ((y[:, 0] + 1j * y[:, 1]) ** 3).real
        assert abs(w @ f) == pytest.approx(float(Fraction(witness["distance at least"])))
        assert abs(w @ f) > 0.99


@by_label([t for t in (*THEOREMS, *VARIANTS) if t not in REFUTED])
def test_true_statements_are_certified_for_all(theorem):
    verdict = check(theorem, None, OPTIONS)
    assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, "all")


@by_label(TWINS)
def test_twins_are_refuted_for_all(theorem):
    verdict = check(theorem, None, OPTIONS)
    assert (verdict.outcome, verdict.scope) == (Outcome.REFUTED, "all")
    assert any(sentence.startswith("A second way") for sentence in verdict.evidence)


def test_one_dimension_and_the_boundary_of_the_repair():
    assert outcome(UNIVERSAL_NTK, d=1) is Outcome.CERTIFIED
    repaired = VARIANTS[0]
    for height, d, expected in (
        ("1e-9", 3, Outcome.CERTIFIED),
        ("0", 3, Outcome.REFUTED),
        ("0", 2, Outcome.CERTIFIED),  # one antipodal pair
        ("-1e-3", 2, Outcome.REFUTED),
        ("-1", 2, Outcome.REFUTED),
    ):
        s = repaired.setting({"height": height, "d": str(d)})
        verdict = decide(repaired, s, OPTIONS, settle=True)
        assert verdict.outcome is expected
        assert (verdict.scope == "all") == (height == "1e-9")


# What users may write.


@pytest.mark.parametrize(
    ("kernel", "expected"),
    [
        (lambda rho: (1 + rho) * step_expectation(rho), Outcome.CERTIFIED),  # with a bias
        (lambda rho: relu_ntk(rho) + rho**3, Outcome.REFUTED),
        (relu_ntk + cho_saul_0, Outcome.CERTIFIED),
        (arc_cosine + cho_saul_2 / 7, Outcome.CERTIFIED),
        (lambda rho: rho**4 + rho + 1, Outcome.REFUTED),
        (lambda rho: 1, Outcome.REFUTED),
        (lambda rho: (pi / 2 - arccos(rho)) ** 2 + rho, Outcome.REFUTED),
        (lambda rho: (pi - arccos(rho)) ** 2, Outcome.UNDECIDED),
        (lambda rho: exp(rho), Outcome.UNDECIDED),  # it is, but nothing here proves it
        (lambda rho: arccos(rho) * (1 + rho), Outcome.UNDECIDED),  # negative coefficients
    ],
)
def test_kernels_of_users_on_the_sphere(kernel, expected):
    assert outcome(on(NTK_UNIVERSAL, kernel=kernel), d=3) is expected


@pytest.mark.parametrize("d", [1, 2, 3, 6])
def test_slices_of_users(d):
    for height in (Fraction(1, 100), Fraction(-1, 2), Fraction(9, 10)):
        claim = on(UNIVERSAL_SLICE, height=height)
        assert outcome(claim, d=d) is Outcome.CERTIFIED
    quintic = on(UNIVERSAL_SLICE, kernel=lambda rho: (1 + rho) ** 5)
    # two points are told apart by the polynomial, infinitely many are not
    assert outcome(quintic, d=d) is (Outcome.CERTIFIED if d == 1 else Outcome.REFUTED)


def test_two_opposite_points_with_one_parity_alone():
    even = on(UNIVERSAL_NTK, kernel=lambda rho: rho * rho)
    odd = on(UNIVERSAL_NTK, kernel=lambda rho: rho)
    both = on(UNIVERSAL_NTK, kernel=lambda rho: 1 + rho)
    assert outcome(even, d=1) is Outcome.REFUTED
    assert outcome(odd, d=1) is Outcome.REFUTED
    assert outcome(both, d=1) is Outcome.CERTIFIED
    for kernel in ("exp(rho)", "exp(rho) / 2", "(1/2) * exp(rho)"):
        assert outcome(on(UNIVERSAL_NTK, kernel=kernel), d=1) is Outcome.CERTIFIED


def test_an_even_kernel_fails_on_one_antipodal_pair_already():
    even = on(UNIVERSAL_NTK, kernel=lambda rho: relu_ntk - rho / 4)
    assert outcome(even, d=1) is Outcome.REFUTED
    half_circle = replace(even, height=0)
    verdict = decide(half_circle, Setting({"d": 2}), OPTIONS, settle=True)
    assert verdict.outcome is Outcome.REFUTED
    assert verdict.witness["points"] == [["1", "0"], ["-1", "0"]]
    cap = replace(even, height=Fraction(1, 10**6))
    assert outcome(cap, d=2) is Outcome.CERTIFIED


def test_the_formula_of_the_height_decides():
    sphere = on(UNIVERSAL_NTK, height=1 / sqrt(2) - 1)
    assert outcome(sphere, d=4) is Outcome.REFUTED
    cap = on(UNIVERSAL_NTK, height=lambda d: 1 / sqrt(d + 1))
    verdict = check(cap, Setting({"d": 4}), OPTIONS)
    assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, "point")


def test_heights_outside_the_sphere_are_refused():
    for height in (1, -2):
        with pytest.raises(UnmetHypothesis, match="height"):
            outcome(on(UNIVERSAL_NTK, height=height), d=3)
    with pytest.raises(UnmetHypothesis, match="height"):
        outcome(on(UNIVERSAL_SLICE, height=-1), d=3)
    with pytest.raises(UnmetHypothesis, match="parameter d"):
        decide(on(UNIVERSAL_NTK, parameters=()), Setting({}), OPTIONS, settle=True)


def test_fits_fail_on_the_sphere_and_succeed_on_the_slice():
    assert best_fit(NTK_UNIVERSAL, 3, -1.0, 3)[1] > 0.99
    assert best_fit(NTK_UNIVERSAL, 3, -1.0, 2)[1] < 0.05
    assert best_fit(UNIVERSAL_SLICE, 3, 0.5, 3)[1] < 0.05


@pytest.mark.parametrize("kernel", [relu_ntk, arc_cosine, pleiss_ntk])
def test_linearly_dependent_antipodal_pairs_are_the_obstacle(kernel):
    powers = powers_of(kernel)
    assert (powers.even, powers.odd, powers.nonnegative) == (None, 1, True)
    x = np.eye(3)
    pairs = np.vstack([x, -x])  # independent: the Gram matrix is regular
    gram = kernel(np.clip(pairs @ pairs.T, -1, 1), FLOATS)
    assert np.linalg.eigvalsh(gram)[0] > 1e-3
    more = np.vstack([pairs, [[0.6, 0.8, 0], [-0.6, -0.8, 0]]])  # dependent
    gram = kernel(np.clip(more @ more.T, -1, 1), FLOATS)
    assert abs(np.linalg.eigvalsh(gram)[0]) < 1e-12


def test_heights_may_be_as_near_to_the_ends_as_one_likes():
    repaired = labelled(VARIANTS, "pleiss/universal-arc-cosine:repaired")
    assert outcome(repaired, height=f"0.{'9' * 60}") is Outcome.CERTIFIED
    assert outcome(repaired, height=f"-0.{'9' * 60}") is Outcome.REFUTED


@pytest.mark.parametrize(
    "height",
    [
        lambda d: where(d < 7, Fraction(1, 10), -1),
        lambda height, d: where(d != 10, height, -1),
    ],
    ids=["number", "parameter"],
)
def test_a_height_that_asks_for_the_dimension_is_decided_point_by_point(height):
    repaired = labelled(VARIANTS, "pleiss/universal-arc-cosine:repaired")
    theorem = on(repaired, height=height)
    verdict = decide(theorem, theorem.setting({"d": "3"}), Options(), settle=False)
    assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, "point")
    assert outcome(theorem, d="10") is Outcome.REFUTED


def test_nothing_is_no_kernel():
    cap = labelled(VARIANTS, "sutherland/universal-slice:sharpened")
    assert outcome(on(cap, kernel=lambda rho: 0 * rho)) is Outcome.REFUTED
