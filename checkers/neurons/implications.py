"""Implications and inequalities between neurons: decided on every cell of a sign pattern.

`neurons.neuron_space` runs the record's own premise and conclusions on linear forms. Here its
answers become a verdict: the links of a chain one by one, the values of ||x|| at which they hold,
explicit weights that break them, and whole random networks as a second way.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

from checkers.arithmetic.cells import NotLinear
from checkers.arithmetic.intervals import Interval, merged, named
from checkers.arithmetic.surds import UnlikeRoots, sign
from checkers.neurons.neuron_space import (
    NORM,
    Breaking,
    Claim,
    Norms,
    canonical,
    failing_norms,
    first_failing,
    stands,
    uniform,
)
from checkers.neurons.random_networks import failing_network
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome, Verdict, decided
from theorems.language.domains import Span, UnmetHypothesis
from theorems.language.records import Implication, Setting

WHOLE = (
    "No single pair at a time breaks it, but the whole network in the witness does, evaluated"
    " exactly: the claim is no comparison of sums over pairs."
)
UNUSABLE = (NotLinear, UnlikeRoots, OverflowError, TypeError, AttributeError)


@contextmanager
def _in_words(theorem: Implication) -> Iterator[None]:
    """What a formula asks that no cell tells, in one sentence."""
    if not theorem.conclusions:
        raise UnmetHypothesis(f"{theorem.label} has no conclusion to check.")
    try:
        yield
    except UNUSABLE as error:
        raise UnmetHypothesis(
            f"{theorem.label} needs formulas that are linear in the neuron between comparisons,"
            f" with integers, fractions and np.sqrt of parameters, d left out; got {error}."
        ) from None


def decide(theorem: Implication, s: Setting, options: Options) -> Verdict:
    """The verdict at one setting; scope "all" where it holds for every setting.

    Raises UnmetHypothesis for formulas that cells do not settle.
    """
    with _in_words(theorem):
        return _decided(theorem, s, options)


def _decided(theorem: Implication, s: Setting, options: Options) -> Verdict:
    found = [first_failing(theorem, claim, s) for claim in theorem.conclusions]
    broken = [i for i, (witness, _) in enumerate(found) if witness is not None]
    told = [norms for _, norms in found if norms is not None]
    network, met = None, 0
    if not broken:
        # at one setting for all of them, where scales do not matter
        here = theorem.setting({}) if len(told) == len(found) else s
        here = here.but(**{NORM: s[NORM]}) if NORM in s else here
        network, met = failing_network(theorem, tuple(here.items()), options.seed)
        s = here if network else s
    general = [uniform(theorem, claim, False) for claim in theorem.conclusions]
    everywhere = all(norms is not None and norms.empty for norms in general)
    open_norms = NORM not in s and any(norms is None for _, norms in found) and not everywhere
    settled = not (open_norms and _unsettled(theorem, s))
    if broken or network:
        outcome = Outcome.REFUTED
    else:
        outcome = Outcome.CERTIFIED if settled else Outcome.UNDECIDED
    certified = outcome is Outcome.CERTIFIED
    witness = network
    if broken:
        breaks = found[broken[0]][0]
        assert breaks is not None
        witness = _shown(theorem, s, breaks, broken[0])
    cases = sum(norms.cases for norms in told)
    return decided(
        theorem,
        s,
        outcome,
        "no neuron meets the premise: the statement is empty"
        if certified and told and not cases
        else _finding(theorem, s, outcome, everywhere, broken, witness),
        *([WHOLE] if network else _evidence(theorem, s, found, broken, cases, met, settled)),
        scope="all" if certified and everywhere else "point",
        method="exact cells",
        statistic="conclusion",
        best=best(theorem),
        vacuous=not cases if told else None,
        violations=len(broken),
        witness=witness,
    )


def _unsettled(theorem: Implication, s: Setting) -> bool:
    """Whether some claim is not known for every ||x|| at this setting."""
    values = tuple((n, v) for n, v in sorted(s.items()) if n not in (NORM, "d"))
    line = s.get("d") == 1
    return any(
        failing_norms(theorem, claim, values, line).intervals is None
        for claim in theorem.conclusions
    )


def _finding(
    theorem: Implication,
    s: Setting,
    outcome: Outcome,
    everywhere: bool,
    broken: list[int],
    witness: Mapping[str, Any] | None,
) -> str:
    if outcome is Outcome.REFUTED:
        links = ", ".join(str(i + 1) for i in broken)
        which = f"link {links}" if broken and len(theorem.conclusions) > 1 else "the conclusion"
        where = f" at {s!r}" if s else ""
        at = f", for w0.x = {witness['w0.x']} and w.x = {witness['w.x']}" if witness else ""
        return f"{which} fails{where}{at}"
    if outcome is Outcome.UNDECIDED:
        return f"holds at the ||x|| that were tried at {s!r}; no proof covers the others"
    return (
        "holds for every neuron and every setting"
        if everywhere
        else f"holds for every neuron at {s!r}"
    )


def _evidence(
    theorem: Implication,
    s: Setting,
    found: list[tuple[Breaking | None, Norms | None]],
    broken: list[int],
    cases: int,
    met: int,
    settled: bool,
) -> Iterator[str]:
    line = s.get("d") == 1
    what = "a pair of neurons" if theorem.pair else "a neuron"
    if cases:
        yield (
            f"The premise and the conclusions were run on linear forms: they distinguish {cases}"
            f" cases of {what} that meets the premise, ties included, each decided exactly."
        )
    elif all(norms is not None for _, norms in found):
        yield "No neuron meets the premise, so the statement says nothing."
    many = len(found) > 1
    for i, (_, norms) in enumerate(found):
        name = f"Link {i + 1}" if many else "The conclusion"
        if norms is not None and not norms.empty and NORM in s:
            yield f"{name} holds if and only if {holding(norms)}."
        elif i in broken:
            yield f"{name} fails at this setting."
        elif many:
            where = " for every setting" if norms else "" if settled else " where it was tried"
            yield f"{name} holds{where}."
        breaks = found[i][0]
        if breaks is not None and stands(theorem, theorem.conclusions[i], s, breaks):
            yield (
                f"A second way: what breaks {name[0].lower()}{name[1:]} was put as plain"
                " numbers into the same definitions at this setting, in exact arithmetic."
            )
        if i in broken:
            yield from _degrees(theorem, theorem.conclusions[i], name, line)
    whole = None if theorem.overall is None else uniform(theorem, theorem.overall, line)
    if whole is not None:
        always = "at every setting" if whole.empty else f"if and only if {holding(whole)}"
        yield f"First term <= last term, which the chain is for, holds {always}."
    if met:
        yield (
            f"A second way: {met} random {'networks' if theorem.pair else 'neurons'} that meet the"
            " premise, ties among them, were evaluated exactly by the same definitions, and none"
            " breaks a conclusion."
        )


def _degrees(theorem: Implication, claim: Claim, name: str, line: bool) -> Iterator[str]:
    """Degrees tell a lost factor, without any neuron."""
    link = f"{name[0].lower()}{name[1:]}"
    for unit, (left, right) in canonical(theorem, claim, line).mixed.items():
        scale = {"x": "x", "w": "the weights", "root": "sqrt(m)"}[unit]
        yield (
            f"Another, by degrees: {link} compares a term of degree {left} in {scale} with"
            f" one of degree {right}; so it says different things at different scales, and a"
            " factor is lost."
        )
        if unit == "root" and canonical(theorem, claim, line).empty:
            yield f"At m = 1 {link} holds; the two powers of m agree there alone."


def holding(norms: Norms) -> str:
    """The values of ||x|| at which a conclusion holds, in words."""
    if norms.empty:
        return "||x|| >= 0"
    assert norms.intervals is not None
    union = merged(norms.intervals)
    if len(union) == 1 and union[0].high is None and not norms.zero:
        low, closed = union[0].low, not union[0].open_low
        if low is None or sign(low) == 0:
            return "x = 0"
        return f"||x|| {'<' if closed else '<='} {low}"
    if len(union) == 1 and union[0].high is not None and sign(union[0].low or Fraction(0)) == 0:
        high = f"||x|| {'>=' if union[0].open_high else '>'} {union[0].high}"
        return high if norms.zero else f"x = 0 or {high}"
    outside = " or ".join(named(i) for i in union) or "x = 0"
    return f"not {outside}" + (" or x = 0" if norms.zero and union else "")


def best(theorem: Implication) -> dict[str, str] | None:
    """The exact range of ||x|| in which all links hold, for every value of the rest, or None."""
    if NORM not in (p.name for p in theorem.parameters):
        return best_width(theorem)
    norms = [uniform(theorem, claim, False) for claim in theorem.conclusions]
    known = [n for n in norms if n is not None and n.intervals is not None]
    if len(known) < len(norms) or all(n.empty for n in known):
        return None
    union = tuple(i for n in known for i in n.intervals or ())
    whole = Norms(union, any(n.zero for n in known), {}, 0)
    fails = " or ".join(named(i) for i in merged(union))
    return {
        "what": "range of ||x||, for every value of the other parameters",
        "proved": holding(whole),
        "refuted": f"{fails}{' or x = 0' if whole.zero else ''}",
    }


def best_width(theorem: Implication) -> dict[str, str] | None:
    """The widths at which all links hold, where m is the only parameter and they do so at 1."""
    if [p.name for p in theorem.parameters] != ["m"]:
        return None
    norms = [canonical(theorem, claim, False) for claim in theorem.conclusions]
    if not all(n.empty for n in norms) or not any("root" in n.mixed for n in norms):
        return None
    [m] = theorem.parameters
    fails = [
        str(width)
        for width in m.coverage
        if not all(
            failing_norms(theorem, claim, (("m", width),), False).empty
            for claim in theorem.conclusions
        )
    ]
    outside = "" if 1 in m.domain else ", which is no width that is allowed"
    return {
        "what": "width m",
        "proved": f"m = 1{outside}",
        "refuted": f"m = {', '.join(fails)}; the sides carry different powers of m",
    }


def on_region(theorem: Implication, s: Setting, options: Options) -> Verdict | None:
    """The verdict on a region of ||x||, for every value of the other parameters, or None."""
    span = s.get(NORM)
    low, high = (
        (Fraction(getattr(span, "low", span) or 0), getattr(span, "high", span))
        if span is not None
        else (Fraction(0), None)
    )
    region = Interval(low, high, open_low=low == 0, open_high=high is None)
    with _in_words(theorem):
        norms = [uniform(theorem, claim, False) for claim in theorem.conclusions]
    for n in norms:
        if n is None or n.intervals is None or (n.zero and low == 0):
            return None
        if any(i.meets(region) for i in n.intervals):
            return None
    usual = theorem.setting({})
    inside = usual.but(**{NORM: low if low else high}) if NORM in s and high is not None else usual
    verdict = decide(theorem, inside, options)
    whole = all(value == Span() for value in s.values())
    return verdict.but(
        setting=s,
        scope="all" if whole else "box",
        finding=f"holds for every neuron and every setting in {s!r}",
    )


def _shown(theorem: Implication, s: Setting, found: Breaking, link: int) -> dict[str, Any]:
    """The neurons that break a link, with explicit weights where they lie along x."""
    neurons = range(2 if theorem.pair else 1)
    zero = Fraction(0)
    us = [found.point.get(f"u{i}", zero) for i in neurons]
    v = found.point.get("v", zero)
    shown: dict[str, Any] = {
        "setting": repr(s),
        "link": link + 1,
        "w0.x": str(v),
        "w.x": ", ".join(map(str, us)),
        "||x||": str(found.x_norm),
    }
    if found.weight is not None:
        shown["c"] = str(found.weight)
    if theorem.pair:
        shown["c"] = ["1", "-1"]
        shown["rest"] = "every other pair of the network keeps its initial weights, far from 0"
    if found.line and found.x_norm:
        norm = found.x_norm
        shown |= {"x": [str(norm)], "w0": [str(v / norm)], "w": [str(u / norm) for u in us]}
    else:
        shown |= {name: str(value) for name, value in found.point.items() if name[0] in "ml"}
    return shown
