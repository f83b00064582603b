"""Checking smooth linearization bounds: what is left of them is ||x||^2 <= factor.

For every beta-smooth sigma, |sigma(z) - sigma(z0) - sigma'(z0)(z - z0)| <= (beta/2)(z - z0)^2
(mean value theorem for sigma'), with equality in the limit z -> z0 where |sigma''| = beta. Summed
with output weights at most `weight` and |x.(w_i - w0_i)| <= ||x|| ||w_i - w0_i||,
    sup quantity = weight ||x||^2 (beta/2) ||W - W0||^2        (approached, by small steps),
so the claim with `factor` holds for every displacement iff ||x||^2 <= factor. A refutation
shows explicit weights and evaluates them in balls.
"""

from fractions import Fraction
from typing import Any

from flint import arb, ctx

from checkers.balls import as_float, ball, certainly_le
from checkers.options import Options
from checkers.plan import number
from checkers.smoothness import (
    largest_remainder,
    remainder,
    smoothness_constant,
    worst_displacement,
)
from checkers.verdict import Failure, Outcome, Verdict
from theorems.domains import UnmetHypothesis
from theorems.smooth_linearization import absolute_gap, gap
from theorems.smooth_linearization import remainder as remainder_of
from theorems.statement import Setting, SmoothBound

CLOSE = Fraction(999_999, 1_000_000)


def decide(theorem: SmoothBound, s: Setting, options: Options) -> Verdict:
    """The verdict at one setting, for all W, W0 with ||W - W0|| = B (all z, z0 for one neuron)."""
    if theorem.quantity not in (remainder_of, gap, absolute_gap):
        raise UnmetHypothesis(
            f"{theorem.label} bounds another quantity than the remainder and the gaps known here."
        )
    x_norm, m = s.get("x_norm", Fraction(1)), s.get("m", 1)
    beta = smoothness_constant(s.activation)
    factor = number(theorem.factor, s)
    flat = beta.is_zero()  # then there is no remainder at all
    small = certainly_le(lambda: ball(x_norm**2), factor) is True
    holds = flat or (theorem.power == 2 and small)
    witness = None if holds else counterexample(theorem, s)
    # LOWER: B spread evenly over the m neurons, each from its worst starting point
    displacement = float(s.get("B", Fraction(1))) * float(x_norm) / m**0.5
    weight = as_float(number(theorem.weight, s))
    worst = weight * m * largest_remainder(s.activation, displacement)[2]
    bound = weight * float(beta) / 2 * float(factor()) * _power(s, theorem)
    if holds:
        # a searched remainder beyond the bound would contradict the argument above
        contradicted = worst > bound * (1 + 1e-6)
        outcome = Outcome.UNDECIDED if contradicted else Outcome.CERTIFIED
    else:
        outcome = Outcome.UNDECIDED if witness is None else Outcome.REFUTED
    return Verdict(
        label=theorem.label,
        setting=s,
        outcome=outcome,
        scope="point",
        finding=(
            f"{s.activation}: beta = {float(beta):.12g}; the bound holds for all weights"
            if outcome is Outcome.CERTIFIED
            else f"fails for {s.activation} at z0 = {witness['z0']}, z - z0 = {witness['step']}"
            if witness
            else f"not decided at {s!r}"
        ),
        failure=Failure(0.0, float(witness is not None), float(not holds)),
        method="branch and bound",
        evidence=(
            f"beta = {beta.str(13)} encloses the supremum of |sigma''|, by interval branch and"
            " bound.",
            "With it, (worst case) / bound is at most ||x||^2 / factor, a limit that small"
            " steps from the steepest point approach.",
        ),
        statistic="LOWER worst case, displacement spread evenly",
        typical=worst,
        bound=bound,
        tightness=worst / bound if bound else None,
        vacuous=False,
        witness=witness,
        certificate={
            "schema": "widecheck-certificate/1",
            "label": theorem.label,
            "setting": {name: str(value) for name, value in s.items()},
            "kind": "smoothness constant",
            "beta": beta.str(20),
            "factor": factor().str(20),
        },
        twin_of=theorem.twin_of,
    )


def _power(s: Setting, theorem: SmoothBound) -> float:
    return float(s.get("B", Fraction(1))) ** theorem.power


def counterexample(theorem: SmoothBound, s: Setting) -> dict[str, Any] | None:
    """One moved neuron whose remainder certainly exceeds the bound, if one was found.

    The neuron starts at z0 and moves by h = ||x|| t, t = ||W - W0||: the claim for it is
    |remainder(z0, h)| <= factor (beta/2) t^power.
    """
    x_norm = s.get("x_norm", Fraction(1))
    share = CLOSE
    z0, h, sign = worst_displacement(s.activation, share)
    for _ in range(200):
        t = abs(h) / x_norm
        with ctx.workprec(256):
            beta = smoothness_constant(s.activation)
            claim = number(theorem.factor, s)() * beta / 2 * ball(t) ** theorem.power
            excess = abs(remainder(s.activation, z0, h)) - claim
            if excess > 0:
                return {
                    "setting": repr(s),
                    "z0": str(z0),
                    "step": str(h),
                    "output weight sign": sign,
                    "remainder": remainder(s.activation, z0, h).str(15),
                    "claimed": _text(claim),
                }
        h = h / 2
    return None


def _text(value: Any) -> str:
    return arb(value).str(15) if not isinstance(value, str) else value
