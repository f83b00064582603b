"""Random neurons and whole networks with ties, on which a statement is evaluated exactly."""

import random
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from checkers.arithmetic.cells import Form, Run
from checkers.neurons.neuron_space import NORM, TRIED, WEIGHT, Space, network
from theorems.language.calling import called
from theorems.language.records import Implication, Setting
from theorems.neurons import Neurons

NETWORKS = 30  # that meet the premise
TRIED_NETWORKS = 20 * NETWORKS
PAIRS, COPIES = 4, 12  # different pairs that move in a network; of each, in every third network


@lru_cache(maxsize=4096)
def failing_network(
    theorem: Implication, values: tuple[tuple[str, Any], ...], seed: int
) -> tuple[dict[str, Any] | None, int]:
    """The first of some random exact neurons, or whole networks, that breaks a conclusion.

    And how many met the premise.
    """
    s, rng = Setting(dict(values)), random.Random(seed)
    met = 0
    for tried in range(TRIED_NETWORKS):
        if met == NETWORKS:
            break
        x_norm = Fraction(s[NORM]) if NORM in s else rng.choice(TRIED)
        space = Space(theorem, s, x_norm, True)
        run = Run([], [])
        setting = space.setting(run)
        unit: Any = space.radius(run) if theorem.radius else run.constant(Fraction(1), WEIGHT)
        if "tau" in s:
            unit = setting.tau
        pairs = min(s.m // 2, PAIRS) if theorem.pair else 1
        copies = 1 if tried % 3 or not theorem.pair else min(s.m // 2 // pairs, COPIES)
        neurons = _random(theorem, pairs, copies, rng, unit * space.norm(run), space)
        if not called(theorem.premise, {**setting, "n": neurons}):
            continue
        met += 1
        for i, claim in enumerate(theorem.conclusions):
            if not called(claim, {**setting, "n": neurons}):
                us, vs = (np.atleast_1d(a) for a in (neurons.w_x, neurons.w0_x))
                witness = {
                    "setting": repr(s),
                    "link": i + 1,
                    "w0.x": ", ".join(str(v.value) for v in vs),
                    "w.x": ", ".join(str(u.value) for u in us),
                    "||x||": str(x_norm),
                    "c": np.atleast_1d(neurons.c).tolist(),
                }
                return witness, met
    return None, met


def _random(
    theorem: Implication, pairs: int, copies: int, rng: random.Random, scale: Form, space: Space
) -> Neurons:
    """One neuron, or pairs, along x; ties and moves of full length are frequent."""
    norm = space.norm(scale.run)
    us, vs, c = list[Any](), list[Any](), list[int]()
    for _ in range(pairs):
        v = scale * Fraction(rng.randint(-6, 6), 4)
        first = rng.choice((-1, 1))
        for output in (first, -first) if theorem.pair else (1,):
            us.append(v + scale * Fraction(rng.randint(-4, 4), 4))
            vs.append(v)
            c.append(output)
    us, vs, c = us * copies, vs * copies, c * copies
    sizes = [[abs(u - v) for u, v in zip(us, vs, strict=True)], [abs(u) for u in us]]
    lengths = [[a / norm if space.x_norm else a for a in column] for column in sizes]
    if not theorem.pair:
        return Neurons(us[0], vs[0], lengths[0][0], lengths[1][0], norm, c[0])
    return network(us, vs, lengths[0], lengths[1], norm, c)
