from datetime import date
from math import exp
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.planning.control import draft_controls, expected, readings, status
from assistant.planning.framework import Dimension
from assistant.planning.kpis import kpi
from assistant.planning.plan import Actual, Goal, Origin, Plan, Provenance

START = date(2027, 1, 1)
SEASON = tuple(w / 100 for w in (5, 5, 7, 8, 9, 11, 13, 11, 9, 8, 7, 7))
SAID = Provenance(origin=Origin.SAID)


def goal(name, baseline, target):
    return Goal(
        id=f"mål-{name}",
        dimension=Dimension.REKRUTTERING,
        kpi=name,
        unit="",
        baseline=baseline,
        target=target,
        deadline=date(2027, 12, 31),
        provenance=(SAID,),
    )


def poisson(random, mean):
    limit, count, product = exp(-mean), 0, random.random()
    while product > limit:
        count, product = count + 1, product * random.random()
    return count


def year(random, factor):
    """Return twelve months of new customers around the season; `factor` is what a month is worth of its pace."""
    return tuple(
        Actual(
            kpi="nye_kunder",
            period=f"2027-{m:02}",
            value=float(poisson(random, 600 * SEASON[m - 1] * factor(m))),
            provenance=SAID,
        )
        for m in range(1, 13)
    )


def test_a_season_and_noise_seldom_raise_a_false_alarm():
    alarms = months = 0
    for seed in range(60):
        found = readings(goal("nye_kunder", None, 600.0), year(Random(seed), lambda m: 1.0), START, SEASON)
        alarms, months = alarms + sum(r.alarm for r in found), months + len(found)
    assert alarms / months <= 0.05


def test_a_real_decline_is_seen_within_two_months():
    seen = 0
    for seed in range(60):
        found = readings(
            goal("nye_kunder", None, 600.0), year(Random(seed), lambda m: 1.0 if m < 7 else 0.55), START, SEASON
        )
        seen += any(r.alarm for r in found if r.period in ("2027-07", "2027-08"))
    assert seen / 60 >= 0.9


def test_pace_goes_from_baseline_to_target_along_the_season():
    measure = goal("gjenkjøpsrate", 20.0, 30.0)
    paces = [expected(measure, f"2027-{m:02}", START, SEASON) for m in range(1, 13)]
    assert paces == sorted(paces)
    assert paces[-1] == pytest.approx(30.0)
    assert paces[0] == pytest.approx(20.5)


@given(st.floats(1, 1e6))
def test_on_pace_is_green_and_far_off_is_red(pace):
    assert status(kpi("nye_kunder"), pace, pace) == "grønn"
    assert status(kpi("nye_kunder"), pace * 0.5, pace) == "rød"
    assert status(kpi("svartid"), pace * 0.5, pace) == "grønn"
    assert status(kpi("svartid"), pace * 1.5, pace) == "rød"


def test_each_goal_gets_a_control_with_a_limit():
    plan = Plan(id="p", created=START, goals=(goal("gjenkjøpsrate", 20.0, 30.0), goal("svartid", None, 4.0)))
    limits = {c.kpi: c.limit for c in draft_controls(plan)}
    assert limits == {"gjenkjøpsrate": 20.0, "svartid": pytest.approx(4.6)}
