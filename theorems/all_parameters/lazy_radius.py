"""The linearization becomes exact for distances o(sqrt d): pleiss, after Eq. (7)."""

from fractions import Fraction

from theorems.all_parameters.definitions import ELU, NORMS, gap
from theorems.language.givens import frobenius_ball, normal, vector
from theorems.language.parameters import SMOOTH_LIPSCHITZ
from theorems.language.records import LazyRadius, Source
from theorems.language.variants import repaired, twin

PRINTED = LazyRadius(
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
    parameters=(NORMS, SMOOTH_LIPSCHITZ),
    fixed={"x": vector("d", "= x_norm")},
    random={"theta0": normal("m (d + 1)")},
    for_all={"theta": frobenius_ball("theta0", "r_m")},
    uses=("pleiss/eq-7",),
    deviations=(
        "The print's width d is m here.",
        "'Becomes better and better' is read as: the error tends to 0.",
        ELU,
    ),
    quantity=gap,
    power=Fraction(1, 2),
    logs=0,
)

REPAIRED = repaired(
    PRINTED,
    "o((d / log d)^(1/4)) in place of o(sqrt d)",
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
    reading=PRINTED.reading.replace("o(sqrt m)", "o((m / log m)^(1/4))"),
    power=Fraction(1, 4),
    logs=Fraction(-1, 4),
)

FALSE = (
    twin(
        PRINTED,
        "third",
        "o(d^(1/3)) in place of o(sqrt d)",
        power=Fraction(1, 3),
    ),
    twin(
        PRINTED,
        "quarter",
        "o(d^(1/4)), without the logarithm, in place of o(sqrt d)",
        power=Fraction(1, 4),
    ),
    twin(
        PRINTED,
        "logarithm",
        "o(d^(1/4) / (log d)^(1/5)) in place of o(sqrt d)",
        power=Fraction(1, 4),
        logs=Fraction(-1, 5),
    ),
)
