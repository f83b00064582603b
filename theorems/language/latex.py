"""A formula in LaTeX, as it is encoded: to be read beside the formula as it is printed."""

from fractions import Fraction

from theorems.language.expressions import INFIX, Apply, Constant, Expression, Name, Number
from theorems.language.fields import quoted
from theorems.language.indices import Call, Entry, Index, Reduce

GREEK = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "eta", "theta", "kappa", "lambda", "mu"),
    *("rho", "sigma", "tau", "phi", "psi", "omega", "xi", "zeta"),
)
LETTERS = {
    "eps": r"\varepsilon",
    "lam": r"\lambda",
    "x_norm": r"\|x\|",
    "beta0": r"|\beta_i^{(0)}|",
    "beta_max": r"\max_i |\beta_i^{(0)}|",
}
SIGNS = {
    **{"or": r"\lor", "and": r"\land", "<=": r"\leq", ">=": r"\geq", "==": "=", "!=": r"\neq"},
    **{"<": "<", ">": ">", "+": "+", "-": "-"},
}
NAMED = {
    **{name: rf"\{name}" for name in ("log", "exp", "sin", "cos", "arccos", "tanh")},
    **{"log1p": r"\operatorname{log1p}", "expm1": r"\operatorname{expm1}", "normal": r"\Phi"},
    **{"logistic": r"s", "sign": r"\operatorname{sign}", "erf": r"\operatorname{erf}"},
    **{"erfc": r"\operatorname{erfc}", "minimum": r"\min", "maximum": r"\max"},
    **{"sech2": r"\operatorname{sech}^2", "step_expectation": r"E_0"},
    **{"relu_expectation": r"E_1", "square_expectation": r"E_2"},
}
INDICES = "kijlnpqr"  # by level: a sum over coordinates k inside a sum over neurons i
DERIVATIVES = {"value": "", "slope": "'", "curvature": "''"}
PRODUCT, POWER, LEAF = INFIX["*"], INFIX["**"], 9


def latex(formula: Expression) -> str:
    """The formula in LaTeX, without math delimiters."""
    return _latex(formula)[0]


def letter(name: str) -> str:
    """A name in LaTeX: a Greek or a single letter, else in roman; what follows _ is an index."""
    if name in LETTERS:
        return LETTERS[name]
    head, _, index = name.partition("_")
    plain = rf"\{head}" if head in GREEK else head if len(head) == 1 else rf"\mathrm{{{head}}}"
    return f"{plain}_{{{index.replace('_', ',')}}}" if index else plain


def _latex(formula: Expression) -> tuple[str, int]:
    """The LaTeX, and how tightly it binds."""
    match formula:
        case Number(value):
            if isinstance(value, int):
                return str(value), LEAF if value >= 0 else PRODUCT
            sign = "-" if value < 0 else ""
            return rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}", PRODUCT
        case Constant(name) | Name(name):
            return letter(name) if isinstance(formula, Name) else rf"\{name}", LEAF
        case Apply("negative", (of,)):
            return f"-{_within(of, PRODUCT)}", INFIX["+"]
        case Apply("not", (of,)):
            return rf"\lnot {_within(of, LEAF)}", LEAF
        case Apply("/", (above, below)):
            return rf"\frac{{{latex(above)}}}{{{latex(below)}}}", PRODUCT + 1
        case Apply("//", (above, below)):
            return rf"\left\lfloor \frac{{{latex(above)}}}{{{latex(below)}}} \right\rfloor", LEAF
        case Apply("*", (left, right)):
            return _product(left, right), PRODUCT
        case Apply("**" | "sqrt" | "cbrt") if (found := _power(formula))[1].denominator > 2:
            base, root = found
            return f"{_base(base)}^{{{root.numerator}/{root.denominator}}}", POWER
        case Apply("**", (base, exponent)):
            return f"{_base(base)}^{{{_exponent(exponent)}}}", POWER
        case Apply(operation, (left, right)) if operation in INFIX:
            binds = INFIX[operation]
            return f"{_within(left, binds)} {SIGNS[operation]} {_within(right, binds + 1)}", binds
        case Apply("where", (condition, a, b)):
            rows = rf"{latex(a)} & \text{{if }} {latex(condition)} \\ {latex(b)} & \text{{else}}"
            return rf"\begin{{cases}} {rows} \end{{cases}}", LEAF
        case Apply(operation, arguments):
            return _applied(operation, arguments), LEAF
        case Index(level):
            return _index(level), LEAF
        case Entry(name, indices):
            return rf"{letter(name)}_{{{', '.join(map(latex, indices))}}}", LEAF
        case Call(name, which, argument):
            prime = DERIVATIVES[which]
            return rf"{letter(name)}{prime}\left( {latex(argument)} \right)", LEAF
        case Reduce("sum", level, size, body):
            summand = _within(body, PRODUCT)
            return rf"\sum_{{{_index(level)}=1}}^{{{latex(size)}}} {summand}", INFIX["+"] + 1
        case Reduce(kind, level, size, body):
            values = rf"1 \leq {_index(level)} \leq {latex(size)}"
            return rf"\{kind}_{{{values}}} {_within(body, PRODUCT)}", INFIX["+"] + 1
    raise TypeError(quoted(formula))


def _index(level: int) -> str:
    return INDICES[level - 1] if 0 < level <= len(INDICES) else rf"i_{{{level}}}"


def _within(formula: Expression, least: int) -> str:
    found, binds = _latex(formula)
    return found if binds >= least else rf"\left( {found} \right)"


def _product(left: Expression, right: Expression) -> str:
    """Two factors side by side, a dot between where a digit would meet a digit or a fraction."""
    first, second = _within(left, PRODUCT), _within(right, PRODUCT + 1)
    meets = second[0].isdigit() or (second.startswith(r"\frac") and first[-1].isdigit())
    return rf"{first} \cdot {second}" if meets else rf"{first} \, {second}"


def _base(formula: Expression) -> str:
    """What stands below an exponent; a function of something in parentheses."""
    named = isinstance(formula, Apply) and formula.operation in NAMED
    return _within(formula, LEAF + 1 if named else LEAF)


def _power(formula: Expression) -> tuple[Expression, Fraction]:
    """The base and the exponent of roots and whole powers of one another."""
    match formula:
        case Apply("**", (base, Number(int(k)))):
            inner, exponent = _power(base)
            return inner, exponent * k
        case Apply("sqrt" | "cbrt" as root, (of,)):
            inner, exponent = _power(of)
            return inner, exponent / (2 if root == "sqrt" else 3)
    return formula, Fraction(1)


def _exponent(exponent: Expression) -> str:
    match exponent:
        case Number(value) if not isinstance(value, int):
            return f"{value.numerator}/{value.denominator}"
    return latex(exponent)


def _applied(operation: str, arguments: tuple[Expression, ...]) -> str:
    inside = ", ".join(map(latex, arguments))
    match operation:
        case "sqrt":
            return rf"\sqrt{{{inside}}}"
        case "abs":
            return rf"\left| {inside} \right|"
        case "floor":
            return rf"\left\lfloor {inside} \right\rfloor"
        case "positive_part":
            return rf"\left( {inside} \right)_+"
        case "negative_part":
            return rf"-\left( {inside} \right)_-"
        case "bell":
            z, k = arguments
            return rf"\exp\left( -\frac{{{_within(z, LEAF)}^2}}{{{latex(k)}}} \right)"
    return rf"{NAMED[operation]}\left( {inside} \right)"
