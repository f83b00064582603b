"""The linearization gap is O(1/sqrt m): notes, the main result of the discussion."""

from theorems.language.functions import cbrt, sqrt
from theorems.language.givens import neuron_balls, opposite_signs, repeated_rows, vector
from theorems.language.parameters import ALPHA, INPUT_NORM
from theorems.language.records import Rate, Source
from theorems.language.variants import twin
from theorems.symmetric_initialization import HALVES, linearization_error

PRINTED = Rate(
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
    fixed={"x": vector("d", "= x_norm")},
    random={"W0": repeated_rows("m", "d"), "c": opposite_signs("m")},
    for_all={"W": neuron_balls("W0", "alpha / sqrt(m)")},
    uses=("notes/theorem-1",),
    deviations=(HALVES,),
    quantity=linearization_error,
    rate=lambda m: 1 / sqrt(m),
)

FALSE = (
    twin(
        PRINTED,
        "inverse-width",
        "O(1/m) in place of O(1/sqrt m)",
        rate=lambda m: 1 / m,
    ),
    twin(
        PRINTED,
        "larger-exponent",
        "O(m^(-7/12)) in place of O(m^(-1/2))",
        rate=lambda m: 1 / (sqrt(m) * sqrt(sqrt(cbrt(m)))),
    ),
)
