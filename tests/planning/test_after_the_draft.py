"""After the draft: repaired goals, deviations, older formats, SWOT and TOWS, the thread, the diagnosis."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_drafts import TODAY, company, phrases, whole

from assistant.planning.consistency import check
from assistant.planning.diagnosis import diagnosis
from assistant.planning.follow_up import (
    causes,
    corrective,
    deviations,
    followed,
    monthly,
    season_of,
    settled,
    with_deviation,
)
from assistant.planning.framework import Dimension
from assistant.planning.knowledge import catalogue
from assistant.planning.kpis import kpis
from assistant.planning.plan import FORMAT, Actual, Origin, Plan, Provenance, Wording
from assistant.planning.profile import profile
from assistant.planning.smart import GoalReading
from assistant.planning.smart_repair import repair
from assistant.planning.swot import swot, swot_gaps, tows
from assistant.planning.thread import thread
from assistant.planning.upgrades import upgrade
from assistant.texts import load_texts

SAID = Provenance(origin=Origin.SAID, message="m1")
CAFE = company(
    bransje="kafé",
    navn="Kafé Nord",
    sted="Bodø",
    segment="barnefamilier i Bodø",
    gjenkjøpsrate=20.0,
    omsetning=4.2e6,
    omsetning_mål=5e6,
    snittordre=140.0,
    frist=date(2027, 12, 31),
    utfordring="folk kommer bare én gang",
)


@cache
def texts():
    return load_texts(Path("prompts"))


def filled(wording):
    """Say a wording, after checking that its template has all it needs."""
    blanks = {n for text in phrases()[wording.code] for _, n, _, _ in Formatter().parse(text) if n}
    assert blanks <= set(wording.params), wording.code
    return texts().say(wording.code, **wording.params)


# --- SMART repair ---


def test_a_goal_is_repaired_from_what_is_known():
    told = repair(
        GoalReading("flere skal komme igjen, 25 %", kpis=("gjenkjøpsrate",), direction="up", target=25.0), CAFE
    )
    assert filled(told) == (
        "Øke andelen gjester som kommer igjen fra 20 % til 25 % innen 31. desember 2027, for barnefamilier i Bodø."
    )


@pytest.mark.parametrize(
    "reading",
    [
        GoalReading("bli bedre", vague=True),
        GoalReading("flere skal komme igjen", kpis=("gjenkjøpsrate",), direction="up"),
        GoalReading("legge ut fire innlegg", kpis=("gjenkjøpsrate",), activity=True, target=4.0),
        GoalReading("to ting", kpis=("gjenkjøpsrate", "omsetning"), target=25.0),
        GoalReading("10 % mer", kpis=("gjenkjøpsrate",), direction="up", change=10.0, unit="%"),
        GoalReading("140 %", kpis=("gjenkjøpsrate",), target=140.0),
        GoalReading("18 %", kpis=("gjenkjøpsrate",), target=18.0),
        GoalReading("20 %", kpis=("gjenkjøpsrate",), target=20.0),
    ],
)
def test_what_must_be_asked_about_is_not_repaired(reading):
    assert repair(reading, CAFE) is None


def test_without_a_deadline_there_is_nothing_to_repair_with():
    reading = GoalReading("25 %", kpis=("gjenkjøpsrate",), target=25.0)
    assert repair(reading, company(bransje="kafé", gjenkjøpsrate=20.0)) is None
    assert repair(reading, company(bransje="kafé", gjenkjøpsrate=20.0, frist=date(2027, 6, 30))) is not None


@given(
    name=st.sampled_from(sorted(kpis())),
    baseline=st.none() | st.floats(0, 100),
    target=st.none() | st.floats(0, 100),
    change=st.none() | st.floats(1, 50),
    deadline=st.none() | st.just(date(2027, 6, 30)),
)
def test_a_repair_holds_no_number_that_nobody_gave(name, baseline, target, change, deadline):
    reading = GoalReading("x", kpis=(name,), baseline=baseline, target=target, change=change, deadline=deadline)
    told = repair(reading, company(bransje="kafé"))
    if told is None:
        return
    assert filled(told)
    assert told.params["til"] == target or (baseline is not None and change is not None)
    assert told.params.get("fra") == baseline
    assert told.params["frist"] == deadline


# --- control ---


def plan_with(values, name="nye_kunder", target=1200.0):
    plan = whole(company(bransje="kafé", navn="Nord", ansvarlig="Kari", omsetning=4e6, omsetning_mål=5e6))
    goal = plan.goal(Dimension.REKRUTTERING).model_copy(
        update={"kpi": name, "baseline": None, "target": target, "deadline": date(2027, 12, 31)}
    )
    goals = tuple(goal if g.dimension == Dimension.REKRUTTERING else g for g in plan.goals)
    actuals = tuple(Actual(kpi=name, period=f"2027-{m:02}", value=v, provenance=SAID) for m, v in enumerate(values, 1))
    return plan.with_(goals=goals, actuals=actuals)


def test_a_deviation_goes_from_cause_to_action_to_learning():
    plan = plan_with([60.0, 40.0])
    (found,) = deviations(plan)
    assert (found.kpi, found.period, found.owner) == ("nye_kunder", "2027-02", "Kari")
    choice = causes(found.kpi)[1]
    acted = corrective(plan, found, choice, date(2027, 3, 2))
    assert acted.due > date(2027, 3, 2)
    assert filled(acted.action)
    done = with_deviation(plan, acted)
    assert deviations(done) == ()
    closed = settled(acted, "  annonser uten  tilbud virker ikke ", date(2027, 4, 1))
    after = with_deviation(done, closed)
    assert [d.learning for d in after.deviations] == ["annonser uten tilbud virker ikke"]
    assert deviations(after) == ()


def test_a_month_on_its_pace_opens_nothing():
    season = season_of(profile(plan_with([])))
    plan = plan_with([round(1200 * share) for share in season[:6]])
    assert deviations(plan) == ()
    assert all(not r.alarm for read in followed(plan).values() for r in read)


def test_a_season_adds_up_and_is_that_of_the_trade():
    for trade in catalogue("trades")["bransjer"].values():
        who = profile(company(bransje=trade["cues"][0]))
        season = season_of(who)
        assert sum(season) == pytest.approx(1)
        assert min(season[m - 1] for m in who.busy) > max(season[m - 1] for m in who.quiet if m not in who.busy)


def test_the_persons_own_cause_gets_an_action_too():
    plan = plan_with([60.0, 40.0])
    acted = corrective(plan, deviations(plan)[0], Wording(own="veien var stengt"), TODAY)
    assert filled(acted.action)
    assert acted.cause.own == "veien var stengt"


def test_a_deviation_left_alone_or_overdue_is_told():
    plan = plan_with([60.0, 40.0])
    left = with_deviation(plan, deviations(plan)[0])
    assert "C23" in {f.rule for f in check(left, date(2027, 3, 5)) if f.level == "error"}
    acted = with_deviation(plan, corrective(plan, deviations(plan)[0], causes("nye_kunder")[0], date(2027, 3, 1)))
    assert "C23" not in {f.rule for f in check(acted, date(2027, 3, 5))}
    late = [f for f in check(acted, date(2027, 6, 1)) if f.rule == "C23"]
    assert late
    assert all(texts().say(f.code, **f.params) for f in late)


def test_the_month_in_brief_has_a_line_for_each_goal():
    plan = plan_with([60.0, 40.0])
    brief = monthly(plan, "2027-02", date(2027, 3, 1))
    assert len(brief.lines) == len(plan.goals)
    told = [filled(line) for line in (*brief.lines, *brief.waiting, brief.next)]
    assert sum("ikke målt" in line for line in told) == len(plan.goals) - 1
    assert brief.waiting
    assert brief.next.code == "plan.avvik.neste.tiltak"


def test_every_cause_has_words_an_action_and_a_date():
    rows = catalogue("control")
    for name in rows["årsaker"]:
        assert f"plan.avvik.årsak.{name}" in phrases()
        assert f"plan.avvik.tiltak.{name}" in phrases()
    for chosen in (*rows["dimensjon"].values(), *rows["kpis"].values()):
        assert set(chosen) <= set(rows["årsaker"])
    assert all(causes(name) for name in kpis())


# --- formats ---


def test_a_plan_stored_in_format_1_is_read():
    content = json.loads(Path(__file__).with_name("plan_format_1.json").read_text("utf-8"))
    assert content["format"] == 1
    plan = Plan.model_validate(content)
    assert plan.format == FORMAT
    assert plan.deviations == ()
    assert plan.goal(None).target == 3000.0
    assert Plan.model_validate_json(plan.model_dump_json()) == plan


def test_an_upgrade_changes_nothing_of_today_nor_what_it_does_not_know():
    assert upgrade({"format": FORMAT, "id": "x"}) == {"format": FORMAT, "id": "x"}
    assert upgrade({"format": 99}) == {"format": 99}
    assert upgrade({"id": "x"}) == {"id": "x"}
    once = upgrade({"format": 1, "goals": [{"id": "g"}]})
    assert upgrade(once) == once


def test_a_deviation_survives_being_stored():
    plan = with_deviation(plan_with([60.0, 40.0]), deviations(plan_with([60.0, 40.0]))[0])
    assert Plan.model_validate_json(plan.model_dump_json()) == plan


# --- SWOT and TOWS ---

SWOT = company(
    bransje="kafé",
    styrker="godt bakverk; trofaste ansatte",
    svakheter="lite synlige på nett",
    muligheter="flere turister finner byen på nett; ny skole i nærheten",
    trusler="kjedene presser prisen",
    særpreg="godt bakverk",
)


def test_points_have_ids_and_evidence():
    points = {p.id: p for p in swot(SWOT)}
    assert list(points) == ["S1", "S2", "W1", "O1", "O2", "T1"]
    assert points["S1"].text == "godt bakverk"
    assert all(p.evidence.origin == Origin.SAID for p in points.values())
    assert swot_gaps(SWOT) == ("svakheter", "trusler")


def test_each_option_rests_on_an_inner_and_an_outer_point():
    ids = {p.id for p in swot(SWOT)}
    found = tows(SWOT)
    assert {o.cell for o in found} == {"SO", "ST", "WO", "WT"}
    for option in found:
        assert set(option.uses) <= ids
        assert (option.uses[0][0], option.uses[1][0]) == tuple(option.cell)
        assert filled(option.text)
        assert set(option.archetypes) <= set(catalogue("strategies"))
    related = next(o for o in found if o.cell == "WO")
    assert related.uses == ("W1", "O1"), "the pair that is about the same thing comes first"


def test_nothing_inside_or_outside_gives_no_option():
    assert tows(company(styrker="flinke folk")) == ()
    assert swot(company()) == ()


@given(st.lists(st.text(max_size=30), max_size=8), st.lists(st.text(max_size=30), max_size=8))
def test_ids_are_unique_whatever_is_written(strong, open_):
    plan = company(styrker=";".join(strong), muligheter=";".join(open_))
    assert len({p.id for p in swot(plan)}) == len(swot(plan)) <= 10
    assert len({o.id for o in tows(plan)}) == len(tows(plan)) <= 2


# --- the thread ---


def codes(plan):
    return {gap.text.code.rpartition(".")[2] for gap in thread(plan, TODAY).gaps}


def test_a_whole_plan_with_a_promise_has_a_whole_thread():
    plan = whole(company(bransje="rørlegger", særpreg="vi rydder", løfte="fast pris", omsetning=5e6, omsetning_mål=6e6))
    found = thread(plan, TODAY)
    assert [link.place for link in found.links] == ["løfte", "opplevelse", "oppfølging", "sier", "gjør", "er"]
    assert all(link.text for link in found.links)
    assert not codes(plan)


def test_an_empty_plan_shows_where_the_thread_breaks():
    assert {"uten_løfte", "uten_standard", "uten_oppfølging", "uten_særpreg"} <= codes(company(bransje="kafé"))
    assert all(filled(gap.text) for gap in thread(company(bransje="museum"), TODAY).gaps)


def test_a_promise_that_is_not_kept_breaks_the_thread():
    plan = company(bransje="rørlegger", løfte="vi kommer alltid i tide", leveringspresisjon=70.0)
    gap = thread(plan, TODAY).gaps[0]
    assert gap.text.code == "regel.c9"
    assert filled(gap.text)


def test_a_follow_up_that_never_asks_is_a_gap():
    plan = whole(company(bransje="rørlegger", løfte="fast pris", omsetning=5e6, omsetning_mål=6e6))
    silent = tuple(a for a in plan.activities if a.id not in {"aktivitet-nullpunkt", "aktivitet-takkemelding"})
    assert "spør_ikke" in codes(plan.with_(activities=silent))


# --- the diagnosis ---


@pytest.mark.parametrize(
    ("facts", "worst", "task"),
    [
        ({"utfordring": "folk kommer bare én gang"}, "gjenkjøp", "lojalitet"),
        ({"utfordring": "ingen vet om oss"}, "behov", "kjennskap"),
        ({"utfordring": "kjedene er billigere"}, "vurdering", "holdning"),
        ({"utfordring": "lang ventetid"}, "bruk", "tilfredshet"),
        ({"utfordring": "mange prøver, men få kommer i gang"}, "bruk", "tilfredshet"),
        ({"tilbudstreff": 8.0}, "kjøp", "kjøp"),
        ({"gjenkjøpsrate": 5.0, "kundetilfredshet": 92.0}, "gjenkjøp", "lojalitet"),
    ],
)
def test_customers_are_lost_where_words_and_figures_say(facts, worst, task):
    found = diagnosis(company(bransje="kafé", **facts))
    assert (found.worst.id, found.worst.task) == (worst, task)
    assert found.worst.shown_by
    assert all(filled(reason) for reason in found.worst.shown_by)
    assert filled(found.task)


def test_a_diagnosis_goes_all_the_way_with_transaction_before_and_relation_after():
    found = diagnosis(CAFE)
    kinds = [stop.kind for stop in found.stops]
    first_relation = kinds.index("relasjon")
    assert set(kinds[first_relation:]) == {"relasjon"}
    assert "transaksjon" in kinds[:first_relation]
    for stop in found.stops:
        assert all(filled(text) for text in (stop.question, stop.message, stop.content, stop.medium))


def test_where_nothing_is_known_nothing_is_guessed():
    found = diagnosis(company(bransje="kafé"))
    assert found.worst is None
    assert found.task is None
