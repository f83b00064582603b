"""Settings drawn from the domains of a statement's parameters."""

import math
from fractions import Fraction

from hypothesis import strategies as st

from theorems.language.domains import Domain, Integers, Names
from theorems.language.records import Parameter, Setting, Statement

SPAN = 4.0  # powers of ten on either side of 1 for unbounded reals
WIDEST = 100_000


def settings_of(theorem: Statement) -> st.SearchStrategy[Setting]:
    """Settings inside the hypotheses, small and large values of every parameter included."""
    values = {p.name: _values(p) for p in theorem.parameters}
    return st.fixed_dictionaries(values).map(Setting)


def _values(p: Parameter) -> st.SearchStrategy[object]:
    return st.one_of(st.sampled_from(p.coverage), _inside(p.name, p.domain))


def _inside(name: str, domain: Domain) -> st.SearchStrategy[object]:
    if isinstance(domain, Names):
        return st.sampled_from(domain.allowed)
    if isinstance(domain, Integers):
        top = {"L": 5, "n0": 10, "d": 5}.get(name, WIDEST)
        exponents = st.floats(0, math.log10(top))
        integers = exponents.map(lambda e: max(round(10**e), domain.least))
        return integers.map(lambda k: k + (k % 2 if domain.even else 0))
    if domain.low is not None and domain.high is not None:
        width = domain.high - domain.low
        thousandths = st.integers(0, 1000).map(lambda k: domain.low + width * Fraction(k, 1000))
        return thousandths.filter(domain.__contains__)
    decimals = st.floats(-SPAN, SPAN).map(lambda e: Fraction(f"{10**e:.3g}"))
    return decimals.filter(domain.__contains__)
