import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.library.markdown import blocks_of, sections_of, title_of


def text_of(markdown):
    return "\n---\n".join(section.text for section in sections_of("T", blocks_of(markdown)))


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("linje en\nlinje to", "linje en linje to"),
        ("avsnitt\n\nto", "avsnitt\n\nto"),
        ("- a\n- b\n  fortsetter\n\netter", "- a\n- b fortsetter\n\netter"),
        ("1. én\n2. to\n   - under", "1. én\n2. to\n  - under"),
        ("| A | B |\n|---|--:|\n| 1 | 2 |", "A | B\n1 | 2"),
        ("**feit** og *kursiv* og _under_ og `kode`", "feit og kursiv og under og kode"),
        ("2 * 3 * 4 = 24 og a_b_c", "2 * 3 * 4 = 24 og a_b_c"),
        (r"\*ikke kursiv\*", "*ikke kursiv*"),
        ("se [Gap-modellen](gap-modellen-analyse) her", "se Gap-modellen her"),
        ("[wiki](http://x.no/a_(b))!", "wiki!"),
        ("<b>html</b> &amp; R&D &lt;", "html & R&D <"),
        ("1 < 2 og 3 > 2", "1 < 2 og 3 > 2"),
        ("før <!-- skjult\nordre --> etter", "før etter"),
        ("![bilde](x.png)\n\ntekst", "tekst"),
        ("a\n\n---\n\nb", "a\n\nb"),
        ("> sitat\n> videre", "sitat videre"),
        ("```\n# ikke overskrift\n```", "# ikke overskrift"),
        ("usyn\u200blig\u00ad og \u202eRTL", "usynlig og RTL"),
        ("1\u00a0250\u202f000 kr", "1 250 000 kr"),
    ],
)
def test_markup_goes_and_words_stay(markdown, plain):
    assert text_of(markdown) == plain


def test_links_are_kept_beside_the_text():
    (section,) = sections_of("T", blocks_of("se [Gap **modellen**](gap) og [gap](gap), [Gap modellen](gap)"))
    assert section.links == (("Gap modellen", "gap"), ("gap", "gap"))


def test_sections_are_cut_at_headings_and_the_start_is_an_introduction():
    body = "ingress\n\n## Én\nx\n\n### Under\ny\n\nTo\n---\nz\n\n## Tom\n\n## Én\nigjen"
    assert [(s.id, s.heading, s.text) for s in sections_of("Tittel", blocks_of(body))] == [
        ("innledning", "Tittel", "ingress"),
        ("en", "Én", "x\n\nUnder\n\ny"),
        ("to", "To", "z"),
        ("en-2", "Én", "igjen"),
    ]


def test_a_first_level_heading_is_the_title():
    title, rest = title_of(blocks_of("# Tittel\n\ntekst\n\n## A\nb"))
    assert title == "Tittel"
    assert [block.text for block in rest] == ["tekst", "A", "b"]


def test_only_deep_headings_are_headings_too():
    assert [s.id for s in sections_of("T", blocks_of("#### A\nx\n#### B\ny"))] == ["a", "b"]


def test_an_overlong_section_is_parted_at_paragraphs_and_loses_nothing():
    paragraphs = [f"avsnitt{n} " + "ord " * 120 for n in range(6)]
    found = sections_of("T", blocks_of("## Lang\n" + "\n\n".join(paragraphs)))
    assert [s.id for s in found] == ["lang", "lang-2", "lang-3"]
    assert " ".join(s.text for s in found).split() == " ".join(paragraphs).split()


def test_ids_are_unique_even_when_headings_look_numbered():
    found = sections_of("T", blocks_of("## A\nx\n## A 2\ny\n## A\nz\n## 市场\nw"))
    assert len({s.id for s in found}) == 4


HEADINGS = st.lists(st.sampled_from(["Slik gjør du", "Hvorfor", "Måling", "Eksempel: kafé"]), unique=True, min_size=2)


@given(HEADINGS, st.data())
def test_editing_one_section_leaves_the_others_as_they_were(headings, data):
    texts = {heading: f"Tekst om {heading.lower()}." for heading in headings}
    before = sections_of("T", blocks_of("\n\n".join(f"## {h}\n{texts[h]}" for h in headings)))
    edited = data.draw(st.sampled_from(headings))
    texts[edited] = "Helt ny tekst.\n\nMed to avsnitt."
    after = sections_of("T", blocks_of("\n\n".join(f"## {h}\n{texts[h]}" for h in headings)))
    assert [s.id for s in after] == [s.id for s in before]
    assert [s for s in after if s.heading != edited] == [s for s in before if s.heading != edited]


@given(st.text())
def test_any_text_gives_clean_unique_sections(text):
    found = sections_of("T", blocks_of(text))
    assert len({s.id for s in found}) == len(found)
    for section in found:
        assert section.text.strip()
        assert "\0" not in section.text
        assert "\r" not in section.text


@given(st.lists(st.text(st.characters(categories=["Ll", "Lu", "Nd"]), min_size=1, max_size=8), min_size=1, max_size=60))
def test_plain_words_are_never_lost_or_moved(words):
    text = " ".join(f"ord{word}" for word in words)
    assert text_of(text).split() == unicodedata.normalize("NFC", text).split()
