"""Numbers that only set a scale, or that play no part, change neither a verdict nor its cost."""

import json
from typing import Any

import pytest

from checkers.check import check
from checkers.smooth.output_weights import likelihood
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome, Verdict
from theorems import THEOREMS, TWINS, VARIANTS
from theorems.language.domains import Integers
from theorems.language.records import AllParameterBound, Bound, LazyRadius, Theorem

ALL = {t.label: t for t in (*THEOREMS, *VARIANTS, *TWINS)}
SCALES = ("1e-100", "1e-46", "1e-10", "1e-3", "1e3", "1e10", "1e60")
OF_ALL_PARAMETERS = [
    label for label, t in ALL.items() if isinstance(t, AllParameterBound | LazyRadius)
]


def at(label: str, method: str = "auto", **texts: str) -> Verdict:
    theorem = ALL[label]
    return check(theorem, theorem.setting(texts), Options(method=method))


@pytest.mark.parametrize("label", OF_ALL_PARAMETERS)
@pytest.mark.parametrize("activation", ["tanh", "elu"])
def test_the_length_of_the_input_is_a_scale(label: str, activation: str) -> None:
    # term-a:twin-norm lacks ||x||, so that it holds up to ||x|| = 1
    usual = at(label, activation=activation, x_norm="0.01").outcome
    for x_norm in SCALES:
        long = label == "pleiss/term-a:twin-norm" and x_norm in ("1e3", "1e10", "1e60")
        found = at(label, activation=activation, x_norm=x_norm)
        assert found.outcome is (Outcome.REFUTED if long else usual), (x_norm, found.finding)


@pytest.mark.parametrize("label", [x for x in OF_ALL_PARAMETERS if "D" in ALL[x].setting({})])
def test_the_constant_of_the_assumption_is_a_scale(label: str) -> None:
    for D, other in (("4", "1e60"), ("0.25", "1e-100")):
        assert at(label, D=D).outcome is at(label, D=other).outcome


def numbers_without_part() -> list[tuple[Theorem, str]]:
    """Statements without a probability, and their widths and dimensions."""
    return [
        (t, p.name)
        for t in ALL.values()
        for p in t.parameters
        if isinstance(p.domain, Integers)
        and not (isinstance(t, Bound) and t.except_with is not None)
    ]


@pytest.mark.parametrize(
    ("theorem", "name"), numbers_without_part(), ids=lambda v: getattr(v, "label", v)
)
def test_widths_and_dimensions_cost_nothing(theorem: Theorem, name: str) -> None:
    [domain] = (p.domain for p in theorem.parameters if p.name == name)
    assert isinstance(domain, Integers)
    for large in {min(10**6, domain.largest), min(10**12, domain.largest)}:
        found = check(theorem, theorem.setting({name: str(large)}), Options())
        told: Any = [found.finding, found.evidence, found.witness]
        assert len(json.dumps(told, default=str)) < 50_000


def test_a_witness_in_many_dimensions_lives_in_the_first() -> None:
    short, long = at("pleiss/eq-7", m="2", d="3"), at("pleiss/eq-7", m="2", d="1000000000000")
    assert long.outcome is short.outcome is Outcome.REFUTED
    assert short.witness is not None
    assert long.witness is not None
    for name in ("x", "theta0", "theta", "left", "right"):
        assert long.witness[name] == short.witness[name]
    assert long.witness["coordinates besides"] == "999999999997, all 0"
    assert "coordinates besides" not in short.witness


def test_a_threshold_below_zero_has_probability_zero() -> None:
    from flint import arb

    assert likelihood(arb(-1), 2) == 0
    assert likelihood(arb(1), 2) > 0


@pytest.mark.parametrize("method", ["auto", "sample"])
@pytest.mark.parametrize("m", ["1", "2", "1000000000000"])
def test_a_cosine_near_zero_is_no_trouble(method: str, m: str) -> None:
    for rho in ("1e-100", "-1e-100"):
        found = at("slides/ntk-limit", method, m=m, rho=rho)
        assert (found.outcome, found.scope) == (Outcome.CERTIFIED, "all")


@pytest.mark.parametrize("x_norm", ["1e-100", "1e-10", "1e20", "1e60"])
@pytest.mark.parametrize("label", ["pleiss/term-0", "pleiss/term-0:twin-squares"])
def test_draws_agree_at_every_scale(label: str, x_norm: str) -> None:
    found = at(label, x_norm=x_norm)
    assert found.outcome is Outcome.REFUTED, found.evidence
    assert "DISAGREE" not in " ".join(found.evidence)


@pytest.mark.parametrize("rho", ["1e-100", "-1e-100", "6.159e-59"])
@pytest.mark.parametrize(
    "label",
    [
        "pleiss/arc-cosine:twin-angle",
        "pleiss/ntk:twin-single",
        "pleiss/ntk:twin-second-line",
        "cho-saul/degree-0:twin-angle",
        "cho-saul/degree-2:twin-two",
        "cho-saul/degree-2:twin-one",
    ],
)
def test_forms_that_differ_are_told_apart_close_to_where_they_agree(label: str, rho: str) -> None:
    assert at(label, rho=rho).outcome is Outcome.REFUTED


def test_a_limit_without_a_witness_says_why() -> None:
    found = at("pleiss/kernel-limit:twin-first-term", rho="1e-100")
    assert found.outcome is Outcome.UNDECIDED
    assert "at no width up to 1e+30" in found.evidence[0]


@pytest.mark.parametrize("eta", ["1e-100", "2.316e-12", "1e60"])
def test_sides_that_differ_in_late_digits_are_told(eta: str) -> None:
    for label in ("slides/one-step-kernel", "slides/one-step-kernel:twin-no-loss"):
        assert at(label, eta=eta).outcome is Outcome.REFUTED
