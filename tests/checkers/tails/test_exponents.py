"""Exponents that steer the search, held against a grid, against balls and against closed forms."""

import math
from fractions import Fraction

import numpy as np
import pytest
from flint import ctx

from checkers.arithmetic.balls import ball
from checkers.tails.exponents import LARGEST, SMALLEST, Atoms, rising_root
from checkers.tails.frobenius_gap import FrobeniusLaw
from checkers.tails.sums import MARGIN, SHORTFALL, SumLaw
from checkers.verdicts.coverage import grid
from checkers.worst_cases.laws import estimates, law_of
from checkers.worst_cases.probabilistic import Laws
from theorems import THEOREMS

BY_LABEL = {t.label: t for t in THEOREMS}
RADII = np.array([1e-5, 1e-3, 0.02, 0.3, 1.0, 2.5, 8.0, 20.0])
summands = pytest.mark.parametrize("summand", [SHORTFALL, MARGIN], ids=["shortfall", "margin"])


def best_of_a_grid(atoms, n, t, sign):
    """The smallest log bound over 4000 exponents, for one variable."""
    u = sign * np.geomspace(SMALLEST, LARGEST, 4000)
    return min(float(np.min(n * atoms.log_moment(u) - u * t)), 0.0)


@summands
@pytest.mark.parametrize("thinned", [False, True])
@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_exponents_are_as_good_as_the_best_of_a_grid(summand, thinned, sign, share):
    """At levels from the mean (share 0) towards 1 or, for sign -1, towards 0."""
    atoms, n = summand.atoms(RADII, thinned), np.full(RADII.shape, 50.0)
    mean = atoms.mean()
    level = mean ** (1 - share) if sign > 0 else mean * (1 - share)
    u, bounds = atoms.tilts(n, n * level, sign)
    assert np.all(np.sign(u) == sign)
    assert np.all((SMALLEST <= abs(u)) & (abs(u) <= LARGEST))
    for i, r in enumerate(RADII):
        one = summand.atoms(np.array([r]), thinned)
        best = best_of_a_grid(one, 50.0, 50.0 * float(level[i]), sign)
        assert bounds[i] <= best + 1e-9 * abs(best) + 1e-12
        alone = one.tilts(n[:1], n[:1] * level[i], sign)
        assert alone[1][0] == pytest.approx(float(bounds[i]), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("p", [1e-12, 1e-3, 0.4])
def test_exponents_of_a_count_have_a_closed_form(p):
    level = np.array([min(2 * p, 0.9), 0.95])
    atoms = Atoms(np.ones((2, 1)), np.full((2, 1), p))
    u, bounds = atoms.tilts(np.full(2, 7.0), 7 * level)
    assert u == pytest.approx(np.log(level * (1 - p) / (p * (1 - level))), rel=1e-7)
    surprise = level * np.log(level / p) + (1 - level) * np.log((1 - level) / (1 - p))
    assert bounds == pytest.approx(-7 * surprise, rel=1e-9)


def test_exponents_beyond_the_search_are_its_ends():
    atoms = SHORTFALL.atoms(np.array([0.5, 0.5]))
    u, bounds = atoms.tilts(np.ones(2), np.array([1e-3, 2.0]))
    assert u == pytest.approx([SMALLEST, LARGEST])
    assert bounds[0] == pytest.approx(0, abs=1e-8)
    assert bounds[1] < -600


@summands
def test_log_moments_and_slopes_agree_with_balls(summand):
    atoms, u = summand.atoms(RADII[2:7]), np.array([-8.0, -0.5, 0.5, 3.0, 12.0])
    mean, variance = atoms.slopes(u)
    with ctx.workprec(400):
        h = Fraction(1, 10**20)

        def log_moment(i, steps):
            r = ball(Fraction(RADII[2 + i]))
            return summand.moment((ball(Fraction(u[i])) + steps * ball(h)) / r, r).log()

        for i in range(u.size):
            less, here, more = (log_moment(i, steps) for steps in (-1, 0, 1))
            assert atoms.log_moment(u)[i] == pytest.approx(float(here), rel=1e-7)
            assert mean[i] == pytest.approx(float((more - less) / (2 * ball(h))), rel=1e-7)
            bend = (more - 2 * here + less) / ball(h) ** 2
            assert variance[i] == pytest.approx(float(bend), rel=1e-6)


def test_roots_lie_where_the_function_vanishes_or_at_an_end():
    goals = np.array([0.01, 1.0, 40.0, 1e-9, 1e9])

    def cube(u):
        return u**3 - goals, 3 * u**2

    roots = rising_root(cube, np.full(5, 1e-2), 1e2)
    assert roots == pytest.approx([0.01 ** (1 / 3), 1.0, 40 ** (1 / 3), 1e-2, 1e2])
    mirrored = rising_root(lambda u: (u**3 + goals, 3 * u**2), np.full(5, -1e-2), -1e2)
    assert mirrored == pytest.approx(-roots)


def test_roots_are_found_where_newton_leaves_the_bracket():
    def steep(u):
        return np.tanh(50 * (np.log(u) - np.log(3e-5))), 50 / np.cosh(
            50 * np.log(u / 3e-5)
        ) ** 2 / u

    assert rising_root(steep, np.full(1, 1e-9), 1e3) == pytest.approx(3e-5)


@pytest.mark.parametrize("label", ["notes/theorem-1", "slides/lemma-4.1", "notes/event-a1"])
def test_estimates_of_many_are_those_of_one(label):
    """With and without a factor; what they leave with the laws is what the laws find alone."""
    theorem = BY_LABEL[label]
    settings = [s for s in grid(theorem) if all(s.values())][::97]
    together = estimates([law_of(theorem, s) for s in settings])
    laws = Laws(theorem)
    assert laws.scores(settings) == pytest.approx(
        [
            (value - math.log(theorem.claimed(s))) / math.log(10)
            for value, s in zip(together, settings, strict=True)
        ]
    )
    halves = np.full(len(settings), 0.5)
    scaled = estimates([law_of(theorem, s) for s in settings], halves)
    for s, value, half in zip(settings, together, scaled, strict=True):
        law = law_of(theorem, s)
        assert estimates([law])[0] == pytest.approx(value)
        bound = law.bound
        against_half = law_of(theorem, s, lambda bound=bound: bound() / 2)
        assert estimates([against_half])[0] == pytest.approx(half, abs=1e-9)
        if isinstance(law, FrobeniusLaw):
            assert laws.at(s).closest[0] == law.closest[0]
        if isinstance(law, SumLaw) and value > -math.inf:
            fresh = law_of(theorem, s).iid().tilt()
            assert laws.at(s).iid().tilt() == pytest.approx(fresh, rel=1e-6, abs=1e-12)
