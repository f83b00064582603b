"""The remainder as an integral of sigma'': sutherland, Linearization quality, derivation."""

from theorems.language.givens import function, number
from theorems.language.records import Identity, Source
from theorems.language.variants import repaired, twin
from theorems.taylor_remainders.definitions import integral_from_r, remainder, remainder_at_s

PRINTED = Identity(
    label="sutherland/taylor-integral",
    title="The remainder as an integral of the second derivative",
    source=Source(
        "sutherland",
        "Linearization quality, derivation",
        r"|\sigma(r) - \sigma(s) - \sigma'(s)(r - s)| ="
        r" \left| \int_r^s \sigma''(z)(s - z) dz \right|",
    ),
    reading=(
        "For every sigma that is twice continuously differentiable with |sigma''| <= beta for some"
        " beta, and all real r and s; the integral is directed from r to s."
    ),
    fixed={
        "f": function("twice continuously differentiable function with a bounded f''"),
        "r": number(),
        "s": number(),
    },
    deviations=(
        "The bound (beta/2)(r - s)^2 that ends the display is slides/smooth-remainder.",
        "|sigma''| needs to be bounded between r and s only: outside, sigma'' can be continued by"
        " constants without changing either side.",
    ),
    of="functions",
    sides=(remainder_at_s, integral_from_r(lambda r, s, z: s - z)),
)

REPAIRED = repaired(
    PRINTED,
    "The remainder as an integral, the kernel r - z",
    reading=(
        "For every sigma that is twice continuously differentiable with |sigma''| <= beta"
        " for some beta, and all real r and s: the display with the kernel r - z, the"
        " integral directed from r to s."
    ),
    formula=(
        r"|\sigma(r) - \sigma(s) - \sigma'(s)(r - s)| = \left| \int_r^s \sigma''(z)(r - "
        r"z) dz \right|"
    ),
    change=(
        "s - z becomes r - z: in the remainder of an expansion about s, sigma''(z) has the"
        " weight of its distance to r, the point where sigma is expanded to. The printed"
        " integral is the remainder of the expansion about r. Both have the bound"
        " (beta/2) (r - s)^2, so the conclusion does not change."
    ),
    sides=(remainder_at_s, integral_from_r(lambda r, s, z: r - z)),
)

FALSE = (
    twin(
        PRINTED,
        "half",
        "the kernel (r - z) / 2",
        sides=(remainder_at_s, integral_from_r(lambda r, s, z: (r - z) / 2)),
    ),
    twin(
        PRINTED,
        "no-modulus",
        "the kernel r - z, without absolute values",
        sides=(
            lambda f, r, s: remainder(f, s, r),
            lambda f, r, s: f.integral(lambda z: r - z, r, s),
        ),
    ),
)
