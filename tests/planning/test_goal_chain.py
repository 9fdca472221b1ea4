from datetime import date
from math import isclose
from pathlib import Path

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.errors import UsageError
from assistant.planning.chain_options import apply_option
from assistant.planning.framework import DIMENSIONS
from assistant.planning.goal_chain import chain, chain_from_mapping, chain_inputs, sensitivities
from assistant.planning.plan import Fact, Origin, Plan, Provenance

WORKED = {
    "modell": "vare",
    "resultat_mål": 600_000,
    "faste_kostnader": 1_400_000,
    "dekningsgrad": 50,
    "kunder": 400,
    "kundelojalitet": 75,
    "kjøp_per_kunde": 2.5,
    "kjøp_første_år": 2,
    "snittordre": 2000,
    "lead_til_kunde": 20,
    "leadrate": 4,
}
positive = st.floats(1, 1e6)
share = st.floats(1, 95)


def codes(result):
    return {alarm.code for alarm in result.warnings}


def test_the_worked_check_is_exact():
    result = chain_from_mapping(WORKED)
    expected = {
        "omsetning_krav": 4_000_000,
        "omsetning_eksisterende": 1_500_000,
        "gap": 2_500_000,
        "nye_kunder_krav": 625,
        "leads_krav": 3125,
        "besøk_krav": 78_125,
        "ltv": 10_000,
        "dekningsbidrag_første_år": 2000,
        "maks_cac": 2000,
        "budsjett_tak": 1_250_000,
        "payback": 20,
    }
    assert {name: result[name] for name in expected} == expected
    assert {"payback", "budget_in_fixed"} <= codes(result)


def test_loyalty_relieves_recruiting():
    result = chain_from_mapping({**WORKED, "kundelojalitet": 85})
    assert result["nye_kunder_krav"] == 575
    assert result["besøk_krav"] == 71_875
    assert isclose(result["ltv"], 16_666.6666667)


def test_the_example_file_is_the_worked_check():
    content = yaml.safe_load(Path("examples/chain.yaml").read_text("utf-8"))
    assert chain_from_mapping(content)["besøk_krav"] == 78_125


def test_every_key_of_the_example_file_is_known():
    text = Path("examples/chain.yaml").read_text("utf-8")
    names = {line.lstrip("# ").split(":")[0] for line in text.splitlines() if ":" in line and "å i" not in line[:12]}
    from assistant.planning.knowledge import catalogue

    assert set(catalogue("chain")["inputs"]) <= names


def test_a_cafe_with_two_numbers_gets_its_gap():
    result = chain_from_mapping({"modell": "kapasitet", "omsetning": 4_200_000, "omsetning_mål": 5_000_000})
    assert result["gap"] == 800_000
    assert len(result.options) == 3
    assert result.missing[0].slot == "snittordre"


def test_with_an_average_purchase_the_gap_is_purchases():
    numbers = {"omsetning": 4_200_000, "omsetning_mål": 5_000_000, "snittordre": 160}
    result = chain_from_mapping({"modell": "kapasitet", **numbers})
    assert result["ekstra_kjøp"] == 5000
    assert isclose(result["ekstra_kjøp_per_uke"], 5000 / 52)


def test_a_budget_outside_the_fixed_costs_must_be_earned_too():
    base = {**WORKED, "markedsbudsjett": 200_000}
    assert chain_from_mapping({**base, "budsjett_i_faste": True})["omsetning_krav"] == 4_000_000
    assert chain_from_mapping({**base, "budsjett_i_faste": False})["omsetning_krav"] == 4_400_000
    assert "budget_unclear" in codes(chain_from_mapping(base))
    assert "budget_unclear" not in codes(chain_from_mapping({**base, "budsjett_i_faste": True}))


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ({"kapasitet": 30}, "capacity"),
        ({"kapasitet": 40}, "capacity_tight"),
        ({"cac": 2500}, "liquidity"),
        ({"cac": 2500}, "payback"),
        ({"cac": 11_000}, "ltv_below_cac"),
        ({"cac": 1500, "markedsbudsjett": 300_000}, "budget"),
        ({"markedsbudsjett": 1_300_000}, "budget_ceiling"),
        ({"frafall": 40}, "loyalty"),
        ({"omsetning": 2_500_000}, "parts"),
        ({"besøk": 2000}, "shortfall"),
        ({"omsetning_mål": 3_000_000}, "goals_disagree"),
        ({"leadrate": 30}, "leadrate_soft"),
        ({"budsjett_i_faste": False}, "budget_not_counted"),
    ],
)
def test_what_does_not_add_up_is_said(extra, code):
    assert code in codes(chain_from_mapping({**WORKED, **extra}))


def test_what_adds_up_is_left_alone():
    result = chain_from_mapping(
        {
            "modell": "vare",
            "omsetning": 1_000_000,
            "omsetning_mål": 1_050_000,
            "kunder": 200,
            "kjøp_per_kunde": 2.5,
            "snittordre": 2000,
            "kundelojalitet": 80,
            "nye_kunder": 50,
            "dekningsgrad": 55,
            "cac": 800,
            "markedsbudsjett": 45_000,
            "kapasitet": 30,
        }
    )
    assert codes(result) == set()
    assert result.options == ()


@given(
    goal=positive,
    costs=positive,
    margin=share,
    customers=positive,
    loyalty=share,
    often=st.floats(0.5, 20),
    order=positive,
)
def test_the_parts_multiply_back_and_forwards_agrees_with_backwards(
    goal, costs, margin, customers, loyalty, often, order
):
    numbers = {
        "resultat_mål": goal,
        "faste_kostnader": costs,
        "dekningsgrad": margin,
        "kunder": customers,
        "kundelojalitet": loyalty,
        "kjøp_per_kunde": often,
        "snittordre": order,
    }
    back = chain(numbers, "vare", advise=False)
    assume(back["gap"] > 0)
    total = back["omsetning_eksisterende"] + back["nye_kunder_krav"] * back["kjøp_første_år"] * order
    assert isclose(total, back["omsetning_krav"], rel_tol=1e-9)
    ahead = chain({**numbers, "nye_kunder": back["nye_kunder_krav"]}, "vare", advise=False)
    assert isclose(ahead["omsetning_plan"], back["omsetning_krav"], rel_tol=1e-9)
    assert isclose(ahead["resultat_plan"], goal, rel_tol=1e-6, abs_tol=1e-3 * (goal + costs))


@given(
    st.dictionaries(st.sampled_from([k for k in WORKED if k != "modell"]), share, min_size=1),
    st.sampled_from(["vare", "tjeneste", "abonnement", "kapasitet", "frivillig", "prosjekt"]),
)
def test_every_number_says_how_it_came_about(numbers, kind):
    result = chain(numbers, kind)
    for value in result.values.values():
        assert value.formula
        assert set(value.inputs) <= set(result.values)


@given(
    st.fixed_dictionaries(
        {"omsetning": st.floats(1e5, 1e7), "omsetning_mål": st.floats(1e5, 1e7)},
        optional={"snittordre": st.floats(10, 1e4), "kunder": st.floats(5, 5000), "kundelojalitet": share},
    )
)
def test_every_option_closes_the_gap_and_the_easiest_comes_first(numbers):
    result = chain(numbers, "vare")
    known = {"åpne_uker": 52.0, "payback_grense": 12.0, "tilskudd": 0.0} | numbers
    if "kundelojalitet" in known:
        known["kundelojalitet"] = known["kundelojalitet"] / 100
    assert [o.effort for o in result.options] == sorted(o.effort for o in result.options)
    assert len(result.options) <= 3
    for option in result.options:
        assert "shortfall" not in apply_option(known, "vare", None, option)


def test_a_range_goes_through_the_chain():
    result = chain_from_mapping({**WORKED, "kundelojalitet": [75, 85]})
    new = result.values["nye_kunder_krav"]
    assert (new.low, new.high) == (pytest.approx(575), pytest.approx(625))
    assert result.values["omsetning_krav"].low is None


@given(low=share, width=st.floats(0, 4))
def test_a_range_holds_its_middle(low, width):
    result = chain_from_mapping({**WORKED, "kundelojalitet": [low, low + width], "leadrate": [2, 5]})
    for value in result.values.values():
        if value.low is not None:
            slack = 1e-9 * max(1.0, abs(value.high))
            assert value.low - slack <= value.value <= value.high + slack


def test_a_season_is_spread_over_the_months():
    result = chain_from_mapping({**WORKED, "sesongprofil": [0, 0, 0, 1, 2, 4, 5, 4, 2, 1, 0, 1]})
    monthly = [v.value for name, v in result.values.items() if name.startswith("omsetning_krav_")]
    assert isclose(sum(monthly), 4_000_000)
    assert result["omsetning_krav_jul"] == 1_000_000


def test_members_and_donors_stand_in_for_revenue():
    club = chain_from_mapping({"modell": "frivillig", "medlemmer": 200, "medlemmer_mål": 260, "kundelojalitet": 90})
    assert isclose(club["nye_kunder_krav"], 80)
    charity = chain_from_mapping(
        {"modell": "frivillig", "givere": 500, "givere_mål": 600, "frafall": 20, "gave_per_giver": 1200}
    )
    assert isclose(charity["nye_kunder_krav"], 200)
    assert charity["omsetning_krav"] == 720_000


def test_each_dimension_is_told_what_to_deliver():
    result = chain_from_mapping(WORKED)
    assert all(result.delivers(dimension) for dimension in DIMENSIONS)


def test_sensitivities_put_the_strongest_first():
    numbers = {name: value for name, value in WORKED.items() if name != "modell"}
    found = sensitivities(numbers, "vare", "nye_kunder_krav")
    assert found[0].slot in {"dekningsgrad", "snittordre"}
    assert {s.slot: s.effect for s in found}["kundelojalitet"] == pytest.approx(-0.6)


@pytest.mark.parametrize(
    "content",
    [
        {"modell": "romfart", "omsetning": 1},
        {"omsetning": "mye"},
        {"omsetning": -5},
        {"dekningsgrad": 140},
        {"omsettning": 100},
        {"snittordre": [300, 100]},
        {"budsjett_i_faste": 3},
        {"omsetning": True},
        {"omsetning": float("nan")},
        {"sesongprofil": [1, 2], "omsetning": 1, "omsetning_mål": 2},
        {},
    ],
)
def test_what_cannot_be_used_is_refused(content):
    with pytest.raises(UsageError):
        chain_from_mapping(content)


def fact(slot, value, **more):
    return Fact(slot=slot, value=value, provenance=Provenance(origin=Origin.SAID), **more)


def test_a_plans_facts_are_read_in_the_chains_periods():
    facts = (fact("omsetning", 350_000, per="måned"), fact("snittordre", 500), fact("budsjett_i_faste", True))
    plan = Plan(id="p", created=date(2026, 1, 1), facts=(*facts, fact("modell", "vare"), fact("sted", "Bodø")))
    inputs, kind = chain_inputs(plan)
    assert kind == "vare"
    assert inputs == {"omsetning": 4_200_000, "snittordre": 500, "budsjett_i_faste": True}
