"""What the guide makes of people who do not answer what was asked: corrections, English, limits, gaps, months."""

from pathlib import Path

import pytest
from talking import CAFE, Talk
from test_conversation import finish

from assistant.conversation.agenda import agenda, next_topic, topic
from assistant.conversation.session import Conversations
from assistant.planning.framework import DIMENSIONS
from assistant.planning.plan import Origin, State
from assistant.store import Store


def slot_questions(talk: Talk) -> set[str]:
    """Return the slots that have been asked for."""
    said = talk.store.conversations.messages("kari", talk.reply.conversation)
    return {message.asked for message in said if message.asked and (found := topic(message.asked)) and found.slot}


@pytest.mark.parametrize(
    ("said", "correction", "slot", "value"),
    [
        ("sykkelbutikk i Bodø, omsatte for 3 mill i fjor", "nei, 3,8", "omsetning", 3_800_000),
        (CAFE, "vi er egentlig 6 ansatte", "ansatte", 6),
        (CAFE, "målet skulle være 4,8 mill", "omsetning_mål", 4_800_000),
        (CAFE, "feil, omsetningen var 4,1 millioner", "omsetning", 4_100_000),
    ],
)
def test_a_correction_lands_on_its_slot(talk: Talk, said: str, correction: str, slot: str, value: float) -> None:
    talk.say(said)
    asked = talk.reply.asked
    talk.say(correction)
    assert talk.plan.number(slot) == value
    assert talk.reply.asked == asked


def test_a_figure_in_an_answer_in_words_is_no_fact(talk: Talk) -> None:
    talk.say(CAFE, "småbedrifter med 3 til 15 ansatte")
    assert talk.plan.number("ansatte") == 5
    assert "småbedrifter" in (talk.plan.words("segment") or "")


def test_a_name_taken_back_within_the_answer(talk: Talk) -> None:
    talk.say(CAFE)
    finish(talk, until="ansvarlig")
    talk.say("Ingrid, eller nei, det blir Per")
    assert talk.plan.words("ansvarlig") == "Per"


def test_english_is_read_and_met_in_bokmål_once(talk: Talk) -> None:
    reply = talk.say(
        "I run a bike shop in Bodø, 3 employees, revenue 2.1 million last year. "
        "We want to reach 2.6 million by the end of 2027."
    )
    assert talk.plan.number("omsetning") == 2_100_000
    assert talk.plan.number("omsetning_mål") == 2_600_000
    assert reply.text.startswith("(I read English")
    assert "I read English" not in talk.say("nobody knows about us").text


@pytest.mark.parametrize(
    "text", ["kan jeg kjøpe falske anmeldelser?", "vi vil lure kundene med en falsk førpris", "reklame mot muslimer"]
)
def test_marketing_that_hurts_is_declined_and_nothing_noted(talk: Talk, text: str) -> None:
    talk.say(CAFE)
    before, asked = talk.plan, talk.reply.asked
    reply = talk.say(text)
    assert talk.plan == before
    assert reply.asked == asked
    assert not reply.citations


def test_the_short_way_is_short_and_complete(talk: Talk) -> None:
    talk.say("frisør på Hamar", "Kort vei")
    finish(talk)
    assert next_topic(talk.plan, "hurtig") is None
    asked = [m.asked for m in talk.store.conversations.messages("kari", talk.reply.conversation) if m.asked]
    assert len(set(asked)) <= 10
    assert all((goal := talk.plan.goal(d)) and goal.state == State.ACCEPTED for d in (None, *DIMENSIONS))
    assert talk.plan.activities
    assert talk.plan.controls


def test_the_thorough_way_is_at_most_about_25(talk: Talk) -> None:
    talk.say("hei")
    finish(talk)
    asked = {m.asked for m in talk.store.conversations.messages("kari", talk.reply.conversation) if m.asked}
    assert len(asked) <= 26


def test_vet_ikke_gives_a_marked_assumption_that_an_answer_replaces(talk: Talk) -> None:
    talk.say("sykkelbutikk i Bodø, omsatte for 3 mill i fjor", "vet ikke")
    fact = talk.plan.fact("omsetning_mål")
    assert fact is not None
    assert fact.provenance.origin == Origin.ASSUMED
    talk.say("målet er 3,6 mill i omsetning")
    fact = talk.plan.fact("omsetning_mål")
    assert fact is not None
    assert (fact.value, fact.provenance.origin) == (3_600_000, Origin.SAID)


def test_a_question_beside_an_answer_is_answered_and_the_answer_kept(talk: Talk) -> None:
    talk.say(CAFE)
    reply = talk.say("rundt 9000 gjester, og hva er livstidsverdi?")
    assert talk.plan.number("kunder") == 9000
    assert any("verdi" in str(cited["quote"]).lower() for cited in reply.citations)


def test_an_own_goal_is_mended_before_it_is_accepted(talk: Talk) -> None:
    talk.say(CAFE)
    finish(talk, until="mål_omdømme")
    talk.say("Vi skal bli mer kjent i byen")
    goal = next(goal for goal in talk.plan.goals if goal.text.own)
    assert goal.state == State.DRAFT
    assert talk.labels == ["Behold som det er"]
    talk.say("Behold som det er")
    goal = next(goal for goal in talk.plan.goals if goal.text.own)
    assert (goal.state, goal.text.own) == (State.ACCEPTED, "Vi skal bli mer kjent i byen")
    assert talk.reply.asked == "mål_rekruttering"


def test_an_own_goal_that_is_smart_brings_its_figures(talk: Talk) -> None:
    talk.say(CAFE)
    finish(talk, until="mål_oppfølging")
    talk.say("Øke gjenkjøpsraten fra 20 % til 28 % innen 31. desember 2027")
    goal = next(goal for goal in talk.plan.goals if goal.text.own)
    assert (goal.kpi, goal.target, goal.state) == ("gjenkjøpsrate", 28, State.ACCEPTED)


def test_what_comes_out_the_same_stays_accepted(talk: Talk) -> None:
    talk.say(CAFE)
    finish(talk)
    talk.say("nei, omsetningen i fjor var 4,3 mill")
    assert talk.reply.asked is not None
    stale = [part for part in (*talk.plan.goals, *talk.plan.strategies) if part.state != State.ACCEPTED]
    assert 0 < len(stale) < 10


def test_another_business_midway_is_taken_over_and_said(talk: Talk) -> None:
    talk.say(CAFE, "Vent, vi driver catering i stedet")
    assert talk.plan.words("bransje") == "catering"
    assert "catering" in talk.reply.text
    assert talk.plan.number("omsetning") == 4_200_000


def test_a_month_after_the_plan_is_measured_against_its_pace(talk: Talk) -> None:
    talk.say(CAFE)
    finish(talk)
    annual = talk.plan.number("omsetning")
    reply = talk.say("i mars solgte vi for 200 000")
    assert [(a.kpi, a.period, a.value) for a in talk.plan.actuals] == [("omsetning", "2026-03", 200_000)]
    assert talk.plan.number("omsetning") == annual
    assert "mars" in reply.text
    talk.say("vi hadde stengt to uker")
    assert "stengt to uker" in (talk.plan.actuals[0].provenance.words or "")
    talk.say("i mars solgte vi for 420 000")
    assert [a.value for a in talk.plan.actuals] == [420_000]


def test_a_question_is_never_put_three_times(talk: Talk) -> None:
    talk.say(CAFE)
    finish(talk, until="gjenkjøpsrate")
    talk.say("altså det er fint her", "ja det er nå så")
    assert talk.reply.asked != "gjenkjøpsrate"


def test_every_topic_has_its_texts(conversations: Conversations, root: Path) -> None:
    texts = conversations._texts
    for item in agenda():
        if item.slot:
            assert all(texts.has(f"{kind}.{item.slot}") for kind in ("ask", "eksempel", "hvorfor"))
        if item.members:
            assert texts.has(f"utkast.{item.id}")


def test_undo_after_the_plan_takes_one_step_back(talk: Talk, store: Store) -> None:
    talk.say(CAFE)
    finish(talk)
    done = talk.plan
    talk.say("i mars solgte vi for 380 000", "angre")
    assert talk.plan == done
