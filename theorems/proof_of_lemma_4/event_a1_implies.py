"""On the event A_1(x), Delta_1 is small: notes, after Lemma 5."""

from dataclasses import replace

from theorems.language.functions import log, sqrt
from theorems.language.givens import any_opposite_signs, any_repeated_rows, neuron_balls, vector
from theorems.language.parameters import ALPHA, DELTA, EVEN_WIDTH, INPUT_NORM
from theorems.language.records import Bound, Source
from theorems.language.variants import repaired, sharpened, twin
from theorems.proof_of_lemma_4.definitions import LOST, delta_1_on_a1
from theorems.symmetric_initialization import HALVES, delta_1

PRINTED = Bound(
    label="notes/event-a1-implies",
    title="On the event A_1(x), Delta_1 is small",
    source=Source(
        "notes",
        "after Lemma 5",
        r"|\Delta_1(w, x)| \leq \frac{\alpha}{\sqrt{n}}"
        r" \left[ \alpha \|x\|_2 + \sqrt{\log(1/\delta)} \right] \text{ in } A_1(x)",
    ),
    reading=(
        "For every even m, alpha > 0, x and delta in (0, 1), every omega(0) of the symmetric"
        " initialization in A_1(x), every c, and every omega with max_i ||omega_i - omega_i(0)||"
        " <= alpha / sqrt m. Nothing is random here."
    ),
    parameters=(
        EVEN_WIDTH,
        *(replace(p, coverage=p.coverage[::2]) for p in (ALPHA, INPUT_NORM, DELTA)),
    ),
    fixed={
        "x": vector("d", "= x_norm"),
        "W0": any_repeated_rows("m", "d"),
        "c": any_opposite_signs("m"),
    },
    for_all={"W": neuron_balls("W0", "alpha / sqrt(m)")},
    uses=("notes/event-a1", "notes/delta-1-count"),
    deviations=(HALVES, "The width is written n here and m elsewhere in the notes; it is m."),
    quantity=delta_1_on_a1,
    at_most=(
        lambda alpha, m, x_norm, delta: alpha / sqrt(m) * (alpha * x_norm + sqrt(log(1 / delta))),
    ),
)

REPAIRED = repaired(
    PRINTED,
    "on A_1(x), with the factor ||x||",
    reading=(
        "For every even m, alpha > 0, x and delta in (0, 1), every omega(0) of the"
        " symmetric initialization in A_1(x), every c, and every omega with max_i"
        " ||omega_i - omega_i(0)|| <= alpha / sqrt m: the printed bound multiplied by"
        " ||x||. Nothing is random here."
    ),
    formula=(
        r"|\Delta_1(w, x)| \leq \frac{\alpha \|x\|_2}{\sqrt{n}} \left[ \alpha \|x\|_2 + "
        r"\sqrt{\log(1/\delta)} \right] \text{ in } A_1(x)"
    ),
    change=(
        f"alpha / sqrt m is replaced by alpha ||x|| / sqrt m, as for Delta_2. {LOST}"
        " The bound as printed holds for ||x|| <= 2, because the neurons of a pair cancel."
    ),
    at_most=(lambda x_norm: x_norm * PRINTED.at_most[0],),
)

SHARPENED = sharpened(
    PRINTED,
    "on A_1(x), with the factor ||x|| / 2",
    reading=(
        "For every even m, alpha > 0, x and delta in (0, 1), every omega(0) of the"
        " symmetric initialization in A_1(x), every c, and every omega with max_i"
        " ||omega_i - omega_i(0)|| <= alpha / sqrt m: the printed bound multiplied by"
        " ||x|| / 2. Nothing is random here."
    ),
    formula=(
        r"|\Delta_1(w, x)| \leq \frac{\alpha \|x\|_2}{2\sqrt{n}} \left[ \alpha \|x\|_2 "
        r"+ \sqrt{\log(1/\delta)} \right] \text{ in } A_1(x)"
    ),
    change=(
        "alpha / sqrt m is replaced by alpha ||x|| / (2 sqrt m): of each pair at most one"
        " neuron stays in Delta_1, while A_1(x) counts two."
    ),
    at_most=(lambda x_norm: x_norm / 2 * PRINTED.at_most[0],),
)

ANYWHERE = twin(
    PRINTED,
    "every-initialization",
    "every omega(0), in A_1(x) or not, and the factor ||x||",
    reading=(
        "For every even m, alpha > 0, x and delta in (0, 1), every omega(0) of the"
        " symmetric initialization, in A_1(x) or not, every c, and every omega with max_i"
        " ||omega_i - omega_i(0)|| <= alpha / sqrt m: the printed bound multiplied by"
        " ||x||."
    ),
    quantity=delta_1,
    at_most=(lambda x_norm: x_norm * PRINTED.at_most[0],),
)

FALSE = (
    twin(
        PRINTED,
        "quarter",
        "the repaired bound divided by 4",
        at_most=(lambda x_norm: x_norm / 4 * PRINTED.at_most[0],),
        formula=(
            r"|\Delta_1(w, x)| \leq \frac{\alpha \|x\|_2}{4\sqrt{n}} \left[ \alpha \|x\|_2 +"
            r" \sqrt{\log(1/\delta)} \right] \text{ in } A_1(x)"
        ),
    ),
    twin(
        PRINTED,
        "no-deviation",
        "the deviation term dropped, and the factor ||x||",
        at_most=(lambda alpha, x_norm, m: alpha**2 * x_norm**2 / sqrt(m),),
        formula=r"|\Delta_1(w, x)| \leq \frac{\alpha^2 \|x\|_2^2}{\sqrt{n}} \text{ in } A_1(x)",
    ),
    ANYWHERE,
)
