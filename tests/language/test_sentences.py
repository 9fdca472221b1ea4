from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.sentences import units


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ett. To! Tre?", ["Ett.", "To!", "Tre?"]),
        ("Se f.eks. Oslo. Og ca. 5 til.", ["Se f.eks. Oslo.", "Og ca. 5 til."]),
        ("Prisen er 1 250 kr. Det er nok.", ["Prisen er 1 250 kr.", "Det er nok."]),
        ("Frist 1. juni 2027. Så er det slutt.", ["Frist 1. juni 2027.", "Så er det slutt."]),
        ("Hun sa: «Kom igjen.» Da kom de.", ["Hun sa: «Kom igjen.»", "Da kom de."]),
        ("1. Ring. Spør.\n2. Noter.\n\n- Punkt", ["Ring. Spør.", "Noter.", "Punkt"]),
        ("A | B\n1 | 2", ["A | B", "1 | 2"]),
        ("Uten punktum", ["Uten punktum"]),
    ],
)
def test_text_is_cut_where_a_reader_would(text, expected):
    assert [unit.text for unit in units(text)] == expected


@given(st.text(alphabet="aB .!?\n-1|«»()🙂", max_size=120))
def test_every_piece_stands_where_it_says(text):
    found = units(text)
    assert all(text[u.start : u.end] == u.text and u.text == u.text.strip() for u in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
