"""The kernel of both layers converges to two expectations: pleiss, before Eq. (6)."""

from theorems.language.givens import at_cosine, normal, vector
from theorems.language.parameters import RHO, WIDTH
from theorems.language.records import Limit, Source
from theorems.language.variants import twin
from theorems.networks import relu
from theorems.wide_limits.definitions import both_layers, positive_step, two_expectations

PRINTED = Limit(
    label="pleiss/kernel-limit",
    title="The limiting kernel when both layers are trained",
    source=Source(
        "pleiss",
        "Section 1.1, before Eq. (6)",
        r"\lim_{d \to \infty} k(\boldsymbol{x}, \boldsymbol{x}') \stackrel{\text{a.s.}}{=}"
        r" \mathbb{E}_{\boldsymbol{w}^{(0)}} \left[ \sigma(\boldsymbol{w}^{(0)\top} \boldsymbol{x})"
        r" \sigma(\boldsymbol{w}^{(0)\top} \boldsymbol{x}') \right] + \boldsymbol{x}^{\top}"
        r" \boldsymbol{x}' \mathbb{E}_{\boldsymbol{w}^{(0)}, \beta^{(0)}} \left["
        r" \dot{\sigma}(\boldsymbol{w}^{(0)\top} \boldsymbol{x})"
        r" \dot{\sigma}(\boldsymbol{w}^{(0)\top} \boldsymbol{x}') \right]",
    ),
    reading=(
        "For all x, x' (unit without loss: both sides are homogeneous in each of them), with"
        " probability 1 over independent standard normal w_i and beta_i."
    ),
    parameters=(WIDTH, RHO),
    fixed={"x": vector("d", "= 1"), "y": at_cosine("d", "x")},
    random={"W": normal("m", "d"), "b": normal("m")},
    deviations=(
        "The width is d in the print, m here. In its first line 1/d stands outside the limit, where"
        " d has no meaning; it is read inside, as in the definition of k.",
        "The last expectation is printed without beta^2, and is encoded so.",
    ),
    quantity=both_layers,
    limit=two_expectations,
)

FALSE = (
    twin(
        PRINTED,
        "mean-of-beta",
        "E[beta] in place of E[beta^2]",
        limit=lambda inputs, s, fn: inputs.mean(
            lambda u, v, b: (
                relu(u) * relu(v) + b * positive_step(u) * positive_step(v) * (inputs.x @ inputs.y)
            )
        ),
    ),
    twin(
        PRINTED,
        "first-term",
        "the second expectation dropped",
        limit=lambda inputs, s, fn: inputs.mean(lambda u, v, b: relu(u) * relu(v)),
    ),
    twin(
        PRINTED,
        "root",
        "1/sqrt d in place of 1/d in the kernel",
        quantity=lambda W, b, x, y, s, fn: both_layers(W, b, x, y, s, fn) * fn.sqrt(s.m),
    ),
)
