"""Sums of independent bounded variables by mpmath and quadrature, and their exponents.

Shares no code with the checkers.
"""

import math
from fractions import Fraction

import mpmath
import numpy as np
from mpmath import mpf

SHARES = {"count": lambda t: 1, "shortfall": lambda t: 1 - t, "margin": lambda t: t}


def log_moment_by_mpmath(summand, u, r):
    def part(t):
        return mpmath.exp(-((r * t) ** 2) / 2) * mpmath.expm1(u * SHARES[summand](t))

    cuts = [mpmath.mpf(k) / 3 for k in range(4)]
    return mpmath.log1p(2 * r / mpmath.sqrt(2 * mpmath.pi) * mpmath.quad(part, cuts))


def read(text):
    """An exact decimal or quotient."""
    value = Fraction(text)
    return mpf(value.numerator) / value.denominator


def small(t):
    """P(|g| <= t)."""
    return mpmath.erf(t / mpmath.sqrt(2))


class Sums:
    """Y_1 + ... + Y_n against t: Y = 1{|g| < r}, 1 - |g|/r or |g|/r, where |g| < r; thinned."""

    def __init__(self, kind, n, r, t, thinned=False):
        self.kind, self.n, self.r, self.t = kind, n, r, t
        self.weight = mpf(1) / (2 if thinned else 1)

    def log_moment(self, u):
        share = {"count": lambda t: 1, "short": lambda t: 1 - t, "margin": lambda t: t}[self.kind]

        def part(t):
            return mpmath.exp(-((self.r * t) ** 2) / 2) * mpmath.expm1(u * share(t))

        end = min(mpf(1), 40 / self.r)
        cuts = [end * k / 12 for k in range(13)]
        inside = 2 * self.r / mpmath.sqrt(2 * mpmath.pi) * mpmath.quad(part, cuts)
        return mpmath.log1p(self.weight * inside)

    def at_least(self, evidence):
        """Upper bound of P(sum >= t)."""
        match evidence["by"]:
            case "nothing":
                return mpf(1)
            case "never":
                assert self.t >= self.n
                return mpf(0)
            case "chernoff":
                u = read(evidence["u"])
                assert u > 0
                return mpmath.exp(self.n * self.log_moment(u) - u * self.t)
            case "inversion":
                return self.inversion(evidence)[1]
            case "binomial":
                return self.binomial(math.floor(self.t) + 1)

    def above(self, evidence):
        """Lower bound of P(sum > t)."""
        match evidence["by"]:
            case "nothing":
                return mpf(0)
            case "chernoff":
                u = read(evidence["u"])
                assert u > 0
                return 1 - mpmath.exp(self.n * self.log_moment(-u) + u * self.t)
            case "tilt":
                u, h, top = (read(evidence[name]) for name in ("u", "step", "top"))
                assert u > 0
                assert h > 0
                here = self.log_moment(u)
                above = mpmath.exp(self.n * (self.log_moment(u + h) - here) - h * top)
                below = mpmath.exp(self.n * (self.log_moment(u - h) - here) + h * self.t)
                return mpmath.exp(self.n * here - u * top) * (1 - above - below)
            case "inversion":
                return self.inversion(evidence)[0]
            case "binomial":
                return self.binomial(math.floor(self.t) + 1)

    def binomial(self, j):
        assert self.kind == "count"
        p = small(self.r) * self.weight
        terms = (
            mpmath.binomial(self.n, k) * p**k * (1 - p) ** (self.n - k)
            for k in range(max(j, 0), self.n + 1)
        )
        return mpmath.fsum(terms)

    def inversion(self, evidence):
        """(below, above) P(sum > t), in floats, good to some 1e-9 of it.

        The terms |k| > K of the series are bounded here one by one, up to 400 K; the rest by
        their integral.
        """
        n, t = self.n, float(self.t)
        u, v, period = (float(read(evidence[name])) for name in ("u", "v", "period"))
        terms = evidence["terms"]
        assert t >= 0
        assert 0 < u < v
        nodes, weights = np.polynomial.legendre.leggauss(2000)
        y = (nodes + 1) / 2
        r, weight = float(self.r), float(self.weight)
        g = r * (1 - y) if self.kind == "short" else r * y
        mass = weight * r * weights * np.exp(-g * g / 2) / math.sqrt(2 * math.pi)
        q = float(1 - self.weight * small(self.r))
        z = u + 2j * math.pi * np.arange(terms + 1) / period
        part = np.exp(z[:, None] * y) @ mass
        # in units of M(u)^n exp(-u t), which may be no float
        whole = q + part[0].real
        unit = mpmath.exp(n * math.log(whole) - u * t)
        rest = ((q + part) / whole) ** n - (q / whole) ** n
        rest -= n * (q / whole) ** (n - 1) * part / whole
        series = (rest * np.exp((u - z) * t) / z).real
        alone = n * q ** (n - 1) * (float(1 - self.distribution(self.t)) if t < 1 else 0.0)
        value = alone + unit * (2 * series.sum() - series[0]) / period
        density = mass / (weights / 2)  # and |z part| is at most its variation, times exp(u y)
        edges = density[0] + math.exp(u) * density[-1]
        swing = edges + np.sum(np.exp(u * y[1:]) * abs(np.diff(density)))
        k = np.arange(terms + 1, 400 * terms)
        w = swing * period / (2 * math.pi * k)
        shares = n * (n - 1) / 2 * (w / whole) ** 2 * ((q + w) / whole) ** max(n - 2, 0)
        beyond = unit * (np.sum(shares / k) / math.pi * (1 + 1e-4))
        two = min(n * (n - 1) / 2 * (1 - q) ** 2, 1) / math.expm1(u * period)
        if t + period < n:
            moment = q + float(np.exp(v * y) @ mass)
            two += mpmath.exp(n * math.log(moment) - v * t) / mpmath.expm1((v - u) * period)
        slack = 1e-9 * value
        return value - beyond - two - slack, value + beyond + slack

    def distribution(self, y):
        """P(Y <= y), 0 <= y < 1."""
        if self.kind == "short":
            whole = 1 - small(self.r * (1 - y))
        else:
            whole = 1 - small(self.r) + small(self.r * y)
        return 1 - self.weight + self.weight * whole
