"""At most B^2/tau^2 rows of W move by tau: slides, Lemma 4.1, proof sketch."""

from theorems.language.givens import array, frobenius_ball
from theorems.language.parameters import RADIUS, TAU, WIDTH
from theorems.language.records import Bound, Source
from theorems.language.variants import sharpened, twin
from theorems.relu_linearization.definitions import moved_neurons

PRINTED = Bound(
    label="slides/moved-neurons",
    title="Few neurons move far",
    source=Source(
        "slides",
        "Lemma 4.1, proof sketch, |S_2|",
        r"B^2 \geq \|\mathbf{W} - \mathbf{W}_0\|_F^2 \geq |S_2| \cdot \tau^2"
        r" \quad \Rightarrow \quad |S_2| \leq B^2/\tau^2",
    ),
    reading="For every W_0, every W with ||W - W_0||_F <= B, every B >= 0 and tau > 0.",
    parameters=(WIDTH, RADIUS, TAU),
    fixed={"W0": array("m", "d")},
    for_all={"W": frobenius_ball("W0", "B")},
    quantity=moved_neurons,
    at_most=(lambda B, tau: B**2 / tau**2,),
)

SHARPENED = sharpened(
    PRINTED,
    "Few neurons move far, as a whole number",
    reading=(
        "For every W_0, every W with ||W - W_0||_F <= B, every B >= 0 and tau > 0:"
        " |S_2| <= floor(B^2 / tau^2)."
    ),
    formula=r"|S_2| \leq \lfloor B^2/\tau^2 \rfloor",
    change=(
        "The bound is floor(B^2/tau^2). |S_2| is a whole number; the floor is attained, by"
        " floor(B^2/tau^2) rows that move by exactly tau, where there are so many rows."
    ),
    at_most=(lambda B, tau: B**2 // tau**2,),
)

FALSE = (
    twin(
        PRINTED,
        "half",
        "the bound halved",
        at_most=(lambda B, tau: B**2 / (2 * tau**2),),
    ),
    twin(
        PRINTED,
        "first-power",
        "B / tau in place of B^2 / tau^2",
        at_most=(lambda B, tau: B / tau,),
    ),
)
