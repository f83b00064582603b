"""Two definitions of one quantity have one normal form, and different quantities two."""

import math
from fractions import Fraction

import numpy as np
import pytest

from tests.theorems.definitions import (
    ANY,
    BOTH_LAYERS,
    DEFINITIONS,
    NEAR_START,
    NUMBERS,
    PARAMETERS,
    SYMMETRIC,
    TWO_INPUTS,
    Exactly,
    random_definition,
    whole_arrays,
)
from theorems import kernels, wide_limits
from theorems.gaussian_counts import definitions as counts
from theorems.gradient_expansions import definitions as gradients
from theorems.language.activations import ACTIVATIONS
from theorems.language.arithmetic_of_arrays import evaluated
from theorems.language.arrays import Array
from theorems.language.expressions import Name
from theorems.language.floats import FLOATS
from theorems.language.givens import array, normal, random_signs, vector
from theorems.language.normal_form import normal_form
from theorems.language.quantities import AnyActivation, quantity_tree, same
from theorems.language.records import Setting
from theorems.language.second_way import require_agreement
from theorems.language.text import parsed, text
from theorems.networks import relu
from theorems.proof_of_lemma_4 import definitions as lemma_4
from theorems.relu_linearization import definitions as near
from theorems.sign_patterns import definitions as signs
from theorems.symmetric_initialization import definitions as symmetric

SIZES = ("m", "d")


def of(line: str, *positive: str) -> str:
    return text(normal_form(parsed(line), ("m", "d", *positive)))


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda f: f.__name__)
def test_the_normal_form_has_the_values_of_the_definition(definition):
    form = normal_form(quantity_tree(definition, NEAR_START, PARAMETERS), SIZES)
    assert normal_form(form, SIZES) == form == parsed(text(form))
    require_agreement(definition, form, NEAR_START, NUMBERS)


@pytest.mark.parametrize("seed", range(80))
def test_normal_forms_keep_the_exact_value_ties_included(seed):
    found = quantity_tree(random_definition(seed), ANY, ("t", "m"))
    form = normal_form(found, SIZES)
    assert parsed(text(found)) == found
    assert normal_form(form, SIZES) == form
    rng = np.random.default_rng(seed)
    for _ in range(10):
        values = whole_arrays(rng)
        assert evaluated(found, values, Exactly()) == evaluated(form, values, Exactly())


def masked(z):
    return z * (z > 0)


RELUS = {
    "as printed": relu,
    "maximum": lambda z: np.maximum(z, 0),
    "mask": masked,
    "closed mask": lambda z: (z >= 0) * z,
    "where": lambda z: np.where(z > 0, z, 0),
    "where not": lambda z: np.where(z < 0, 0, z),
    "bars": lambda z: (np.abs(z) + z) / 2,
    "sign": lambda z: (np.sign(z) + 1) * z / 2,
    "clip": lambda z: np.clip(z, 0, None),
    "minimum": lambda z: z - np.minimum(z, 0),
    "root": lambda z: (np.sqrt(z**2) + z) / 2,
    "activation": lambda z: ACTIVATIONS["relu"].value(z, FLOATS),
    "homogeneous": lambda z: ACTIVATIONS["relu"].slope(z, FLOATS) * z,
    "scaled": lambda z: np.maximum(3 * z, 0) / 3,
}
NO_RELUS = {
    "bars": lambda z: np.abs(z) + z / 2,
    "leaky": lambda z: np.maximum(z, z / 100),
    "clipped": lambda z: np.minimum(np.maximum(z, 0), 1000),
    "at a tie": lambda z: np.maximum(z, 0) + (z == 0),
    "below": lambda z: np.minimum(z, 0),
    "shifted": lambda z: np.maximum(z, 1),
}


@pytest.mark.parametrize("name", RELUS)
def test_every_spelling_of_relu_is_one(name):
    one, other = RELUS["as printed"], RELUS[name]
    assert same(lambda W, a, x: a @ one(W @ x), lambda W, a, x: a @ other(W @ x), NEAR_START)


@pytest.mark.parametrize("name", NO_RELUS)
def test_what_is_no_relu_is_another(name):
    one, other = RELUS["as printed"], NO_RELUS[name]
    assert not same(lambda W, a, x: a @ one(W @ x), lambda W, a, x: a @ other(W @ x), NEAR_START)


LIMITS = {
    "mean": lambda W, b, x, y, m: np.mean(np.maximum(W @ x, 0) * np.maximum(W @ y, 0)),
    "mask": lambda W, b, x, y, m: np.sum(masked(W @ x) * masked(W @ y)) / m,
    "dot": lambda W, b, x, y, m: masked(W @ x) @ masked(W @ y) / m,
    "where": lambda W, b, x, y, m: (
        np.sum(np.where(W @ x > 0, W @ x, 0) * np.where(W @ y > 0, W @ y, 0)) / len(b)
    ),
    "sign": lambda W, b, x, y, m: np.sum((np.sign(W @ x) + 1) * (W @ x) / 2 * masked(W @ y)) / m,
}
WRONG_LIMITS = {
    "wrong": lambda W, b, x, y, m: np.sum(masked(W @ x) * masked(W @ y)) / (m + 1),
    "wrong-half": lambda W, b, x, y, m: np.sum(masked(W @ x) * masked(W @ y)) / (2 * m),
    "weighted": lambda W, b, x, y, m: np.mean(b * masked(W @ x) * masked(W @ y)),
}


@pytest.mark.parametrize("name", LIMITS)
def test_four_spellings_of_a_limit_are_one(name):
    assert same(LIMITS["mean"], LIMITS[name], TWO_INPUTS, ("m",))


@pytest.mark.parametrize("name", WRONG_LIMITS)
def test_the_wrong_ones_are_others(name):
    assert not same(LIMITS["mean"], WRONG_LIMITS[name], TWO_INPUTS, ("m",))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_averaged_kernel_is_found_typed_anew(name):
    named = {"s": Setting({"m": Array((), Name("m")), "activation": name}), "fn": FLOATS}
    printed = quantity_tree(wide_limits.averaged_ntk, TWO_INPUTS, (), named)
    slope = ACTIVATIONS[name].slope
    typed = quantity_tree(
        lambda W, x, y: x @ y * np.mean(slope(W @ x, FLOATS) * slope(W @ y, FLOATS)), TWO_INPUTS
    )
    assert normal_form(printed, SIZES) == normal_form(typed, SIZES)


AGAIN = [
    (
        counts.small_preactivations,
        lambda W0, x, tau: np.count_nonzero(tau * np.sqrt(x @ x) >= abs(np.einsum("ij,j", W0, x))),
    ),
    (
        counts.small_preactivation_frequency,
        lambda W0, x, alpha: np.mean(np.sqrt(len(W0)) * abs(x @ W0.T) <= np.linalg.norm(x) * alpha),
    ),
    (
        near.moved_neurons,
        lambda W, W0, tau: np.sum(np.sqrt(np.sum((W0 - W) ** 2, axis=1)) >= tau),
    ),
    (
        near.moved_neurons,
        lambda W, W0, tau: np.sum(1 - (np.linalg.norm((W - W0).T, axis=0) < tau)),
    ),
    (
        near.absolute_gap,
        lambda W, W0, a, x: abs(
            np.sum(a * (W0 @ x > 0) * (W @ x)) - a @ np.maximum(np.dot(W, x), 0)
        ),
    ),
    (
        near.gap_over_neurons,
        lambda W, W0, a, x: a @ (relu(W @ x) - np.where(W0 @ x < 0, 0, W @ x)),
    ),
    (
        symmetric.delta_1,
        lambda W, W0, c, x, m: np.abs(
            c / np.sqrt(m) @ ((np.where(W @ x < 0, 0, 1) - np.heaviside(W0 @ x, 1)) * (W0 @ x))
        ),
    ),
    (
        symmetric.delta_2,
        lambda W, W0, c, x, m: (
            abs(c @ (((W @ x >= 0) * 1 - (W0 @ x >= 0)) * ((W0 - W) @ x))) * m ** Fraction(-1, 2)
        ),
    ),
    (
        symmetric.linearization_error,
        lambda W, W0, c, x: np.sqrt(
            np.square(
                np.sum(c * np.maximum(W @ x, 0))
                - np.einsum("i,i,j,ij->", c, 1 * (W0 @ x >= 0), x, W - W0)
            )
            / len(c)
        ),
    ),
    (symmetric.output, symmetric.gradient_times_weights),
    (lemma_4.nonlinear_part, lemma_4.split),
    (signs.activations, signs.activations_displayed),
    (signs.activations, signs.activations_by_slopes),
    (signs.linearized, signs.linear_in_weights),
    (
        signs.gap_over_frobenius_norm,
        lambda W, W0, a, x: (
            near.gap_over_neurons(W, W0, a, x)
            / np.where(np.sum(W * W) == 0, 1, np.sqrt(np.sum(W * W)))
        ),
    ),
]


@pytest.mark.parametrize("place", range(len(AGAIN) - 1))
def test_a_definition_typed_again_is_the_same_quantity(place):
    assert same(*AGAIN[place], NEAR_START, PARAMETERS)


def test_a_condition_on_a_root_is_not_seen_to_be_one_on_its_square():
    assert not same(*AGAIN[-1], NEAR_START, PARAMETERS)


OTHERS = [
    (near.gap, near.gap_over_neurons),  # they differ at ties
    (near.gap_over_neurons, near.gap_over_neurons_swapped),
    (near.absolute_gap, near.gap),
    (
        near.moved_neurons,
        lambda W, W0, tau: np.sum(np.linalg.norm(W - W0, axis=1) > tau),
    ),
    (
        counts.small_preactivations,
        lambda W0, x, tau: np.sum(np.abs(W0 @ x) < tau * np.linalg.norm(x)),
    ),
    (counts.small_preactivations, lambda W0, x, tau: np.sum(np.abs(W0 @ x) <= tau)),
    (symmetric.output, symmetric.twice_output),
    (symmetric.output, symmetric.expansion),  # they differ by the output at the start
    (symmetric.output, symmetric.expansion_about_displacement),
    (symmetric.delta_1, symmetric.delta_2),
    (lemma_4.split, lemma_4.split_twice),
    (lemma_4.split, lemma_4.split_without_signs),
    (signs.activations, lambda W, W0, a, x: signs.activations(2 * W, W0, a, x)),
    (signs.activations, lambda W, W0, a, x: signs.activations_by_slopes(W, W, a, x)),
    (signs.linearized, lambda W, W0, a, x: signs.linear_in_weights(W, W, a, x)),
    (signs.linearized, lambda W, W0, a, x: signs.linear_in_weights(W - W0, W0, a, x)),
    (lemma_4.gradient_change, lambda W, W0, c, x: lemma_4.gradient_change(W0, W, c, x)),
]


@pytest.mark.parametrize("place", range(len(OTHERS)))
def test_a_false_neighbour_is_another_quantity(place):
    assert not same(*OTHERS[place], NEAR_START, PARAMETERS)


def test_the_symmetric_initialization_is_seen_in_pairs():
    start = (symmetric.initial_output, symmetric.zero)
    expanded = (symmetric.output, symmetric.expansion)
    for sides in (start, expanded):
        assert same(*sides, SYMMETRIC, paired=True)
        assert not same(*sides, SYMMETRIC)
    assert not same(
        symmetric.output, symmetric.expansion_about_displacement, SYMMETRIC, paired=True
    )


def test_expansions_in_all_parameters_are_one_for_any_activation():
    any_sigma = {"sigma": AnyActivation()}
    sides = (gradients.stacked_features, gradients.fixed_layer_and_correction)
    assert same(*sides, BOTH_LAYERS, using=any_sigma)
    twin = lambda W, W0, b, b0, x, sigma: sides[1](W, W0, b, b, x, sigma)  # noqa: E731
    assert not same(sides[0], twin, BOTH_LAYERS, using=any_sigma)


def test_squares_of_signs_are_one():
    givens = {"W0": normal("m", "d"), "x": vector("d"), "y": vector("d")}
    sides, any_sigma = (kernels.finite_ntk, kernels.finite_ntk_sum), {"sigma": AnyActivation()}
    assert same(*sides, {**givens, "a": random_signs("m")}, using=any_sigma)
    assert not same(*sides, {**givens, "a": array("m")}, using=any_sigma)


def test_sums_are_linear_and_their_order_does_not_count():
    one = of("sum(i, m, sum(k, d, c[i] * x[k] * (W[i, k] - V[i, k]) * t))")
    assert one == of("t * sum(k, d, x[k] * sum(i, m, (W[i, k] - V[i, k]) * c[i]))")
    assert one == (
        "-(sum(i2, m, c[i2] * sum(i1, d, V[i2, i1] * x[i1])) * t)"
        " + sum(i2, m, c[i2] * sum(i1, d, W[i2, i1] * x[i1])) * t"
    )
    assert of("sum(i, m, sum(j, m, a[i] * a[j]))") == of("sum(i, m, a[i])**2")
    assert of("sum(i, m, 2)") == "2 * m"
    assert of("sum(i, m, i)") != of("m")


def test_positive_factors_leave_bars_maxima_and_comparisons():
    assert of("abs(sum(i, m, -2 * a[i] / sqrt(m)))") == of("2 * abs(sum(i, m, a[i])) / sqrt(m)")
    assert of("max(i, m, 3 * a[i] / m + t)") == of("3 * max(i, m, a[i]) / m + t")
    assert of("min(i, m, -a[i])") == of("-max(i, m, a[i])")
    assert of("where(2 * z > m * t, 1, 0)") == of("where(z / m - t / 2 > 0, 1, 0)")
    assert of("where(z > 0, 1, 0)") != of("where(z >= 0, 1, 0)")
    assert of("where(t * z > 0, 1, 0)") != of("where(z > 0, 1, 0)")
    assert of("where(t * z > 0, 1, 0)", "t") == of("where(z > 0, 1, 0)", "t")


def test_roots():
    assert of("m / sqrt(m)") == of("sqrt(m)") == of("m**(1/2)") == "sqrt(m)"
    assert of("sqrt(12)") == of("2 * sqrt(3)")
    assert of("sqrt(x**2)") == of("abs(x)") != of("x")
    assert of("sqrt(x)**2") != of("x")  # where x < 0 only one of them is a number
    assert of("sqrt(sum(k, d, (2 * x[k] - 2 * y[k])**2))") == of(
        "2 * sqrt(sum(k, d, (y[k] - x[k])**2))"
    )
    assert of("sqrt(sum(k, d, x[k]**2))**2") == of("sum(k, d, x[k]**2)")
    assert of("cbrt(2 * B**2 / m)**3") == of("cbrt(2)**3 * B**2 / m")
    assert of("x / x") != "1"  # not at 0
    assert of("m / m") == "1"


def test_elementary_functions_by_their_definitions():
    assert of("logistic(z) * logistic(-z)") == of("logistic(z) - logistic(z)**2")
    assert of("erfc(-z)") == of("1 + erf(z)") == of("2 * normal(sqrt(2) * z)")
    assert of("sech2(z)") == of("1 - tanh(-z)**2")
    assert of("bell(z, 2)") == of("exp(-z**2 / 2)")
    assert of("exp(z)") != of("exp(-z)")
    assert of("sign(z) * z") == of("abs(z)")
    assert of("sign(z)**2") == of("where(z != 0, 1, 0)") == of("where(abs(z) > 0, 1, 0)")


def test_the_form_of_a_definition_over_all_points_is_small():
    def gram(W, X):
        on = np.where(W @ X.T >= 0, 1, 0)
        return (X @ X.T) * (on.T @ on) / len(W)

    givens = {"W": array("m", "d"), "W0": normal("m", "d"), "X": array("n", "d")}
    definition = lambda W, W0, X: np.sum(abs(gram(W, X) - gram(W0, X)))  # noqa: E731
    form = normal_form(quantity_tree(definition, givens))
    require_agreement(definition, form, givens, {})
    assert sum(1 for _ in form.nodes()) < 100


def test_numbers_of_roots_are_right():
    for line in (
        "sqrt(2/3)",
        "sqrt(50)",
        "sqrt(2) * sqrt(6)",
        "2**(1/3) * 2**(2/3)",
        "1 / sqrt(5)",
    ):
        found = normal_form(parsed(line))
        assert math.isclose(evaluated(found, {}), evaluated(parsed(line), {}))
