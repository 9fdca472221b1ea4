"""A way to close a gap is worded also where today's number is not known."""

from assistant.planning.chain_options import Change, Option
from assistant.texts import Texts
from assistant.texts.chain_words import way


def test_a_known_number_is_told_from_and_to(texts: Texts) -> None:
    told = way(texts, Option("shortfall", (Change("snittordre", 145.0, 160.0, 10.3),), 0.1))
    assert "145 kr" in told
    assert "160 kr" in told


def test_an_unknown_number_is_told_as_a_share(texts: Texts) -> None:
    told = way(texts, Option("shortfall", (Change("ordre", None, None, 12.5),), 0.1))
    assert "12,5 %" in told
