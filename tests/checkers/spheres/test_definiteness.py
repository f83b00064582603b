import itertools
import math
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

import mpmath
import numpy as np
import pytest
from flint import arb, ctx

from checkers.activations.parity import even_part, odd_part
from checkers.activations.rows import DUALS, PARITIES
from checkers.arithmetic.balls import ball
from checkers.kernels.degrees import degrees
from checkers.kernels.least_eigenvalues import least_eigenvalue_proofs
from checkers.kernels.null_vectors import is_null, null_vector
from checkers.kernels.points import LENGTH, nearby_direction, point_sets
from checkers.kernels.recursion import gram, verified_least_eigenvalue
from checkers.spheres.definite_by_series import Definite, Singular, certificate, not_affine
from checkers.spheres.definiteness import decide, decide_everywhere
from checkers.verdicts.options import Options
from checkers.verdicts.verdict import Outcome
from theorems.kernels import theta_recursion
from theorems.language.activations import ACTIVATIONS
from theorems.language.domains import Integers, Reals, UnmetHypothesis
from theorems.language.floats import FLOATS
from theorems.language.records import Definiteness
from theorems.sphere_definiteness import PROP_III_3_3, TWINS

ZERO, TENTH = Fraction(0), Fraction(1, 10)
NAMES = sorted(PARITIES)
NONPOLYNOMIAL = [name for name in NAMES if not ACTIVATIONS[name].polynomial]
ODD = [name for name in NAMES if PARITIES[name].kind == "odd"]
EVEN = [name for name in NAMES if PARITIES[name].kind == "even"]
HALF = [name for name in NAMES if PARITIES[name].kind.startswith(("linear", "constant"))]
RATIONALS = [Fraction(p, q) for p in range(-40, 41, 3) for q in (1, 7, 1000)]


def defined_gram(points, L, beta, name):
    """The definition, in floats; every entry only once."""
    x = np.array(points, dtype=float)
    x /= np.linalg.norm(x, axis=1)[:, None]
    matrix = np.zeros((len(x), len(x)))
    for i, j in itertools.combinations_with_replacement(range(len(x)), 2):
        value = theta_recursion(x[i], x[j], L, float(beta), ACTIVATIONS[name])
        matrix[i, j] = matrix[j, i] = value
    return matrix


@lru_cache
def half_line():
    """Gauss-Legendre nodes and Gaussian weights on [0, 14]."""
    nodes, weights = np.polynomial.legendre.leggauss(200)
    z = 7 * (nodes + 1)
    return z, 7 * weights * np.exp(-z * z / 2) / np.sqrt(2 * np.pi)


def hermite_coefficients(name, q, count=40):
    """a_k(q) = E[sigma(sqrt(q) z) h_k(z)], by quadrature on each side of 0."""
    z, w = (np.concatenate([-side, side]) for side in half_line())
    w = np.abs(w) * ACTIVATIONS[name].value(np.sqrt(q) * z, FLOATS)
    h = [np.ones_like(z), z]
    for k in range(1, count - 1):
        h.append((z * h[k] - np.sqrt(k) * h[k - 1]) / np.sqrt(k + 1))
    return np.array([np.sum(w * h_k) for h_k in h])


def power_series(name, n0, L, beta, order=30):
    """b_0, ..., b_order of Theta^(L), by steps 1 of the proof: products and compositions."""

    def times(p, r):
        return np.convolve(p, r)[: order + 1]

    def compose(coefficients, p):
        total = np.zeros(order + 1)
        for c in coefficients[::-1]:
            total = times(total, p)
            total[0] += c
        return total

    sigma = np.zeros(order + 1)
    sigma[:2] = beta**2, 1 / n0
    theta, q = sigma, beta**2 + 1 / n0
    for _ in range(L - 1):
        a = hermite_coefficients(name, q)
        squares = a**2 / q ** np.arange(40.0)
        slope = np.arange(1, 40) * squares[1:]
        theta = times(theta, compose(slope, sigma))
        sigma = compose(squares, sigma)
        sigma[0] += beta**2
        theta = theta + sigma
        q = sum(a**2) + beta**2
    return theta


# --- the derivation -------------------------------------------------------------------------


RESIDUALS = {  # left side minus right side of the identity at z
    "odd": lambda even, odd, z: even,
    "even": lambda even, odd, z: odd,
    "linear odd part": lambda even, odd, z: odd - ball(z) / 2,
    "constant even part": lambda even, odd, z: even - ball(Fraction(1, 2)),
}


def residual(name, z):
    return RESIDUALS[PARITIES[name].kind](even_part(name, z), odd_part(name, z), z)


@pytest.mark.parametrize("name", [n for n in NAMES if n != "elu"])
def test_parity_identity_holds_in_balls(name):
    with ctx.workprec(200):
        for z in RATIONALS:
            assert residual(name, z).contains(0)
            assert residual(name, z).rad() < 1e-50


def test_parity_identities_are_not_interchangeable():
    assert not (odd_part("elu", Fraction(1)) - ball(Fraction(1, 2))).contains(0)


@pytest.mark.parametrize("name", [n for n in NAMES if PARITIES[n].positive])
def test_parts_have_their_signs(name):
    with ctx.workprec(200):
        for z in RATIONALS:
            assert not even_part(name, z) < 0
            assert not ball(z) * odd_part(name, z) < 0


@pytest.mark.parametrize("name", ["softplus", "sin", "silu", "cubic"])
@pytest.mark.parametrize("L", [1, 2, 3])
def test_kernel_is_its_power_series(name, L):
    b = power_series(name, 3, L, 0.1)
    for rho in (-0.6, 0.3, 0.5):
        x, y = np.array([1.0, 0, 0]), np.array([rho, np.sqrt(1 - rho**2), 0])
        theta = theta_recursion(x, y, L, 0.1, ACTIVATIONS[name])
        assert np.polyval(b[::-1], rho) == pytest.approx(theta, rel=1e-7)


@pytest.mark.parametrize("beta", [0, 0.5])
@pytest.mark.parametrize("L", [1, 2, 3, 4])
@pytest.mark.parametrize("name", NAMES)
def test_degrees_are_those_of_the_power_series(name, L, beta):
    b = power_series(name, 2, L, beta, order=9)[:8]
    b = b / np.max(np.abs(b))
    even, odd, _ = degrees(L, Fraction(beta), name)
    for n, b_n in enumerate(b):
        bound = odd if n % 2 else even
        assert b_n > -1e-13
        if bound is not None and n > bound:
            assert b_n < 1e-13
        elif n < 4:  # further out some are too small to be told from rounding
            assert b_n > 1e-10


# --- certificates ---------------------------------------------------------------------------


@pytest.mark.parametrize("L", [2, 3, 4, 5])
@pytest.mark.parametrize("name", NONPOLYNOMIAL)
@pytest.mark.parametrize("beta", [Fraction("1e-6"), TENTH, Fraction(1)])
def test_bias_makes_the_kernel_definite(name, L, beta):
    for n0 in (1, 2, 10):
        found = certificate(n0, L, beta, name)
        assert isinstance(found, Definite)
        assert found.facts


@pytest.mark.parametrize("L", [2, 3, 5])
@pytest.mark.parametrize("n0", [1, 2, 5])
def test_outcomes_without_bias(n0, L):
    for name in NAMES:
        definite = isinstance(certificate(n0, L, ZERO, name), Definite)
        if name in ODD + EVEN:
            assert not definite
        elif name in HALF:
            assert definite == (L > 2 or n0 == 1)
        else:
            assert definite


@pytest.mark.parametrize("name", ["identity", "quadratic", "cubic"])
def test_polynomials_are_singular_beyond_two_points(name):
    for L in (1, 2, 3):
        assert isinstance(certificate(3, L, TENTH, name), Singular)
        assert isinstance(certificate(1, L, TENTH, name), Definite)
    degree = {"identity": 1, "quadratic": 2, "cubic": 3}[name]
    assert len(certificate(3, 3, TENTH, name).points) == 2 * (degree**2 + 1)


def test_singular_certificate_of_high_degree():
    found = certificate(2, 4, TENTH, "cubic")
    assert found.odd == 27
    assert is_null(found.points, found.vector, found.even, found.odd)
    assert not is_null(found.points, found.vector, found.even + 2, found.odd)


def test_no_hidden_layer_is_singular():
    for beta, n0 in itertools.product((ZERO, TENTH), (2, 3)):
        assert isinstance(certificate(n0, 1, beta, "relu"), Singular)
    assert isinstance(certificate(1, 1, TENTH, "relu"), Definite)
    assert isinstance(certificate(1, 1, ZERO, "relu"), Singular)


@pytest.mark.parametrize(
    ("n0", "L", "beta", "name"),
    [(0, 2, TENTH, "relu"), (2, 0, TENTH, "relu"), (2, 2, -TENTH, "relu"), (2, 2, TENTH, "step")],
)
def test_certificate_refuses_what_is_outside(n0, L, beta, name):
    with pytest.raises(ValueError, match="definiteness needs"):
        certificate(n0, L, beta, name)


@pytest.mark.parametrize(
    ("name", "L", "beta"),
    [(name, L, ZERO) for name in ODD + EVEN for L in (1, 2, 3)]
    + [(name, L, ZERO) for name in HALF for L in (1, 2)]
    + [(name, 1, TENTH) for name in NAMES]
    + [(name, L, TENTH) for name in ("identity", "quadratic", "cubic") for L in (2, 3)],
)
def test_null_vectors_annihilate_the_defined_kernel(name, L, beta):
    found = certificate(2, L, beta, name)
    assert is_null(found.points, found.vector, found.even, found.odd)
    v = np.array([float(w / max(map(abs, found.vector))) for w in found.vector])
    K = defined_gram(found.points, L, beta, name)
    scale = max(1.0, float(np.max(np.abs(K))))
    assert abs(v @ K @ v) < 1e-9 * scale
    assert np.linalg.eigvalsh(K)[0] < 1e-9 * scale
    if name in DUALS:
        balls = gram(found.points, L, beta, name)
        assert verified_least_eigenvalue(balls) is None
        form = sum(
            (ball(v * w) * k for v, row in zip(found.vector, balls, strict=True)
             for w, k in zip(found.vector, row, strict=True)),
            arb(0),
        )  # fmt: skip
        assert form.contains(0)


@pytest.mark.parametrize(
    ("name", "L", "beta"),
    [(name, 2, Fraction(1, 2)) for name in NONPOLYNOMIAL]
    + [(name, 3, ZERO) for name in [*HALF, "elu"]]
    + [("elu", 2, ZERO)],
)
def test_definite_kernels_have_positive_eigenvalues(name, L, beta):
    assert isinstance(certificate(2, L, beta, name), Definite)
    sets = point_sets(2, size=6)
    # Not the clustered points: there smooth kernels have eigenvalues that floats cannot tell.
    for points in (sets[key][:4] for key in ("random", "equispaced", "antipodal", "orthoplex")):
        K = defined_gram(points, L, beta, name)
        eigenvalues = np.linalg.eigvalsh(K)
        assert eigenvalues[0] > 1e-9 * eigenvalues[-1]
        if name in DUALS:
            least = verified_least_eigenvalue(gram(points, L, beta, name))
            assert float(least) == pytest.approx(eigenvalues[0], rel=0.01)


# --- null vectors and points ----------------------------------------------------------------


@pytest.mark.parametrize(("degree", "sign"), [(-1, 1), (-1, -1), (0, 1), (1, -1), (4, 1), (9, -1)])
@pytest.mark.parametrize("n0", [1, 2, 4])
def test_null_vector_kills_its_moments_and_no_more(n0, degree, sign):
    if n0 == 1 and degree >= 0:
        with pytest.raises(ValueError, match="antipodal"):
            null_vector(n0, degree, sign)
        return
    points, vector = null_vector(n0, degree, sign)
    even, odd = (degree, None) if sign == 1 else (None, degree)
    assert is_null(points, vector, even, odd)
    further = (degree + 2, None) if sign == 1 else (None, degree + 2)
    assert not is_null(points, vector, *further)
    assert not is_null(points, vector, None, None)


def test_is_null_accepts_nothing_else():
    points, vector = null_vector(2, 1, -1)
    assert is_null(points, vector, None, 1)
    changed = (vector[0] + 1, *vector[1:])
    off_sphere = ((Fraction(1, 2), ZERO), *points[1:])
    assert not is_null(points, changed, None, 1)
    assert not is_null(off_sphere, vector, None, 1)
    assert not is_null(points, (ZERO,) * len(points), None, 1)
    assert not is_null((points[0], points[0]), (Fraction(1), Fraction(-1)), None, None)
    assert not is_null(points[:-1], vector, None, 1)


@pytest.mark.parametrize("n0", [1, 2, 3, 10])
def test_point_sets_are_distinct_directions(n0):
    sets = point_sets(n0)
    for points in sets.values():
        assert len(set(points)) == len(points) >= 2
        assert all(len(p) == n0 and math.gcd(*p) == 1 for p in points)
        assert all(0 < sum(c * c for c in p) < 2**31 for p in points)
    assert sets == point_sets(n0)
    if n0 > 1:
        assert sets["random"] != point_sets(n0, seed=1)["random"]
        assert all(len(sets[name]) == 12 for name in ("random", "clustered", "equispaced"))
        assert {tuple(-c for c in p) for p in sets["antipodal"]} == set(sets["antipodal"])
        x, y = (np.array(p, float) for p in sets["nearly equal"])
        assert 0 < np.linalg.norm(x / np.linalg.norm(x) - y / np.linalg.norm(y)) < 0.01
        assert len(point_sets(n0, size=2000)["equispaced"]) == 2000


def test_directions_are_nearby():
    rng = np.random.default_rng(0)
    for n0 in (2, 3, 1000):
        x = rng.normal(size=n0)
        v = np.array(nearby_direction(x), float)
        distance = np.linalg.norm(v / np.linalg.norm(v) - x / np.linalg.norm(x))
        assert distance < np.sqrt(n0) / LENGTH


# --- Gram matrices and eigenvalues ----------------------------------------------------------


@pytest.mark.parametrize("name", sorted(DUALS))
@pytest.mark.parametrize(("L", "beta"), [(1, TENTH), (2, ZERO), (3, TENTH), (4, Fraction(1, 3))])
def test_gram_encloses_the_defined_kernel(name, L, beta):
    points = [p for s in ("random", "antipodal") for p in point_sets(3, size=4)[s][-2:]]
    balls, floats = gram(points, L, beta, name), defined_gram(points, L, beta, name)
    for i, j in np.ndindex(4, 4):
        assert float(balls[i][j]) == pytest.approx(floats[i, j], rel=1e-9, abs=1e-12)
        assert balls[i][j].rad() < 1e-15 * max(1, abs(floats[i, j]))


def test_gram_refuses_other_points_and_activations():
    with pytest.raises(ValueError, match="zero vector"):
        gram([(1, 1), (0, 0)], 2, TENTH, "relu")
    with pytest.raises(ValueError, match="tanh"):
        gram([(Fraction(1), ZERO)], 2, TENTH, "tanh")


@pytest.mark.parametrize("n0", [2, 3, 10])
@pytest.mark.parametrize("name", ["relu", "erf", "abs", "sin"])
def test_least_eigenvalue_is_bounded_on_every_point_set(n0, name):
    for points in point_sets(n0).values():
        K = gram(points, 2, TENTH, name)
        least = verified_least_eigenvalue(K)
        assert least > 0
        floats = np.linalg.eigvalsh(np.array([[float(k) for k in row] for row in K]))
        assert float(least) <= floats[0] + 1e-13
        assert float(least) >= 0.99 * floats[0] or floats[0] < 1e-12


def test_least_eigenvalue_lost_in_rounding_is_still_bounded():
    with ctx.workprec(200):
        hilbert = [[ball(Fraction(1, i + j + 1)) for j in range(14)] for i in range(14)]
    with mpmath.workdps(60):
        exact = min(mpmath.eigsy(mpmath.hilbert(14), eigvals_only=True))
        assert exact / 4 <= mpmath.mpf(float(verified_least_eigenvalue(hilbert))) <= exact


def test_a_tiny_negative_eigenvalue_is_not_verified():
    rotation = np.array([[Fraction(3, 5), Fraction(4, 5)], [Fraction(-4, 5), Fraction(3, 5)]])
    for tiny, verified in ((Fraction(-1, 10**30), False), (Fraction(1, 10**30), True)):
        matrix = rotation @ np.diag([Fraction(1), tiny]) @ rotation.T
        with ctx.workprec(256):
            balls = [[ball(entry) for entry in row] for row in matrix]
        least = verified_least_eigenvalue(balls)
        assert (least is not None) == verified
        assert least is None or tiny / 2 <= least <= tiny


def test_radii_count():
    def identity(radius):
        return [[arb(int(i == j), radius) for j in range(3)] for i in range(3)]

    assert 0.69 < verified_least_eigenvalue(identity(0.1)) <= 0.7
    assert verified_least_eigenvalue(identity(0.4)) is None
    assert verified_least_eigenvalue([[arb("nan")]]) is None


def test_a_singular_matrix_is_not_verified():
    assert verified_least_eigenvalue([[arb(1), arb(1)], [arb(1), arb(1)]]) is None


def test_gram_takes_directions_of_any_length():
    unit = gram([(Fraction(3, 5), Fraction(4, 5)), (ZERO, Fraction(-1))], 3, TENTH, "erf")
    longer = gram([(6, 8), (0, -7)], 3, TENTH, "erf")
    for i, j in np.ndindex(2, 2):
        assert unit[i][j].overlaps(longer[i][j])
        assert longer[i][j].rad() < 1e-60


# --- verdicts -------------------------------------------------------------------------------


def test_everything_is_certified_at_once():
    verdict = decide_everywhere(PROP_III_3_3, Options())
    assert (verdict.outcome, verdict.scope) == (Outcome.CERTIFIED, "all")
    data = verdict.certificate
    assert (data["scope"], data["setting"]) == ("all", {})
    bends = [proof for proof in data["proofs"] if proof["kind"] == "not affine"]
    assert [proof["activation"] for proof in bends] == list(
        PROP_III_3_3.parameters[-1].domain.allowed
    )
    for proof in bends:
        sigma = ACTIVATIONS[proof["activation"]].value
        before, at, after = (sigma(np.float64(z), FLOATS) for z in proof["at"])
        low, high = map(Fraction, proof["second difference"])
        assert low * high > 0
        assert float(low) - 1e-15 <= before - 2 * at + after <= float(high) + 1e-15
    assert [sample["kind"] for sample in data["samples"]] == ["least eigenvalue"] * 6
    assert "certified positive for relu, erf, tanh, sin, softplus" in "".join(verdict.evidence)


@pytest.mark.parametrize(
    "twin", [t for t in TWINS if isinstance(t, Definiteness)], ids=lambda t: t.label
)
def test_twins_are_not_certified_at_once(twin):
    assert decide_everywhere(twin, Options()) is None
    verdict = decide(twin, twin.setting({}), Options())
    (proof,) = verdict.certificate["proofs"]
    assert verdict.outcome is Outcome.REFUTED
    assert proof["kind"] == "null vector"
    points = tuple(tuple(map(Fraction, point)) for point in proof["points"])
    vector = tuple(map(Fraction, proof["vector"]))
    assert is_null(points, vector, proof["even"], proof["odd"])


@pytest.mark.parametrize("name", ["identity", "quadratic"])
def test_an_affine_function_does_not_bend(name):
    if name == "identity":
        with pytest.raises(ArithmeticError, match="does not bend"):
            not_affine(name)
    else:  # a polynomial does: not_affine asks for a Lipschitz one
        assert not_affine(name).facts


def test_point_verdicts_carry_their_proofs():
    s = PROP_III_3_3.setting({"activation": "erf"})
    data = decide(PROP_III_3_3, s, Options()).certificate
    assert [proof["kind"] for proof in data["proofs"]] == ["not affine"]
    assert [sample["kind"] for sample in data["samples"]] == ["least eigenvalue"] * 6
    s = PROP_III_3_3.setting({"activation": "elu", "beta": "0"})
    verdict = decide(PROP_III_3_3, s, Options())
    assert verdict.certificate is None  # of the step by parts the trusted core knows nothing
    assert "o(2) - 2 o(1)" in " ".join(verdict.evidence)
    found = certificate(s.n0, s.L, Fraction(0), "elu")
    assert found.proof is None
    assert {name for name, _ in found.facts} == {"e(1) - e(0) != 0", "o(2) - 2 o(1) != 0"}


@pytest.mark.parametrize("name", ["relu", "sin"])
def test_sample_bounds_are_below_the_eigenvalues(name):
    s = PROP_III_3_3.setting({"activation": name, "L": "3"})
    proofs, told = least_eigenvalue_proofs(s, "standard")
    assert {"orthoplex", "nearly equal"} <= {proof["set"] for proof in proofs}
    assert told.count("(") == 6
    for proof in proofs:
        if proof["set"] in ("equispaced", "antipodal"):  # the others are enough
            continue
        balls = gram(proof["points"], s.L, s.beta, name)
        floats = np.array([[float(k) for k in row] for row in balls])
        assert 0 < float(Fraction(proof["bound"])) <= np.linalg.eigvalsh(floats)[0] + 1e-13


def test_working_precision_is_restored():
    before = ctx.prec
    certificate(3, 3, TENTH, "gelu")
    verified_least_eigenvalue(gram(point_sets(2)["random"], 3, TENTH, "relu"))
    assert ctx.prec == before


@pytest.mark.parametrize(("name", "domain"), [("beta", Reals()), ("n0", Integers(-1)), ("L", None)])
def test_parameters_outside_the_argument_are_refused(name, domain):
    parameters = tuple(
        replace(p, domain=domain, default=-1, coverage=(-1,), trial=None) if p.name == name else p
        for p in PROP_III_3_3.parameters
        if domain is not None or p.name != name
    )
    theorem = replace(PROP_III_3_3, label="mine", parameters=parameters)
    s = PROP_III_3_3.setting({})
    with pytest.raises(UnmetHypothesis, match=rf"(can be checked for|needs) .*{name}"):
        decide(theorem, s, Options())
