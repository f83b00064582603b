"""f_0 after one step is a kernel expansion: slides, From nets to kernels, 'Proof idea'."""

from theorems.gradient_expansions.definitions import (
    FEW,
    FEW_DIMENSIONS,
    POINTS,
    STEP,
    gradient_step,
    kernel_expansion,
    linear_approximation,
)
from theorems.language.givens import any_signs, array, function, vector
from theorems.language.records import Identity, Source
from theorems.language.variants import repaired, twin
from theorems.networks import network

PRINTED = Identity(
    label="slides/one-step-kernel",
    title="The linear approximation after one step, as a kernel expansion",
    source=Source(
        "slides",
        'From nets to kernels, "Proof idea" and the display after it',
        r"\sum_{i=1}^n v_i \cdot \partial f(\mathbf{x}_i; \mathbf{W}_0),"
        r" \quad v_i = \ell'(y_i, f(\mathbf{x}_i; \mathbf{W}_0)); \qquad"
        r" \mathbf{W} = \mathbf{W}_0 + \partial f(X; \mathbf{W}_0)^\top \mathbf{v}; \qquad"
        r" f_0(\mathbf{x}; \mathbf{W}) = f(\mathbf{x}; \mathbf{W}_0) + \sum_{i=1}^n v_i"
        r" \langle \partial f(\mathbf{x}; \mathbf{W}_0), \partial f(\mathbf{x}_i; \mathbf{W}_0)"
        r" \rangle",
    ),
    reading=(
        "For every W_0, a, data, x, every differentiable activation and loss, and every eta > 0: W"
        " is one step of gradient descent from W_0, and v is the v of the slide before, where the"
        " total gradient is written sum_i v_i df(x_i; W_0)."
    ),
    parameters=(FEW, FEW_DIMENSIONS, POINTS, STEP),
    fixed={
        "W0": array("m", "d"),
        "a": any_signs("m"),
        "X": array("n", "d"),
        "y": vector("n"),
        "x": vector("d"),
        "sigma": function("differentiable activation"),
        "loss": function("loss l(y, f), differentiable in f"),
    },
    uses=("slides/one-step-span",),
    deviations=(
        "'A one-step updated W can be rewritten as W = W_0 + df(X; W_0)^T v' follows 'the total"
        " gradient is ... = sum_i v_i df(x_i; W_0)' at once, so v_i is l'(y_i, f(x_i; W_0)). With"
        " some other v, that the slides do not give, the display is that of the variant.",
        "The step size is eta, and --set may also visit eta <= 0, ascent.",
    ),
    of="networks",
    sides=(linear_approximation, kernel_expansion(lambda eta, slope: slope)),
)

REPAIRED = repaired(
    PRINTED,
    "The kernel expansion with v_i = -eta l'(y_i, f(x_i; W_0))",
    formula=(
        r"v_i = -\eta \, \ell'(y_i, f(\mathbf{x}_i; \mathbf{W}_0)); \qquad \mathbf{W} = "
        r"\mathbf{W}_0 + \partial f(X; \mathbf{W}_0)^\top \mathbf{v}; \qquad "
        r"f_0(\mathbf{x}; \mathbf{W}) = f(\mathbf{x}; \mathbf{W}_0) + \sum_{i=1}^n v_i "
        r"\langle \partial f(\mathbf{x}; \mathbf{W}_0), \partial f(\mathbf{x}_i; "
        r"\mathbf{W}_0) \rangle"
    ),
    change=(
        "v_i = l'(y_i, f(x_i; W_0)) becomes v_i = -eta l'(y_i, f(x_i; W_0)): from the total"
        " gradient to the updated W the slides lose the minus sign of descent and the step"
        " size."
    ),
    reading=PRINTED.reading.replace("v is the v", "v is -eta times the v"),
    sides=(linear_approximation, kernel_expansion(lambda eta, slope: -(eta * slope))),
)

FALSE = (
    twin(
        PRINTED,
        "sign",
        "v_i = eta l'(y_i, f(x_i; W_0)), the sign of ascent",
        sides=(linear_approximation, kernel_expansion(lambda eta, slope: eta * slope)),
    ),
    twin(
        PRINTED,
        "no-loss",
        "v_i = -eta, without the slope of the loss",
        sides=(linear_approximation, kernel_expansion(lambda eta, slope: -(eta * (slope * 0 + 1)))),
    ),
    twin(
        PRINTED,
        "network",
        "f(x; W) in place of f_0(x; W), with v_i = -eta l'",
        sides=(
            lambda W0, a, X, y, x, eta, sigma, loss: network(
                W0 + gradient_step(W0, a, X, y, eta, sigma, loss), a, x, sigma
            ),
            kernel_expansion(lambda eta, slope: -(eta * slope)),
        ),
    ),
)
