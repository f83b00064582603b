"""Gradients of two-layer networks: one step, its kernel, the expansion in all parameters.

    f(x; W) = sum_i a_i sigma(w_i . x),   K(x, x') = <df(x; W_0), df(x'; W_0)>

The gradients are found by `theorems.derivatives`, from the network alone; the printed formulas
are held against them. Arguments, by name:
    W, W0 (m, d)  hidden weights       a (m,)        output weights +-1, frozen
    b, b0 (m,)    output weights (pleiss, beta)      x, z (d,)  inputs
    X (n, d), y (n,)  the data         eta           step size
    sigma         activation           loss          l(y, f)
"""

from theorems.gradient_expansions import (
    ntk_two_layer,
    one_step_kernel,
    one_step_span,
    parameter_count,
    taylor,
)
from theorems.gradient_expansions.definitions import (
    entries_of_arrays,
    fixed_layer_and_correction,
    gradient_and_kernel,
    gradient_step,
    gradients_of_data,
    kernel_expansion,
    linear_approximation,
    network_gradient,
    parameter_shapes,
    printed_count,
    printed_kernel,
    stacked_features,
    taylor_in_all,
    total_gradient,
)
from theorems.language.records import Theorem

__all__ = [
    "NTK_TWO_LAYER",
    "ONE_STEP_KERNEL",
    "PARAMETER_COUNT",
    "SPAN",
    "TAYLOR",
    "THEOREMS",
    "TWINS",
    "VARIANTS",
    "entries_of_arrays",
    "fixed_layer_and_correction",
    "gradient_and_kernel",
    "gradient_step",
    "gradients_of_data",
    "kernel_expansion",
    "linear_approximation",
    "network_gradient",
    "parameter_shapes",
    "printed_count",
    "printed_kernel",
    "stacked_features",
    "taylor_in_all",
    "total_gradient",
]

SPAN = one_step_span.PRINTED
ONE_STEP_KERNEL = one_step_kernel.PRINTED
NTK_TWO_LAYER = ntk_two_layer.PRINTED
TAYLOR = taylor.PRINTED
PARAMETER_COUNT = parameter_count.PRINTED

# as printed, in reading order
THEOREMS: tuple[Theorem, ...] = (
    SPAN,
    ONE_STEP_KERNEL,
    NTK_TWO_LAYER,
    TAYLOR,
    PARAMETER_COUNT,
)
# repaired or sharpened
VARIANTS: tuple[Theorem, ...] = (one_step_kernel.REPAIRED,)
# deliberately false
TWINS: tuple[Theorem, ...] = (
    *one_step_span.FALSE,
    *one_step_kernel.FALSE,
    *ntk_two_layer.FALSE,
    *taylor.FALSE,
    *parameter_count.FALSE,
)
