"""Checking smooth linearization bounds for every beta-smooth activation, by Taylor's formula.

For every sigma with a beta-Lipschitz slope, |sigma(z) - sigma(z0) - sigma'(z0)(z - z0)| <=
(beta/2)(z - z0)^2: the integral of the kernel of `smoothness`, which does not ask what sigma is.
Summed with output weights at most `weight` and |x.(w_i - w0_i)| <= ||x|| ||w_i - w0_i||,
    sup quantity <= weight ||x||^2 (beta/2) ||W - W0||^2.
So the claim with `factor` holds for every sigma and every displacement if ||x||^2 <= factor: for
all widths, dimensions, weights and inputs at once if that is so at the longest input allowed, or
if the factor minus ||x||^2 is a formula without negative terms. The quadratic activation attains
this. Each activation with a name approaches it, by small steps from where |sigma''| is nearly its
beta; hence the claim fails for it if ||x||^2 > factor. A refutation shows explicit weights and
evaluates them in balls: one neuron that moves, along x, the others at rest, so that the output
weight cancels.
"""

from fractions import Fraction
from functools import lru_cache
from typing import Any

from flint import ctx

from checkers.activations.smoothness import (
    attains,
    kernel_integral,
    largest_remainder,
    remainder,
    smoothness_constant,
    smoothness_proof,
    supremum,
    worst_displacement,
)
from checkers.arithmetic.balls import as_float, ball, certainly_le, in_balls, number
from checkers.arithmetic.powers import Formal, formally, never_negative, variable
from checkers.verdicts.certificates import certificate
from checkers.verdicts.hypotheses import original, require, within_hypotheses
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome, Verdict, decided
from theorems.language.domains import NONNEGATIVE, Names, Reals, Span, UnmetHypothesis
from theorems.language.exact import is_rational, rational
from theorems.language.parameters import SMOOTH
from theorems.language.records import Formula, Setting, SmoothBound
from theorems.smooth_linearization import absolute_gap, gap
from theorems.smooth_linearization import remainder as remainder_of

Found = tuple[dict[str, Any], dict[str, Any]]  # a witness, and the proof that it is one
CLOSE = Fraction(999_999, 1_000_000)
EVERY_SIGMA = {"kind": "taylor kernel"}  # the rest the trusted core reads in the statement


def decide(theorem: SmoothBound, s: Setting, options: Options) -> Verdict:
    """The verdict at one setting, for all W, W0 with ||W - W0|| = B (all z, z0 for one neuron)."""
    if theorem.quantity not in (remainder_of, gap, absolute_gap):
        raise UnmetHypothesis(
            f"{theorem.label} bounds another quantity than the remainder and the gaps known here."
        )
    network = theorem.quantity is not remainder_of
    require(
        theorem, {"activation": SMOOTH.domain, **({"x_norm": NONNEGATIVE} if network else {})}, {}
    )
    if not network and any(p.name == "x_norm" for p in theorem.parameters):
        raise UnmetHypothesis(f"{theorem.label} has no inputs; leave out the parameter x_norm.")
    if not _weight_is_large_enough(theorem):
        raise UnmetHypothesis(
            f"{theorem.label} allows smaller output weights than its quantity has, which are +-1;"
            " leave the weight as it is, and shrink the factor."
        )
    x_norm, m = s.get("x_norm", Fraction(1)), s.get("m", 1)
    beta = smoothness_constant(s.activation)
    factor = number(theorem.factor, s)
    flat = beta.is_zero()  # then there is no remainder at all
    small = _scaled(theorem) or certainly_le(lambda: ball(x_norm**2), factor) is True
    small = small and _has_the_kernels_power(theorem)
    whole = flat or (small and _covers_all_inputs(theorem))
    holds = flat or small
    found = None if holds else counterexample(theorem, s)
    witness = found and found[0]
    # LOWER: B spread evenly over the m neurons, each from its worst starting point
    displacement = float(s.get("B", Fraction(1))) * float(x_norm) / m**0.5
    weight = as_float(number(theorem.weight, s))
    worst = weight * m * largest_remainder(s.activation, displacement)[2]
    bound = weight * float(beta) / 2 * float(factor()) * _power(s, theorem)
    fault = ""
    if holds:
        outcome = Outcome.CERTIFIED
        if worst > bound * (1 + 1e-6):
            fault = f"{theorem.label} at {s!r}: a searched remainder is {worst}, its bound {bound}"
    else:
        outcome = Outcome.UNDECIDED if witness is None else Outcome.REFUTED
    return decided(
        theorem,
        s,
        outcome,
        f"{s.activation}: beta = {float(beta):.12g}; the bound holds for all weights"
        if outcome is Outcome.CERTIFIED
        else f"fails for {s.activation} at z0 = {witness['z0']}, z - z0 = {witness['step']}"
        if witness
        else f"not decided at {s!r}",
        f"beta = {beta.str(13)} encloses the supremum of |sigma''|, {_how(s.activation)}.",
        "With it, (worst case) / bound is at most ||x||^2 / factor, a limit that small"
        " steps from the steepest point approach.",
        scope="box" if whole and outcome is Outcome.CERTIFIED else "point",
        method="branch and bound",
        statistic="LOWER worst case, displacement spread evenly",
        typical=worst,
        bound=bound,
        tightness=worst / bound if bound else None,
        vacuous=False,
        witness=witness,
        certificate=_certificate(theorem, s, found, outcome, whole=whole),
        fault=fault,
    )


def _weight_is_large_enough(theorem: SmoothBound) -> bool:
    """Whether the largest output weight allowed is at least that of the quantity, everywhere."""
    known = original(theorem)
    if not isinstance(known, SmoothBound) or theorem.weight == known.weight:
        return known is not None
    weight, least = (_symbolic(theorem, formula) for formula in (theorem.weight, known.weight))
    return weight is not None and least is not None and never_negative(weight - least)


def _symbolic(theorem: SmoothBound, formula: Formula) -> Formal | None:
    """The exact form of a formula in the parameters that are numbers, or None."""
    numbers = {
        p.name: variable(p.name) for p in theorem.parameters if not isinstance(p.domain, Names)
    }
    return formally(formula, numbers)


def _has_the_kernels_power(theorem: SmoothBound) -> bool:
    """Whether the remainder's bound, the integral of the kernel, is 1/2 times this power."""
    return kernel_integral() == (Fraction(1, 2), theorem.power)


def _power(s: Setting, theorem: SmoothBound) -> float:
    return float(s.get("B", Fraction(1))) ** theorem.power


def _how(activation_name: str) -> str:
    leaves = supremum(activation_name).tree.count("0")
    return f"by Taylor enclosures on {leaves} cells and a bound beyond" if leaves else "by hand"


@lru_cache
def _covers_all_inputs(theorem: SmoothBound) -> bool:
    """Whether ||x||^2 <= factor for every input allowed."""
    if _scaled(theorem):
        return True
    factor, longest = _symbolic(theorem, theorem.factor), _longest(theorem)
    if factor is None or longest is None or not _has_the_kernels_power(theorem):
        return False
    if not within_hypotheses(theorem, original(theorem)):
        return False
    try:
        return certainly_le(lambda: ball(longest**2), factor.value) is True
    except ArithmeticError:  # it depends on the setting
        return False


@lru_cache
def _scaled(theorem: SmoothBound) -> bool:
    """Whether the factor is at least ||x||^2 by its form, whatever ||x|| is."""
    factor = _symbolic(theorem, theorem.factor)
    if factor is None or not _has_the_kernels_power(theorem):
        return False
    within = within_hypotheses(theorem, original(theorem), {"x_norm": NONNEGATIVE})
    return within and never_negative(factor - variable("x_norm") ** 2)


@lru_cache
def _attained_by(theorem: SmoothBound) -> tuple[str, ...]:
    """The activations allowed that meet the bound, where the factor is ||x||^2 at longest inputs.

    All neurons move by the same step along such an x, with the same output weight.
    """
    factor, longest = _symbolic(theorem, theorem.factor), _longest(theorem)
    if factor is None:
        return ()
    scaled = factor.same(variable("x_norm") ** 2)
    names = next(p.domain for p in theorem.parameters if p.name == "activation")
    if not isinstance(names, Names) or not (
        scaled or (longest is not None and factor.rational() == longest**2)
    ):
        return ()
    return tuple(name for name in names.allowed if attains(name))


def _longest(theorem: SmoothBound) -> Fraction | None:
    """The largest ||x|| that the hypotheses allow; None if there is none."""
    domains = [p.domain for p in theorem.parameters if p.name == "x_norm"]
    if not domains:
        return Fraction(1)
    return domains[0].high if isinstance(domains[0], Reals) else None


def _certificate(
    theorem: SmoothBound, s: Setting, found: Found | None, outcome: Outcome, *, whole: bool
) -> dict[str, Any] | None:
    """What the verdict at a setting rests on; `whole` where only the activation matters."""
    beta = smoothness_proof(s.activation)
    if outcome is Outcome.REFUTED and found is not None:
        return certificate(theorem.label, s, "refuted", beta, found[1])
    if outcome is not Outcome.CERTIFIED:
        return None
    if not whole:
        return certificate(theorem.label, s, "certified", beta, EVERY_SIGMA)
    flat = beta.get("exact") == "0"
    proofs = [beta] if flat else [beta, EVERY_SIGMA]
    only = {"activation": s.activation}
    return certificate(theorem.label, only, "certified", *proofs, scope="box")


def _upper_limit(theorem: SmoothBound, s: Setting) -> str:
    """The exact text of an upper limit of the factor, the factor itself where it is rational."""
    if is_rational(theorem.factor):
        return str(rational(theorem.factor, s))
    mid, rad, exponent = in_balls(theorem.factor, s).mid_rad_10exp(30)
    return f"{mid + rad}e{exponent}"


def decide_everywhere(theorem: SmoothBound, options: Options) -> Verdict | None:
    """The verdict at every setting at once, or None."""
    verdict = promote(theorem, decide(theorem, theorem.setting({}), options), options)
    return verdict if verdict.scope == "all" else None


def promote(theorem: SmoothBound, summary: Verdict, options: Options) -> Verdict:
    """The verdict over a coverage, for every beta-smooth activation where the argument does it.

    The argument does not ask which one it is. Those with a name are examples, and the certificate
    has the proof of each one's constant besides.
    """
    names = next(p.domain for p in theorem.parameters if p.name == "activation")
    if summary.outcome is not Outcome.CERTIFIED or not isinstance(names, Names):
        return summary
    if not _covers_all_inputs(theorem):
        return summary
    proofs = [smoothness_proof(name) for name in names.allowed]
    betas = {name: float(smoothness_constant(name)) for name in names.allowed}
    listed = ", ".join(f"{beta:.12g} ({name})" for name, beta in betas.items())
    met = _attained_by(theorem)
    return summary.but(
        scope="all",
        finding="holds for every beta-smooth activation and all "
        + ("points" if theorem.quantity is remainder_of else "weights and inputs")
        + "".join(f"; equality for {name}, beta = {betas[name]:.12g}" for name in met),
        method="Taylor's formula",
        evidence=(
            "For every sigma with a beta-Lipschitz slope the remainder is the integral of"
            " sigma'(z0 + t) - sigma'(z0) over t from 0 to h = z - z0, and |sigma'(z0 + t) -"
            " sigma'(z0)| <= beta |t|; the integral of this kernel is h^2/2, as a polynomial.",
            *_summed(theorem),
            *(
                f"{name} attains the bound, as its remainder is beta h^2/2 for all z0 and h, as"
                " polynomials; so no smaller factor would do."
                for name in met
            ),
            f"Examples: beta = sup |sigma''| of {len(proofs)} activations, each enclosed to 12"
            f" digits: {listed}. For each of them with beta > 0 small steps from the steepest point"
            " approach the largest share of the bound that this leaves.",
            *summary.evidence[2:],
        ),
        certificate=certificate(theorem.label, {}, "certified", *proofs, EVERY_SIGMA, scope="all"),
    )


def on_region(theorem: SmoothBound, s: Setting, options: Options) -> Verdict | None:
    """The verdict on a region, for every activation or for the one that is set; None without proof.

    Tightness is told at the values that are set, and at the defaults where there is a span.
    """
    fixed = {name: value for name, value in s.items() if not isinstance(value, Span)}
    verdict = decide(theorem, theorem.setting({}).but(**fixed), options)
    if "activation" in fixed:
        return verdict if verdict.scope == "box" else None
    verdict = promote(theorem, verdict, options)
    return verdict if verdict.scope == "all" else None


def _summed(theorem: SmoothBound) -> tuple[str, ...]:
    """From one neuron to the network, where the statement is about one."""
    if theorem.quantity is remainder_of:
        return ()
    return (
        "With h_i = x.(w_i - w0_i), |h_i| <= ||x|| ||w_i - w0_i||, summed with output weights of at"
        " most the largest one allowed: (worst case) / bound is at most ||x||^2 / factor <= 1.",
    )


def counterexample(theorem: SmoothBound, s: Setting) -> Found | None:
    """One moved neuron whose remainder certainly exceeds the bound, if one was found.

    The neuron starts at z0 and moves by h = ||x|| t, t = ||W - W0||: the claim for it is
    |remainder(z0, h)| <= factor (beta/2) t^power. Returns the witness and its proof.
    """
    x_norm = s.get("x_norm", Fraction(1))
    if x_norm == 0:
        return None  # there is no remainder
    factor, high = _upper_limit(theorem, s), supremum(s.activation).high
    z0, h, sign = worst_displacement(s.activation, CLOSE)
    for _ in range(200):
        t = abs(h) / x_norm
        claim = Fraction(factor) * high / 2 * t**theorem.power
        with ctx.workprec(256):
            value = remainder(s.activation, z0, h)
            if abs(value) > ball(claim):
                witness = {
                    "setting": repr(s),
                    "z0": str(z0),
                    "step": str(h),
                    "output weight sign": sign,
                    "remainder": value.str(15),
                    "claimed": ball(claim).str(15),
                }
                return witness, {
                    "kind": "remainder",
                    "activation": s.activation,
                    "z0": str(z0),
                    "step": str(h),
                    "x_norm": str(x_norm),
                    "factor": factor,
                    "power": theorem.power,
                    **({"m": s.m} if "m" in s else {}),
                }
        h = h / 2
    return None
