"""What a user may choose about a run."""

import math
from dataclasses import dataclass, replace

DRAWS = {"quick": 10_000, "standard": 100_000, "paper": 1_000_000}
PROFILES = tuple(DRAWS)


@dataclass(frozen=True)
class Options:
    """How much work to do, and with which randomness.

    profile : quick, standard or paper; sets draws, searches
    method  : auto (certify, and draw where that leaves a question), certify, or sample
    way     : dense (whole networks), projected (pre-activations), sparse (the neurons that can
              matter), or auto (the cheapest of the last two)
    draws   : number of draws per sampled setting; None for the profile's
    early   : whether drawing may stop as soon as the limits decide; draws is then the most
    error   : this verdict's share of the run's error budget
    workers : threads; None for all cores. Results do not depend on it.
    """

    profile: str = "quick"
    method: str = "auto"
    way: str = "auto"
    draws: int | None = None
    early: bool = False
    seed: int = 0
    error: float = 1e-3
    workers: int | None = None

    @property
    def number_of_draws(self) -> int:
        """The draws asked for, or the profile's."""
        return self.draws if self.draws is not None else DRAWS[self.profile]

    @property
    def confidence(self) -> float:
        """1 - error, below 1: that stands for what is rigorous."""
        return min(1 - self.error, math.nextafter(1.0, 0.0))

    def but(self, **changes: object) -> "Options":
        """The same options with some replaced."""
        return replace(self, **changes)  # type: ignore[arg-type]
