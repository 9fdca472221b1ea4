"""What a first-rate adviser would never tell this trade. The lists are written apart from the catalogue."""

import re
from functools import cache
from pathlib import Path

import pytest
from test_drafts import TODAY, company, whole

from assistant.planning import drafts
from assistant.planning.consistency import check
from assistant.planning.framework import DIMENSIONS, STAGES, Dimension
from assistant.planning.knowledge import catalogue
from assistant.planning.kpis import kpi
from assistant.planning.plan import Fact, Origin, Provenance
from assistant.planning.profile import profile, short_group
from assistant.texts import load_texts
from assistant.texts.plan_words import PlanWords

TRADES = tuple(catalogue("trades")["bransjer"])
CHALLENGES = (
    "for få kjenner oss",
    "folk kommer bare én gang",
    "vi taper tilbud på pris",
    "lang ventetid og klager",
    "stille om vinteren",
    "vi rekker ikke over alt",
    "mange prøver, men få kommer i gang",
)
WALK_IN = {"kafé", "bakeri", "bokhandel", "blomster", "gård", "butikk", "museum"}
BY_APPOINTMENT = {"frisør", "velvære", "klinikk", "tannlege", "dyr"}
HEALTH = {"klinikk", "tannlege"}
ONLINE = {"nettbutikk", "saas"}
ASSOCIATIONS = {"idrettslag", "kor", "innsamling"}
QUOTES = {"ærlig_tilbud", "tilbudsmal"}
NEVER = (
    [(trade, QUOTES) for trade in (WALK_IN | {"restaurant", "frisør", "velvære", "idrettslag", "kor", "teater"})]
    + [(t, {"neste_avtale", "ny_time"}) for t in set(TRADES) - BY_APPOINTMENT]
    + [
        (t, {"takk_og_spør", "takkemelding", "svarfrist", "lett_å_ta_kontakt", "svarsider", "kundeliste"})
        for t in WALK_IN
    ]
    + [(t, {"gå_igjennom", "kundesamtaler", "målrettet_liste", "liste_tretti", "direkte_salg"}) for t in WALK_IN]
    + [
        (t, {"ambassadører", "kundehistorie", "omtaler_på_forespørsel", "mersalg", "vaneskaper", "kundebevis"})
        for t in HEALTH
    ]
    + [(t, {"søkeprofil", "profil_og_søk", "øv_på_møtet", "åpen_dag", "lite_ekstra", "grunn_innom"}) for t in ONLINE]
    + [
        (t, {"omtaler_på_forespørsel", "spør_om_omtale", "mersalg", "gå_igjennom", "ekspertrolle"})
        for t in ASSOCIATIONS
    ]
    + [("museum", {"første_tretti", "godt_i_gang", "sluttsamtale", "redd_dem_som_går", "fagstemme"})]
    + [(t, {"sluttsamtale", "hvorfor_slutter", "redd_dem_som_går", "godt_i_gang"}) for t in WALK_IN | {"restaurant"}]
)


def of_trade(trade, challenge=CHALLENGES[0]):
    row = catalogue("trades")["bransjer"][trade]
    kind = row["modell"]
    plan = company(bransje=row["cues"][0], navn="Nordlys", sted="Bodø", utfordring=challenge, omsetning_mål=3e6)
    plan = plan.with_(
        facts=(*plan.facts, *company(omsetning=2.5e6, modell=kind, kundetype="b2b" if row.get("b2b") else "b2c").facts)
    )
    assert profile(plan).trade == trade
    return plan


@cache
def done(trade, challenge=CHALLENGES[0]):
    return whole(of_trade(trade, challenge))


@cache
def texts():
    return load_texts(Path("prompts"))


def names(plan):
    """Return every choice in a plan, the strategies not taken too."""
    strategies = {s.archetype for d in (None, *DIMENSIONS) for s in drafts.draft_strategies(plan, d)}
    return strategies | {p.id.split("-", 1)[1] for p in (*plan.tactics, *plan.activities)}


@pytest.mark.parametrize(("trade", "never"), NEVER, ids=lambda value: value if isinstance(value, str) else "")
def test_a_trade_is_never_told_what_does_not_suit_it(trade, never):
    for challenge in CHALLENGES:
        assert not names(done(trade, challenge)) & never, challenge


@pytest.mark.parametrize("trade", TRADES)
def test_every_trade_gets_a_whole_plan(trade):
    for challenge in CHALLENGES:
        plan = done(trade, challenge)
        assert {t.stage for t in plan.tactics} == set(STAGES)
        for dimension in DIMENSIONS:
            assert sum(t.dimension == dimension for t in plan.tactics) >= 2
            assert sum(a.dimension == dimension for a in plan.activities) >= 2


@pytest.mark.parametrize("trade", sorted(set(TRADES) - {"nettbutikk"}))
def test_only_shops_on_the_web_are_measured_by_their_checkout(trade):
    for dimension in DIMENSIONS:
        first = drafts.goal_options(of_trade(trade), dimension)[:3]
        assert not {"konverteringsrate", "kurvfrafall", "cac", "ltv_cac"} & set(first)


def said(plan):
    words = PlanWords(texts(), plan)
    for part in (*plan.goals, *plan.strategies, *plan.tactics):
        yield words.text(part.text)
    for strategy in plan.strategies:
        yield words.strategy(strategy)
    for row in plan.activities:
        yield words.text(row.what)
        yield words.text(row.how)
        yield row.where or ""


BAD = re.compile(r"\{|\}|\b(de) de\b|\bopp opp\b|\s,|,,|\.\.|\bNone\b|  |\b([^\W\d]{3,}) \2\b", re.IGNORECASE)


@pytest.mark.parametrize("trade", TRADES)
def test_the_sentences_are_whole(trade):
    for challenge in CHALLENGES[:3]:
        for text in said(done(trade, challenge)):
            assert not BAD.search(text.replace("  \n", " ")), text
            assert text[:1] == text[:1].upper() or text in {r.where for r in done(trade, challenge).activities}, text


def test_a_long_segment_is_named_whole_in_the_goals_and_then_by_its_short_name():
    long = "huseiere på Hedmarken som skal pusse opp badet sitt"
    plan = whole(company(bransje="rørlegger", sted="Hamar", segment=long, omsetning=5e6, omsetning_mål=6e6))
    words = PlanWords(texts(), plan)
    assert all(long in words.text(goal.text) for goal in plan.goals)
    later = [words.text(p.text) for p in (*plan.strategies, *plan.tactics) if p.dimension]
    assert not any(long in text for text in later)
    assert any("huseiere på Hedmarken" in text.replace("Huseiere", "huseiere") for text in later)
    assert not [finding for finding in check(plan, TODAY) if finding.rule == "C10"]


@pytest.mark.parametrize(
    ("segment", "short"),
    [
        ("småbarnsfamilier og kontorfolk i sentrum av Tromsø", "småbarnsfamilier og kontorfolk"),
        ("kvinner over 40 som vil ha god tid i stolen", "kvinner over 40"),
        ("voksne som strikker og vil vite hvor ulla kommer fra", "folk i målgruppa"),
        ("hoteller og restauranter med 20–80 ansatte", "hoteller og restauranter"),
        ("barnefamilier på Bjerke", "barnefamilier på Bjerke"),
        ("studenter", "studenter"),
        ("", ""),
    ],
)
def test_a_segment_has_a_short_name(segment, short):
    assert short_group(segment, "folk") == short


def numbers(plan, **facts):
    return plan.with_(facts=(*plan.facts, *company(**facts).facts))


def test_recruiting_starts_from_those_who_are_replaced_today():
    plan = numbers(of_trade("kafé"), kunder=6000.0, kundelojalitet=30.0, snittordre=140.0)
    goal = drafts.draft_goal(plan, Dimension.REKRUTTERING, TODAY)
    assert (goal.kpi, goal.baseline) == ("nye_kunder", 4200.0)
    assert goal.target > goal.baseline
    assert any(p.formula == "kunder * frafall_år" for p in goal.provenance)


def test_a_computed_turnover_is_where_the_market_goal_begins():
    plan = company(
        bransje="fysioterapi", kapasitet=160.0, belegg=68.0, åpne_uker=46.0, snittordre=720.0, omsetning_mål=4.2e6
    )
    goal = drafts.draft_goal(plan, None, TODAY)
    assert goal.baseline == pytest.approx(160 * 0.68 * 46 * 720, rel=0.005)
    assert goal.baseline_source == "beregnet"


def test_with_four_customers_shares_of_customers_are_whole_customers():
    plan = company(
        bransje="mekanisk verksted",
        kundetype="b2b",
        kunder=4.0,
        omsetning=16e6,
        omsetning_mål=19e6,
        kundelojalitet=75.0,
    )
    kept = drafts.draft_goal(plan, Dimension.OPPFOLGING, TODAY)
    assert kept.target * 4 / 100 == pytest.approx(round(kept.target * 4 / 100))
    assert drafts.draft_goal(plan, Dimension.OMDOMME, TODAY).kpi != "anbefalingsandel"
    rows = {row.id for row in whole(plan).activities}
    assert "aktivitet-nullpunkt" not in rows
    assert "aktivitet-spør_om_omtale" not in rows


@pytest.mark.parametrize("trade", TRADES)
def test_goals_as_drafted_add_up(trade):
    plan = numbers(of_trade(trade), kunder=500.0, kundelojalitet=60.0, snittordre=1000.0)
    assert not {f.rule for f in check(whole(plan), TODAY)} & {"C2", "C20", "C17", "C10", "C13"}


@pytest.mark.parametrize("trade", TRADES)
def test_numbers_are_those_a_person_would_say(trade):
    plan = whole(numbers(of_trade(trade), kunder=1734.0, kundelojalitet=41.0, snittordre=337.0))
    for goal in plan.goals:
        if goal.unit in ("kunder", "ordre") and goal.target and goal.target >= 100:
            assert goal.target % 5 == 0
            assert goal.baseline is None or goal.baseline % 5 == 0
    for control in plan.controls:
        if control.limit is not None:
            unit = kpi(control.kpi).unit
            assert control.limit == round(control.limit, 1 if unit in ("%", "stjerner", "timer", "ganger") else 0)


def test_months_named_as_quiet_are_filled():
    plan = company(
        bransje="gårdsutsalg", utfordring="det er helt stille fra januar til april", omsetning=9e5, omsetning_mål=1.2e6
    )
    assert profile(plan).quiet == (1, 2, 3, 4)
    row = next(a for a in whole(plan).activities if a.id == "aktivitet-rolig_tid")
    assert row.start.month in (1, 2, 3, 4, 11, 12)
    assert kpi(row.kpi).id == "ordre"


def test_nothing_new_begins_in_the_holidays():
    for trade in ("rørlegger", "byrå", "regnskap"):
        for row in done(trade).activities:
            assert not (row.start.month == 12 and row.start.day >= 22)


def test_an_unknown_trade_is_served_by_its_kind():
    plan = company(bransje="romskipsverft", modell="prosjekt")
    assert "tilbud" in profile(plan).traits
    assert not profile(company(bransje="romskipsverft", modell="vare")).traits & {"helse", "timebok"}


def test_a_promise_is_only_shown_when_it_has_been_given():
    without = names(done("rørlegger", CHALLENGES[3]))
    assert not without & {"løftet_synlig", "samsvar", "servicegaranti"}
    fact = Fact(slot="løfte", value="vi kommer når vi sier", provenance=Provenance(origin=Origin.SAID))
    plan = of_trade("rørlegger", CHALLENGES[3])
    assert "samsvar" in names(whole(plan.with_(facts=(*plan.facts, fact))))


def test_the_way_to_the_goal_is_told_as_the_growth_it_is():
    strategy = drafts.draft_strategies(numbers(of_trade("kafé"), kunder=900.0, kundelojalitet=20.0), None)[0]
    gaps = [r.params["gap"] for r in strategy.reasons if r.code == "plan.grunn.gap"]
    assert gaps == [5e5]
