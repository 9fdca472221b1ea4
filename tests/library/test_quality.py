import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import CorpusError
from assistant.library import quality, read_article
from assistant.library.article import Computed, Figures

FILLER = " ".join(f"ord{n}" for n in range(110))
GOOD = (
    """---
id: god
title: God
origin: own
summary: Kort.
steps: [mål]
terms: [ord]
related: [a, b, c]
figures:
  given: {kunder: 400, andel: 25, pris: 1250000.5}
  computed: {nye: {formula: "kunder * andel / 100", value: 100}}
sources: ["Kotler (1967)"]
license: CC BY 4.0
updated: 2026-11-22
---
"""
    + "".join(f"## Del {n}\nSe [a](a). {FILLER}\n\n" for n in "abcdef")
    + (
        "## Eksempel: kafeen\n1. Kafeen hadde 400 kunder i 2026.\n2. Av dem kom 25 % igjen, altså 100.\n\n"
        f"Prisen var 1 250 000,5 kr. {' '.join('fyll' for _ in range(90))}\n"
    )
)


def article(text=GOOD):
    return read_article(text.encode(), "god.md")


def problems(text=GOOD):
    one = article(text)
    return (
        quality.form_problems(one)
        + quality.figure_problems(one.figures)
        + quality.example_problems(one)
        + quality.link_problems(one, {"a", "b", "c", "god"})
        + quality.markup_problems(text)
    )


def test_a_good_article_has_no_problems():
    assert problems() == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("origin: own", "origin: original", "origin"),
        ("id: god", "id: bedre", "id skal være god"),
        ("steps: [mål]", "steps: []", "fylles ut"),
        ("related: [a, b, c]", "related: [a, b]", "related"),
        ("related: [a, b, c]", "related: [a, b, tull]", "lenke til tull"),
        ("related: [a, b, c]", "related: [a, b, god]", "lenke til god"),
        ("[a](a)", "[a](borte)", "lenke til borte"),
        ("value: 100", "value: 101", "regnet 100"),
        ("andel / 100", "andel / ukjent", "figures nye"),
        ("hadde 400", "hadde 401", "401"),
        ("1 250 000,5 kr", "1 250 001 kr", "1 250 001"),
        ("## Eksempel: kafeen", "## Kafeen", "Eksempel"),
        ("## Del a\nSe", "Tekst.\n\n## Del a\nSe", "tekst før"),
        ("## Del a\nSe", "## Del a\nDette er", "viser tilbake"),
        ("## Del a\n", "## Kort\nLitt.\n\n## Del a\n", "Kort"),
        ("## Del a\nSe", "## Del a\n<b>Se</b>", "HTML"),
        ("## Del a\nSe", "## Del a\n![x](y.png) Se", "bilde"),
    ],
)
def test_each_fault_is_found(old, new, says):
    assert old in GOOD
    assert any(says in problem for problem in problems(GOOD.replace(old, new))), problems(GOOD.replace(old, new))


@given(st.integers(-99, 99), st.integers(-99, 99), st.integers(1, 99))
def test_formulas_are_worked_out(a, b, c):
    assert quality.evaluate("(a + b) * 2 - -c / c ** 2", {"a": a, "b": b, "c": c}) == pytest.approx((a + b) * 2 + 1 / c)


@pytest.mark.parametrize(
    "formula",
    [
        "__import__('os')",
        "a.b",
        "a[0]",
        "f(1)",
        "1 if 1 else 2",
        "ukjent + 1",
        "1 / 0",
        "2 ** 999",
        "1 +",
        "'a' * 3",
        "True + 1",
        "(" * 400,
    ],
)
def test_formulas_are_only_arithmetic(formula):
    with pytest.raises(CorpusError):
        quality.evaluate(formula, {"a": 1})


def test_rounded_values_are_right_as_they_are_written():
    def check(value):
        return quality.figure_problems(
            Figures(given={"a": 1, "b": 3}, computed={"c": Computed(formula="a / b", value=value)})
        )

    assert check(0.33) == check(0.3) == check(0) == []
    assert check(0.34) != []
    assert check(0.5) != []


def test_eight_words_in_a_row_are_too_many_but_titles_are_free():
    source = "Kunden er den viktigste personen i hele butikken vår hver eneste dag."
    ours = article(GOOD.replace("## Del a\nSe", f"## Del a\n{source} Se"))
    runs = quality.runs_of(source)
    assert len(quality.shared_runs(ours, runs)) == 5
    assert quality.shared_runs(ours, runs, [source]) == []
    assert quality.shared_runs(article(), runs) == []
    listed = "\n".join(f"- {word}" for word in source.split())
    assert quality.shared_runs(article(GOOD.replace("## Del a\n", f"## Del a\n{listed}\n\n")), runs) == []


def test_the_report_counts_and_sums():
    (row,) = quality.report([article()])
    assert (row.sections, row.title, row.steps) == (7, "God", ("mål",))
    assert row.shortest <= row.words / row.sections <= row.longest
    assert row.minutes == -(-row.words // 200)
    assert quality.report_table([row]).count("\n") == 4
