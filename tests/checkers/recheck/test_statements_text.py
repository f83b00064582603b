"""statements.txt, typed from the sources, against the records of theorems/, at exact settings."""

import math
import random
from fractions import Fraction

import numpy as np
import pytest
from flint import acb, arb, ctx

from checkers.arithmetic.balls import BALLS, ball
from checkers.gaussians.quadrature import enclosures
from checkers.recheck.case import case, point
from checkers.recheck.closed_forms import integrals
from checkers.recheck.facts import activation, activations_of, share
from checkers.recheck.identities import Neuron, sums
from checkers.recheck.moments import moment
from checkers.recheck.statements import statement, statements
from checkers.recheck.values import BALLS as CORE
from checkers.recheck.values import FRACTIONS, small, value
from checkers.tails.sums import SumLaw
from checkers.worst_cases.every_setting import for_every_setting, for_norms
from checkers.worst_cases.laws import law_of
from tests.references.settings import same, some_settings, values
from theorems import THEOREMS, TWINS, VARIANTS
from theorems.language.activations import ACTIVATIONS
from theorems.language.domains import UnmetHypothesis
from theorems.language.records import Bound, Identity, Inequality, SmoothBound

EVERYTHING = (*THEOREMS, *TWINS)
RANDOM = [t for t in EVERYTHING if isinstance(t, Bound) and t.except_with is not None]
RANDOM_VARIANTS = [t for t in VARIANTS if isinstance(t, Bound) and t.except_with is not None]


@pytest.fixture(autouse=True)
def _precision():
    before = ctx.prec
    ctx.prec = 200
    yield
    ctx.prec = before


def said(label, at, which=0):
    """What the text says of a bound, a term or a side, in balls."""
    return value(statement(label).terms[which], at, CORE)


@pytest.mark.parametrize("theorem", RANDOM, ids=lambda t: t.label)
def test_bounds_say_the_same(theorem):
    for s in some_settings(theorem):
        for i, bound in enumerate(theorem.at_most):
            printed = bound(s.over(ball), BALLS)
            assert same(printed / said(theorem.label, values(s), i), 1), (theorem.label, i, s)


@pytest.mark.parametrize("theorem", RANDOM, ids=lambda t: t.label)
def test_bounds_come_in_equal_numbers(theorem):
    assert len(statement(theorem.label).terms) == len(theorem.at_most)


@pytest.mark.parametrize(
    "theorem", [t for t in RANDOM if "lemma-4.1" not in t.label], ids=lambda t: t.label
)
def test_laws_say_the_same(theorem):
    for s in some_settings(theorem):
        law = law_of(theorem, s)
        at = case(point(statement(theorem.label), {k: str(v) for k, v in s.items()}))
        r, t = at.radius, at.threshold
        assert at.trials == law.trials
        radius = law.radius() if isinstance(law, SumLaw) else law.small()
        threshold = law.threshold() / radius if isinstance(law, SumLaw) else law.threshold()
        assert at.counts == (not isinstance(law, SumLaw))
        assert same(r / radius, 1)
        assert same(t, threshold) or same(t / threshold, 1)


NORMS = [("0", "0.001"), ("0.9", "1.1"), ("1", "1"), ("2", "10"), ("0", None), ("0.5", None)]


@pytest.mark.parametrize("theorem", [*RANDOM, *RANDOM_VARIANTS], ids=lambda t: t.label)
def test_each_proof_about_a_region_has_its_line(theorem):
    """A certificate whose line is missing cannot be read by the core."""
    proofs = list(for_every_setting(theorem) or [])
    for low, high in NORMS:
        proofs += for_norms(theorem, Fraction(low), None if high is None else Fraction(high)) or []
    known = statement(theorem.label)
    lines = {"hoeffding": known.hoeffding, "every width": known.width}
    for proof in proofs:
        assert lines.get(proof["kind"], proof) is not None


@pytest.mark.parametrize(
    "theorem", [t for t in EVERYTHING if isinstance(t, Inequality)], ids=lambda t: t.label
)
def test_chains_say_the_same(theorem):
    name = theorem.parameters[0].name
    for text in ("1/1000", "0.3", "1", "7"):
        s = theorem.setting({name: text}).over(ball)
        for i, term in enumerate(theorem.terms):
            assert same(term(s, BALLS), said(theorem.label, {name: s[name]}, i))


CLOSED = [t for t in EVERYTHING if isinstance(t, Identity) and "rho" in t.setting({})]


@pytest.mark.parametrize("theorem", CLOSED, ids=lambda t: t.label)
def test_closed_forms_say_the_same(theorem):
    for rho in (Fraction(-9, 10), Fraction(1, 3), Fraction(7, 8)):
        at = {"s": ball(1 - rho * rho).sqrt(), "c": ball(rho), "t": (-ball(rho)).acos()}
        at |= {f"E{k}": value(one, at, CORE) for k, one in enumerate(integrals())}
        sides = enclosures(theorem.sides, rho).sides
        assert len(sides) == len(statement(theorem.label).terms)
        for i, side in enumerate(sides):
            assert (said(theorem.label, at, i) / (2 * arb.pi())).overlaps(side)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_say_the_same(name):
    sigma, known = ACTIVATIONS[name], activation(name)
    assert (known.degree > 0) == sigma.polynomial
    for text in ("-2.5", "-0.3", "0.7", "4"):
        z = ball(Fraction(text))
        assert same(sigma.value(z, BALLS), value(known.value, {"z": z}, CORE))
        if sigma.smooth:
            assert same(sigma.slope(z, BALLS), value(known.slope, {"z": z}, CORE))
            if sigma.curvature is not None and known.beta is None:
                assert same(sigma.curvature(z, BALLS), value(known.curvature, {"z": z}, CORE))


def test_kinds_of_activations_are_those_of_the_catalogue():
    smooth = {a.name for a in ACTIVATIONS.values() if a.smooth}
    lipschitz = {a.name for a in ACTIVATIONS.values() if a.lipschitz and not a.polynomial}
    assert {*activations_of("smooth")} == smooth
    assert {*activations_of("Lipschitz")} == lipschitz
    assert {*activations_of("polynomial")} == {a.name for a in ACTIVATIONS.values() if a.polynomial}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_parities_say_what_the_parts_are(name):
    """sigma(z) - sigma(-z) = z, or sigma(z) + sigma(-z) = 1, or one of them is 0."""
    parity, sigma = activation(name).parity, activation(name).value
    at = [Fraction(k, 3) for k in range(-7, 8) if k]
    both = [tuple(value(sigma, {"z": ball(z)}, CORE) for z in (z, -z)) for z in at]
    odd = [(p - q, ball(z)) for (p, q), z in zip(both, at, strict=True)]
    holds = {
        "odd": all((p + q).contains(0) for p, q in both),
        "even": all((p - q).contains(0) for p, q in both),
        "linear": all((p - z).contains(0) for p, z in odd),
        "constant": all((p + q - 1).contains(0) for p, q in both),
    }
    if name == "identity":
        assert parity == "odd"
    else:
        assert [one for one, is_it in holds.items() if is_it] == [parity] * (parity != "neither")


# Networks.


NETWORKS = [t for t in (*THEOREMS, *TWINS) if t.label in statements()
            and statement(t.label).form == "network"]  # fmt: skip


@pytest.mark.parametrize("theorem", NETWORKS, ids=lambda t: t.label)
def test_sides_of_networks_say_the_same(theorem):
    """On random exact networks, ties included; d = 1 and x = 1, pairs with one v."""
    known, rng = statement(theorem.label), random.Random(theorem.label)
    for _ in range(40):
        v, u = [rng.randint(-2, 2)] * 2, [rng.randint(-2, 2) for _ in range(2)]
        a = [1, -1] if known.rows == "opposite pairs" else [1, 1]
        if known.rows == "independent":
            v, a = [rng.randint(-2, 2) for _ in range(2)], [rng.choice((-1, 1)) for _ in range(2)]
        W, W0 = (np.array([[Fraction(z)] for z in part], dtype=object) for part in (u, v))
        arrays = (W, W0, np.array(a, dtype=object), np.array([Fraction(1)], dtype=object))
        neurons = [Neuron(*map(Fraction, one)) for one in zip(a, u, v, strict=True)]
        for i, side in enumerate(theorem.sides):
            told = [sums(part, neurons)[i] for part in (known.terms, known.also) if part]
            told += [sums(known.each, [one])[i] for one in neurons if known.each]
            assert sorted(np.ravel(side(*arrays))) == sorted(told), (theorem.label, neurons)


# Hypotheses.


KNOWN = [t for t in (*THEOREMS, *TWINS, *VARIANTS) if t.label in statements()]
TRIED = ("-1", "-1/2", "0", "1/2", "0.999", "1", "3/2", "2", "3", "5", "6", "7")


def test_every_statement_of_the_text_is_one_of_the_catalogue():
    assert {t.label for t in KNOWN} == {*statements()}


@pytest.mark.parametrize("theorem", KNOWN, ids=lambda t: t.label)
def test_hypotheses_say_the_same(theorem):
    told = statement(theorem.label).parameters
    assert [*told] == [p.name for p in theorem.parameters]
    for p in theorem.parameters:
        domain = told[p.name]
        if domain.names:
            assert {*activations_of(domain.names)} == {*p.domain.allowed}
            continue
        for text in TRIED:
            number = Fraction(text)
            try:
                theorem.setting({p.name: text})
                allowed = True
            except (UnmetHypothesis, ValueError):
                allowed = False
            assert domain.holds(number) == allowed, (theorem.label, p.name, text)


@pytest.mark.parametrize(
    "theorem", [t for t in EVERYTHING if isinstance(t, SmoothBound)], ids=lambda t: t.label
)
def test_smooth_bounds_say_the_same(theorem):
    for m in (1, 7, 400):
        s = theorem.setting({"m": str(m)} if "m" in theorem.setting({}) else {})
        known = statement(theorem.label).remainder
        factor = value(known.factor, {"m": ball(m)}, CORE)
        assert same(ball(theorem.factor(s.over(ball), BALLS)), factor)
        assert value(known.power, {}, FRACTIONS) == theorem.power


@pytest.mark.parametrize("name", ["shortfall", "margin"])
@pytest.mark.parametrize("r", ["0.01", "1", "5"])
@pytest.mark.parametrize("u", ["0.01", "2", "40"])
def test_transforms_and_their_reach(name, r, u):
    """The closed form is the integral, and the reach is a variation."""
    with ctx.workprec(256):
        r, u, known = ball(Fraction(r)), ball(Fraction(u)), share(name)
        for imaginary in (0, 3, 500):
            z = acb(u, imaginary)
            whole = acb(value(known.moment, {"r": r, "u": z}, CORE))
            part = value(known.part, {"r": r, "z": z}, CORE)
            assert (whole - 1 + small(r)).overlaps(part)
            assert part.rel_accuracy_bits() > 40
        p = moment(known, u, r) - 1 + small(r)
        reach = float(arb(value(known.reach, {"r": r, "u": u, "p": p}, CORE)))
    y, r, u = np.linspace(0, 1, 200_001), float(r), float(u)
    density = 2 * r * np.exp(-((r * (1 - y if name == "shortfall" else y)) ** 2) / 2)
    density /= math.sqrt(2 * math.pi)
    middle = np.exp(u * (y[1:] + y[:-1]) / 2)
    variation = density[0] + math.exp(u) * density[-1] + np.sum(middle * abs(np.diff(density)))
    assert reach == pytest.approx(variation, rel=1e-6)
