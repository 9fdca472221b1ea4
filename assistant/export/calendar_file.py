"""ICS by icalendar: activities, control dates, milestones and deadlines, each with its owner and a reminder.

An entry keeps its UID from one export to the next and its SEQUENCE follows the plan's version, so that a calendar that
takes the file in again replaces what it had.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar

from assistant.export.full_plan import plan_title
from assistant.export.money import span
from assistant.export.sources import TitleOf, articles, live
from assistant.language.formatting import format_quantity
from assistant.planning.kpis import kpi
from assistant.planning.plan import Activity, Control, Goal, Plan
from assistant.texts import Texts
from assistant.texts.plan_words import PlanWords

_EVERY: dict[str, dict[str, Any]] = {
    "uke": {"freq": "weekly"},
    "måned": {"freq": "monthly"},
    "kvartal": {"freq": "monthly", "interval": 3},
    "halvår": {"freq": "monthly", "interval": 6},
}
_YEAR = timedelta(days=365)
# The reminder comes at nine in the morning of the day before.
_REMINDER = timedelta(hours=-15)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: whole days, the last one included; `every` makes it come back until `until`."""

    id: str
    title: str
    start: date
    end: date
    owner: str
    lines: tuple[str, ...]
    place: str = ""
    every: str = ""
    until: date | None = None


def calendar(plan: Plan, texts: Texts, today: date, title_of: TitleOf, version: int) -> bytes:
    """Return the calendar file; what has no date is left out."""
    file = icalendar.Calendar()
    file.add("prodid", "-//AMSTAK-assistenten//plan//NO")
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add("x-wr-calname", texts.say("eksport.kalender.navn", tittel=plan_title(plan, texts)))
    credit = texts.say("eksport.kreditering")
    for entry in entries(plan, texts, title_of):
        file.add_component(_event(entry, plan.id, today, version, credit, texts))
    return bytes(file.to_ical())


def entries(plan: Plan, texts: Texts, title_of: TitleOf) -> Iterator[Entry]:
    """Yield the entries of the live parts."""
    words = PlanWords(texts, plan)
    for part in live(plan.activities):
        if span(part) is not None:
            yield _activity(part, words, texts, title_of)
    for control in live(plan.controls):
        yield _control(control, plan, words, texts)
    for goal in live(plan.goals):
        yield from _goal(goal, words, texts)


def _activity(part: Activity, words: PlanWords, texts: Texts, title_of: TitleOf) -> Entry:
    start, end = span(part) or (date.min, date.min)
    lines = [words.text(part.how), _line(texts, "ansvarlig", hvem=part.who), _line(texts, "kostnad", kostnad=part.cost)]
    lines.append(_line(texts, "kpi", kpi=words.kpi(part.kpi)) if part.kpi else "")
    lines += [texts.say("eksport.kilde", tittel=title_of(name)) for name in articles(part)]
    title = _title(texts, "aktivitet", part.who, hva=words.text(part.what))
    return Entry(part.id, title, start, end, part.who or "", tuple(filter(None, lines)), part.where or "")


def _control(part: Control, plan: Plan, words: PlanWords, texts: Texts) -> Entry:
    goal = next((g for g in live(plan.goals) if g.id == part.goal), None)
    until = goal.deadline if goal and goal.deadline else plan.created + _YEAR
    first = _first_control(plan.created, part.frequency)
    unit = measure.unit if (measure := kpi(part.kpi)) else ""
    limit = format_quantity(part.limit, unit) if part.limit is not None else None
    lines = [words.text(part.source), _line(texts, "grense", grense=limit), _line(texts, "ansvarlig", hvem=part.owner)]
    title = _title(texts, "kontroll", part.owner, kpi=words.kpi(part.kpi))
    return Entry(
        part.id,
        title,
        first,
        first,
        part.owner or "",
        tuple(filter(None, lines)),
        every=part.frequency,
        until=max(until, first),
    )


def _first_control(created: date, frequency: str) -> date:
    """Return the first Monday after a week, else the third of the first month that is over."""
    if frequency == "uke":
        return created + timedelta(days=7 + (-created.weekday() % 7))
    months = {"kvartal": 3, "halvår": 6}.get(frequency, 1)
    ahead = created.year * 12 + created.month - 1 + months
    return date(ahead // 12, ahead % 12 + 1, 3)


def _goal(goal: Goal, words: PlanWords, texts: Texts) -> Iterator[Entry]:
    lines = tuple(filter(None, [words.text(goal.text), _line(texts, "ansvarlig", hvem=goal.owner)]))
    days = [(day, "delmål", f"{goal.id}-delmål-{n}") for n, day in enumerate(goal.checkpoints, start=1)]
    if goal.deadline:
        days.append((goal.deadline, "frist", f"{goal.id}-frist"))
    for day, code, name in days:
        title = texts.say(f"eksport.kalender.{code}", kpi=words.kpi(goal.kpi))
        yield Entry(name, title, day, day, goal.owner or "", lines)


def _line(texts: Texts, code: str, **params: object) -> str:
    return "" if None in params.values() else texts.say(f"eksport.kalender.{code}", **params)


def _title(texts: Texts, code: str, who: str | None, **params: str) -> str:
    name = f"eksport.kalender.{code}"
    return texts.say(f"{name}_hvem", hvem=who, **params) if who else texts.say(name, **params)


def _event(entry: Entry, plan_id: str, today: date, version: int, credit: str, texts: Texts) -> Any:
    event = icalendar.Event()
    event.add("uid", f"{plan_id}-{entry.id}@amstak-assistenten")
    event.add("sequence", version)
    event.add("dtstamp", datetime(today.year, today.month, today.day, tzinfo=UTC))
    event.add("summary", entry.title)
    event.add("dtstart", entry.start)
    event.add("dtend", entry.end + timedelta(days=1))
    event.add("description", "\n".join([*entry.lines, "", credit]))
    event.add("transp", "TRANSPARENT")
    if entry.place:
        event.add("location", entry.place)
    if entry.owner:
        event.add("contact", entry.owner)
    if entry.every in _EVERY and entry.until:
        event.add("rrule", {**_EVERY[entry.every], "until": entry.until})
    event.add_component(_alarm(entry, texts))
    return event


def _alarm(entry: Entry, texts: Texts) -> Any:
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", _REMINDER)
    alarm.add("description", texts.say("eksport.kalender.påminnelse", hva=entry.title))
    return alarm
