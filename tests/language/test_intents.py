"""Acts in a message, and its language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.intents import language_of, read_intents
from assistant.language.vocabulary import vocabulary


@pytest.mark.parametrize(
    ("text", "asked", "intents"),
    [
        ("hei!", None, {"hilser"}),
        ("tusen takk", None, {"takker"}),
        ("nei takk", None, {"avslår"}),
        ("ja, det ser bra ut", None, {"godtar"}),
        ("æ veit itj", "kunder", {"vet_ikke"}),
        ("vet ikke, kanskje 200?", "kunder", {"svarer"}),
        ("hopp over", "resultat", {"hopper_over"}),
        ("vi tar det senere", "resultat", {"hopper_over"}),
        ("hvorfor spør du om det?", "omsetning", {"spør", "hvorfor_spør_du"}),
        ("ka e AMSTAK?", None, {"spør", "hva_betyr"}),
        ("kan jeg få se planen?", None, {"vil_se_planen"}),
        ("last ned som pdf", None, {"vil_laste_ned"}),
        ("angre det siste", None, {"angrer"}),
        ("start på nytt", None, {"vil_starte_på_nytt"}),
        ("det er altfor høyt", "omsetning_mål", {"for_høyt"}),
        ("ok, men hva er egentlig en KPI? og vi har 12 ansatte", None, {"svarer", "spør", "hva_betyr"}),
        ("nei, 3,8", "omsetning", {"svarer", "retter"}),
        ("folk vet ikke at vi finnes", "utfordring", {"svarer"}),
        ("", None, set()),
    ],
)
def test_acts(text, asked, intents):
    assert set(read_intents(text, asked=asked)) == intents


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Vi er en kafé i Tromsø", "nb"),
        ("Æ veit itj ka det betyr", "nb"),
        ("Eg veit ikkje kva det tyder", "nn"),
        ("Me er eit idrettslag i Sogndal", "nn"),
        ("We have 12 employees and want to grow", "en"),
        ("Wir haben zwölf Mitarbeiter und wollen wachsen", "other"),
        ("42", "nb"),
    ],
)
def test_language(text, language):
    assert language_of(text) == language


def test_every_act_is_documented():
    assert all(row["means"] for row in vocabulary()["intents"])
    assert {"svarer", "spør", "retter", "vet_ikke", "angrer"} <= {row["intent"] for row in vocabulary()["intents"]}
    assert len(vocabulary()["trades"]) >= 100


@given(st.text(max_size=300), st.sampled_from([None, "omsetning", "utfordring"]))
def test_any_text_can_be_read(text, asked):
    known = {row["intent"] for row in vocabulary()["intents"]}
    assert set(read_intents(text, asked=asked)) <= known
    assert language_of(text) in ("nb", "nn", "en", "other")
