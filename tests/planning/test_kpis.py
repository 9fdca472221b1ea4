from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.planning import kpis as k
from assistant.planning.formula import compile_formula
from assistant.planning.framework import DIMENSIONS


def test_every_dimension_and_the_market_goal_have_measures():
    assert len(k.kpis()) >= 60
    for dimension in (None, *DIMENSIONS):
        assert len(k.of_dimension(dimension)) >= 5


@pytest.mark.parametrize("measure", k.kpis().values(), ids=lambda m: m.id)
def test_every_formula_evaluates_within_its_hard_bounds_on_ordinary_counts(measure):
    counts = {name: 60.0 if i == 0 else 90.0 for i, name in enumerate(measure.inputs)}
    if "skala_min" in counts:
        counts |= {"skala_min": 1.0, "skala_maks": 7.0, measure.inputs[0]: 5.0}
    if measure.id in {"omtalesnitt", "ces", "servqual_gap"}:
        counts[measure.inputs[0]] = {"omtalesnitt": 400.0, "ces": 450.0, "servqual_gap": 88.0}[measure.id]
    if measure.id == "frekvens":
        counts[measure.inputs[0]] = 270.0
    value = measure.value(counts)
    assert value is not None
    assert value in measure.hard


@pytest.mark.parametrize(
    ("name", "counts", "expected"),
    [
        ("nps", {"ambassadører": 50, "kritikere": 20, "svar": 100}, 30),
        ("kundetilfredshet", {"svar_4_og_5": 42, "svar": 50}, 84),
        ("kurvfrafall", {"ordre": 30, "påbegynte_kurver": 100}, 70),
        ("ltv", {"snittordre": 2000, "kjøp_per_kunde": 2.5, "dekningsgrad": 50, "levetid": 4}, 10_000),
        ("ltv_abonnement", {"abonnementspris": 300, "dekningsgrad": 80, "frafall": 4}, 6_000),
        ("cac", {"salgs_og_markedskostnad": 90_000, "nye_kunder": 60}, 1_500),
        ("esov", {"sov": 15, "markedsandel": 10}, 5),
        ("kti", {"snitt_fire_spørsmål": 7.75, "skala_min": 1, "skala_maks": 10}, 75),
        ("nettosentiment", {"positive": 30, "negative": 10, "omtaler_kodet": 50}, 0.4),
        ("cpm", {"mediekostnad": 5_000, "visninger": 100_000}, 50),
        ("leadrate", {"leads": 40, "besøk": 1000}, 4),
    ],
)
def test_formulas_give_what_a_person_computes(name, counts, expected):
    assert isclose(k.kpis()[name].value(counts), expected)


def test_an_impossible_division_gives_no_value():
    assert k.kpis()["cac"].value({"salgs_og_markedskostnad": 1, "nye_kunder": 0}) is None


@pytest.mark.parametrize(("n", "points"), [(30, 17.9), (100, 9.8), (400, 4.9)])
def test_noise_of_a_share(n, points):
    assert round(k.margin_share(50, n), 1) == points


@pytest.mark.parametrize(("n", "points"), [(30, 28), (100, 15), (400, 8)])
def test_noise_of_an_nps(n, points):
    assert round(k.margin_nps(50, 20, n)) == points
    assert round(k.margin(k.kpis()["nps"], 30, n)) == points


def test_sample_sizes():
    assert 245 <= k.sample_for_mean(5, 20) <= 255
    assert 13_700 <= k.sample_for_share(2.0, 2.5) <= 13_900


@given(st.sampled_from(sorted(k.kpis())), st.integers(5, 10_000), st.floats(1, 5))
def test_more_answers_never_give_more_noise(name, n, value):
    few, many = (k.margin(k.kpis()[name], value, size) for size in (n, 4 * n))
    if few is not None:
        assert many <= few


@pytest.mark.parametrize("text", ["__import__('os')", "a.b", "a if b else c", "[a]", "'x' * 3", "f(2)", "a >", "True"])
def test_a_formula_is_only_arithmetic(text):
    with pytest.raises(ValueError):
        compile_formula(text)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_a_formula_computes_what_it_says(a, b):
    assert compile_formula("(a - b) * 2 + max(a, b)")({"a": a, "b": b}) == (a - b) * 2 + max(a, b)


def test_better_follows_direction():
    assert k.kpis()["svartid"].better(24, 4)
    assert not k.kpis()["nps"].better(40, 30)
