"""Smooth approximations of relu: how the largest error and the smoothness constant go with t.

sigma_t(z) = height sigma(scale z), with height scale = 1, has, by u = scale z,
    sup_z |sigma_t(z) - relu(z)| = height sup_u |sigma(u) - relu(u)|,
    sup_z |sigma_t''(z)|         = height scale^2 sup_u |sigma''(u)|.
For softplus sigma(u) - relu(u) = log(1 + v) with v = exp(-|u|) in (0, 1], whose derivative
1 / (1 + v) is positive: the supremum is log 2, at u = 0. Where height scale is not 1 the error is
infinite. Powers of t rise or fall for all t at once.
"""

from fractions import Fraction
from typing import Any

from flint import arb, arb_series, ctx

from checkers.activations.smoothness import smoothness_constant
from checkers.arithmetic.balls import BALLS, Balls, ball, in_balls
from checkers.arithmetic.powers import Formal, formally, variable
from checkers.verdicts.hypotheses import require
from checkers.verdicts.verdict import Outcome, Verdict, decided
from theorems.language.activations import ACTIVATIONS
from theorems.language.domains import POSITIVE, UnmetHypothesis
from theorems.language.parameters import LATER
from theorems.language.records import Formula, Setting, Trend

GRID = [Fraction(k, 8) for k in range(-80, 81)]  # values of t z at which the print is evaluated
NAMES = {"error": "sup |sigma_t - relu|", "gamma": "sup |sigma_t''|"}


class _Series(Balls):
    """The functions of a family on power series over balls."""

    @staticmethod
    def exp(z: Any, /) -> Any:
        return z.exp()

    @staticmethod
    def log(z: Any, /) -> Any:
        return z.log()


SERIES = _Series()


def decide(theorem: Trend, s: Setting) -> Verdict:
    """The verdict at (t, ratio), by the exact power of t in each size; "all" where it holds."""
    require(theorem, {"t": POSITIVE, "ratio": LATER.domain}, {})
    if theorem.towards not in ("0", "infinity") or not 0 < len(theorem.rises) == len(
        {*theorem.rises} & {*NAMES}
    ):
        raise UnmetHypothesis(
            f"{theorem.label} needs t towards 0 or infinity, and error or gamma that rise or fall."
        )
    height, scale = _form(theorem, theorem.height), _form(theorem, theorem.scale)
    _same_family(theorem, s)
    if theorem.shape != "softplus":
        raise UnmetHypothesis(f"{theorem.label} needs the shape softplus; got {theorem.shape}.")
    v = arb(0).union(arb(1))
    if not 1 / (1 + v) > 0:
        raise ArithmeticError("log(1 + v) does not rise on [0, 1]")
    finite = (height * scale).same(Formal.of(1))
    sizes = {
        "error": height * variable("error of softplus") if finite else None,
        "gamma": height * scale * scale * variable("gamma of softplus"),
    }
    known = {
        "error of softplus": arb(2).log(),
        "gamma of softplus": smoothness_constant(theorem.shape),
    }
    wrong, sentences = [], []
    for name, rises in theorem.rises.items():
        power = _power(sizes[name])
        up = 0 if power is None else power if theorem.towards == "infinity" else -power
        if (up <= 0) if rises else (up >= 0):
            wrong.append(name)
        sentences.append(_told(name, sizes[name], power, theorem.towards, known))
    sentences.append(_second_way(theorem, s, sizes, known))
    return decided(
        theorem,
        s,
        Outcome.REFUTED if wrong else Outcome.CERTIFIED,
        f"as t -> {theorem.towards}: "
        + ", ".join(
            f"{NAMES[name]} {'rises' if rises else 'falls'}"
            f" {'(false)' if name in wrong else '(true)'}"
            for name, rises in theorem.rises.items()
        ),
        *sentences,
        scope="point" if wrong else "all",
        method="powers of t",
        best=_best(theorem, sizes),
        vacuous=False,
        witness=_witness(theorem, s, wrong[0], sizes[wrong[0]], known) if wrong else None,
    )


def _form(theorem: Trend, formula: Formula) -> Formal:
    """The exact form of height or scale: a positive multiple of a power of t."""
    form = formally(formula, {"t": variable("t")})
    if form is None or len(form.terms) != 1:
        raise UnmetHypothesis(f"{theorem.label} needs a height and a scale that are powers of t.")
    if min(form.terms.values()) < 0:
        raise UnmetHypothesis(f"{theorem.label} needs a height and a scale that are positive.")
    return form


def _power(size: Formal | None) -> Fraction | None:
    """The power of t; None for an infinite size, which neither rises nor falls."""
    return None if size is None else Fraction(next(iter(size.powers())))


def _same_family(theorem: Trend, s: Setting) -> None:
    """Raise UnmetHypothesis unless the printed family is height sigma(scale z), at a grid."""
    sigma = ACTIVATIONS[theorem.shape]
    with ctx.workprec(256):
        for t in next(p.coverage for p in theorem.parameters if p.name == "t"):
            setting = s.but(t=t)
            height, scale = in_balls(theorem.height, setting), in_balls(theorem.scale, setting)
            for u in GRID[::16]:
                z = ball(u) / scale
                printed = in_balls(theorem.family, {"t": setting.t, "z": z})
                if not printed.overlaps(height * sigma.value(scale * z, BALLS)):
                    raise UnmetHypothesis(
                        f"{theorem.label} is about another family than height sigma(scale z)."
                    )


def _told(
    name: str, size: Formal | None, power: Fraction | None, towards: str, known: dict[str, arb]
) -> str:
    if size is None or power is None:
        return f"{NAMES[name]} is infinite for every t."
    number = size.value({**known, "t": arb(1)}).str(12, radius=False)
    rises = power > 0 if towards == "infinity" else power < 0
    direction = "rises" if rises else "does not change" if power == 0 else "falls"
    return f"{NAMES[name]} = {number} t^({power}), so it {direction} as t -> {towards}."


def _second_way(
    theorem: Trend, s: Setting, sizes: dict[str, Formal | None], known: dict[str, arb]
) -> str:
    """The printed family itself, on a grid of z: its error, and sigma_t'' from power series.

    Both maxima are at z = 0, a point of the grid. Raises ArithmeticError where it gives others.
    """
    found = []
    for t in (s.t, s.t * s.ratio):
        worst, bend = arb(0), arb(0)
        with ctx.workprec(256):
            for u in GRID:
                z = ball(u / t)
                worst = worst.max(abs(in_balls(theorem.family, {"t": t, "z": z}) - z.max(arb(0))))
                jet = theorem.family({"t": ball(t), "z": arb_series([z, 1], prec=3)}, SERIES)
                bend = bend.max(abs(2 * jet[2]))
            for name, seen in (("error", worst), ("gamma", bend)):
                size = sizes[name]
                if size is not None and not seen.overlaps(size.value({**known, "t": ball(t)})):
                    raise ArithmeticError(f"{theorem.label}: {NAMES[name]} is {seen} on the grid")
        found.append(
            f"t = {float(t):g}: {worst.str(8, radius=False)} and {bend.str(8, radius=False)}"
        )
    return (
        "A second way: the printed family on 161 points, largest error and largest |sigma_t''|"
        f" by power series, {'; '.join(found)}."
    )


def _best(theorem: Trend, sizes: dict[str, Formal | None]) -> dict[str, str] | None:
    """The direction in which the sizes go as claimed, and the one in which they do not."""
    powers = {name: _power(size) for name, size in sizes.items()}
    works = {
        towards: all(
            (p := powers[name]) is not None and p != 0 and (p > 0) is (rises is (sign > 0))
            for name, rises in theorem.rises.items()
        )
        for towards, sign in (("infinity", 1), ("0", -1))
    }
    if list(works.values()).count(True) != 1:
        return None
    right = max(works, key=lambda towards: works[towards])
    wrong = min(works, key=lambda towards: works[towards])
    return {
        "what": "direction in which both go as claimed",
        "proved": f"t -> {right}",
        "refuted": f"t -> {wrong}",
    }


def _witness(
    theorem: Trend, s: Setting, name: str, size: Formal | None, known: dict[str, arb]
) -> dict[str, str]:
    """The two values of a size that break its claim; both are attained at z = 0 for softplus."""
    values = [
        "infinite" if size is None else size.value({**known, "t": ball(t)}).str(12, radius=False)
        for t in (s.t, s.t * s.ratio)
    ]
    return {
        "size": NAMES[name],
        "claimed": f"{'rises' if theorem.rises[name] else 'falls'} as t -> {theorem.towards}",
        "t": str(s.t),
        "t'": str(s.t * s.ratio),
        "z": "0",
        "size at t": str(values[0]),
        "size at t'": str(values[1]),
    }
