"""What depends on what: a changed fact or part marks exactly what was made from it as to be looked at again."""

from collections.abc import Iterable
from typing import TypeVar

from assistant.planning.goals import goal_key, relief
from assistant.planning.plan import Activity, Control, Fact, Goal, Origin, Part, Plan, State, Strategy, Tactic

_STALE_FROM = (State.DRAFT, State.ACCEPTED)
_P = TypeVar("_P", bound=Part)
_FIELDS = {Goal: "goals", Strategy: "strategies", Tactic: "tactics", Activity: "activities", Control: "controls"}


def depends_on(part: Part) -> frozenset[str]:
    """Return the fact slots, part ids and goal keys that a part was made from."""
    return frozenset(name for source in part.provenance for name in source.inputs)


def affected(plan: Plan, changed: Iterable[str]) -> frozenset[str]:
    """Return the slots and ids that depend on the changed ones, through others too; the changed ones are left out."""
    first = frozenset(changed)
    known = set(first)
    sources = {part.id: depends_on(part) for part in _parts(plan)} | {f.slot: _fact_sources(f) for f in plan.facts}
    while True:
        more = {name for name, made_from in sources.items() if name not in known and made_from & known}
        if not more:
            return frozenset(known - first)
        known |= more


def apply_fact(plan: Plan, fact: Fact) -> Plan:
    """Return the plan with this fact, what depends on it marked. A locked fact is kept; an equal one marks nothing."""
    old = plan.fact(fact.slot)
    if old is not None and old.locked:
        return plan
    others = tuple(f for f in plan.facts if f.slot != fact.slot)
    position = next((i for i, f in enumerate(plan.facts) if f.slot == fact.slot), len(others))
    changed = plan.with_(facts=(*others[:position], fact, *others[position:]))
    return changed if old is not None and _says(old) == _says(fact) else mark(changed, [fact.slot])


def forget_fact(plan: Plan, slot: str) -> Plan:
    """Return the plan without a fact, and what depended on it marked. A locked fact is kept."""
    old = plan.fact(slot)
    if old is None or old.locked:
        return plan
    return mark(plan.with_(facts=tuple(f for f in plan.facts if f.slot != slot)), [slot])


def replace_part(plan: Plan, part: Part) -> Plan:
    """Return the plan with this part in place of the one with its id (or added), and what depends on it marked.

    Only a change of content marks; accepting or locking does not. Rejecting marks what was built on the part.
    """
    field = _FIELDS[type(part)]
    parts: tuple[Part, ...] = getattr(plan, field)
    old = next((p for p in parts if p.id == part.id), None)
    kept = tuple(part if p.id == part.id else p for p in parts) if old is not None else (*parts, part)
    changed = plan.with_(**{field: kept})
    moved = [part.id] if old is not None and _content(old) != _content(part) else []
    if isinstance(part, Goal) and part.dimension is not None and relief(plan) != relief(changed):
        moved.append(goal_key(part.dimension))
    return mark(changed, moved) if moved else changed


def mark(plan: Plan, changed: Iterable[str]) -> Plan:
    """Return the plan with everything that depends on the changed slots and ids marked; locked parts stay."""
    hit = affected(plan, changed)
    if not hit:
        return plan
    facts = tuple(f.model_copy(update={"stale": True}) if f.slot in hit and not f.locked else f for f in plan.facts)
    return plan.with_(
        facts=facts,
        goals=_marked(plan.goals, hit),
        strategies=_marked(plan.strategies, hit),
        tactics=_marked(plan.tactics, hit),
        activities=_marked(plan.activities, hit),
        controls=_marked(plan.controls, hit),
    )


def _marked(parts: tuple[_P, ...], hit: frozenset[str]) -> tuple[_P, ...]:
    stale = {"state": State.STALE}
    return tuple(
        p.model_copy(update=stale) if p.id in hit and p.state in _STALE_FROM and not p.locked else p for p in parts
    )


def _parts(plan: Plan) -> tuple[Part, ...]:
    return (*plan.goals, *plan.strategies, *plan.tactics, *plan.activities, *plan.controls)


def _fact_sources(fact: Fact) -> frozenset[str]:
    return frozenset(fact.provenance.inputs) if fact.provenance.origin == Origin.COMPUTED else frozenset()


def _says(fact: Fact) -> tuple[object, ...]:
    return fact.value, fact.unit, fact.low, fact.high, fact.per, fact.by, fact.unknown


def _content(part: Part) -> dict[str, object]:
    content = part.model_dump(exclude={"state", "locked", "provenance"})
    return {**content, "rejected": part.state == State.REJECTED}
