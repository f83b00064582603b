"""Certified exponential tails of a sum, with evidence that a few short decimals hold.

The exponents are searched in floats, rounded to decimals, and then used exactly.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from flint import arb

from checkers.arithmetic.balls import Number, as_float, ball, enclosure, rising_precision
from checkers.tails.binomial import chernoff_tail, tilted_tail
from checkers.tails.exponents import Atoms

PLAIN = -1e-6  # log of a bound that is not worth certifying
PRECISION = 2048
LEAST = math.ulp(0.0)  # the smallest positive float: no upper limit of a probability > 0 is below
# window: half-width, and exponent of the two bounds, in standard deviations of the tilted sum
WIDTHS = 0.3 * np.arange(3, 31)


class End(NamedTuple):
    """One end of an enclosure of a probability, and what a certificate says of it."""

    value: float
    evidence: Mapping[str, Any]


class Tail(NamedTuple):
    """An enclosure of a failure probability."""

    lower: End
    upper: End


NOTHING = End(0.0, {"by": "nothing"})
EVERYTHING = End(1.0, {"by": "nothing"})
NEVER = End(0.0, {"by": "never"})


def decimal(value: float, digits: int = 9) -> str:
    """A nearby number with few digits, as an exact decimal."""
    return f"{value:.{digits}g}"


@dataclass(frozen=True)
class IidSum:
    """Y_1 + ... + Y_n, independent copies of a variable in [0, 1].

    moment    : u -> E exp(u Y), in balls, u of either sign
    atoms     : one variable much like Y, in floats; it only steers the search
    threshold : t, a number; P(sum > t) and P(sum >= t) are asked for
    tilts     : results of `tilt` by sign, once they are known
    """

    n: int
    moment: Callable[[arb], arb]
    atoms: Callable[[], Atoms]
    threshold: Number
    tilts: dict[int, tuple[float, float]] = field(init=False, default_factory=dict)

    def tilt(self, sign: int = 1) -> tuple[float, float]:
        """(u, log bound): the exponent, of this sign, of a nearly best Chernoff bound."""
        if sign not in self.tilts:
            n, t = np.array([float(self.n)]), np.array([as_float(self.threshold)])
            (u,), (bound,) = self.atoms().tilts(n, t, sign)
            self.tilts[sign] = float(u), float(bound)
        return self.tilts[sign]

    def chernoff(self, sign: int = 1) -> End:
        """Upper bound of P(sum >= t), or of P(sum <= t) for sign -1: exp(n log M(u) - u t).

        The evidence holds |u|.
        """
        u, log_bound = self.tilt(sign)
        if not log_bound < PLAIN:
            return EVERYTHING
        text = decimal(abs(u))
        exact = sign * Fraction(text)
        best = 1.0
        for _ in rising_precision(PRECISION):
            tail = chernoff_tail(self.n, self.moment, ball(exact), self.threshold())
            if tail.is_finite():
                best = min(best, enclosure(tail)[1])
                if tail.rel_accuracy_bits() > 8:
                    break
        return End(best, {"by": "chernoff", "u": text}) if best < 1 else EVERYTHING

    def mostly(self) -> End:
        """Lower bound of P(sum > t): 1 - (Chernoff bound of P(sum <= t))."""
        rest = self.chernoff(-1)
        value = math.nextafter(1 - rest.value, -1)
        return End(value, rest.evidence) if value > 0 else NOTHING

    def tilted(self) -> End:
        """Lower bound of P(sum > t) by `checkers.tails.binomial.tilted_tail`."""
        chosen = self._window()
        if chosen is None:
            return NOTHING
        texts = {name: decimal(value, 15) for name, value in chosen.items()}
        u, step, top = (ball(Fraction(texts[name])) for name in ("u", "step", "top"))
        best = 0.0
        for _ in rising_precision(PRECISION):
            tail = tilted_tail(self.n, self.moment, u, step, self.threshold(), top)
            if tail.is_finite():
                best = max(best, enclosure(tail)[0])
                if tail.rel_accuracy_bits() > 8:
                    break
        return End(best, {"by": "tilt", **texts}) if best > 0 else NOTHING

    def _window(self) -> dict[str, float] | None:
        """Exponent u, step and top of a nearly best tilted bound, in floats."""
        u, log_bound = self.tilt()
        t = as_float(self.threshold)
        if not log_bound < PLAIN or not math.isfinite(t):
            return None
        atoms = self.atoms()
        variance = self.n * float(atoms.slopes(np.array([u]))[1][0])
        if not variance > 0:
            return None
        unit = np.float64(1 / math.sqrt(variance))  # of u: one standard deviation of the tilted sum
        tilts = u + unit * WIDTHS[:, None]
        steps = unit * np.broadcast_to(WIDTHS, (WIDTHS.size, WIDTHS.size))
        # the widths are multiples of 0.3, and so are their sums and differences
        i, j = np.indices(steps.shape)
        multiples = np.arange(1 - WIDTHS.size, 2 * WIDTHS.size + 5)
        with np.errstate(over="ignore", invalid="ignore"):
            logs = self.n * atoms.log_moment(u + 0.3 * unit * multiples)
            base, up, down = (logs[k - multiples[0]] for k in (i + 3, i + j + 6, i - j))
            below = np.exp(down - base + steps * t)
            best, chosen = -math.inf, None
            for width in WIDTHS:
                # the tilted sum has its mean near t + (u' - u) / unit^2
                tops = t + (WIDTHS[:, None] + width) / unit
                inside = 1 - below - np.exp(up - base - steps * tops)
                value = base - tilts * tops + np.log(np.where(inside > 0, inside, 0.0) + 1e-300)
                value = np.where(inside > 1e-3, value, -np.inf)
                row, column = np.unravel_index(int(np.argmax(value)), value.shape)
                if value[row, column] > best:
                    best = float(value[row, column])
                    u, step = float(tilts[row, 0]), float(steps[row, column])
                    chosen = {"u": u, "step": step, "top": float(tops[row, 0])}
        return chosen
