"""`widecheck show` sets a statement beside its variants, and says what it hangs together with."""

import pytest

from reports.show import show, versions
from tests.reports.synthetic import CHANGE, RECORDS
from theorems import VARIANTS

KNOWN = {t.label: t for t in RECORDS}


def shown(label, width=80):
    return show(KNOWN[label], KNOWN, "Checked so.", width)


def test_a_print_has_its_variants_below_it_where_the_terminal_is_narrow():
    lines = shown("fake/step").splitlines()
    printed = lines.index("AS PRINTED: fake/step")
    repaired = lines.index("REPAIRED: fake/step:repaired: A step with a larger constant")
    assert printed < repaired
    assert lines[printed + 1].startswith("  formula         ")
    assert f"  change          {CHANGE}" in lines[repaired:]
    assert "  instead         0 < eps <= 1" in lines[repaired:]
    assert not any(line.startswith("  change") for line in lines[:repaired])


def test_a_print_has_its_variants_beside_it_where_the_terminal_is_wide():
    lines = shown("fake/step", 160).splitlines()
    assert any(line.split() == ["AS", "PRINTED", "REPAIRED"] for line in lines)
    assert any(line.split() == ["fake/step", "fake/step:repaired"] for line in lines)
    assert all(len(line) <= 160 for line in lines if not line.startswith(("twin", "parameter")))
    told = " ".join(" ".join(line[86:].split()) for line in lines)
    assert CHANGE in told


def test_a_variant_is_shown_against_the_print():
    text = shown("fake/step:repaired")
    assert text.startswith("fake/step:repaired: A step with a larger constant\n")
    assert "AS PRINTED: fake/step\n" in text
    assert "REPAIRED: fake/step:repaired" in text
    assert "twin              fake/step:repaired:twin-less: a little less" in text
    assert "twin-half" not in text


def test_print_and_variant_have_their_own_formulas():
    printed = KNOWN["fake/step"]
    assert shown("fake/step").count(printed.source.formula) == 1
    assert r"  formula         a \leq 2 b" in shown("fake/step").splitlines()


def test_the_formal_reading_stands_below_the_reading():
    lines = shown("notes/lemma-5").splitlines()
    (reading,) = (i for i, line in enumerate(lines) if line.startswith("reading "))
    assert lines[reading + 1] == (
        "formal reading    For all eps > 0: erf(eps / sqrt(2)) <= sqrt(2 / pi) * eps."
    )


def test_ties_are_told_in_both_directions():
    text = shown("fake/step")
    assert "uses              fake/not-yet (not encoded yet)\n" in text
    assert "used by           fake/theorem\n" in text
    text = shown("fake/theorem")
    assert "uses              fake/step, notes/lemma-5\n" in text
    assert "used by           nothing in the catalogue\n" in text
    assert "checked by        Checked so." in text


def test_a_twin_names_its_original_and_stands_alone():
    text = shown("fake/step:twin-half", 200)
    assert "falsifies         fake/step\n" in text
    assert "AS PRINTED" not in text


@pytest.mark.parametrize("width", [80, 160, 400])
@pytest.mark.parametrize("variant", VARIANTS, ids=lambda t: t.label)
def test_every_variant_of_the_catalogue_is_shown(variant, width):
    forms = versions(KNOWN[variant.printed], KNOWN)
    assert variant in forms
    for label in (variant.label, variant.printed):
        text = " ".join(shown(label, width).split())
        assert all(word in text for word in variant.change.split()[:3])
