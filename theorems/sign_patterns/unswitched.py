"""What a neuron that keeps its sign adds: pleiss, Eqs. (8), (9) and the next sentence."""

from theorems.language.givens import vector
from theorems.language.records import Implication, Source
from theorems.language.variants import sharpened, twin
from theorems.sign_patterns.definitions import rise, unswitched

PRINTED = Implication(
    label="pleiss/unswitched",
    title="Neurons that keep their sign",
    source=Source(
        "pleiss",
        "Eqs. (8), (9) and the next sentence",
        r"\sigma(\boldsymbol{w}_i^\top \boldsymbol{x}) - \sigma(\boldsymbol{w}_i^{(0)\top}"
        r" \boldsymbol{x}) = (\boldsymbol{w}_i - \boldsymbol{w}_i^{(0)})^\top \boldsymbol{x} \text{"
        r" if } \boldsymbol{x}^\top \boldsymbol{w}_i > 0, \quad = 0 \text{ if }"
        r" \boldsymbol{x}^\top \boldsymbol{w}_i \leq 0, \quad \leq \|\boldsymbol{x}\|"
        r" \|\boldsymbol{w}_i - \boldsymbol{w}_i^{(0)}\|",
    ),
    reading=(
        "For every x, w_i^(0) and w_i such that x.w_i > 0 if and only if x.w_i^(0) > 0: Eq. (8)"
        " where x.w_i > 0, Eq. (9) where x.w_i <= 0, and the inequality."
    ),
    fixed={"x": vector("d"), "w0": vector("d"), "w": vector("d")},
    deviations=(
        "'The same sign' is read with the two cases of the print and its derivative I(z > 0), so 0"
        " counts with the negative numbers. With I(z >= 0), Eq. (9) fails: the twin 'tie'.",
    ),
    premise=unswitched,
    conclusions=(
        lambda n: not n.w_x > 0 or rise(n) == n.w_x - n.w0_x,
        lambda n: n.w_x > 0 or rise(n) == 0,
        lambda n: rise(n) <= n.x_norm * n.moved,
    ),
)

SHARPENED = sharpened(
    PRINTED,
    "The inequality for every neuron, switched or not, in absolute value",
    reading="For every x, w_i^(0) and w_i: |sigma(w.x) - sigma(w0.x)| <= ||x|| ||w - w0||.",
    deviations=(),
    formula=(
        r"\left| \sigma(w_i^\top x) - \sigma(w_i^{(0)\top} x) \right| \leq \|x\| \|w_i "
        r"- w_i^{(0)}\|"
    ),
    change=(
        "The inequality needs no unswitched neuron: the ReLU is 1-Lipschitz. What switching"
        " breaks is Eqs. (8) and (9)."
    ),
    premise=lambda n: True,
    conclusions=(lambda n: abs(rise(n)) <= n.x_norm * n.moved,),
)

FALSE = (
    twin(
        PRINTED,
        "switched",
        "every neuron, switched or not",
        reading=(
            "For every x, w_i^(0) and w_i: Eq. (8) where x.w_i > 0, Eq. (9) where x.w_i <= 0,"
            " and the inequality."
        ),
        premise=lambda n: True,
    ),
    twin(
        PRINTED,
        "tie",
        "signs compared by I(z >= 0)",
        premise=lambda n: (n.w_x >= 0) == (n.w0_x >= 0),
    ),
    twin(
        PRINTED,
        "strict",
        "a strict inequality",
        conclusions=(lambda n: rise(n) < n.x_norm * n.moved,),
    ),
)
