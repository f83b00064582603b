"""f_lin = <grad f(w0), w>: sutherland, 'How good is the approximation?', ReLU."""

from theorems.language.givens import array, vector
from theorems.language.parameters import DIMENSION, SMALL_WIDTH
from theorems.language.records import Identity, Source
from theorems.language.variants import twin
from theorems.sign_patterns.definitions import linear_in_weights, linearized

PRINTED = Identity(
    label="sutherland/relu-linearization",
    title="The linearization of a ReLU network is linear",
    source=Source(
        "sutherland",
        "'How good is the approximation?', ReLU",
        r"f^{lin}(\mathbf{x}; \mathbf{w}) = f(\mathbf{x}; \mathbf{w}_0) + \langle \nabla"
        r" f(\mathbf{x}; \mathbf{w}_0), \mathbf{w} - \mathbf{w}_0 \rangle = \langle \nabla"
        r" f(\mathbf{x}; \mathbf{w}_0), \mathbf{w} \rangle",
    ),
    reading=(
        "For every x, w, w_0 and a, ties w_{0,j}.x = 0 included, with sigma'(0) = 0 and with"
        " sigma'(0) = 1; both sides are affine in sigma'(0), so for every choice between them."
    ),
    parameters=(SMALL_WIDTH, DIMENSION),
    fixed={"x": vector("d"), "a": vector("m"), "W0": array("m", "d"), "W": array("m", "d")},
    deviations=(
        "The factor 1/sqrt m of both sides is left out so that exact arithmetic stays exact.",
    ),
    sides=(linearized, linear_in_weights),
)

FALSE = (
    twin(
        PRINTED,
        "gradient-after",
        "the gradient taken at w in place of w0",
        sides=(linearized, lambda W, W0, a, x: linear_in_weights(W, W, a, x)),
    ),
    twin(
        PRINTED,
        "displacement",
        "<grad f(x; w0), w - w0>, the value at w0 dropped",
        sides=(linearized, lambda W, W0, a, x: linear_in_weights(W - W0, W0, a, x)),
        formula=(
            r"f^{lin}(\mathbf{x}; \mathbf{w}) = \langle \nabla f(\mathbf{x}; \mathbf{w}_0),"
            r" \mathbf{w} - \mathbf{w}_0 \rangle"
        ),
    ),
)
