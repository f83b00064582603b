"""Taylor's theorem with an integral remainder: slides, Proposition 4.1, step 1."""

from theorems.language.givens import function, number
from theorems.language.records import Identity, Source
from theorems.language.variants import repaired, twin
from theorems.taylor_remainders.definitions import expansion, left_side

PRINTED = Identity(
    label="slides/taylor-integral",
    title="Taylor's theorem with an integral remainder",
    source=Source(
        "slides",
        'Proposition 4.1, step 1, "Taylor\'s theorem"',
        r"f(x) = f(a) + f'(a)(x - a) + \int_a^x f''(t) \frac{(x - t)^2}{2} dt",
    ),
    reading="For every f that is twice continuously differentiable, and all real a and x.",
    fixed={
        "f": function("twice continuously differentiable function"),
        "a": number(),
        "x": number(),
    },
    of="functions",
    sides=(left_side, expansion(lambda a, x, t: (x - t) ** 2 / 2)),
)

REPAIRED = repaired(
    PRINTED,
    "Taylor's theorem, the kernel x - t",
    reading=(
        "For every f that is twice continuously differentiable, and all real a and x: the"
        " display with the kernel x - t."
    ),
    formula=r"f(x) = f(a) + f'(a)(x - a) + \int_a^x f''(t) (x - t) \, dt",
    change=(
        "The kernel (x - t)^2 / 2 becomes x - t. The printed kernel is that of the next order,"
        " which goes with f''' and with one more term f''(a) (x - a)^2 / 2. Step 1 needs the"
        " true kernel: only its integral is (x - a)^2 / 2."
    ),
    sides=(left_side, expansion(lambda a, x, t: x - t)),
)

FALSE = (
    twin(
        PRINTED,
        "square",
        "the kernel (x - t)^2",
        sides=(left_side, expansion(lambda a, x, t: (x - t) ** 2)),
    ),
    twin(
        PRINTED,
        "sign",
        "the kernel t - x",
        sides=(left_side, expansion(lambda a, x, t: t - x)),
    ),
    twin(
        PRINTED,
        "other-end",
        "the kernel t - a",
        sides=(left_side, expansion(lambda a, x, t: t - a)),
    ),
)
