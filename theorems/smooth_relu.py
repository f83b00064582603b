"""Smooth approximations of relu: how close they are, and how smooth."""

from dataclasses import replace
from typing import Any

from theorems.language.functions import exp, log
from theorems.language.parameters import LATER, SHARPNESS
from theorems.language.reading import formula
from theorems.language.records import Source, Theorem, Trend


@formula
def softplus_family(t: Any, z: Any) -> Any:
    """sigma_t(z) = log(1 + exp(t z)) / t."""
    return log(1 + exp(t * z)) / t


SOFTPLUS = Trend(
    label="pleiss/softplus",
    title="Softplus as a smooth relu",
    source=Source(
        "pleiss",
        "footnote 2",
        r"\sigma_t(z) = \log(1 + \exp(tz))/t: \text{ both the approximation fidelity and the"
        r" smoothness constant increase as } t \to 0",
    ),
    reading=(
        "For all 0 < t < t': sup_z |sigma_t(z) - relu(z)| < sup_z |sigma_t'(z) - relu(z)|, and"
        " sup_z |sigma_t''(z)| is larger for t than for t' (t = setting, t' = ratio t)."
    ),
    parameters=(SHARPNESS, LATER),
    deviations=(
        "'The corresponding beta constant' is the gamma of assumption 1, sup |sigma_t''|: the"
        " Lipschitz constant does not depend on t.",
        "'Fidelity increases' is read as: the largest error strictly falls.",
    ),
    family=softplus_family,
    shape="softplus",
    height=lambda t: 1 / t,
    scale=lambda t: t,
    towards="0",
    rises={"error": False, "gamma": True},
)

THEOREMS = (SOFTPLUS,)

VARIANTS: tuple[Theorem, ...] = (
    replace(
        SOFTPLUS,
        label="pleiss/softplus:repaired",
        title="t to infinity in place of 0",
        formula=(
            r"\sigma_t(z) = \log(1 + \exp(tz))/t: \text{ both the approximation fidelity "
            r"and the smoothness constant increase as } t \to \infty"
        ),
        change=(
            "t -> infinity in place of t -> 0 (or t log(1 + exp(z/t)) in place of"
            " log(1 + exp(tz))/t): the largest error is log(2)/t and sup |sigma_t''| is t/4."
        ),
        reading=(
            "For all 0 < t < t': sup_z |sigma_t'(z) - relu(z)| < sup_z |sigma_t(z) - relu(z)|, and"
            " sup_z |sigma_t''(z)| is larger for t' than for t (t = setting, t' = ratio t)."
        ),
        towards="infinity",
    ),
)

TWINS: tuple[Theorem, ...] = (
    replace(
        SOFTPLUS,
        label="pleiss/softplus:twin-smoothness-at-0",
        title="a larger error, and a larger smoothness constant, as t -> 0",
        twin_of=SOFTPLUS.label,
        reading="As t falls, the largest error rises and the smoothness constant rises.",
        rises={"error": True, "gamma": True},
    ),
    replace(
        SOFTPLUS,
        label="pleiss/softplus:twin-smoother-at-infinity",
        title="a smaller error, and a smaller smoothness constant, as t -> infinity",
        twin_of=SOFTPLUS.label,
        reading="As t rises, the largest error falls and the smoothness constant falls.",
        towards="infinity",
        rises={"error": False, "gamma": False},
    ),
    replace(
        SOFTPLUS,
        label="pleiss/softplus:twin-not-scaled",
        title="log(1 + exp(tz)), not divided by t, as t -> infinity",
        twin_of=SOFTPLUS.label,
        reading="As t rises, for log(1 + exp(tz)), the largest error falls and the constant rises.",
        family=lambda t, z: log(1 + exp(t * z)),
        height=1,
        towards="infinity",
    ),
)
