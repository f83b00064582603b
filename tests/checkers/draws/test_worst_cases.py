"""The suprema: found again by brute force, attained by their W, exceeded by no other.

The judge is always a definition of `theorems.networks`, on explicit weights.
"""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import optimize

from checkers.draws.compiled import worst_cases as compiled
from theorems import networks
from theorems.language.activations import ACTIVATIONS

RELU = ACTIVATIONS["relu"]
ROUNDING = 1e-9
fast = settings(derandomize=True, deadline=None, max_examples=60)

# Multiples of 1/8 among them: ties, zeros and margins that equal the radius.
numbers = st.one_of(
    st.integers(-16, 16).map(lambda n: n / 8), st.floats(-3, 3, allow_subnormal=False)
)
radii = st.one_of(st.integers(0, 16).map(lambda n: n / 8), st.floats(0, 4))


@st.composite
def neurons(draw, most=7):
    """g (m,) and signs a (m,)."""
    m = draw(st.integers(1, most))
    g = draw(hnp.arrays(np.float64, m, elements=numbers))
    a = draw(hnp.arrays(np.float64, m, elements=st.sampled_from([-1.0, 1.0])))
    return g, a


def weights(g, rng, d=3, x_norm=0.7):
    """x (d,) with ||x|| = x_norm, its direction u, and W0 (m, d) with W0 u = g up to rounding."""
    u = rng.normal(size=d)
    u /= np.linalg.norm(u)
    W0 = rng.normal(size=(g.size, d))
    return x_norm * u, u, W0 + (g - W0 @ u)[:, None] * u


def away_from_kinks(g):
    """The same g with |g| >= 1e-6, where W0 u = g up to rounding keeps the sign."""
    return np.where(np.abs(g) < 1e-6, 1e-6, g)


def random_directions(rng, m, d, u):
    """Perturbations V (m, d) with ||V||_F = 1: dense, along u, and of a few rows only."""
    V = rng.normal(size=(m, d))
    kind = rng.integers(4)
    if kind >= 1:
        V = V[:, :1] * u
    if kind == 2:
        V[rng.random(m) < 0.7] = 0
    if kind == 3:
        V = np.sign(V)
    return V / max(np.linalg.norm(V), 1e-300)


# The Frobenius ball.


def slow_frobenius_gap(g, a, B):
    """The best of all sets of flips, each with its best lengths (Cauchy and Schwarz)."""
    best = 0.0
    for sign in (-1, 1):
        margins = np.abs(g[a == sign])
        for k in range(1, margins.size + 1):
            for chosen in itertools.combinations(margins, k):
                best = max(best, B * math.sqrt(k) - sum(chosen))
    return best


@fast
@given(neurons(), radii)
def test_frobenius_gap_equals_brute_force(drawn, B):
    g, a = drawn
    assert compiled.frobenius_gap(g, a, B) == pytest.approx(slow_frobenius_gap(g, a, B), abs=1e-12)


@fast
@given(neurons(most=12), radii, st.integers(0, 2**32 - 1))
def test_frobenius_gap_is_attained(drawn, B, seed):
    g, a = away_from_kinks(drawn[0]), drawn[1]
    x, u, W0 = weights(g, np.random.default_rng(seed))
    W = W0 + compiled.frobenius_shifts(g, a, B)[:, None] * u
    assert networks.in_frobenius_ball(W, W0, B + ROUNDING)
    gap = abs(networks.linearization_gap(W, W0, a, x, RELU))
    assert gap == pytest.approx(0.7 * compiled.frobenius_gap(g, a, B), abs=ROUNDING)


def test_frobenius_gap_is_attained_from_the_kink():
    """At g = 0 the slides' slope is 0, so the worst W moves upwards."""
    g, a = np.array([0.0, -0.0]), np.array([1.0, 1.0])
    W0, x = g[:, None], np.ones(1)
    W = W0 + compiled.frobenius_shifts(g, a, 1.0)[:, None]
    gap = networks.linearization_gap(W, W0, a, x, RELU)
    assert gap == pytest.approx(compiled.frobenius_gap(g, a, 1.0)) == pytest.approx(math.sqrt(2))


@fast
@given(neurons(), radii, st.integers(0, 2**32 - 1))
def test_frobenius_gap_is_never_exceeded(drawn, B, seed):
    g, a = drawn
    rng = np.random.default_rng(seed)
    x, u, W0 = weights(g, rng)
    sup = 0.7 * compiled.frobenius_gap(g, a, B)
    for _ in range(50):
        W = W0 + B * random_directions(rng, g.size, 3, u)
        assert abs(networks.linearization_gap(W, W0, a, x, RELU)) <= sup + ROUNDING


@pytest.mark.parametrize("seed", range(4))
def test_frobenius_gap_is_never_exceeded_by_an_optimizer(seed):
    rng = np.random.default_rng(seed)
    g, a, B = rng.normal(size=5) / 2, rng.choice([-1.0, 1.0], 5), 1.0
    x, u, W0 = weights(g, rng)

    def loss(v):
        W = W0 + B * v[:, None] * u / max(np.linalg.norm(v), 1.0)
        return -abs(networks.linearization_gap(W, W0, a, x, RELU))

    starts = rng.normal(size=(20, 5))
    found = max(-optimize.minimize(loss, v, method="Powell").fun for v in starts)
    sup = 0.7 * compiled.frobenius_gap(g, a, B)
    # The search is strong enough to be a threat: it nearly reaches the supremum.
    assert 0.95 * sup <= found <= sup + ROUNDING


@fast
@given(neurons(), radii, radii, st.floats(0.125, 8), st.randoms(use_true_random=False))
def test_frobenius_gap_laws(drawn, B, more, c, random):
    g, a = drawn
    gap = compiled.frobenius_gap(g, a, B)
    assert 0 <= gap <= compiled.frobenius_gap(g, a, B + more)
    assert compiled.frobenius_gap(c * g, a, c * B) == pytest.approx(c * gap, abs=1e-12)
    order = random.sample(range(g.size), g.size)
    assert compiled.frobenius_gap(g[order], a[order], B) == gap
    assert compiled.frobenius_gap(-g, -a, B) == gap


def test_gain_of_a_flip_never_rises_with_its_rank():
    """As computed: this is what makes it safe to forget neurons early."""
    k = np.concatenate([np.arange(1.0, 2e5), 10.0 ** np.arange(6, 16)])
    k = np.concatenate([k, k + 1])
    k.sort()
    assert np.all(np.diff(0.37 / (np.sqrt(k) + np.sqrt(k - 1))) <= 0)


# Balls around every neuron, symmetric initialization.


def differences(W, W0, c, x):
    """Delta, Delta_1 and Delta_2 of the notes, without their factor 1 / sqrt m."""
    gradient = networks.gradient(W, c, x) - networks.gradient(W0, c, x)
    linear = np.sum(networks.gradient(W0, c, x) * (W - W0))
    gap = networks.symmetric_network(W, c, x) - linear
    return gap, np.sum(gradient * W0), np.sum(gradient * (W - W0))


def suprema(g_half, r):
    return [f(g_half, r) for f in (compiled.neuron_gap, compiled.delta_1, compiled.delta_2)]


@settings(fast, max_examples=25)
@given(
    st.lists(st.integers(-6, 6), min_size=1, max_size=2),
    st.integers(0, 4),
    st.sampled_from([-1, 1]),
)
def test_neuron_suprema_are_exact_on_a_grid_that_holds_the_worst_shifts(quarters, radius, sign):
    """In exact arithmetic, with d = 1 and x = 1: margins 0 and r are really hit."""
    g_half, r = [Fraction(n, 4) for n in quarters], Fraction(radius, 4)
    W0, c = networks.symmetric_initialization(
        np.array([[g] for g in g_half], dtype=object), np.array([sign] * len(g_half), dtype=object)
    )
    x = np.array([Fraction(1)], dtype=object)
    best = [Fraction(0)] * 3
    for shifts in itertools.product([-r, -r / 2, Fraction(0), r / 2, r], repeat=2 * len(g_half)):
        W = W0 + np.array(shifts, dtype=object)[:, None]
        best = [max(b, abs(v)) for b, v in zip(best, differences(W, W0, c, x), strict=True)]
    assert [float(b) for b in best] == suprema(np.array(g_half, float), float(r))


@fast
@given(neurons(most=12), radii, st.integers(0, 2**32 - 1))
def test_neuron_suprema_are_attained_by_one_W(drawn, r, seed):
    g_half, c_half = away_from_kinks(drawn[0]), drawn[1]
    # Rounding of W0 u = g must not decide whether g = r flips.
    g_half = np.where(np.abs(np.abs(g_half) - r) < 1e-6, g_half + 1e-5, g_half)
    x, u, W_half = weights(g_half, np.random.default_rng(seed))
    W0, c = networks.symmetric_initialization(W_half, c_half)
    half = compiled.flip_shifts(g_half, r)
    W = W0 + np.where(c > 0, np.concatenate([half, half]), 0.0)[:, None] * u
    assert networks.in_neuron_balls(W, W0, r + ROUNDING)
    for value, sup in zip(differences(W, W0, c, x), suprema(g_half, r), strict=True):
        assert abs(value) == pytest.approx(0.7 * sup, abs=ROUNDING)


@fast
@given(neurons(), radii, st.integers(0, 2**32 - 1))
def test_neuron_suprema_are_never_exceeded(drawn, r, seed):
    g_half, c_half = drawn
    # A margin within rounding of r may flip or not: the supremum of a slightly larger ball.
    sups = suprema(g_half, r + ROUNDING)
    rng = np.random.default_rng(seed)
    x, u, W_half = weights(g_half, rng)
    W0, c = networks.symmetric_initialization(W_half, c_half)
    for _ in range(30):
        V = random_directions(rng, c.size, 3, u)
        V *= r / np.maximum(np.linalg.norm(V, axis=1, keepdims=True), 1e-300)
        V *= rng.choice([0, 0.5, 1], size=(c.size, 1))
        for value, sup in zip(differences(W0 + V, W0, c, x), sups, strict=True):
            assert abs(value) <= 0.7 * sup + g_half.size * 1e-8


@fast
@given(neurons(), radii, radii, st.integers(-6, 6), st.randoms(use_true_random=False))
def test_neuron_suprema_laws(drawn, r, more, exponent, random):
    g, _ = drawn
    order, c = random.sample(range(g.size), g.size), 2.0**exponent
    gap, one, two = suprema(g, r)
    assert suprema(g[order], r) == pytest.approx([gap, one, two], abs=1e-12)
    assert suprema(c * g, c * r) == pytest.approx([c * gap, c * one, c * two], abs=1e-12)
    assert all(
        small <= large for small, large in zip((gap, one, two), suprema(g, r + more), strict=True)
    )
    # A flip at distance |g| costs Delta what it gives Delta_1: the same W is worst for both.
    assert gap + one == pytest.approx(two, abs=1e-12)


def test_flips_at_the_edge_of_the_ball():
    """From g < 0 a shift of r = -g reaches 0, where 1{z >= 0} is 1; from g = r it does not flip."""
    g = np.array([-0.5, 0.5])
    assert compiled.flip_shifts(g, 0.5).tolist() == [0.5, 0.0]
    assert suprema(g, 0.5) == [0.0, 0.5, 0.5]
    assert suprema(np.zeros(3), 0.0) == [0.0, 0.0, 0.0]


# Small pre-activations and moved neurons.


def bad_set(W, W0, u, tau):
    """|S1 u S2| of the slides; a neuron moved by tau counts in spite of rounding."""
    moved = np.linalg.norm(W - W0, axis=1) >= tau * (1 - 1e-9)
    return int(np.sum((np.abs(W0 @ u) <= tau) | moved))


@fast
@given(neurons(), st.floats(0.125, 2), st.integers(0, 8), st.integers(0, 2**32 - 1))
def test_bad_neurons_are_attained_and_never_exceeded(drawn, tau, movable, seed):
    g, _ = drawn
    g = np.where(np.abs(np.abs(g) - tau) < 1e-6, g + 1e-5, g)
    B, rng = tau * math.sqrt(movable), np.random.default_rng(seed)
    _, u, W0 = weights(g, rng)
    sup = compiled.bad_neurons(g, tau, movable)
    W = W0 + compiled.bad_neuron_shifts(g, tau, movable)[:, None] * u
    assert networks.in_frobenius_ball(W, W0, B + ROUNDING)
    assert bad_set(W, W0, u, tau) == sup
    most = min(movable, g.size)
    for chosen in itertools.combinations(range(g.size), most):
        V = np.zeros_like(W0)
        V[list(chosen)] = rng.normal(size=(most, 3))
        V[list(chosen)] *= tau / np.linalg.norm(V[list(chosen)], axis=1, keepdims=True)
        assert bad_set(W0 + V, W0, u, tau) <= sup


@fast
@given(neurons(), radii, radii, st.integers(0, 9))
def test_bad_neurons_laws(drawn, tau, more, movable):
    g, _ = drawn
    small = compiled.small_count(g, tau)
    assert small == np.sum(np.abs(g) <= tau) == compiled.bad_neurons(g, tau, 0)
    assert small <= compiled.small_count(g[::-1], tau + more)
    sup = compiled.bad_neurons(g, tau, movable)
    assert sup == min(g.size, small + movable) <= compiled.bad_neurons(g, tau, movable + 1)
