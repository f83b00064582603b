"""Some settings of a statement, and its parameters under the names that the core's text has."""

import random
from fractions import Fraction

from flint import arb

from checkers.arithmetic.balls import ball

POSITIVE = {"m": (2, 10**4), "tau": (1, 300), "alpha": (1, 900), "B": (1, 500), "x_norm": (1, 100)}


def some_settings(theorem, count=5):
    rng = random.Random(theorem.label)
    for _ in range(count):
        texts = {"delta": str(Fraction(rng.randint(1, 999), 1000))}
        for name, (low, high) in POSITIVE.items():
            value = rng.randint(low, high)
            texts[name] = str(2 * value if name == "m" else Fraction(value, 100))
        names = [p.name for p in theorem.parameters if p.name in texts]
        yield theorem.setting({name: texts[name] for name in names})


def same(left, right):
    return arb(left).overlaps(arb(right)) and (arb(left) - arb(right)).abs_upper() < arb(10) ** -40


def values(s):
    known = {"x" if k == "x_norm" else k: ball(v) for k, v in s.items() if not isinstance(v, str)}
    if "delta" in s:
        known["l"] = -ball(s.delta).log()
    return {"c": 1, "x": arb(1), **known}
