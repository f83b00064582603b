"""x 1{theta.x >= 0} is a subgradient of relu(theta.x): notes, Lemma 1 (1)."""

from theorems.language.givens import vector
from theorems.language.parameters import DIMENSION
from theorems.language.records import Implication, Source
from theorems.language.variants import twin
from theorems.networks import relu
from theorems.sign_patterns.definitions import subgradient

PRINTED = Implication(
    label="notes/subgradient",
    title="A subgradient of the ReLU of a linear form",
    source=Source(
        "notes",
        "Lemma 1 (1)",
        r"x \mathbb{1}\{\theta^T x \geq 0\} \in \partial_{\theta} \sigma(\theta^T x)",
    ),
    reading=(
        "For every x and theta, ties theta.x = 0 included, and for every theta' in R^d:"
        " sigma(theta'.x) >= sigma(theta.x) + 1{theta.x >= 0} x.(theta' - theta)."
    ),
    parameters=(DIMENSION,),
    fixed={"x": vector("d"), "w0": vector("d")},
    for_all={"w": vector("d")},
    conclusions=(subgradient(1),),
)

FALSE = (
    twin(
        PRINTED,
        "twice",
        "2 x 1{theta.x >= 0} in place of x 1{theta.x >= 0}",
        conclusions=(subgradient(2),),
    ),
    twin(
        PRINTED,
        "negative",
        "-x 1{theta.x >= 0} in place of x 1{theta.x >= 0}",
        conclusions=(subgradient(-1),),
    ),
    twin(
        PRINTED,
        "always",
        "x, wherever theta is",
        conclusions=(lambda n: relu(n.w_x) >= relu(n.w0_x) + (n.w_x - n.w0_x),),
    ),
)
