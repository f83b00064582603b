"""ReLU networks are almost linear near the symmetric initialization: notes, Theorem 1."""

from theorems.language.functions import log, sqrt
from theorems.language.givens import neuron_balls, opposite_signs, repeated_rows, vector
from theorems.language.parameters import ALPHA, DELTA, EVEN_WIDTH, INPUT_NORM
from theorems.language.records import Bound, Source
from theorems.language.variants import sharpened, twin
from theorems.symmetric_initialization.definitions import (
    HALVES,
    UNIFORM,
    bracket,
    claim,
    linearization_error,
)

PRINTED = Bound(
    label="notes/theorem-1",
    title="ReLU networks are almost linear near initialization",
    source=Source(
        "notes",
        "Theorem 1",
        r"\left| F(x; \omega, c) - \nabla_{\omega}^T F(x; \omega(0), c) [\omega - \omega(0)]"
        r" \right| \leq \frac{\alpha}{\sqrt{m}} (1 + \|x\|_2)"
        r" \left[ \alpha \|x\|_2 + \sqrt{\log(1/\delta)} \right]",
    ),
    reading=UNIFORM,
    parameters=(EVEN_WIDTH, ALPHA, INPUT_NORM, DELTA),
    fixed={"x": vector("d", "= x_norm")},
    random={"W0": repeated_rows("m", "d"), "c": opposite_signs("m")},
    for_all={"W": neuron_balls("W0", "alpha / sqrt(m)")},
    uses=(
        "notes/lemma-3",
        "notes/lemma-2",
        "notes/delta-split",
        "notes/lemma-4-delta-1",
        "notes/lemma-4-delta-2",
    ),
    deviations=(HALVES,),
    quantity=linearization_error,
    at_most=(
        lambda alpha, m, x_norm, delta: (
            alpha / sqrt(m) * (1 + x_norm) * bracket(alpha, x_norm, delta)
        ),
    ),
    except_with="delta",
)

SHARPENED = sharpened(
    PRINTED,
    "Almost linear near initialization, with ||x|| in front",
    reading=claim("(alpha ||x|| / sqrt m) [alpha / 4 + sqrt(log(1/delta)) / 3]"),
    formula=(
        r"\left| F(x; \omega, c) - \nabla_{\omega}^T F(x; \omega(0), c) [\omega - "
        r"\omega(0)] \right| \leq \frac{\alpha \|x\|_2}{\sqrt{m}} \left[ "
        r"\frac{\alpha}{4} + \frac{1}{3} \sqrt{\log(1/\delta)} \right]"
    ),
    change=(
        "The bound is (alpha ||x|| / sqrt m) [alpha/4 + sqrt(log(1/delta))/3], below the"
        " printed one everywhere. The printed proof adds the two lines of Lemma 4, and both of"
        " them fail for some ||x||; another argument gives the theorem. On a flipped neuron"
        " Delta_1 and Delta_2 have opposite signs, so that it adds |u_i.x| - |w_i(0).x| and not"
        " the sum of the two; and of each pair only one neuron adds. So |Delta| <="
        " (alpha ||x|| / m) times the sum over the m/2 pairs of (1 - |w_i(0).x| sqrt m /"
        " (alpha ||x||))_+: independent terms in [0, 1], with mean at most"
        " alpha / sqrt(2 pi m); Hoeffding's inequality gives"
        " (alpha ||x|| / sqrt m) [alpha / sqrt(8 pi) + sqrt(log(1/delta))/2], which is below"
        " the printed bound for every ||x||, and Chernoff's the constants here. Adding the"
        " repaired lines of Lemma 4, on the one event A_1(x), gives (2 alpha ||x|| / sqrt m)"
        " [alpha + sqrt(log(1/delta))], true but not below the print where ||x|| < 1."
    ),
    at_most=(
        lambda alpha, x_norm, m, delta: (
            alpha * x_norm / sqrt(m) * (alpha / 4 + sqrt(log(1 / delta)) / 3)
        ),
    ),
)

FALSE = (
    twin(
        PRINTED,
        "sixth",
        "the whole bound divided by 6",
        at_most=(PRINTED.at_most[0] / 6,),
    ),
    twin(
        PRINTED,
        "no-deviation",
        "the deviation term dropped",
        at_most=(lambda alpha, x_norm, m: alpha**2 * x_norm * (1 + x_norm) / sqrt(m),),
    ),
    twin(
        PRINTED,
        "rate",
        "the rate 1/m in place of 1/sqrt m",
        at_most=(lambda m: PRINTED.at_most[0] / sqrt(m),),
    ),
)
