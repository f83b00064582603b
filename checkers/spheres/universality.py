"""Universality on spheres: by power series, or an annihilating measure in exact numbers.

`dense_sections` has the argument, from the closed form of the kernel; here it becomes a verdict,
and is confirmed by the printed formula itself. Where X has one or two points, the Gram matrix
decides.
"""

from functools import partial

from flint import arb, ctx

from checkers.arithmetic.balls import in_balls
from checkers.kernels.annihilators import Annihilator
from checkers.kernels.arcsine_series import at_end, parts
from checkers.spheres.density import Powers, Subset, annihilator, dense, in_space, powers_of
from checkers.spheres.section_sums import best_fit, coefficients_on_slice, largest_sum
from checkers.spheres.subsets import settles_all, subset
from checkers.verdicts import numerals
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome, Verdict, decided
from theorems.language.floats import FLOATS
from theorems.language.records import Setting, Universality

BITS = 1024  # heights may be that near to 1
WIDEST = 100  # coordinates that a witness writes out
_verdict = partial(
    decided, statistic="distance of a continuous function from the span of the sections"
)
PAIRS = ("no antipodal pair", "one antipodal pair", "infinitely many antipodal pairs")


def decide(theorem: Universality, s: Setting, options: Options) -> Verdict:
    """The verdict at one setting; scope "all" where it holds or fails for every setting.

    Raises UnmetHypothesis where X is empty, or the sign of its height cannot be told.
    """
    with ctx.workprec(BITS):
        return _decided(theorem, s, powers_of(theorem.kernel), subset(theorem, s))


def _decided(theorem: Universality, s: Setting, powers: Powers | None, X: Subset) -> Verdict:
    """The verdict by what the power series tells, or by the Gram matrix of one or two points."""
    holds = None if powers is None else dense(powers, X)
    if powers is not None and holds is True:
        return _certified(theorem, s, powers, X)
    if powers is not None and holds is False:
        return _refuted(theorem, s, powers, X, annihilator(powers, X))
    if X.points is not None:
        return _few_points(theorem, s, X)
    reason = (
        "The kernel is no polynomial in arccos rho, rho and sqrt(1 - rho^2): its power series is"
        " not known."
        if powers is None
        else "No parity of the power series is a polynomial that X would show, and not all of its"
        " coefficients are known to be >= 0."
    )
    return _verdict(
        theorem, s, Outcome.UNDECIDED, "no proof either way", reason, method="power series"
    )


def _certified(theorem: Universality, s: Setting, powers: Powers, X: Subset) -> Verdict:
    """The verdict with the argument, a second one on slices, and a fit."""
    every = settles_all(theorem, s, True)
    told = "" if powers.signs is None else f"{powers.signs.sentence()}. "
    where = "for every setting" if every else f"at {s!r}"
    return _verdict(
        theorem,
        s,
        Outcome.CERTIFIED,
        f"the sections are dense {where}: no measure on X annihilates them",
        f"k = sum b_n (x.y)^n, from the closed form: {told}{_parity(powers)}",
        "A measure that annihilates the sections has sum b_n |M_n|^2 = 0, M_n its moment of degree"
        f" n: {_left_over(powers)}; X holds {PAIRS[X.pairs]}, so that it is 0.",
        *_second_way(theorem, X),
        *_fit(theorem, X, 3),
        method="power series",
        scope="all" if every else "point",
        best=_best(powers),
    )


def _refuted(
    theorem: Universality, s: Setting, powers: Powers, X: Subset, found: Annihilator
) -> Verdict:
    """The verdict with the measure, and a function that stays away from the sections."""
    n = min(X.n, WIDEST)
    points = in_space(found, X, n)
    largest = largest_sum(theorem, points, found.weights, n, float(X.h))
    if largest > 1e-9 * max(1.0, abs(float(theorem.kernel(1.0, FLOATS)))):
        raise ArithmeticError(f"{theorem.label}: the measure sees a section, {largest}")
    kind = "u, where x = (sqrt(1 - h^2) u, h)" if X.slice else "x"
    if X.n > n:
        kind += f"; {X.n - n} more coordinates are 0"
    at_least = numerals.lower(found.value, 6)
    return _verdict(
        theorem,
        s,
        Outcome.REFUTED,
        f"at {s!r} a measure on {len(points)} points of X annihilates every section: a continuous"
        f" function stays at a distance >= {at_least} from all their combinations",
        f"{_parity(powers)} {_why(powers, X)}",
        f"The measure on {len(points)} rational points of X is not 0, and its moments that the"
        " kernel sees vanish, in integers and Fractions. Its integral of"
        f" {found.function}, (x, y) the plane of these points, is"
        f" {numerals.near(found.value, 9)} times its total variation; that function is at most 1,"
        " so that no combination of sections comes nearer to it.",
        "A second way: by the slow definition, this combination of sections, its weights scaled to"
        f" total size 1, is at most {numerals.upper(largest, 1)} at 200 random points of X"
        " (rounding).",
        *_fit(theorem, X, found.power),
        method="annihilating measure",
        scope="all" if settles_all(theorem, s, False) else "point",
        typical=float(found.value),
        best=_best(powers),
        witness={
            "setting": repr(s),
            "points": [[str(c) for c in point] for point in points],
            "points are": kind,
            "weights": [str(w) for w in found.weights],
            "function": found.function,
            "distance at least": str(found.value),
        },
    )


def _few_points(theorem: Universality, s: Setting, X: Subset) -> Verdict:
    """One point or two: all functions are approximated iff the Gram matrix is regular."""
    kernel = theorem.kernel
    rho = 2 * X.h**2 - 1 if X.slice else arb(-1)
    top = in_balls(kernel, {"rho": 1})
    other = in_balls(kernel, {"rho": rho}) if X.points == 2 else arb(0)
    told = f"k(x, x) = {top.str(12)}, k(x, y) = {other.str(12)}"
    where = f"at {s!r} X has {X.points} point(s)"
    if abs(top + other) > 0 and abs(top - other) > 0:
        finding, reason = f"{where}, and the Gram matrix is regular", f"{where}: {told}."
        powers = powers_of(kernel)
        best = None if powers is None else _best(powers)
        certified = Outcome.CERTIFIED
        return _verdict(theorem, s, certified, finding, reason, method="Gram matrix", best=best)
    found = parts(kernel)
    if found is not None and X.points == 2 and (rho + 1).is_zero():
        for sign in (1, -1):
            if not (at_end(found, 1) + sign * at_end(found, -1)).terms:
                measure = f"delta_x {'+-'[sign < 0]} delta_(-x)"
                return _verdict(
                    theorem,
                    s,
                    Outcome.REFUTED,
                    f"{where}, x and -x, and {measure} annihilates every section",
                    f"k(x, x) {'+-'[sign < 0]} k(x, -x) = 0, exactly in the closed form.",
                    f"A second way: in balls, {told}.",
                    method="annihilating measure",
                    witness={"points": [["1"], ["-1"]], "weights": ["1", str(sign)]},
                )
    reason = f"{where}: {told}."
    return _verdict(
        theorem, s, Outcome.UNDECIDED, "no proof either way", reason, method="Gram matrix"
    )


def _parity(powers: Powers) -> str:
    """The parity identities that the unique normal form of the kernel shows."""
    halves = {"(k(rho) + k(-rho)) / 2": powers.even, "(k(rho) - k(-rho)) / 2": powers.odd}
    told = [
        f"{half} is {'0' if degree == -1 else f'a polynomial of degree {degree}'}"
        for half, degree in halves.items()
        if degree is not None
    ]
    return f"For every rho exactly: {' and '.join(told)}." if told else "Both parities go on."


def _why(powers: Powers, X: Subset) -> str:
    """What the measure exploits, and the step of the printed proof that does not hold."""
    if powers.even is not None and powers.odd is not None:
        return "So the sections span a space of finite dimension, and X is infinite."
    part, top = ("odd", powers.odd) if powers.even is None else ("even", powers.even)
    return (
        f"So no section sees a measure that is {part} under x -> -x and has no {part} moment of"
        f" degree up to {top}; X holds {PAIRS[X.pairs]}, which carry one. Theorem 4.56 of"
        " Steinwart and Christmann asks that the features x^(n) with b_n > 0 span an algebra:"
        " products of them have degrees with b_n = 0."
    )


def _left_over(powers: Powers) -> str:
    if powers.even is None and powers.odd is None:
        return "all M_n vanish, and polynomials are dense"
    which, other = ("even", "odd") if powers.even is None else ("odd", "even")
    return f"all M_n of {which} n vanish, so that it is {other} under x -> -x"


def _best(powers: Powers) -> dict[str, str] | None:
    """The compact subsets X of the sphere on which the kernel is universal, with proofs of both."""
    if not powers.nonnegative or (powers.even is None) == (powers.odd is None):
        return None
    finite = powers.odd if powers.even is None else powers.even
    proved, refuted = "X without antipodal pairs", "X with infinitely many antipodal pairs"
    if powers.even is None and finite == 1:  # sum u_j (delta_x - delta_(-x)) has M_1 = 2 sum u_j x
        proved = (
            "X whose antipodal pairs {x, -x} are linearly independent (no pair, one pair, ...): so"
            " every X with x_n >= h > 0, and the sphere of R^1"
        )
        refuted = (
            "X with linearly dependent antipodal pairs: so the sphere of R^n for every n >= 2, and"
            " x_n >= 0 for every n >= 3"
        )
    return {
        "what": "compact X in the unit sphere of R^n on which this kernel is universal",
        "proved": proved,
        "refuted": refuted if finite != -1 else "X with an antipodal pair",
    }


def _second_way(theorem: Universality, X: Subset) -> tuple[str, ...]:
    """On a slice: all coefficients in the cosine of the rest are positive."""
    found = coefficients_on_slice(theorem.kernel, X.h) if X.slice and X.side else []
    if not found or not all(c > 0 for c in found):
        return ()
    shown = ", ".join(c.str(6, radius=False) for c in (*found[:3], found[-1]))
    return (
        "A second way: x = (sqrt(1 - h^2) u, h), and x.y = h^2 + (1 - h^2) tau, tau = u.u', has"
        " powers with positive coefficients in tau up to their degree. As b_n > 0 for infinitely"
        " many n, all coefficients in tau are positive: the features are all monomials in u, which"
        " span an algebra and tell points apart, as Theorem 4.56 of Steinwart and Christmann asks."
        f" Of the first {len(found)} coefficients, enclosed from the printed formula: {shown}.",
    )


def _fit(theorem: Universality, X: Subset, power: int) -> tuple[str, ...]:
    if X.points is not None:
        return ()
    count, error = best_fit(theorem, X.n, float(X.h), power)
    return (
        f"{count} sections along a circle or an arc of X fit cos({power} angle) up to"
        f" {numerals.upper(error, 2)} there (least squares in floats, no proof).",
    )
