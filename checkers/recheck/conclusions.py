"""Certificates: from their proofs to an outcome, for a setting and a scope.

A certificate is verified if all of its proofs are, one of them concludes its outcome, and none
the opposite.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypedDict

from flint import ctx

from .bounds import broken_link, fails, links, tail_proof
from .case import Setting, inside
from .chains import chain, chain_everywhere, exact_count, floor_of
from .closed_forms import apart, identical
from .domains import is_range
from .every_delta import every_delta
from .findings import ASIDE, BREAKS, HOLDS, Claim, Finding
from .identities import cells, preactivations
from .numbers import BITS, Refused, Unusable, need
from .reading import Data, fields, listed, mapping, read
from .regions import composition, every_width, hoeffding
from .smooth import remainder, smoothness, taylor_kernel
from .spheres import not_affine, null_vector
from .statements import Statement, statement

SCHEMA = "widecheck-certificate/3"
MOST_PROOFS = 50
KEYS = {"schema", "label", "outcome", "scope", "setting", "proofs"}
OUTCOMES = {"certified": HOLDS, "refuted": BREAKS}


@dataclass(frozen=True)
class Kind:
    """A kind of proof: who derives its conclusion, and the keys that it reads besides `kind`."""

    derive: Callable[[Claim, Data], Finding]
    required: frozenset[str] = field(default=frozenset())
    optional: frozenset[str] = field(default=frozenset())


def _kind(derive: Callable[[Claim, Data], Finding], required: str = "", optional: str = "") -> Kind:
    return Kind(derive, frozenset(required.split()), frozenset(optional.split()))


KINDS: Mapping[str, Mapping[str, Kind]] = {  # by the form of the statement
    "bound": {
        "tail": _kind(tail_proof, "claimed failure upper lower", "setting"),
        "fails": _kind(fails, "setting constant lower"),
        "every delta": _kind(every_delta, "by", "cells"),
        "every width": _kind(every_width, "constant tree", "x_norm"),
        "hoeffding": _kind(hoeffding, "", "pi_x_norm_squared"),
        "composition": _kind(composition, "of"),
        "links": _kind(links, "links"),
        "link": _kind(broken_link, "link"),
    },
    "numbers": {
        "chain": _kind(chain, "", "link"),
        "chain everywhere": _kind(chain_everywhere),
    },
    "count": {"floor": _kind(floor_of), "count": _kind(exact_count, "worst")},
    "closed form": {
        "closed form": _kind(identical, "", "weights definition printed"),
        "apart": _kind(apart, "side rho values", "weights definition printed"),
    },
    "network": {"cells": _kind(cells), "preactivations": _kind(preactivations, "z a", "values")},
    "smooth": {
        "smoothness": _kind(smoothness, "activation", "exact low high edge at tree"),
        "taylor kernel": _kind(taylor_kernel),
        "remainder": _kind(remainder, "activation z0 step x_norm factor power", "m"),
    },
    "sphere": {
        "not affine": Kind(not_affine, frozenset({"activation", "at", "second difference"})),
        "null vector": _kind(null_vector, "points vector even odd"),
    },
}


class Conclusion(TypedDict):
    """What was derived again.

    vacuous : whether the bound is at least every possible value; None where no proof tells
    """

    label: str
    outcome: str
    scope: str
    setting: Setting
    vacuous: bool | None


def recheck(text: str, name: str) -> Conclusion:
    """The conclusion of the certificate in a text, derived again.

    name : what the text is called in an error

    Raises Refused where it does not follow, Unusable where the text is no certificate.
    """
    cap, ctx.cap = ctx.cap, 10  # of power series
    try:
        with ctx.workprec(BITS):
            return _conclude(read(text))
    except (Refused, Unusable):
        raise
    except Exception as error:  # whatever goes wrong, nothing is verified
        told = f"{type(error).__name__}: {str(error)[:200]}"
        raise Unusable(f"{name} is no certificate ({told})") from None
    finally:
        ctx.cap = cap


def _conclude(certificate: Data) -> Conclusion:
    if certificate.get("schema") != SCHEMA:
        raise Unusable(f"it has not the schema {SCHEMA}")
    fields(certificate, "the certificate", KEYS, {"samples"})
    about = statement(certificate["label"])
    told = mapping(certificate["setting"], "the setting")
    setting = {name: value for name, value in told.items() if value != "all"}
    inside(about, setting)
    outcome, label = certificate["outcome"], about.label
    need(outcome in ("certified", "refuted"), f"{label}: no proof concludes {str(outcome)[:40]!r}")
    claim = Claim(about, setting, outcome == "certified")
    scope = _scope(claim)
    need(certificate["scope"] == scope, f"{label}: the scope is {scope}")
    need(claim.certified or scope == "point", f"{label}: a refutation is about one setting")
    proofs = listed(certificate["proofs"], "the proofs")
    if len(proofs) > MOST_PROOFS:
        raise Unusable(f"it has more than {MOST_PROOFS} proofs")
    for number, proof in enumerate(proofs, 1):
        claim = replace(claim, before=(*claim.before, _derive(claim, proof, number)))
    found = {one.outcome for one in claim.before} - {ASIDE}
    need(found == {OUTCOMES[outcome]}, f"{label}: not that outcome")
    vacuous = [one.vacuous for one in claim.before if one.vacuous is not None]
    return {
        "label": label,
        "outcome": outcome,
        "scope": scope,
        "setting": setting,
        "vacuous": vacuous[0] if vacuous else None,
    }


def _scope(claim: Claim) -> str:
    """What the setting covers: everything, one point, or a box of settings."""
    statement: Statement = claim.statement
    if not claim.setting:
        return "all"
    free = len(claim.setting) < len(statement.parameters)
    ranges = any(is_range(told) for told in claim.setting.values())
    example = claim.certified and statement.region_of_one
    return "box" if free or ranges or example else "point"


def _derive(claim: Claim, proof: object, number: int) -> Finding:
    """What one proof concludes; a refusal names its place."""
    label, kinds = claim.statement.label, KINDS[claim.statement.form]
    name = mapping(proof, "a proof").get("kind")
    if not isinstance(name, str) or name not in kinds:
        raise Unusable(f"{label} has no proof by {str(name)[:40]!r}")
    kind = kinds[name]
    try:
        data = fields(proof, f"a proof by {name}", {"kind", *kind.required}, kind.optional)
        return kind.derive(claim, data)
    except Refused as reason:
        raise Refused(f"{label}, proof {number} ({name}): {reason}") from None
