"""Signs of ReLU pre-activations: where they agree, and what follows.

u = w.x and v = w_0.x are the pre-activations of a neuron after and before a move of its weights.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from theorems.language.activations import ACTIVATIONS
from theorems.language.domains import NONNEGATIVE
from theorems.language.floats import FLOATS
from theorems.language.functions import cbrt, sqrt
from theorems.language.parameters import (
    DIMENSION,
    INPUT_NORM,
    SMALL_WIDTH,
    TAU,
    UNIT_BALL_NORM,
    WIDTH,
)
from theorems.language.records import Bound, Identity, Implication, Setting, Source, Theorem
from theorems.networks import Array, linearization, relu, step
from theorems.neurons import Neurons
from theorems.relu_linearization import RELU, gap_over_neurons

_RELU = ACTIVATIONS["relu"]


def slope(z: Array) -> Array:
    """sigma'(z) of the ReLU with the minimum-norm choice sigma'(0) = 0."""
    return _RELU.slope(z, FLOATS)  # type: ignore[no-any-return]


def other_slope(z: Array) -> Array:
    """sigma'(z) of the ReLU with the other end of the subdifferential, sigma'(0) = 1."""
    return step(z)


def activations(W: Array, W0: Array, a: Array, x: Array) -> Array:
    """sigma(w_i.x) for each i, and then f0(x; W) by its definition."""
    return np.append(relu(W @ x), linearization(W, W0, a, x, RELU))


def activations_displayed(W: Array, W0: Array, a: Array, x: Array) -> Array:
    """sigma(w_i.x), and sum_i a_i (sigma(v_i) - sigma'(v_i) v_i + sigma'(v_i) u_i)."""
    u, v = W @ x, W0 @ x
    return np.append(relu(u), np.sum(a * (relu(v) - slope(v) * v + slope(v) * u)))


def activations_by_slopes(W: Array, W0: Array, a: Array, x: Array) -> Array:
    """w_i.x sigma'(w_i.x) for each i, and then sum_i a_i sigma'(v_i) u_i."""
    u, v = W @ x, W0 @ x
    return np.append(u * slope(u), np.sum(a * slope(v) * u))


def linearized(W: Array, W0: Array, a: Array, x: Array) -> Array:
    """f_lin(x; w) = f(x; w0) + <grad f(x; w0), w - w0>, for sigma'(0) = 0 and for sigma'(0) = 1."""
    start = np.sum(a * relu(W0 @ x))
    return np.array([start + np.sum(_gradient(W0, a, x, d) * (W - W0)) for d in SLOPES])


def linear_in_weights(W: Array, W0: Array, a: Array, x: Array) -> Array:
    """<grad f(x; w0), w>, for sigma'(0) = 0 and for sigma'(0) = 1."""
    return np.array([np.sum(_gradient(W0, a, x, d) * W) for d in SLOPES])


def _gradient(W: Array, a: Array, x: Array, d: Any) -> Array:
    """Rows a_j sigma'(w_j.x) x, shape (m, d)."""
    return (a * d(W @ x))[:, None] * x[None, :]  # type: ignore[no-any-return]


SLOPES = (slope, other_slope)


def gap_over_frobenius_norm(W: Array, W0: Array, a: Array, x: Array) -> Any:
    """(*) / ||W||_F, and 0 for W = 0, where (*) is 0."""
    norm = np.linalg.norm(W)
    return gap_over_neurons(W, W0, a, x) / np.where(norm > 0, norm, 1)


def outside_both(n: Neurons, s: Setting, fn: Any) -> Any:
    """Neither i in S_1 = {|w0_i.x| <= tau ||x||} nor i in S_2 = {||w_i - w0_i|| >= tau}."""
    return not abs(n.w0_x) <= s.tau * n.x_norm and not n.moved >= s.tau


def same_sign(n: Neurons, s: Setting, fn: Any) -> Any:
    """w.x and w_0.x are both positive, both negative or both 0."""
    return (n.w_x > 0) == (n.w0_x > 0) and (n.w_x < 0) == (n.w0_x < 0)


def unswitched(n: Neurons, s: Setting, fn: Any) -> Any:
    """sigma'(w.x) = sigma'(w_0.x), where sigma'(z) = 1{z > 0}."""
    return (n.w_x > 0) == (n.w0_x > 0)


def rise(n: Neurons) -> Any:
    """sigma(w.x) - sigma(w_0.x)."""
    return relu(n.w_x) - relu(n.w0_x)


def subgradient(factor: int) -> Any:
    """relu(theta'.x) >= relu(theta.x) + g.(theta' - theta), g = factor x 1{theta.x >= 0}."""

    def conclusion(n: Neurons, s: Setting, fn: Any) -> Any:
        return relu(n.w_x) >= relu(n.w0_x) + factor * step(n.w0_x) * (n.w_x - n.w0_x)

    return conclusion


RELU_HOMOGENEITY = Identity(
    label="slides/relu-homogeneity",
    title="The ReLU is its argument times its slope, and f0 follows",
    source=Source(
        "slides",
        "Extension to ReLU, 'Tool'",
        r"\sigma(x) = x \cdot \sigma'(x), \quad f_0(\mathbf{x}; \mathbf{W}) = \sum_{i=1}^m a_i"
        r" \cdot \left( \sigma(\mathbf{w}_{0,i}^\top \mathbf{x}) - \sigma'(\mathbf{w}_{0,i}^\top"
        r" \mathbf{x}) \mathbf{w}_{0,i}^\top \mathbf{x} + \sigma'(\mathbf{w}_{0,i}^\top \mathbf{x})"
        r" \mathbf{w}_i^\top \mathbf{x} \right) = \sum_{i=1}^m a_i \cdot"
        r" \sigma'(\mathbf{w}_{0,i}^\top \mathbf{x}) \mathbf{w}_i^\top \mathbf{x}",
    ),
    reading=(
        "For every real argument of sigma, and for every x, W, W_0 and a, ties w_{0,i}.x = 0"
        " included; sigma'(0) = 0, the minimum-norm choice of the slides."
    ),
    parameters=(SMALL_WIDTH, DIMENSION),
    sides=(activations, activations_displayed, activations_by_slopes),
)

NAIVE_BOUND = Bound(
    label="slides/naive-bound",
    title="The naive bound of the gap by Cauchy-Schwarz",
    source=Source(
        "slides",
        "Extension to ReLU, 'Naive'",
        r"\sum_{i=1}^m a_i \cdot \mathbf{w}_i^\top \mathbf{x} \left( \mathbf{1}\{\mathbf{w}_i^\top"
        r" \mathbf{x} \geq 0\} - \mathbf{1}\{\mathbf{w}_{0,i}^\top \mathbf{x} \geq 0\} \right)"
        r" \leq \sqrt{m} \|\mathbf{W}\|_F",
    ),
    reading=(
        "For every m and d, every x with ||x|| <= 1, every a in {-1, 1}^m, every W_0 and every W:"
        " (*) <= sqrt(m) ||W||_F, and so (*) / ||W||_F <= sqrt(m) where W != 0."
    ),
    parameters=(WIDTH, DIMENSION, replace(UNIT_BALL_NORM, trial=NONNEGATIVE)),
    uses=("slides/relu-gap",),
    deviations=(
        "The slide says 'something like' and names no ||x||. Proposition 4.1 and Lemma 4.1, between"
        " which it stands, have ||x|| <= 1, and so has this record; `--set x_norm=2` looks beyond.",
    ),
    quantity=gap_over_frobenius_norm,
    at_most=(lambda m: sqrt(m),),
)

SIGN_AGREEMENT = Implication(
    label="slides/sign-agreement",
    title="Outside S_1 and S_2 the signs agree",
    source=Source(
        "slides",
        "Lemma 4.1, proof sketch, 'Claim'",
        r"i \notin S_1 \cup S_2 \ \Rightarrow \ \mathbf{w}_i^\top \mathbf{x} \text{ and }"
        r" \mathbf{w}_{0,i}^\top \mathbf{x} \text{ have the same sign}, \quad S_1 = \{"
        r" |\mathbf{w}_{0,i}^\top \mathbf{x}| \leq \tau \|\mathbf{x}\| \}, \quad S_2 = \{"
        r" \|\mathbf{w}_i - \mathbf{w}_{0,i}\| \geq \tau \}",
    ),
    reading=(
        "For every m, d and tau > 0, every x, W_0 and W, and every i that is neither in S_1 nor in"
        " S_2. At x = 0 every i is in S_1."
    ),
    parameters=(WIDTH, DIMENSION, TAU),
    premise=outside_both,
    conclusions=(same_sign,),
)

UNSWITCHED = Implication(
    label="pleiss/unswitched",
    title="Neurons that keep their sign",
    source=Source(
        "pleiss",
        "Eqs. (8), (9) and the next sentence",
        r"\sigma(\boldsymbol{w}_i^\top \boldsymbol{x}) - \sigma(\boldsymbol{w}_i^{(0)\top}"
        r" \boldsymbol{x}) = (\boldsymbol{w}_i - \boldsymbol{w}_i^{(0)})^\top \boldsymbol{x} \text{"
        r" if } \boldsymbol{x}^\top \boldsymbol{w}_i > 0, \quad = 0 \text{ if }"
        r" \boldsymbol{x}^\top \boldsymbol{w}_i \leq 0, \quad \leq \|\boldsymbol{x}\|"
        r" \|\boldsymbol{w}_i - \boldsymbol{w}_i^{(0)}\|",
    ),
    reading=(
        "For every x, w_i^(0) and w_i such that x.w_i > 0 if and only if x.w_i^(0) > 0: Eq. (8)"
        " where x.w_i > 0, Eq. (9) where x.w_i <= 0, and the inequality."
    ),
    deviations=(
        "'The same sign' is read with the two cases of the print and its derivative I(z > 0), so 0"
        " counts with the negative numbers. With I(z >= 0), Eq. (9) fails: the twin 'tie'.",
    ),
    premise=unswitched,
    conclusions=(
        lambda n, s, fn: not n.w_x > 0 or rise(n) == n.w_x - n.w0_x,
        lambda n, s, fn: n.w_x > 0 or rise(n) == 0,
        lambda n, s, fn: rise(n) <= n.x_norm * n.moved,
    ),
)

SUBGRADIENT = Implication(
    label="notes/subgradient",
    title="A subgradient of the ReLU of a linear form",
    source=Source(
        "notes",
        "Lemma 1 (1)",
        r"x \mathbb{1}\{\theta^T x \geq 0\} \in \partial_{\theta} \sigma(\theta^T x)",
    ),
    reading=(
        "For every x and theta, ties theta.x = 0 included, and for every theta' in R^d:"
        " sigma(theta'.x) >= sigma(theta.x) + 1{theta.x >= 0} x.(theta' - theta)."
    ),
    parameters=(DIMENSION,),
    conclusions=(subgradient(1),),
)

RELU_LINEARIZATION = Identity(
    label="sutherland/relu-linearization",
    title="The linearization of a ReLU network is linear",
    source=Source(
        "sutherland",
        "'How good is the approximation?', ReLU",
        r"f^{lin}(\mathbf{x}; \mathbf{w}) = f(\mathbf{x}; \mathbf{w}_0) + \langle \nabla"
        r" f(\mathbf{x}; \mathbf{w}_0), \mathbf{w} - \mathbf{w}_0 \rangle = \langle \nabla"
        r" f(\mathbf{x}; \mathbf{w}_0), \mathbf{w} \rangle",
    ),
    reading=(
        "For every x, w, w_0 and a, ties w_{0,j}.x = 0 included, with sigma'(0) = 0 and with"
        " sigma'(0) = 1; both sides are affine in sigma'(0), so for every choice between them."
    ),
    parameters=(SMALL_WIDTH, DIMENSION),
    deviations=(
        "The factor 1/sqrt m of both sides is left out so that exact arithmetic stays exact.",
    ),
    sides=(linearized, linear_in_weights),
)

THEOREMS: tuple[Theorem, ...] = (
    RELU_HOMOGENEITY,
    NAIVE_BOUND,
    SIGN_AGREEMENT,
    UNSWITCHED,
    SUBGRADIENT,
    RELU_LINEARIZATION,
)

VARIANTS: tuple[Theorem, ...] = (
    replace(
        NAIVE_BOUND,
        label="slides/naive-bound:sharpened",
        title="The naive bound with ||x||, for every x",
        reading=(
            "For every m, d and x, every a in {-1, 1}^m, every W_0 and every W: (*) <= sqrt(m)"
            " ||x|| ||W||_F."
        ),
        parameters=(WIDTH, DIMENSION, INPUT_NORM),
        deviations=(),
        formula=(
            r"\sum_{i=1}^m a_i \cdot \mathbf{w}_i^\top \mathbf{x} \left( "
            r"\mathbf{1}\{\mathbf{w}_i^\top \mathbf{x} \geq 0\} - "
            r"\mathbf{1}\{\mathbf{w}_{0,i}^\top \mathbf{x} \geq 0\} \right) \leq \sqrt{m} "
            r"\|\mathbf{x}\| \|\mathbf{W}\|_F"
        ),
        change=(
            "The right-hand side gets the factor ||x|| that Cauchy-Schwarz gives. Equality holds"
            " for equal rows of W along x whose neurons all flip with a_i = 1."
        ),
        at_most=(lambda m, x_norm: sqrt(m) * x_norm,),
    ),
    replace(
        SIGN_AGREEMENT,
        label="slides/sign-agreement:sharpened",
        title="S_1 may be defined with a strict inequality",
        formula=(
            r"i \notin S_1 \cup S_2 \ \Rightarrow \ \mathbf{w}_i^\top \mathbf{x} \text{ and "
            r"} \mathbf{w}_{0,i}^\top \mathbf{x} \text{ have the same sign}, \quad S_1 = \{ "
            r"|\mathbf{w}_{0,i}^\top \mathbf{x}| < \tau \|\mathbf{x}\| \}, \quad S_2 = \{ "
            r"\|\mathbf{w}_i - \mathbf{w}_{0,i}\| \geq \tau \}"
        ),
        change=(
            "S_1 = {|w0_i.x| < tau ||x||}. The strict inequality of S_2 alone makes the last step"
            " of the proof, > 0 - tau ||x||, strict."
        ),
        premise=lambda n, s, fn: not abs(n.w0_x) < s.tau * n.x_norm and not n.moved >= s.tau,
    ),
    replace(
        UNSWITCHED,
        label="pleiss/unswitched:sharpened",
        title="The inequality for every neuron, switched or not, in absolute value",
        reading="For every x, w_i^(0) and w_i: |sigma(w.x) - sigma(w0.x)| <= ||x|| ||w - w0||.",
        deviations=(),
        formula=(
            r"\left| \sigma(w_i^\top x) - \sigma(w_i^{(0)\top} x) \right| \leq \|x\| \|w_i "
            r"- w_i^{(0)}\|"
        ),
        change=(
            "The inequality needs no unswitched neuron: the ReLU is 1-Lipschitz. What switching"
            " breaks is Eqs. (8) and (9)."
        ),
        premise=lambda n, s, fn: True,
        conclusions=(lambda n, s, fn: abs(rise(n)) <= n.x_norm * n.moved,),
    ),
)

TWINS: tuple[Theorem, ...] = (
    replace(
        RELU_HOMOGENEITY,
        label="slides/relu-homogeneity:twin-degree-two",
        title="2 sigma(x) = x sigma'(x)",
        twin_of=RELU_HOMOGENEITY.label,
        sides=(
            lambda W, W0, a, x: activations(2 * W, W0, a, x),
            lambda W, W0, a, x: activations_by_slopes(W, W0, a, x),
        ),
    ),
    replace(
        RELU_HOMOGENEITY,
        label="slides/relu-homogeneity:twin-slope-after",
        title="the slope of f0 taken at w_i in place of w_{0,i}",
        twin_of=RELU_HOMOGENEITY.label,
        sides=(activations, lambda W, W0, a, x: activations_by_slopes(W, W, a, x)),
    ),
    replace(
        RELU_LINEARIZATION,
        label="sutherland/relu-linearization:twin-gradient-after",
        title="the gradient taken at w in place of w0",
        twin_of=RELU_LINEARIZATION.label,
        sides=(linearized, lambda W, W0, a, x: linear_in_weights(W, W, a, x)),
    ),
    replace(
        RELU_LINEARIZATION,
        label="sutherland/relu-linearization:twin-displacement",
        title="<grad f(x; w0), w - w0>, the value at w0 dropped",
        twin_of=RELU_LINEARIZATION.label,
        sides=(linearized, lambda W, W0, a, x: linear_in_weights(W - W0, W0, a, x)),
    ),
    replace(
        NAIVE_BOUND,
        label="slides/naive-bound:twin-constant",
        title="the bound shrunk by 1 percent",
        twin_of=NAIVE_BOUND.label,
        at_most=(lambda m: 99 * sqrt(m) / 100,),
    ),
    replace(
        NAIVE_BOUND,
        label="slides/naive-bound:twin-long-inputs",
        title="for every x",
        twin_of=NAIVE_BOUND.label,
        reading="For every m, d and x, every a in {-1, 1}^m, every W_0 and every W.",
        parameters=(WIDTH, DIMENSION, INPUT_NORM),
    ),
    replace(
        NAIVE_BOUND,
        label="slides/naive-bound:twin-cube-root",
        title="m^(1/3) in place of m^(1/2)",
        twin_of=NAIVE_BOUND.label,
        at_most=(lambda m: cbrt(m),),
    ),
    replace(
        SIGN_AGREEMENT,
        label="slides/sign-agreement:twin-both-strict",
        title="S_1 with < and S_2 with >",
        twin_of=SIGN_AGREEMENT.label,
        premise=lambda n, s, fn: not abs(n.w0_x) < s.tau * n.x_norm and not n.moved > s.tau,
    ),
    replace(
        SIGN_AGREEMENT,
        label="slides/sign-agreement:twin-half",
        title="S_1 with tau / 2",
        twin_of=SIGN_AGREEMENT.label,
        premise=lambda n, s, fn: not abs(n.w0_x) <= s.tau / 2 * n.x_norm and not n.moved >= s.tau,
    ),
    replace(
        SIGN_AGREEMENT,
        label="slides/sign-agreement:twin-s1-alone",
        title="outside S_1 alone",
        twin_of=SIGN_AGREEMENT.label,
        premise=lambda n, s, fn: not abs(n.w0_x) <= s.tau * n.x_norm,
    ),
    replace(
        SIGN_AGREEMENT,
        label="slides/sign-agreement:twin-no-norm",
        title="S_1 = {|w0_i.x| <= tau}, without ||x||",
        twin_of=SIGN_AGREEMENT.label,
        premise=lambda n, s, fn: not abs(n.w0_x) <= s.tau and not n.moved >= s.tau,
    ),
    replace(
        UNSWITCHED,
        label="pleiss/unswitched:twin-switched",
        title="for every neuron, switched or not",
        twin_of=UNSWITCHED.label,
        premise=lambda n, s, fn: True,
    ),
    replace(
        UNSWITCHED,
        label="pleiss/unswitched:twin-tie",
        title="signs compared by I(z >= 0)",
        twin_of=UNSWITCHED.label,
        premise=lambda n, s, fn: (n.w_x >= 0) == (n.w0_x >= 0),
    ),
    replace(
        UNSWITCHED,
        label="pleiss/unswitched:twin-strict",
        title="a strict inequality",
        twin_of=UNSWITCHED.label,
        conclusions=(lambda n, s, fn: rise(n) < n.x_norm * n.moved,),
    ),
    replace(
        SUBGRADIENT,
        label="notes/subgradient:twin-twice",
        title="2 x 1{theta.x >= 0}",
        twin_of=SUBGRADIENT.label,
        conclusions=(subgradient(2),),
    ),
    replace(
        SUBGRADIENT,
        label="notes/subgradient:twin-negative",
        title="-x 1{theta.x >= 0}",
        twin_of=SUBGRADIENT.label,
        conclusions=(subgradient(-1),),
    ),
    replace(
        SUBGRADIENT,
        label="notes/subgradient:twin-always",
        title="x, wherever theta is",
        twin_of=SUBGRADIENT.label,
        conclusions=(lambda n, s, fn: relu(n.w_x) >= relu(n.w0_x) + (n.w_x - n.w0_x),),
    ),
)
