"""The differences between two plans, as codes to be worded: what was added, removed or changed, from what to what."""

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.planning.plan import Fact, Part, Plan, Scalar, State, Wording

# The values of a part worth telling about when they change, in the order they are told.
_TOLD = ("kpi", "baseline", "target", "deadline", "segment", "owner", "archetype", "who", "where", "start", "end")
_ALSO = ("hours", "cost", "limit", "frequency")
_KINDS = {"goals": "mål", "strategies": "strategi", "tactics": "taktikk", "activities": "aktivitet"}
_FIELDS = {**_KINDS, "controls": "kontroll"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. Worded at `endring.<code>`; `where` is a slot or a part's id, `field` what changed in it."""

    code: str
    kind: str
    where: str
    field: str | None = None
    before: Scalar | None = None
    after: Scalar | None = None


def differences(before: Plan, after: Plan) -> tuple[Difference, ...]:
    """Return what differs: facts, then goals, strategies, tactics, activities, controls. Equal plans give none."""
    found = [*_facts(before, after)]
    for field, kind in _FIELDS.items():
        found += _parts(getattr(before, field), getattr(after, field), kind)
    if before.step != after.step:
        found.append(Difference("steg", "plan", "step", None, before.step.value, after.step.value))
    if before.title != after.title:
        found.append(Difference("endret", "plan", "title", "title", before.title, after.title))
    known = {(a.kpi, a.period): a.value for a in before.actuals}
    for actual in after.actuals:
        old = known.get((actual.kpi, actual.period))
        if old != actual.value:
            where = f"{actual.kpi} {actual.period}"
            found.append(Difference("målt", "måling", where, None, old, actual.value))
    return tuple(found)


def _facts(before: Plan, after: Plan) -> Iterator[Difference]:
    old, new = {f.slot: f for f in before.facts}, {f.slot: f for f in after.facts}
    for slot in dict.fromkeys([*old, *new]):
        first, second = old.get(slot), new.get(slot)
        if first is None and second is not None:
            yield Difference("ny", "fakta", slot, None, None, second.value)
        elif second is None and first is not None:
            yield Difference("fjernet", "fakta", slot, None, first.value, None)
        elif first is not None and second is not None:
            yield from _fact(first, second)


def _fact(first: Fact, second: Fact) -> Iterator[Difference]:
    if first.value != second.value or first.unknown != second.unknown:
        yield Difference("endret", "fakta", first.slot, "value", first.value, second.value)
    for field in ("unit", "per", "by", "low", "high"):
        if getattr(first, field) != getattr(second, field):
            yield Difference("endret", "fakta", first.slot, field, getattr(first, field), getattr(second, field))
    if second.stale and not first.stale:
        yield Difference("stale", "fakta", first.slot)
    if first.locked != second.locked:
        yield Difference("låst" if second.locked else "låst_opp", "fakta", first.slot)


def _parts(before: tuple[Part, ...], after: tuple[Part, ...], kind: str) -> Iterator[Difference]:
    old, new = {p.id: p for p in before}, {p.id: p for p in after}
    for name in dict.fromkeys([*old, *new]):
        first, second = old.get(name), new.get(name)
        if first is None:
            yield Difference("ny", kind, name)
        elif second is None:
            yield Difference("fjernet", kind, name)
        else:
            yield from _part(first, second, kind)


def _part(first: Part, second: Part, kind: str) -> Iterator[Difference]:
    for field in (*_TOLD, *_ALSO):
        old, new = getattr(first, field, None), getattr(second, field, None)
        if old != new:
            yield Difference("endret", kind, first.id, field, old, new)
    for field in ("text", "what", "how"):
        if _words(getattr(first, field, None)) != _words(getattr(second, field, None)):
            yield Difference("omskrevet", kind, first.id, field)
    if first.state != second.state:
        code = {State.ACCEPTED: "godtatt", State.REJECTED: "avvist", State.STALE: "stale", State.DRAFT: "utkast"}
        yield Difference(code[second.state], kind, first.id)
    if first.locked != second.locked:
        yield Difference("låst" if second.locked else "låst_opp", kind, first.id)


def _words(wording: Wording | None) -> tuple[str | None, str | None]:
    """Return what tells two wordings apart for a reader: own words, else the template; values are told as fields."""
    return (None, None) if wording is None else (wording.own, None if wording.own else wording.code)
