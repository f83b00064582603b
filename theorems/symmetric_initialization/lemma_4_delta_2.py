"""|Delta_2|, the part against omega - omega(0), is small: notes, Lemma 4, second line."""

from theorems.language.functions import log, pi, sqrt
from theorems.language.givens import neuron_balls, opposite_signs, repeated_rows, vector
from theorems.language.parameters import ALPHA, DELTA, EVEN_WIDTH, INPUT_NORM
from theorems.language.records import Bound, Source
from theorems.language.variants import repaired, sharpened, twin
from theorems.symmetric_initialization.definitions import HALVES, UNIFORM, bracket, claim, delta_2

PRINTED = Bound(
    label="notes/lemma-4-delta-2",
    title="The part of the nonlinearity against the displacement",
    source=Source(
        "notes",
        "Lemma 4, second line",
        r"|\Delta_2(\omega, m)| \leq \frac{\alpha \|x\|_2}{\sqrt{m}}"
        r" \left[ \alpha \cdot \|x\|_2 + \sqrt{\log(1/\delta)} \right]",
    ),
    reading=UNIFORM,
    parameters=(EVEN_WIDTH, ALPHA, INPUT_NORM, DELTA),
    fixed={"x": vector("d", "= x_norm")},
    random={"W0": repeated_rows("m", "d"), "c": opposite_signs("m")},
    for_all={"W": neuron_balls("W0", "alpha / sqrt(m)")},
    uses=("notes/delta-split", "notes/sign-change", "notes/event-a1"),
    deviations=(HALVES, "Each line of Lemma 4 is checked on its own event."),
    quantity=delta_2,
    at_most=(
        lambda alpha, x_norm, m, delta: alpha * x_norm / sqrt(m) * bracket(alpha, x_norm, delta),
    ),
    except_with="delta",
)

REPAIRED = repaired(
    PRINTED,
    "The part against the displacement, with alpha in place of alpha ||x||",
    reading=claim("(alpha ||x|| / sqrt m) [alpha + sqrt(log(1/delta))]"),
    formula=(
        r"|\Delta_2(\omega, m)| \leq \frac{\alpha \|x\|_2}{\sqrt{m}} \left[ \alpha + "
        r"\sqrt{\log(1/\delta)} \right]"
    ),
    change=(
        "The bracket has alpha in place of alpha ||x||. The proof is right up to"
        " (alpha ||x|| / m) |S(x)|. Then it uses A_1(x), whose mean alpha ||x|| / sqrt m has a"
        " factor ||x|| too many: the frequency of |w_i(0).x| <= alpha ||x|| / sqrt m does not"
        " depend on ||x||. For short inputs the printed allowance is too small."
    ),
    at_most=(
        lambda alpha, x_norm, m, delta: alpha * x_norm / sqrt(m) * (alpha + sqrt(log(1 / delta))),
    ),
)

SHARPENED = sharpened(
    PRINTED,
    "The part against the displacement, one neuron of each pair counted",
    reading=claim("(alpha ||x|| / sqrt m) [alpha / sqrt(2 pi) + sqrt(log(1/delta)) / 2]"),
    formula=(
        r"|\Delta_2(\omega, m)| \leq \frac{\alpha \|x\|_2}{\sqrt{m}} \left[ "
        r"\frac{\alpha}{\sqrt{2\pi}} + \frac{1}{2} \sqrt{\log(1/\delta)} \right]"
    ),
    change=(
        "The bound is (alpha ||x|| / sqrt m) [alpha / sqrt(2 pi) + sqrt(log(1/delta)) / 2]."
        " The triangle inequality counts both neurons of a pair, but their output weights are"
        " opposite while their pre-activations are equal: when both flip, their parts have"
        " opposite signs, so that the worst omega flips one of each pair. That halves the"
        " bound; and the mean keeps the sqrt(2/pi) of Lemma 5."
    ),
    at_most=(
        lambda alpha, x_norm, m, delta: (
            alpha * x_norm / sqrt(m) * (alpha / sqrt(2 * pi) + sqrt(log(1 / delta)) / 2)
        ),
    ),
)

FALSE = (
    twin(
        PRINTED,
        "half",
        "the whole bound divided by 2",
        at_most=(PRINTED.at_most[0] / 2,),
    ),
    twin(
        PRINTED,
        "no-deviation",
        "the deviation term dropped",
        at_most=(lambda alpha, x_norm, m: alpha**2 * x_norm**2 / sqrt(m),),
    ),
)
