import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.citations import check
from tests.answering.conftest import document

TEXT = "Nye kunder koster mye å skaffe, og derfor lønner oppfølging seg. Andelen er 25 %. Rabatt virker ikke alltid."


def statuses(text, documents=None):
    said, checker = check(text, documents or [document(1, TEXT)], "(!)")
    return said, [c.status for c in checker.citations], checker


def test_a_quote_is_verified_with_its_place():
    said, status, checker = statuses("Andelen er 25 %. [K1]")
    (citation,) = checker.citations
    assert (said, status) == ("Andelen er 25 %. [1]", ["verified"])
    assert TEXT[citation.start : citation.end] == citation.quote == "Andelen er 25 %."


def test_a_nearly_right_quote_gets_the_sources_words():
    said, status, _ = statuses("Nye kunder koster mye å skaffe og derfor lønner oppfølgingen seg. [K1]")
    assert (said, status) == (f"{TEXT[: TEXT.index(' Andelen')]} [1]", ["repaired"])


def test_own_words_that_the_source_bears_out_are_kept():
    said, status, checker = statuses("Oppfølging lønner seg fordi nye kunder koster mye å skaffe. [K1]")
    assert said.startswith("Oppfølging lønner seg fordi")
    assert status == ["verified"]
    assert checker.citations[0].quote in TEXT


@pytest.mark.parametrize(
    "claim",
    [
        "Andelen er 30 %. [K1]",
        "Rabatt virker alltid. [K1]",
        "Nye kunder koster ikke mye å skaffe, og derfor lønner oppfølging seg. [K1]",
        "Månen er en ost. [K1]",
        "Månen er en ost. [K9]",
        "Månen er en ost.",
        "Kjeden sier at «alle nye kunder kommer tilbake igjen» når oppfølging lønner seg. [K1]",
    ],
)
def test_what_no_source_says_is_marked_and_gets_no_citation(claim):
    said, status, checker = statuses(claim)
    assert status == []
    assert len(checker.unsupported) == 1
    assert said.endswith("(!)")
    assert "[" not in said


def test_a_quote_with_the_wrong_mark_is_given_the_right_one():
    documents = [document(1, "Noe annet står her i stedet."), document(2, TEXT)]
    said, _, checker = statuses("Andelen er 25 %. [K1]", documents)
    assert said == "Andelen er 25 %. [1]"
    assert checker.citations[0].section == "gjenkjop#2"
    assert checker.removed == 1


def test_numbers_are_given_in_order_and_the_same_quote_keeps_its_number():
    said, _, checker = statuses("Andelen er 25 %. [K1]\nRabatt virker ikke alltid. [K1] Andelen er 25 %. [K1]")
    assert said == "Andelen er 25 %. [1]\nRabatt virker ikke alltid. [2] Andelen er 25 %. [1]"
    assert [c.n for c in checker.citations] == [1, 2]


def test_marks_and_tags_of_the_engines_own_making_are_dropped():
    said, *_ = statuses('Andelen er 25 %. [7] [K1]<kilde id="K1">')
    assert said == "Andelen er 25 %. [1]"


def test_places_count_code_points():
    text = "🙂 Å 𝒜 står her. Måned er å\u030a."
    _, _, checker = statuses("Måned er å\u030a. [K1]", [document(1, text)])
    (citation,) = checker.citations
    assert text[citation.start : citation.end] == citation.quote


WORDS = st.text(alphabet="abc ÆØå.!?«»[]K1<>&\n🙂\u030a0123456789%-", max_size=200)


@given(WORDS, st.lists(WORDS, max_size=3))
def test_whatever_is_said_every_quote_stands_in_its_section(said, texts):
    documents = [document(number, text) for number, text in enumerate(texts, start=1)]
    shown, checker = check(said, documents, "(!)")
    by_id = {d.metadata["id"]: d.page_content for d in documents}
    for citation in checker.citations:
        assert by_id[citation.section][citation.start : citation.end] == citation.quote
        assert f"[{citation.n}]" in shown
