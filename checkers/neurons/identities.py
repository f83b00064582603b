"""Checking identities exactly: by sign cells, normal forms, kernels, or free variables.

A two-layer ReLU network and its gradients depend on the weights through the pre-activations
u_i = w_i.x and v_i = w_{0,i}.x alone, and are sums over neurons (over pairs of neurons at the
symmetric initialization) linear in the output weights. So one neuron (one pair) with x = 1
settles every width and dimension, and there both sides are linear on each sign cell.

Closed forms in rho are settled for every rho by their normal forms (`checkers.arithmetic.angles`).
Rigorous quadrature of the definition, which shares nothing with that argument, is held against
it at single rho; it refutes false forms, and stands in where a formula has no normal form.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb

from checkers.arithmetic.angles import NormalForms, normal_forms
from checkers.arithmetic.balls import enclosure
from checkers.gaussians.quadrature import Enclosures, enclosures
from checkers.networks import identities, taylor
from checkers.neurons.sign_cells import Signs, exact_network_check, same_on_cells
from checkers.verdicts import numerals
from checkers.verdicts.certificates import certificate
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome, Verdict, decided
from theorems.language.domains import Integers, UnmetHypothesis
from theorems.language.givens import Given, Law
from theorems.language.records import Identity, Setting
from theorems.networks import Array

WIDEST = 20  # network that is evaluated exactly; even
BEYOND = (WIDEST, 7, 20)  # m, d and how many networks, whatever the setting
RELATIONS = {"cells": "=", "functions": ("=", "<="), "networks": ("=", "in"), "sizes": "="}


@dataclass(frozen=True)
class Neurons:
    """The smallest network that settles an identity.

    place     : pre-activations z -> (W, W0, a, x), with d = 1 and x = 1
    dimension : how many free pre-activations it has
    domain    : which sign cells belong to the statement
    """

    place: Callable[[Array], tuple[Array, Array, Array, Array]]
    dimension: int
    domain: Callable[[Signs], bool] = lambda signs: True
    generic: bool = False
    symmetric: bool = False


ONE = np.array([1], dtype=object)


def _column(*entries: Any) -> Array:
    return np.array([[entry] for entry in entries], dtype=object)


def _signs(*entries: int) -> Array:
    return np.array(entries, dtype=object)


def _single(z: Array) -> tuple[Array, Array, Array, Array]:
    return _column(z[0]), _column(z[1]), _signs(1), ONE


def _pair(*signs: int) -> Callable[[Array], tuple[Array, Array, Array, Array]]:
    return lambda z: (_column(z[0], z[1]), _column(z[2], z[2]), _signs(*signs), ONE)


def _independent(z: Array) -> tuple[Array, Array, Array, Array]:
    return _column(z[0], z[1]), _column(z[2], z[3]), _signs(1, 1), ONE


def _almost_every(signs: Signs) -> bool:
    """v != 0, or x = 0, where u = v = 0."""
    return signs[1] != 0 or signs == (0, 0)


# Exchanging the two neurons of a pair, or both signs, changes no side: one sign pattern serves.
PAIR = Neurons(_pair(1, -1), 3, symmetric=True)
PAIR_OF_ONE_SIGN = Neurons(_pair(1, 1), 3)
TWO = Neurons(_independent, 4)
SINGLE = Neurons(_single, 2)
ALMOST_SINGLE = Neurons(_single, 2, _almost_every, generic=True)


def neurons_of(theorem: Identity) -> Neurons:
    """The smallest network that settles a statement, by what it says of its rows and signs.

    Raises UnmetHypothesis where it names no array.
    """
    given = {**theorem.fixed, **theorem.random, **theorem.for_all}
    if not given:
        raise UnmetHypothesis(
            f"{theorem.label} does not say what its arrays are; add them to fixed, random or"
            ' for_all, as in fixed={"W": array("m", "d")}.'
        )
    arrays = [one for one in given.values() if isinstance(one, Given | Law)]
    second = {one.entries: one.second for one in arrays}
    of_rows = [one.second for one in arrays if one.shape[1:]]
    paired, signs = "equal" in of_rows, second.get("sign", "independent")
    if paired:
        return PAIR if signs == "opposite" else PAIR_OF_ONE_SIGN if signs == "equal" else TWO
    even = any(isinstance(p.domain, Integers) and p.domain.even for p in theorem.parameters)
    if even and theorem.random:
        return TWO
    return ALMOST_SINGLE if theorem.almost else SINGLE


def decide(theorem: Identity, s: Setting, options: Options) -> Verdict:
    """The verdict on an identity at one setting, by what its sides are functions of.

    Raises UnmetHypothesis for sides that do not make a statement, or that cannot be computed with.
    """
    relations, allowed = theorem.relations or ("=",) * (len(theorem.sides) - 1), RELATIONS
    if not relations or len(relations) != len(theorem.sides) - 1:
        raise UnmetHypothesis(
            f"{theorem.label} needs two sides or more, and a relation between neighbouring ones;"
            f" got {len(theorem.sides)} and {len(relations)}."
        )
    if not set(relations) <= set(allowed[theorem.of]):
        raise UnmetHypothesis(
            f"{theorem.label}, on {theorem.of}, may relate its sides by"
            f" {' and '.join(allowed[theorem.of])}; got {', '.join(relations)}."
        )
    if theorem.of == "functions":
        return taylor.decide(theorem, s, options)
    if theorem.of == "networks":
        return identities.decide(theorem, s, options)
    if theorem.of == "sizes":
        return identities.decide_sizes(theorem, s)
    if "rho" in s:
        return on_interval(theorem, s)
    try:
        return on_cells(theorem, s, options)
    except TypeError as error:
        raise UnmetHypothesis(
            f"{theorem.label} needs sides of (W, W0, a, x) that stay exact, with constants as"
            f" integers and fractions; got {error}."
        ) from None


def on_cells(theorem: Identity, s: Setting, options: Options) -> Verdict:
    """Equality on every sign cell, and besides on exactly evaluated random networks."""
    neurons = neurons_of(theorem)
    first, *others = theorem.sides
    witness: dict[str, Any] | None = None
    for other in others:
        point = same_on_cells(
            lambda z: first(*neurons.place(z)),
            lambda z, other=other: other(*neurons.place(z)),  # type: ignore[misc]
            neurons.dimension,
            neurons.domain,
        )
        if point is not None:
            weights = neurons.place(np.array(point, dtype=object))
            witness = _shown(weights, first(*weights), other(*weights))
    networks, m, d = 0, min(s.m, WIDEST), min(s.d, WIDEST)
    if witness is None:
        networks = min(options.number_of_draws, 10_000 // (m * d), 200)
        found = exact_network_check(
            theorem.sides,
            m,
            d,
            networks,
            options.seed,
            generic=neurons.generic,
            symmetric=neurons.symmetric,
        )
        if found is not None:
            values = [side(*found) for side in theorem.sides]
            witness = _shown(found, *values)
    holds = witness is None
    beyond = holds and exact_network_check(
        theorem.sides,
        *BEYOND,
        options.seed,
        generic=neurons.generic,
        symmetric=neurons.symmetric,
    )
    if beyond:
        return decided(
            theorem,
            s,
            Outcome.UNDECIDED,
            f"no network tried breaks it here, but one with m = {BEYOND[0]} and d ="
            f" {BEYOND[1]} does: the sides are no sums over neurons, and one neuron settles"
            " nothing",
            method="exact cells",
        )
    cells = 3**neurons.dimension
    return decided(
        theorem,
        s,
        Outcome.CERTIFIED if holds else Outcome.REFUTED,
        "the sides agree exactly for every width, dimension and input"
        if holds
        else f"the sides are {witness['left']} and {witness['right']}"  # type: ignore[index]
        f" at pre-activations {witness['preactivations']}",  # type: ignore[index]
        f"Both sides are linear on each of the {cells} sign cells of {neurons.dimension}"
        " pre-activations, and were compared there in rational arithmetic.",
        f"{networks} random rational networks (m = {m}, d = {d}) were evaluated exactly.",
        scope="all" if holds else "point",
        method="exact cells",
        statistic="difference of the sides",
        draws=networks,
        violations=0 if holds else 1,
        seed=options.seed,
        witness=witness,
        certificate=certificate(theorem.label, {}, "certified", {"kind": "cells"}, scope="all")
        if witness is None
        else certificate(theorem.label, *_counterexample(witness)),
    )


def _text(value: Any) -> str:
    """An exact number, or the entries of an array of them."""
    return ", ".join(map(str, value)) if isinstance(value, np.ndarray) else str(value)


def _shown(weights: tuple[Array, ...], left: Any, right: Any, *more: Any) -> dict[str, Any]:
    W, W0, a, x = weights
    return {
        "W": [[str(w) for w in row] for row in W],
        "W0": [[str(w) for w in row] for row in W0],
        "a": [str(weight) for weight in a],
        "x": [str(c) for c in x],
        "preactivations": ", ".join(str(u) for u in (*(W @ x), *(W0 @ x))),
        "left": _text(left),
        "right": _text(right),
    }


def _counterexample(witness: dict[str, Any]) -> tuple[dict[str, int], str, dict[str, Any]]:
    """Setting, outcome and proof; z holds w_i.x for all i, then w_{0,i}.x.

    The values of the sides are told where each is one number.
    """
    several = "," in witness["left"]
    return (
        {"m": len(witness["a"]), "d": len(witness["x"])},
        "refuted",
        {
            "kind": "preactivations",
            "z": witness["preactivations"].split(", "),
            "a": witness["a"],
            **({} if several else {"values": [witness["left"], witness["right"]]}),
        },
    )


def on_interval(theorem: Identity, s: Setting) -> Verdict:
    """Equal normal forms settle every rho at once; else enclosures at this rho decide, if any."""
    rho, forms = Fraction(s.rho), normal_forms(theorem.sides)
    if forms is not None and not forms.differing():
        return _everywhere(theorem, s, forms)
    here, outcome = enclosures(theorem.sides, rho), Outcome.UNDECIDED
    equal = forms is not None and rho in (-1, 0, 1) and not forms.differing(int(rho))
    if forms is not None and not equal and not here.apart:  # different functions: a close call
        here = enclosures(theorem.sides, rho, finest=True)
    if equal:
        outcome = Outcome.CERTIFIED
    elif here.apart:
        outcome = Outcome.REFUTED
    elif here.close and forms is None:
        outcome = Outcome.CERTIFIED
    texts, wrong = here.texts(), here.apart[0] if here.apart else 1
    data = {} if forms is None else forms.data()
    proof = {"kind": "apart", "rho": str(rho), "values": here.decimals(), "side": wrong, **data}
    refuted = outcome is Outcome.REFUTED
    ends = float(here.sides[0]), float(here.sides[wrong])
    return decided(
        theorem,
        s,
        outcome,
        "at {!r} the sides are {} and {}".format(s, *numerals.compared(*ends))
        if refuted
        else f"at {s!r} all sides agree within {within(here.resolution)}"
        if here.resolution.is_finite()
        else f"at {s!r} a side has no value in balls",
        f"The expectation is {texts[0]} by rigorous quadrature; the printed closed form is"
        f" {', '.join(texts[1:])}.",
        _forms_here(here, forms is None, equal=equal),
        method="quadrature in balls",
        statistic="difference of the sides",
        typical=float(abs(here.sides[0] - here.sides[wrong])),
        bound=float(here.resolution),
        witness={"setting": repr(s), "expectation": texts[0], "closed form": texts[wrong]}
        if refuted
        else None,
        # agreement at one rho is nothing that the trusted core derives
        certificate=certificate(theorem.label, s, outcome.value, proof) if refuted else None,
    )


def within(resolution: arb) -> str:
    """A distance, rounded upwards."""
    return numerals.upper(enclosure(resolution)[1], 1) if resolution.is_finite() else "nothing"


def _forms_here(here: Enclosures, unknown: bool, *, equal: bool) -> str:
    if not unknown:
        at_rho = ", but they are equal at this rho" if equal else ""
        return f"The normal forms differ: the sides are not one function on [-1, 1]{at_rho}."
    if here.apart or not here.resolution.is_finite():
        return "The sides have no common normal form."
    return "Agreement is proved up to the resolution stated, not beyond it."


def _everywhere(theorem: Identity, s: Setting, forms: NormalForms) -> Verdict:
    """Certified for every rho. Raises ArithmeticError where quadrature says otherwise."""
    points = {Fraction(s.rho), *(Fraction(rho) for rho in theorem.parameters[0].coverage)}
    checks = [enclosures(theorem.sides, rho) for rho in sorted(points)]
    for check in checks:
        if check.apart:
            raise ArithmeticError(
                f"{theorem.label} has one normal form, but its sides are {check.texts()}"
            )
    here = enclosures(theorem.sides, Fraction(s.rho))
    resolution = within(max((check.resolution for check in checks), key=float))
    return decided(
        theorem,
        s,
        Outcome.CERTIFIED,
        "the printed form equals the expectation for every rho in [-1, 1]",
        "Written in pi - arccos rho, its cosine and its sine, the printed formula and the"
        " expectation have one normal form, so they agree on [-1, 1]; that of the expectation"
        " solves the differential equation in rho that Gaussian moments satisfy.",
        f"Independently, rigorous quadrature at {len(checks)} values of rho"
        f" agrees within {resolution}; at {s!r} it gives"
        f" {here.texts()[0]}, the printed formula {', '.join(here.texts()[1:])}.",
        scope="all",
        method="normal forms",
        statistic="difference of the sides",
        typical=float(abs(here.sides[0] - here.sides[1])),
        bound=float(here.resolution),
        certificate=certificate(
            theorem.label, {}, "certified", {"kind": "closed form", **forms.data()}, scope="all"
        ),
    )
