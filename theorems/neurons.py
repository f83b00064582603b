"""What a statement about single neurons knows of them: pre-activations and lengths."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from theorems.networks import Array


@dataclass(frozen=True)
class Neurons:
    """One neuron (numbers), or several neurons (arrays), before and after a move of the weights.

    w_x    : w . x
    w0_x   : w_0 . x
    moved  : ||w - w_0||
    length : ||w||
    x_norm : ||x||
    c      : output weight
    """

    w_x: Any
    w0_x: Any
    moved: Any
    length: Any
    x_norm: Any
    c: Any = 1

    @classmethod
    def of(cls, w: Array, w0: Array, x: Array, c: Any = 1) -> "Neurons":
        """The neurons with weights w, w_0 of shape (d,) or (m, d), at the input x (d,)."""
        moved, length = (np.linalg.norm(v, axis=-1) for v in (w - w0, w))
        return cls(w @ x, w0 @ x, moved, length, np.linalg.norm(x), c)
