"""The product term of one neuron is at most C ||x|| ||w - w0||^2: pleiss, bound of (a)."""

from theorems.all_parameters.definitions import CONSTANTS, NORMS, term_a
from theorems.language.givens import vector
from theorems.language.parameters import OUTPUT_RATIO, SMOOTH_LIPSCHITZ
from theorems.language.records import AllParameterBound, Line, Source
from theorems.language.variants import repaired, sharpened, twin

PRINTED = AllParameterBound(
    label="pleiss/term-a",
    title="Both layers move: the product term of one neuron",
    source=Source(
        "pleiss",
        "section 2, bound of (a)",
        r"\left|(\beta_i - \beta_i^{(0)})(\sigma(\boldsymbol{x}^\top \boldsymbol{w}_i)"
        r" - \sigma(\boldsymbol{x}^\top \boldsymbol{w}_i^{(0)}))\right|"
        r" \leq C |\beta_i - \beta_i^{(0)}|"
        r" |\boldsymbol{x}^\top (\boldsymbol{w}_i - \boldsymbol{w}_i^{(0)})|"
        r" \leq C \|\boldsymbol{x}\| \|\boldsymbol{w}_i - \boldsymbol{w}_i^{(0)}\|^2",
    ),
    reading=(
        "For every D > 0, every C-Lipschitz sigma, every x, and all weights of a neuron with"
        " |beta_i - beta_i^(0)| < D ||w_i - w_i^(0)||."
    ),
    parameters=(NORMS, OUTPUT_RATIO, SMOOTH_LIPSCHITZ),
    fixed={"x": vector("d", "= x_norm"), "theta0": vector("d + 1")},
    for_all={"theta": vector("d + 1")},
    deviations=(
        "'Without loss of generality ... for some constant D > 0' is read as: whatever D is.",
        "Footnote 3, on the case |beta_i - beta_i^(0)| > D ||w_i - w_i^(0)||, is the twin"
        " 'footnote-3', with the bound in terms of (beta_i - beta_i^(0))^2 and the same constant.",
        CONSTANTS,
    ),
    quantity=term_a,
    lines=(
        Line(lambda C, b, h: C * b * h, below=lambda D: D),
        Line(lambda C, x_norm, w: C * x_norm * w**2, below=lambda D: D),
    ),
)

REPAIRED = repaired(
    PRINTED,
    "With the factor D",
    formula=(
        r"\left| (\beta_i - \beta_i^{(0)}) (\sigma(x^\top w_i) - \sigma(x^\top "
        r"w_i^{(0)})) \right| \leq C D \|x\| \|w_i - w_i^{(0)}\|^2"
    ),
    change=(
        "The last line has the factor D: C D ||x|| ||w_i - w_i^(0)||^2. The print bounds"
        " |beta_i - beta_i^(0)| by D ||w_i - w_i^(0)|| and then leaves D out. By footnote 3"
        " the other case needs 1/D, so only D = 1 gives 'the same upper bound' in both."
    ),
    reading=f"{PRINTED.reading[:-1]}, with D in the last line.",
    lines=(
        PRINTED.lines[0],
        Line(lambda C, D, x_norm, w: C * D * x_norm * w**2, below=lambda D: D),
    ),
)

SHARPENED = sharpened(
    PRINTED,
    "Without a case distinction, with half the constant",
    formula=(
        r"\left| (\beta_i - \beta_i^{(0)}) (\sigma(x^\top w_i) - \sigma(x^\top "
        r"w_i^{(0)})) \right| \leq \frac{C \|x\|}{2} \left( \|w_i - w_i^{(0)}\|^2 + "
        r"(\beta_i - \beta_i^{(0)})^2 \right)"
    ),
    change=(
        "(a) <= (C ||x|| / 2) (||w_i - w_i^(0)||^2 + (beta_i - beta_i^(0))^2) for all weights:"
        " 2 b w <= b^2 + w^2 in place of the two cases, so that neither D nor footnote 3 is"
        " needed."
    ),
    reading="For every C-Lipschitz sigma, every x and all weights of a neuron.",
    parameters=(NORMS, SMOOTH_LIPSCHITZ),
    lines=(
        Line(lambda C, b, h: C * b * h),
        Line(lambda C, x_norm, w, b: C * x_norm / 2 * (w**2 + b**2)),
    ),
)

_BELOW_D = PRINTED.lines[0]

FALSE = (
    twin(
        PRINTED,
        "half",
        "C D ||x|| / 2 in place of C ||x||",
        lines=(
            _BELOW_D,
            Line(lambda C, D, x_norm, w: C * D * x_norm / 2 * w**2, below=lambda D: D),
        ),
    ),
    twin(
        PRINTED,
        "norm",
        "C D in place of C ||x||",
        lines=(_BELOW_D, Line(lambda C, D, w: C * D * w**2, below=lambda D: D)),
    ),
    twin(
        PRINTED,
        "output-layer",
        "(beta_i - beta_i^(0))^2 in place of ||w_i - w_i^(0)||^2",
        lines=(_BELOW_D, Line(lambda C, x_norm, b: C * x_norm * b**2, below=lambda D: D)),
    ),
    twin(
        PRINTED,
        "no-assumption",
        "C D ||x||, and no assumption on beta_i - beta_i^(0)",
        lines=(
            Line(lambda C, b, h: C * b * h),
            Line(lambda C, D, x_norm, w: C * D * x_norm * w**2),
        ),
    ),
    twin(
        PRINTED,
        "footnote-3",
        ("the case |beta_i - beta_i^(0)| > D ||w_i - w_i^(0)||, and (beta_i - beta_i^(0))^2"),
        lines=(
            Line(lambda C, b, h: C * b * h, above=lambda D: D),
            Line(lambda C, x_norm, b: C * x_norm * b**2, above=lambda D: D),
        ),
    ),
)
