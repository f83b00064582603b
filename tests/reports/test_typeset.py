"""Numbers, words, formulas and references as one reads them."""

import math
import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.formulas import formula
from reports.numerals import enclosure, number
from reports.references import citations
from reports.typeset import prose, sentence, shape
from tests.reports.synthetic import Reader
from theorems import THEOREMS, VARIANTS

# --- Formulas


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("theorem", [*THEOREMS, *VARIANTS], ids=lambda theorem: theorem.label)
def test_every_printed_formula_becomes_mathml(theorem, narrow):
    shown = formula(theorem.source.formula, narrow=narrow)
    assert shown.startswith("<math")
    assert "\\" not in shown
    # Browsers draw no alphabet but the upright one from this attribute.
    assert not re.search(r'mathvariant="(?!normal)', shown)
    Reader(shown)


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\mathbf{1}\{x > 0\}", "𝟏"),
        (r"\mathbb{1}", "𝟙"),
        (r"\boldsymbol{x}", "𝒙"),
        (r"\operatorname{sign}(x)", "<mi>sign</mi>"),
        (r"\sup_{W} f", "<munder><mi>sup</mi>"),
        (r"\underbrace{a}_{b}", "⏟"),
        (r"\bigl\lvert x \bigr\rvert", "|"),
        (r"\begin{aligned} a &= b \\ &= c \end{aligned}", "<mtable"),
        (r"x \sim \mathcal{N}", "∼"),
        (r"\notacommand{x}", '<code class="latex">\\notacommand{x}</code>'),
        (r"\left( x", '<code class="latex">\\left( x</code>'),
        ("<script>", "&lt;"),
    ],
)
def test_formulas_keep_their_alphabets_or_stay_latex(latex, expected):
    assert expected in formula(latex)


def test_a_long_formula_is_broken_at_its_relations_in_a_column():
    long = r"\left| f(x; W) - f_0(x; W) \right| \leq \frac{\beta}{2 \sqrt{m}} \|W - W_0\|_F^2"
    assert formula(long, narrow=True).count("<mtr>") == 2
    assert "<mtr>" not in formula(long)
    assert "<mtr>" not in formula("a = b", narrow=True)
    tokens = re.compile(r"<m[ion]\b[^>]*>[^<]*<")
    assert tokens.findall(formula(long)) == tokens.findall(formula(long, narrow=True))


# --- Numbers


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "—"),
        (True, "yes"),
        (0, "0"),
        (0.0, "0"),
        (1000, "1000"),
        (1_000_000, "1 000 000"),
        (10**40, "10⁴⁰"),
        (1e-12, "10⁻¹²"),
        (1.29e-9, "1.29 × 10⁻⁹"),
        (-2.5e7, "−2.5 × 10⁷"),
        (0.28972, "0.2897"),
        (0.9999999, "1"),
        (123456.7, "123 457"),
        (27.0, "27"),
        (math.inf, "∞"),
        (math.nan, "undefined"),
        ("1/3", "1/3"),
    ],
)
def test_numbers_read_well(value, expected):
    assert number(value).replace("\u202f", " ") == expected


def read_number(text: str) -> Fraction:
    plain = text.replace("\u202f", "").replace("−", "-")
    plain = plain.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-"))
    mantissa, times, power = plain.partition("×10")
    if times:
        return Fraction(mantissa) * Fraction(10) ** int(power)
    if re.fullmatch(r"10-\d+", plain):
        return Fraction(10) ** int(plain[2:])
    return Fraction(plain)


PROBABILITIES = st.floats(0, 1).filter(lambda p: p == 0 or 1e-300 < p)


@given(PROBABILITIES, PROBABILITIES)
def test_an_enclosure_still_encloses_as_shown(one, other):
    lower, upper = sorted((one, other))
    shown = enclosure(lower, upper)
    shown = shown.replace("at least ", "from ").replace("at most ", " to ")
    low, to, high = shown.removeprefix("from ").partition(" to ")
    high = high if to or shown.startswith("from ") else low
    assert low or high
    assert not low or read_number(low) <= Fraction(repr(lower))
    assert not high or Fraction(repr(upper)) <= read_number(high)


@given(PROBABILITIES)
def test_an_exact_probability_is_shown_or_enclosed(p):
    test_an_enclosure_still_encloses_as_shown.hypothesis.inner_test(p, p)


# --- Words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("||W - W_0||_F <= B", "‖W\u00a0− W<sub>0</sub>‖<sub>F</sub> ≤ B"),
        ("0 <= x_norm <= 1", "0 ≤ x_norm ≤ 1"),
        ("m^(1/3) in place of m^2", "m<sup>1/3</sup> in place of m<sup>2</sup>"),
        ("delta in (0, 1), B^2/tau^2", "δ in (0, 1), B<sup>2</sup>/τ<sup>2</sup>"),
        ("for every beta-smooth sigma", "for every β-smooth σ"),
        ("notes/lemma-4-delta-1, giancola/rho", "notes/lemma-4-delta-1, giancola/rho"),
        ("alpha / sqrt m, sqrt(2/pi)", "α / √m, √(2/π)"),
        ("at delta=1e-12 --set delta=0.1", "at δ\u202f=\u202f10⁻¹² --set delta=0.1"),
        ("|x - x_0|^3", "|x\u00a0− x<sub>0</sub>|<sup>3</sup>"),
        ("(r - |g|)_+, [1 +/- 2]", "(r\u00a0− |g|)<sub>+</sub>, [1 ± 2]"),
        ("w_{0,i}.x, a in {-1, +1}^m", "w<sub>0,i</sub>.x, a in {−1, +1}<sup>m</sup>"),
        ("at most 1.3e-9, or 2e6", "at most 1.3\u202f×\u202f10⁻⁹, or 2\u202f×\u202f10⁶"),
        ("--set eps=1e-9, file1e5, 10^-9", "--set eps=1e-9, file1e5, 10<sup>−9</sup>"),
        ("Theta^(L), e^(-x)", "Θ<sup>(L)</sup>, e<sup>−x</sup>"),
        (
            "v_i = -eta l'(y), (w, -beta_i), -x",
            "v<sub>i</sub> = −η l&#39;(y), (w, −β<sub>i</sub>), −x",
        ),
        ("beta_i^(0), T^(-1)", "β<sub>i</sub><sup>(0)</sup>, T<sup>−1</sup>"),
        ("1-Lipschitz, beta-smooth, a -b-c", "1-Lipschitz, β-smooth, a -b-c"),
        ("<b> & max_i", "&lt;b&gt; &amp; max<sub>i</sub>"),
    ],
)
def test_prose_is_typeset_and_escaped(text, expected):
    assert prose(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fails at m = 1", "Fails at m = 1."),
        ("beta > 0", "β > 0.".replace(">", "&gt;")),
        ("sigma is odd", "σ is odd."),
        ("m = 1 fails.", "m = 1 fails."),
        ("It fails. (Not at 0.)", "It fails. (Not at 0.)"),
        ("It fails (at 0)", "It fails (at 0)."),
        ("", ""),
    ],
)
def test_findings_become_sentences(text, expected):
    assert sentence(text) == expected


@pytest.mark.parametrize("theorem", [*THEOREMS, *VARIANTS], ids=lambda theorem: theorem.label)
def test_no_ascii_is_left_in_the_words_of_the_catalogue(theorem):
    texts = (theorem.title, theorem.reading, theorem.change, *theorem.deviations)
    for text in (*texts, *(p.meaning for p in theorem.parameters)):
        shown = sentence(text)
        assert not re.search(r"\^[({\w]|_\{|&lt;=|&gt;=|\|\||\bsqrt\b", shown), shown


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"a": 1}, "object"),
        ("1/3", "text"),
        (0.5, "number"),
        (None, "number"),
        ([], "vector"),
        ([1, "-2/3", None, True], "vector"),
        (["one sentence that is much too long to stand in a row of numbers"], "list"),
        ([[1, "1/2"], ["0", 2]], "matrix"),
        ([[1, 2], [3]], "list"),
        ([[], []], "list"),
        ([{"a": 1}], "list"),
        ([[[1]]], "list"),
    ],
)
def test_shapes_of_data(value, expected):
    assert shape(value) == expected


def test_citations_read_as_in_a_journal():
    entry = r"""
@article{key,
  author  = {Erd{\H o}s, Paul and M{\"u}ller, A. B.},
  title   = {On {Gram} Matrices},
  journal = {J. Tests},
  year    = {1999}, volume = {4}, number = 2,
  pages   = {1--9},
  doi     = {10.1/x},
}
"""
    (cited,) = citations(entry).values()
    assert "A. B. Müller. <cite>On Gram Matrices</cite>. J. Tests 4(2), 1–9. 1999. " in cited
    assert '<a href="https://doi.org/10.1/x">' in cited
