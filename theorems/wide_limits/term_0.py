"""The network at its initialization tends to 0: pleiss, Section 1.1, first paragraph."""

import numpy as np

from theorems.language.givens import normal, vector
from theorems.language.parameters import EVEN_WIDTH, INPUT_NORM, WIDTH
from theorems.language.records import Limit, Source
from theorems.language.variants import repaired, twin
from theorems.networks import relu
from theorems.wide_limits.definitions import half_the_width, paired_term_0, term_0, zero

PRINTED = Limit(
    label="pleiss/term-0",
    title="The network at its initialization vanishes as the width grows",
    source=Source(
        "pleiss",
        "Section 1.1, first paragraph",
        r"\frac{1}{\sqrt{d}} \sum_{i=1}^{d} \beta_i^{(0)}"
        r" \sigma(\boldsymbol{w}_i^{(0)\top} \boldsymbol{x}) \to 0 \text{ as } d \to \infty"
        r" \text{ with probability } 1",
    ),
    reading=(
        "For every x, with probability 1 over independent standard normal w_i and beta_i, term (0)"
        " tends to 0 as the width grows."
    ),
    parameters=(WIDTH, INPUT_NORM),
    fixed={"x": vector("d", "= x_norm")},
    random={"W": normal("m", "d"), "b": normal("m")},
    deviations=(
        "In words in the print: 'as d -> infinity with probability 1 we will always have pairs of"
        " parameters that cancel each other out and thus term (0) in Eq. (4) will vanish'. The"
        " width is d in the print, m here.",
    ),
    quantity=term_0,
    limit=zero,
)

REPAIRED = repaired(
    PRINTED,
    "The network at a symmetric initialization is zero",
    reading=(
        "For every x and every even width, with probability 1: rows w_i repeated with opposite"
        " output weights, the m/2 pairs independent; so too in the limit."
    ),
    parameters=(EVEN_WIDTH, INPUT_NORM),
    formula=(
        r"\frac{1}{\sqrt{d}} \sum_{i=1}^{d} \beta_i^{(0)} \sigma(w_i^{(0)\top} x) = 0, "
        r"\quad (w_{i+d/2}^{(0)}, \beta_{i+d/2}^{(0)}) = (w_i^{(0)}, -\beta_i^{(0)})"
    ),
    change=(
        "The initialization is symmetric: each (w_i, beta_i) comes with (w_i, -beta_i). The"
        " print infers from '(w, beta) and (w, -beta) are equally likely' that pairs cancel;"
        " among finitely many independent neurons no two are such a pair, with probability 1,"
        " and what the symmetry of the law gives is mean 0. At the scale 1/sqrt m the"
        " fluctuations stay: the second moment is ||x||^2 / 2 at every width. Drawn in pairs,"
        " as the print pictures it, term (0) is exactly 0."
    ),
    quantity=paired_term_0,
    limit=zero,
    rows=half_the_width,
    random={"W": normal("m / 2", "d"), "b": normal("m / 2")},
)

FALSE = (
    twin(
        PRINTED,
        "squares",
        "the squares of the terms, at the scale 1/m",
        quantity=lambda W, b, x, y, s, fn: np.sum(b * b * relu(W @ x) ** 2) / s.m,
    ),
    twin(
        PRINTED,
        "unscaled",
        "no scale at all",
        quantity=lambda W, b, x, y, s, fn: term_0(W, b, x, y, s, fn) * fn.sqrt(s.m),
    ),
)
