"""Smooth bounds hold for every beta-smooth activation: what proves it, and false neighbours of it.

Each neighbour is one that a user could write. None may be certified for all; a false one must be
refuted by an explicit remainder, or left undecided, and its certificate must not be derivable.
"""

import json
import random
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from flint import fmpq_poly

from checkers.activations import smoothness
from checkers.activations.smoothness import attains, kernel_integral
from checkers.check import check
from checkers.forms import everywhere as whole
from checkers.recheck import Refused, Unusable, recheck
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome
from theorems import THEOREMS, TWINS, VARIANTS
from theorems.language.activations import ACTIVATIONS
from theorems.language.domains import NONNEGATIVE, Integers, Names, Reals, UnmetHypothesis
from theorems.language.functions import sqrt
from theorems.language.parameters import SMOOTH, WIDTH
from theorems.language.records import SmoothBound
from theorems.smooth_linearization import PROP_4_1, SMOOTH_REMAINDER, SUTHERLAND

CERTIFY = Options(method="certify")
SHARPENED = {t.label: t for t in VARIANTS if isinstance(t, SmoothBound)}
TRUE = (SMOOTH_REMAINDER, PROP_4_1, SUTHERLAND, *SHARPENED.values())
PROP_SHARPENED = SHARPENED["slides/prop-4.1:sharpened"]
SUTHERLAND_SHARPENED = SHARPENED["sutherland/smooth-linearization:sharpened"]


def with_parameter(theorem, name, **changes):
    return tuple(replace(p, **changes) if p.name == name else p for p in theorem.parameters)


def mine(theorem, **changes):
    return replace(theorem, label="mine/smooth", **changes)


def long_inputs(theorem, domain, longest):
    changed = with_parameter(theorem, "x_norm", domain=domain, default=longest, coverage=(longest,))
    return mine(theorem, parameters=changed)


# The argument, on activations that no list has: sigma' is piecewise linear with rational corners.


def random_sigma(rng):
    """A slope (corners, values), linear between the corners and constant beyond.

    With the end points of its steepest piece, and beta, which is how steep that is.
    """
    corners = sorted({Fraction(rng.randint(-40, 40), 7) for _ in range(8)})
    values = [Fraction(rng.randint(-30, 30), 11) for _ in corners]
    pieces = pairwise(zip(corners, values, strict=True))
    beta, *ends = max((abs(v - u) / (b - a), a, b) for (a, u), (b, v) in pieces)
    return corners, values, ends, beta


def slope_at(corners, values, z):
    if z <= corners[0]:
        return values[0]
    for (a, u), (b, v) in pairwise(zip(corners, values, strict=True)):
        if z <= b:
            return u + (v - u) * (z - a) / (b - a)
    return values[-1]


def change(corners, values, a, b):
    """The exact integral of the slope from a to b: trapezia between corners."""
    low, high = min(a, b), max(a, b)
    ends = [low, *(c for c in corners if low < c < high), high]
    area = sum(
        (q - p) * (slope_at(corners, values, p) + slope_at(corners, values, q)) / 2
        for p, q in pairwise(ends)
    )
    return area if b >= a else -area


def test_random_piecewise_quadratic_activations_obey_the_bound_exactly():
    rng = random.Random(1)
    for _ in range(300):
        corners, values, ends, beta = random_sigma(rng)

        def rest(z0, h, corners=corners, values=values):
            return change(corners, values, z0, z0 + h) - slope_at(corners, values, z0) * h

        z0, h = (Fraction(rng.randint(-60, 60), 9) for _ in range(2))
        assert abs(rest(z0, h)) <= beta / 2 * h**2
        for start, stop in (ends, ends[::-1]):  # there sigma is a quadratic, which attains it
            assert abs(rest(start, stop - start)) == beta / 2 * (stop - start) ** 2


def test_the_kernel_gives_half_a_square():
    assert kernel_integral() == (Fraction(1, 2), 2)


def test_the_kernel_of_a_second_derivative_has_the_same_integral():
    """For |sigma''| <= beta: h - t in place of t."""
    h = Fraction(7, 3)
    integral = fmpq_poly([0, 1]).integral()(1), fmpq_poly([1, -1]).integral()(1)
    assert integral[0] == integral[1]
    assert Fraction(int(integral[0].p), int(integral[0].q)) * h**2 == h**2 / 2


@pytest.mark.parametrize("kernel", [[0, 2], [0, 0, 1], [1], [0, 1, 1]])
def test_with_another_kernel_nothing_is_certified_for_all(monkeypatch, kernel):
    monkeypatch.setattr(smoothness, "KERNEL", fmpq_poly(kernel))
    for theorem in TRUE:
        changed = mine(theorem)  # nothing is remembered of it
        try:
            found = whole(changed, CERTIFY)
        except ArithmeticError as error:
            assert "no single power" in str(error)  # noqa: PT017
        else:
            assert found is None


def test_only_the_quadratic_attains_the_bound():
    smooth = [a.name for a in ACTIVATIONS.values() if a.smooth]
    assert [name for name in smooth if attains(name)] == ["quadratic"]
    with pytest.raises(ValueError, match="cubic"):
        attains("cubic")


# What is proved, and told.


@pytest.mark.parametrize("theorem", TRUE, ids=lambda t: t.label)
def test_the_proof_and_its_words_name_every_activation(theorem):
    assert "every beta-smooth sigma" in theorem.reading
    for verdict in (check(theorem, None, CERTIFY), whole(theorem, CERTIFY)):
        assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, "all")
        assert "every beta-smooth activation" in verdict.finding
        assert "equality for quadratic" in verdict.finding
        assert "10 activations" not in verdict.finding
        cert = verdict.certificate
        assert recheck(json.dumps(cert), "it")["scope"] == "all"
        kernel = [proof for proof in cert["proofs"] if proof["kind"] == "taylor kernel"]
        assert recheck(json.dumps({**cert, "proofs": kernel}), "alone")["outcome"] == "certified"
        examples = {**cert, "proofs": [p for p in cert["proofs"] if p not in kernel]}
        with pytest.raises(Refused):  # ten examples prove nothing about the others
            recheck(json.dumps(examples), "examples")


@pytest.mark.parametrize("name", ["elu", "tanh", "quadratic", "softplus"])
def test_one_activation_on_a_region_tells_its_own_numbers(name):
    verdict = check(PROP_4_1, PROP_4_1.setting({"activation": name, "m": "all"}), CERTIFY)
    usual = check(PROP_4_1, PROP_4_1.setting({"activation": name}), CERTIFY)
    assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, "box")
    assert verdict.finding.startswith(f"{name}: beta = ")
    assert (verdict.typical, verdict.bound) == (usual.typical, usual.bound)
    assert recheck(json.dumps(verdict.certificate), "it")["setting"] == {"activation": name}


def test_an_activation_without_remainder_speaks_for_no_other():
    flat = with_parameter(PROP_4_1, "activation", default="identity")
    theorem = mine(PROP_4_1, parameters=flat, factor=Fraction(1, 2))
    for texts in ({"activation": "all"}, {"activation": "all", "m": "all"}):
        verdict = check(theorem, theorem.setting(texts), CERTIFY)
        assert verdict.outcome is not Outcome.CERTIFIED
    verdict = check(theorem, theorem.setting({"m": "all"}), CERTIFY)
    assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, "box")
    assert verdict.finding.startswith("identity: beta = 0")


def test_a_larger_factor_holds_for_every_activation_without_equality():
    for theorem in (
        mine(PROP_4_1, factor=Fraction(101, 100)),
        mine(SMOOTH_REMAINDER, factor=sqrt(2)),
        mine(PROP_SHARPENED, factor=lambda x_norm: x_norm**2 + 1),
        long_inputs(PROP_4_1, Reals(Fraction(0), Fraction(1, 2)), Fraction(1, 2)),
    ):
        verdict = whole(theorem, CERTIFY)
        assert verdict.scope == "all"
        assert "equality" not in verdict.finding
    few = Names(("tanh", "erf"))
    changed = with_parameter(PROP_4_1, "activation", domain=few, default="erf", coverage=("erf",))
    assert "equality" not in whole(mine(PROP_4_1, parameters=changed), CERTIFY).finding


# False neighbours.

LONG = Fraction(1_000_001, 1_000_000)
FALSE = {
    "a factor just below": mine(PROP_4_1, factor=1 - Fraction(1, 10**5)),
    "99/100, one neuron": mine(SMOOTH_REMAINDER, factor=Fraction(99, 100)),
    "99/100, sutherland": mine(SUTHERLAND, factor=Fraction(99, 100)),
    "99/100, any input": mine(PROP_SHARPENED, factor=lambda x_norm: 99 * x_norm**2 / 100),
    "the power 3": mine(PROP_4_1, power=3),
    "the power 3, one neuron": mine(SMOOTH_REMAINDER, power=3),
    "the power 4": mine(SUTHERLAND, power=4),
    "the power 1": mine(PROP_4_1, power=1),
    "the power 3, a large factor": mine(SMOOTH_REMAINDER, power=3, factor=10**6),
    "the power 3, any input": mine(SUTHERLAND_SHARPENED, power=3),
    "slightly longer inputs": long_inputs(PROP_4_1, Reals(Fraction(0), LONG), LONG),
    "inputs of length 2": long_inputs(SUTHERLAND, Reals(Fraction(0), Fraction(2)), Fraction(2)),
    "inputs of any length": long_inputs(PROP_4_1, NONNEGATIVE, Fraction(3)),
    "the first power of the norm": mine(PROP_SHARPENED, factor=lambda x_norm: x_norm),
    "the cube of the norm": mine(PROP_SHARPENED, factor=lambda x_norm: x_norm**3),
    "a rate too good": mine(SUTHERLAND, factor=lambda m: 1 / sqrt(m)),
    "a factor that shrinks with d": mine(PROP_4_1, factor=lambda d: 1 / d),
    "a factor below for one width": mine(PROP_4_1, factor="where(m == 12345, 0.9, 1)"),
    "a factor below for wide ones": mine(PROP_4_1, factor="where(m > 10**8, 1/2, 1)"),
    "a negative factor": mine(PROP_4_1, factor=-1),
}
UNDECIDED = {"the power 1"}  # large steps break it; only small ones are tried


@pytest.mark.parametrize("name", FALSE)
def test_a_false_neighbour_is_not_certified_for_all(name):
    theorem = FALSE[name]
    assert whole(theorem, CERTIFY) is None
    verdict = check(theorem, None, CERTIFY)
    assert verdict.scope == "point"
    assert "every beta-smooth" not in verdict.finding
    everything = theorem.setting({p.name: "all" for p in theorem.parameters})
    assert check(theorem, everything, CERTIFY).outcome is not Outcome.CERTIFIED


@pytest.mark.parametrize(
    "name",
    [n for n in FALSE if n not in UNDECIDED and "for one width" not in n and "wide" not in n],
)
def test_a_false_neighbour_is_refuted_by_a_concrete_activation(name):
    verdict = check(FALSE[name], None, CERTIFY)
    assert verdict.outcome is Outcome.REFUTED
    assert verdict.setting.activation in ACTIVATIONS
    smoothness_of, remainder = verdict.certificate["proofs"]
    assert (smoothness_of["kind"], remainder["kind"]) == ("smoothness", "remainder")
    assert smoothness_of["activation"] == remainder["activation"] == verdict.setting.activation


def of_other_names(*names):
    return mine(
        PROP_4_1,
        parameters=with_parameter(
            PROP_4_1, "activation", domain=Names(names), default=names[0], coverage=names
        ),
    )


REFUSED = {
    "relu": of_other_names("relu"),
    "relu beside smooth ones": of_other_names("tanh", "relu"),
    "the cubic": of_other_names("quadratic", "cubic"),
    "abs to be visited": mine(
        PROP_4_1,
        parameters=with_parameter(
            PROP_4_1, "activation", trial=Names((*SMOOTH.domain.allowed, "abs"))
        ),
    ),
    "a quantity re-typed": mine(PROP_4_1, quantity=lambda W, W0, a, x, sigma: 0.0),
    "a smaller weight": mine(SUTHERLAND, weight=lambda m: 1 / m),
    "a weight below 1": mine(PROP_4_1, weight=Fraction(1, 2)),
    "the other scaling's weight": mine(PROP_4_1, weight=SUTHERLAND.weight),
    "a weight below 1, one neuron": mine(SMOOTH_REMAINDER, weight=Fraction(9, 10)),
    "no x_norm": mine(
        PROP_4_1, parameters=tuple(p for p in PROP_4_1.parameters if p.name != "x_norm")
    ),
    "a negative norm": long_inputs(PROP_4_1, Reals(), Fraction(1)),
    "the norm as an integer": long_inputs(PROP_4_1, Integers(0), 1),
    "an input where there is none": mine(
        SMOOTH_REMAINDER,
        parameters=(
            *SMOOTH_REMAINDER.parameters,
            *(
                replace(
                    p,
                    domain=Reals(Fraction(0), Fraction(1, 2)),
                    default=Fraction(1, 2),
                    coverage=(Fraction(1, 2),),
                )
                for p in PROP_4_1.parameters
                if p.name == "x_norm"
            ),
        ),
        factor=Fraction(1, 4),
    ),
    "no activation": mine(SMOOTH_REMAINDER, parameters=(WIDTH,)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_argument_does_not_cover_is_refused(name):
    for run in (lambda: whole(REFUSED[name], CERTIFY), lambda: check(REFUSED[name], None, CERTIFY)):
        with pytest.raises(UnmetHypothesis, match="mine/smooth"):
            run()


def test_a_quantity_of_another_scaling_is_not_certified_for_all():
    """f - f0 in the slides' scaling, with the bound of the other one, 1/sqrt m."""
    for theorem in (
        mine(SUTHERLAND, quantity=PROP_4_1.quantity),
        mine(PROP_4_1, quantity=SMOOTH_REMAINDER.quantity),
    ):
        with pytest.raises(UnmetHypothesis):
            whole(theorem, CERTIFY)


def test_further_parameters_leave_the_catalogue():
    for theorem in (PROP_4_1, PROP_SHARPENED):
        further = (*theorem.parameters, replace(WIDTH, name="n"))
        assert whole(mine(theorem, parameters=further), CERTIFY) is None
        assert check(mine(theorem, parameters=further), None, CERTIFY).scope == "point"


# Certificates that are wrong.


def certificate(label, setting, scope, proofs=({"kind": "taylor kernel"},)):
    return json.dumps(
        {
            "schema": "widecheck-certificate/3",
            "label": label,
            "outcome": "certified",
            "scope": scope,
            "setting": setting,
            "proofs": list(proofs),
        }
    )


@pytest.mark.parametrize(
    "twin", [t for t in TWINS if isinstance(t, SmoothBound)], ids=lambda t: t.label
)
def test_no_twin_has_a_certificate_for_all(twin):
    with pytest.raises((Refused, Unusable)):
        recheck(certificate(twin.label, {}, "all"), "twin")


@pytest.mark.parametrize(
    ("label", "setting", "scope"),
    [
        ("slides/prop-4.1", {"activation": "relu"}, "box"),
        ("slides/prop-4.1", {"activation": "cubic"}, "box"),
        ("slides/prop-4.1", {"activation": "tanh"}, "all"),
        ("slides/prop-4.1", {"activation": "tanh"}, "box"),  # its beta is not derived
        ("slides/prop-4.1", {"activation": "tanh", "x_norm": "2"}, "box"),
        ("slides/prop-4.1:twin-long-inputs", {"x_norm": "1001/1000"}, "box"),
        ("slides/prop-4.1:twin-long-inputs", {"activation": "tanh"}, "box"),
        ("slides/smooth-remainder:twin-cube", {"activation": "tanh"}, "box"),
        ("sutherland/smooth-linearization:twin-rate", {"m": 2}, "box"),
        ("slides/lemma-4.1", {}, "all"),
        ("giancola/prop-III.3.3", {}, "all"),
    ],
)
def test_the_core_refuses_the_kernel_where_it_proves_nothing(label, setting, scope):
    with pytest.raises((Refused, Unusable)):
        recheck(certificate(label, setting, scope), "it")


@pytest.mark.parametrize("other", ["elu", "quadratic", "identity", "erf"])
def test_the_core_takes_no_bisection_for_another_activation(other):
    proof = {**smoothness.smoothness_proof("sin"), "activation": other}
    kernel = {"kind": "taylor kernel"}
    for setting, scope in (({}, "all"), ({"activation": other}, "box")):
        with pytest.raises((Refused, Unusable)):
            recheck(certificate("slides/prop-4.1", setting, scope, [proof, kernel]), "it")


def test_the_core_takes_the_kernel_where_inputs_are_short_enough():
    cert = certificate("slides/prop-4.1:twin-long-inputs", {"x_norm": "1"}, "box")
    assert recheck(cert, "it")["outcome"] == "certified"


def test_certificates_of_a_list_are_gone():
    old = {"kind": "norms", "x_norm": "1", "factor": "1", "power": 2}
    with pytest.raises(Unusable, match="norms"):
        recheck(certificate("slides/prop-4.1", {}, "all", [old]), "old")


def test_every_smooth_bound_of_the_catalogue_is_tried_here():
    assert {t.label for t in TRUE} == {
        t.label for t in (*THEOREMS, *VARIANTS) if isinstance(t, SmoothBound)
    }
