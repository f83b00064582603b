"""Signs of ReLU pre-activations: where they agree, and what follows."""

from theorems.statement import Theorem

THEOREMS: tuple[Theorem, ...] = ()
VARIANTS: tuple[Theorem, ...] = ()
TWINS: tuple[Theorem, ...] = ()
