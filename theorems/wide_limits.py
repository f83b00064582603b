"""What wide networks converge to, and how fast.

W (m, d) and b (m,) have independent standard normal entries; x, y (d,) are two inputs, with cosine
rho; x has the length x_norm where that is a parameter, otherwise both have length 1.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from theorems.language.activations import ACTIVATIONS
from theorems.language.domains import Names
from theorems.language.functions import cbrt, sqrt
from theorems.language.parameters import ALPHA, EVEN_WIDTH, INPUT_NORM, RHO, WIDTH
from theorems.language.records import (
    Inputs,
    Limit,
    Parameter,
    Rate,
    Setting,
    Source,
    Theorem,
)
from theorems.networks import Array, relu
from theorems.symmetric_initialization import HALVES, linearization_error

ANY_ACTIVATION = Parameter(
    "activation",
    "the activation sigma",
    Names(tuple(ACTIVATIONS)),
    "relu",
    tuple(ACTIVATIONS),
)


def positive_step(z: Any) -> Any:
    """1{z > 0}, the derivative of the ReLU in the print."""
    return np.where(z > 0, 1, 0)


def averaged_ntk(W: Array, b: Array, x: Array, y: Array, s: Setting, fn: Any) -> Any:
    """(1/m) sum_i x.y sigma'(w_i . x) sigma'(w_i . y)."""
    sigma = ACTIVATIONS[s.activation]
    return np.sum((x @ y) * sigma.slope(W @ x, fn) * sigma.slope(W @ y, fn)) / s.m


def mean_ntk(inputs: Inputs, s: Setting, fn: Any) -> Any:
    """The integral of x.y sigma'(v.x) sigma'(v.y) over v ~ N(0, I)."""
    sigma, product = ACTIVATIONS[s.activation], inputs.x @ inputs.y
    return inputs.mean(lambda u, v, b: product * sigma.slope(u, fn) * sigma.slope(v, fn))


def both_layers(W: Array, b: Array, x: Array, y: Array, s: Setting, fn: Any) -> Any:
    """(1/m) g(x).g(y), g(x) = [b_i sigma'(w_i . x) x, ..., sigma(w_i . x), ...]."""
    hidden = b * positive_step(W @ x) * b * positive_step(W @ y) * (x @ y)
    return (np.sum(hidden) + np.sum(relu(W @ x) * relu(W @ y))) / s.m


def two_expectations(inputs: Inputs, s: Setting, fn: Any) -> Any:
    """E[sigma(w.x) sigma(w.y)] + x.y E[sigma'(w.x) sigma'(w.y)]."""
    product = inputs.x @ inputs.y
    return inputs.mean(lambda u, v, b: relu(u) * relu(v)) + product * inputs.mean(
        lambda u, v, b: positive_step(u) * positive_step(v)
    )


def term_0(W: Array, b: Array, x: Array, y: Array, s: Setting, fn: Any) -> Any:
    """(1/sqrt m) sum_i b_i sigma(w_i . x): the network at its initialization."""
    return np.sum(b * relu(W @ x)) / fn.sqrt(s.m)


def paired_term_0(W: Array, b: Array, x: Array, y: Array, s: Setting, fn: Any) -> Any:
    """Term (0) with each of the m/2 rows of W twice, with output weights b_i and -b_i."""
    return (np.sum(b * relu(W @ x)) + np.sum(-b * relu(W @ x))) / fn.sqrt(s.m)


def zero(inputs: Inputs, s: Setting, fn: Any) -> Any:
    """0."""
    return 0


def half_the_width(s: Setting) -> Any:
    """m/2 independent neurons, each of them twice."""
    return s.m / 2


NTK_LIMIT = Limit(
    label="slides/ntk-limit",
    title="The two-layer NTK at infinite width",
    source=Source(
        "slides",
        "NTK: Infinite-width limit",
        r"\lim_{m \to \infty} \frac{1}{m} \sum_{i=1}^{m} \mathbf{x}^{\top} \mathbf{x}'"
        r" \sigma'(\mathbf{w}_{i,0}^{\top} \mathbf{x}) \sigma'(\mathbf{w}_{i,0}^{\top} \mathbf{x}')"
        r" = \int \mathbf{x}^{\top} \mathbf{x}' \sigma'(\mathbf{v}^{\top} \mathbf{x})"
        r" \sigma'(\mathbf{v}^{\top} \mathbf{x}') \, d\mathcal{N}(\mathbf{v})",
    ),
    reading=(
        "For all unit x, x' and every activation of the catalogue: with probability 1 over"
        " independent rows w_i ~ N(0, I), the average converges to the integral."
    ),
    parameters=(WIDTH, RHO, ANY_ACTIVATION),
    deviations=(
        "The print names no activation and no integrability; the catalogue's have it. m is the"
        " width at which the finite kernel is looked at.",
    ),
    quantity=averaged_ntk,
    limit=mean_ntk,
)

KERNEL_LIMIT = Limit(
    label="pleiss/kernel-limit",
    title="The limiting kernel when both layers are trained",
    source=Source(
        "pleiss",
        "Section 1.1, before Eq. (6)",
        r"\lim_{d \to \infty} k(\boldsymbol{x}, \boldsymbol{x}') \stackrel{\text{a.s.}}{=}"
        r" \mathbb{E}_{\boldsymbol{w}^{(0)}} \left[ \sigma(\boldsymbol{w}^{(0)\top} \boldsymbol{x})"
        r" \sigma(\boldsymbol{w}^{(0)\top} \boldsymbol{x}') \right] + \boldsymbol{x}^{\top}"
        r" \boldsymbol{x}' \mathbb{E}_{\boldsymbol{w}^{(0)}, \beta^{(0)}} \left["
        r" \dot{\sigma}(\boldsymbol{w}^{(0)\top} \boldsymbol{x})"
        r" \dot{\sigma}(\boldsymbol{w}^{(0)\top} \boldsymbol{x}') \right]",
    ),
    reading=(
        "For all x, x' (unit without loss: both sides are homogeneous in each of them), with"
        " probability 1 over independent standard normal w_i and beta_i."
    ),
    parameters=(WIDTH, RHO),
    deviations=(
        "The width is d in the print, m here. In its first line 1/d stands outside the limit, where"
        " d has no meaning; it is read inside, as in the definition of k.",
        "The last expectation is printed without beta^2, and is encoded so.",
    ),
    quantity=both_layers,
    limit=two_expectations,
)

TERM_0 = Limit(
    label="pleiss/term-0",
    title="The network at its initialization vanishes as the width grows",
    source=Source(
        "pleiss",
        "Section 1.1, first paragraph",
        r"\frac{1}{\sqrt{d}} \sum_{i=1}^{d} \beta_i^{(0)}"
        r" \sigma(\boldsymbol{w}_i^{(0)\top} \boldsymbol{x}) \to 0 \text{ as } d \to \infty"
        r" \text{ with probability } 1",
    ),
    reading=(
        "For every x, with probability 1 over independent standard normal w_i and beta_i, term (0)"
        " tends to 0 as the width grows."
    ),
    parameters=(WIDTH, INPUT_NORM),
    deviations=(
        "In words in the print: 'as d -> infinity with probability 1 we will always have pairs of"
        " parameters that cancel each other out and thus term (0) in Eq. (4) will vanish'. The"
        " width is d in the print, m here.",
    ),
    quantity=term_0,
    limit=zero,
)

RATE = Rate(
    label="notes/rate",
    title="The linearization gap of a ReLU network is of the order 1/sqrt m",
    source=Source(
        "notes",
        "The main result of this discussion",
        r"\|\omega_i - \omega_i(0)\|_2 \leq \frac{\alpha}{\sqrt{m}} \text{ for all } i \implies"
        r" |F(x; \omega, c) - \nabla_{\omega}^T F(x; \omega(0), c) [\omega - \omega(0)]| ="
        r" O\left(\frac{1}{\sqrt{m}}\right) \text{ with high prob.}",
    ),
    reading=(
        "For every alpha > 0, x and delta in (0, 1) there is a C such that for every even m, with"
        " probability at least 1 - delta over the initialization, the supremum of the gap over all"
        " omega in the balls is at most C / sqrt m."
    ),
    parameters=(ALPHA, INPUT_NORM),
    uses=("notes/theorem-1",),
    deviations=(HALVES,),
    quantity=linearization_error,
    rate=lambda m: 1 / sqrt(m),
)

THEOREMS: tuple[Theorem, ...] = (
    NTK_LIMIT,
    KERNEL_LIMIT,
    TERM_0,
    RATE,
)

VARIANTS: tuple[Theorem, ...] = (
    replace(
        TERM_0,
        label="pleiss/term-0:repaired",
        title="The network at a symmetric initialization is zero",
        reading=(
            "For every x and every even width, with probability 1: rows w_i repeated with opposite"
            " output weights, the m/2 pairs independent; so too in the limit."
        ),
        parameters=(EVEN_WIDTH, INPUT_NORM),
        formula=(
            r"\frac{1}{\sqrt{d}} \sum_{i=1}^{d} \beta_i^{(0)} \sigma(w_i^{(0)\top} x) = 0, "
            r"\quad (w_{i+d/2}^{(0)}, \beta_{i+d/2}^{(0)}) = (w_i^{(0)}, -\beta_i^{(0)})"
        ),
        change=(
            "The initialization is symmetric: each (w_i, beta_i) comes with (w_i, -beta_i). The"
            " print infers from '(w, beta) and (w, -beta) are equally likely' that pairs cancel;"
            " among finitely many independent neurons no two are such a pair, with probability 1,"
            " and what the symmetry of the law gives is mean 0. At the scale 1/sqrt m the"
            " fluctuations stay: the second moment is ||x||^2 / 2 at every width. Drawn in pairs,"
            " as the print pictures it, term (0) is exactly 0."
        ),
        quantity=paired_term_0,
        limit=zero,
        rows=half_the_width,
    ),
)

TWINS: tuple[Theorem, ...] = (
    replace(
        NTK_LIMIT,
        label="slides/ntk-limit:twin-no-product",
        title="the factor x.x' missing in the limit",
        twin_of=NTK_LIMIT.label,
        limit=lambda inputs, s, fn: inputs.mean(
            lambda u, v, b: (
                ACTIVATIONS[s.activation].slope(u, fn) * ACTIVATIONS[s.activation].slope(v, fn)
            )
        ),
    ),
    replace(
        NTK_LIMIT,
        label="slides/ntk-limit:twin-root",
        title="1/sqrt m in place of 1/m",
        twin_of=NTK_LIMIT.label,
        quantity=lambda W, b, x, y, s, fn: averaged_ntk(W, b, x, y, s, fn) * s.m / fn.sqrt(s.m),
    ),
    replace(
        NTK_LIMIT,
        label="slides/ntk-limit:twin-output-weights",
        title="the output weight of each neuron left in the kernel",
        twin_of=NTK_LIMIT.label,
        quantity=lambda W, b, x, y, s, fn: (
            np.sum(
                b
                * (x @ y)
                * ACTIVATIONS[s.activation].slope(W @ x, fn)
                * ACTIVATIONS[s.activation].slope(W @ y, fn)
            )
            / s.m
        ),
    ),
    replace(
        KERNEL_LIMIT,
        label="pleiss/kernel-limit:twin-mean-of-beta",
        title="E[beta] in place of E[beta^2]",
        twin_of=KERNEL_LIMIT.label,
        limit=lambda inputs, s, fn: inputs.mean(
            lambda u, v, b: (
                relu(u) * relu(v) + b * positive_step(u) * positive_step(v) * (inputs.x @ inputs.y)
            )
        ),
    ),
    replace(
        KERNEL_LIMIT,
        label="pleiss/kernel-limit:twin-first-term",
        title="the second expectation dropped",
        twin_of=KERNEL_LIMIT.label,
        limit=lambda inputs, s, fn: inputs.mean(lambda u, v, b: relu(u) * relu(v)),
    ),
    replace(
        KERNEL_LIMIT,
        label="pleiss/kernel-limit:twin-root",
        title="1/sqrt d in place of 1/d in the kernel",
        twin_of=KERNEL_LIMIT.label,
        quantity=lambda W, b, x, y, s, fn: both_layers(W, b, x, y, s, fn) * fn.sqrt(s.m),
    ),
    replace(
        TERM_0,
        label="pleiss/term-0:twin-squares",
        title="the squares of the terms, at the scale 1/m",
        twin_of=TERM_0.label,
        quantity=lambda W, b, x, y, s, fn: np.sum(b * b * relu(W @ x) ** 2) / s.m,
    ),
    replace(
        TERM_0,
        label="pleiss/term-0:twin-unscaled",
        title="no scale at all",
        twin_of=TERM_0.label,
        quantity=lambda W, b, x, y, s, fn: term_0(W, b, x, y, s, fn) * fn.sqrt(s.m),
    ),
    replace(
        RATE,
        label="notes/rate:twin-inverse-width",
        title="O(1/m)",
        twin_of=RATE.label,
        rate=lambda m: 1 / m,
    ),
    replace(
        RATE,
        label="notes/rate:twin-larger-exponent",
        title="O(m^(-7/12))",
        twin_of=RATE.label,
        rate=lambda m: 1 / (sqrt(m) * sqrt(sqrt(cbrt(m)))),
    ),
)
