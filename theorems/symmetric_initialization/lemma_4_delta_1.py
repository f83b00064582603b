"""|Delta_1|, the part of the nonlinearity against omega(0), is small: notes, Lemma 4."""

from theorems.language.functions import log, sqrt
from theorems.language.givens import neuron_balls, opposite_signs, repeated_rows, vector
from theorems.language.parameters import ALPHA, DELTA, EVEN_WIDTH, INPUT_NORM
from theorems.language.records import Bound, Source
from theorems.language.variants import repaired, sharpened, twin
from theorems.symmetric_initialization.definitions import HALVES, UNIFORM, bracket, claim, delta_1

PRINTED = Bound(
    label="notes/lemma-4-delta-1",
    title="The part of the nonlinearity against the initial weights",
    source=Source(
        "notes",
        "Lemma 4, first line",
        r"|\Delta_1(\omega, m)| \leq \frac{\alpha}{\sqrt{m}} \cdot"
        r" \left[ \alpha \cdot \|x\|_2 + \sqrt{\log(1/\delta)} \right]",
    ),
    reading=UNIFORM,
    parameters=(EVEN_WIDTH, ALPHA, INPUT_NORM, DELTA),
    fixed={"x": vector("d", "= x_norm")},
    random={"W0": repeated_rows("m", "d"), "c": opposite_signs("m")},
    for_all={"W": neuron_balls("W0", "alpha / sqrt(m)")},
    uses=(
        "notes/delta-split",
        "notes/delta-1-display",
        "notes/sign-change",
        "notes/delta-1-count",
        "notes/lemma-5",
        "notes/hoeffding",
        "notes/event-a1",
        "notes/event-a1-implies",
    ),
    deviations=(HALVES, "Each line of Lemma 4 is checked on its own event."),
    quantity=delta_1,
    at_most=(lambda alpha, m, x_norm, delta: alpha / sqrt(m) * bracket(alpha, x_norm, delta),),
    except_with="delta",
)

REPAIRED = repaired(
    PRINTED,
    "The part against the initial weights, with ||x|| where it belongs",
    reading=claim("(alpha ||x|| / sqrt m) [alpha + sqrt(log(1/delta))]"),
    formula=(
        r"|\Delta_1(\omega, m)| \leq \frac{\alpha \|x\|_2}{\sqrt{m}} \left[ \alpha + "
        r"\sqrt{\log(1/\delta)} \right]"
    ),
    change=(
        "The bound is (alpha ||x|| / sqrt m) [alpha + sqrt(log(1/delta))]: ||x|| multiplies the"
        " whole bracket, as Delta_1 scales with ||x||. On S(x) the proof has |w_i(0).x| <="
        " alpha ||x|| / sqrt m, but in the next display, (alpha/m) times a count, ||x|| is"
        " lost; and in A_1(x) the mean has a factor ||x|| that does not belong to it. In the"
        " mean term the two slips cancel; the deviation term is left without ||x||, and is too"
        " small for long inputs."
    ),
    at_most=(
        lambda alpha, x_norm, m, delta: alpha * x_norm / sqrt(m) * (alpha + sqrt(log(1 / delta))),
    ),
)

SHARPENED = sharpened(
    PRINTED,
    "The part against the initial weights, a third of the repaired bound",
    reading=claim("(alpha ||x|| / (3 sqrt m)) [alpha + sqrt(log(1/delta))]"),
    formula=(
        r"|\Delta_1(\omega, m)| \leq \frac{\alpha \|x\|_2}{3\sqrt{m}} \left[ \alpha + "
        r"\sqrt{\log(1/\delta)} \right]"
    ),
    change=(
        "The bound is a third of the repaired one, (alpha ||x|| / (3 sqrt m))"
        " [alpha + sqrt(log(1/delta))]. The proof bounds |w_i(0).x| by its largest value on"
        " S(x), twice its mean there; it counts both neurons of a pair, whose parts have"
        " opposite signs, so that only one of them adds; and it rounds sqrt(2/pi) up to 1."
    ),
    at_most=(
        lambda alpha, x_norm, m, delta: (
            alpha * x_norm / (3 * sqrt(m)) * (alpha + sqrt(log(1 / delta)))
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
        at_most=(lambda alpha, x_norm, m: alpha**2 * x_norm / sqrt(m),),
    ),
)
