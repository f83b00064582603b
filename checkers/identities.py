"""Checking identities: piecewise-linear ones exactly, closed forms against quadrature in balls.

A two-layer ReLU network and its gradients depend on the weights through the pre-activations
u_i = w_i.x and v_i = w_{0,i}.x alone, and are sums over neurons (over pairs of neurons at the
symmetric initialization) linear in the output weights. So one neuron (one pair) with x = 1
settles every width and dimension, and there both sides are linear on each sign cell.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb, ctx

from checkers.balls import BALLS, ball
from checkers.exact_identities import Signs, exact_network_check, same_on_cells
from checkers.options import Options
from checkers.verdict import Failure, Outcome, Verdict
from theorems.domains import UnmetHypothesis
from theorems.networks import Array
from theorems.statement import Identity, Setting

PRECISIONS = (160, 320, 640, 1280)
RESOLUTION = arb(2) ** -100
WIDEST = 20  # network that is evaluated exactly; even


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
NEURONS: dict[str, Neurons] = {
    "slides/relu-gap": Neurons(_single, 2, _almost_every, generic=True),
    "slides/relu-gap:twin-every-initialization": Neurons(_single, 2),
    "notes/homogeneity": Neurons(_single, 2),
    "notes/lemma-2": PAIR,
    "notes/lemma-3": PAIR,
    "notes/lemma-2:twin-independent": Neurons(_independent, 4),
    "notes/lemma-3:twin-independent": Neurons(_independent, 4),
    "notes/lemma-2:twin-same-sign": Neurons(_pair(1, 1), 3),
}


def decide(theorem: Identity, s: Setting, options: Options) -> Verdict:
    """The verdict on an identity at one setting."""
    if "rho" in s:
        return against_quadrature(theorem, s)
    return on_cells(theorem, s, options)


def on_cells(theorem: Identity, s: Setting, options: Options) -> Verdict:
    """Equality on every sign cell, and besides on exactly evaluated random networks."""
    neurons = NEURONS.get(theorem.label) or NEURONS.get(theorem.twin_of or "")
    if neurons is None:
        raise UnmetHypothesis(
            f"{theorem.label} names no network that settles it;"
            " give it twin_of, the label whose initialization it shares."
        )
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
    cells = 3**neurons.dimension
    return Verdict(
        label=theorem.label,
        setting=s,
        outcome=Outcome.CERTIFIED if holds else Outcome.REFUTED,
        scope="all" if holds else "point",
        finding=(
            "the sides agree exactly for every width, dimension and input"
            if holds
            else f"the sides are {witness['left']} and {witness['right']}"  # type: ignore[index]
            f" at pre-activations {witness['preactivations']}"  # type: ignore[index]
        ),
        failure=Failure(0.0, float(not holds), float(not holds)),
        method="exact cells",
        evidence=(
            f"Both sides are linear on each of the {cells} sign cells of {neurons.dimension}"
            " pre-activations, and were compared there in rational arithmetic.",
            f"{networks} random rational networks (m = {m}, d = {d}) were evaluated exactly.",
        ),
        statistic="difference of the sides",
        draws=networks,
        violations=0 if holds else 1,
        seed=options.seed,
        witness=witness,
        certificate={
            "schema": "widecheck-certificate/1",
            "label": theorem.label,
            "kind": "sign cells",
            "dimension": neurons.dimension,
            "generic": neurons.generic,
            "symmetric": neurons.symmetric,
            "equal": holds,
        },
        twin_of=theorem.twin_of,
    )


def _shown(weights: tuple[Array, ...], left: Any, right: Any, *more: Any) -> dict[str, Any]:
    W, W0, a, x = weights
    return {
        "W": [[str(w) for w in row] for row in W],
        "W0": [[str(w) for w in row] for row in W0],
        "a": [str(weight) for weight in a],
        "x": [str(c) for c in x],
        "preactivations": ", ".join(str(u) for u in (*(W @ x), *(W0 @ x))),
        "left": str(left),
        "right": str(right),
    }


def against_quadrature(theorem: Identity, s: Setting) -> Verdict:
    """Enclosures of all sides at one rho: disjoint refutes, overlap within 2^-100 certifies."""
    for precision in PRECISIONS:
        with ctx.workprec(precision):
            sides = [ball(side(ball(s.rho), BALLS)) for side in theorem.sides]
            apart = [not sides[0].overlaps(side) for side in sides[1:]]
            resolution = max(((sides[0] - side).abs_upper() for side in sides[1:]), key=float)
            texts = [side.str(30) for side in sides]
        if any(apart) or resolution < RESOLUTION:
            break
    if any(apart):
        outcome = Outcome.REFUTED
    elif resolution < RESOLUTION:
        outcome = Outcome.CERTIFIED
    else:
        outcome = Outcome.UNDECIDED
    wrong = 1 + apart.index(True) if any(apart) else 1
    return Verdict(
        label=theorem.label,
        setting=s,
        outcome=outcome,
        scope="point",
        finding=(
            f"at {s!r} the sides are {float(sides[0]):.9g} and {float(sides[wrong]):.9g}"
            if outcome is Outcome.REFUTED
            else f"at {s!r} all sides agree within {float(resolution):.1g}"
        ),
        failure=Failure(
            0.0, float(outcome is Outcome.REFUTED), float(outcome is not Outcome.CERTIFIED)
        ),
        method="quadrature in balls",
        evidence=(
            f"The expectation is {texts[0]} by rigorous quadrature; the printed closed form is"
            f" {', '.join(texts[1:])}.",
            "Agreement is proved up to the resolution stated, not beyond it.",
        ),
        statistic="difference of the sides",
        typical=float(abs(sides[0] - sides[wrong])),
        bound=float(resolution),
        witness={"setting": repr(s), "expectation": texts[0], "closed form": texts[wrong]}
        if outcome is Outcome.REFUTED
        else None,
        certificate={
            "schema": "widecheck-certificate/1",
            "label": theorem.label,
            "setting": {"rho": str(Fraction(s.rho))},
            "kind": "enclosures of the sides",
            "sides": texts,
        },
        twin_of=theorem.twin_of,
    )
