"""A neuron's remainder is at most (gamma/2) ||x||^2 ||w - w0||^2: pleiss, bound of (b)."""

from theorems.language.givens import function, vector
from theorems.language.records import Identity, Source
from theorems.language.variants import repaired, twin
from theorems.taylor_remainders.definitions import (
    TWICE_DIFFERENTIABLE,
    cauchy_schwarz,
    curvature_bound,
    neuron_integral,
    neuron_remainder,
)

_TRUE_INTEGRAL = neuron_integral(lambda z0, z, t: z - t)

PRINTED = Identity(
    label="pleiss/taylor-remainder",
    title="The bound of (b): remainder, integral, Cauchy-Schwarz",
    source=Source(
        "pleiss",
        "Section 2, bound of (b)",
        r"\left| \sigma(w_i^\top x) - \sigma(w_i^{(0)\top} x) - \dot\sigma(w_i^{(0)\top} x) x^\top"
        r" (w_i - w_i^{(0)}) \right| = \left| \int_{z_i^{(0)}}^{z_i} \ddot\sigma(z_i)"
        r" (z_i - z_i^{(0)}) dz_i \right| \leq \int_{z_i^{(0)}}^{z_i} |\ddot\sigma(z_i)|"
        r" |(z_i - z_i^{(0)})| dz_i \leq \gamma \int_{z_i^{(0)}}^{z_i} |(z_i - z_i^{(0)})| dz_i"
        r" = \frac{\gamma}{2} \left( x^\top (w_i - w_i^{(0)}) \right)^2"
        r" \leq \frac{\gamma}{2} \|x\|^2 \|w_i - w_i^{(0)}\|^2",
    ),
    reading=(
        "For every x, w_i and w_i^(0), and every sigma with |sigma''| <= gamma: the equality, and"
        " the inequalities after it. gamma is the smallest such constant."
    ),
    parameters=(TWICE_DIFFERENTIABLE,),
    fixed={
        "f": function("function with |f''| <= gamma, gamma the smallest such number"),
        "x": vector("d"),
        "w0": vector("d"),
        "w": vector("d"),
    },
    deviations=(
        "The variable of integration, printed z_i like the end point, is called t: the integrand"
        " is sigma''(t) (t - z_i^(0)).",
        "Two terms of the chain, the integrals of |sigma''| |t - z_0| and of gamma |t - z_0|, are"
        " read over the segment between z_0 and z (directed from z_0 to z they are negative where"
        " z < z_0) and left out: the triangle inequality and int |t - z_0| dt = (z - z_0)^2 / 2"
        " lead from the integral to (gamma/2) (z - z_0)^2.",
    ),
    of="functions",
    sides=(
        neuron_remainder,
        neuron_integral(lambda z0, z, t: t - z0),
        curvature_bound,
        cauchy_schwarz,
    ),
    relations=("=", "<=", "<="),
)

REPAIRED = repaired(
    PRINTED,
    "The bound of (b), the kernel z - t",
    reading=(
        "For every x, w_i and w_i^(0), and every sigma with |sigma''| <= gamma: the"
        " equality with the kernel z - t, and the inequalities after it. gamma is the"
        " smallest such constant."
    ),
    formula=(
        r"\left| \sigma(z_i) - \sigma(z_i^{(0)}) - \dot\sigma(z_i^{(0)}) (z_i - "
        r"z_i^{(0)}) \right| = \left| \int_{z_i^{(0)}}^{z_i} \ddot\sigma(t) (z_i - t) "
        r"dt \right| \leq \frac{\gamma}{2} (z_i - z_i^{(0)})^2 \leq \frac{\gamma}{2} "
        r"\|x\|^2 \|w_i - w_i^{(0)}\|^2"
    ),
    change=(
        "sigma''(t) (t - z_0) becomes sigma''(t) (z - t): the printed integral is the remainder"
        " of the expansion about z, not about z_0. The integral of either kernel over the"
        " segment is (z - z_0)^2 / 2, so the bounds after it do not change."
    ),
    sides=(neuron_remainder, _TRUE_INTEGRAL, curvature_bound, cauchy_schwarz),
)

FALSE = (
    twin(
        PRINTED,
        "constant",
        "gamma / 3 in place of gamma / 2, after the true integral",
        sides=(
            neuron_remainder,
            _TRUE_INTEGRAL,
            lambda f, w0, w, x: curvature_bound(f, w0, w, x) * 2 / 3,
            cauchy_schwarz,
        ),
    ),
    twin(
        PRINTED,
        "no-square",
        "||x|| to the power 0 in place of 2, after the true integral",
        sides=(
            neuron_remainder,
            _TRUE_INTEGRAL,
            curvature_bound,
            lambda f, w0, w, x: f.gamma * ((w - w0) @ (w - w0)) / 2,
        ),
    ),
)
