"""Altered certificates: the trusted core refuses them, or what they say still follows.

One certificate of every kind of proof; in each, every number, token, bit, entry and key in turn is
altered, labels are swapped, outcomes flipped, scopes and settings widened, boxes and cells dropped.
Where the core accepts the result it is judged a second time, by the checkers' own code, which
shares nothing with the core: the conclusion must be true and the evidence must prove it. Changes
that can never leave a proof must be refused, each of them. Run with -s to read the totals.
"""

import copy
import itertools
import json
import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, partial
from typing import Any, NamedTuple

import numpy as np
import pytest
from flint import arb, ctx

from checkers import regions
from checkers.activations.smoothness import remainder, smoothness_constant
from checkers.arithmetic.balls import Balls, ball
from checkers.arithmetic.powers import Formal
from checkers.check import decide
from checkers.gaussians.quadrature import enclosures
from checkers.kernels.degrees import degrees
from checkers.kernels.null_vectors import is_null
from checkers.neurons import identities
from checkers.recheck import Refused, Unusable, recheck
from checkers.tails.binomial import binomial_tail, chernoff_tail, tilted_tail
from checkers.tails.counts import CountLaw
from checkers.tails.frobenius_gap import FrobeniusLaw, _half
from checkers.tails.inversion import inverted_tail
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome
from checkers.worst_cases.every_delta import _line
from checkers.worst_cases.every_setting import _claim, by_norm
from checkers.worst_cases.every_width import Claim, float_exponent
from checkers.worst_cases.laws import law_of
from checkers.worst_cases.moved_neurons import most_moved
from checkers.worst_cases.normal_form import normal_form
from theorems import THEOREMS, TWINS, VARIANTS
from theorems.language.activations import ACTIVATIONS
from theorems.language.domains import Span, UnmetHypothesis
from theorems.language.floats import FLOATS
from theorems.language.records import Definiteness, Parameter, Setting, SmoothBound

BY_LABEL = {t.label: t for t in (*THEOREMS, *VARIANTS, *TWINS)}
OPTIONS = Options()
POINT = partial(decide, settle=False)
Path = tuple[Any, ...]


# One certificate of every kind.


def at(label: str, **texts: str) -> Any:
    """At a setting."""
    theorem = BY_LABEL[label]
    return POINT(theorem, theorem.setting(texts), OPTIONS).certificate


def tilted(label: str, **texts: str) -> Any:
    """At a setting, with the bound by a change of measure in place of a closer one."""
    theorem = BY_LABEL[label]
    cert = at(label, **texts)
    lower = law_of(theorem, theorem.setting(texts)).iid().tilted()
    upper = cert["proofs"][0]["failure"][1]
    changed = {"lower": lower.evidence, "failure": [repr(lower.value), upper]}
    return {**cert, "proofs": [{**cert["proofs"][0], **changed}]}


def region(label: str, **texts: str) -> Any:
    """On a region."""
    theorem = BY_LABEL[label]
    return regions.decide(theorem, theorem.setting(texts), OPTIONS).certificate


def everywhere(label: str, **texts: str) -> Any:
    """What a coverage whose worst setting is this one would say."""
    theorem = BY_LABEL[label]
    usual = POINT(theorem, theorem.setting(texts), OPTIONS)
    return regions.promote(theorem, usual, OPTIONS).certificate


@lru_cache
def best(label: str, place: int, **texts: str) -> Any:
    """What everything else rests on, and one of the two proofs of a best constant."""
    cert = _everywhere(label, **texts)
    return {**cert, "proofs": [cert["proofs"][0], cert["proofs"][place]]}


def closest(label: str, **texts: str) -> Any:
    """What everything rests on, and the enclosure at the closest of the settings tried."""
    cert = _everywhere(label, **texts)
    return {**cert, "proofs": [cert["proofs"][0], cert["proofs"][-1]]}


_everywhere = lru_cache(everywhere)


THOROUGH = os.environ.get("WIDECHECK_THOROUGH") == "1"
LONG = {"alpha": "0.1", "x_norm": "10", "delta": "1e-100"}
MAKERS: dict[str, Any] = {
    "binomial, above": partial(at, "slides/lemma-4.2", m="10", tau="0.1", delta="0.9"),
    "binomial, below": partial(at, "slides/lemma-4.2:twin-no-deviation", m="3", tau="0.5"),
    "binomial, capped": partial(at, "slides/sign-changes", m="100", B="1", delta="0.9"),
    "binomial, one": partial(at, "slides/lemma-4.2:twin-dependent", tau="0.5", delta="1e-6"),
    "binomial, all": partial(at, "notes/event-a1:twin-half", x_norm="0", delta="1e-12"),
    "chernoff of a count": partial(at, "slides/lemma-4.2", m="10000000"),
    "chernoff, below": partial(at, "slides/lemma-4.2:twin-half-mean", m="10000000"),
    "tilt of a count": partial(
        at, "slides/lemma-4.2:twin-no-deviation", m="10000000", tau="1e-5", delta="1e-9"
    ),
    "chernoff of a sum": partial(at, "notes/theorem-1", delta="0.9"),
    "chernoff of a sum, below": partial(at, "notes/theorem-1:twin-rate", m="10000", delta="1e-12"),
    "tilt of a sum": partial(
        tilted, "notes/lemma-4-delta-1", alpha="0.1", x_norm="10", delta="1e-100"
    ),
    "inversion": partial(
        at, "notes/lemma-4-delta-1", m="10", alpha="0.1", x_norm="1000", delta="0.001"
    ),
    "nothing below": partial(at, "notes/theorem-1", m="2", x_norm="0.001", delta="0.999999"),
    "never": partial(at, "notes/theorem-1", m="2", x_norm="10", delta="0.99"),
    "never, at 0": partial(at, "notes/theorem-1", m="2", x_norm="0", delta="0.99"),
    "neurons of one class": partial(
        at, "slides/lemma-4.1:twin-constant", m="1000000", B="1000", delta="1e-12"
    ),
    "excess": partial(at, "notes/hoeffding:twin-independent", m="4"),
    "every width of lemma-4.2": partial(region, "slides/lemma-4.2", m="all", tau="all"),
    "every width of theorem-1": partial(region, "notes/theorem-1", x_norm="all"),
    "best factor of lemma-4.2": partial(best, "slides/lemma-4.2", 1),
    "best factor of theorem-1": partial(best, "notes/theorem-1", 1),
    "a smaller factor of lemma-4.2": partial(best, "slides/lemma-4.2", 2),
    "a smaller factor of theorem-1": partial(best, "notes/theorem-1", 2),
    "largest norm of delta-1": partial(best, "notes/lemma-4-delta-1", 1, **LONG),
    "a larger norm of delta-1": partial(best, "notes/lemma-4-delta-1", 2, **LONG),
    "closest of lemma-4.2": partial(closest, "slides/lemma-4.2", m="3", delta="0.9"),
    "closest of theorem-1": partial(closest, "notes/theorem-1", delta="0.9"),
    "every width, some norms": partial(region, "notes/lemma-4-delta-1", x_norm="0..3", m="all"),
    "norms of event-a1": partial(
        everywhere, "notes/event-a1", alpha="10", x_norm="0.5", delta="0.05"
    ),
    "norms of delta-2": partial(
        everywhere, "notes/lemma-4-delta-2", alpha="10", x_norm="0.1", delta="0.05"
    ),
    "some norms of event-a1": partial(region, "notes/event-a1", x_norm="0.8..10", m="all"),
    "hoeffding": partial(everywhere, "notes/hoeffding"),
    "sign-changes": partial(everywhere, "slides/sign-changes"),
    "composition": partial(everywhere, "slides/lemma-4.1"),
    "composition, box": partial(region, "slides/lemma-4.1", B="all", x_norm="0.5"),
    "every delta, list": partial(region, "slides/sign-changes", m="10", delta="all"),
    "every delta, cover": partial(region, "notes/lemma-4-delta-1", m="10", x_norm="2", delta="all"),
    "every delta, inversion": partial(
        region, "notes/lemma-4-delta-1", m="2", x_norm="10", alpha="0.5", delta="all"
    ),
    "every delta, zero": partial(region, "slides/lemma-4.1", B="0", delta="all"),
    "moved, all": partial(everywhere, "slides/moved-neurons"),
    "moved": partial(at, "slides/moved-neurons"),
    "moved too many": partial(at, "slides/moved-neurons:twin-half"),
    "chain, all": partial(everywhere, "slides/small-preactivation"),
    "chain": partial(at, "slides/small-preactivation"),
    "chain breaks": partial(at, "notes/lemma-5:twin-constant"),
    "link": partial(at, "slides/sign-changes:twin-exponent", B="0.1"),
    "closed form": partial(everywhere, "pleiss/ntk"),
    "apart": partial(at, "pleiss/ntk:twin-second-line"),
    "cells": partial(everywhere, "slides/relu-gap"),
    "cells of several parts": partial(everywhere, "slides/relu-homogeneity"),
    "cells of two slopes": partial(everywhere, "sutherland/relu-linearization"),
    "cells of each neuron of a pair": partial(everywhere, "notes/delta-split"),
    "preactivations of several parts": partial(at, "slides/relu-homogeneity:twin-slope-after"),
    "preactivations, a pair without signs": partial(at, "notes/delta-split:twin-no-signs"),
    "cells of pairs": partial(everywhere, "notes/lemma-3"),
    "preactivations, tie": partial(at, "slides/relu-gap:twin-every-initialization"),
    "preactivations": partial(at, "slides/relu-gap:twin-swapped"),
    "preactivations of a pair": partial(at, "notes/lemma-3:twin-displacement"),
    "preactivations, same sign": partial(at, "notes/lemma-2:twin-same-sign"),
    "preactivations, independent": partial(at, "notes/lemma-2:twin-independent"),
    "smooth, all": partial(everywhere, "slides/prop-4.1"),
    "smooth, one activation": partial(at, "slides/prop-4.1", activation="sin"),
    "smooth, no remainder": partial(at, "slides/prop-4.1", activation="identity"),
    "remainder": partial(at, "sutherland/smooth-linearization:twin-rate", activation="tanh"),
    "remainder, cube": partial(at, "slides/smooth-remainder:twin-cube"),
    "every width by duality": partial(everywhere, "slides/lemma-4.1:sharpened"),
    "every width of a margin": partial(everywhere, "notes/lemma-4-delta-1:sharpened"),
    "a mean without room": partial(everywhere, "slides/lemma-4.2:sharpened"),
    "sign-changes, sharpened": partial(everywhere, "slides/sign-changes:sharpened"),
    "hoeffding for delta-2": partial(everywhere, "notes/lemma-4-delta-2:sharpened"),
    "best factor of event-a1": partial(best, "notes/event-a1:repaired", 1),
    "a smaller factor of event-a1": partial(best, "notes/event-a1:repaired", 2),
    "best factor of delta-1": partial(best, "notes/lemma-4-delta-1:repaired", 1),
    "a smaller factor of a gap": partial(best, "notes/theorem-1:sharpened", 2),
    "chain, all, sharpened": partial(everywhere, "slides/small-preactivation:sharpened"),
    "smooth, every input": partial(everywhere, "sutherland/smooth-linearization:sharpened"),
    "smooth, a long input": partial(at, "slides/prop-4.1:sharpened", x_norm="3", activation="sin"),
    "definite, all": partial(everywhere, "giancola/prop-III.3.3"),
    "definite": partial(at, "giancola/prop-III.3.3", activation="gelu"),
    "singular, no bias": partial(at, "giancola/prop-III.3.3:twin-no-bias"),
    "singular, constant": partial(at, "giancola/prop-III.3.3:twin-no-bias", activation="sigmoid"),
    "singular, polynomial": partial(at, "giancola/prop-III.3.3:twin-polynomial"),
    "singular, no layer": partial(at, "giancola/prop-III.3.3:twin-no-hidden-layer"),
}


@lru_cache
def certificate(name: str) -> Any:
    return json.loads(json.dumps(MAKERS[name]()))


def kinds(cert: Any) -> list[str]:
    """The kinds of its proofs; of tails and of covers how both ends are known."""
    found = []
    for proof in cert["proofs"]:
        more = ""
        if proof["kind"] == "tail":
            more = f": {proof['upper']['by']} above, {proof['lower']['by']} below"
        elif proof["kind"] == "every delta":
            used = sorted({by["by"] for _, by in proof.get("cells", [])})
            more = ": " + " and ".join([proof["by"], *used])
        found.append(proof["kind"] + more)
    return found


# What is told besides, and what no conclusion rests on: nothing reads it.
UNREAD = {
    "closed form": {"weights", "definition", "printed"},
    "apart": {"weights", "definition", "printed"},
}


def unread(cert: Any, path: Path) -> bool:
    if len(path) < 3 or path[0] != "proofs":
        return path[:1] == ("samples",)
    proof, told = cert["proofs"][path[1]], path[2]
    return told in UNREAD.get(proof["kind"], ())


# Alterations.


class Altered(NamedTuple):
    family: str
    path: Path
    certificate: Any
    never: bool = False  # whether it can leave no proof


def changed(cert: Any, path: Path, value: Any) -> Any:
    """A copy with another value at a path; DROPPED removes the entry."""
    other = copy.deepcopy(cert)
    place = other
    for step in path[:-1]:
        place = place[step]
    if value is DROPPED:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return other


DROPPED = object()
TOKENS = 40  # of a long tree, how many are altered; of a very long one a quarter of that


def alterations(cert: Any) -> Iterator[Altered]:
    yield from _of_the_conclusion(cert)
    alike = len(cert["proofs"]) > 5  # one for each activation: the first of them stands for all
    for path, value in _places(cert):
        if unread(cert, path) or (alike and path[0] == "proofs" and path[2:] and path[1] > 0):
            continue
        if path[2:] == ("tree",):
            yield from _of_a_tree(cert, path, value)
        else:
            yield from _of_a_value(cert, path, value)
    yield Altered("no proofs", ("proofs",), changed(cert, ("proofs",), []), True)


def _of_the_conclusion(cert: Any) -> Iterator[Altered]:
    flipped = "refuted" if cert["outcome"] == "certified" else "certified"
    for outcome in (flipped, "supported", "undecided", "", None):
        yield Altered("outcome", ("outcome",), changed(cert, ("outcome",), outcome), True)
    for scope in sorted({"point", "box", "all", "", "everything"} - {cert["scope"]}):
        yield Altered("scope", ("scope",), changed(cert, ("scope",), scope), True)
    for label in sorted(BY_LABEL.keys() - {cert["label"]}):
        yield Altered("label", ("label",), changed(cert, ("label",), label))
    base = cert["label"].partition(":")[0]
    for label in (f"{base}:twin-unheard-of", f"law {base}", f"given {base}", "E1", "", None):
        yield Altered("label unknown", ("label",), changed(cert, ("label",), label), True)
    for name, value in cert["setting"].items():
        place = ("setting", name)
        wider = ["all", DROPPED]
        if name != "activation" and ".." not in str(value) and value != "all":
            low, high = Fraction(value) / 2, Fraction(value) * 2
            wider += [f"{low}..{high}", f"{value}..{high}", f"{low}..{value}", f"{high}..{low}"]
        elif ".." in str(value):
            low, high = value.split("..")
            wider += [f"0..{high}", f"{low}..{1000 * Fraction(high)}", f"{high}..{low}", high]
        for text in wider:
            other = changed(cert, place, text)
            for scope in {"box", "all", cert["scope"]}:  # with what would be said of it
                yield Altered("wider", place, changed(other, ("scope",), scope))
    for name, value in {
        "c": "1000",
        "x": "1000",
        "l": "1000",
        "pi": "3",
        "level": 9,
        "": 1,
    }.items():
        yield Altered("parameter", ("setting", name), changed(cert, ("setting", name), value), True)
    for name in sorted({"m", "tau", "x_norm", "rho", "activation"} - cert["setting"].keys()):
        other = changed(cert, ("setting", name), "sin" if name == "activation" else 2)
        yield Altered("narrower", ("setting", name), other)


def _places(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every leaf, list and object of the setting and of the proofs, whole proofs included."""
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for key, entry in entries:
        here = (*path, key)
        if here[0] not in ("setting", "proofs"):
            continue
        if len(here) > 1:
            yield here, entry
        if isinstance(entry, dict | list):
            yield from _places(entry, here)


def _of_a_value(cert: Any, path: Path, value: Any) -> Iterator[Altered]:
    proof = cert["proofs"][path[1]] if path[0] == "proofs" else {"kind": ""}
    told = path[2] if len(path) > 2 else ""
    fragile = (proof["kind"], told) in {("null vector", "vector"), ("tail", "claimed")}
    if path[0] == "proofs":
        family = "list" if isinstance(path[-1], int) else "key"
        gone = (proof["kind"], told) in {("every delta", "cells"), ("null vector", "points")}
        never = family == "key" or gone or fragile
        if path[2:]:
            yield Altered(f"{family} dropped", path, changed(cert, path, DROPPED), never)
        else:
            yield Altered("proof dropped", path, changed(cert, path, DROPPED))
    if isinstance(path[-1], int):
        yield from _of_an_entry(cert, path)
    if isinstance(value, dict | list):
        for other in (None, True, "nonsense", 1):
            yield Altered("type", path, changed(cert, path, other), True)
        return
    number = _number(value)
    for other in (None, True, 1.5, "nonsense", "1e999999999", "NaN", [value], {"by": value}):
        if other is not value:
            yield Altered("type", path, changed(cert, path, other), True)
    if number is None:
        if told == "kind":
            for kind in KINDS - {value}:
                yield Altered("kind", path, changed(cert, path, kind))
        for by in (
            "nothing",
            "never",
            "binomial",
            "chernoff",
            "tilt",
            "inversion",
            "count",
            "list",
        ):
            if path[-1] == "by" and by != value:
                yield Altered("by", path, changed(cert, path, by))
        for name in sorted(ACTIVATIONS.keys() - {value}) if path[-1] == "activation" else ():
            yield Altered("activation", path, changed(cert, path, name))
        return
    for other in _near(number):
        text = int(other) if isinstance(value, int) and other.denominator == 1 else str(other)
        if other != number:
            yield Altered("number", path, changed(cert, path, text), fragile)


KINDS = {"tail", "fails", "every width", "hoeffding", "composition", "every delta", "link", "links"}
KINDS |= {"chain", "chain everywhere", "floor", "count", "closed form", "apart", "cells"}
KINDS |= {
    "preactivations",
    "smoothness",
    "taylor kernel",
    "remainder",
    "not affine",
    "null vector",
}


def _number(value: Any) -> Fraction | None:
    try:
        return None if isinstance(value, bool) else Fraction(value)
    except (ValueError, TypeError):
        return None


def _near(x: Fraction) -> list[Fraction]:
    close = Fraction(1_000_001, 1_000_000)
    return [-x, Fraction(0), Fraction(1), x / 2, 2 * x, x + 1, x - 1, x * close, x / close]


def _of_an_entry(cert: Any, path: Path) -> Iterator[Altered]:
    """An entry of a list: doubled, and exchanged with the one before it."""
    *to, index = path
    entries = cert
    for step in to:
        entries = entries[step]
    doubled = [*entries[: index + 1], *entries[index:]]
    yield Altered("list doubled", path, changed(cert, tuple(to), doubled))
    if index and entries[index] != entries[index - 1]:
        swapped = [*entries[: index - 1], entries[index], entries[index - 1], *entries[index + 1 :]]
        yield Altered("list swapped", path, changed(cert, tuple(to), swapped))
        copied = changed(cert, path, entries[index - 1])
        yield Altered("neighbour's value", path, copied)


def _of_a_tree(cert: Any, path: Path, tree: str) -> Iterator[Altered]:
    """Tokens of a tree of boxes, or bits of a tree of intervals."""
    bits = " " not in tree and set(tree) <= {"0", "1"}
    tokens, join = (list(tree), "") if bits else (tree.split(), " ")
    chosen = range(len(tokens))
    if len(tokens) > TOKENS:
        some = TOKENS if len(tokens) < 120 else TOKENS // 4
        chosen = sorted(random.Random(len(tokens)).sample(chosen, some))

    def told(family: str, *changed_tokens: str, never: bool = False) -> Altered:
        text = join.join(changed_tokens)
        return Altered(family, path, changed(cert, path, text), never)

    yield told("tree empty", never=True)
    yield told("tree goes on", *tokens, tokens[-1], never=True)
    for i in chosen:
        before, token, after = tokens[:i], tokens[i], tokens[i + 1 :]
        yield told("box dropped", *before, *after, never=True)
        yield told("box doubled", *before, token, token, *after, never=True)
        if after and after[0] != token:
            yield told("boxes swapped", *before, after[0], token, *after[1:])
        if bits:
            other = "0" if token == "1" else "1"
            yield told("bit flipped", *before, other, *after, never=True)
        elif token in "sy":
            yield told("cut across", *before, "y" if token == "s" else "s", *after)
            yield told("cut removed", *before, "1", *after, never=True)
        else:
            yield told("leaf cut", *before, "s", *after, never=True)
            for u in _near(Fraction(token)):
                yield told("u of a box", *before, str(u), *after, never=u <= 0)


# The judge: the checkers' own code.


@lru_cache
def true(label: str, outcome: str, scope: str, setting: str) -> bool:
    """Whether the checkers come to the same conclusion."""
    theorem, told = BY_LABEL[label], dict(json.loads(setting))
    texts = {p.name: str(told.get(p.name, "all")) for p in theorem.parameters}
    if not told.keys() <= texts.keys():
        return False
    try:
        s = theorem.setting(texts)
    except UnmetHypothesis:
        return False
    spans = [value for value in s.values() if isinstance(value, Span)]
    free = [value for value in spans if value == Span()]
    whole = isinstance(theorem, SmoothBound) and [*s] == ["activation"] and outcome == "certified"
    reach = "all" if len(free) == len(s) else "box" if spans or whole else "point"
    if scope != reach:
        return False
    if isinstance(theorem, SmoothBound) and told.get("activation") == "identity":
        return outcome == "certified"  # no remainder at all
    if not spans:
        return POINT(theorem, s, OPTIONS).outcome.value == outcome
    if isinstance(theorem, SmoothBound | Definiteness):  # proved for all or not at all: sample
        corners = itertools.product(*(corner(p, s[p.name]) for p in theorem.parameters))
        points = (Setting(dict(zip(s, values, strict=True))) for values in corners)
        return outcome == "certified" and all(
            POINT(theorem, point, OPTIONS).outcome is Outcome.CERTIFIED for point in points
        )
    return outcome == "certified" == regions.decide(theorem, s, OPTIONS).outcome.value


def corner(p: Parameter, value: Any) -> set[Any]:
    """Extreme values of a parameter inside a span."""
    if not isinstance(value, Span):
        return {value}
    if value == Span():
        return {p.coverage[0], p.coverage[-1], getattr(p.domain, "high", None) or p.default}
    return {value.low, value.high}


@dataclass(frozen=True)
class Judge:
    """The evidence of one certificate, proof by proof."""

    cert: Any

    @property
    def theorem(self) -> Any:
        return BY_LABEL[self.cert["label"]]

    @property
    def values(self) -> dict[str, Any]:
        setting = self.cert["setting"]
        return {k: v if k == "activation" else Fraction(v) for k, v in setting.items()}

    @property
    def setting(self) -> Setting:
        return exactly(self.values)

    def follows(self, which: slice = slice(None)) -> bool:
        with ctx.workprec(320):
            return all(
                getattr(self, proof["kind"].replace(" ", "_"), self.no_numbers)(proof)
                for proof in self.cert["proofs"][which]
            )

    def no_numbers(self, proof: Any) -> bool:
        """Its conclusion says all."""
        return proof["kind"] in KINDS

    def tail(self, proof: Any) -> bool:
        own = {k: Fraction(v) for k, v in proof.get("setting", {}).items()}
        s = exactly(own) if own else self.setting
        law = law_of(self.theorem, s)
        low = ends(law, proof["lower"])[0] if law.trials else arb(0)
        high = ends(law, proof["upper"])[1] if law.trials else arb(0)
        told_low, told_high = map(Fraction, proof["failure"])
        slack = Fraction(1_000_002, 1_000_000)
        honest = ball(told_low) <= low * ball(slack) + ball(Fraction("1e-24"))
        honest = honest and high <= ball(told_high * slack) + ball(Fraction("1e-24"))
        claim = ball(s.delta)
        decides = low > claim if self.cert["outcome"] == "refuted" else high <= claim
        return bool(honest and decides and Fraction(proof["claimed"]) == s.delta)

    def fails(self, proof: Any) -> bool:
        values = {k: Fraction(v) for k, v in proof["setting"].items()}
        log, c = values.pop("l"), Fraction(proof["constant"])
        s = exactly({**values, "delta": Fraction(1, 2)})

        class At(Balls):
            def __init__(self, value: Fraction) -> None:
                self.value = value

            def log(self, z: Any, /) -> arb:  # type: ignore[override]
                return ball(self.value)

        def bound() -> arb:
            full, mean = (
                ball(self.theorem.at_most[0](s.over(ball), At(x))) for x in (log, Fraction(0))
            )
            label = self.cert["label"]
            if ":" in label or label == "slides/lemma-4.2":  # c stands before the deviation
                return mean + ball(c) * (full - mean)
            return ball(c) * full if label == "notes/theorem-1" else full

        law = law_of(self.theorem, s, bound)
        low, least = ends(law, proof["lower"])[0], (-ball(log)).exp()
        open_end = low.rel_accuracy_bits() <= 0 and not low < least  # too wide to contradict
        return (bool(low > least) or open_end) and c <= 1

    def every_width(self, proof: Any) -> bool:
        form = normal_form(self.theorem)
        claim: Claim | None
        if form is None:
            claim = self.dual()
        elif "x_norm" in proof:
            a, w = by_norm(form.mean)[0], by_norm(form.deviation)[-1]
            claim = Claim(form.summand, a, Fraction(proof["x_norm"]) ** 2 / (w * w))
        else:
            c = Fraction(proof["constant"])
            mean = form.mean * c if 1 in by_norm(form.mean) else form.mean
            claim = _claim(type(form)(form.summand, mean, form.deviation * c, form.whole))
        boxes = leaves(proof["tree"].split())
        return claim is not None and boxes is not None and hold_by_sampling(claim, boxes)

    def dual(self) -> Claim:
        """P(sum > m (kappa r + omega v)) <= exp(-m v^2), from two values of the printed bound."""
        at = {"m": arb(1), "B": arb(1), "x_norm": arb(1)}
        one, sixteen = (
            self.theorem.at_most[0](Setting({**at, "delta": (-arb(k)).exp()}), Balls())
            for k in (1, 16)
        )  # first + second and first + 2 second
        second = Fraction(round(1000 * float(sixteen - one)), 1000)
        first = Fraction(round(1000 * float(one)), 1000) - second
        assert abs(one - ball(first + second)) < 1e-9
        kappa = (first * Fraction(8, 3)) ** 3 / 8
        return Claim("shortfall", Formal.of(kappa), Formal.of(1 / second**4))

    def hoeffding(self, proof: Any) -> bool:
        if "pi_x_norm_squared" not in proof:
            return True
        form = normal_form(self.theorem)
        squared = (by_norm(form.mean)[1] * by_norm(form.mean)[1]).rational() if form else None
        return squared is not None and Fraction(proof["pi_x_norm_squared"]) * squared >= 2

    def every_delta(self, proof: Any) -> bool:
        s = exactly(
            {**{k: v for k, v in self.cert["setting"].items() if k != "delta"}, "delta": "1/2"}
        )
        a, b = _line(self.theorem, s)
        law, at_one = law_of(self.theorem, s, lambda: a), law_of(self.theorem, s, lambda: a + b)
        if proof["by"] == "zero" or law.trials == 0:
            return law.trials == 0 and bool(a >= 0 and b >= 0)
        if isinstance(law, CountLaw):
            return proof["by"] == "list"
        start, slope, scale = law.threshold(), at_one.threshold(), law.trials * law.radius()
        cells = [(Fraction(low), by) for low, by in proof["cells"]]
        lows = [*(low for low, _ in cells), Fraction(1)]
        covered = bool(ball(lows[0]) * scale <= start) and lows == sorted(lows)
        for (low, by), high in zip(cells, lows[1:], strict=True):
            cell = law_of(self.theorem, s, lambda low=low: ball(low) * scale * law.unit())
            root = ((ball(high) * scale - start) / (slope - start)).nonnegative_part()
            covered = covered and bool(ends(cell, by)[1] <= (-root * root).exp())
        return covered

    def count(self, proof: Any) -> bool:
        return bool(Fraction(proof["worst"]) == most_moved(self.setting))

    def apart(self, proof: Any) -> bool:
        sides = enclosures(self.theorem.sides, self.setting.rho).sides
        return not sides[0].overlaps(sides[int(Fraction(proof["side"]))])

    def preactivations(self, proof: Any) -> bool:
        z, a = ([Fraction(v) for v in proof[name]] for name in ("z", "a"))
        m, half = len(a), len(a) // 2
        if len(z) != 2 * m or m != self.setting.m:
            return False
        theorem = self.theorem
        known = identities.neurons_of(theorem)
        v = z[m:]
        paired = v[:half] == v[half:]
        if "same-sign" in theorem.label:
            allowed = paired and a[:half] == a[half:]
        else:
            allowed = not known.symmetric or (paired and a[:half] == [-c for c in a[half:]])
        allowed = allowed and not (known.generic and 0 in v)
        column = [[[c] for c in part] for part in (z[:m], v)]
        W, W0 = (np.array(part, dtype=object) for part in column)
        x, c = np.array([Fraction(1)], dtype=object), np.array(a, dtype=object)
        left, right, *more = (np.ravel(side(W, W0, c, x)).tolist() for side in theorem.sides)
        told = [*map(Fraction, proof["values"])] if "values" in proof else [*left, *right]
        return allowed and bool(left != right or more) and told == [*left, *right]

    def smoothness(self, proof: Any) -> bool:
        name = proof["activation"]
        if "tree" not in proof:
            return name in ("elu", "quadratic", "identity")
        low, high, edge, top = (Fraction(proof[k]) for k in ("low", "high", "edge", "at"))
        cells = halves(proof["tree"], edge)
        if cells is None or not high <= low * (1 + Fraction(1, 10**12)):
            return False
        # the largest |sigma''|, once by a search in floats and once at the point that is told
        curvature = ACTIVATIONS[name].curvature
        assert curvature is not None
        z = np.concatenate([np.linspace(float(a), float(b), 20) for a, b in cells])
        met = abs(float(curvature(np.float64(top), FLOATS)))
        far = edge > Fraction(22, 7) if name == "sin" else edge >= 2
        beyond = name == "sin" or 2 * float(edge) ** 2 * np.exp(-float(edge)) <= low
        most = np.max(np.abs(curvature(z, FLOATS)))
        return bool(far and beyond and met >= low * (1 - 1e-12) and most <= high * (1 + 1e-12))

    def taylor_kernel(self, proof: Any) -> bool:
        longest = 2 if "long" in self.cert["label"] else 1
        if "sharpened" in self.cert["label"]:  # it says the same of every x as of x/||x||
            unit = Setting({"m": 1, "x_norm": Fraction(1)}).over(ball)
            factor = ball(self.theorem.factor(unit, Balls()))
        else:
            factor = self.factor()
        most = str(self.cert["setting"].get("x_norm", longest)).split("..")[-1]
        x = Fraction(longest if most == "all" else most)
        # the worst sigma of all, z^2 with beta = 2, at a few lengths of the step
        return all(
            ball(x * t) ** 2 <= factor * ball(t) ** self.theorem.power
            for t in (1, 8, Fraction(1, 8))
        )

    def remainder(self, proof: Any) -> bool:
        z0, h, x = (Fraction(proof[k]) for k in ("z0", "step", "x_norm"))
        name, setting = proof["activation"], self.cert["setting"]
        right = setting.get("activation") == name and str(setting.get("x_norm", 1)) == str(x)
        claim = (
            self.factor() * smoothness_constant(name) / 2 * ball(abs(h) / x) ** self.theorem.power
        )
        return right and bool(abs(remainder(name, z0, h)) > claim)

    def factor(self) -> arb:
        return ball(self.theorem.factor(Setting(self.values).over(ball), Balls()))

    def not_affine(self, proof: Any) -> bool:
        sigma, (a, b, c) = ACTIVATIONS[proof["activation"]], map(Fraction, proof["at"])
        values = [float(sigma.value(np.float64(z), FLOATS)) for z in (a, b, c)]
        bends = abs(values[0] - 2 * values[1] + values[2]) > 1e-13 and b - a == c - b
        return bends and sigma.lipschitz and not sigma.polynomial

    def null_vector(self, proof: Any) -> bool:
        s = self.setting
        points = tuple(tuple(map(Fraction, x)) for x in proof["points"])
        vector = tuple(map(Fraction, proof["vector"]))
        even, odd, _ = degrees(s.L, s.beta, s.activation)
        return {len(x) for x in points} == {s.n0} and is_null(points, vector, even, odd)


def exactly(values: Any) -> Setting:
    """A setting as the command line would read it."""
    exact = {k: v if k == "activation" else Fraction(v) for k, v in values.items()}
    return Setting({k: int(v) if k in ("m", "d", "n0", "L") else v for k, v in exact.items()})


def halves(bits: str, edge: Fraction) -> list[tuple[Fraction, Fraction]] | None:
    """The leaves of a bisection of [-edge, edge], or None where the tree is none."""
    left, cells, found = iter(bits), [(-edge, edge)], []
    while cells:
        a, b = cells.pop()
        bit = next(left, None)
        if bit == "1":
            cells += [((a + b) / 2, b), (a, (a + b) / 2)]
        elif bit == "0":
            found.append((a, b))
        else:
            return None
    return None if next(left, None) is not None else found


def whole(text: Any) -> int:
    """The integer below, as the core reads counts."""
    return int(Fraction(text))


def ends(law: Any, by: Any) -> tuple[arb, arb]:
    """(lower, upper) bound of P(worst case > bound) that a piece of evidence gives, 0 or 1 if none.

    By the functions of checkers.tails.binomial, which the laws use as well.
    """
    nothing = (arb(0), arb(1))
    if by["by"] == "nothing":
        return nothing
    u = ball(Fraction(by.get("u", 1)))
    if not u > 0:
        return nothing
    if isinstance(law, FrobeniusLaw):
        r, k = Fraction(by["r"]), whole(by["k"])
        reach = ball(law.B) * arb(k).sqrt() - ball(k * r)
        enough = r > 0 and 0 < k <= law.trials and reach > law.bound() / ball(law.x_norm)
        return (binomial_tail(law.trials, *_half(r), k), arb(1)) if enough else nothing
    if isinstance(law, CountLaw):
        maybe, surely = law.first_failing()
        if by["by"] == "never":
            return arb(0), arb(int(maybe <= law.trials))
        if by["by"] == "binomial":
            p, q = law.probability()
            return tuple(binomial_tail(law.trials, p, q, j) for j in (surely, maybe))
        above, below = law.iid(maybe), law.iid(surely - 1)
    else:
        if by["by"] == "never":
            return arb(0), arb(int(not law.never_fails()))
        if by["by"] == "inversion":
            v, period = (ball(Fraction(by[k])) for k in ("v", "period"))
            t, terms = law.threshold() / law.radius(), whole(by["terms"])
            if not (t >= 0 and v > u and period > 0 and terms > 0):
                return nothing
            return inverted_tail(law.trials, law.parts(), t, u, v, period, terms)[::2]
        above = below = law.iid()
    if by["by"] == "chernoff":
        most = chernoff_tail(above.n, above.moment, u, above.threshold())
        return 1 - chernoff_tail(below.n, below.moment, -u, below.threshold()), most
    step, top = (ball(Fraction(by[k])) for k in ("step", "top"))
    return (
        (tilted_tail(below.n, below.moment, u, step, below.threshold(), top), arb(1))
        if step > 0
        else nothing
    )


def leaves(tokens: list[str]) -> list[tuple[float, ...]] | None:
    """(s1, s2, y1, y2, u) of each leaf, or None where the tree is none."""
    left, boxes, found = iter(tokens), [(0.0, 1.0, 0.0, 1.0)], []
    while boxes:
        s1, s2, y1, y2 = boxes.pop()
        token, s, y = next(left, None), (s1 + s2) / 2, (y1 + y2) / 2
        if token == "s":
            boxes += [(s, s2, y1, y2), (s1, s, y1, y2)]
        elif token == "y":
            boxes += [(s1, s2, y, y2), (s1, s2, y1, y)]
        elif token is None:
            return None
        else:
            found.append((s1, s2, y1, y2, float(Fraction(token))))
    return None if next(left, None) is not None else found


def hold_by_sampling(claim: Claim, boxes: list[tuple[float, ...]]) -> bool:
    """Whether u y - L(s y / kappa) >= y^2 g(s) at 50 random points of each box, in floats."""
    rng = np.random.default_rng(0)
    s1, s2, y1, y2, u = (np.repeat(column, 50) for column in np.array(boxes).T)
    s, y = s1 + (s2 - s1) * rng.random(s1.size), y1 + (y2 - y1) * rng.random(s1.size)
    log_moment = float_exponent(claim.summand, u, s * y / float(claim.kappa.value()))[0]
    return bool(np.all(u > 0) and np.all(u * y - log_moment - y * y * claim.excess(s) >= -1e-12))


# The trials.


@dataclass(frozen=True)
class Trial:
    kind: str
    family: str
    path: Path
    never: bool
    answer: str  # refused, unusable, accepted
    told: str
    follows: bool


def answer(cert: Any) -> tuple[str, str]:
    try:
        recheck(json.dumps(cert), "altered")
    except Refused as reason:
        return "refused", str(reason)
    except Unusable as reason:
        return "unusable", str(reason)
    return "accepted", ""


def follows(original: Any, cert: Any, path: Path) -> bool:
    """Whether the conclusion is true, and the evidence for it as good as it has to be."""
    names = ("label", "outcome", "scope", "setting")
    if any(cert[name] != original[name] for name in names):
        setting = json.dumps({k: v for k, v in cert["setting"].items() if v != "all"})
        if not true(cert["label"], cert["outcome"], cert["scope"], setting):
            return False
    inside = path[0] == "proofs" and len(path) > 2  # the other proofs are as they were
    return Judge(cert).follows(slice(path[1], path[1] + 1) if inside else slice(None))


def _some(every: list[Any]) -> list[Any]:
    """Two alterations of each place, different ones from place to place.

    All of them, some minutes' worth, with WIDECHECK_THOROUGH=1.
    """
    if THOROUGH:
        return every
    places: dict[Any, list[Any]] = {}
    for altered in every:
        places.setdefault(str(altered[1]), []).append(altered)
    return [
        there[k]
        for i, there in enumerate(places.values())
        for k in sorted({i % len(there), (i + len(there) // 2) % len(there)})
    ]


@lru_cache
def trials(name: str) -> list[Trial]:
    original = certificate(name)
    told = kinds(original)
    found = []
    for family, path, cert, never in _some(list(alterations(original))):
        said, reason = answer(cert)
        kind = told[path[1]] if path[0] == "proofs" and len(path) > 1 else told[0]
        good = said == "accepted" and follows(original, cert, path)
        found.append(Trial(kind, family, path, never, said, reason, good))
    return found


# The tests.


@pytest.mark.parametrize("name", MAKERS)
def test_a_certificate_verifies_as_it_is(name):
    assert answer(certificate(name)) == ("accepted", "")
    assert Judge(certificate(name)).follows()


def test_every_kind_of_proof_has_a_certificate_here():
    found = {kind for name in MAKERS for kind in kinds(certificate(name))}
    assert {kind.partition(":")[0] for kind in found} == KINDS
    above = {"binomial", "chernoff", "inversion", "never", "nothing"}
    below = {"binomial", "chernoff", "inversion", "tilt", "count", "nothing"}
    told = " ".join(found)
    assert all(f": {way} above" in told for way in above)
    assert all(f", {way} below" in told for way in below)
    covers = {"list", "cover and chernoff", "cover and chernoff and inversion"}
    assert {f"every delta: {way}" for way in covers} <= found


@pytest.mark.parametrize("name", MAKERS)
def test_what_is_altered_is_refused_or_still_follows(name):
    wrong = [t for t in trials(name) if t.answer == "accepted" and not t.follows]
    assert not wrong, wrong[:5]


@pytest.mark.parametrize("name", MAKERS)
def test_what_can_leave_no_proof_is_refused(name):
    wrong = [t for t in trials(name) if t.never and t.answer == "accepted"]
    assert not wrong, wrong[:5]


@pytest.mark.parametrize("name", MAKERS)
def test_a_refusal_names_the_place(name):
    """The label, and the proof where there is one; an alteration of a proof names that proof."""
    cert = certificate(name)
    for t in trials(name):
        if t.answer == "refused" and t.path[0] == "proofs" and len(t.path) > 2:
            assert t.told.startswith(cert["label"])
            assert (
                f"proof {t.path[1] + 1} (" in t.told
                or "not that outcome" in t.told
                or (
                    "proof " in t.told  # a later one rests on it
                )
            )
        assert t.answer == "accepted" or t.told


def test_nothing_else_is_unread():
    """Nonsense in any other place is refused: what is not checked is not in a certificate."""
    for name in MAKERS:
        cert = certificate(name)
        for path, value in _places(cert):
            if isinstance(value, dict | list) or path[0] != "proofs" or path[-1] == "kind":
                continue
            said, _ = answer(changed(cert, path, {"nonsense": []}))
            assert (said == "accepted") == unread(cert, path), (name, path)


@pytest.mark.parametrize(
    "other",
    [
        "\u0663",
        "\uff13",
        "1_000",
        " 3",
        "3 ",
        "3\n",
        "+3",
        ".3",
        "3.",
        "0x3",
        "3/-4",
        "1e12345",
        "",
    ],
)
def test_a_number_is_written_in_one_way(other):
    """Digits of other scripts, underscores and spaces are read by int() and Fraction()."""
    cert = at("slides/lemma-4.2", m="10", tau="0.1", delta="0.9")
    assert answer(changed(cert, ("setting", "m"), other))[0] != "accepted"
    assert answer(changed(cert, ("proofs", 0, "failure", 0), other))[0] != "accepted"


def test_a_key_that_nobody_reads_is_refused():
    for name in MAKERS:
        cert = certificate(name)
        assert answer({**cert, "vacuous": True})[0] == "refused"
        for i, proof in enumerate(cert["proofs"]):
            assert answer(changed(cert, ("proofs", i, "note"), "x"))[0] == "refused", name
            for end in {"upper", "lower"} & proof.keys():
                assert answer(changed(cert, ("proofs", i, end, "note"), "x"))[0] == "refused", name


def test_a_key_that_stands_twice_is_refused():
    text = json.dumps(certificate("every width of lemma-4.2"))
    assert recheck(text, "as it is")
    twice = text.replace('"scope"', '"outcome": "certified", "scope"', 1)
    with pytest.raises(Refused, match="twice"):
        recheck(twice, "twice")


def test_a_setting_of_its_own_concludes_nothing():
    """A tail that breaks elsewhere refutes nothing here, and one that holds proves nothing."""
    for name in ("binomial, above", "binomial, below"):
        cert = certificate(name)
        assert answer(cert)[0] == "accepted"
        own = changed(cert, ("proofs", 0, "setting"), cert["setting"])
        assert answer(own)[0] == "refused"


@pytest.mark.parametrize("known", ["giancola/prop-III.3.3:twin-no-bias", "slides/relu-gap"])
def test_a_statement_of_ones_own_is_not_taken_for_the_print(known):
    """A label with the catalogue's before its colon is another statement."""
    theorem = BY_LABEL[known]
    cert = POINT(theorem, theorem.setting({}), OPTIONS).certificate
    assert answer(cert)[0] == "accepted"
    assert answer({**cert, "label": f"{theorem.printed}:mine"})[0] == "unusable"


def test_totals():
    """Told with -s; none of the families may fall away unnoticed."""
    every = [t for name in MAKERS for t in trials(name)]
    by_kind: dict[str, Counter[str]] = {}
    for t in every:
        by_kind.setdefault(t.kind, Counter())[t.answer] += 1
    print()
    for kind, answers in sorted(by_kind.items()):
        print(f"{kind:45} {answers.total():6} altered, {dict(sorted(answers.items()))}")
    answers = Counter(t.answer for t in every)
    families = Counter(t.family for t in every)
    print(f"{'in all':45} {answers.total():6} altered, {dict(sorted(answers.items()))}")
    print(dict(sorted(families.items())), sum(t.never for t in every), "can leave no proof")
    assert answers.total() > (10_000 if THOROUGH else 2_500)
    assert answers["refused"] > answers["accepted"] > 0
    assert all(count["refused"] + count["unusable"] > 0 for count in by_kind.values())


FAR = {"by": "inversion", "u": "1e12", "v": "2e12", "period": "1", "terms": 1}  # nan, or too wide


@pytest.mark.parametrize("end", ["lower", "upper"])
@pytest.mark.parametrize("alpha", ["0.1", "1.5"])
def test_an_end_that_cannot_be_told_proves_no_interval(end, alpha):
    cert = at("notes/lemma-4-delta-1:twin-sixth", m="4", alpha=alpha, x_norm="1", delta="0.2")
    assert answer(cert) == ("accepted", "")
    place = ("proofs", 0, "failure", 0 if end == "lower" else 1)
    other = changed(cert, ("proofs", 0, end), FAR)
    stated = changed(other, place, "0.9" if end == "lower" else "1e-30")
    assert answer(stated)[0] == "refused"


def test_a_stated_end_is_held_against_the_core_at_any_size():
    """The claim itself leaves far more room than these ends."""
    cert = at("notes/theorem-1", m="4000", delta="1e-60")
    assert answer(cert) == ("accepted", "")
    assert answer(changed(cert, ("proofs", 0, "failure", 0), "9e-26"))[0] == "refused"
    cert = at("notes/lemma-4-delta-1", alpha="0.1", x_norm="10", delta="1e-100")
    low, high = (Fraction(end) for end in cert["proofs"][0]["failure"])
    assert 0 < low <= high < Fraction(1, 10**30)
    assert answer(cert) == ("accepted", "")
    for place, value in ((0, low * 2), (1, high / 2)):
        assert answer(changed(cert, ("proofs", 0, "failure", place), str(value)))[0] == "refused"


@pytest.mark.parametrize("alpha", ["886", "900", "2000"])
def test_the_core_inverts_where_no_neuron_is_left_out(alpha):
    """P(|g| >= r) is 1e-87 at r = 19.8, and 1e-436."""
    cert = at("notes/theorem-1:twin-rate", m="2000", alpha=alpha, x_norm="0.04", delta="0.1")
    assert answer(cert) == ("accepted", "")
