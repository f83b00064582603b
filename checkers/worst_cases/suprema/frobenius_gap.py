"""The gap of a ReLU network over a Frobenius ball.

A flipped neuron adds |s_i| - |g_i|, where s_i is how far its pre-activation moves; sums of
(r - |g_i|)_+ over a sign class lie on both sides of the supremum (`checkers.tails.frobenius_gap`).
"""

from checkers.arithmetic.balls import Number
from checkers.tails.frobenius_gap import FrobeniusLaw
from checkers.worst_cases.suprema.record import Law, Supremum, nothing
from theorems.language.domains import NONNEGATIVE, Integers
from theorems.language.records import Setting
from theorems.relu_linearization import LEMMA_4_1


def _law(s: Setting, bound: Number) -> Law:
    if not s.x_norm or not s.B:
        return nothing(bound)
    return FrobeniusLaw(s.m, s.B, s.x_norm, bound)


SUPREMUM = Supremum(
    statement=LEMMA_4_1,
    needs={"m": Integers(1), "B": NONNEGATIVE, "x_norm": NONNEGATIVE},
    law=_law,
    drawn=lambda s: (
        "frobenius-gap",
        {"m": s.m, "B": float(s.B), "x_norm": float(s.x_norm)},
        1.0,
    ),
)
