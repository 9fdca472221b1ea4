"""Facts from utterances: the labelled set with its thresholds, and what must hold for any text."""

import importlib.util
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import NotFoundError
from assistant.language.facts import read_facts, slot_info
from assistant.language.intents import read_intents
from assistant.language.slots import slot_of_question, slots

FACTS = Path(__file__).parents[2] / "evals" / "facts"
TODAY = date(2026, 11, 22)
FIELDS = [
    "slot",
    "value",
    "low",
    "high",
    "unit",
    "per",
    "by",
    "change",
    "approximate",
    "negated",
    "unknown",
    "start",
    "end",
]


def read(text, asked=None, **known):
    return {fact.slot: fact for fact in read_facts(text, asked=asked, today=TODAY, known=known)}


def labelled():
    return [json.loads(line) for line in (FACTS / "utterances.jsonl").read_text(encoding="utf-8").splitlines()]


def found(row):
    facts = read_facts(row["utterance"], asked=row["asked"], today=date.fromisoformat(row["today"]), known=row["known"])
    return [fact.to_json() for fact in facts], read_intents(row["utterance"], asked=row["asked"])


def test_labelled_utterances_are_read():
    spec = importlib.util.spec_from_file_location("measure_facts", FACTS / "measure.py")
    measure = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(measure)
    scores = measure.measure(labelled(), found)
    assert {name: score.f1 for name, score in scores.items() if score.f1 < 0.95} == {}
    assert scores["value"].labelled >= 150


def test_baseline_and_target_in_one_breath():
    facts = read("omsatte for 4,2 mill i fjor, vil opp i 5 innen neste jul")
    assert facts["omsetning"].value == 4_200_000
    assert facts["omsetning"].by is None
    assert (facts["omsetning_mål"].value, facts["omsetning_mål"].by) == (5_000_000, date(2027, 12, 31))


def test_a_correction_takes_over_scale_and_slot():
    assert read("nei, 3,8", asked="kunder", omsetning=4_200_000)["omsetning"].value == 3_800_000
    assert read("nei, 3,8", asked="omsetning", omsetning=4_200_000)["omsetning"].value == 3_800_000
    facts = read("jeg mente 3,8 mill, ikke 4,2", omsetning=4_200_000, resultat=350_000)
    assert [(fact.slot, fact.value) for fact in facts.values()] == [("omsetning", 3_800_000)]


def test_a_change_is_worked_out_from_what_is_known():
    doubled = read("vi vil doble omsetningen", omsetning=2_000_000)["omsetning_mål"]
    assert (doubled.value, doubled.change) == (4_000_000, {"value": 100, "unit": "%"})
    assert read("vi vil doble omsetningen")["omsetning_mål"].value is None


def test_money_without_a_cue_is_left_unsure():
    assert read("vi har 400 000 kr")[None].value == 400_000
    assert "omsetning" not in read("nei, 3,8", omsetning=4_200_000, resultat=4_000_000)


@pytest.mark.parametrize("text", ["vet ikke", "aner ikke", "veit ikkje", "æ veit itj", "har ikke oversikt", "no idea"])
def test_unknown_is_said_of_what_was_asked(text):
    (fact,) = read(text, asked="dekningsgrad").values()
    assert (fact.slot, fact.unknown, fact.value) == ("dekningsgrad", True, None)


def test_years_beside_figures_are_no_amounts():
    facts = read("Omsetning 2025: 3 450 000. Mål 2026: 4 000 000")
    assert (facts["omsetning"].value, facts["omsetning_mål"].value) == (3_450_000, 4_000_000)


def test_words_are_cut_from_the_message():
    text = "Hei! Vi er en liten kafé i Tromsø som heter Fjordkaffe, men folk kommer bare en gang."
    facts = read(text)
    assert {slot: fact.value for slot, fact in facts.items()} == {
        "bransje": "kafé", "sted": "Tromsø", "navn": "Fjordkaffe", "utfordring": "folk kommer bare en gang",
    }  # fmt: skip
    assert all(text[fact.start : fact.end] == fact.value for fact in facts.values())


@pytest.mark.parametrize(
    ("question", "slot"),
    [
        ("Hva omsetter dere for i året?", "omsetning"),
        ("Hvor stor andel av kundene kjøper igjen?", "gjenkjøpsrate"),
        ("Når skal målet være nådd?", "frist"),
        ("Hvor mange ansatte er dere?", "ansatte"),
        ("Hva heter bedriften?", "navn"),
        ("Hvilket resultat ønsker dere neste år?", "resultat_mål"),
        ("gjenkjøpsrate_mål", "gjenkjøpsrate_mål"),
        ("kunder: Hvor mange er det?", "kunder"),
        ("Hvor mange kunder vil dere ha om et år?", "kunder_mål"),
        ("Av ti kunder – hvor mange kommer igjen?", "gjenkjøpsrate"),
    ],
)
def test_questions_are_known_by_their_words(question, slot):
    assert slot_of_question(question).name == slot


def test_of_ten_is_answered_in_tens():
    assert read("tre", asked="Av ti kunder – hvor mange kommer igjen?")["gjenkjøpsrate"].value == 30
    assert read("3 %", asked="Av ti kunder – hvor mange kommer igjen?")["gjenkjøpsrate"].value == 3


@pytest.mark.parametrize(
    "text", ["9" * 400, "tusen " * 300, "1 " * 1000, "hundre " * 300, "-" * 500, "1,1," * 400, "²³½ x10¹⁰"]
)
def test_nonsense_is_no_error(text):
    read(text, asked="omsetning", omsetning=4_200_000)


def test_json_has_exactly_the_fields_of_the_interface():
    (fact,) = read_facts("31.12.2027", asked="frist", today=TODAY)
    assert list(fact.to_json()) == FIELDS
    assert fact.to_json()["value"] == "2027-12-31"


def test_every_target_slot_has_a_goal_and_unknown_names_are_refused():
    assert all(slot_info(f"{slot.name}_mål").unit == slot.unit for slot in slots().values() if slot.target)
    with pytest.raises(NotFoundError):
        slot_info("finnes_ikke")


@given(
    st.text(max_size=300),
    st.sampled_from([None, "omsetning", "gjenkjøpsrate", "frist", "utfordring", "kundetype", "budsjett_i_faste"]),
)
def test_any_text_can_be_read(text, asked):
    for fact in read_facts(text, asked=asked, today=TODAY, known={"omsetning": 4_200_000}):
        assert 0 <= fact.start <= fact.end <= len(text)
        assert fact.slot is None or slot_info(fact.slot)
        json.dumps(fact.to_json())


@given(
    st.integers(min_value=1_000, max_value=900_000_000),
    st.sampled_from(["omsetning", "resultat", "faste_kostnader", "markedsbudsjett"]),
)
def test_an_amount_asked_for_is_never_read_in_another_size(amount, slot):
    written = f"{amount:,}".replace(",", " ")
    assert read(f"det er {written} kr", asked=slot)[slot].value == amount
