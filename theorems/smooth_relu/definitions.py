"""Smooth approximations of relu: how close they are, and how smooth."""

from typing import Any

from theorems.language.functions import exp, log
from theorems.language.reading import formula


@formula
def softplus_family(t: Any, z: Any) -> Any:
    """sigma_t(z) = log(1 + exp(t z)) / t."""
    return log(1 + exp(t * z)) / t
