"""Smooth networks with both layers trained stay close to their linearization."""

from theorems.statement import Theorem

THEOREMS: tuple[Theorem, ...] = ()
VARIANTS: tuple[Theorem, ...] = ()
TWINS: tuple[Theorem, ...] = ()
