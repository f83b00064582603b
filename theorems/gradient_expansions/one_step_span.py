"""One gradient step lies in the span of the gradients: slides, From nets to kernels, Claim."""

from typing import Any

import numpy as np

from theorems.derivatives import Array, Loss
from theorems.gradient_expansions.definitions import (
    FEW,
    FEW_DIMENSIONS,
    POINTS,
    gradient_step,
    gradients_of_data,
)
from theorems.language.activations import Activation
from theorems.language.givens import any_signs, array, function, number, vector
from theorems.language.records import Identity, Source
from theorems.language.variants import twin


def _two_steps(
    W0: Array, a: Array, X: Array, y: Array, eta: Any, sigma: Activation, loss: Loss
) -> Array:
    """W_2 - W_0 after two gradient steps."""
    first = gradient_step(W0, a, X, y, eta, sigma, loss)
    return first + gradient_step(W0 + first, a, X, y, eta, sigma, loss)


def _weight_decay(
    W0: Array, a: Array, X: Array, y: Array, eta: Any, sigma: Activation, loss: Loss
) -> Array:
    """W - W_0 after one step on the total loss plus ||W||_F^2 / 2."""
    decay: Array = eta * W0
    return gradient_step(W0, a, X, y, eta, sigma, loss) - decay


def _but_the_last(W0: Array, a: Array, X: Array, sigma: Activation) -> Array:
    """df(x_1; W_0), ..., df(x_{n-1}; W_0), and zero."""
    return gradients_of_data(W0, a, X, sigma) * (np.arange(len(X)) < len(X) - 1)[:, None, None]


PRINTED = Identity(
    label="slides/one-step-span",
    title="One gradient step lies in the span of the gradients",
    source=Source(
        "slides",
        "From nets to kernels, Claim",
        r"\mathbf{W} - \mathbf{W}_0 \in \text{span}\left(\left\{\partial f(x_1; \mathbf{W}_0),"
        r" \dots, \partial f(x_n; \mathbf{W}_0)\right\}\right)",
    ),
    reading=(
        "For every W_0, a and data, every differentiable activation and loss, and every step size:"
        " one step of gradient descent on sum_i l(y_i, f(x_i; W))."
    ),
    parameters=(FEW, FEW_DIMENSIONS, POINTS),
    fixed={
        "W0": array("m", "d"),
        "a": any_signs("m"),
        "X": array("n", "d"),
        "y": vector("n"),
        "eta": number(),
        "sigma": function("differentiable activation"),
        "loss": function("loss l(y, f), differentiable in f"),
    },
    deviations=(
        "The step size, which the slides do not name, is eta: W = W_0 - eta times the total"
        " gradient.",
    ),
    of="networks",
    sides=(gradient_step, gradients_of_data),
    relations=("in",),
)

FALSE = (
    twin(
        PRINTED,
        "two-steps",
        "two steps in place of one",
        sides=(_two_steps, gradients_of_data),
    ),
    twin(
        PRINTED,
        "weight-decay",
        "a step with weight decay",
        sides=(_weight_decay, gradients_of_data),
    ),
    twin(
        PRINTED,
        "last-point",
        "the last gradient left out of the span",
        reading=(
            "As slides/one-step-span, but for the span of df(x_1; W_0), ..., df(x_{n-1};"
            " W_0), without the last gradient."
        ),
        sides=(gradient_step, _but_the_last),
    ),
)
