"""Certificates are data: what was proved, for which settings, and the numbers that prove it.

`checkers.recheck` reads them and derives each conclusion again; it shares no code with what
found them. Numbers are exact: integers, or strings that hold a decimal or a quotient.
"""

from collections.abc import Mapping, Sequence
from typing import Any

SCHEMA = "widecheck-certificate/3"


def certificate(
    label: str,
    setting: Mapping[str, Any],
    outcome: str,
    *proofs: Mapping[str, Any],
    scope: str = "point",
) -> dict[str, Any]:
    """The certificate of one verdict.

    setting : exact values by parameter (int, Fraction, name); empty where scope is "all"
    outcome : "certified" or "refuted"
    proofs  : each with a "kind" that `checkers.recheck` knows, and its exact data
    """
    return {
        "schema": SCHEMA,
        "label": label,
        "outcome": outcome,
        "scope": scope,
        "setting": {name: exact(value) for name, value in setting.items()},
        "proofs": list(proofs),
    }


def exact(value: Any) -> Any:
    """A number as exact JSON: an int as it is, anything else by its exact text."""
    return value if isinstance(value, int) else str(value)


def decimals(low: float, high: float) -> Sequence[str]:
    """Two floats that enclose a number, as decimals."""
    return [repr(low), repr(high)]
