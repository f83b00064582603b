"""The definitions of wide networks' limits against the prints, written out once more by hand."""

import numpy as np
import pytest

from theorems.kernels import finite_relu_ntk
from theorems.language.activations import ACTIVATIONS
from theorems.language.floats import FLOATS
from theorems.language.records import Setting
from theorems.wide_limits import (
    VARIANTS,
    averaged_ntk,
    both_layers,
    half_the_width,
    paired_term_0,
    term_0,
)

generator = np.random.default_rng(1)
W, b = generator.standard_normal((6, 3)), generator.standard_normal(6)
x, y = generator.standard_normal(3), generator.standard_normal(3)
S = Setting({"m": 6, "activation": "relu"})


def features(W, b, x):
    """The basis that the learnable parameters are applied to (pleiss, section 1.1)."""
    rows = (b * (W @ x > 0))[:, None] * x[None, :]
    return np.concatenate([rows.ravel(), np.maximum(W @ x, 0)])


def test_the_kernel_is_the_product_of_the_printed_bases():
    printed = features(W, b, x) @ features(W, b, y) / 6
    assert both_layers(W, b, x, y, S, FLOATS) == pytest.approx(printed)


def test_the_basis_is_the_gradient_of_the_network():
    def network(theta):
        weights, outputs = theta[:18].reshape(6, 3), theta[18:]
        return np.sum(outputs * np.maximum(weights @ x, 0)) / np.sqrt(6)

    theta, h = np.concatenate([W.ravel(), b]), 1e-6
    slopes = [(network(theta + h * e) - network(theta - h * e)) / (2 * h) for e in np.eye(24)]
    assert np.allclose(slopes, features(W, b, x) / np.sqrt(6), atol=1e-8)


def test_the_average_is_the_ntk_over_the_width():
    assert averaged_ntk(W, b, x, y, S, FLOATS) == pytest.approx(finite_relu_ntk(x, y, W) / 6)
    for name in ACTIVATIONS:
        value = averaged_ntk(W, b, x, y, S.but(activation=name), FLOATS)
        slope = ACTIVATIONS[name].slope
        terms = [(x @ y) * slope(w @ x, FLOATS) * slope(w @ y, FLOATS) for w in W]
        assert value == pytest.approx(float(np.mean(terms)))


def test_term_0_is_the_network_and_pairs_cancel_in_it():
    literal = sum(beta * max(0.0, w @ x) for w, beta in zip(W, b, strict=True)) / np.sqrt(6)
    assert term_0(W, b, x, y, S, FLOATS) == pytest.approx(literal)
    doubled = term_0(np.concatenate([W, W]), np.concatenate([b, -b]), x, y, S, FLOATS)
    assert paired_term_0(W, b, x, y, S, FLOATS) == pytest.approx(doubled, abs=1e-12)
    assert half_the_width(S) == 3
    assert VARIANTS[0].rows is half_the_width
