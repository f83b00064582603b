"""The reader of sentences sees a last digit that is wrong."""

import pytest

from checkers.verdicts.verdict import Failure, Outcome, Verdict
from tests.sentences import untrue
from theorems.language.records import Setting


def verdict(told, lower=0.58332681941, upper=0.58332681942):
    return Verdict(
        label="a/b",
        setting=Setting({}),
        outcome=Outcome.REFUTED,
        scope="point",
        finding=told,
        failure=Failure(0.05, lower, upper),
        method="test",
    )


@pytest.mark.parametrize(
    ("told", "true"),
    [
        ("the bound breaks with probability at least 0.5833, where at most 0.05 is claimed", True),
        ("the bound breaks with probability at least 0.5834, where at most 0.05 is claimed", False),
        ("the bound breaks with probability at most 0.584", True),
        ("the bound breaks with probability at most 0.583", False),
        ("the failure probability is in [0.583326, 0.583327]; the statement allows 0.05.", True),
        ("the failure probability is in [0.583327, 0.583327]; the statement allows 0.05.", False),
        ("the failure probability is at least 0.58; the statement allows 0.05.", True),
        ("the failure probability is 0.583327; the statement allows 0.05.", False),
        ("at m=2 the worst case is 10 <= 10, the bound", True),
        ("at m=2 the worst case is 10.1 <= 10, the bound", False),
        ("the definition lies in [2, 1]", False),
        ("7 of 9 lie beyond 3, by law with probability at most 1.1.", False),
    ],
)
def test_a_wrong_digit_is_seen(told, true):
    assert bool(untrue(verdict(told))) != true
