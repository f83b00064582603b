"""True statements whose formulas raise a ball around 0 to a power: pi - arccos rho at rho = -1."""

from dataclasses import replace
from typing import Any

import pytest

from checkers.check import check
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome
from theorems.arc_cosine import (
    RELU_NTK,
    SUTHERLAND_ARCCOS,
    arccos_expectation,
    limit_of_steps,
)
from theorems.gaussian_counts import SMALL_PREACTIVATION
from theorems.language.functions import arccos, pi, step_expectation
from theorems.language.records import Expectation, Identity, Theorem


def ntk(power: Any) -> Identity:
    def printed(rho: Any) -> Any:
        return rho * ((pi - arccos(rho)) / (2 * pi)) ** power

    def definition(rho: Any) -> Any:
        return rho * step_expectation(rho) ** power

    sides = (limit_of_steps if power == 1 else definition, printed)
    return replace(RELU_NTK, label=f"user/ntk-{power}", sides=sides)


def sutherland() -> Expectation:
    def printed(inputs: Any, s: Any, fn: Any) -> Any:
        product = inputs.x @ inputs.y
        return product * (fn.pi - fn.arccos(product)) ** 1 / (2 * fn.pi)

    return replace(SUTHERLAND_ARCCOS, label="user/x", sides=(arccos_expectation, printed))


def chain() -> Theorem:
    terms = (lambda tau: (pi - arccos(tau - tau - 1)) ** 1, lambda tau: tau)
    return replace(SMALL_PREACTIVATION, label="user/chain", terms=terms)


@pytest.mark.parametrize("theorem", [ntk(1), ntk(2), ntk(3), sutherland()], ids=lambda t: t.label)
@pytest.mark.parametrize("rho", ["-1", "0", "0.5"])
def test_a_true_closed_form_with_a_power_is_certified(theorem: Theorem, rho: str) -> None:
    verdict = check(theorem, theorem.setting({"rho": rho}), Options())
    assert verdict.outcome is Outcome.CERTIFIED, verdict
    assert "fault of the checker" not in verdict.finding


def test_a_false_closed_form_with_a_power_is_refuted() -> None:
    theorem = replace(ntk(1), sides=(limit_of_steps, ntk(2).sides[1]))
    verdict = check(theorem, theorem.setting({"rho": "0.5"}), Options())
    assert verdict.outcome is Outcome.REFUTED


def test_a_true_inequality_with_a_power_is_certified() -> None:
    verdict = check(chain(), None, Options())
    assert verdict.outcome is Outcome.CERTIFIED, verdict
