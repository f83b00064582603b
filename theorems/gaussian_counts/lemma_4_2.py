"""At most m tau + sqrt(m log(1/delta)) pre-activations are small: slides, Lemma 4.2."""

from theorems.gaussian_counts.definitions import small_preactivations
from theorems.language.functions import log, pi, sqrt
from theorems.language.givens import equal_rows, normal, vector
from theorems.language.parameters import DELTA, TAU, WIDTH
from theorems.language.records import Bound, Source
from theorems.language.variants import sharpened, twin

PRINTED = Bound(
    label="slides/lemma-4.2",
    title="Few pre-activations are small",
    source=Source(
        "slides",
        "Lemma 4.2",
        r"\sum_{i=1}^m \mathbf{1}\{|\mathbf{u}_i^\top \mathbf{x}| \leq \tau \|\mathbf{x}\|\}"
        r" \leq m\tau + \sqrt{m \log(1/\delta)}",
    ),
    reading=(
        "For every m, tau > 0, x != 0 and delta in (0, 1): with probability at least 1 - delta"
        " over independent u_1, ..., u_m ~ N(0, I_d)."
    ),
    parameters=(WIDTH, TAU, DELTA),
    fixed={"x": vector("d", "!= 0")},
    random={"W0": normal("m", "d")},
    uses=("slides/small-preactivation",),
    deviations=(
        "The print does not say that the u_i are independent; they are the rows of W_0, which"
        " are. Without independence the statement is the twin 'dependent'.",
    ),
    quantity=small_preactivations,
    at_most=(lambda m, tau, delta: m * tau + sqrt(m * log(1 / delta)),),
    except_with="delta",
)

SHARPENED = sharpened(
    PRINTED,
    "Few pre-activations are small, with the constants of its own proof",
    reading=(
        "For every m, tau > 0, x != 0 and delta in (0, 1): with probability at least 1 - delta"
        " over independent u_1, ..., u_m ~ N(0, I_d), the count is at most"
        " sqrt(2/pi) m tau + sqrt(m log(1/delta)/2)."
    ),
    formula=(
        r"\sum_{i=1}^m \mathbf{1}\{|\mathbf{u}_i^\top \mathbf{x}| \leq \tau "
        r"\|\mathbf{x}\|\} \leq \sqrt{2/\pi} \, m\tau + \sqrt{\tfrac{m}{2} "
        r"\log(1/\delta)}"
    ),
    change=(
        "The bound is sqrt(2/pi) m tau + sqrt(m log(1/delta)/2): both terms are smaller. Step 2"
        " of the proof gives away 2/sqrt(2 pi) <= 1 in the mean, and step 3 the 2 in"
        " Hoeffding's exp(-2 m t^2); with it the printed deviation term fails with probability"
        " at most delta^2."
    ),
    at_most=(lambda m, tau, delta: sqrt(2 / pi) * m * tau + sqrt(m * log(1 / delta) / 2),),
)

DEPENDENT = twin(
    PRINTED,
    "dependent",
    "independence dropped: all u_i equal",
    reading="As printed, but with u_1 = ... = u_m ~ N(0, I_d).",
    formula=(
        r"\sum_{i=1}^m \mathbf{1}\{|\mathbf{u}_i^\top \mathbf{x}| \leq \tau"
        r" \|\mathbf{x}\|\} \leq m\tau + \sqrt{m \log(1/\delta)}, \quad \mathbf{u}_1 ="
        r" \dots = \mathbf{u}_m"
    ),
    random={"W0": equal_rows("m", "d")},
)

FALSE = (
    twin(
        PRINTED,
        "half-mean",
        "the mean term halved",
        at_most=(lambda m, tau, delta: m * tau / 2 + sqrt(m * log(1 / delta)),),
    ),
    twin(
        PRINTED,
        "no-deviation",
        "the deviation term dropped",
        at_most=(lambda m, tau: m * tau,),
    ),
    DEPENDENT,
)
