"""The agenda: what is asked and drafted, in which order, and what counts as done. Data in agenda.yaml."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from assistant.planning.framework import Dimension, Step
from assistant.planning.goal_chain import chain_of
from assistant.planning.plan import Part, Plan, State

# After this many questions, those that can stay open do: with the drafts it makes about 25 in all.
ENOUGH = 11


@dataclass(frozen=True)
class Topic:
    """One thing to get done: a slot to fill, a part to draft and have accepted, or several such parts at once.

    `number`: of these in a row, the one the arithmetic needs most comes first. `optional`: left open when enough has
    been asked.
    """

    id: str
    step: Step
    slot: str | None = None
    part: str | None = None
    dimension: Dimension | None = None
    mode: str = "begge"
    only: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    number: bool = False
    optional: bool = False

    def applies(self, plan: Plan, mode: str) -> bool:
        """Say whether this kind of business is asked this in this mode."""
        kind = plan.words("modell") or ""
        return self.mode in ("begge", mode) and kind not in self.unless and (not self.only or kind in self.only)

    def done(self, plan: Plan) -> bool:
        """Say whether the plan has it: known, accepted, or left open on purpose."""
        if any(waiver.what == self.id for waiver in plan.waived):
            return True
        if self.slot:
            return any((fact := plan.fact(slot)) is not None and not fact.stale for slot in (self.slot, *self.known))
        if self.members:
            return all(member.done(plan) for member in singles(self))
        return self.accepted(plan)

    def accepted(self, plan: Plan) -> bool:
        """Say whether the drafted part stands accepted (all of it, for tables)."""
        parts = parts_of(self, plan)
        return bool(parts) and all(part.state == State.ACCEPTED or part.locked for part in parts)


def parts_of(topic: Topic, plan: Plan) -> tuple[Any, ...]:
    """Return the plan's live parts that the topic is about, rejected ones left out."""
    if topic.members:
        return tuple(part for member in singles(topic) for part in parts_of(member, plan))
    live: dict[str, tuple[Part, ...]] = {
        "goal": tuple(goal for goal in plan.goals if goal.dimension == topic.dimension),
        "strategy": tuple(item for item in plan.strategies if item.dimension == topic.dimension),
        "tactics": plan.tactics,
        "activities": plan.activities,
        "controls": plan.controls,
    }
    return tuple(part for part in live.get(topic.part or "", ()) if part.state != State.REJECTED)


@cache
def agenda() -> tuple[Topic, ...]:
    """Return all topics in order."""
    rows = yaml.safe_load(files("assistant.conversation").joinpath("agenda.yaml").read_text(encoding="utf-8"))
    return tuple(
        Topic(
            id=row["id"],
            step=Step(row["step"]),
            slot=row.get("slot"),
            part=row.get("part"),
            dimension=Dimension(row["dimension"]) if "dimension" in row else None,
            mode=row.get("mode", "begge"),
            only=tuple(row.get("only", ())),
            unless=tuple(row.get("unless", ())),
            known=tuple(row.get("known", ())),
            members=tuple(row.get("members", ())),
            number=row.get("tall", False),
            optional=row.get("kan", False),
        )
        for row in rows
    )


def topic(topic_id: str | None) -> Topic | None:
    """Return the topic with this id, or None."""
    return next((item for item in agenda() if item.id == topic_id), None)


def singles(topic: Topic) -> tuple[Topic, ...]:
    """Return the topics that are shown at once: the members of a topic that has some, else itself."""
    return tuple(item for item in agenda() if item.id in topic.members) if topic.members else (topic,)


def next_topic(plan: Plan, mode: str) -> Topic | None:
    """Return what to take up next, or None when the plan is complete: the first open topic, numbers by their worth."""
    left = [item for item in agenda() if item.applies(plan, mode) and not item.done(plan)]
    if not left or not left[0].number:
        return left[0] if left else None
    return _most_valuable([item for item in left if item.number and item.step == left[0].step], plan)


def _most_valuable(numbers: Sequence[Topic], plan: Plan) -> Topic:
    """Return the topic whose number the arithmetic needs most; the agenda's order decides between equals."""
    if len(numbers) == 1:
        return numbers[0]
    weights = {missing.slot: missing.weight for missing in chain_of(plan).missing}
    return max(numbers, key=lambda item: max(weights.get(slot, 0.0) for slot in (str(item.slot), *item.known)))


def progress(plan: Plan, mode: str) -> dict[Step, tuple[int, int]]:
    """Return (done, all) for each step, for the topics that apply."""
    found = [(item.step, item.done(plan)) for item in agenda() if item.applies(plan, mode)]
    return {step: (sum(done for at, done in found if at == step), sum(at == step for at, _ in found)) for step in Step}
