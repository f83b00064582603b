"""The steps of the proof of Lemma 4 of the notes: Delta_1, Delta_2, their counts."""

from theorems.statement import Theorem

THEOREMS: tuple[Theorem, ...] = ()
VARIANTS: tuple[Theorem, ...] = ()
TWINS: tuple[Theorem, ...] = ()
