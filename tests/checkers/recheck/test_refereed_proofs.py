"""What a hostile referee tried on the proofs for whole regions; each finding stays closed.

Most cases are statements made to be false, or true only where their hypotheses are others than the
catalogue's: no region of theirs may come out certified.
"""

import itertools
import math
from dataclasses import replace
from fractions import Fraction

import mpmath
import pytest

from checkers import regions
from checkers.arithmetic.angles import PI, C, NoNormalForm, normal_forms
from checkers.arithmetic.powers import Formal, formally, variable
from checkers.check import check
from checkers.verdicts.hypotheses import within_hypotheses
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Failure, Outcome
from checkers.worst_cases.best_constants import failing
from checkers.worst_cases.every_delta import Doubtful, Everywhere, every_delta
from checkers.worst_cases.every_setting import best_constant, for_every_setting, for_norms
from checkers.worst_cases.every_width import Claim, Proof, Violation, _certified, branch_and_bound
from checkers.worst_cases.laws import law_of
from checkers.worst_cases.normal_form import NormalForm, claims_delta, normal_form, printed
from tests.references.suprema import LABELS
from theorems import THEOREMS, TWINS
from theorems.arc_cosine import RELU_NTK, limit_of_steps
from theorems.gaussian_counts import EVENT_A1, HOEFFDING, LEMMA_4_2, LEMMA_5
from theorems.language.activations import ACTIVATIONS
from theorems.language.domains import (
    NONNEGATIVE,
    POSITIVE,
    PROBABILITY,
    UNIT_INTERVAL,
    Integers,
    Names,
    Reals,
    UnmetHypothesis,
)
from theorems.language.functions import arccos, cbrt, log, minimum, pi, sqrt, where
from theorems.language.parameters import ALPHA, INPUT_NORM, RADIUS, TAU, WIDTH
from theorems.language.records import Bound
from theorems.language.text import parsed
from theorems.relu_linearization import LEMMA_4_1, MOVED_NEURONS, SIGN_CHANGES
from theorems.smooth_linearization import PROP_4_1, SMOOTH_REMAINDER, SUTHERLAND
from theorems.sphere_definiteness import PROP_III_3_3
from theorems.symmetric_initialization import LEMMA_4_DELTA_1, LEMMA_4_DELTA_2, THEOREM_1

BY_LABEL = {t.label: t for t in (*THEOREMS, *TWINS)}
OPTIONS = Options(method="certify")
HALF = Fraction(1, 2)


def verdict_on(theorem, **texts):
    return check(theorem, theorem.setting(texts), OPTIONS)


def everything(theorem, **texts):
    """The values that ask for every setting, but for some."""
    return {**dict.fromkeys((p.name for p in theorem.parameters), "all"), **texts}


def changed(theorem, *bounds, **changes):
    if bounds:
        changes["at_most"] = bounds
    return replace(theorem, label="mine/changed", **changes)


def over(theorem, name, domain, **changes):
    """The statement with another domain of one parameter (or with another `trial`)."""
    [p] = (p for p in theorem.parameters if p.name == name)
    if not changes:
        inside = tuple(value for value in p.coverage if value in domain)
        default = p.default if p.default in domain else inside[0]
        changes = {"domain": domain, "default": default, "coverage": inside}
    parameters = (replace(q, **changes) if q is p else q for q in theorem.parameters)
    return changed(theorem, parameters=tuple(parameters))


def root(delta):
    return sqrt(log(1 / delta))


def counting(c, d):
    """slides/lemma-4.2 with the bound c m tau + d sqrt(m l), c and d integers."""
    return changed(LEMMA_4_2, lambda m, tau, delta: c * m * tau + d * sqrt(m) * root(delta))


# What no proof may cover.

# a factor that depends on x alone where the mean has alpha x
NO_NORM = changed(EVENT_A1, lambda alpha, m, delta: (2 * alpha + root(delta)) / sqrt(m))
NEGATIVE = {
    "mean": counting(-1, 1),
    "deviation": counting(1, -1),
    "event": changed(
        EVENT_A1, lambda alpha, x_norm, m, delta: (alpha * x_norm - root(delta)) / sqrt(m)
    ),
    "margin": changed(
        LEMMA_4_DELTA_1,
        lambda alpha, m, x_norm, delta: alpha / sqrt(m) * (alpha * x_norm - root(delta)),
    ),
    "shortfall": changed(
        THEOREM_1,
        lambda alpha, m, x_norm, delta: (
            alpha / sqrt(m) * (1 + x_norm) * (alpha * x_norm - root(delta))
        ),
    ),
    "changes": changed(
        SIGN_CHANGES,
        lambda m, B, delta: 2 * cbrt(m**2) * cbrt(B**2) - sqrt(m) * root(delta),
    ),
    "frequency": changed(HOEFFDING, lambda m, delta: -2 * root(delta) / sqrt(m)),
    "gap": changed(LEMMA_4_1, -2 * LEMMA_4_1.at_most[0]),
}
ROOT_OF_NORM = changed(
    LEMMA_4_DELTA_2,
    lambda alpha, x_norm, m, delta: alpha * x_norm / sqrt(m) * (alpha * sqrt(x_norm) + root(delta)),
)
BRANCH = changed(LEMMA_4_2, lambda m: LEMMA_4_2.at_most[0] * where(m == 7, 0, 1))
WITHIN = {"x_norm": "0..1"}

CASES = {
    # A1, outside the domain by way of `trial`
    "beta = 0": (PROP_III_3_3, {"beta": "0", "n0": "all"}),
    "beta from 0": (PROP_III_3_3, {"beta": "0..1"}),
    "negative eps": (over(LEMMA_5, "eps", None, trial=Reals()), {"eps": "-5..5"}),
    "long inputs, smooth": (
        over(PROP_4_1, "x_norm", None, trial=NONNEGATIVE),
        {"x_norm": "0..5"},
    ),
    "a long input, smooth": (
        over(PROP_4_1, "x_norm", None, trial=NONNEGATIVE),
        {"x_norm": "3", "m": "all"},
    ),
    "long inputs, relu": (
        over(LEMMA_4_1, "x_norm", None, trial=NONNEGATIVE),
        {"x_norm": "0..1000", "m": "all"},
    ),
    # A3 and A4
    **{
        f"negative {name}": (
            theorem,
            everything(theorem, **(WITHIN if name in ("margin", "gap") else {})),
        )
        for name, theorem in NEGATIVE.items()
    },
    "negative event, long x": (NEGATIVE["event"], everything(EVENT_A1, x_norm="1..5")),
    # A5
    "root of x_norm": (ROOT_OF_NORM, everything(ROOT_OF_NORM)),
    # A6
    "x = 0": (NO_NORM, everything(NO_NORM)),
    "x = 0, every m": (NO_NORM, {"x_norm": "0", "m": "all"}),
    "x = 0 in a range": (NO_NORM, everything(NO_NORM, x_norm="0..5")),
    # A7
    "lemma 4.1, any x": (
        over(LEMMA_4_1, "x_norm", INPUT_NORM.domain),
        everything(LEMMA_4_1),
    ),
    "lemma 4.1, one long x": (
        over(LEMMA_4_1, "x_norm", INPUT_NORM.domain),
        {"x_norm": "1000", "delta": "0.01..0.5"},
    ),
    "any tau": (over(LEMMA_4_2, "tau", Reals()), everything(LEMMA_4_2)),
    "delta up to 5": (
        over(LEMMA_4_2, "delta", Reals(Fraction(0), Fraction(5), True, True)),
        everything(LEMMA_4_2),
    ),
    "odd m": (over(LEMMA_4_DELTA_1, "m", Integers(1)), everything(LEMMA_4_DELTA_1, **WITHIN)),
    "B = 0, signs": (over(SIGN_CHANGES, "B", RADIUS.domain), everything(SIGN_CHANGES)),
    "tau = 0, moved": (over(MOVED_NEURONS, "tau", NONNEGATIVE), everything(MOVED_NEURONS)),
    # A8: delta outside the logarithm
    "delta itself": (
        changed(LEMMA_4_2, lambda m, delta: sqrt(m) * root(delta) / 3 + 100 * delta),
        {"delta": "all"},
    ),
    # A9: a chain that holds at delta = 1/2
    "chain": (
        changed(
            EVENT_A1,
            EVENT_A1.at_most[0],
            lambda delta: EVENT_A1.at_most[0] - 1 + 2 * root(delta),
        ),
        {"delta": "all"},
    ),
    # A10: a worst case that is 0 under a bound that is not
    "zero": (
        changed(THEOREM_1, lambda delta: root(delta) - 1),
        {"delta": "all", "x_norm": "0"},
    ),
    # A11
    "m = 7": (BRANCH, everything(BRANCH)),
    "m = 7 claims 0": (
        changed(LEMMA_4_2, except_with=lambda m, delta: where(m == 7, 0, delta)),
        everything(LEMMA_4_2),
    ),
    "m != 7, moved": (
        changed(MOVED_NEURONS, lambda B, tau, m: where(m != 7, B**2 / tau**2, 0)),
        everything(MOVED_NEURONS),
    ),
    "eps != 7": (
        changed(
            LEMMA_5,
            terms=(lambda eps: eps, lambda eps: where(eps != 7, 2 * eps, 0)),
        ),
        {"eps": "all"},
    ),
    "rho < 0, closed form": (
        changed(
            RELU_NTK,
            sides=(
                limit_of_steps,
                lambda rho: where(rho < 0, rho + 1, rho) * (pi - arccos(rho)) / (2 * pi),
            ),
        ),
        {"rho": "all"},
    ),
    "m = 7, smooth": (
        changed(PROP_4_1, factor=lambda m: where(m == 7, HALF, 1)),
        everything(PROP_4_1),
    ),
    # A12: all rows equal, under another label
    "dependent rows": (
        replace(BY_LABEL["slides/lemma-4.2:twin-dependent"], label="mine/dependent"),
        {"m": "all"},
    ),
}


def test_a_negative_norm_is_refused():
    theorem = over(PROP_4_1, "x_norm", Reals(Fraction(-5), Fraction(1)))
    with pytest.raises(UnmetHypothesis, match="for 0 <= x_norm only"):
        verdict_on(theorem, **everything(PROP_4_1))


@pytest.mark.parametrize("case", CASES)
def test_no_proof_covers_it(case):
    theorem, texts = CASES[case]
    verdict = verdict_on(theorem, **texts)
    assert verdict.outcome is not Outcome.CERTIFIED, verdict.finding
    if verdict.outcome is Outcome.REFUTED:
        assert verdict.scope == "point"
    if isinstance(theorem, Bound):
        assert best_constant(theorem) is None


def test_a_negative_budget_is_none():
    negative = over(MOVED_NEURONS, "B", None, trial=Reals())
    for text in ("-5..5", "-5"):
        with pytest.raises(UnmetHypothesis, match=r"0 <= B; got B = -5\.$"):
            verdict_on(negative, B=text)


@pytest.mark.parametrize(
    ("theorem", "texts"),
    [
        (PROP_III_3_3, {"beta": "all"}),
        (PROP_III_3_3, {"beta": "0.01..1", "L": "all"}),
        (LEMMA_4_2, {"m": "all", "tau": "0.1..5"}),
        (THEOREM_1, {"x_norm": "all", "delta": "0.01..0.5"}),
        (THEOREM_1, {"x_norm": "0", "delta": "all"}),
        (LEMMA_4_DELTA_1, {"m": "all", **WITHIN}),
        (EVENT_A1, {"m": "all", "x_norm": "1..5"}),
        (LEMMA_5, {"eps": "0.1..2"}),
        (PROP_4_1, {"x_norm": "0..1", "m": "all"}),
    ],
)
def test_what_lies_inside_is_covered(theorem, texts):
    assert verdict_on(theorem, **texts).outcome is Outcome.CERTIFIED


def test_narrower_hypotheses_are_covered():
    narrow = over(LEMMA_4_2, "tau", Reals(HALF, Fraction(2)))
    assert verdict_on(narrow, **everything(narrow)).outcome is Outcome.CERTIFIED
    short = over(LEMMA_4_DELTA_1, "x_norm", UNIT_INTERVAL)
    assert verdict_on(short, **everything(short)).outcome is Outcome.CERTIFIED
    unit = over(LEMMA_5, "eps", Reals(Fraction(0), Fraction(1), open_low=True))
    assert verdict_on(unit, eps="all").outcome is Outcome.CERTIFIED
    away = over(NO_NORM, "x_norm", POSITIVE)
    assert for_every_setting(away)
    assert verdict_on(away, **everything(away)).outcome is Outcome.CERTIFIED


# The gate.

ENDS = (None, Fraction(0), Fraction(1), Fraction(2))
GRID = [Fraction(k, 4) for k in range(-8, 17)]


def test_an_interval_lies_within_another_exactly_where_its_numbers_do():
    intervals = [
        Reals(*ends)
        for ends in itertools.product(ENDS, ENDS, (True, False), (True, False))
        if None in ends or ends[0] < ends[1] or (ends[0] == ends[1] and not any(ends[2:]))
    ]
    for one, other in itertools.product(intervals, repeat=2):
        numbers = [x for x in GRID if x in one]
        if numbers:
            assert one.within(other) == all(x in other for x in numbers), (one, other)


def test_domains_within_others():
    integers = [Integers(least, even) for least in range(4) for even in (True, False)]
    for one, other in itertools.product(integers, repeat=2):
        if one.within(other):
            assert all(k in other for k in range(-3, 12) if k in one)
    assert Integers(2, even=True).within(Integers(1))
    assert not Integers(1).within(Integers(2, even=True))
    assert Names(("relu",)).within(Names(("relu", "abs")))
    assert not Names(("relu", "abs")).within(Names(("relu",)))
    for one, other in itertools.permutations((Integers(1), NONNEGATIVE, Names(("relu",))), 2):
        assert not one.within(other)


def test_the_catalogue_assumes_what_the_proofs_need():
    """Said again here, apart from the records: a wider record would widen every proof."""
    basic = {
        **{"m": Integers(1), "d": Integers(1), "delta": PROBABILITY, "tau": POSITIVE},
        **{"alpha": POSITIVE, "x_norm": NONNEGATIVE, "B": NONNEGATIVE},
    }
    lipschitz = tuple(a.name for a in ACTIVATIONS.values() if a.lipschitz and not a.polynomial)
    smooth = Names(tuple(a.name for a in ACTIVATIONS.values() if a.smooth))
    special = {
        SIGN_CHANGES: {"B": POSITIVE},
        LEMMA_4_1: {"x_norm": UNIT_INTERVAL},
        PROP_III_3_3: {
            **{"n0": Integers(1), "L": Integers(2), "beta": POSITIVE},
            "activation": Names(lipschitz),
        },
        **{
            t: {"x_norm": UNIT_INTERVAL, "activation": smooth}
            for t in (PROP_4_1, SUTHERLAND, SMOOTH_REMAINDER)
        },
        **{
            t: {"m": Integers(2, even=True)}
            for t in (HOEFFDING, EVENT_A1, LEMMA_4_DELTA_1, LEMMA_4_DELTA_2, THEOREM_1)
        },
    }
    for theorem in (LEMMA_4_2, MOVED_NEURONS, *special):
        needed = basic | special.get(theorem, {})
        assert all(p.domain.within(needed[p.name]) for p in theorem.parameters), theorem.label
        assert within_hypotheses(theorem, theorem)


def test_the_parameters_are_those_of_the_catalogue():
    wider = changed(EVENT_A1, parameters=(*EVENT_A1.parameters, TAU))
    assert not within_hypotheses(wider, EVENT_A1)
    assert not within_hypotheses(LEMMA_5, None)
    odd = changed(LEMMA_4_DELTA_1, parameters=(WIDTH, ALPHA, INPUT_NORM, LEMMA_4_2.parameters[-1]))
    assert not within_hypotheses(odd, LEMMA_4_DELTA_1)
    assert printed(odd) is normal_form(odd) is for_every_setting(odd) is None


# A2 and A12: what is printed, and whose law it is.


@pytest.mark.parametrize(("theorem", "share"), [(EVENT_A1, 1), (LEMMA_4_DELTA_2, 2)])
def test_the_end_of_a_range_is_rounded_to_the_proved_side(theorem, share):
    best = best_constant(theorem)
    shown = Fraction(best.holds[0].removeprefix("x_norm >= "))
    with mpmath.workdps(40):
        edge = mpmath.sqrt(2 / mpmath.pi) / share
        assert edge <= mpmath.mpf(shown.numerator) / shown.denominator < edge + 2e-9
    assert for_norms(theorem, shown, None)
    assert not for_norms(theorem, shown - Fraction(1, 10**9), None)


def test_labels_decide_nothing():
    for label in LABELS:
        theorem = BY_LABEL[label]
        s = theorem.setting({})
        for name in ("mine/copy", *LABELS):
            assert (
                law_of(replace(theorem, label=name), s).describe() == law_of(theorem, s).describe()
            )
    dependent = BY_LABEL["slides/lemma-4.2:twin-dependent"]
    mine = replace(dependent, label="slides/lemma-4.2", twin_of=None)
    assert dependent.quantity is LEMMA_4_2.quantity
    assert dependent.random != LEMMA_4_2.random
    assert normal_form(mine) is for_every_setting(mine) is best_constant(mine) is None
    assert law_of(mine, mine.setting({})).trials == 1
    with pytest.raises(UnmetHypothesis):
        law_of(changed(LEMMA_4_2, quantity=abs), LEMMA_4_2.setting({}))
    other = replace(MOVED_NEURONS, quantity=abs)
    with pytest.raises(UnmetHypothesis):
        verdict_on(other)


# Forms that refuse to be asked.


def test_forms_do_not_compare_or_branch():
    m = variable("m")
    for ask in (
        lambda: m == 7,
        lambda: m != m,
        lambda: bool(m),
        lambda: m in (1, 2),
        lambda: 1 if m else 2,
        lambda: {m: 1},
    ):
        with pytest.raises((ArithmeticError, TypeError)):
            ask()
    assert formally(lambda m: 1 if m == m else 0, {"m": m}) is None


def test_forms_at_values():
    m = variable("m")
    form = Formal.of(3).power(HALF) * m.power(Fraction(-1, 3)) + 2
    assert float(form.value({"m": Formal.of(8).value()})) == pytest.approx(2 + math.sqrt(3) / 2)
    with pytest.raises(ArithmeticError):
        form.value()
    assert (form - 2 - (form - 3)).rational() == 1
    assert form.rational() is None
    assert Formal.of(0).rational() == 0


def test_claims_of_another_probability_are_none():
    for claim in ("minimum(1, 2 * delta)", "where(m < 7, delta, delta / 2)", "delta * m / m"):
        assert not claims_delta(changed(LEMMA_4_2, except_with=claim))


# C1 to C4.


def test_a_claim_has_signs():
    one, none = Formal.of(1), Formal.of(0)
    for kappa, weight in ((-one, one), (one, -one), (none, one), (one, none), (variable("m"), one)):
        with pytest.raises(ArithmeticError):
            Claim("count", kappa, weight)


def test_a_margin_is_concave_up_to_root_3_only():
    low = Claim("margin", Formal.of(Fraction(57, 100)), Formal.of(Fraction(1, 100)))
    with pytest.raises(ArithmeticError, match="concave"):
        _certified(low, ["1"])
    wide = changed(
        LEMMA_4_DELTA_1,
        lambda alpha, m, x_norm, delta: alpha / sqrt(m) * (alpha * x_norm / 4 + 20 * root(delta)),
    )
    assert normal_form(wide) is not None
    assert for_norms(wide, Fraction(0), Fraction(1)) is best_constant(wide) is None
    enough = Claim("margin", Formal.of(Fraction(3, 5)), Formal.of(Fraction(1, 100)))
    assert isinstance(branch_and_bound(enough), Proof)


@pytest.mark.parametrize("u", ["0", "-1"])
def test_a_leaf_has_a_positive_u(u):
    with pytest.raises(ArithmeticError):
        _certified(Claim("count", Formal.of(1), Formal.of(Fraction(1, 10**9))), [u])


def test_a_failing_setting_has_a_rational_logarithm():
    """... and a threshold above the mean: squares have lost the sign."""
    one, at = Formal.of(1), Violation(r=0.3, y=0.25)
    low = NormalForm("count", Formal.of(Fraction(1, 2)), Formal.of(2), whole=True)
    assert failing(low, at, Fraction(1)) is not None
    irrational = Formal.of(3).power(HALF) * Fraction(1, 4)
    assert failing(replace(low, mean=irrational), at, Fraction(1)) is None
    assert failing(replace(low, mean=one), at, Fraction(1)) is None


@pytest.mark.parametrize("theorem", [PROP_4_1, SUTHERLAND, SMOOTH_REMAINDER])
def test_output_weights_are_those_of_the_quantity(theorem):
    less = changed(theorem, weight=theorem.weight / 2)
    with pytest.raises(UnmetHypothesis, match="smaller output weights"):
        verdict_on(less, activation="all")
    more = changed(theorem, weight=theorem.weight * 2)
    assert verdict_on(more, activation="all").outcome is Outcome.CERTIFIED


# D1 to D9: true statements that were answered with an exception.


@pytest.mark.parametrize(
    ("theorem", "factor"), [(LEMMA_4_2, 10), (THEOREM_1, 10), (LEMMA_4_DELTA_1, 200)]
)
def test_slack_statements_have_no_best_constant(theorem, factor):
    slack = changed(theorem, factor * theorem.at_most[0])
    assert best_constant(slack) is None
    assert for_every_setting(slack) or for_norms(slack, Fraction(0), Fraction(1))


def test_false_originals_are_refuted():
    false = changed(LEMMA_4_2, lambda m, tau, delta: m * tau / 2 + sqrt(m) * root(delta))
    assert check(false, None, OPTIONS).outcome is Outcome.REFUTED


def test_two_terms_in_the_deviation_are_no_claim():
    two = changed(LEMMA_4_2, lambda m, tau, delta: m * tau + (1 + sqrt(2)) * sqrt(m) * root(delta))
    assert normal_form(two) is for_every_setting(two) is best_constant(two) is None
    assert verdict_on(two, **everything(two)).outcome is Outcome.UNDECIDED
    assert isinstance(every_delta(two, two.setting({})), Everywhere)


def test_a_probability_that_is_a_minimum_is_searched():
    union = changed(LEMMA_4_2, except_with=lambda delta: minimum(1, 2 * delta))
    assert verdict_on(union, delta="all").outcome is Outcome.UNDECIDED
    assert isinstance(every_delta(union, union.setting({})), Doubtful)


TIE = changed(
    LEMMA_5,
    terms=(lambda eps: 2 * eps / sqrt(2 * pi), lambda eps: sqrt(2 / pi) * eps),
)


def test_a_tie_is_certified_where_it_is_proved():
    for verdict in (verdict_on(TIE, eps="all"), check(TIE, None, OPTIONS)):
        assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, "all")
        assert verdict.failure.upper == 0
        assert "coefficients >= 0" in verdict.evidence[0]
    assert verdict_on(TIE).outcome is Outcome.UNDECIDED


def test_a_proof_decides_what_was_undecided_and_contradicts_what_was_refuted():
    point = verdict_on(LEMMA_4_2)
    doubtful = point.but(outcome=Outcome.UNDECIDED, failure=Failure(0.05, 0.01, 1.0))
    drawn = point.but(outcome=Outcome.SUPPORTED, failure=Failure(0.05, 0.01, 0.04, 0.99))
    for summary, lower in ((doubtful, 0.01), (drawn, 0.0)):
        verdict = regions.promote(LEMMA_4_2, summary, OPTIONS)
        assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, "all")
        assert (verdict.failure.lower, verdict.failure.confidence) == (lower, 1)
        assert verdict.failure.upper <= verdict.failure.claimed
    for theorem in (LEMMA_4_2, LEMMA_5):
        with pytest.raises(ArithmeticError, match="yet there is a proof"):
            regions.promote(theorem, verdict_on(theorem).but(outcome=Outcome.REFUTED), OPTIONS)


def test_logarithms_of_numbers_have_values():
    more = changed(LEMMA_5, terms=(lambda eps: eps, lambda eps: log(3) * eps))
    assert verdict_on(more, eps="all").outcome is Outcome.CERTIFIED
    less = changed(LEMMA_5, terms=(lambda eps: eps, lambda eps: log(2) * eps))
    assert verdict_on(less, eps="all").outcome is Outcome.REFUTED


def test_powers_of_forms_end():
    assert (PI**-2 * PI**2).same(PI**0)
    assert (C**3).same(C * C * C)
    for exponent in (HALF, -1, -2, 0.5):
        with pytest.raises(NoNormalForm):
            C**exponent
    for power in ("1", "(-1)", "(1/2)"):
        sides = (limit_of_steps, parsed(f"rho**{power} * (pi - arccos(rho))"))
        assert (normal_forms(sides) is None) == (power != "1")


def test_no_input_is_no_counterexample():
    cube = changed(PROP_4_1, power=3)
    assert verdict_on(cube, x_norm="0").outcome is Outcome.UNDECIDED
    assert verdict_on(cube).outcome is Outcome.REFUTED


def test_a_factor_is_called_a_factor():
    twice = changed(LEMMA_4_2, lambda m, tau, delta: m * tau + 2 * sqrt(m) * root(delta))
    for theorem, proved in ((LEMMA_4_2, "0.6046"), (twice, "0.3023")):
        best = best_constant(theorem)
        assert (best.what, best.holds[0]) == ("factor on the deviation term", proved)
    assert best_constant(THEOREM_1).what == "factor on the bound"
