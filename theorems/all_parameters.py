"""Smooth networks with both layers trained stay close to their linearization.

f(x; theta) = (1 / sqrt m) sum_i beta_i sigma(w_i . x), theta = (beta, w_1, ..., w_m).
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from theorems.language.activations import Activation
from theorems.language.floats import FLOATS
from theorems.language.functions import sqrt
from theorems.language.parameters import (
    DIMENSION,
    INPUT_NORM,
    OUTPUT_RATIO,
    SMOOTH_LIPSCHITZ,
    WIDTH,
)
from theorems.language.records import (
    AllParameterBound,
    LazyRadius,
    Line,
    Source,
    Theorem,
)
from theorems.language.text import parsed

Vector = Sequence[Any]
Theta = tuple[Vector, Sequence[Vector]]  # output weights beta (m,), hidden weights w (m, d)


def dot(u: Vector, v: Vector) -> Any:
    """u . v."""
    return sum(a * b for a, b in zip(u, v, strict=True))


def minus(u: Vector, v: Vector) -> Vector:
    """u - v."""
    return [a - b for a, b in zip(u, v, strict=True)]


def network(theta: Theta, x: Vector, sigma: Activation, fn: Any = FLOATS) -> Any:
    """f(x; theta) = (1 / sqrt m) sum_i beta_i sigma(w_i . x) (pleiss, Eq. (2))."""
    beta, w = theta
    total = sum(beta[i] * sigma.value(dot(w[i], x), fn) for i in range(len(beta)))
    return total / fn.sqrt(len(beta))


def gradient(theta: Theta, x: Vector, sigma: Activation, fn: Any = FLOATS) -> Theta:
    """Derivatives of f in beta_i, sigma(w_i . x) / sqrt m, and in w_i, beta_i sigma'(w_i . x) x."""
    beta, w = theta
    root = fn.sqrt(len(beta))
    outputs = [sigma.value(dot(w_i, x), fn) / root for w_i in w]
    slopes = [b_i * sigma.slope(dot(w_i, x), fn) / root for b_i, w_i in zip(beta, w, strict=True)]
    return outputs, [[slope * x_j for x_j in x] for slope in slopes]


def linearization(
    theta: Theta, theta0: Theta, x: Vector, sigma: Activation, fn: Any = FLOATS
) -> Any:
    """f(x; theta0) + gradient f(x; theta0) . (theta - theta0) (pleiss, Eq. (3))."""
    in_beta, in_w = gradient(theta0, x, sigma, fn)
    first = dot(in_beta, minus(theta[0], theta0[0]))
    rest = sum(dot(in_w[i], minus(theta[1][i], theta0[1][i])) for i in range(len(in_w)))
    return network(theta0, x, sigma, fn) + first + rest


def gap(theta: Theta, theta0: Theta, x: Vector, sigma: Activation, fn: Any = FLOATS) -> Any:
    """|f(x; theta) - [f(x; theta0) + gradient f(x; theta0) . (theta - theta0)]|."""
    return abs(network(theta, x, sigma, fn) - linearization(theta, theta0, x, sigma, fn))


def term_a(theta: Theta, theta0: Theta, x: Vector, sigma: Activation, fn: Any = FLOATS) -> Any:
    """|(beta_1 - beta_1^(0)) (sigma(x . w_1) - sigma(x . w_1^(0)))|, the term (a) of a neuron."""
    (beta, *_), (w, *_) = theta
    (beta0, *_), (w0, *_) = theta0
    return abs((beta - beta0) * (sigma.value(dot(x, w), fn) - sigma.value(dot(x, w0), fn)))


_WIDTHS = replace(WIDTH, coverage=(1, 1000))
_DIMENSIONS = replace(DIMENSION, coverage=(1,))
_NORMS = replace(INPUT_NORM, coverage=(Fraction(1, 10), Fraction(1), Fraction(10)))
_ELU = (
    "|sigma''| <= gamma is read as a gamma-Lipschitz slope, so that elu, which has no second"
    " derivative at 0, is included."
)
_CONSTANTS = "gamma and C are read as the smallest constants of the activation."

TERM_A = AllParameterBound(
    label="pleiss/term-a",
    title="Both layers move: the product term of one neuron",
    source=Source(
        "pleiss",
        "section 2, bound of (a)",
        r"\left|(\beta_i - \beta_i^{(0)})(\sigma(\boldsymbol{x}^\top \boldsymbol{w}_i)"
        r" - \sigma(\boldsymbol{x}^\top \boldsymbol{w}_i^{(0)}))\right|"
        r" \leq C |\beta_i - \beta_i^{(0)}|"
        r" |\boldsymbol{x}^\top (\boldsymbol{w}_i - \boldsymbol{w}_i^{(0)})|"
        r" \leq C \|\boldsymbol{x}\| \|\boldsymbol{w}_i - \boldsymbol{w}_i^{(0)}\|^2",
    ),
    reading=(
        "For every D > 0, every C-Lipschitz sigma, every x, and all weights of a neuron with"
        " |beta_i - beta_i^(0)| < D ||w_i - w_i^(0)||."
    ),
    parameters=(_NORMS, OUTPUT_RATIO, SMOOTH_LIPSCHITZ),
    deviations=(
        "'Without loss of generality ... for some constant D > 0' is read as: whatever D is.",
        "Footnote 3, on the case |beta_i - beta_i^(0)| > D ||w_i - w_i^(0)||, is the twin"
        " 'footnote-3', with the bound in terms of (beta_i - beta_i^(0))^2 and the same constant.",
        _CONSTANTS,
    ),
    quantity=term_a,
    lines=(
        Line(lambda C, b, h: C * b * h, below=lambda D: D),
        Line(lambda C, x_norm, w: C * x_norm * w**2, below=lambda D: D),
    ),
)

EQ_7 = AllParameterBound(
    label="pleiss/eq-7",
    title="A smooth network is close to its linearization in all parameters",
    source=Source(
        "pleiss",
        "Eq. (7)",
        r"\left| f(\boldsymbol{x}; \boldsymbol{\theta}) - \left[ f(\boldsymbol{x};"
        r" \boldsymbol{\theta}^{(0)}) + \nabla_{\boldsymbol{\theta}} f(\boldsymbol{x};"
        r" \boldsymbol{\theta}^{(0)})^\top (\boldsymbol{\theta} - \boldsymbol{\theta}^{(0)})"
        r" \right] \right| \leq \frac{1}{\sqrt{d}} \left( \frac{\gamma}{2} \|\boldsymbol{x}\|^2"
        r" + C \|\boldsymbol{x}\| \right) \sum_{i=1}^{d} \|\boldsymbol{w}_i -"
        r" \boldsymbol{w}_i^{(0)}\|^2 \leq \frac{1}{\sqrt{d}} \left( \frac{\gamma}{2}"
        r" \|\boldsymbol{x}\|^2 + C \|\boldsymbol{x}\| \right) \|\boldsymbol{\theta} -"
        r" \boldsymbol{\theta}^{(0)}\|^2",
    ),
    reading=(
        "For every x, every theta^(0), whatever standard normal numbers beta^(0) are, and every"
        " theta: the last line. The first line where |beta_i - beta_i^(0)| <"
        " D ||w_i - w_i^(0)|| for every i, whatever D > 0 is."
    ),
    parameters=(_WIDTHS, _DIMENSIONS, _NORMS, OUTPUT_RATIO, SMOOTH_LIPSCHITZ),
    uses=("pleiss/taylor-remainder", "pleiss/term-a"),
    deviations=(
        "The print's width d is m here, and its input dimension p is d.",
        "No probability is claimed in print, so the bound is asked of every beta^(0).",
        "The last line is asked without the assumption on D, by footnote 3.",
        _CONSTANTS,
        _ELU,
    ),
    quantity=gap,
    lines=(
        Line(
            lambda gamma, x_norm, C, w, m: (gamma / 2 * x_norm**2 + C * x_norm) * w**2 / sqrt(m),
            below=lambda D: D,
        ),
        Line(
            lambda gamma, x_norm, C, w, b, m: (
                (gamma / 2 * x_norm**2 + C * x_norm) * (w**2 + b**2) / sqrt(m)
            )
        ),
    ),
)

LAZY_RADIUS = LazyRadius(
    label="pleiss/lazy-radius",
    title="How far from the initialization the approximation becomes exact",
    source=Source(
        "pleiss",
        "after Eq. (7)",
        r"\|\boldsymbol{\theta} - \boldsymbol{\theta}^{(0)}\| = o(\sqrt{d}) \implies"
        r" f(\boldsymbol{x}; \boldsymbol{\theta}) - \left[ f(\boldsymbol{x};"
        r" \boldsymbol{\theta}^{(0)}) + \nabla_{\boldsymbol{\theta}} f(\boldsymbol{x};"
        r" \boldsymbol{\theta}^{(0)})^\top (\boldsymbol{\theta} - \boldsymbol{\theta}^{(0)})"
        r" \right] \to 0 \quad (d \to \infty)",
    ),
    reading=(
        "For all radii r_m = o(sqrt m): almost surely, for theta^(0) of independent standard"
        " normal entries, the largest |f - linearization| over ||theta - theta^(0)|| <= r_m tends"
        " to 0 as the width m goes to infinity."
    ),
    parameters=(_NORMS, SMOOTH_LIPSCHITZ),
    uses=("pleiss/eq-7",),
    deviations=(
        "The print's width d is m here.",
        "'Becomes better and better' is read as: the error tends to 0.",
        _ELU,
    ),
    quantity=gap,
    power=Fraction(1, 2),
    logs=0,
)


THEOREMS = (TERM_A, EQ_7, LAZY_RADIUS)


_SMOOTH = parsed("beta_max * gamma / 2 * x_norm**2")  # max |beta_i^(0)| gamma/2 ||x||^2
_PRODUCT = parsed("C * x_norm")  # C ||x||
_SQUARES = parsed("w**2 + b**2")  # the neuron's share of ||theta - theta^(0)||^2

_EVERY_BETA = (
    Line(
        lambda w, m: (_SMOOTH + _PRODUCT) * w**2 / sqrt(m),
        below=1,
    ),
    Line(lambda m: (_SMOOTH + _PRODUCT) * _SQUARES / sqrt(m)),
)
_NETWORKS = (_WIDTHS, _DIMENSIONS, _NORMS, SMOOTH_LIPSCHITZ)

VARIANTS: tuple[Theorem, ...] = (
    replace(
        TERM_A,
        label="pleiss/term-a:repaired",
        title="With the factor D",
        formula=(
            r"\left| (\beta_i - \beta_i^{(0)}) (\sigma(x^\top w_i) - \sigma(x^\top "
            r"w_i^{(0)})) \right| \leq C D \|x\| \|w_i - w_i^{(0)}\|^2"
        ),
        change=(
            "The last line has the factor D: C D ||x|| ||w_i - w_i^(0)||^2. The print bounds"
            " |beta_i - beta_i^(0)| by D ||w_i - w_i^(0)|| and then leaves D out. By footnote 3"
            " the other case needs 1/D, so only D = 1 gives 'the same upper bound' in both."
        ),
        reading=f"{TERM_A.reading[:-1]}, with D in the last line.",
        lines=(
            TERM_A.lines[0],
            Line(lambda C, D, x_norm, w: C * D * x_norm * w**2, below=lambda D: D),
        ),
    ),
    replace(
        TERM_A,
        label="pleiss/term-a:sharpened",
        title="Without a case distinction, with half the constant",
        formula=(
            r"\left| (\beta_i - \beta_i^{(0)}) (\sigma(x^\top w_i) - \sigma(x^\top "
            r"w_i^{(0)})) \right| \leq \frac{C \|x\|}{2} \left( \|w_i - w_i^{(0)}\|^2 + "
            r"(\beta_i - \beta_i^{(0)})^2 \right)"
        ),
        change=(
            "(a) <= (C ||x|| / 2) (||w_i - w_i^(0)||^2 + (beta_i - beta_i^(0))^2) for all weights:"
            " 2 b w <= b^2 + w^2 in place of the two cases, so that neither D nor footnote 3 is"
            " needed."
        ),
        reading="For every C-Lipschitz sigma, every x and all weights of a neuron.",
        parameters=(_NORMS, SMOOTH_LIPSCHITZ),
        lines=(
            Line(lambda C, b, h: C * b * h),
            Line(lambda C, x_norm, w, b: C * x_norm / 2 * (w**2 + b**2)),
        ),
    ),
    replace(
        EQ_7,
        label="pleiss/eq-7:repaired",
        title="With the largest initial output weight, and D = 1",
        formula=(
            r"\left| f(x; \theta) - \left[ f(x; \theta^{(0)}) + \nabla_{\theta} f(x; "
            r"\theta^{(0)})^\top (\theta - \theta^{(0)}) \right] \right| \leq "
            r"\frac{1}{\sqrt{d}} \left( \max_i |\beta_i^{(0)}| \frac{\gamma}{2} \|x\|^2 + C "
            r"\|x\| \right) \|\theta - \theta^{(0)}\|^2"
        ),
        change=(
            "gamma/2 ||x||^2 has the factor max_i |beta_i^(0)|, and D = 1. The bound of (b) is"
            " multiplied by beta_i^(0) in the sum, and that factor is lost when 'all together' is"
            " put down; the factor D of (a) is lost as well."
        ),
        reading=(
            "For every x, every theta^(0) and every theta: the last line. The first line where"
            " |beta_i - beta_i^(0)| < ||w_i - w_i^(0)|| for every i."
        ),
        parameters=_NETWORKS,
        lines=_EVERY_BETA,
    ),
    replace(
        EQ_7,
        label="pleiss/eq-7:sharpened",
        title="Each neuron with its own output weight, and C/2 in place of C",
        formula=(
            r"\left| f(x; \theta) - \left[ f(x; \theta^{(0)}) + \nabla_{\theta} f(x; "
            r"\theta^{(0)})^\top (\theta - \theta^{(0)}) \right] \right| \leq "
            r"\frac{1}{\sqrt{d}} \sum_{i=1}^d \left( |\beta_i^{(0)}| \frac{\gamma}{2} "
            r"\|x\|^2 \|w_i - w_i^{(0)}\|^2 + \frac{C \|x\|}{2} \left( \|w_i - "
            r"w_i^{(0)}\|^2 + (\beta_i - \beta_i^{(0)})^2 \right) \right)"
        ),
        change=(
            "(1/sqrt d) sum_i (|beta_i^(0)| gamma/2 ||x||^2 ||w_i - w_i^(0)||^2 + C ||x||/2"
            " (||w_i - w_i^(0)||^2 + (beta_i - beta_i^(0))^2)) for every theta: the product term"
            " by 2 b w <= b^2 + w^2, so that C is halved and no assumption is left."
        ),
        reading="For every x, every theta^(0) and every theta.",
        parameters=_NETWORKS,
        lines=(
            Line(
                lambda beta0, gamma, x_norm, w, m: (
                    (beta0 * gamma / 2 * x_norm**2 * w**2 + _PRODUCT / 2 * _SQUARES) / sqrt(m)
                )
            ),
            Line(lambda m: (_SMOOTH + _PRODUCT / 2) * _SQUARES / sqrt(m)),
        ),
    ),
    replace(
        LAZY_RADIUS,
        label="pleiss/lazy-radius:repaired",
        title="o((d / log d)^(1/4)) in place of o(sqrt d)",
        formula=(
            r"\|\theta - \theta^{(0)}\| = o\left( (d / \log d)^{1/4} \right) \implies f(x; "
            r"\theta) - \left[ f(x; \theta^{(0)}) + \nabla_{\theta} f(x; \theta^{(0)})^\top "
            r"(\theta - \theta^{(0)}) \right] \to 0 \quad (d \to \infty)"
        ),
        change=(
            "o((d / log d)^(1/4)) in place of o(sqrt d). Eq. (7) has the square of the distance,"
            " over sqrt d, so that the square must be o(sqrt d); and the factor max_i"
            " |beta_i^(0)| that Eq. (7) lacks grows like sqrt(2 log d)."
        ),
        reading=LAZY_RADIUS.reading.replace("o(sqrt m)", "o((m / log m)^(1/4))"),
        power=Fraction(1, 4),
        logs=Fraction(-1, 4),
    ),
)


def _twin(theorem: Theorem, name: str, title: str, **changes: Any) -> Theorem:
    reading = f"As printed, but with {title}."
    return replace(
        theorem,
        label=f"{theorem.label}:twin-{name}",
        title=title,
        twin_of=theorem.label,
        **{"reading": reading, **changes},
    )


_BELOW_D = TERM_A.lines[0]

TWINS: tuple[Theorem, ...] = (
    _twin(
        TERM_A,
        "half",
        "C D ||x|| / 2 in place of C ||x||",
        lines=(
            _BELOW_D,
            Line(lambda C, D, x_norm, w: C * D * x_norm / 2 * w**2, below=lambda D: D),
        ),
    ),
    _twin(
        TERM_A,
        "norm",
        "C D in place of C ||x||",
        lines=(_BELOW_D, Line(lambda C, D, w: C * D * w**2, below=lambda D: D)),
    ),
    _twin(
        TERM_A,
        "output-layer",
        "(beta_i - beta_i^(0))^2 in place of ||w_i - w_i^(0)||^2",
        lines=(_BELOW_D, Line(lambda C, x_norm, b: C * x_norm * b**2, below=lambda D: D)),
    ),
    _twin(
        TERM_A,
        "no-assumption",
        "C D ||x||, and no assumption on beta_i - beta_i^(0)",
        lines=(
            Line(lambda C, b, h: C * b * h),
            Line(lambda C, D, x_norm, w: C * D * x_norm * w**2),
        ),
    ),
    _twin(
        TERM_A,
        "footnote-3",
        "the case |beta_i - beta_i^(0)| > D ||w_i - w_i^(0)||, and (beta_i - beta_i^(0))^2",
        lines=(
            Line(lambda C, b, h: C * b * h, above=lambda D: D),
            Line(lambda C, x_norm, b: C * x_norm * b**2, above=lambda D: D),
        ),
    ),
    _twin(
        EQ_7,
        "smooth-term-only",
        "max_i |beta_i^(0)| gamma/2 ||x||^2 alone in the brackets",
        parameters=_NETWORKS,
        lines=(Line(lambda m: _SMOOTH * _SQUARES / sqrt(m)),),
    ),
    _twin(
        EQ_7,
        "smaller-c",
        "max_i |beta_i^(0)| gamma/2 ||x||^2 + 0.49 C ||x|| in the brackets",
        parameters=_NETWORKS,
        lines=(Line(lambda m: (_SMOOTH + _PRODUCT * 49 / 100) * _SQUARES / sqrt(m)),),
    ),
    _twin(
        EQ_7,
        "smaller-gamma",
        "0.99 max_i |beta_i^(0)| gamma/2 ||x||^2 + C ||x|| in the brackets",
        parameters=_NETWORKS,
        lines=(Line(lambda m: (_SMOOTH * 99 / 100 + _PRODUCT) * _SQUARES / sqrt(m)),),
    ),
    _twin(
        EQ_7,
        "rate",
        "max_i |beta_i^(0)| gamma/2 ||x||^2 + C ||x|| in the brackets and 1/d in front",
        parameters=_NETWORKS,
        lines=(Line(lambda m: (_SMOOTH + _PRODUCT) * _SQUARES / m),),
    ),
    _twin(
        EQ_7,
        "hidden-layer",
        "the repaired first line for every theta",
        parameters=_NETWORKS,
        lines=(Line(_EVERY_BETA[0].share),),
    ),
    _twin(
        LAZY_RADIUS,
        "third",
        "o(d^(1/3)) in place of o(sqrt d)",
        power=Fraction(1, 3),
    ),
    _twin(
        LAZY_RADIUS,
        "quarter",
        "o(d^(1/4)), without the logarithm, in place of o(sqrt d)",
        power=Fraction(1, 4),
    ),
    _twin(
        LAZY_RADIUS,
        "logarithm",
        "o(d^(1/4) / (log d)^(1/5)) in place of o(sqrt d)",
        power=Fraction(1, 4),
        logs=Fraction(-1, 5),
    ),
)
