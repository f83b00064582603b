"""What a proof for whole regions may rest on: the hypotheses of the catalogue, one gate for all.

Such a proof is about a quantity, and it uses what the catalogue's statement of that quantity says
of its parameters: an even width, 0 < delta < 1, ||x|| <= 1. So a statement of the same quantity has
it where each of its parameters stays inside the catalogue's. Labels decide nothing.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from theorems import THEOREMS, TWINS
from theorems.language.activations import ACTIVATIONS
from theorems.language.domains import COSINE, NONNEGATIVE, Domain, Integers, Names, UnmetHypothesis
from theorems.language.records import Definiteness, Setting, SmoothBound, Theorem, shown

# one notation for all statements: what a parameter of such a name is, and so can be
NOTATION: Mapping[str, Domain] = {
    **dict.fromkeys(("m", "d", "n", "n0", "L"), Integers(1)),
    **dict.fromkeys(("B", "x_norm", "alpha"), NONNEGATIVE),
    "rho": COSINE,
    "activation": Names(tuple(ACTIVATIONS)),
}


def original(theorem: Theorem) -> Theorem | None:
    """The catalogue's first statement of the same quantity or kernel, or None."""
    return _originals().get(id(_subject(theorem)))


@cache
def _originals() -> dict[int, Theorem]:
    """By identity of the subject, which the catalogue keeps alive; the first statement counts."""
    subjects = [(_subject(t), t) for t in reversed((*THEOREMS, *TWINS))]
    return {id(subject): t for subject, t in subjects if subject is not None}


def _subject(theorem: Theorem) -> Any:
    match theorem:
        case SmoothBound():
            return theorem.quantity
        case Definiteness():
            return theorem.kernel
    return None


def within_hypotheses(
    theorem: Theorem, known: Theorem | None, instead: Mapping[str, Domain] | None = None
) -> bool:
    """Whether the statement has the parameters of a known one, in domains inside theirs.

    known   : the catalogue's statement about the same thing; None for none
    instead : wider domains of parameters on which a proof may rest, in place of the catalogue's
    """
    if known is None:
        return False
    domains = {p.name: p.domain for p in known.parameters}
    domains |= {name: domain for name, domain in (instead or {}).items() if name in domains}
    return {p.name for p in theorem.parameters} == set(domains) and all(
        p.domain.within(domains[p.name]) for p in theorem.parameters
    )


def require_notation(theorem: Theorem, s: Setting) -> None:
    """Raise UnmetHypothesis at a setting that no network has: a width 0, ||x|| < 0."""
    for name, value in s.items():
        domain = NOTATION.get(name)
        if domain is not None and value not in domain:
            raise UnmetHypothesis(
                f"{theorem.label} needs {domain.describe(name)}; got {name} = {shown(value)}."
            )


def require(theorem: Theorem, needed: Mapping[str, Domain], allowed: Mapping[str, Domain]) -> None:
    """Raise UnmetHypothesis where a checker's argument does not cover the statement's parameters.

    needed  : parameters that there must be, and the domains that theirs must lie in
    allowed : the same for parameters that there may be; of others nothing is asked
    """
    own = {p.name: p for p in theorem.parameters}
    for name in needed.keys() - own.keys():
        raise UnmetHypothesis(f"{theorem.label} needs the parameter {name}.")
    for name, domain in {**needed, **allowed}.items():
        tried = (own[name].domain, own[name].trial) if name in own else ()
        if not all(one.within(domain) for one in tried if one is not None):
            raise UnmetHypothesis(
                f"{theorem.label} can be checked for {domain.describe(name)} only."
            )


def require_values(theorem: Theorem, s: Setting, needs: Mapping[str, Domain]) -> None:
    """Raise UnmetHypothesis at a setting for which the worst case of a quantity is not known."""
    for name, domain in needs.items():
        if name not in s or s[name] not in domain:
            came = f"{name} = {shown(s[name])}" if name in s else f"no parameter {name}"
            raise UnmetHypothesis(
                f"{theorem.label}: the worst case of its quantity is known for"
                f" {domain.describe(name)}; got {came}."
            )
