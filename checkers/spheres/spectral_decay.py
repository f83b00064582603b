"""Decay of eigenvalues on spheres: Funk-Hecke coefficients in closed form, degree by degree.

`sphere_spectra` finds the exponent for every d; here a claim is compared with it.
"""

from fractions import Fraction
from functools import partial
from typing import Any

from flint import arb, ctx

from checkers.arithmetic.balls import ball, in_balls
from checkers.arithmetic.rational_functions import (
    RATIOS,
    Ratio,
    d,
    nonnegative_from,
    ratio,
    sign_from,
)
from checkers.kernels.decay import constants
from checkers.kernels.funk_hecke import eigenvalues, multiplicity
from checkers.kernels.spectra import (
    LARGEST,
    Spectrum,
    closed_form,
    confirmed,
    listed,
    spectrum,
    value_at,
    witness,
)
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome, Verdict, decided
from theorems.language.domains import Integers, UnmetHypothesis
from theorems.language.exact import is_rational, rational
from theorems.language.records import Formula, Setting, SpectralDecay

BITS = 128
_verdict = partial(decided, method="Funk-Hecke", statistic="eigenvalue")


def decide(theorem: SpectralDecay, s: Setting, options: Options) -> Verdict:
    """The verdict at one setting; scope "all" where it holds or fails for every d of the domain.

    Raises UnmetHypothesis for d < 2.
    """
    if s.d < 2:
        raise UnmetHypothesis(f"{theorem.label} needs d >= 2; got d = {s.d}.")
    with ctx.workprec(BITS):
        return _decided(theorem, s, spectrum(theorem.kernel))


def _decided(theorem: SpectralDecay, s: Setting, known: Spectrum | None) -> Verdict:
    """The verdict by what is known of the spectrum: nothing, a finite rank, or an exponent."""
    if known is None:
        reason = (
            "The kernel is no polynomial in arccos rho, rho and sqrt(1 - rho^2) of first degree in"
            " arccos rho with coefficients b_n >= 0, or the order of its eigenvalues is not seen."
        )
        return _verdict(theorem, s, Outcome.UNDECIDED, "no closed form of the spectrum", reason)
    if known.alpha is None:
        return _finite(theorem, s, known)
    return _compared(theorem, s, known, known.alpha)


def _compared(theorem: SpectralDecay, s: Setting, known: Spectrum, alpha: Ratio) -> Verdict:
    """The claim compared with the exponent, for all d where that can be told, else at one d."""
    here = value_at(alpha, s.d)
    holds, claim = _holds_at(theorem, s, here), _claim(theorem, s)
    every = _everywhere(theorem, alpha)
    if every is not holds:
        every = None
    outcome = {True: Outcome.CERTIFIED, False: Outcome.REFUTED, None: Outcome.UNDECIDED}[holds]
    dimensions = _dimensions(theorem, s) if every is not None else [s.d]
    bounds = constants(known.found, known.tails, s.d)
    finding = f"lambda_i is of the order i^-alpha, alpha = {alpha}"
    finding += (
        f" for every d >= 2: {here} at d={s.d}" if every is not None else f" = {here} at {s!r}"
    )
    return _verdict(
        theorem,
        s,
        outcome,
        finding + {True: "", False: f", not {claim}", None: f"; is it {claim}?"}[holds],
        closed_form(known),
        f"The degrees up to k hold of the order of k^(d-1) eigenvalues, so that {finding}.",
        *(listed(known, alpha, dimension) for dimension in dimensions),
        *confirmed(known, s.d),
        scope="all" if every is not None else "point",
        best={
            "what": "exponents alpha with c1 i^-alpha <= lambda_i <= c2 i^-alpha for all i",
            "proved": f"alpha = {alpha}",
            "refuted": "every other alpha",
        },
        witness=witness(known, s, here, claim, bounds) if holds is False else None,
    )


def _finite(theorem: SpectralDecay, s: Setting, known: Spectrum) -> Verdict:
    """A polynomial kernel: the eigenvalues end."""
    values = eigenvalues(known.found, s.d, known.tails.start)
    rank = sum(multiplicity(n, s.d) for n, value in enumerate(values) if not value.is_zero())
    return _verdict(
        theorem,
        s,
        Outcome.REFUTED,
        f"at {s!r} only {rank} eigenvalues are not 0: no c1 > 0 has c1 i^-alpha <= lambda_i",
        f"The kernel is a polynomial of degree {known.tails.start - 1} in x.y, and lambda_k = 0"
        " for all larger k.",
        *confirmed(known, s.d),
        scope="all" if _from_two(theorem) else "point",
        witness={"setting": repr(s), "eigenvalues that are not 0": rank},
    )


def _from_two(theorem: SpectralDecay) -> bool:
    """Whether d, an integer >= 2, is the only parameter."""
    domains = {p.name: p.domain for p in theorem.parameters}
    domain = domains.get("d")
    return list(domains) == ["d"] and isinstance(domain, Integers) and domain.least >= 2


def _everywhere(theorem: SpectralDecay, alpha: Ratio) -> bool | None:
    """Whether the claim holds for every d of the domain, or fails for every one; else None."""
    if not _from_two(theorem):
        return None
    least = next(p.domain.least for p in theorem.parameters if isinstance(p.domain, Integers))
    told = list[bool | None]()
    try:
        if theorem.alpha is not None:
            sign = sign_from(alpha - _in_d(theorem.alpha), 0, least)
            told.append(None if sign is None else sign == 0)
        if theorem.above is not None:
            excess = alpha - _in_d(theorem.above)
            fails = nonnegative_from(-excess, least)
            told.append(False if fails else True if sign_from(excess, 0, least) == 1 else None)
    except (ArithmeticError, TypeError, ValueError):
        return None
    if False in told:
        return False
    return None if None in told else True


def _in_d(formula: Formula) -> Ratio:
    """A formula as a rational function of d. Raises ArithmeticError where it is none."""
    return ratio(formula({"d": ratio(d)}, RATIOS))


def _holds_at(theorem: SpectralDecay, s: Setting, alpha: Fraction) -> bool | None:
    """Whether the claim holds at one d; None where a ball is too wide to tell."""
    told = list[bool | None]()
    for formula, strict in ((theorem.alpha, False), (theorem.above, True)):
        if formula is not None:
            value = _exact(formula, s)
            excess = alpha - value if isinstance(value, Fraction) else ball(alpha) - value
            if isinstance(excess, Fraction):
                told.append(excess > 0 if strict else excess == 0)
            else:
                told.append(strict if excess > 0 else False if excess < 0 else None)
    return False if False in told else None if None in told else True


def _exact(formula: Formula, s: Setting) -> Any:
    """The number claimed at a setting, a Fraction or a ball."""
    return rational(formula, s) if is_rational(formula) else in_balls(formula, s)


def _claim(theorem: SpectralDecay, s: Setting) -> str:
    """What is claimed of alpha at a setting, in words."""
    words = [
        f"{word}{value.str(9) if isinstance(value, arb) else value}"
        for formula, word in ((theorem.alpha, ""), (theorem.above, "above "))
        if formula is not None
        for value in (_exact(formula, s),)
    ]
    return " and ".join(words)


def _dimensions(theorem: SpectralDecay, s: Setting) -> list[int]:
    """The dimensions of the coverage whose eigenvalues are listed, and that of the setting."""
    covered = [int(c) for p in theorem.parameters for c in p.coverage]
    return sorted({s.d, *(c for c in covered if c <= LARGEST)})
