"""The gap of a ReLU network over its Frobenius norm: the supremum behind the naive bound."""

import numpy as np

from checkers.worst_cases.suprema.record import FixedSupremum, Weights
from theorems.language.domains import NONNEGATIVE, Integers
from theorems.language.records import Setting
from theorems.language.text import parsed
from theorems.sign_patterns import NAIVE_BOUND

NAIVE = parsed("sqrt(m) * x_norm")


def all_neurons_flip(s: Setting) -> Weights:
    """Equal rows along x, all of whose pre-activations change from -1 to 1 times ||x||."""
    along = np.eye(1, s.d)
    rows = np.ones((s.m, 1)) * along
    return {"W": rows, "W0": -rows, "signs": np.ones(s.m), "x": float(s.x_norm) * along[0]}


SUPREMUM = FixedSupremum(
    statement=NAIVE_BOUND,
    needs={"m": Integers(1), "d": Integers(1), "x_norm": NONNEGATIVE},
    value=lambda s: NAIVE,
    above=NAIVE,
    largest=NAIVE,
    weights=all_neurons_flip,
    told=lambda s: "w_i = x / ||x||, w_{0,i} = -x / ||x|| and a_i = 1 for every i",
    argument=(
        "A neuron adds at most |w_i.x| <= ||w_i|| ||x|| to (*), and sum ||w_i|| <= sqrt(m)"
        " ||W||_F; equal rows along x that all flip, with a_i = 1, attain both"
    ),
    attained="at every m and d",
)
