from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assistant.planning import drafts
from assistant.planning.framework import DIMENSIONS, STAGES
from assistant.planning.goal_chain import chain_inputs, chain_of
from assistant.planning.goals import relief
from assistant.planning.knowledge import catalogue
from assistant.planning.kpis import kpi, kpis
from assistant.planning.legal import activity_flags, legal_flag, text_flags
from assistant.planning.plan import Activity, Fact, Origin, Plan, Provenance, State, Wording
from assistant.planning.profile import profile

TODAY = date(2026, 11, 22)


def company(**facts):
    said = Provenance(origin=Origin.SAID, message="m1")
    return Plan(id="p", created=TODAY, facts=tuple(Fact(slot=s, value=v, provenance=said) for s, v in facts.items()))


CAFE = company(
    navn="Kafé Fjord",
    bransje="kafé",
    sted="Bodø",
    omsetning=4_200_000.0,
    omsetning_mål=5_000_000.0,
    snittordre=140.0,
    gjenkjøpsrate=20.0,
    utfordring="For få vet om oss, og det er stille i januar",
    særpreg="vi baker alt selv",
    markedsbudsjett=40_000.0,
    timer_per_uke=4.0,
)
PLUMBER = company(navn="Hamar Rør", bransje="rørlegger", sted="Hamar", løfte="vi kommer når vi sier", ansatte=7)
CLUB = company(bransje="idrettslag", sted="Oslo", medlemmer=420.0, medlemmer_mål=500.0, kundelojalitet=82.0)
SAAS = company(bransje="SaaS", kundetype="b2b", kunder=85.0, abonnementspris=1900.0, frafall=3.0, omsetning_mål=3e6)
STUDIO = company(
    bransje="arkitektkontor", kundetype="b2b", kunder=9.0, omsetning=8e6, omsetning_mål=1e7, snittordre=4e5
)
CLINIC = company(bransje="fysioterapiklinikk", sted="Tromsø", kapasitet=120.0, belegg=62.0, snittordre=750.0)
SHOP = company(bransje="nettbutikk med garn", omsetning=2.1e6, snittordre=640.0, konverteringsrate=1.6)
MUSEUM = company(bransje="museum", sted="Røros", besøk=2500.0, besøk_mål=3000.0)
NOTHING = company()
COMPANIES = [CAFE, PLUMBER, CLUB, SAAS, STUDIO, CLINIC, SHOP, MUSEUM, NOTHING, company(bransje="romskipsverft")]


@cache
def phrases():
    def flat(node, prefix=""):
        for key, value in node.items():
            if isinstance(value, dict):
                yield from flat(value, f"{prefix}{key}.")
            else:
                yield f"{prefix}{key}", value if isinstance(value, list) else [value]

    return dict(flat(yaml.safe_load(Path("prompts/nb/phrases/planning.yaml").read_text("utf-8"))))


def whole(plan, today=TODAY):
    for dimension in (None, *DIMENSIONS):
        plan = plan.with_(goals=(*plan.goals, drafts.draft_goal(plan, dimension, today)))
    plan = plan.with_(strategies=tuple(drafts.draft_strategies(plan, d)[0] for d in (None, *DIMENSIONS)))
    plan = plan.with_(tactics=drafts.draft_tactics(plan))
    plan = plan.with_(activities=drafts.draft_activities(plan, today))
    return plan.with_(controls=drafts.draft_controls(plan))


def wordings(part):
    for value in part.__dict__.values():
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Wording):
                yield item


def parts(plan):
    return (*plan.goals, *plan.strategies, *plan.tactics, *plan.activities, *plan.controls)


@pytest.mark.parametrize("plan", COMPANIES, ids=lambda p: str(p.words("bransje")))
def test_every_code_has_a_phrase_and_every_blank_a_value(plan):
    for part in parts(whole(plan)):
        for wording in wordings(part):
            if wording.code is None:
                continue
            for template in phrases()[wording.code]:
                blanks = {name for _, name, _, _ in Formatter().parse(template) if name}
                assert blanks <= set(wording.params), wording.code


@pytest.mark.parametrize("plan", COMPANIES, ids=lambda p: str(p.words("bransje")))
def test_a_whole_plan_holds_together(plan):
    done = whole(plan)
    assert {g.dimension for g in done.goals} == {None, *DIMENSIONS}
    goals = {g.id for g in done.goals}
    assert {t.stage for t in done.tactics} == set(STAGES)
    assert all(t.goal in goals for t in done.tactics)
    assert {t.dimension for t in done.tactics} == set(DIMENSIONS)
    assert {a.dimension for a in done.activities} == set(DIMENSIONS)
    assert 8 <= len(done.activities) <= 12
    assert {c.kpi for c in done.controls} == {g.kpi for g in done.goals}
    for row in done.activities:
        assert TODAY < row.start < row.end <= done.goals[0].deadline
        assert all([row.who, row.where, row.how, row.hours, row.kpi, row.segment])
        assert kpi(row.kpi) is not None
        assert all(legal_flag(code).authority for code in row.legal)
    assert len({part.id for part in parts(done)}) == len(parts(done))


@pytest.mark.parametrize("plan", COMPANIES, ids=lambda p: str(p.words("bransje")))
def test_no_draft_without_provenance(plan):
    for part in parts(whole(plan)):
        assert part.provenance
        assert part.state == State.DRAFT


def test_different_companies_never_get_the_same_plan():
    seen = [
        tuple(str(w.params) + str(w.code) for part in parts(whole(plan)) for w in wordings(part)) for plan in COMPANIES
    ]
    assert len(set(seen)) == len(seen)


def test_the_same_trade_gets_another_plan_for_another_challenge():
    other = company(
        navn="Kaffe Nord", bransje="kafé", sted="Alta", utfordring="folk kommer ikke tilbake", gjenkjøpsrate=12.0
    )
    first = {s.archetype for d in (None, *DIMENSIONS) for s in drafts.draft_strategies(CAFE, d)[:1]}
    second = {s.archetype for d in (None, *DIMENSIONS) for s in drafts.draft_strategies(other, d)[:1]}
    assert len(first - second) >= 2


def test_two_or_three_strategies_each_with_reason_and_article():
    ids = {line.split("\t")[0] for line in ARTICLES}
    for plan in COMPANIES:
        for dimension in (None, *DIMENSIONS):
            found = drafts.draft_strategies(plan, dimension)
            assert 2 <= len(found) <= 3
            for strategy in found:
                assert strategy.why
                assert strategy.excludes
                assert strategy.segment
                assert strategy.article in ids


ARTICLES = [
    "omtaler-anbefalinger-og-verving\t",
    *[f"{row['article']}\t" for row in {**catalogue("strategies"), **catalogue("tactics")}.values()],
]


def test_the_persons_own_goal_wins():
    plan = company(gjenkjøpsrate=18.0, gjenkjøpsrate_mål=25.0, bransje="kafé")
    goal = drafts.draft_goal(plan, DIMENSIONS[3], TODAY)
    assert (goal.kpi, goal.baseline, goal.target) == ("gjenkjøpsrate", 18.0, 25.0)


def test_an_unknown_baseline_is_to_be_measured():
    goal = drafts.draft_goal(PLUMBER, DIMENSIONS[2], TODAY)
    assert goal.baseline is None
    assert "måles" in goal.text.params


def test_index_offers_another_measure():
    kinds = {drafts.draft_goal(CAFE, DIMENSIONS[0], TODAY, index=i).kpi for i in range(4)}
    assert len(kinds) == 4


def test_the_goals_together_reach_the_market_goal():
    plan = company(
        bransje="nettbutikk",
        omsetning_mål=4e6,
        kunder=400.0,
        kundelojalitet=75.0,
        kjøp_per_kunde=2.5,
        snittordre=2000.0,
    )
    plan = plan.with_(goals=tuple(drafts.draft_goal(plan, d, TODAY) for d in (DIMENSIONS[2], DIMENSIONS[3])))
    new = drafts.draft_goal(plan, DIMENSIONS[1], TODAY)
    assert new.kpi == "nye_kunder"
    assert new.target is not None
    result = chain_of(plan, **relief(plan), nye_kunder=new.target)
    assert 4e6 <= result["omsetning_plan"] <= 4e6 * 1.01


@settings(max_examples=40, deadline=None)
@given(
    hours=st.floats(0.5, 40),
    budget=st.floats(0, 2e6),
    plan=st.sampled_from(COMPANIES),
    today=st.dates(date(2026, 1, 1), date(2028, 12, 31)),
)
def test_activities_stay_within_hours_and_budget(hours, budget, plan, today):
    limits = company(timer_per_uke=hours, markedsbudsjett=budget).facts
    kept = tuple(f for f in plan.facts if f.slot not in {"timer_per_uke", "markedsbudsjett"})
    plan = plan.with_(facts=(*kept, *limits))
    rows = drafts.draft_activities(plan, today)
    assert sum(row.cost for row in rows) <= budget
    weeks = (max(row.end for row in rows) - today).days / 7 + 1
    assert sum(row.hours for row in rows) <= max(hours * weeks, len(rows))
    assert all(today < row.start < row.end for row in rows)


@given(st.sampled_from(sorted(kpis())), st.floats(1, 4.5))
def test_a_step_goes_the_right_way_and_stays_possible(name, baseline):
    from assistant.planning.goal_steps import step

    measure = kpis()[name]
    assume(baseline in measure.hard)
    target = step(measure, baseline)
    assert target in measure.hard
    assert measure.better(baseline, target) or baseline in (measure.hard.low, measure.hard.high)


@pytest.mark.parametrize(
    ("bransje", "trade"),
    [
        ("fysioterapiklinikk", "klinikk"),
        ("Kaffebar og bakeri", "kafé"),
        ("rørleggerfirma", "rørlegger"),
        ("nettbutikk med garn", "nettbutikk"),
        ("regnskapskontor", "regnskap"),
        ("fotballklubb", "idrettslag"),
        ("noe helt annet", None),
    ],
)
def test_a_trade_is_recognised(bransje, trade):
    assert profile(company(bransje=bransje)).trade == trade


@pytest.mark.parametrize(("place", "words"), [("Hamar", "på Hamar"), ("Bodø", "i Bodø"), ("ved Mjøsa", "ved Mjøsa")])
def test_places_take_their_preposition(place, words):
    assert profile(company(sted=place)).params["i_sted"] == words


def test_legal_flags_come_from_the_persons_own_words():
    assert text_flags("Vi sender nyhetsbrev og SMS om salg") == ("epost_sms", "førpris")
    assert text_flags("Vi rydder i butikken") == ()
    own = Activity(id="a", dimension=DIMENSIONS[0], stage=STAGES[0], what=Wording(own="Smaking av øl for alle"))
    assert "alkohol" in activity_flags(own)


def test_every_phrase_of_the_catalogues_exists():
    for name in catalogue("strategies"):
        for part in ("tekst", "hvorfor", "bort"):
            assert f"plan.strategi.{name}.{part}" in phrases()
    for name, row in catalogue("activities")["rader"].items():
        assert f"plan.aktivitet.{name}.hva" in phrases()
        assert row["tactic"] in catalogue("tactics")
        assert row["kpi"] in kpis()
    for name in catalogue("tactics"):
        assert f"plan.taktikk.{name}" in phrases()
    for measure in kpis().values():
        assert measure.method in phrases()
    for code in catalogue("legal"):
        assert f"lov.{code}" in phrases()
    for rule in catalogue("chain")["warnings"]:
        assert f"kjede.varsel.{rule['code']}" in phrases()


def test_the_list_of_used_words_is_that_of_the_phrases():
    listed = catalogue("wording")
    for code, templates in phrases().items():
        blanks = {name for text in templates for _, name, _, _ in Formatter().parse(text) if name}
        units = {"unit"} if any(":enhet}" in text for text in templates) else set()
        assert set(listed[code]) == blanks | units, f"run the list again: {code}"
    assert listed.keys() == phrases().keys()


def test_chain_inputs_are_untouched_by_drafting():
    before = chain_inputs(CAFE)
    whole(CAFE)
    assert chain_inputs(CAFE) == before
