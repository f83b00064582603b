"""Softplus is closer to relu, and less smooth, as t -> 0: pleiss, footnote 2."""

from theorems.language.functions import exp, log
from theorems.language.parameters import LATER, SHARPNESS
from theorems.language.records import Source, Trend
from theorems.language.variants import repaired, twin
from theorems.smooth_relu.definitions import softplus_family

PRINTED = Trend(
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

REPAIRED = repaired(
    PRINTED,
    "t to infinity in place of 0",
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
)

FALSE = (
    twin(
        PRINTED,
        "smoothness-at-0",
        "a larger error, and a larger smoothness constant, as t -> 0",
        reading="As t falls, the largest error rises and the smoothness constant rises.",
        rises={"error": True, "gamma": True},
    ),
    twin(
        PRINTED,
        "smoother-at-infinity",
        "a smaller error, and a smaller smoothness constant, as t -> infinity",
        reading="As t rises, the largest error falls and the smoothness constant falls.",
        towards="infinity",
        rises={"error": False, "gamma": False},
    ),
    twin(
        PRINTED,
        "not-scaled",
        "log(1 + exp(tz)), not divided by t, as t -> infinity",
        reading="As t rises, for log(1 + exp(tz)), the largest error falls and the constant rises.",
        family=lambda t, z: log(1 + exp(t * z)),
        height=1,
        towards="infinity",
    ),
)
