"""statements.txt, typed from the sources, against the records of theorems/, at exact settings."""

import math
import random
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from flint import acb, arb, ctx

from checkers.arithmetic.balls import BALLS, ball
from checkers.gaussians.quadrature import MEANS
from checkers.recheck import core
from checkers.tails.sums import SumLaw
from checkers.worst_cases.every_setting import for_every_setting, for_norms
from checkers.worst_cases.laws import law_of
from theorems import THEOREMS, TWINS, VARIANTS
from theorems.language.activations import ACTIVATIONS
from theorems.language.records import Bound, Identity, Inequality, SmoothBound

EVERYTHING = (*THEOREMS, *TWINS)
RANDOM = [t for t in EVERYTHING if isinstance(t, Bound) and t.except_with is not None]
RANDOM_VARIANTS = [t for t in VARIANTS if isinstance(t, Bound) and t.except_with is not None]
POSITIVE = {"m": (2, 10**4), "tau": (1, 300), "alpha": (1, 900), "B": (1, 500), "x_norm": (1, 100)}


@pytest.fixture(autouse=True)
def _precision():
    before = ctx.prec
    ctx.prec = 200
    yield
    ctx.prec = before


def some_settings(theorem, count=5):
    rng = random.Random(theorem.label)
    for _ in range(count):
        texts = {"delta": str(Fraction(rng.randint(1, 999), 1000))}
        for name, (low, high) in POSITIVE.items():
            value = rng.randint(low, high)
            texts[name] = str(2 * value if name == "m" else Fraction(value, 100))
        names = [p.name for p in theorem.parameters if p.name in texts]
        yield theorem.setting({name: texts[name] for name in names})


def same(left, right):
    return arb(left).overlaps(arb(right)) and (arb(left) - arb(right)).abs_upper() < arb(10) ** -40


def values(s):
    known = {"x" if k == "x_norm" else k: ball(v) for k, v in s.items() if not isinstance(v, str)}
    if "delta" in s:
        known["l"] = -ball(s.delta).log()
    return {"c": 1, "x": arb(1), **known}


@pytest.mark.parametrize("theorem", RANDOM, ids=lambda t: t.label)
def test_bounds_say_the_same(theorem):
    for s in some_settings(theorem):
        for i, bound in enumerate(theorem.at_most):
            if i and "sign-changes" not in theorem.label:
                continue
            if i and i >= len(core.SAYS[theorem.label]):
                continue
            printed = bound(s.over(ball), BALLS)
            said = core.says(theorem.label, values(s), i)
            assert same(printed / said, 1), (theorem.label, i, s)


@pytest.mark.parametrize(
    "theorem", [t for t in RANDOM if "lemma-4.1" not in t.label], ids=lambda t: t.label
)
def test_laws_say_the_same(theorem):
    for s in some_settings(theorem):
        law = law_of(theorem, s)
        p = core.point(theorem.label, {k: str(v) for k, v in s.items()})
        name, n, r, t, _ = core.case(theorem.label, p)
        assert n == law.trials
        radius = law.radius() if isinstance(law, SumLaw) else law.small()
        threshold = law.threshold() / radius if isinstance(law, SumLaw) else law.threshold()
        assert (name == "count") == (not isinstance(law, SumLaw))
        assert same(r / radius, 1)
        assert same(t, threshold) or same(t / threshold, 1)


NORMS = [("0", "0.001"), ("0.9", "1.1"), ("1", "1"), ("2", "10"), ("0", None), ("0.5", None)]


@pytest.mark.parametrize("theorem", [*RANDOM, *RANDOM_VARIANTS], ids=lambda t: t.label)
def test_each_proof_about_a_region_has_its_line(theorem):
    """A certificate whose line is missing cannot be read by the core."""
    proofs = list(for_every_setting(theorem) or [])
    for low, high in NORMS:
        proofs += for_norms(theorem, Fraction(low), None if high is None else Fraction(high)) or []
    lines = {"hoeffding": "linear", "every width": "unit"}
    for line in {lines[proof["kind"]] for proof in proofs if proof["kind"] in lines}:
        assert f"{line} {theorem.label}" in core.SAYS


@pytest.mark.parametrize(
    "theorem", [t for t in EVERYTHING if isinstance(t, Inequality)], ids=lambda t: t.label
)
def test_chains_say_the_same(theorem):
    name = theorem.parameters[0].name
    for text in ("1/1000", "0.3", "1", "7"):
        s = theorem.setting({name: text}).over(ball)
        for i, term in enumerate(theorem.terms):
            assert same(term(s, BALLS), core.says(theorem.label, {name: s[name]}, i))


CLOSED = [t for t in EVERYTHING if isinstance(t, Identity) and "rho" in t.setting({})]


@pytest.mark.parametrize("theorem", CLOSED, ids=lambda t: t.label)
def test_closed_forms_say_the_same(theorem):
    for rho in (Fraction(-9, 10), Fraction(1, 3), Fraction(7, 8)):
        at = {"s": ball(1 - rho * rho).sqrt(), "c": ball(rho), "t": (-ball(rho)).acos()}
        at |= {f"E{k}": core.says(f"E{k}", at) for k in range(3)}
        for i, side in enumerate(theorem.sides):
            said = core.says(theorem.label, at, i) / (2 * arb.pi())
            assert arb(said).overlaps(ball(side(ball(rho), MEANS)))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_say_the_same(name):
    sigma = ACTIVATIONS[name]
    for text in ("-2.5", "-0.3", "0.7", "4"):
        z = ball(Fraction(text))
        assert same(sigma.value(z, BALLS), core.says(f"sigma {name}", {"z": z}))
        if sigma.smooth:
            assert same(sigma.slope(z, BALLS), core.says(f"sigma {name}", {"z": z}, 1))
            if sigma.curvature is not None and name in core.says("smooth", {}):
                exact = f"beta {name}" in core.SAYS
                said = exact or core.says(f"sigma {name}", {"z": z}, 2)
                assert exact or same(sigma.curvature(z, BALLS), said)


def test_lists_of_activations_are_those_of_the_catalogue():
    smooth = {a.name for a in ACTIVATIONS.values() if a.smooth}
    lipschitz = {a.name for a in ACTIVATIONS.values() if a.lipschitz and not a.polynomial}
    assert set(core.says("smooth", {})) == smooth
    assert set(core.says("lipschitz", {})) == lipschitz


@pytest.mark.parametrize(
    "theorem", [t for t in EVERYTHING if isinstance(t, SmoothBound)], ids=lambda t: t.label
)
def test_smooth_bounds_say_the_same(theorem):
    for m in (1, 7, 400):
        s = theorem.setting({"m": str(m)} if "m" in theorem.setting({}) else {})
        assert same(
            ball(theorem.factor(s.over(ball), BALLS)), core.says(theorem.label, {"m": ball(m)})
        )
        assert int(core.says(theorem.label, {"m": ball(m)}, 1)) == theorem.power


@pytest.mark.parametrize("name", ["shortfall", "margin"])
@pytest.mark.parametrize("r", ["0.01", "1", "5"])
@pytest.mark.parametrize("u", ["0.01", "2", "40"])
def test_transforms_and_their_reach(name, r, u):
    """The closed form is the integral, and the reach is a variation."""
    with ctx.workprec(256):
        r, u = ball(Fraction(r)), ball(Fraction(u))
        for imaginary in (0, 3, 500):
            z = acb(u, imaginary)
            whole = acb(core.says(f"moment {name}", {"r": r, "u": z}))
            part = core.says(f"part {name}", {"r": r, "z": z})
            assert (whole - 1 + core.small(r)).overlaps(part)
            assert part.rel_accuracy_bits() > 40
        p = core.moment(name, u, r) - 1 + core.small(r)
        reach = float(arb(core.says(f"reach {name}", {"r": r, "u": u, "p": p})))
    y, r, u = np.linspace(0, 1, 200_001), float(r), float(u)
    density = 2 * r * np.exp(-((r * (1 - y if name == "shortfall" else y)) ** 2) / 2)
    density /= math.sqrt(2 * math.pi)
    middle = np.exp(u * (y[1:] + y[:-1]) / 2)
    variation = density[0] + math.exp(u) * density[-1] + np.sum(middle * abs(np.diff(density)))
    assert reach == pytest.approx(variation, rel=1e-6)


def test_the_core_is_short():
    text = Path(core.__file__).read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
