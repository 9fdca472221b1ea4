import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language import tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kunder", "kundene"),
        ("marknadsføring", "markedsføring"),
        ("verksemda", "virksomheten"),
        ("kundar", "kunder"),
        ("auke", "øke"),
        ("customers", "kunder"),
        ("MÅL", "mål"),
        ("ma\u030al", "mål"),
        ("mark\u00adedsplan", "markedsplan"),
    ],
)
def test_forms_of_a_word_are_one(one, other):
    assert tokens.analyse(one) == tokens.analyse(other) != []


def test_words_that_carry_no_subject_are_left_out():
    assert tokens.analyse("Hva er det, og hvordan gjør jeg det?") == []
    assert tokens.analyse("Kva er det, og korleis gjer eg det?") == []


def test_parts_of_a_hyphenated_word_count_too():
    assert {"kpi", "plan"} <= set(tokens.analyse("KPI-plan"))


@pytest.mark.parametrize("typed", ["maaling", "maling", "måling", "MÅLING".lower()])
def test_ascii_spellings_share_a_key(typed):
    assert tokens.fold(typed) == tokens.fold("måling")


def test_ngrams_know_the_ends():
    assert tokens.ngrams("mål", (3,)) == ["<må", "mål", "ål>"]


def test_a_compound_is_split_into_known_parts():
    known = {tokens.stem("kunde"), tokens.stem("lojalitet"), tokens.stem("pris")}
    assert tokens.split_compound("kundelojalitet", known) == (tokens.stem("kunde"), tokens.stem("lojalitet"))
    assert tokens.split_compound("fjelltopp", known) == ()


@given(st.text())
def test_any_text_is_analysed_alike_each_time(text):
    found = tokens.analyse(text)
    assert found == tokens.analyse(text)
    assert all((token and token == token.lower()) or not token.isascii() for token in found)
