import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.dates import find_periods
from assistant.language.numbers import find_numbers
from assistant.planning.knowledge import catalogue
from assistant.planning.smart import Context, GoalReading, check
from assistant.planning.smart_text import read_goal

TODAY = date(2026, 11, 22)
GOALS = [json.loads(line) for line in Path("evals/goals/goals.jsonl").read_text("utf-8").splitlines()]


def judge(text, known=None, has_goal=False):
    periods = find_periods(text, TODAY)
    numbers = find_numbers(text, [(p.start, p.end) for p in periods if not p.relative])
    return check(read_goal(text, numbers, periods), Context(known or {}, has_goal))


def judged(goal):
    return judge(goal["goal"], goal.get("known"), "context" in goal)


@pytest.mark.parametrize("half", ["bygg", "prøve"])
def test_labelled_goals_reach_the_thresholds(half):
    count = Counter()
    for goal in (g for g in GOALS if g["half"] == half):
        result = judged(goal)
        for name, letter in zip("SMART", (result.s, result.m, result.a, result.r, result.t), strict=True):
            wrong = letter.ok is False
            count["failing" if goal[name] is False else "fine"] += 1
            count["found"] += goal[name] is False and wrong
            count["false alarms"] += goal[name] is not False and wrong
        labelled, found = set(goal["defects"]), set(result.defects)
        count["failing"] += len(labelled)
        count["found"] += len(labelled & found)
        count["fine"] += 6 - len(labelled)
        count["false alarms"] += len(found - labelled)
    assert count["found"] >= 0.9 * count["failing"]
    assert count["false alarms"] <= 0.05 * count["fine"]


def test_there_are_enough_labelled_goals():
    assert len(GOALS) >= 150
    assert len({g["goal"] for g in GOALS}) == len(GOALS)


def test_a_whole_goal_passes():
    text = "Øke gjenkjøpsraten fra 18 til 25 prosent innen 1. juni 2027 blant studenter, målt i kassa, ansvarlig Kari"
    result = judge(text, has_goal=True)
    assert result.passed
    assert [letter.ok for letter in (result.s, result.m, result.a, result.r, result.t)] == [True] * 5
    assert "baseline" not in result.missing
    assert "owner" not in result.missing


def test_what_is_missing_is_said_and_asked_for_one_at_a_time():
    result = judge("Øke omsetningen")
    assert result.missing[:3] == ("target", "deadline", "baseline")
    assert result.question == "smart.spør.target"
    assert judge("Øke omsetningen til 5 mill").question == "smart.spør.deadline"
    assert judge("Bli mer kjent").question == "smart.spør.kpi"


def test_a_baseline_in_the_context_makes_a_judgement_possible():
    text = "Øke omsetningen til 5 mill. innen 2027"
    assert judge(text).a.ok is None
    assert judge(text, {"omsetning": 4.2e6}).a.ok is True
    assert judge(text, {"omsetning": 0.4e6}).a.ok is False


def test_vanity_does_not_serve_a_business_goal():
    assert judge("Få 1000 følgere innen jul", has_goal=True).r.ok is False
    assert judge("Få 1000 følgere innen jul").r.ok is None


def test_an_activity_is_told_from_an_effect():
    assert "activity_as_goal" in judge("Publisere 4 blogginnlegg innen jul").defects
    assert judge("Få 40 henvendelser fra bloggen innen jul").defects == ()


def test_noise_depends_on_the_sample():
    text = "Øke kundetilfredsheten fra 80 til 85 prosent innen juni, målt med {} svar"
    assert "below_noise" in judge(text.format(30)).defects
    assert "below_noise" not in judge(text.format(400)).defects


@given(st.text(max_size=200))
def test_any_text_can_be_judged(text):
    result = judge(text)
    assert result.t.ok in (True, False)
    assert result.question is None or result.question.startswith("smart.spør.")


@given(st.sampled_from(GOALS))
def test_every_code_has_its_words(goal):
    result = judged(goal)
    for letter in (result.s, result.m, result.a, result.r, result.t):
        assert set(catalogue("wording")[f"smart.{letter.why}"]) <= set(letter.params)
    if result.question:
        assert result.question in catalogue("wording")
    assert all(f"smart.mangler.{name}" in catalogue("wording") for name in result.missing)


def test_a_reading_alone_can_be_judged():
    assert check(GoalReading(text="", kpis=("nps",), direction="up", target=130.0)).defects == ("beyond_bounds",)
