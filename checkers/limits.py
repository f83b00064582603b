"""Limits: laws of averages, exact means and variances, and rates."""

from checkers.options import Options
from checkers.verdict import Verdict
from theorems.statement import Limit, Setting


def decide(theorem: Limit, s: Setting, options: Options) -> Verdict:
    """The verdict at one setting; scope "all" where it holds or fails for every setting."""
    raise NotImplementedError(theorem.label)
