"""Closed forms of Gaussian expectations: arc-cosine kernels and the two-layer ReLU NTK.

Unit inputs x, x' with cosine rho; (u, v) = (w.x, w.x') is standard normal with correlation
rho. The other side of each identity is the expectation itself. Where the weights or the inputs
themselves matter, it is asked of two inputs x, y.
"""

from theorems.arc_cosine import (
    degree_0,
    degree_1,
    degree_2,
    dot_product,
    ntk,
    pleiss_arc_cosine,
    relu_ntk,
    sutherland_arc_cosine,
)
from theorems.arc_cosine.definitions import arccos_expectation, limit_of_steps, sutherland_arccos
from theorems.language.records import Theorem

__all__ = [
    "ARC_COSINE",
    "DEGREE_0",
    "DEGREE_1",
    "DEGREE_2",
    "DOT_PRODUCT",
    "PLEISS_NTK",
    "RELU_NTK",
    "SUTHERLAND_ARCCOS",
    "THEOREMS",
    "TWINS",
    "VARIANTS",
    "arccos_expectation",
    "limit_of_steps",
    "sutherland_arccos",
]

RELU_NTK = relu_ntk.PRINTED
ARC_COSINE = pleiss_arc_cosine.PRINTED
PLEISS_NTK = ntk.PRINTED
DOT_PRODUCT = dot_product.PRINTED
SUTHERLAND_ARCCOS = sutherland_arc_cosine.PRINTED
DEGREE_0 = degree_0.PRINTED
DEGREE_1 = degree_1.PRINTED
DEGREE_2 = degree_2.PRINTED

# as printed, in reading order
THEOREMS: tuple[Theorem, ...] = (
    RELU_NTK,
    ARC_COSINE,
    PLEISS_NTK,
    DOT_PRODUCT,
    SUTHERLAND_ARCCOS,
    DEGREE_0,
    DEGREE_1,
    DEGREE_2,
)
# repaired or sharpened
VARIANTS: tuple[Theorem, ...] = ()
# deliberately false
TWINS: tuple[Theorem, ...] = (
    *relu_ntk.FALSE,
    *pleiss_arc_cosine.FALSE,
    *ntk.FALSE,
    *degree_0.FALSE,
    *degree_1.FALSE,
    *degree_2.FALSE,
    *sutherland_arc_cosine.FALSE,
    *dot_product.FALSE,
)
