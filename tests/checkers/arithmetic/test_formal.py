"""Verdicts for every setting at once: earned by what is true, never by what is false."""

import itertools
import math
from dataclasses import replace
from fractions import Fraction

import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from checkers.arithmetic.balls import BALLS, ball
from checkers.arithmetic.powers import FORMAL, Formal, formally, never_negative, variable
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome
from checkers.worst_cases import chains, moved_neurons
from theorems import THEOREMS, TWINS
from theorems.gaussian_counts import small_probability
from theorems.language.functions import cbrt, erf, exp, log, pi, sqrt, tanh
from theorems.language.parameters import DELTA, EPS
from theorems.language.records import Bound, Inequality, Setting

BY_LABEL = {t.label: t for t in (*THEOREMS, *TWINS)}
LEMMA = BY_LABEL["notes/lemma-5"]
MOVED = BY_LABEL["slides/moved-neurons"]
fast = settings(derandomize=True, deadline=None, max_examples=60)
T = variable("t")


def everywhere(theorem):
    if isinstance(theorem, Inequality):
        return chains.decide_everywhere(theorem, Options())
    return moved_neurons.decide_everywhere(theorem)


def with_terms(*terms):
    """The chain P(|g| <= eps) <= ... that ends in these terms."""
    return replace(LEMMA, label="a/b", terms=(LEMMA.terms[0], *terms))


# Which statements earn it.


@pytest.mark.parametrize("label", ["slides/small-preactivation", "notes/lemma-5"])
def test_true_chains_hold_for_every_positive_number(label):
    verdict = everywhere(BY_LABEL[label])
    assert verdict.outcome is Outcome.CERTIFIED
    assert verdict.scope == verdict.certificate["scope"] == "all"
    assert verdict.certificate["setting"] == {}
    [proof] = verdict.certificate["proofs"]
    assert proof == {"kind": "chain everywhere"}
    [name], terms = (p.name for p in BY_LABEL[label].parameters), BY_LABEL[label].terms
    links = [chains.link(name, low, high) for low, high in itertools.pairwise(terms)]
    check_tree(links[0])
    assert links[1:] in ([], [{"by": "slope"}])


def check_tree(link):
    """f = sqrt(2/pi) t - erf(t / sqrt 2) again, by hand.

    f' = sqrt(2/pi) (1 - exp(-t^2/2)) >= 0 at any leaf but the first, where the third derivative
    sqrt(2/pi) (1 - t^2) exp(-t^2/2) >= 0; and sqrt(2/pi) until >= 1.
    """
    assert link["by"] == "tree"
    assert link["order"] == 3
    until = Fraction(link["until"])
    assert math.sqrt(2 / math.pi) * until >= 1
    leaves, open_intervals = [], [(Fraction(0), until)]
    for node in link["tree"]:
        a, b = open_intervals.pop()
        middle = (a + b) / 2
        if node == "1":
            open_intervals += [(middle, b), (a, middle)]
        else:
            leaves.append((a, b))
    assert not open_intervals
    assert [b for _, b in leaves] == [*[a for a, _ in leaves[1:]], until]
    assert leaves[0][1] <= 1


def test_false_statements_never_hold_everywhere():
    for theorem in TWINS:
        if isinstance(theorem, Inequality | Bound):
            assert everywhere(theorem) is None, theorem.label


def test_random_bounds_are_left_to_others():
    for theorem in THEOREMS:
        if isinstance(theorem, Bound) and theorem.except_with is not None:
            assert everywhere(theorem) is None


SLOPE = Fraction(7978845608, 10**10)  # below sqrt(2/pi) by 3e-12


@fast
@given(st.fractions(0, 2, max_denominator=10**6))
def test_a_line_above_the_error_function_needs_its_slope(c):
    verdict = everywhere(with_terms(lambda eps: c.numerator * eps / c.denominator))
    assert (verdict is not None) == (c > SLOPE)


@pytest.mark.parametrize(
    ("term", "holds"),
    [
        (lambda eps: 2 * eps / sqrt(2 * pi), True),
        (lambda eps: sqrt(2) * eps / sqrt(pi), True),
        (lambda eps: sqrt(2 / pi) * eps + eps**3, True),
        (lambda eps: sqrt(2 / pi) * eps + 1, None),  # true; the constant term is new
        (lambda eps: sqrt(2 / pi) * eps - eps**3 / 6, None),  # false
        (lambda eps: sqrt(2 / pi) * eps - eps**3 / 7, None),  # false far away
        (lambda eps: 7978845608 * eps / 10**10, None),
        (lambda eps: eps / (1 + eps), None),
        (lambda eps: sqrt(eps), None),
        (lambda eps: exp(eps) - 1, None),  # true, but no sum of powers
        (lambda eps: sqrt(2 / pi) / eps, None),
        (lambda eps: 9 * eps / 10, True),
    ],
)
def test_other_right_sides(term, holds):
    assert (everywhere(with_terms(term)) is not None) == (holds is True)


def test_other_left_sides():
    """What is no probability may pass 1; what is no expansion is not expanded."""
    line = LEMMA.terms[1]
    for left in (
        lambda eps: 2 * small_probability(eps),
        lambda eps: small_probability(2 * eps),
        lambda eps: small_probability(eps) / eps,
        lambda eps: erf(eps + 1),
        lambda eps: tanh(eps),
    ):
        assert everywhere(replace(LEMMA, label="a/b", terms=(left, line))) is None
    half = replace(LEMMA, terms=(lambda eps: small_probability(eps / 2), line))
    assert everywhere(half) is not None


def test_only_one_positive_parameter_is_covered():
    assert everywhere(replace(LEMMA, parameters=(EPS, DELTA))) is None
    assert everywhere(replace(LEMMA, parameters=(), terms=(1, 2))) is None


# Moved neurons.


def test_moved_neurons_are_counted_everywhere():
    verdict = everywhere(MOVED)
    assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, "all")
    assert verdict.certificate["proofs"] == [{"kind": "floor"}]


@pytest.mark.parametrize(
    ("bound", "holds"),
    [
        (lambda B, tau: (B / tau) ** 2, True),
        (lambda B, tau: B**2 / tau**2 + B, True),
        (lambda B, tau: 2 * B * B / (tau * tau), True),
        (lambda B, tau: cbrt(B**6) / tau**2, True),
        (lambda B, tau: B**2 / tau**2 - 1, False),
        (lambda B, tau: B**2 / tau**2 * 99 / 100, False),
        (lambda B, tau: B**2 / tau, False),
        (lambda m: m, False),  # true, another argument
        (lambda B, tau: B**2 / (tau**2 + tau), False),
        (lambda B, tau: B**2 / tau**2 * log(3), False),  # true, unknown size
    ],
)
def test_other_bounds_of_moved_neurons(bound, holds):
    verdict = everywhere(replace(MOVED, label="a/b", at_most=(bound,)))
    assert (verdict is not None) == holds


# Exact forms.

atoms = st.sampled_from(
    [T, FORMAL.pi, FORMAL.sqrt(2), FORMAL.cbrt(12), Formal.of(Fraction(2, 3)), Formal.of(-1)]
)
VALUES = {"t": Fraction(3, 7)}


def value(form):
    """The ball of a form at t = 3/7."""
    total = arb(0)
    for monomial, coefficient in form.terms.items():
        term = ball(coefficient)
        for atom, power in monomial:
            base = ball(VALUES[atom]) if atom in VALUES else None
            term *= (
                Formal({((atom, power),): Fraction(1)}).value()
                if base is None
                else (base ** ball(power))
            )
        total += term
    return total


forms = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.builds(lambda a, b: a + b, inner, inner),
        st.builds(lambda a, b: a * b, inner, inner),
        st.builds(lambda a, b: a - b, inner, inner),
    ),
    max_leaves=8,
)


@settings(fast, max_examples=200)
@given(forms, forms, atoms)
def test_forms_calculate(a, b, c):
    assert value(a + b).overlaps(value(a) + value(b))
    assert value(a * b).overlaps(value(a) * value(b))
    assert value(a / c).overlaps(value(a) / value(c))
    assert ((a + b) - b).same(a)
    assert ((a * c) / c).same(a)
    assert (a * b).same(b * a)
    assert (a - a).same(Formal({}))
    if never_negative(a):
        assert not value(a) < 0


@fast
@given(
    st.fractions(Fraction(1, 1000), 1000, max_denominator=1000),
    st.sampled_from([FORMAL.sqrt, FORMAL.cbrt]),
)
def test_roots_are_roots(q, root):
    power = 2 if root is FORMAL.sqrt else 3
    assert (root(q) ** power).same(Formal.of(q))
    assert root(q**power).same(Formal.of(q))
    assert (root(q) ** power).rational() == root(q**power).rational() == q
    assert root(q).value().overlaps(BALLS.sqrt(q) if power == 2 else BALLS.cbrt(q))


def test_forms_of_large_numbers_are_not_factored_for_ever():
    semiprime = (10**40 + 121) * (10**41 + 117)
    assert (FORMAL.sqrt(semiprime) ** 2).same(Formal.of(semiprime))
    assert not FORMAL.sqrt(semiprime).same(FORMAL.sqrt(semiprime + 2))
    assert FORMAL.sqrt(semiprime).rational() is None


def test_expansions_are_not_taken_for_exact():
    erf = FORMAL.erf(T)
    assert not erf.exact
    assert not (erf * 2 - T).exact
    assert not never_negative(erf)
    for spoilt in (lambda: erf / T, lambda: (erf * T) / T, lambda: FORMAL.sqrt(erf)):
        with pytest.raises(ArithmeticError):
            spoilt()
    # t^3 is lost in the expansion's remainder, so that equal terms are no equal numbers
    assert (erf + T**3).terms == (erf + 0).terms
    assert not (erf + T**3).same(erf + 0)
    for argument in (T + 1, T**2, 1, erf):
        with pytest.raises(ArithmeticError):
            FORMAL.erf(argument)


def test_formulas_without_an_exact_form_have_none():
    for formula in (
        lambda t: exp(t),
        lambda t: 1 / (t + 1),
        lambda t: sqrt(t - t),
        lambda t: log(t),
        log(Fraction(1, 2)),
        lambda t: 0.5 * t,
        lambda unknown: unknown,
    ):
        assert formally(formula, Setting({"t": T})) is None
