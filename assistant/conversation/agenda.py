"""The agenda: what is asked and drafted, in which order, and what counts as done. Data in agenda.yaml."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from assistant.planning.framework import Dimension, Step
from assistant.planning.plan import Plan, State


@dataclass(frozen=True)
class Topic:
    """One thing to get done: a slot to fill or a part to draft and have accepted."""

    id: str
    step: Step
    slot: str | None = None
    part: str | None = None
    dimension: Dimension | None = None
    mode: str = "begge"
    only: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    known: tuple[str, ...] = ()

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
        return self.accepted(plan)

    def accepted(self, plan: Plan) -> bool:
        """Say whether the drafted part stands accepted (all of it, for tables)."""
        parts = parts_of(self, plan)
        return bool(parts) and all(part.state == State.ACCEPTED or part.locked for part in parts)


def parts_of(topic: Topic, plan: Plan) -> tuple:  # type: ignore[type-arg]
    """Return the plan's live parts that the topic is about, rejected ones left out."""
    live: dict[str, tuple] = {  # type: ignore[type-arg]
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
        )
        for row in rows
    )


def topic(topic_id: str | None) -> Topic | None:
    """Return the topic with this id, or None."""
    return next((item for item in agenda() if item.id == topic_id), None)


def next_topic(plan: Plan, mode: str) -> Topic | None:
    """Return the first topic that applies and is not done, or None when the plan is complete."""
    return next((item for item in agenda() if item.applies(plan, mode) and not item.done(plan)), None)


def progress(plan: Plan, mode: str) -> dict[Step, tuple[int, int]]:
    """Return (done, all) for each step, for the topics that apply."""
    found = [(item.step, item.done(plan)) for item in agenda() if item.applies(plan, mode)]
    return {step: (sum(done for at, done in found if at == step), sum(at == step for at, _ in found)) for step in Step}
