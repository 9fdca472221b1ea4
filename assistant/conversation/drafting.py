"""Drafts into the plan and out again: made when a topic comes up, accepted, adjusted or replaced by own words."""

from datetime import date
from typing import Any

from assistant.conversation.agenda import Topic, agenda, parts_of, singles
from assistant.planning import drafts
from assistant.planning.kpis import kpi
from assistant.planning.plan import Goal, Origin, Part, Plan, Provenance, State, Wording
from assistant.planning.smart import GoalReading

_FIELDS = {
    "goal": "goals",
    "strategy": "strategies",
    "tactics": "tactics",
    "activities": "activities",
    "controls": "controls",
}
_ACCEPTED = {"state": State.ACCEPTED}
# What the fields of a goal are called in its wording.
_PARAMS = {"baseline": "fra", "target": "til", "deadline": "frist"}


def ensure_drafts(topic: Topic, plan: Plan, today: date, *, again: int = 0) -> Plan:
    """Return the plan with drafts for the topic: stale or missing ones are made anew, others kept.

    `again` > 0 asks for another proposal than the one that stands there.
    """
    if topic.members:
        for member in singles(topic):
            plan = ensure_drafts(member, plan, today, again=again if member.part in ("goal", "strategy") else 0)
            plan = _recommended(member, plan)
        return plan
    live = parts_of(topic, plan)
    fresh = [part for part in live if part.state != State.STALE or part.locked]
    if fresh and not again:
        return plan
    return put_parts(topic, plan, _made(topic, plan, today, again))


def _recommended(topic: Topic, plan: Plan) -> Plan:
    """Return the plan with only the first of several strategies, where all topics are shown at once."""
    live = parts_of(topic, plan)
    return put_parts(topic, plan, live[:1]) if topic.part == "strategy" and len(live) > 1 else plan


def _made(topic: Topic, plan: Plan, today: date, again: int) -> tuple[Part, ...]:
    match topic.part:
        case "goal":
            return (drafts.draft_goal(plan, topic.dimension, today, index=again),)
        case "strategy":
            made = drafts.draft_strategies(plan, topic.dimension)
            return (*made[again % len(made) :], *made[: again % len(made)]) if made else ()
        case "tactics":
            return drafts.draft_tactics(plan)
        case "activities":
            return drafts.draft_activities(plan, today)
        case _:
            return drafts.draft_controls(plan)


def kept_if_same(plan: Plan, before: Plan, today: date) -> Plan:
    """Return the plan where what was accepted stays so when a changed fact makes the very same proposal again."""
    for topic in agenda():
        old = parts_of(topic, before) if topic.part else ()
        if not old or not all(part.state == State.ACCEPTED for part in old):
            continue
        if not any(part.state == State.STALE for part in parts_of(topic, plan)):
            continue
        made = {part.id: part for part in parts_of(topic, ensure_drafts(topic, plan, today))}
        if all(part.id in made and _content(part) == _content(made[part.id]) for part in old):
            plan = put_parts(topic, plan, tuple(made[part.id].model_copy(update=_ACCEPTED) for part in old))
    return plan


def stale_of(plan: Plan) -> tuple[Part, ...]:
    """Return the goals and strategies that must be looked at again."""
    return tuple(part for part in (*plan.goals, *plan.strategies) if part.state == State.STALE)


def _content(part: Part) -> dict[str, Any]:
    return part.model_dump(exclude={"state", "locked", "provenance"})


def put_parts(topic: Topic, plan: Plan, parts: tuple[Part, ...]) -> Plan:
    """Return the plan where the topic's parts are exactly these; locked ones stay."""
    field = _FIELDS[topic.part or ""]
    mine = {part.id for part in parts_of(topic, plan) if not part.locked}
    kept = tuple(part for part in getattr(plan, field) if part.id not in mine)
    taken = {part.id for part in kept}
    return plan.with_(**{field: (*kept, *(part for part in parts if part.id not in taken))})


def accept(topic: Topic, plan: Plan, choice: int = 0) -> Plan:
    """Return the plan with the topic's drafts accepted; of several strategies the chosen one (from 0) is kept."""
    for member in singles(topic) if topic.members else ():
        plan = accept(member, plan)
    if topic.members:
        return plan
    live = parts_of(topic, plan)
    if topic.part in ("goal", "strategy"):
        live = live[choice : choice + 1] or live[:1]
    return put_parts(topic, plan, tuple(part.model_copy(update={"state": State.ACCEPTED}) for part in live))


def own_words(
    topic: Topic,
    plan: Plan,
    words: str,
    message_id: str,
    reading: GoalReading | None = None,
    state: State = State.ACCEPTED,
) -> Plan:
    """Return the plan with the person's own text in the topic's first draft, accepted as theirs unless said otherwise.

    `reading` is what a goal's text says: its measure, figures and deadline become the goal's.
    """
    said = Provenance(origin=Origin.SAID, message=message_id, words=words)
    first = parts_of(topic, plan)[0]
    told = _told(reading, first) if reading is not None and isinstance(first, Goal) else {}
    own = {"text": Wording(own=words), "state": state, "provenance": (*first.provenance, said)}
    return put_parts(topic, plan, (first.model_copy(update={**own, **told}),))


def _told(reading: GoalReading, goal: Goal) -> dict[str, Any]:
    measure = kpi(reading.kpis[0]) if reading.kpis else None
    changes: dict[str, Any] = {}
    if measure is not None and measure.id != goal.kpi:
        changes = {"kpi": measure.id, "unit": measure.unit, "baseline": None, "target": None, "method": None}
    figures = {"baseline": reading.baseline, "target": reading.target, "deadline": reading.deadline}
    return {**changes, **{name: value for name, value in figures.items() if value is not None}}


def change_goal(topic: Topic, plan: Plan, message_id: str, words: str, **changes: Any) -> Plan:
    """Return the plan with fields of the topic's goal changed on the person's word; the text is worded anew."""
    goal = parts_of(topic, plan)[0]
    assert isinstance(goal, Goal)
    said = Provenance(origin=Origin.SAID, message=message_id, words=words)
    worded = {_PARAMS[name]: value for name, value in changes.items() if name in _PARAMS}
    text = goal.text.model_copy(update={"params": {**goal.text.params, **worded}, "own": None})
    changed = {**changes, "text": text, "state": State.DRAFT, "provenance": (*goal.provenance, said)}
    return put_parts(topic, plan, (goal.model_copy(update=changed),))
