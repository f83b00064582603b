"""Bounds in all parameters: the worst perturbation of both layers."""

from checkers.options import Options
from checkers.verdict import Verdict
from theorems.statement import AllParameterBound, Setting


def decide(theorem: AllParameterBound, s: Setting, options: Options) -> Verdict:
    """The verdict at one setting; scope "all" where it holds or fails for every setting."""
    raise NotImplementedError(theorem.label)
