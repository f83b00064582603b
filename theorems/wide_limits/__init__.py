"""What wide networks converge to, and how fast.

W (m, d) and b (m,) have independent standard normal entries; x, y (d,) are two inputs, with cosine
rho; x has the length x_norm where that is a parameter, otherwise both have length 1.
"""

from theorems.language.records import Theorem
from theorems.wide_limits import kernel_limit, ntk_limit, rate
from theorems.wide_limits import term_0 as term_0_statement
from theorems.wide_limits.definitions import (
    averaged_ntk,
    both_layers,
    half_the_width,
    paired_term_0,
    term_0,
)

__all__ = [
    "KERNEL_LIMIT",
    "NTK_LIMIT",
    "RATE",
    "TERM_0",
    "THEOREMS",
    "TWINS",
    "VARIANTS",
    "averaged_ntk",
    "both_layers",
    "half_the_width",
    "paired_term_0",
    "term_0",
]

NTK_LIMIT = ntk_limit.PRINTED
KERNEL_LIMIT = kernel_limit.PRINTED
TERM_0 = term_0_statement.PRINTED
RATE = rate.PRINTED

# as printed, in reading order
THEOREMS: tuple[Theorem, ...] = (
    NTK_LIMIT,
    KERNEL_LIMIT,
    TERM_0,
    RATE,
)
# repaired or sharpened
VARIANTS: tuple[Theorem, ...] = (term_0_statement.REPAIRED,)
# deliberately false
TWINS: tuple[Theorem, ...] = (
    *ntk_limit.FALSE,
    *kernel_limit.FALSE,
    *term_0_statement.FALSE,
    *rate.FALSE,
)
