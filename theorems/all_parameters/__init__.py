"""Smooth networks with both layers trained stay close to their linearization.

f(x; theta) = (1 / sqrt m) sum_i beta_i sigma(w_i . x), theta = (beta, w_1, ..., w_m).
"""

from theorems.all_parameters import eq_7, lazy_radius
from theorems.all_parameters import term_a as term_a_statement
from theorems.all_parameters.definitions import gap, gradient, linearization, network, term_a
from theorems.language.records import Theorem

__all__ = [
    "EQ_7",
    "LAZY_RADIUS",
    "TERM_A",
    "THEOREMS",
    "TWINS",
    "VARIANTS",
    "gap",
    "gradient",
    "linearization",
    "network",
    "term_a",
]

TERM_A = term_a_statement.PRINTED
EQ_7 = eq_7.PRINTED
LAZY_RADIUS = lazy_radius.PRINTED

# as printed, in reading order
THEOREMS: tuple[Theorem, ...] = (
    TERM_A,
    EQ_7,
    LAZY_RADIUS,
)
# repaired or sharpened
VARIANTS: tuple[Theorem, ...] = (
    term_a_statement.REPAIRED,
    term_a_statement.SHARPENED,
    eq_7.REPAIRED,
    eq_7.SHARPENED,
    lazy_radius.REPAIRED,
)
# deliberately false
TWINS: tuple[Theorem, ...] = (
    *term_a_statement.FALSE,
    *eq_7.FALSE,
    *lazy_radius.FALSE,
)
