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


def labelled(name):
    return [json.loads(line) for line in (FACTS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def found(row):
    facts = read_facts(row["utterance"], asked=row["asked"], today=date.fromisoformat(row["today"]), known=row["known"])
    return [fact.to_json() for fact in facts], read_intents(row["utterance"], asked=row["asked"])


# Least F1 of value, unit and date in each set; `unseen2` was written to trip the reader.
LEAST = {"utterances": 0.95, "unseen": 0.95, "unseen2": 0.92, "unseen3": 0.95}


@pytest.mark.parametrize("name", LEAST)
def test_labelled_utterances_are_read(name):
    spec = importlib.util.spec_from_file_location("measure_facts", FACTS / "measure.py")
    measure = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(measure)
    scores = measure.measure(labelled(name), found)
    least = LEAST[name]
    held = {key: scores[key].f1 for key in ("slot", "value", "unit", "date", "change", "range", "intents")}
    assert {key: f1 for key, f1 in held.items() if f1 < least} == {}
    assert scores["value"].labelled >= 80


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


@pytest.mark.parametrize(
    ("asked", "text", "value"),
    [
        ("omsetning", "450", 450_000),
        ("omsetning", "6", 6_000_000),
        ("omsetning", "450 kr", 450),
        ("omsetning", "4 500", 4_500),
        ("resultat", "450", 450_000),
        ("snittordre", "450", 450),
        ("markedsbudsjett", "450", 450),
        ("omsetning", "to komma fire millioner", 2_400_000),
        ("snittordre", "en femhundrelapp", 500),
    ],
)
def test_few_bare_kroner_are_read_in_the_size_they_can_have(asked, text, value):
    assert read(text, asked=asked)[asked].value == value


@pytest.mark.parametrize(
    ("asked", "text", "value", "per"),
    [
        ("faste_kostnader", "husleie 18 000 i måneden, strøm 4 000 og lønn 95 000", 117_000, "måned"),
        ("ansatte", "12 fulltid og 5 deltid", 17, None),
        ("ansatte", "12 ansatte, av dem 5 deltid", 12, None),
        ("ansatte", "4 ansatte og 2 kontorer", 4, None),
        ("omsetning", "4 mill i fjor og 5 mill i år", 4_000_000, "år"),
        ("kapasitet", "24 om dagen, fem dager i uka", 120, "uke"),
    ],
)
def test_an_answer_in_parts_is_their_sum_and_nothing_else_is(asked, text, value, per):
    fact = read(text, asked=asked)[asked]
    assert (fact.value, fact.per) == (value, per)


def test_a_wish_that_names_nothing_is_for_what_was_told_in_its_size():
    facts = read("38 musikanter, kontingenten er 1800 kr i året, vi trenger minst 50")
    assert facts["medlemmer_mål"].value == 50
    assert "kontingent_mål" not in facts


def test_a_correction_of_the_period_keeps_the_amount():
    fact = read("nei, det var i måneden", asked="kunder", faste_kostnader=45_000)["faste_kostnader"]
    assert (fact.value, fact.per) == (45_000, "måned")
    assert read("nei, det var i måneden", asked="kunder") == {}


def test_a_margin_is_worked_out_from_the_turnover():
    assert read("overskudd på 10 %", asked="resultat_mål", omsetning=3_000_000)["resultat_mål"].value == 300_000
    assert "resultat_mål" not in read("overskudd på 10 %") or read("overskudd på 10 %")["resultat_mål"].value is None


@given(st.integers(1, 900), st.integers(1, 900))
def test_a_sum_of_parts_is_exact(first, second):
    assert read(f"{first} fulltid og {second} deltid", asked="ansatte")["ansatte"].value == first + second


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
