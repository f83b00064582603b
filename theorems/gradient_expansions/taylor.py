"""The first-order expansion in all parameters: pleiss, Eqs. (3)-(5)."""

from theorems.gradient_expansions.definitions import (
    FEW,
    FEW_DIMENSIONS,
    fixed_layer_and_correction,
    stacked_features,
    taylor_in_all,
)
from theorems.language.givens import array, function, vector
from theorems.language.records import Identity, Source
from theorems.language.variants import twin

PRINTED = Identity(
    label="pleiss/taylor",
    title="The first-order expansion in all parameters",
    source=Source(
        "pleiss",
        "Eqs. (3)-(5)",
        r"f(x; \theta^{(0)}) + \nabla_\theta f(x; \theta^{(0)})^\top (\theta - \theta^{(0)}) ="
        r" \frac{1}{\sqrt{d}} \sum_{i=1}^d \beta_i \sigma(w_i^{(0)\top} x) + \frac{1}{\sqrt{d}}"
        r" \sum_{i=1}^d \beta_i^{(0)} \dot\sigma(w_i^{(0)\top} x) x^\top (w_i - w_i^{(0)})",
    ),
    reading=(
        "For every x, theta and theta^(0), and every activation with a slope, the least-norm one at"
        " a kink: the right side of Eq. (3), term (0) plus term (1) of Eq. (4), and Eq. (5) are"
        " equal."
    ),
    parameters=(FEW, FEW_DIMENSIONS),
    fixed={
        "x": vector("d"),
        "W0": array("m", "d"),
        "b0": vector("m"),
        "W": array("m", "d"),
        "b": vector("m"),
        "sigma": function("activation with a slope, at a kink the one of least norm"),
    },
    deviations=(
        "The width, d in the source, is m here, and the input dimension, p there, is d.",
        "The common factor 1/sqrt(width) is left out, so that exact arithmetic stays exact.",
        "The scan garbles Eq. (4): its vectors are read as the gradients (beta_i^(0)"
        " sigma'(w_i^(0).x) x; sigma(w_i^(0).x)) against (w_i - w_i^(0); beta_i - beta_i^(0)),"
        " which the text around it and Eq. (5) ask for.",
    ),
    of="networks",
    sides=(taylor_in_all, stacked_features, fixed_layer_and_correction),
)

FALSE = (
    twin(
        PRINTED,
        "initial-output-weights",
        "beta_i^(0) in place of beta_i in the first sum of Eq. (5)",
        sides=(
            taylor_in_all,
            stacked_features,
            lambda W, W0, b, b0, x, sigma: fixed_layer_and_correction(W, W0, b0, b0, x, sigma),
        ),
    ),
    twin(
        PRINTED,
        "new-output-weights",
        "beta_i in place of beta_i^(0) in the second sum of Eq. (5)",
        sides=(
            taylor_in_all,
            stacked_features,
            lambda W, W0, b, b0, x, sigma: fixed_layer_and_correction(W, W0, b, b, x, sigma),
        ),
    ),
)
