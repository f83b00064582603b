"""A quantity is recognised by its normal form up to the names of arrays and the value of t."""

import numpy as np
import pytest

from theorems.gaussian_counts import small_preactivation_frequency, small_preactivations
from theorems.language.expressions import Expression, Name
from theorems.language.givens import frobenius_ball, normal, vector
from theorems.language.normal_form import normal_form
from theorems.language.quantities import quantity_tree
from theorems.language.text import parsed, text
from theorems.language.unknowns import renamed, solved
from theorems.relu_linearization import moved_neurons

GIVENS = {
    "W0": normal("m", "d"),
    "W": frobenius_ball("W0", "B"),
    "x": vector("d"),
}
PARAMETERS = ("m", "alpha", "t", "B", "tau")
SIZES = ("m", "d")


def tree(definition) -> Expression:
    return quantity_tree(definition, GIVENS, PARAMETERS)


COUNTED = {
    "tau": lambda W0, x, tau: np.sum(abs(W0 @ x) <= tau * np.linalg.norm(x)),
    "2 * t": lambda W0, x, t: np.sum(abs(W0 @ x) / 2 <= t * np.linalg.norm(x)),
    "alpha / sqrt(m)": lambda W0, x, alpha, m: np.count_nonzero(
        abs(W0 @ x) <= alpha * np.linalg.norm(x) / np.sqrt(m)
    ),
    "1 / (t + 1)": lambda W0, x, t: np.sum(abs(W0 @ x) <= np.sqrt(x @ x) / (1 + t)),
}
OTHERS = {
    "strict": lambda W0, x, tau: np.sum(abs(W0 @ x) < tau * np.linalg.norm(x)),
    "no norm": lambda W0, x, tau: np.sum(abs(W0 @ x) <= tau),
    "square": lambda W0, x, tau: np.sum(abs(W0 @ x) <= tau * (x @ x)),
    "signed": lambda W0, x, tau: np.sum(W0 @ x <= tau * np.linalg.norm(x)),
    "twice": lambda W0, x, tau: 2 * np.sum(abs(W0 @ x) <= tau * np.linalg.norm(x)),
    "of W": lambda W, x, tau: np.sum(abs(W @ x) <= tau * np.linalg.norm(x)),
}


@pytest.mark.parametrize("threshold", COUNTED)
def test_a_count_is_found_with_its_threshold(threshold):
    found = solved(tree(small_preactivations), tree(COUNTED[threshold]), "tau")
    assert found is not None
    assert text(found) == text(normal_form(parsed(threshold), SIZES))


@pytest.mark.parametrize("name", OTHERS)
def test_another_count_is_not(name):
    assert solved(tree(small_preactivations), tree(OTHERS[name]), "tau") is None


def test_other_quantities_are_found():
    half = lambda W, W0, B, m: np.sum(np.linalg.norm(W - W0, axis=1) >= B / m)  # noqa: E731
    found = solved(tree(moved_neurons), tree(half), "tau")
    assert found == parsed("B / m")
    twice = lambda W0, x, t, m: small_preactivation_frequency(W0, x, 2 * t, m)  # noqa: E731
    assert solved(tree(small_preactivation_frequency), tree(twice), "alpha") == parsed("2 * t")


def test_arrays_have_any_names():
    found = quantity_tree(
        lambda U, v, tau: np.sum(np.abs(U @ v) <= tau * np.linalg.norm(v)),
        {"U": normal("m", "d"), "v": vector("d")},
        PARAMETERS,
    )
    assert renamed(found, {"U": "W0", "v": "x"}) == tree(small_preactivations)
    assert solved(tree(small_preactivations), found, "tau") is None
    assert tree(small_preactivations).put({Name("tau"): Name("t")}).names == {"m", "d", "t"}
