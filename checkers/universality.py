"""Universality on spheres: by power series, or an annihilating measure in exact numbers."""

from checkers.options import Options
from checkers.verdict import Verdict
from theorems.statement import Setting, Universality


def decide(theorem: Universality, s: Setting, options: Options) -> Verdict:
    """The verdict at one setting; scope "all" where it holds or fails for every setting."""
    raise NotImplementedError(theorem.label)
