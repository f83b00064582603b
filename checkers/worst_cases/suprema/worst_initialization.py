"""|Delta_1| over balls around each neuron, at the worst initialization: on A_1(x), or anywhere."""

import math
from collections.abc import Mapping
from fractions import Fraction

import numpy as np
from flint import arb

from checkers.arithmetic.balls import ball, number, rising_precision
from checkers.worst_cases.suprema.record import INSIDE, SEEN, FixedSupremum, Weights
from theorems.gaussian_counts import EVENT_A1
from theorems.language.domains import PROBABILITY, Domain
from theorems.language.reading import read
from theorems.language.records import Formula, Setting
from theorems.language.text import parsed
from theorems.proof_of_lemma_4 import EVENT_A1_IMPLIES
from theorems.proof_of_lemma_4.event_a1_implies import ANYWHERE as ANYWHERE_FALSE

ALL_PAIRS = parsed("alpha * x_norm / 2")
NEEDS: Mapping[str, Domain] = {**SEEN, "delta": PROBABILITY}


def pairs_inside(s: Setting) -> int | None:
    """The largest number of pairs with a small pre-activation on A_1(x), at x != 0.

    Each counts two of m: it is the largest k <= m/2 with 2 k / m <= the threshold of A_1(x).
    """
    threshold = number(EVENT_A1.at_most[0], s)
    for _ in rising_precision():
        most: arb = ball(threshold()) * s.m / 2
        if most >= s.m // 2:
            return int(s.m // 2)
        whole = most.floor().unique_fmpz()
        if whole is not None:
            return int(whole)
    return None


def on_event(s: Setting) -> Formula:
    """(alpha ||x|| / m) times the number of pairs that may have a small pre-activation."""
    pairs = pairs_inside(s) if s.x_norm else 0
    if pairs is None:
        raise ArithmeticError("the number of pairs on A_1(x) is not known at this precision")
    return read(lambda alpha, x_norm, m: alpha * x_norm * pairs / m)


def flipped_pairs(s: Setting, pairs: int) -> Weights:
    """Pairs at -alpha ||x|| / sqrt m, of which one neuron moves to 0; the others stay far away."""
    radius = float(s.alpha) / math.sqrt(s.m)
    half = np.where(np.arange(s.m // 2) < pairs, -radius * INSIDE, -3 * radius)[:, None]
    W0 = np.concatenate([half, half])
    W = W0.copy()
    W[:pairs] = 0
    signs = np.where(np.arange(s.m) < s.m // 2, 1.0, -1.0)
    return {"W": W, "W0": W0, "signs": signs, "x": np.array([float(s.x_norm)])}


def told_pairs(pairs: int) -> str:
    """The network of `flipped_pairs`, in words."""
    return (
        f"{pairs} pairs with omega_i(0) = -(alpha / sqrt m) x / ||x|| and c_i = 1, of which the"
        " first neuron moves to 0; the other pairs three times as far from 0, at rest"
    )


_PAIRS = (
    "Both neurons of a pair flip in one direction and have opposite output weights, so a pair adds"
    " at most |omega(0).x| to sqrt(m) |Delta_1|, and that where one of them flips; it can flip only"
    " where |omega(0).x| <= alpha ||x|| / sqrt m"
)
ON_EVENT = FixedSupremum(
    statement=EVENT_A1_IMPLIES,
    needs=NEEDS,
    value=on_event,
    above=read(lambda alpha, x_norm: alpha * x_norm * EVENT_A1.at_most[0] / 2),
    largest=ALL_PAIRS,
    weights=lambda s: flipped_pairs(s, pairs_inside(s) or 0),
    told=lambda s: told_pairs(pairs_inside(s) or 0),
    argument=(
        f"{_PAIRS}, and such a pair counts two neurons in A_1(x). So the worst omega(0) has as"
        " many of them as A_1(x) allows, at that distance"
    ),
    attained=(
        "at m = 2, alpha ||x|| = sqrt(2) / 2 and delta = e^(-1/2), where A_1(x) allows one"
        " pair with nothing to spare"
    ),
    near=lambda x_norm: {
        "m": 2,
        "alpha": Fraction(7, 10) / x_norm,
        "delta": Fraction(3, 5),
    },
)
ANYWHERE = FixedSupremum(
    statement=ANYWHERE_FALSE,
    needs=NEEDS,
    value=lambda s: ALL_PAIRS,
    above=ALL_PAIRS,
    largest=ALL_PAIRS,
    weights=lambda s: flipped_pairs(s, s.m // 2),
    told=lambda s: told_pairs(s.m // 2),
    argument=f"{_PAIRS}; without A_1(x) all m/2 pairs may lie there",
    attained="at every setting",
)
