"""Claims about power series: by sparse series and exact null vectors."""

from checkers.options import Options
from checkers.verdict import Verdict
from theorems.statement import SeriesClaim, Setting


def decide(theorem: SeriesClaim, s: Setting, options: Options) -> Verdict:
    """The verdict at one setting; scope "all" where it holds or fails for every setting."""
    raise NotImplementedError(theorem.label)
