"""What wide networks converge to, and how fast."""

from theorems.statement import Theorem

THEOREMS: tuple[Theorem, ...] = ()
VARIANTS: tuple[Theorem, ...] = ()
TWINS: tuple[Theorem, ...] = ()
