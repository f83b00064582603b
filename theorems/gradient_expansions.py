"""Gradients of two-layer networks: one step, its kernel, the expansion in all parameters.

    f(x; W) = sum_i a_i sigma(w_i . x),   K(x, x') = <df(x; W_0), df(x'; W_0)>

The gradients are found by `theorems.derivatives`, from the network alone; the printed formulas
are held against them. Arguments, by name:
    W, W0 (m, d)  hidden weights       a (m,)        output weights +-1, frozen
    b, b0 (m,)    output weights (pleiss, beta)      x, z (d,)  inputs
    X (n, d), y (n,)  the data         eta           step size
    sigma         activation           loss          l(y, f)
"""

import math
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from theorems.derivatives import Array, Loss, activation_of_duals, gradient, loss_of_duals
from theorems.kernels import finite_ntk, finite_ntk_sum, finite_relu_ntk
from theorems.language.activations import ACTIVATIONS, Activation
from theorems.language.domains import POSITIVE, Integers, Names, Reals
from theorems.language.floats import FLOATS
from theorems.language.parameters import DEPTH, DIMENSION, SMALL_WIDTH
from theorems.language.records import Identity, Parameter, Source, Theorem
from theorems.networks import network


def network_gradient(W0: Array, a: Array, x: Array, sigma: Activation) -> Array:
    """df(x; W_0), the gradient of W -> f(x; W) at W_0, (m, d)."""
    return gradient(lambda W: network(W, a, x, activation_of_duals(sigma)), W0)


def total_gradient(W0: Array, a: Array, X: Array, y: Array, sigma: Activation, loss: Loss) -> Array:
    """The gradient of W -> sum_i l(y_i, f(x_i; W)) at W_0, (m, d)."""
    smooth, dual = activation_of_duals(sigma), loss_of_duals(loss)
    return gradient(
        lambda W: sum(dual.value(y[i], network(W, a, X[i], smooth)) for i in range(len(y))), W0
    )


def gradient_step(
    W0: Array, a: Array, X: Array, y: Array, eta: Any, sigma: Activation, loss: Loss
) -> Array:
    """W - W_0 after one step of gradient descent with step size eta, (m, d)."""
    step: Array = eta * total_gradient(W0, a, X, y, sigma, loss)
    return -step


def gradients_of_data(W0: Array, a: Array, X: Array, sigma: Activation) -> Array:
    """df(x_1; W_0), ..., df(x_n; W_0), (n, m, d)."""
    return np.stack([network_gradient(W0, a, x, sigma) for x in X])


def linear_approximation(
    W0: Array, a: Array, X: Array, y: Array, x: Array, eta: Any, sigma: Activation, loss: Loss
) -> Any:
    """f_0(x; W) = f(x; W_0) + <df(x; W_0), W - W_0>, W one gradient step from W_0."""
    moved = gradient_step(W0, a, X, y, eta, sigma, loss)
    return network(W0, a, x, sigma) + np.sum(network_gradient(W0, a, x, sigma) * moved)


def kernel_expansion(coefficient: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    """f(x; W_0) + sum_i v_i <df(x; W_0), df(x_i; W_0)>, v_i = coefficient(eta, l'(y_i, f(x_i)))."""

    def side(
        W0: Array, a: Array, X: Array, y: Array, x: Array, eta: Any, sigma: Activation, loss: Loss
    ) -> Any:
        here = network_gradient(W0, a, x, sigma)
        v = [coefficient(eta, loss.slope(y[i], network(W0, a, X[i], sigma))) for i in range(len(y))]
        kernels = [np.sum(here * network_gradient(W0, a, x_i, sigma)) for x_i in X]
        return network(W0, a, x, sigma) + sum(v_i * k for v_i, k in zip(v, kernels, strict=True))

    return side


def gradient_and_kernel(W0: Array, a: Array, x: Array, z: Array, sigma: Activation) -> Array:
    """df(x; W_0) and K(x, x') = <df(x; W_0), df(x'; W_0)>, by definition; x' is z."""
    here, there = network_gradient(W0, a, x, sigma), network_gradient(W0, a, z, sigma)
    return _with_kernel(here, np.sum(here * there))


def _with_kernel(rows: Array, kernel: Any) -> Array:
    found = np.empty(rows.size + 1, dtype=object)
    found[:-1], found[-1] = rows.ravel(), kernel
    return found


def printed_gradient(W0: Array, a: Array, x: Array, sigma: Activation) -> Array:
    """Rows a_i sigma'(w_{i,0} . x) x, (m, d)."""
    rows: Array = (a * sigma.slope(W0 @ x, FLOATS))[:, None] * x[None, :]
    return rows


def printed_kernel(W0: Array, a: Array, x: Array, z: Array, sigma: Activation) -> Array:
    """Rows a_i sigma'(w_{i,0}.x) x, and sum_i x.x' sigma'(w_{i,0}.x) sigma'(w_{i,0}.x')."""
    return _with_kernel(printed_gradient(W0, a, x, sigma), finite_ntk_sum(x, z, W0, sigma))


def kernel_with_indicators(W0: Array, a: Array, x: Array, z: Array, sigma: Activation) -> Array:
    """The same; for ReLU with 1[w_{i,0}.x >= 0] in the place of sigma'(w_{i,0}.x) in the kernel."""
    relu = sigma.name == "relu"
    kernel = finite_relu_ntk(x, z, W0) if relu else finite_ntk_sum(x, z, W0, sigma)
    return _with_kernel(printed_gradient(W0, a, x, sigma), kernel)


def taylor_in_all(W: Array, W0: Array, b: Array, b0: Array, x: Array, sigma: Activation) -> Any:
    """f(x; theta_0) + grad f(x; theta_0) . (theta - theta_0), theta = (W, beta); Eq. (3)."""
    smooth = activation_of_duals(sigma)
    theta = np.concatenate([W.ravel(), b])
    theta_0 = np.concatenate([W0.ravel(), b0])

    def f(parameters: Array) -> Any:
        hidden, output = parameters[: W0.size].reshape(W0.shape), parameters[W0.size :]
        return network(hidden, output, x, smooth)

    return network(W0, b0, x, sigma) + np.sum(gradient(f, theta_0) * (theta - theta_0))


def stacked_features(W: Array, W0: Array, b: Array, b0: Array, x: Array, sigma: Activation) -> Any:
    """Term (0), sum_i beta_i^(0) sigma(w_i^(0).x), and term (1), the stacked vectors; Eq. (4)."""
    z0 = W0 @ x
    rows = (b0 * sigma.slope(z0, FLOATS))[:, None] * x[None, :]
    features = np.concatenate([rows.ravel(), sigma.value(z0, FLOATS)])
    moved = np.concatenate([(W - W0).ravel(), b - b0])
    return np.sum(sigma.value(z0, FLOATS) * b0) + np.sum(features * moved)


def fixed_layer_and_correction(
    W: Array, W0: Array, b: Array, b0: Array, x: Array, sigma: Activation
) -> Any:
    """sum_i beta_i sigma(z_i) + sum_i beta_i^(0) sigma'(z_i) x.(w_i - w_i^(0)), z = W_0 x (5)."""
    z0 = W0 @ x
    correction = b0 * sigma.slope(z0, FLOATS) * ((W - W0) @ x)
    return np.sum(b * sigma.value(z0, FLOATS)) + np.sum(correction)


def parameter_shapes(m: Any, d: Any, L: int) -> list[tuple[Any, ...]]:
    """Shapes of the arrays of a bias-free network with L weight layers, L - 1 hidden ones.

    (m, d) from the input, L - 2 times (m, m) between hidden layers, (m,) to the output.
    """
    return [(m, d), *((m, m) for _ in range(L - 2)), (m,)]


def entries_of_arrays(m: Any, d: Any, L: int) -> Any:
    """The number of entries of all parameter arrays."""
    return sum(math.prod(shape) for shape in parameter_shapes(m, d, L))


def printed_count(m: Any, d: Any, L: int) -> Any:
    """m + m d + (hidden - 1) m^2 with hidden = L - 1 hidden layers; m + m d for a single one."""
    hidden = L - 1
    return m + m * d + (hidden - 1) * m**2


POINTS = Parameter("n", "number of training points", Integers(1), 3, (1, 3))
STEP = Parameter(
    "eta",
    "step size of gradient descent",
    POSITIVE,
    Fraction(1),
    (Fraction("1e-3"), Fraction(1)),
    trial=Reals(),
)
FEW = replace(SMALL_WIDTH, default=3, coverage=(1, 3))
FEW_DIMENSIONS = replace(DIMENSION, default=3, coverage=(1, 3))
DIFFERENTIABLE = Parameter(
    "activation",
    "an activation; at a kink its slope is the one of least norm",
    Names(tuple(ACTIVATIONS)),
    "relu",
    ("relu", "abs", "tanh", "softplus", "identity"),
)

SPAN = Identity(
    label="slides/one-step-span",
    title="One gradient step lies in the span of the gradients",
    source=Source(
        "slides",
        "From nets to kernels, Claim",
        r"\mathbf{W} - \mathbf{W}_0 \in \text{span}\left(\left\{\partial f(x_1; \mathbf{W}_0),"
        r" \dots, \partial f(x_n; \mathbf{W}_0)\right\}\right)",
    ),
    reading=(
        "For every W_0, a and data, every differentiable activation and loss, and every step size:"
        " one step of gradient descent on sum_i l(y_i, f(x_i; W))."
    ),
    parameters=(FEW, FEW_DIMENSIONS, POINTS),
    deviations=(
        "The step size, which the slides do not name, is eta: W = W_0 - eta times the total"
        " gradient.",
    ),
    of="networks",
    sides=(gradient_step, gradients_of_data),
    relations=("in",),
)

ONE_STEP_KERNEL = Identity(
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

NTK_TWO_LAYER = Identity(
    label="slides/ntk-two-layer",
    title="The tangent kernel of a two-layer network",
    source=Source(
        "slides",
        "Neural Tangent Kernels",
        r"\partial f(\mathbf{x}; \mathbf{W}_0) = [\cdots, a_i \sigma'(\mathbf{w}_{i,0}^\top"
        r" \mathbf{x}) \mathbf{x}, \cdots], \quad K(\mathbf{x}, \mathbf{x}') = \sum_{i=1}^m"
        r" \mathbf{x}^\top \mathbf{x}' \sigma'(\mathbf{w}_{i,0}^\top \mathbf{x})"
        r" \sigma'(\mathbf{w}_{i,0}^\top \mathbf{x}') \overset{\text{ReLU}}{=} \sum_{i=1}^m"
        r" \mathbf{x}^\top \mathbf{x}' \cdot \mathbf{1}[\mathbf{w}_{i,0}^\top \mathbf{x} \geq 0]"
        r" \cdot \mathbf{1}[\mathbf{w}_{i,0}^\top \mathbf{x}' \geq 0]",
    ),
    reading=(
        "For all x, x', all a in {-1, +1}^m and almost every W_0 (with probability 1 over Gaussian"
        " W_0); the indicators are claimed for ReLU."
    ),
    parameters=(FEW, FEW_DIMENSIONS, DIFFERENTIABLE),
    deviations=(
        "At a tie w.x = 0 the slides' gradient of least norm has slope 0 and the indicator is 1;"
        " for x != 0 ties have probability 0, and for x = 0 both sides are 0.",
    ),
    of="networks",
    sides=(gradient_and_kernel, printed_kernel, kernel_with_indicators),
    almost=True,
)

TAYLOR = Identity(
    label="pleiss/taylor",
    title="The first-order expansion in all parameters",
    source=Source(
        "pleiss",
        "Eqs. (3)-(5)",
        r"f(x; \theta^{(0)}) + \nabla_\theta f(x; \theta^{(0)})^\top (\theta - \theta^{(0)}) ="
        r" \frac{1}{\sqrt{d}} \sum_{i=1}^d \beta_i \sigma(w_i^{(0)\top} x) + \frac{1}{\sqrt{d}}"
        r" \sum_{i=1}^d \beta_i^{(0)} \dot\sigma(w_i^{(0)\top} x) x^\top (w_i - w_i^{(0)})",
    ),
    reading=(
        "For every x, theta and theta^(0), and every activation with a slope, the least-norm one at"
        " a kink: the right side of Eq. (3), term (0) plus term (1) of Eq. (4), and Eq. (5) are"
        " equal."
    ),
    parameters=(FEW, FEW_DIMENSIONS),
    deviations=(
        "The width, d in the source, is m here, and the input dimension, p there, is d.",
        "The common factor 1/sqrt(width) is left out, so that exact arithmetic stays exact.",
        "The scan garbles Eq. (4): its vectors are read as the gradients (beta_i^(0)"
        " sigma'(w_i^(0).x) x; sigma(w_i^(0).x)) against (w_i - w_i^(0); beta_i - beta_i^(0)),"
        " which the text around it and Eq. (5) ask for.",
    ),
    of="networks",
    sides=(taylor_in_all, stacked_features, fixed_layer_and_correction),
)

PARAMETER_COUNT = Identity(
    label="pleiss/parameter-count",
    title="The number of learnable parameters",
    source=Source(
        "pleiss",
        "after Eq. (4)",
        r"d + d \cdot p \quad \text{(one hidden layer)}, \qquad d + d \cdot p + (L - 1) d^2"
        r" \quad \text{($L$ hidden layers)}",
    ),
    reading="For every width m, input dimension d and number L of weight layers.",
    parameters=(FEW, FEW_DIMENSIONS, DEPTH),
    deviations=(
        "The width, d in the source, is m here, and the input dimension, p there, is d. The"
        " source's L counts hidden layers; here L counts weight layers, one more.",
        "All hidden layers have the same width and there are no biases, as in Eq. (2).",
    ),
    of="sizes",
    sides=(entries_of_arrays, printed_count),
)

THEOREMS = (SPAN, ONE_STEP_KERNEL, NTK_TWO_LAYER, TAYLOR, PARAMETER_COUNT)

VARIANTS: tuple[Theorem, ...] = (
    replace(
        ONE_STEP_KERNEL,
        label="slides/one-step-kernel:repaired",
        title="The kernel expansion with v_i = -eta l'(y_i, f(x_i; W_0))",
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
        reading=ONE_STEP_KERNEL.reading.replace("v is the v", "v is -eta times the v"),
        sides=(linear_approximation, kernel_expansion(lambda eta, slope: -(eta * slope))),
    ),
)


def _two_steps(
    W0: Array, a: Array, X: Array, y: Array, eta: Any, sigma: Activation, loss: Loss
) -> Array:
    """W_2 - W_0 after two gradient steps."""
    first = gradient_step(W0, a, X, y, eta, sigma, loss)
    return first + gradient_step(W0 + first, a, X, y, eta, sigma, loss)


def _weight_decay(
    W0: Array, a: Array, X: Array, y: Array, eta: Any, sigma: Activation, loss: Loss
) -> Array:
    """W - W_0 after one step on the total loss plus ||W||_F^2 / 2."""
    decay: Array = eta * W0
    return gradient_step(W0, a, X, y, eta, sigma, loss) - decay


def _but_the_last(W0: Array, a: Array, X: Array, sigma: Activation) -> Array:
    """df(x_1; W_0), ..., df(x_{n-1}; W_0), and zero."""
    return gradients_of_data(W0, a, X, sigma) * (np.arange(len(X)) < len(X) - 1)[:, None, None]


def _at_output_weights(a: Array) -> Array:
    return 2 * a


def _twin(theorem: Identity, name: str, title: str, *sides: Callable[..., Any]) -> Identity:
    return replace(
        theorem,
        label=f"{theorem.label}:twin-{name}",
        title=title,
        twin_of=theorem.label,
        sides=sides,
    )


TWINS: tuple[Theorem, ...] = (
    _twin(SPAN, "two-steps", "two steps in place of one", _two_steps, gradients_of_data),
    _twin(SPAN, "weight-decay", "a step with weight decay", _weight_decay, gradients_of_data),
    _twin(SPAN, "last-point", "without the last gradient", gradient_step, _but_the_last),
    _twin(
        ONE_STEP_KERNEL,
        "sign",
        "v_i = eta l'(y_i, f(x_i; W_0)), the sign of ascent",
        linear_approximation,
        kernel_expansion(lambda eta, slope: eta * slope),
    ),
    _twin(
        ONE_STEP_KERNEL,
        "no-loss",
        "v_i = -eta, without the slope of the loss",
        linear_approximation,
        kernel_expansion(lambda eta, slope: -(eta * (slope * 0 + 1))),
    ),
    _twin(
        ONE_STEP_KERNEL,
        "network",
        "f(x; W) in place of f_0(x; W), with v_i = -eta l'",
        lambda W0, a, X, y, x, eta, sigma, loss: network(
            W0 + gradient_step(W0, a, X, y, eta, sigma, loss), a, x, sigma
        ),
        kernel_expansion(lambda eta, slope: -(eta * slope)),
    ),
    replace(
        NTK_TWO_LAYER,
        label="slides/ntk-two-layer:twin-every-initialization",
        title="every W_0 in place of almost every one, ties included",
        twin_of=NTK_TWO_LAYER.label,
        almost=False,
    ),
    _twin(
        NTK_TWO_LAYER,
        "output-weights",
        "output weights +-2 in place of +-1",
        lambda W0, a, x, z, sigma: np.sum(
            network_gradient(W0, _at_output_weights(a), x, sigma)
            * network_gradient(W0, _at_output_weights(a), z, sigma)
        ),
        lambda W0, a, x, z, sigma: finite_ntk_sum(x, z, W0, sigma),
    ),
    _twin(
        NTK_TWO_LAYER,
        "one-slope",
        "sigma'(w.x) for both inputs",
        lambda W0, a, x, z, sigma: finite_ntk(x, z, W0, a, sigma),
        lambda W0, a, x, z, sigma: np.sum((x @ z) * sigma.slope(W0 @ x, FLOATS) ** 2),
    ),
    _twin(
        TAYLOR,
        "initial-output-weights",
        "beta_i^(0) in place of beta_i in the first sum of Eq. (5)",
        taylor_in_all,
        stacked_features,
        lambda W, W0, b, b0, x, sigma: fixed_layer_and_correction(W, W0, b0, b0, x, sigma),
    ),
    _twin(
        TAYLOR,
        "new-output-weights",
        "beta_i in place of beta_i^(0) in the second sum of Eq. (5)",
        taylor_in_all,
        stacked_features,
        lambda W, W0, b, b0, x, sigma: fixed_layer_and_correction(W, W0, b, b, x, sigma),
    ),
    _twin(
        PARAMETER_COUNT,
        "every-layer",
        "a square matrix for each hidden layer",
        entries_of_arrays,
        lambda m, d, L: m + m * d + (L - 1) * m**2,
    ),
    _twin(
        PARAMETER_COUNT,
        "biases",
        "m biases for each hidden layer counted too",
        entries_of_arrays,
        lambda m, d, L: printed_count(m, d, L) + (L - 1) * m,
    ),
)
