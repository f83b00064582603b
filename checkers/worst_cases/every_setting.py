"""Probabilistic bounds proved for every setting, or for every setting in a range of ||x||.

Four ways, each read off the printed formula itself:
- a tree on the unit square (checkers.worst_cases.every_width), for a bound in normal form;
- Hoeffding's inequality, for counts: P(N >= n (p + t)) <= exp(-2 n t^2) with p = erf(r/sqrt 2)
  <= sqrt(2/pi) r, because erf is concave. So y = mean r + deviation v serves every r and v if
  mean >= sqrt(2/pi) and 2 deviation^2 >= 1;
- composition. slides/sign-changes: with tau^3 = 2 B^2/m, m tau = 2^(1/3) q and B^2/tau^2 =
  2^(-2/3) q for q = m^(2/3) B^(2/3), so a bound c q + b sqrt(m l) on |S| leaves
  (c - 2^(-2/3)) / 2^(1/3) as the mean and b as the deviation for the count of S_1.
  slides/lemma-4.1: a neuron whose sign flips lies in S, and |f - f0| <= ||x|| sum over flips of
  ||w_i - w0_i|| <= B sqrt|S| (Cauchy-Schwarz, ||x|| <= 1); so the bound holds on the event of
  slides/sign-changes if its square is at least B^2 (2 q + sqrt(m l)).
- duality, for slides/lemma-4.1 again (checkers.worst_cases.duality).
"""

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from flint import arb

from checkers.arithmetic.balls import ball
from checkers.arithmetic.powers import FORMAL, Formal, names
from checkers.worst_cases.best_constants import failing
from checkers.worst_cases.duality import by_duality
from checkers.worst_cases.every_width import (
    Claim,
    Proof,
    Violation,
    branch_and_bound,
    concave,
    sharpest,
)
from checkers.worst_cases.normal_form import (
    HALF,
    B,
    L,
    M,
    NormalForm,
    claims_delta,
    dominated,
    normal_form,
    printed,
    split,
)
from checkers.worst_cases.suprema import (
    bad_neurons,
    frobenius_gap,
    known,
    small_excess,
    small_frequency,
)
from checkers.worst_cases.suprema.record import Supremum
from theorems.language.records import Bound
from theorems.relu_linearization import SIGN_CHANGES

STEP = Fraction(1, 10_000)  # best constants are enclosed to this
ONE = Fraction(1)
Q = (M * B).power(Fraction(2, 3))
MOVED = Formal.of(2).power(Fraction(-2, 3))
SMALL = Fraction(1, 100)  # a radius at which erf(r / sqrt 2) / r is nearly sqrt(2/pi)


@dataclass(frozen=True)
class Best:
    """A constant with a proof on both sides.

    what    : what is varied, in words
    holds   : a value with which the statement holds for every setting, and the proof of it
    fails   : a value with which it fails at some setting, and that setting
    """

    what: str
    holds: tuple[str, dict[str, Any]]
    fails: tuple[str, dict[str, Any]]

    def sentence(self) -> str:
        """Both sides in one sentence."""
        return f"{self.what}: proved with {self.holds[0]}, refuted with {self.fails[0]}"


def for_every_setting(theorem: Bound) -> list[dict[str, Any]] | None:
    """Proofs of a bound at every setting that its hypotheses allow, or None."""
    proofs = _CASES.get(known(theorem), _by_normal_form)(theorem)
    return proofs if proofs and chain_holds(theorem) else None


def for_norms(theorem: Bound, low: Fraction, high: Fraction | None) -> list[dict[str, Any]] | None:
    """Proofs for every m, alpha and delta where low <= ||x|| <= high (None: no end), or None."""
    form = _form(theorem)
    if form is None or not chain_holds(theorem):
        return None
    a, w = by_norm(form.mean), by_norm(form.deviation)
    if set(a) == {1} and set(w) == {0} and form.summand == "count":
        return [{"kind": "hoeffding"}] if _hoeffding(a[1] * low, w[0]) else None
    if set(a) == {0} and set(w) == {-1} and high and (low or not _zero_counts(theorem)):
        found = branch_and_bound(Claim(form.summand, a[0], high**2 / (w[-1] * w[-1])))
        return [{**_tree(found, ONE), "x_norm": str(high)}] if isinstance(found, Proof) else None
    return None


def best_constant(theorem: Bound) -> Best | None:
    """The best constant on the bound, or the exact range of ||x||, where one is found here."""
    form = _form(theorem)
    if form is None or not chain_holds(theorem):
        return None
    a, w = by_norm(form.mean), by_norm(form.deviation)
    if set(a) == {1} and set(w) == {0}:
        return _shortest_norm(form, a[1], w[0])
    if _zero_counts(theorem):
        return None
    if set(a) == {0} and set(w) == {-1}:
        return _longest_norm(form, a[0], w[-1])
    return _best_factor(form, vary_mean=1 in a)


def chain_holds(theorem: Bound) -> bool:
    """Whether bounds[0] <= bounds[1] <= ... for every m >= 1."""
    forms = [printed(theorem, i) for i in range(len(theorem.at_most))]
    pairs = itertools.pairwise(forms)
    return all(
        low is not None and high is not None and dominated(high - low) for low, high in pairs
    )


def _hoeffding(mean: Formal, deviation: Formal) -> bool:
    """Whether mean >= sqrt(2/pi) and 2 deviation^2 >= 1, exactly where it is a tie."""
    share = mean * mean * FORMAL.pi
    whole = share.rational()
    covered = bool(share.value() >= 2) if whole is None else whole >= 2
    return covered and bool(mean.value() > 0) and _nonnegative(2 * deviation * deviation - 1)


def _frequency_excess(theorem: Bound) -> list[dict[str, Any]] | None:
    """notes/hoeffding: N/n - p <= b sqrt(l/m) with n = m/2, so that t = b sqrt(l/m)."""
    bound = printed(theorem)
    if bound is None or not claims_delta(theorem):
        return None
    factor = bound / (L / M).power(HALF)
    good = not names(factor) and _nonnegative(factor - 1)
    return [{"kind": "hoeffding"}] if good else None


def _nonnegative(form: Formal) -> bool:
    return all(c >= 0 for c in form.terms.values())  # all variables are positive


def _sign_changes(theorem: Bound) -> list[dict[str, Any]] | None:
    bound = printed(theorem)
    if bound is None or not claims_delta(theorem):
        return None
    plain, deviating = split(bound, "l", HALF)
    if plain is None or deviating is None:
        return None
    mean, b = plain / Q, deviating / M.power(HALF)
    if names(mean) or names(b) or not _nonnegative(b):
        return None
    left = (mean - MOVED) / Formal.of(2).power(Fraction(1, 3))
    return [{"kind": "hoeffding"}] if _hoeffding(left, b) else None


@lru_cache(maxsize=64)
def _composition(theorem: Bound) -> list[dict[str, Any]] | None:
    parts, bound, changes = for_every_setting(SIGN_CHANGES), printed(theorem), printed(SIGN_CHANGES)
    if bound is None or changes is None or not claims_delta(theorem) or not _nonnegative(bound):
        return None
    if parts and dominated(bound * bound - B * B * changes):
        return [{"kind": "composition", "of": [SIGN_CHANGES.label]}]
    found = by_duality(theorem)
    return None if found is None else [_tree(found, ONE)]


def _zero_counts(theorem: Bound) -> bool:
    """Whether x = 0 is allowed and every neuron counts there.

    The normal form speaks of ||x|| > 0. For the other quantities the worst case at x = 0 is 0.
    """
    zero = any(p.name == "x_norm" and Fraction(0) in p.domain for p in theorem.parameters)
    return zero and known(theorem) is small_frequency.SUPREMUM


def _form(theorem: Bound) -> NormalForm | None:
    """The normal form, where the argument of checkers.worst_cases.every_width applies to it."""
    form = normal_form(theorem)
    if form is None:
        return None
    kappa = by_norm(form.mean).get(0, Formal.of(1))
    return form if concave(form.summand, kappa) else None


def _by_normal_form(theorem: Bound) -> list[dict[str, Any]] | None:
    """A tree; or for a count Hoeffding's inequality, where a mean of sqrt(2/pi) leaves no room."""
    form = None if _zero_counts(theorem) else _form(theorem)
    claim = None if form is None else _claim(form)
    if form is None or claim is None:
        return None
    found = branch_and_bound(claim)
    if isinstance(found, Proof):
        return [_tree(found, ONE)]
    if form.summand != "count" or claim.rooted:
        return None
    return [{"kind": "hoeffding"}] if _hoeffding(form.mean, form.deviation) else None


_CASES: dict[Supremum | None, Callable[[Bound], list[dict[str, Any]] | None]] = {
    small_excess.SUPREMUM: _frequency_excess,
    bad_neurons.SUPREMUM: _sign_changes,
    frobenius_gap.SUPREMUM: _composition,
}


def _tree(proof: Proof, constant: Fraction) -> dict[str, Any]:
    return {"kind": "every width", "constant": str(constant), "tree": proof.tree}


def _claim(form: NormalForm) -> Claim | None:
    """What is left to prove on the unit square, for every ||x|| > 0, or None.

    With mean = a (1 + X) and deviation = w (1 + 1/X) the largest v over X at given (r, y) is
    attained at (1 + X)^2 = y / (a r), where v = (sqrt y - sqrt(a r))^2 / w.
    """
    a, w = by_norm(form.mean), by_norm(form.deviation)
    if set(a) == {0} and set(w) == {0}:
        return Claim(form.summand, a[0], 1 / (w[0] * w[0]))
    if set(a) == {0, 1} and set(w) == {-1, 0} and a[0].same(a[1]) and w[-1].same(w[0]):
        return Claim(form.summand, a[0], 1 / (w[0] * w[0]), rooted=True)
    return None


def by_norm(form: Formal) -> dict[Fraction | int, Formal]:
    """The coefficients of the powers of x_norm."""
    parts: dict[Fraction | int, Formal] = {}
    for monomial, coefficient in form.terms.items():
        powers = dict(monomial)
        power = powers.pop("x_norm", Fraction(0))
        term = Formal({tuple(sorted(powers.items())): coefficient})
        parts[power] = parts.get(power, Formal.of(0)) + term
    return parts


def _best_factor(form: NormalForm, vary_mean: bool) -> Best | None:
    """The smallest factor on the bound (or on its deviation term), for every setting."""

    def scaled(c: Fraction) -> NormalForm:
        mean = form.mean * c if vary_mean else form.mean
        return replace(form, mean=mean, deviation=form.deviation * c)

    def claim_at(c: Fraction) -> Claim:
        claim = _claim(scaled(c))
        if claim is None:
            raise ArithmeticError("a factor changes no shape")
        return claim

    if _claim(form) is None:
        return None
    found = sharpest(claim_at, ONE, Fraction(1, 5), STEP)
    if found is None:
        return None
    good, proof, bad, at = found
    # the norm that is worst at (r, y), where there is one
    norm = (at.y / (at.r * float(claim_at(bad).kappa.value()))) ** 0.5 - 1 if vary_mean else 1.0
    witness = failing(scaled(bad), at, Fraction(f"{norm:.4g}"))
    what = "factor on the bound" if vary_mean else "factor on the deviation term"
    if witness is None:
        return None
    holds, fails = (str(float(good)), _tree(proof, good)), (str(float(bad)), witness.proof(bad))
    return Best(what, holds, fails)


def _longest_norm(form: NormalForm, mean: Formal, w: Formal) -> Best | None:
    """The largest ||x|| up to which a statement holds, where the deviation is w / ||x||."""

    def claim_at(x_norm: Fraction) -> Claim:
        return Claim(form.summand, mean, x_norm**2 / (w * w))

    found = sharpest(claim_at, ONE, Fraction(100), STEP)
    if found is None:
        return None
    good, proof, bad, at = found
    witness = failing(form, at, bad)
    if witness is None:
        return None
    return Best(
        "x_norm for which it is true at every m, alpha and delta",
        (f"x_norm <= {float(good)}", {**_tree(proof, ONE), "x_norm": str(good)}),
        (f"x_norm >= {float(bad)}", witness.proof()),
    )


def _shortest_norm(form: NormalForm, a: Formal, deviation: Formal) -> Best | None:
    """The smallest ||x|| from which a count's statement holds, where the mean is a ||x||."""
    if form.summand != "count" or not _nonnegative(2 * deviation * deviation - 1):
        return None
    edge = (2 / arb.pi()).sqrt() / a.value()
    bad = floor_to(edge, STEP)
    mean = float(a.value()) * float(bad) * float(SMALL)
    # just below the mean, so that the sum exceeds n y almost surely for large n
    y = (mean + math.erf(float(SMALL) / math.sqrt(2))) / 2
    witness = failing(form, Violation(r=float(SMALL), y=y), bad)
    squared = (a * a).rational()
    if witness is None or squared is None:
        return None
    return Best(
        "x_norm > 0 for which it is true at every m, alpha and delta",
        (
            f"x_norm >= {float(-floor_to(-edge, Fraction(1, 10**9)))}",
            {"kind": "hoeffding", "pi_x_norm_squared": str(2 / squared)},
        ),
        (f"0 < x_norm <= {float(bad)}", witness.proof()),
    )


def floor_to(value: arb, step: Fraction) -> Fraction:
    """The largest multiple of a step that is certainly not above a number."""
    steps = (value / ball(step)).lower().floor().unique_fmpz()
    if steps is None:
        raise ArithmeticError(f"{value} is no finite number")
    return int(steps) * step
