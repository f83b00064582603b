"""Two inputs of a network: known by their lengths and their angle alone, or explicit vectors.

Inputs that are known by their angle let the definition of a kernel through only where it asks for
nothing else: its value is then one function of the lengths and x.x', in every dimension.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flint import arb

from checkers.arithmetic.angles import NoNormalForm
from checkers.arithmetic.balls import ball
from checkers.gaussians.moments import mean, value
from checkers.gaussians.neuron_polynomials import Poly, symbol
from checkers.gaussians.symbols import Vector
from theorems.language.records import Setting


@dataclass(frozen=True)
class KnownByAngle:
    """x and x' of given lengths with cosine rho, as symbols; `polys` keeps what was averaged."""

    x: Vector
    y: Vector
    polys: list[Poly]

    def mean(self, integrand: Callable[..., Any], variances: tuple[int, ...] | None = None) -> Poly:
        """E[integrand(w.x, w.x', b)] in normal form."""
        if variances is not None:
            raise NoNormalForm("weights that know coordinates")
        poly = Poly.of(
            integrand(self.x.norm * symbol("u", 0), self.y.norm * symbol("v", 0), symbol("b", 0))
        )
        self.polys.append(poly)
        return mean(poly)


@dataclass(frozen=True)
class Point:
    """An explicit vector of balls."""

    entries: tuple[arb, ...]

    def __matmul__(self, other: "Point") -> arb:
        return sum((a * b for a, b in zip(self.entries, other.entries, strict=True)), arb(0))

    def shown(self) -> list[str]:
        """The coordinates, to 20 digits."""
        return [entry.str(20, radius=False) for entry in self.entries]


@dataclass(frozen=True)
class Explicit:
    """Two explicit inputs."""

    x: Point
    y: Point

    def mean(self, integrand: Callable[..., Any], variances: tuple[int, ...] | None = None) -> arb:
        """E[integrand(w.x, w.x', b)], enclosed."""
        weights = variances or (1,) * len(self.x.entries)

        def covariance(a: Point, b: Point) -> arb:
            terms = zip(weights, a.entries, b.entries, strict=True)
            return sum((w * p * q for w, p, q in terms), arb(0))

        norms = {"|x|": covariance(self.x, self.x).sqrt(), "|y|": covariance(self.y, self.y).sqrt()}
        rho = covariance(self.x, self.y) / (norms["|x|"] * norms["|y|"])
        lengths = [Poly({}) if norm.is_zero() else symbol(name) for name, norm in norms.items()]
        return value(known_by_angle(*lengths).mean(integrand), norms, rho)


def known_by_angle(x_norm: Poly, y_norm: Poly) -> KnownByAngle:
    """Inputs of these lengths, known by their angle."""
    return KnownByAngle(Vector("u", x_norm), Vector("v", y_norm), [])


def inputs_of(s: Setting) -> KnownByAngle:
    """The inputs of a symbolic setting: ||x|| is x_norm where that is a parameter, ||x'|| = 1."""
    return known_by_angle(Poly.of(s.get("x_norm", 1)), Poly.of(1))


def explicit_pairs(s: Setting) -> list[Explicit]:
    """Two pairs in the plane with the lengths and the angle of a setting, along either axis."""
    rho, norm = ball(s.get("rho", 0)), ball(s.get("x_norm", 1))
    across = ((1 - rho) * (1 + rho)).nonnegative_part().sqrt()
    along = Explicit(Point((norm, arb(0))), Point((rho, across)))
    return [along, Explicit(Point((arb(0), norm)), Point((across, rho)))]
