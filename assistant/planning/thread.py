"""The thread from promise to experience to follow-up, and what the business says, does and is; with the gaps in it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.planning.consistency import case_of
from assistant.planning.finding import Finding
from assistant.planning.framework import Dimension
from assistant.planning.plan import Goal, Plan, State, Strategy, Wording
from assistant.planning.profile import profile
from assistant.planning.rules_logic import promise
from assistant.planning.wording import word

Place = Literal["løfte", "opplevelse", "oppfølging", "sier", "gjør", "er"]
# A figure that tells whether people got what they were promised, and the activities that ask them.
_FELT = frozenset(
    {"forventningssamsvar", "kundetilfredshet", "kti", "nps", "leveringspresisjon", "klageandel", "servqual_gap"}
)
_ASKS = frozenset(
    {"aktivitet-takkemelding", "aktivitet-nullpunkt", "aktivitet-nullpunkt_samtaler", "aktivitet-kundesamtaler"}
)


# Activities that only measure.
_MEASURES = "aktivitet-nullpunkt"


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the thread. `source` is the slot or part it comes from; None: the link is missing."""

    place: Place
    text: Wording | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Gap:
    """Where the thread breaks, and what to do, at `text`; between which links."""

    between: tuple[Place, Place]
    text: Wording


@dataclass(frozen=True, slots=True)
class Thread:
    """The links in order, and the gaps in it."""

    links: tuple[Link, ...]
    gaps: tuple[Gap, ...]


def thread(plan: Plan, today: date) -> Thread:
    """Return the plan's thread: promise → experience → follow-up, and what it says, does and is."""
    links = (
        _promise(plan),
        _part("opplevelse", plan.strategy(Dimension.SERVICE)),
        _part("oppfølging", plan.strategy(Dimension.OPPFOLGING)),
        _part("sier", plan.strategy(Dimension.OMDOMME)),
        _done(plan),
        _fact("er", plan, "særpreg", "verdier", "forretningsidé"),
    )
    return Thread(links, _gaps(plan, today, {link.place for link in links if link.text is not None}))


def _promise(plan: Plan) -> Link:
    """Return the promise as the person gave it, else as the recruiting strategy makes it."""
    given = _fact("løfte", plan, "løfte")
    return given if given.text is not None else _part("løfte", plan.strategy(Dimension.REKRUTTERING))


def _fact(place: Place, plan: Plan, *slots: str) -> Link:
    slot = next((name for name in slots if plan.words(name)), None)
    return Link(place, Wording(own=plan.words(slot)) if slot else None, slot)


def _part(place: Place, strategy: Strategy | None) -> Link:
    return Link(place, strategy.text if strategy else None, strategy.id if strategy else None)


def _done(plan: Plan) -> Link:
    """Return what is done where the customer is met: the first live service activity."""
    live = (a for a in plan.activities if a.dimension == Dimension.SERVICE and a.state != State.REJECTED)
    rows = [a for a in live if not a.id.startswith(_MEASURES)]
    return Link("gjør", rows[0].what if rows else None, rows[0].id if rows else None)


def _gaps(plan: Plan, today: date, present: set[Place]) -> tuple[Gap, ...]:
    params = profile(plan).params
    found: list[tuple[tuple[Place, Place], str]] = []
    if not plan.words("løfte"):
        found.append((("løfte", "opplevelse"), "uten_løfte"))
    if "opplevelse" not in present:
        found.append((("løfte", "opplevelse"), "uten_standard"))
    if not any(goal.kpi in _FELT for goal in _live_goals(plan)) and plan.goals:
        found.append((("løfte", "opplevelse"), "umålt"))
    if "oppfølging" not in present:
        found.append((("opplevelse", "oppfølging"), "uten_oppfølging"))
    elif plan.activities and not _ASKS & {a.id for a in plan.activities if a.state != State.REJECTED}:
        found.append((("opplevelse", "oppfølging"), "spør_ikke"))
    if "sier" in present and "gjør" not in present:
        found.append((("sier", "gjør"), "sier_gjør"))
    if "er" not in present:
        found.append((("gjør", "er"), "uten_særpreg"))
    broken = tuple(
        Gap(("løfte", "opplevelse"), Wording(code=f.code, params=dict(f.params))) for f in _broken(plan, today)
    )
    return (*broken, *(Gap(between, word(f"plan.tråd.hull.{name}", params)) for between, name in found))


def _broken(plan: Plan, today: date) -> list[Finding]:
    return list(promise(case_of(plan, today)))


def _live_goals(plan: Plan) -> list[Goal]:
    return [goal for goal in plan.goals if goal.state != State.REJECTED]
