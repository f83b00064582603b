"""Gradients of two-layer networks: one step, its kernel, the expansion in all parameters."""

from theorems.statement import Theorem

THEOREMS: tuple[Theorem, ...] = ()
VARIANTS: tuple[Theorem, ...] = ()
TWINS: tuple[Theorem, ...] = ()
