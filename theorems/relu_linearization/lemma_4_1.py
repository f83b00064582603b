"""|f - f0| is of the order m^(1/3) over a whole Frobenius ball: slides, Lemma 4.1."""

from theorems.language.functions import cbrt, log, sqrt
from theorems.language.givens import frobenius_ball, normal, random_signs, vector
from theorems.language.parameters import DELTA, RADIUS, UNIT_BALL_NORM, WIDTH
from theorems.language.records import Bound, Source
from theorems.language.variants import sharpened, twin
from theorems.relu_linearization.definitions import absolute_gap

PRINTED = Bound(
    label="slides/lemma-4.1",
    title="A ReLU network is close to its linearization over a Frobenius ball",
    source=Source(
        "slides",
        "Lemma 4.1",
        r"\left| f(\mathbf{x}; \mathbf{W}) - f_0(\mathbf{x}; \mathbf{W}) \right| \leq"
        r" m^{\frac{1}{3}} \left( \sqrt{2} B^{\frac{4}{3}} + B"
        r" \left( \log(1/\delta) \right)^{1/4} \right)",
    ),
    reading=(
        "For every m, B >= 0, fixed x with ||x|| <= 1 and delta in (0, 1): with probability at"
        " least 1 - delta over W_0 and a, for every W with ||W - W_0||_F <= B (the supremum"
        " over the ball is inside the event)."
    ),
    parameters=(WIDTH, RADIUS, UNIT_BALL_NORM, DELTA),
    fixed={"x": vector("d", "= x_norm")},
    random={"W0": normal("m", "d"), "a": random_signs("m")},
    for_all={"W": frobenius_ball("W0", "B")},
    uses=(
        "slides/relu-gap",
        "slides/sign-agreement",
        "slides/lemma-4.2",
        "slides/moved-neurons",
        "slides/sign-changes",
    ),
    quantity=absolute_gap,
    at_most=(
        lambda m, B, delta: cbrt(m) * (sqrt(2) * B * cbrt(B) + B * sqrt(sqrt(log(1 / delta)))),
    ),
    except_with="delta",
)

SHARPENED = sharpened(
    PRINTED,
    "Close to its linearization over a Frobenius ball, with less than half the constant",
    reading=(
        "For every m, B >= 0, fixed x with ||x|| <= 1 and delta in (0, 1): with probability at"
        " least 1 - delta over W_0 and a, for every W with ||W - W_0||_F <= B (the supremum"
        " over the ball is inside the event), |f - f0| <="
        " ||x|| (0.56 m^(1/3) B^(4/3) + 0.7 B (m log(1/delta))^(1/4))."
    ),
    formula=(
        r"\left| f(\mathbf{x}; \mathbf{W}) - f_0(\mathbf{x}; \mathbf{W}) \right| \leq "
        r"\|\mathbf{x}\| \left( 0.56 \, m^{1/3} B^{4/3} + 0.7 \, B \left( m "
        r"\log(1/\delta) \right)^{1/4} \right)"
    ),
    change=(
        "The bound is ||x|| (0.56 m^(1/3) B^(4/3) + 0.7 B (m log(1/delta))^(1/4)): smaller"
        " constants, m^(1/4) and not m^(1/3) beside the deviation, and ||x|| in front. The"
        " printed proof is slack in three places: by Cauchy-Schwarz each flipped neuron adds"
        " all of its displacement |s_i|, where it adds |s_i| - |g_i|; the neurons that move far"
        " are added to S, although they cost radius; and sqrt m <= m^(2/3) is used before the"
        " root of |S| is taken. Instead, s <= s^2/(4r) + r for any r > 0, so that |f - f0| <="
        " ||x|| (B^2/(4r) + sum of (r - |g_i|)_+): independent bounded terms, and Chernoff's"
        " bound at the best r."
    ),
    at_most=(
        lambda x_norm, m, B, delta: (
            x_norm * (14 * cbrt(m) * B * cbrt(B) / 25 + 7 * B * sqrt(sqrt(m * log(1 / delta))) / 10)
        ),
    ),
)

FALSE = (
    twin(
        PRINTED,
        "exponent",
        "m^(1/6) in place of m^(1/3)",
        at_most=(lambda m: PRINTED.at_most[0] / sqrt(cbrt(m)),),
    ),
    twin(
        PRINTED,
        "constant",
        "the whole bound divided by 5",
        at_most=(PRINTED.at_most[0] / 5,),
    ),
    twin(
        PRINTED,
        "no-radius",
        "the term sqrt(2) B^(4/3) dropped",
        at_most=(lambda m, B, delta: cbrt(m) * B * sqrt(sqrt(log(1 / delta))),),
    ),
)
