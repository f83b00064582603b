"""Bounds in all parameters: the worst perturbation of both layers, and the worst beta^(0).

What `smooth.quadratic_forms` proves for all activations with the same constants is certified; for
the rest, explicit weights of one moved neuron are searched for (`checkers.smooth.one_neuron`).
"""

from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from checkers.smooth import lazy_radius, relu_approximations
from checkers.smooth.one_neuron import candidates, constants, counterexample, in_floats
from checkers.smooth.output_weights import figure, thresholds, told
from checkers.smooth.quadratic_forms import atoms, claims, holds, symbols
from checkers.verdicts import numerals
from checkers.verdicts.hypotheses import require
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome, Verdict, decided
from theorems.all_parameters import gap
from theorems.language.domains import NONNEGATIVE, Integers
from theorems.language.expressions import Name, Number
from theorems.language.parameters import SMOOTH_LIPSCHITZ
from theorems.language.records import AllParameterBound, Formula, LazyRadius, Line, Setting, Trend

Claim = tuple[str, Formula, Formula, Line]
NEEDED = {"x_norm": NONNEGATIVE, "activation": SMOOTH_LIPSCHITZ.domain}
COUNTS = {"m": Integers(1), "d": Integers(1)}


def decide(
    theorem: AllParameterBound | LazyRadius | Trend, s: Setting, options: Options
) -> Verdict:
    """The verdict at one setting; scope "all" where it is proved for every setting."""
    if isinstance(theorem, Trend):
        return relu_approximations.decide(theorem, s)
    if isinstance(theorem, LazyRadius):
        require(theorem, NEEDED, {})
        return lazy_radius.decide(theorem, s)
    width = {"m": COUNTS["m"]} if theorem.quantity is gap else {}
    require(theorem, NEEDED | width, COUNTS | {"D": NONNEGATIVE})
    everything = list(enumerate(claims(theorem)))
    if _every(theorem):
        return _certified(theorem, s, "all")
    doubtful = [claim for k, claim in everything if not _holds_at(theorem, k, s)]
    if not doubtful:
        return _certified(theorem, s, "point")
    for claim in reversed(doubtful):  # the last line first
        witness = counterexample(theorem, s, *claim[1:])
        if witness is not None:
            return _refuted(theorem, s, claim, witness)
    return decided(
        theorem,
        s,
        Outcome.UNDECIDED,
        f"{doubtful[0][0]}: no proof and no counterexample found",
        *told(theorem, s),
        method="quadratic forms",
    )


@lru_cache(maxsize=1024)
def _holds(theorem: AllParameterBound, k: int, *known: tuple[str, Fraction]) -> bool:
    """Whether claim k has a proof with these parameters known, and whatever the others are."""
    _, low, high, line = list(claims(theorem))[k]
    return holds(low, high, line, symbols(theorem) | dict(known))


def _every(theorem: AllParameterBound, *known: tuple[str, Fraction]) -> bool:
    """Whether all claims have one."""
    return all(_holds(theorem, k, *known) for k, _ in enumerate(claims(theorem)))


def _holds_at(theorem: AllParameterBound, k: int, s: Setting) -> bool:
    flat = [("gamma", Fraction(0))] if s.activation == "identity" else []
    numbers = [(name, v) for name, v in s.items() if not isinstance(v, str)]
    return _holds(theorem, k, *numbers, *flat)


def _certified(theorem: AllParameterBound, s: Setting, scope: str) -> Verdict:
    *_, (_, low, high, line) = claims(theorem)  # the last line
    closest = candidates(theorem, s, low, high, line)
    if closest and closest[0][0] > 1 and counterexample(theorem, s, low, high, line):
        raise ArithmeticError(f"{theorem.label}: proved, and yet broken by weights at {s!r}")
    tightness = closest[0][0] if closest else None
    factor = _smallest_factor(theorem) if scope == "all" and not theorem.twin_of else None
    return decided(
        theorem,
        s,
        Outcome.CERTIFIED,
        "holds for every activation with constants gamma and C, all weights and every setting"
        if scope == "all"
        else f"holds for all weights at {s!r}",
        "With b = |beta - beta^(0)| and w = ||w - w^(0)||, the bound's share of a neuron minus"
        " the largest one of the quantity, over all activations with these gamma and C, is a"
        " quadratic form in b and w; its coefficients show that it is nonnegative.",
        *_met(closest),
        scope=scope,
        method="quadratic forms",
        statistic="LOWER worst case / bound, one neuron moved",
        tightness=tightness,
        vacuous=False,
        best=factor,
    )


def _met(closest: list[Any]) -> tuple[str, ...]:
    if not closest:
        return ()
    quotient, (z0, h, b, beta0) = closest[0]
    return (
        "A second way: of all moves of one neuron that were tried, the closest to the bound reaches"
        f" {quotient:.6f} of it (z0 = {float(z0):.4g}, z - z0 = {float(h):.4g},"
        f" b = {float(b):.4g}, |beta^(0)| = {float(beta0):g}).",
    )


def _refuted(
    theorem: AllParameterBound, s: Setting, claim: Claim, witness: dict[str, Any]
) -> Verdict:
    name = claim[0]
    bounds = {key: float(value) for key, value in constants(s.activation).items()}
    return decided(
        theorem,
        s,
        Outcome.REFUTED,
        f"{name} fails for {s.activation} (gamma = {bounds['gamma']:.6g}, C ="
        f" {bounds['C']:.6g}): {witness['left']} > {witness['right']}",
        *_why(theorem, s),
        *told(theorem, s),
        "A second way: on the witness's network of"
        f" {len(witness['theta']['beta'])} neurons the definition in floats gives"
        f" {in_floats(theorem, s, witness):.9g}.",
        method="quadratic forms",
        typical=float(witness["left"]),
        bound=float(witness["right"]),
        tightness=float(witness["left"]) / float(witness["right"])
        if float(witness["right"])
        else None,
        vacuous=False,
        best=_range(theorem, s),
        witness={"claim": name, **witness},
        figures=tuple(f for f in [figure(theorem, s)] if f),
    )


def _uses(line: Line, theorem: AllParameterBound, *names: str) -> bool:
    """Whether a line's share depends on one of these numbers, as its exact form tells."""
    return bool(atoms(line, symbols(theorem)) & set(names))


def _why(theorem: AllParameterBound, s: Setting) -> tuple[str, ...]:
    """The reason of a failure in plain words: a factor of the worst case that a line lacks."""
    reasons = []
    flat = ("gamma", Fraction(0))
    one = ("D", Fraction(1))
    if "D" in s and not _every(theorem, flat, ("D", s.D)) and _every(theorem, flat, one):
        reasons.append(
            "The product |beta - beta^(0)| |sigma(z) - sigma(z0)| comes up to D C ||x|| ||w -"
            " w^(0)||^2 under the assumption, and the factor D is lost: D <= 1 is needed."
            " In the other case of footnote 3 the factor is 1/D, so D >= 1 is needed there; only"
            " D = 1 serves both."
        )
    if thresholds(theorem, s):
        reasons.append(
            "The remainder of neuron i, at most gamma/2 ||x||^2 ||w_i - w_i^(0)||^2, is multiplied"
            " by beta_i^(0), and that factor is lost: a large beta_i^(0) breaks the bound by"
            " small steps from where |sigma''| is largest."
        )
    return tuple(reasons) or (
        "The largest share of a neuron, C b h + |beta^(0)| gamma/2 h^2 over sqrt m for the gap and"
        " C b h for the term (a), exceeds that of the bound.",
    )


def _range(theorem: AllParameterBound, s: Setting) -> dict[str, str] | None:
    """Where a refuted statement holds: the largest max |beta^(0)| of its last line, or D."""
    allowed = thresholds(theorem, s)
    if allowed:
        _, _, top = allowed[-1]
        return {
            "what": f"largest max |beta_i^(0)| for which the last line holds for every theta and"
            f" every activation with these gamma and C, at ||x|| = {float(s.x_norm):g}",
            "proved": f"<= {numerals.lower(top, 8)}",
            "refuted": f">= {numerals.upper(top, 8)}",
        }
    if theorem.twin_of or "D" not in s:
        return None
    return _largest_ratio(theorem, s.activation, s.x_norm)


@lru_cache
def _largest_ratio(
    theorem: AllParameterBound, activation: str, x_norm: Fraction
) -> dict[str, str] | None:
    """The largest D, where lines do not depend on it, so that a smaller one assumes more."""
    if any(line.below is None or _uses(line, theorem, "D") for line in theorem.lines):
        return None
    proved, broken = Fraction(1, 1000), Fraction(1000)
    while broken > proved * Fraction(1001, 1000):
        middle = Fraction(f"{float(proved * broken) ** 0.5:.4g}")
        if middle in (proved, broken):
            break
        if _every(theorem, ("D", middle)):
            proved = middle
        else:
            broken = middle
    s = theorem.setting({}).but(activation=activation, x_norm=x_norm, D=broken)
    found = (counterexample(theorem, s, *claim[1:]) for claim in claims(theorem))
    if not any(found) or not _every(theorem, ("D", proved)):
        return None
    return {
        "what": "largest D, whatever the other parameters are",
        "proved": f"D <= {float(proved):g}",
        "refuted": f"D >= {float(broken):g}",
    }


@lru_cache
def _smallest_factor(theorem: AllParameterBound) -> dict[str, str] | None:
    """The smallest factor, in thousandths, on the last line, or on its part without beta^(0)."""
    line, lower = theorem.lines[-1], next(claims(theorem))[1]
    part = _uses(line, theorem, "beta0", "more")

    def scaled(factor: Fraction) -> Line:
        if not part:
            return replace(line, share=line.share * factor.numerator / factor.denominator)
        none = line.share.put({Name("beta0"): Number(0), Name("beta_max"): Number(0)})
        rest = 1 - factor
        return replace(line, share=line.share - none * rest.numerator / rest.denominator)

    low, high = 0, 1000
    while high - low > 1:
        middle = (low + high) // 2
        shrunk = scaled(Fraction(middle, 1000))
        if holds(lower, shrunk.share, shrunk, symbols(theorem)):
            high = middle
        else:
            low = middle
    shrunk = scaled(Fraction(low, 1000))
    if counterexample(theorem, theorem.setting({}), lower, shrunk.share, shrunk) is None:
        return None
    return {
        "what": "factor on the last line" + (", on its terms without beta^(0)" if part else ""),
        "proved": f"{high / 1000:g}",
        "refuted": f"{low / 1000:g}",
    }
