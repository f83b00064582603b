"""Identities of networks: proved for all networks at once, refuted by explicit ones."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checkers.arithmetic.polynomials import variables
from checkers.networks.identities import (
    CORNERS,
    _neuron,
    formal_scenes,
    in_span,
    settled,
    step_size,
    values,
)
from checkers.neurons import identities
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome
from theorems.derivatives import SQUARED, Dual, gradient
from theorems.gradient_expansions import (
    NTK_TWO_LAYER,
    ONE_STEP_KERNEL,
    PARAMETER_COUNT,
    SPAN,
    TAYLOR,
    TWINS,
    VARIANTS,
    entries_of_arrays,
    fixed_layer_and_correction,
    gradient_and_kernel,
    gradient_step,
    gradients_of_data,
    kernel_expansion,
    linear_approximation,
    network_gradient,
    parameter_shapes,
    printed_count,
    printed_kernel,
    stacked_features,
    taylor_in_all,
    total_gradient,
)
from theorems.kernels import finite_ntk_sum
from theorems.language.activations import ACTIVATIONS
from theorems.language.domains import UnmetHypothesis
from theorems.language.floats import FLOATS
from theorems.networks import linearization, network

TRUE = [SPAN, NTK_TWO_LAYER, TAYLOR, PARAMETER_COUNT, *VARIANTS]
few = settings(derandomize=True, deadline=None, max_examples=15)


def decided(theorem, **values):
    return identities.decide(theorem, theorem.setting(values), Options())


def floats(m=3, d=2, n=2, seed=0):
    rng = np.random.default_rng(seed)
    W0, X, y, x = rng.normal(size=(m, d)), rng.normal(size=(n, d)), rng.normal(size=n), None
    x = rng.normal(size=d)
    return W0, rng.choice([-1.0, 1.0], size=m), X, y, x


# Derivatives by definition.


@pytest.mark.parametrize("name", ["tanh", "softplus", "quadratic", "gelu"])
def test_gradients_are_limits_of_difference_quotients(name):
    W0, a, X, y, _ = floats()
    sigma, h = ACTIVATIONS[name], 1e-6
    found = total_gradient(W0, a, X, y, sigma, SQUARED).astype(float)

    def total(W):
        return sum((network(W, a, X[i], sigma) - y[i]) ** 2 for i in range(2))

    for index in np.ndindex(W0.shape):
        E = np.zeros_like(W0)
        E[index] = h
        quotient = (total(W0 + E) - total(W0 - E)) / (2 * h)
        assert found[index] == pytest.approx(quotient, rel=1e-5, abs=1e-6)


def test_the_gradient_at_a_tie_is_the_one_of_least_norm():
    one = np.array([Fraction(1)], dtype=object)
    tie = np.array([[Fraction(0)]], dtype=object)
    assert network_gradient(tie, one, one, ACTIVATIONS["relu"])[0, 0] == 0


def test_duals_multiply_by_the_product_rule():
    z = Dual(Fraction(3), 1)
    assert (z * z * 2 - z + 1) == Dual(16, 11)
    assert (1 - z) == Dual(-2, -1)
    at = np.array([Fraction(2), Fraction(5)], dtype=object)
    assert list(gradient(lambda w: w[0] * w[1] * w[1], at)) == [25, 20]
    assert list(gradient(lambda w: 7, at)) == [0, 0]


@pytest.mark.parametrize("seed", range(3))
def test_linear_approximation_is_that_of_the_networks_room(seed):
    W0, a, X, y, x = floats(seed=seed)
    sigma = ACTIVATIONS["tanh"]
    moved = gradient_step(W0, a, X, y, 0.3, sigma, SQUARED).astype(float)
    left = linear_approximation(W0, a, X, y, x, 0.3, sigma, SQUARED)
    assert float(left) == pytest.approx(float(linearization(W0 + moved, W0, a, x, sigma)))
    repaired = VARIANTS[0].sides[1](W0, a, X, y, x, 0.3, sigma, SQUARED)
    assert float(left) == pytest.approx(float(repaired))


def test_all_three_expansions_agree_in_floats():
    W0, _, _, _, x = floats()
    W, _, _, b, _ = floats(seed=1, n=3)
    b0 = b[::-1] - 1
    sides = (taylor_in_all, stacked_features, fixed_layer_and_correction)
    found = [float(side(W, W0, b, b0, x, ACTIVATIONS["gelu"])) for side in sides]
    assert found == pytest.approx([found[0]] * 3)


# Proofs.


def test_the_same_preactivation_has_the_same_value():
    scene = formal_scenes(NTK_TWO_LAYER, (2, 2, 1), {})[0]
    z = scene["W0"] @ scene["x"]
    value, slope = scene["sigma"].value(z, FLOATS), scene["sigma"].slope(z, FLOATS)
    assert value[0] != value[1] != slope[1]
    assert list(scene["sigma"].value(z, FLOATS)) == list(value)


def test_spans_with_constant_coefficients():
    a, b, c = variables(("a", "b", "c"))
    rows = np.array([[a, b], [b, a]], dtype=object)
    assert in_span(np.array([c * (a + b), c * (a + b)], dtype=object), rows)
    assert not in_span(np.array([c * a, 0 * a], dtype=object), rows)
    assert in_span(np.array([0 * a, 0 * a], dtype=object), rows)
    assert not in_span(np.array([a, b], dtype=object), rows * 0)


def test_neurons_on_cells_have_the_signs_asked_for():
    for corner in CORNERS:
        scene = _neuron((-1, 1), corner, 1, "relu")
        assert [(scene["W0"] @ scene[k])[0] for k in ("x", "z")] == [-1, 1]


@pytest.mark.parametrize("theorem", TRUE, ids=lambda t: t.label)
def test_true_statements_hold_for_every_network(theorem):
    verdict = decided(theorem)
    assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, "all")


@pytest.mark.parametrize("twin", TWINS, ids=lambda t: t.label)
def test_twins_are_refuted(twin):
    verdict = decided(twin)
    assert verdict.outcome is Outcome.REFUTED
    assert verdict.witness


@pytest.mark.parametrize(("m", "d", "n"), [(1, 1, 1), (1, 3, 3), (10**6, 2, 10)])
def test_one_step_kernel_fails_at_every_size(m, d, n):
    verdict = decided(ONE_STEP_KERNEL, m=str(m), d=str(d), n=str(n))
    assert verdict.outcome is Outcome.REFUTED
    shown = verdict.witness["network"]
    exact = {
        k: np.vectorize(Fraction, otypes=[object])(v) for k, v in shown.items() if k in "W0aXyx"
    }
    arguments = {**exact, "eta": Fraction(shown["eta"]), "loss": SQUARED}
    left, right = values(ONE_STEP_KERNEL, {**arguments, "sigma": ACTIVATIONS[shown["sigma"]]})
    assert [str(left)] == verdict.witness["left"] != verdict.witness["right"] == [str(right)]


def test_one_step_kernel_by_hand():
    """m = d = n = 1, sigma = z^2: f = 1, l' = 2, K = 4: 1 - 8 = -7 and 1 + 8 = 9."""
    verdict = decided(ONE_STEP_KERNEL, m="1", d="1", n="1")
    assert (verdict.witness["left"], verdict.witness["right"]) == (["-7"], ["9"])


def test_the_step_size_for_which_the_printed_display_holds():
    assert step_size(ONE_STEP_KERNEL) == -1
    assert step_size(VARIANTS[0]) is None
    ascent = decided(ONE_STEP_KERNEL, eta="-1")
    assert (ascent.outcome, ascent.scope) == (Outcome.CERTIFIED, "point")
    for eta in ("-2", "0", "1e-3", "7"):
        assert decided(ONE_STEP_KERNEL, eta=eta).outcome is Outcome.REFUTED
    assert "eta = -1" in decided(ONE_STEP_KERNEL).best["proved"]


@pytest.mark.parametrize(
    "c", [Fraction(-1), Fraction(1), Fraction(-1, 2), Fraction(0), Fraction(-2)]
)
def test_users_coefficients_are_refuted_unless_they_are_descent(c):
    theirs = replace(
        ONE_STEP_KERNEL,
        sides=(
            linear_approximation,
            kernel_expansion(lambda eta, slope: eta * slope * c.numerator / c.denominator),
        ),
    )
    expected = Outcome.CERTIFIED if c == -1 else Outcome.REFUTED
    assert decided(theirs, m="1", d="1", n="1").outcome is expected


def norm_in_place_of_product(W0, a, x, z, sigma):
    """x.x in place of x.x' in the kernel."""
    found = printed_kernel(W0, a, x, z, sigma)
    found[-1] = np.sum((x @ x) * sigma.slope(W0 @ x, FLOATS) * sigma.slope(W0 @ z, FLOATS))
    return found


@pytest.mark.parametrize("name", ["relu", "tanh", "quadratic", "abs"])
def test_users_false_kernels_are_refuted(name):
    theirs = replace(NTK_TWO_LAYER, sides=(gradient_and_kernel, norm_in_place_of_product))
    assert decided(theirs, activation=name).outcome is Outcome.REFUTED
    assert not settled(theirs, name, {})


def test_ties_are_the_only_fault_of_the_indicators():
    twin = next(t for t in TWINS if t.label.endswith("every-initialization"))
    verdict = decided(twin, activation="relu")
    network = verdict.witness["network"]
    W0, x, z = (np.array(network[k], dtype=float) for k in ("W0", "x", "z"))
    assert 0 in (*(W0 @ x), *(W0 @ z))
    for name in ("tanh", "abs"):
        assert decided(twin, activation=name).outcome is Outcome.CERTIFIED


# Counts.


@few
@given(st.integers(1, 9), st.integers(1, 9), st.integers(2, 6))
def test_counts_are_those_of_explicit_arrays(m, d, L):
    arrays = [np.zeros(shape) for shape in parameter_shapes(m, d, L)]
    assert sum(array.size for array in arrays) == entries_of_arrays(m, d, L)
    assert printed_count(m, d, L) == entries_of_arrays(m, d, L)
    assert printed_count(m, d, 2) == m + m * d
    signal = np.ones(d)
    for array in arrays:
        signal = array @ signal
    assert signal.shape == ()


def test_counts_at_a_setting_and_for_all():
    assert decided(PARAMETER_COUNT, m="1000", d="10", L="100").scope == "all"
    twin = next(t for t in TWINS if t.label.endswith("every-layer"))
    witness = decided(twin, m="2", d="3", L="4").witness
    assert (witness["left"], witness["right"]) == ("16", "20")
    only_two = replace(PARAMETER_COUNT, sides=(entries_of_arrays, lambda m, d, L: m + m * d))
    assert decided(only_two, L="2").scope == "point"
    assert decided(only_two, L="2").outcome is Outcome.CERTIFIED
    assert decided(only_two, L="3").outcome is Outcome.REFUTED


def test_floats_are_no_constants():
    theirs = replace(TAYLOR, sides=(taylor_in_all, lambda W, W0, b, b0, x, sigma: 0.5))
    with pytest.raises(UnmetHypothesis, match="constants as integers"):
        decided(theirs)


def test_sides_that_are_no_sums_over_neurons_are_not_settled_by_a_small_size():
    def kernel(W0, a, x, z, sigma):
        return finite_ntk_sum(x, z, W0, sigma)

    def mean(W0, a, x, z, sigma):
        return kernel(W0, a, x, z, sigma) / len(a)

    def up_to_two(W0, a, x, z, sigma):
        return kernel(W0, a, x, z, sigma) * (len(a) ** 2 - 3 * len(a) + 3)

    for side, m in ((mean, "1"), (up_to_two, "2"), (up_to_two, "1")):
        for name in ("relu", "tanh"):
            wrong = replace(NTK_TWO_LAYER, sides=(kernel, side))
            assert decided(wrong, m=m, activation=name).outcome is Outcome.UNDECIDED
            assert decided(wrong, m="3", activation=name).outcome is Outcome.REFUTED


def test_the_span_of_two_gradients_holds_no_step_on_three_points():
    def first_two(W0, a, X, sigma):
        return gradients_of_data(W0, a, X, sigma)[:2]

    wrong = replace(SPAN, sides=(gradient_step, first_two))
    assert decided(wrong, n="2").outcome is Outcome.UNDECIDED
    assert decided(wrong, n="3").outcome is Outcome.REFUTED


@pytest.mark.parametrize(
    ("theorem", "changes", "match"),
    [
        (TAYLOR, {"relations": ("<=", "=")}, "may relate its sides by = and in"),
        (TAYLOR, {"relations": ("=",)}, "a relation between each two sides"),
        (TAYLOR, {"sides": TAYLOR.sides[:1]}, "needs sides to hold at least 2"),
        (TAYLOR, {"sides": (TAYLOR.sides[0], lambda W, Q: 1)}, "has sides of Q"),
    ],
)
def test_what_is_no_statement_is_refused(theorem, changes, match):
    with pytest.raises(UnmetHypothesis, match=match):
        decided(replace(theorem, **changes))


def test_counts_are_compared_at_every_depth_and_may_not_ask_for_a_size():
    def later(m, d, L):
        return printed_count(m, d, L) + (m if L > 20 else 0)

    assert decided(replace(PARAMETER_COUNT, sides=(entries_of_arrays, later))).scope == "point"

    def at_57(m, d, L):
        return printed_count(m, d, L) if m != 57 else 0

    with pytest.raises(UnmetHypothesis, match="asks for the value of a variable"):
        decided(replace(PARAMETER_COUNT, sides=(entries_of_arrays, at_57)))
