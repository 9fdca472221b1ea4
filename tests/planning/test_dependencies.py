from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.planning.changes import differences
from assistant.planning.dependencies import affected, apply_fact, depends_on, forget_fact, mark, replace_part
from assistant.planning.drafts import draft_activities, draft_controls, draft_goal, draft_strategies, draft_tactics
from assistant.planning.framework import DIMENSIONS, Dimension
from assistant.planning.plan import Fact, Origin, Plan, Provenance, State

TODAY = date(2026, 11, 22)


def said(slot, value, **more):
    return Fact(slot=slot, value=value, provenance=Provenance(origin=Origin.SAID, message="m1"), **more)


def full():
    numbers = {
        "omsetning_mål": 4e6,
        "kunder": 400.0,
        "kundelojalitet": 75.0,
        "kjøp_per_kunde": 2.5,
        "snittordre": 2000.0,
    }
    words = {"bransje": "nettbutikk", "segment": "hagefolk", "ansvarlig": "Kari", "utfordring": "få kommer tilbake"}
    facts = {**numbers, **words, "markedsbudsjett": 90_000.0, "timer_per_uke": 5.0}
    plan = Plan(id="p", created=TODAY, facts=tuple(said(s, v) for s, v in facts.items()))
    for dimension in (None, *DIMENSIONS):
        plan = plan.with_(goals=(*plan.goals, draft_goal(plan, dimension, TODAY)))
    plan = plan.with_(strategies=tuple(draft_strategies(plan, d)[0] for d in (None, *DIMENSIONS)))
    plan = plan.with_(tactics=draft_tactics(plan))
    plan = plan.with_(activities=draft_activities(plan, TODAY))
    return plan.with_(controls=draft_controls(plan))


PLAN = full()
PARTS = (*PLAN.goals, *PLAN.strategies, *PLAN.tactics, *PLAN.activities, *PLAN.controls)


def stale(plan):
    parts = (*plan.goals, *plan.strategies, *plan.tactics, *plan.activities, *plan.controls)
    return {part.id for part in parts if part.state == State.STALE}


def test_a_changed_number_reaches_the_goals_that_count_on_it():
    changed = apply_fact(PLAN, said("snittordre", 2500.0))
    assert PLAN.goal(Dimension.REKRUTTERING).id in stale(changed)
    # Today's turnover is computed from it, and stands in the market goal.
    assert changed.goal(None).id in stale(changed)
    assert not stale(changed) & {s.id for s in PLAN.strategies if "snittordre" not in depends_on(s)}


def test_a_changed_target_group_reaches_every_text_that_names_it():
    changed = apply_fact(PLAN, said("segment", "balkongeiere"))
    assert {g.id for g in PLAN.goals} <= stale(changed)
    assert {a.id for a in PLAN.activities} <= stale(changed)


@given(st.sampled_from([f.slot for f in PLAN.facts]))
def test_a_changed_fact_marks_exactly_what_depends_on_it(slot):
    fact = PLAN.fact(slot)
    new = fact.model_copy(update={"value": fact.value * 2 if isinstance(fact.value, float) else "noe annet"})
    marked = stale(apply_fact(PLAN, new))
    sources = {part.id: depends_on(part) for part in PARTS}
    for part in PARTS:
        reached = slot in sources[part.id] or bool(sources[part.id] & marked)
        assert (part.id in marked) == reached


@given(st.sampled_from([f.slot for f in PLAN.facts]))
def test_saying_the_same_again_marks_nothing(slot):
    assert not stale(apply_fact(PLAN, PLAN.fact(slot)))


def test_an_unrelated_fact_marks_nothing():
    assert not stale(apply_fact(PLAN, said("oppstart", date(2019, 1, 1))))


def test_a_fact_keeps_its_place_and_is_unique():
    changed = apply_fact(PLAN, said("kunder", 410.0))
    assert [f.slot for f in changed.facts] == [f.slot for f in PLAN.facts]
    assert changed.number("kunder") == 410


def test_locked_things_are_left_alone():
    goal = PLAN.goals[2].model_copy(update={"locked": True})
    plan = PLAN.with_(goals=(*PLAN.goals[:2], goal, *PLAN.goals[3:]))
    assert goal.id not in stale(apply_fact(plan, said("snittordre", 2500.0)))
    locked = apply_fact(Plan(id="p", created=TODAY, facts=(said("kunder", 4.0, locked=True),)), said("kunder", 5.0))
    assert locked.number("kunder") == 4


def test_a_forgotten_fact_marks_like_a_changed_one():
    assert stale(forget_fact(PLAN, "kunder")) == stale(apply_fact(PLAN, said("kunder", 1.0)))
    assert forget_fact(PLAN, "finnes_ikke") == PLAN


def test_a_computed_fact_goes_stale_with_its_source():
    made = Fact(slot="omsetning", value=2e6, provenance=Provenance(origin=Origin.COMPUTED, inputs=("kunder",)))
    plan = PLAN.with_(facts=(*PLAN.facts, made))
    assert apply_fact(plan, said("kunder", 500.0)).fact("omsetning").stale


def test_a_changed_goal_marks_what_is_built_on_it_but_acceptance_does_not():
    goal = PLAN.goal(Dimension.OPPFOLGING)
    accepted = replace_part(PLAN, goal.model_copy(update={"state": State.ACCEPTED}))
    assert not stale(accepted)
    moved = replace_part(PLAN, goal.model_copy(update={"target": 90.0}))
    assert PLAN.goal(Dimension.REKRUTTERING).id in stale(moved)
    assert f"kontroll-{goal.kpi}" in stale(moved)


@given(st.sets(st.sampled_from([f.slot for f in PLAN.facts])))
def test_marking_twice_changes_nothing_more(slots):
    once = mark(PLAN, slots)
    assert mark(once, slots) == once
    assert stale(once) == {name for name in affected(PLAN, slots) if any(p.id == name for p in PARTS)}


def test_differences_of_a_plan_with_itself_are_none():
    assert differences(PLAN, PLAN) == ()


def test_differences_tell_what_happened():
    changed = apply_fact(PLAN, said("snittordre", 2500.0))
    found = {(d.code, d.where) for d in differences(PLAN, changed)}
    assert ("endret", "snittordre") in found
    assert ("stale", PLAN.goal(Dimension.REKRUTTERING).id) in found
    first = next(d for d in differences(PLAN, changed) if d.where == "snittordre")
    assert (first.before, first.after) == (2000.0, 2500.0)


@pytest.mark.parametrize("field", ["goals", "strategies", "tactics", "activities", "controls"])
def test_differences_see_added_and_removed_parts(field):
    without = PLAN.with_(**{field: getattr(PLAN, field)[1:]})
    assert [d.code for d in differences(without, PLAN)] == ["ny"]
    assert [d.code for d in differences(PLAN, without)] == ["fjernet"]
