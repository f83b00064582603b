"""A smooth network is close to its linearization in all parameters: pleiss, Eq. (7)."""

from dataclasses import replace

from theorems.all_parameters.definitions import CONSTANTS, ELU, NORMS, gap
from theorems.language.functions import sqrt
from theorems.language.givens import vector
from theorems.language.parameters import DIMENSION, OUTPUT_RATIO, SMOOTH_LIPSCHITZ, WIDTH
from theorems.language.records import AllParameterBound, Line, Source
from theorems.language.text import parsed
from theorems.language.variants import repaired, sharpened, twin

_WIDTHS = replace(WIDTH, coverage=(1, 1000))
_DIMENSIONS = replace(DIMENSION, coverage=(1,))
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
_NETWORKS = (_WIDTHS, _DIMENSIONS, NORMS, SMOOTH_LIPSCHITZ)

PRINTED = AllParameterBound(
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
    parameters=(_WIDTHS, _DIMENSIONS, NORMS, OUTPUT_RATIO, SMOOTH_LIPSCHITZ),
    fixed={"x": vector("d", "= x_norm"), "theta0": vector("m (d + 1)")},
    for_all={"theta": vector("m (d + 1)")},
    uses=("pleiss/taylor-remainder", "pleiss/term-a"),
    deviations=(
        "The print's width d is m here, and its input dimension p is d.",
        "No probability is claimed in print, so the bound is asked of every beta^(0).",
        "The last line is asked without the assumption on D, by footnote 3.",
        CONSTANTS,
        ELU,
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

REPAIRED = repaired(
    PRINTED,
    "With the largest initial output weight, and D = 1",
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
)

SHARPENED = sharpened(
    PRINTED,
    "Each neuron with its own output weight, and C/2 in place of C",
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
)

FALSE = (
    twin(
        PRINTED,
        "smooth-term-only",
        "max_i |beta_i^(0)| gamma/2 ||x||^2 alone in the brackets",
        parameters=_NETWORKS,
        lines=(Line(lambda m: _SMOOTH * _SQUARES / sqrt(m)),),
    ),
    twin(
        PRINTED,
        "smaller-c",
        "max_i |beta_i^(0)| gamma/2 ||x||^2 + 0.49 C ||x|| in the brackets",
        parameters=_NETWORKS,
        lines=(Line(lambda m: (_SMOOTH + _PRODUCT * 49 / 100) * _SQUARES / sqrt(m)),),
    ),
    twin(
        PRINTED,
        "smaller-gamma",
        "0.99 max_i |beta_i^(0)| gamma/2 ||x||^2 + C ||x|| in the brackets",
        parameters=_NETWORKS,
        lines=(Line(lambda m: (_SMOOTH * 99 / 100 + _PRODUCT) * _SQUARES / sqrt(m)),),
    ),
    twin(
        PRINTED,
        "rate",
        "max_i |beta_i^(0)| gamma/2 ||x||^2 + C ||x|| in the brackets and 1/d in front",
        parameters=_NETWORKS,
        lines=(Line(lambda m: (_SMOOTH + _PRODUCT) * _SQUARES / m),),
    ),
    twin(
        PRINTED,
        "hidden-layer",
        "the repaired first line for every theta",
        parameters=_NETWORKS,
        lines=(Line(_EVERY_BETA[0].share),),
    ),
)
