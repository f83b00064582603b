"""Eigenvalues on spheres: closed forms against sums and quadrature, exponents, constants."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from checkers.arithmetic.rational_functions import Ratio, d, k, nonnegative_from, ratio, sign_from
from checkers.check import check, decide
from checkers.kernels.arcsine_series import at_end, in_balls, parts
from checkers.kernels.decay import constants
from checkers.kernels.funk_hecke import (
    by_quadrature,
    eigenvalues,
    gamma_squared,
    multiplicity,
    tails,
)
from checkers.kernels.spectra import spectrum
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome
from theorems.kernels import arc_cosine, cho_saul_0, cho_saul_2, pleiss_ntk, relu_ntk
from theorems.language.domains import Integers, UnmetHypothesis
from theorems.language.functions import exp, maximum, sqrt, where
from theorems.language.reading import formula
from theorems.language.records import Setting
from theorems.sphere_spectrum import SPECTRUM, THEOREMS, TWINS, VARIANTS, eigenvalue

OPTIONS = Options()
KERNELS = (relu_ntk, arc_cosine, pleiss_ntk, cho_saul_0, cho_saul_2)
DIMENSIONS = (2, 3, 5, 10)


@formula
def mixed(rho):
    """Every kind of term, and a polynomial of low degree."""
    return (1 + rho) * relu_ntk(rho) + rho**3


@pytest.mark.parametrize("dimension", DIMENSIONS)
@pytest.mark.parametrize("kernel", [*KERNELS, mixed])
def test_eigenvalues_are_those_of_the_definition(kernel, dimension):
    found = parts(kernel)
    values = eigenvalues(found, dimension, 10)
    for n, value in enumerate(values):
        assert float(value) == pytest.approx(eigenvalue(kernel, n, dimension), abs=2e-6)
        assert value.overlaps(by_quadrature(found, dimension, n))


@pytest.mark.parametrize("dimension", DIMENSIONS)
@pytest.mark.parametrize("kernel", [*KERNELS, mixed])
def test_tails_continue_the_eigenvalues(kernel, dimension):
    found = parts(kernel)
    told = tails(found)
    for n, value in enumerate(eigenvalues(found, dimension, 16)):
        tail = told.odd if n % 2 else told.even
        if n < told.start:
            continue
        total = arb(0)
        for power, one in tail.items():
            top, bottom = one.with_dimension(dimension).polynomials()
            total += arb.pi() ** power * arb(top(n) / bottom(n))
        assert value.overlaps(total * gamma_squared(n - 1 + n % 2, dimension))
        assert bool(tail) or value.is_zero()


@pytest.mark.parametrize("dimension", [3, 5])
@pytest.mark.parametrize("kernel", [arc_cosine, cho_saul_2])
def test_eigenvalues_sum_to_the_trace(kernel, dimension):
    found = parts(kernel)
    values = eigenvalues(found, dimension, 60)
    trace = sum(multiplicity(n, dimension) * float(value) for n, value in enumerate(values))
    assert trace == pytest.approx(float(in_balls(at_end(found, 1))), rel=1e-4)


def test_circle_has_the_known_fourier_coefficients():
    for n, value in enumerate(eigenvalues(parts(relu_ntk), 2, 12)):
        if n % 2 == 0 and n:
            assert value.overlaps((arb(n) ** 2 + 1) / (arb.pi() * (arb(n) ** 2 - 1)) ** 2)


@pytest.mark.parametrize("dimension", DIMENSIONS)
@pytest.mark.parametrize("kernel", KERNELS)
def test_constants_hold_for_every_eigenvalue_tried_and_are_nearly_attained(kernel, dimension):
    found = parts(kernel)
    bounds = constants(found, tails(found), dimension)
    values = eigenvalues(found, dimension, 200)
    blocks = sorted(
        ((float(v), multiplicity(n, dimension)) for n, v in enumerate(values) if not v.is_zero()),
        reverse=True,
    )
    ends = np.cumsum([float(count) for _, count in blocks])
    starts = 1 + np.concatenate([[0.0], ends[:-1]])
    sizes, alpha = np.array([value for value, _ in blocks]), float(bounds.alpha)
    low, high = float(bounds.low), float(bounds.high)
    assert np.min(sizes * starts**alpha) >= low * (1 - 1e-9)
    assert np.max(sizes * ends**alpha) <= high * (1 + 1e-9)
    seen = [np.min(sizes * starts**alpha), sizes[-1] * ends[-1] ** alpha]
    assert min(seen) <= low * 1.1
    assert np.max(sizes * ends**alpha) >= high * 0.9


@pytest.mark.parametrize("kernel", KERNELS)
def test_the_exponent_is_that_of_a_fit(kernel):
    for dimension in (2, 3, 4):
        alpha = float(spectrum(kernel).alpha.with_dimension(dimension).constant)
        values = eigenvalues(parts(kernel), dimension, 402)
        places = [n for n, value in enumerate(values) if not value.is_zero()]
        index = np.cumsum([float(multiplicity(n, dimension)) for n in places])
        sizes = np.array([float(values[n]) for n in places])
        slope = np.polyfit(np.log(index[-50:]), np.log(sizes[-50:]), 1)[0]
        assert -slope == pytest.approx(alpha, rel=0.02)


@pytest.mark.parametrize("theorem", [*THEOREMS, *VARIANTS], ids=lambda t: t.label)
def test_true_statements_are_certified_for_all(theorem):
    verdict = check(theorem, None, OPTIONS)
    assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, "all")
    told = " ".join(verdict.evidence)
    assert all(f"d={dimension}, alpha" in told for dimension in DIMENSIONS)
    assert "missing: 3, 5, 7" in told


@pytest.mark.parametrize("theorem", TWINS, ids=lambda t: t.label)
def test_twins_are_refuted(theorem):
    verdict = check(theorem, None, OPTIONS)
    assert (verdict.outcome, verdict.scope) == (Outcome.REFUTED, "all")
    assert verdict.witness
    assert any(sentence.startswith("A second way") for sentence in verdict.evidence)


def user(**changes):
    return replace(SPECTRUM, label="user/claim", **changes)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"above": Fraction(149, 100)}, Outcome.CERTIFIED),  # 3/2 at d = 3
        ({"above": Fraction(3, 2)}, Outcome.REFUTED),
        ({"above": None, "alpha": Fraction(3, 2)}, Outcome.CERTIFIED),
        ({"above": None, "alpha": Fraction(151, 100)}, Outcome.REFUTED),
        ({"above": None, "alpha": lambda d: 2 / d + Fraction(5, 6)}, Outcome.CERTIFIED),
        ({"above": sqrt(2)}, Outcome.CERTIFIED),
        ({"above": None, "alpha": sqrt(2)}, Outcome.REFUTED),
        ({"above": None, "alpha": sqrt(9) / 2}, Outcome.UNDECIDED),
        ({"kernel": lambda rho: rho**5}, Outcome.REFUTED),
        ({"kernel": lambda rho: exp(rho)}, Outcome.UNDECIDED),
        ({"kernel": lambda rho: sqrt(1 - rho * rho)}, Outcome.UNDECIDED),
        ({"kernel": mixed}, Outcome.CERTIFIED),
        ({"above": lambda d: sqrt(d) - Fraction(1, 2)}, Outcome.CERTIFIED),
        ({"above": lambda d: sqrt(d) + Fraction(1, 2)}, Outcome.REFUTED),
    ],
)
def test_claims_of_users_at_three_dimensions(changes, expected):
    claim = user(**changes)
    assert decide(claim, Setting({"d": 3}), OPTIONS, settle=True).outcome is expected


def test_a_claim_that_holds_in_some_dimensions_is_told_point_by_point():
    claim = user(above=Fraction(4, 3))
    assert decide(claim, Setting({"d": 3}), OPTIONS, settle=True).outcome is Outcome.CERTIFIED
    assert decide(claim, Setting({"d": 4}), OPTIONS, settle=True).outcome is Outcome.REFUTED
    assert check(claim, None, OPTIONS).scope == "point"


def test_one_dimension_is_refused():
    claim = user(parameters=(replace(SPECTRUM.parameters[0], domain=Integers(1)),))
    with pytest.raises(UnmetHypothesis, match="d >= 2"):
        decide(claim, Setting({"d": 1}), OPTIONS, settle=True)


numbers = st.integers(-4, 4)
ratios = st.tuples(numbers, numbers, numbers, numbers).map(
    lambda c: ratio(c[0] * k + c[1] * d + c[2]) / (k * k + d + c[3] % 5)
)


@given(p=ratios, q=ratios, at=st.tuples(st.integers(1, 9), st.integers(2, 9)))
def test_ratios_compute_like_their_values(p: Ratio, q: Ratio, at):
    def value(r):
        return r.with_dimension(at[1]).with_degree(ratio(at[0]).top).constant

    assert value(p + q) == value(p) + value(q)
    assert value(p - q) == value(p) - value(q)
    assert value(p * q) == value(p) * value(q)
    assert value(2 - 3 * p) == 2 - 3 * value(p)
    if not q.is_zero and value(q) != 0:
        assert value(p / q) == value(p) / value(q)
        assert value(1 / q) == 1 / value(q)


@given(p=ratios, at=st.tuples(st.integers(0, 30), st.integers(0, 30)))
def test_a_sign_that_is_told_is_the_sign(p: Ratio, at):
    value = p.with_dimension(2 + at[1]).with_degree(ratio(1 + at[0]).top).constant
    told = sign_from(p, 1, 2)
    if told is not None:
        assert told == (value > 0) - (value < 0)
    alone = p.with_degree(ratio(3).top)
    if nonnegative_from(alone, 2):
        assert alone.with_dimension(2 + at[1]).constant >= 0


@pytest.mark.parametrize(
    "alpha",
    [
        lambda d: where(d == 7, 2, d / (d - 1)),
        lambda d: where((d < 7) | (d > 8), d / (d - 1), 2),
        lambda d: d / (d - 1) + maximum(0, 1 - abs(d - 7)),
    ],
    ids=["equal", "beyond", "maximum"],
)
def test_a_claim_that_branches_on_the_dimension_is_told_point_by_point(alpha):
    claim = user(alpha=alpha)
    verdict = decide(claim, claim.setting({"d": "3"}), OPTIONS, settle=False)
    assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, "point")
    verdict = decide(claim, claim.setting({"d": "7"}), OPTIONS, settle=False)
    assert verdict.outcome is Outcome.REFUTED
