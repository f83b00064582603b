"""What a proof is about, and what it concludes."""

from dataclasses import dataclass
from fractions import Fraction

from .case import Setting
from .statements import Statement

HOLDS, BREAKS, ASIDE = "holds", "breaks", "aside"


@dataclass(frozen=True)
class Finding:
    """The conclusion of one proof about the setting of its certificate.

    outcome  : HOLDS, BREAKS, or ASIDE where it concludes nothing about that setting
    vacuous  : whether the bound is at least every possible value, where the proof tells
    smooth   : an activation whose slope is shown to be beta-Lipschitz, and this beta
    bends    : an activation that is shown not to be affine
    """

    outcome: str
    vacuous: bool | None = None
    smooth: tuple[str, Fraction] | None = None
    bends: str = ""


@dataclass(frozen=True)
class Claim:
    """What a certificate claims, and what its proofs so far have found.

    setting   : values, ranges and names of the parameters that are not free
    certified : whether it says that the statement holds, else that it breaks
    """

    statement: Statement
    setting: Setting
    certified: bool
    before: tuple[Finding, ...] = ()

    @property
    def smoothness(self) -> dict[str, Fraction]:
        """beta by activation, as shown before."""
        return dict(found.smooth for found in self.before if found.smooth)
