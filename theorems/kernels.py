"""Kernels (provisional)."""

from typing import Any

from theorems.functions import Functions


def relu_ntk(rho: Any, fn: Functions) -> Any:
    """rho (pi - arccos rho) / (2 pi)."""
    return rho * (fn.pi - fn.arccos(rho)) / (2 * fn.pi)


def arc_cosine(rho: Any, fn: Functions) -> Any:
    """(sin phi + (pi - phi) cos phi) / (2 pi)."""
    return (fn.sqrt(1 - rho * rho) + (fn.pi - fn.arccos(rho)) * rho) / (2 * fn.pi)


def pleiss_ntk(rho: Any, fn: Functions) -> Any:
    """(sin phi + 2 (pi - phi) cos phi) / (2 pi)."""
    return (fn.sqrt(1 - rho * rho) + 2 * (fn.pi - fn.arccos(rho)) * rho) / (2 * fn.pi)


def pleiss_ntk_sum(rho: Any, fn: Functions) -> Any:
    """k_arccos + (pi - phi) cos phi / (2 pi)."""
    return arc_cosine(rho, fn) + (fn.pi - fn.arccos(rho)) * rho / (2 * fn.pi)


def theta_recursion(rho: Any, fn: Functions) -> Any:
    """Theta."""
    raise ValueError
