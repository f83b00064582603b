"""Checking what infinitely many non-null Hermite coefficients say of their parity.

mu(z) = sigma(z sqrt(q)), q = 1/n0 + beta^2, mu = sum a_i h_i. The even a_i are those of the even
part e of sigma, the odd ones those of its odd part o, and a part has finitely many iff it is a
polynomial. For a Lipschitz sigma that means: e constant, o linear. So the identities of
`activation_parity` count the a_i that vanish, at every q > 0, and one nonzero difference
e(1) - e(0), or o(2) - 2 o(1), proves that a part has infinitely many.

nu(t) = beta^2 + sum a_i^2 ((n0 beta^2 + t)/(n0 beta^2 + 1))^i = sum b_n t^n has b_n >= sum_i a_i^2
C(i, n) (n0 beta^2)^(i - n) / (n0 beta^2 + 1)^i. For beta > 0 that is > 0 as soon as one a_i with
i >= n is not 0: infinitely many a_i of whatever parity make all b_n positive. For beta = 0 b_n is
a_n^2, but for n = 0.

A second way: the first a_i by quadrature in balls, at q = 1 or at the setting's q.
"""

from fractions import Fraction
from itertools import product
from math import comb

from flint import arb, ctx

from checkers.activations.parity import even_part, odd_part
from checkers.activations.rows import DEGREES, PARITIES
from checkers.arithmetic.balls import ball, enclosure
from checkers.gaussians.hermite import hermite_coefficients
from checkers.verdicts import numerals
from checkers.verdicts.verdict import Outcome, Verdict, decided
from theorems.language.activations import ACTIVATIONS
from theorems.language.domains import Names
from theorems.language.records import SeriesClaim, Setting
from theorems.power_series import INFINITE, NONE, SOME

SHOWN = 12  # Hermite coefficients that are enclosed as a second way
WORDS = ("no", "finitely many", "infinitely many")

Counts = tuple[int, int]  # of non-null coefficients with even and with odd index


def counts(activation: str) -> tuple[Counts, str]:
    """How many a_i are not 0, (even, odd), at every q > 0, and why.

    activation : a name of PARITIES
    Raises ArithmeticError where a part is not seen to bend.
    """
    parity = PARITIES[activation]
    if activation in DEGREES:
        degree = DEGREES[activation]
        found = (SOME, NONE) if degree % 2 == 0 else (NONE, SOME)
        return found, f"sigma is a polynomial of degree {degree}, and {parity.kind}"
    with ctx.workprec(128):
        bends = {
            "e(1) - e(0)": even_part(activation, Fraction(1)) - even_part(activation, Fraction(0)),
            "o(2) - 2 o(1)": odd_part(activation, Fraction(2))
            - 2 * odd_part(activation, Fraction(1)),
        }
    known = {
        "odd": (NONE, None),
        "even": (None, NONE),
        "linear odd part": (None, SOME),
        "constant even part": (SOME, None),
        "neither": (None, None),
    }[parity.kind]
    facts, found_counts = [parity.identity], list[int]()
    for count, (name, value) in zip(known, bends.items(), strict=True):
        if count is None:
            if not abs(value) > 0:
                raise ArithmeticError(f"{activation}: {name} != 0 is not seen; got {value}.")
            facts.append(f"{name} = {value.str(6, radius=False)}")
        found_counts.append(INFINITE if count is None else count)
    return (found_counts[0], found_counts[1]), "; ".join(facts)


def shifted(a: Counts, beta: Fraction) -> Counts:
    """How many b_n with n >= 1 are positive: for beta > 0 all up to the last i with a_i != 0."""
    return (max(a), max(a)) if beta > 0 else a


def decide(theorem: SeriesClaim, s: Setting) -> Verdict:
    """The verdict at one setting; for all where the claim holds whatever the a_i of sigma are.

    The a_i enter by how many of them are not 0, and `shifted` speaks of any such counts.
    """
    beta = Fraction(s.get("beta", 0))
    a, why = counts(s.activation)
    b = shifted(a, beta)
    holds = bool(theorem.claim(a, b))
    names = [n for p in theorem.parameters if isinstance(p.domain, Names) for n in p.domain.allowed]
    biased = not any(p.name == "beta" and 0 in p.domain for p in theorem.parameters)
    table = {name: counts(name)[0] for name in names}
    least = Fraction(int("beta" in s and biased))

    def claimed(found: Counts) -> bool:
        return bool(theorem.claim(found, shifted(found, least)))

    bad = [name for name, found in table.items() if not claimed(found)]
    good = [name for name in names if name not in bad]
    whole = not bad and _inside(theorem, s)
    any_counts = all(map(claimed, product((NONE, SOME, INFINITE), (NONE, SOME, INFINITE))))
    evidence = [
        f"{s.activation}: {why}.",
        f"So {WORDS[a[0]]} even and {WORDS[a[1]]} odd a_i are not 0, whatever n0 and beta are"
        + (f"; {WORDS[b[0]]} even and {WORDS[b[1]]} odd b_n." if "beta" in s else "."),
        *_by_kind(table),
        _in_balls(s.activation, a, _variance(s)),
    ]
    if "beta" in s and beta > 0 and max(a) == INFINITE:
        evidence.append(_shifted_in_balls(s.activation, s.n0, beta))
    return decided(
        theorem,
        s,
        Outcome.CERTIFIED if holds else Outcome.REFUTED,
        _finding(s, holds, a, b, _reach(names, any_counts) if whole else ""),
        *evidence,
        scope="all" if holds and whole else "point",
        method="parity of the parts",
        statistic="non-null coefficients",
        witness=None
        if holds
        else {
            "activation": s.activation,
            "identity": PARITIES[s.activation].identity,
            "even a_i that are not 0": WORDS[a[0]],
            "odd a_i that are not 0": WORDS[a[1]],
            "beta": str(beta) if "beta" in s else "any",
        },
        best=None
        if theorem.twin_of or not bad
        else {
            "what": "activations",
            "proved": ", ".join(good) or "none",
            "refuted": ", ".join(bad),
        },
    )


def _reach(names: list[str], any_counts: bool) -> str:
    """For which sigma it holds: for all of them, or for those with a name that are allowed."""
    every = "every Lipschitz sigma, whatever the parities of its a_i != 0"
    return every if any_counts else ", ".join(names)


def _finding(s: Setting, holds: bool, a: Counts, b: Counts, reach: str) -> str:
    which, (even, odd) = ("b_n", b) if "beta" in s else ("a_i", a)
    count = f"{WORDS[even]} even and {WORDS[odd]} odd {which} are not 0"
    if reach:
        return f"holds for {reach}; for {s.activation} {count}"
    return f"{'holds' if holds else 'fails'} for {s.activation}: {count}"


def _inside(theorem: SeriesClaim, s: Setting) -> bool:
    return all(s[p.name] in p.domain for p in theorem.parameters)


def _variance(s: Setting) -> Fraction:
    return Fraction(1, s.n0) + Fraction(s.beta) ** 2 if "beta" in s else Fraction(1)


def _by_kind(table: dict[str, Counts]) -> list[str]:
    """Which activations have which counts, a sentence each."""
    kinds = dict[Counts, list[str]]()
    for name, found in table.items():
        kinds.setdefault(found, []).append(name)
    return [
        f"{', '.join(names)}: {WORDS[even]} even and {WORDS[odd]} odd a_i are not 0."
        for (even, odd), names in kinds.items()
    ]


def _in_balls(activation: str, a: Counts, q: Fraction) -> str:
    """The first a_i by quadrature: what it sees of the zeros and of the others.

    Raises ArithmeticError where a coefficient that should be 0 is not.
    """
    if not ACTIVATIONS[activation].lipschitz:
        return "A second way: its Hermite expansion is a finite sum that one writes down."
    if not Fraction(1, 100) <= q <= 100:
        return "Quadrature of the first a_i is left out at so small or so large a variance."
    with ctx.workprec(128):
        found: list[arb] = hermite_coefficients(activation, ball(q), SHOWN)
    nonzero = [i for i, value in enumerate(found) if abs(value) > 0]
    zero = [i for i in range(SHOWN) if i not in nonzero]
    last = {NONE: -1, SOME: 1, INFINITE: SHOWN}  # a Lipschitz polynomial is affine
    for i in nonzero:
        if i > last[a[i % 2]]:
            raise ArithmeticError(f"{activation}: a_{i} = {found[i]} should be 0")
    largest = max((abs(found[i]).upper() for i in zero), key=float, default=arb(0))
    return (
        f"A second way, by quadrature at q = {q}: a_i is certified not to be 0 for i ="
        f" {_listed(nonzero)}"
        + (
            f"; |a_i| <= {numerals.upper(enclosure(largest)[1], 1)} for the others."
            if zero
            else "."
        )
    )


def _shifted_in_balls(activation: str, n0: int, beta: Fraction) -> str:
    """Lower bounds of b_0, ..., b_(SHOWN-1) by the a_i that quadrature encloses."""
    q = Fraction(1, n0) + beta**2
    if not Fraction(1, 100) <= q <= 100:
        return "The b_n are left out at so small or so large a variance."
    step = 1 / (n0 * beta**2 + 1)  # weight of t in the shifted argument
    with ctx.workprec(128):
        a = hermite_coefficients(activation, ball(q), SHOWN + 2)
        b = [
            sum(
                (
                    a[i].abs_lower() ** 2 * ball(comb(i, n) * (1 - step) ** (i - n) * step**n)
                    for i in range(n, len(a))
                ),
                arb(0),
            )
            for n in range(SHOWN)
        ]
    seen = [n for n, value in enumerate(b) if value > 0]
    return f"From these a_i alone, b_n > 0 is certified for n = {_listed(seen)}."


def _listed(places: list[int]) -> str:
    return ", ".join(map(str, places)) or "none"
