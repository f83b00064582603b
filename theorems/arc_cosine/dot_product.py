"""On unit inputs the NTK depends on their product alone: pleiss, Section 1.2, property 1."""

from dataclasses import replace
from fractions import Fraction

from theorems.arc_cosine.definitions import function_of_the_product, kernel_of_both_layers
from theorems.language.domains import Reals
from theorems.language.givens import at_cosine, vector
from theorems.language.parameters import INPUT_NORM, RHO
from theorems.language.records import Expectation, Source
from theorems.language.variants import twin

PRINTED = Expectation(
    label="pleiss/dot-product",
    title="On unit inputs the NTK depends on their product alone",
    source=Source(
        "pleiss",
        "Section 1.2, property 1",
        r"\text{For any } \boldsymbol{x}, \boldsymbol{x}' \text{ with norm 1, the NTK is a function"
        r" of } \boldsymbol{x}^{\top} \boldsymbol{x}' = \cos(\varphi)",
    ),
    reading=(
        "There is one function of x.x' that the NTK of both layers, as the expectation that defines"
        " it, equals for all unit x, x' in every dimension; it is that of Eq. (6)."
    ),
    parameters=(RHO,),
    fixed={"x": vector("d", "= 1"), "y": at_cosine("d", "x")},
    uses=("pleiss/ntk",),
    sides=(kernel_of_both_layers, function_of_the_product),
)

FALSE = (
    twin(
        PRINTED,
        "any-length",
        "inputs of any length",
        reading="One function of x.x' for all x with 0 < ||x|| <= 1 and all unit x'.",
        parameters=(
            RHO,
            replace(
                INPUT_NORM,
                domain=Reals(Fraction(0), Fraction(1), open_low=True),
                default=Fraction("0.5"),
                coverage=tuple(map(Fraction, ("0.001", "0.5", "0.9"))),
            ),
        ),
        formula=(
            r"\text{For any } \boldsymbol{x}, \boldsymbol{x}' \text{, the NTK is a function of"
            r" } \boldsymbol{x}^{\top} \boldsymbol{x}'"
        ),
        fixed={**PRINTED.fixed, "x": vector("d", "= x_norm")},
    ),
    twin(
        PRINTED,
        "unequal-weights",
        "weights with unequal variances along the axes",
        reading="The same with independent weights of variances 4 and 1 in the plane.",
        sides=(
            lambda inputs, s, fn: kernel_of_both_layers(inputs, s, fn, variances=(4, 1)),
            function_of_the_product,
        ),
    ),
)
