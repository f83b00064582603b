"""Implications and inequalities between neurons: decided on every cell of a sign pattern."""

from checkers.options import Options
from checkers.verdict import Verdict
from theorems.statement import Implication, Setting


def decide(theorem: Implication, s: Setting, options: Options) -> Verdict:
    """The verdict at one setting; scope "all" where it holds or fails for every setting."""
    raise NotImplementedError(theorem.label)
