"""Quantities that are sums of independent neurons: what the definition itself says they are.

A quantity that is run on symbols (`gaussians.neuron_polynomials`) at one, two and three neurons and
splits each time into the same function X of each neuron, with one power of the width m, is
    q_m = m^(-p) (X_1 + ... + X_n),   n = c m,   X_i independent copies of X.
All moments of X are finite: X is a polynomial in normal variables, steps and bounded functions.
Its mean and variance are exact (`checkers.gaussians.moments`), so that at every width
    E q_m = c mu m^(1-p),   Var q_m = c v m^(1-2p).
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

import numpy as np
from flint import arb
from numpy.typing import NDArray

from checkers.arithmetic.angles import NoNormalForm
from checkers.arithmetic.balls import ball
from checkers.gaussians.inputs import inputs_of
from checkers.gaussians.moments import form_value, mean, value
from checkers.gaussians.neuron_polynomials import PARAMETER, Poly, rational, symbol
from checkers.gaussians.symbols import FUNCTIONS, Column, Rows, symbolic
from theorems.language.floats import FLOATS
from theorems.language.records import Limit, Setting
from theorems.networks import Array

COUNTS = (1, 2, 3)  # neurons at which a definition is run
HALF = Fraction(1, 2)
M = ("m", PARAMETER)


@dataclass(frozen=True)
class NeuronSum:
    """m^(-power) times a sum of `share` m independent copies of `term`, and a claimed limit."""

    power: Fraction
    share: Fraction
    term: Poly
    claimed: Poly

    @cached_property
    def mu(self) -> Poly:
        """E X."""
        return mean(self.term)

    @cached_property
    def square(self) -> Poly:
        """X^2."""
        return Poly.of(self.term * self.term)

    @cached_property
    def variance(self) -> Poly:
        """Var X."""
        return Poly.of(mean(self.square) - self.mu * self.mu)

    @cached_property
    def fourth(self) -> Poly:
        """E X^4."""
        return mean(Poly.of(self.square * self.square))

    def limit(self) -> Poly | None:
        """The almost sure limit, or None where there is none for general parameters."""
        centred = not self.mu.terms
        if not self.term.terms or self.power > 1 or (centred and self.power > HALF):
            return Poly({})
        return self.share * self.mu if self.power == 1 else None

    def holds(self) -> bool:
        """Whether the limit is the claimed one, for all parameters."""
        limit = self.limit()
        return limit is not None and limit.same(self.claimed)

    def moments(self, s: Setting, m: int) -> tuple[arb, arb]:
        """E q_m and Var q_m at width m, enclosed at the working precision."""
        mu, v, share = value(self.mu, s), value(self.variance, s), ball(self.share)
        width = ball(m)
        first = share * mu * width ** ball(1 - self.power)
        return first, (share * v * width ** ball(1 - 2 * self.power)).nonnegative_part()


def as_sum(theorem: Limit, s: Setting, zero: tuple[str, ...] = ()) -> NeuronSum:
    """What a quantity is, for all parameters that are numbers, the ones in `zero` at 0. EXACT.

    Raises NoNormalForm where it is no sum of one function of each neuron.
    """
    names = tuple((name, v if isinstance(v, str) else 0) for name, v in s.items())
    return _as_sum(theorem, names, zero)


@lru_cache(maxsize=256)
def _as_sum(
    theorem: Limit, names: tuple[tuple[str, str | int], ...], zero: tuple[str, ...]
) -> NeuronSum:
    at = symbolic(dict(names), zero)  # of numbers the names alone matter
    inputs = inputs_of(at)
    found: dict[str, tuple[Fraction, Poly]] = {}
    for count in COUNTS:
        outputs = Column(tuple(symbol("b", i) for i in range(count)))
        whole = Poly.of(theorem.quantity(Rows(count), outputs, inputs.x, inputs.y, at, FUNCTIONS))
        for part in _split(whole, count):
            power, term = _without_width(part)
            found[f"{power} {term.key()}"] = (power, term)
    if len(found) != 1:
        raise NoNormalForm("the neurons do not enter as a sum of one function of each")
    [(power, term)] = found.values()
    claimed = Poly.of(theorem.limit(inputs, at, FUNCTIONS))
    if M in claimed.symbols():
        raise NoNormalForm("the claimed limit depends on the width")
    named = {name for name, _ in term.symbols() | claimed.symbols()} - {M[0]}
    if any(repr(M[0]) in name for name in named):
        raise NoNormalForm("a bounded function of the width")
    return NeuronSum(power, _share(theorem, at), term, claimed)


def _share(theorem: Limit, at: Setting) -> Fraction:
    rows = Poly.of(theorem.rows(at)) / symbol("m")
    share = rational(rows.terms[()]) if set(rows.terms) == {()} else None
    if share is None or share <= 0:
        raise NoNormalForm("the number of independent neurons is no multiple of the width")
    return share


def _split(whole: Poly, count: int) -> list[Poly]:
    """The part of each neuron, as a function of neuron 0; a constant belongs to all alike."""
    parts = [Poly({}) for _ in range(count)]
    for monomial, form in whole.terms.items():
        neurons = {index for (_, index), _ in monomial} - {PARAMETER}
        if len(neurons) > 1:
            raise NoNormalForm("a product of neurons")
        alone = Poly({monomial: form}).renamed(lambda s: s if s[1] == PARAMETER else (s[0], 0))
        for i in neurons or range(count):
            parts[i] += alone if neurons else alone / count
    return parts


def _without_width(part: Poly) -> tuple[Fraction, Poly]:
    """(p, X) with part = m^(-p) X; (1, 0) for nothing."""
    powers = {dict(monomial).get(M, Fraction(0)) for monomial in part.terms}
    if len(powers) > 1:
        raise NoNormalForm("several powers of the width")
    power = powers.pop() if powers else Fraction(-1)
    rest = {tuple((s, p) for s, p in mono if s != M): form for mono, form in part.terms.items()}
    return -power, Poly(rest)


def networks(
    theorem: Limit, s: Setting, m: int, count: int, seed: int
) -> tuple[NDArray[np.float64], Array, Array]:
    """The literal quantity on networks drawn at width m, and the weights (W, b) of the last.

    The inputs lie in the plane, at the angle and with the lengths of the setting.
    """
    at = s.but(m=m).over(float)
    x, y = plane(s)
    rows = int(theorem.rows(at))
    generator = np.random.Generator(np.random.Philox(key=[seed, m]))
    values = np.empty(count)
    for k in range(count):
        W, b = generator.standard_normal((rows, 2)), generator.standard_normal(rows)
        values[k] = theorem.quantity(W, b, x, y, at, FLOATS)
    return values, W, b


def plane(s: Setting) -> tuple[Array, Array]:
    """x and y (2,) with the angle and the lengths of a setting, in floats."""
    rho, norm = float(s.get("rho", 0)), float(s.get("x_norm", 1))
    return np.array([norm, 0.0]), np.array([rho, (1 - rho * rho) ** 0.5])


def on_weights(law: NeuronSum, s: Setting, m: int, W: Array, b: Array) -> float:
    """q_m at explicit weights W (n, 2), b (n,), in floats, from X and not from the definition.

    Raises NoNormalForm where X holds a function that is only named.
    """
    x, y = plane(s)
    direction = x / max(float(np.linalg.norm(x)), 1e-300)
    u, v = W @ direction, W @ y
    known = {"u": u, "v": v, "b": b, "1u": np.where(u > 0, 1, 0), "1v": np.where(v > 0, 1, 0)}
    rho, total = ball(s.get("rho", Fraction(0))), np.zeros(len(b))
    for monomial, form in law.term.terms.items():
        product = np.full(len(b), float(form_value(form, rho)))
        for (name, index), power in monomial:
            if index == PARAMETER:
                product *= float(value(symbol(name), s)) ** float(power)
            elif name in known:
                product *= known[name] ** int(power)
            else:
                raise NoNormalForm("a function that is only named")
        total += product
    return float(np.sum(total) * float(m) ** float(-law.power))
