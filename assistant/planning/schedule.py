"""When each activity runs: inside the horizon, ahead of the season, and never too many big ones at once."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from assistant.planning.profile import Profile

_AT_ONCE = 3
# How far above the weekly hours a busy week may go before the work is moved.
_STRETCH = 1.3
_LEAD_DAYS, _LEAST_LEAD = 42, 7
# A quiet month may have begun this many days ago and still be worth filling.
_LATE = 14
_YEAR = 365
_SHORTEST = 7


@dataclass(frozen=True, slots=True)
class Slot:
    """From the first to the last day of an activity."""

    start: date
    end: date


def schedule(
    rows: Mapping[str, Mapping[str, Any]],
    hours: Mapping[str, float],
    weekly: float,
    today: date,
    end: date,
    who: Profile,
) -> dict[str, Slot]:
    """Return a slot for each row: `month` and `weeks` say when, `season` moves it, 0 weeks run to the horizon.

    `hours` are those of each row in all; `weekly` is what there is a week, kept to as far as the horizon allows.
    """
    first = _next_monday(today)
    squeeze = min(1.0, (end - first).days / _YEAR)
    slots: dict[str, Slot] = {}
    load: Counter[date] = Counter()
    heads = {row["dimension"]: name for name, row in reversed(list(rows.items())) if row["weeks"]}
    # The first row of each dimension comes early, so that its goal has something to show at the first checkpoint.
    early = frozenset(heads.values())
    for name in sorted(rows, key=lambda n: (rows[n]["weeks"] > 0, n not in early, rows[n]["month"], n)):
        row = rows[name]
        start = _next_monday(first + timedelta(days=int(row["month"] * 30 * squeeze) - 1))
        start = _in_season(start, end, row.get("season"), who)
        start = min(_after_holiday(start, who), end - timedelta(days=_SHORTEST))
        slot = Slot(start, end)
        if row["weeks"]:
            length = timedelta(weeks=max(1, round(row["weeks"] * squeeze)), days=-3)
            big = [s for n, s in slots.items() if rows[n]["weeks"]]
            slot = _placed(Slot(start, min(start + length, end)), hours[name], (load, weekly), big, (end, who))
        slots[name] = slot
        mondays = _weeks(slot)
        for monday in mondays:
            load[monday] += hours[name] / len(mondays)  # type: ignore[assignment]  # hours are not whole
    return slots


def _weeks(slot: Slot) -> list[date]:
    """Return the Mondays of the weeks a slot touches."""
    monday = slot.start - timedelta(days=slot.start.weekday())
    return [monday + timedelta(weeks=i) for i in range(((slot.end - monday).days // 7) + 1)]


def _placed(
    slot: Slot, hours: float, room: tuple[Mapping[date, float], float], big: list[Slot], frame: tuple[date, Profile]
) -> Slot:
    """Return the earliest slot of this length with room for it, else the one with the lowest peak; not in holidays."""
    (load, weekly), (end, who) = room, frame
    best, lowest = slot, float("inf")
    length = slot.end - slot.start
    while slot.end <= end:
        mondays = _weeks(slot)
        peak = max(load.get(monday, 0.0) for monday in mondays) + hours / len(mondays)
        free = sum(1 for other in big if other.start <= slot.end and slot.start <= other.end) < _AT_ONCE
        at_work = _after_holiday(slot.start, who) == slot.start
        if peak <= weekly * _STRETCH and free and at_work:
            return slot
        if peak < lowest and at_work:
            best, lowest = slot, peak
        slot = Slot(slot.start + timedelta(weeks=1), slot.start + timedelta(weeks=1) + length)
    return best


def _next_monday(day: date) -> date:
    return day + timedelta(days=7 - day.weekday())


def _after_holiday(start: date, who: Profile) -> date:
    """Return the first Monday when people are back, for work that would begin in July or at Christmas.

    Where those are the busy months, there is no holiday to wait for.
    """
    if start.month == 7 and 7 not in who.busy:
        return _next_monday(date(start.year, 7, 31))
    if start.month == 12 and start.day >= 15:
        return _next_monday(date(start.year + 1, 1, 3))
    return start


def _in_season(start: date, end: date, season: str | None, who: Profile) -> date:
    """Return a start up to six weeks before the next busy (or quiet) month that there is still time to work for."""
    months = who.busy if season == "before_busy" else who.quiet if season == "quiet" else ()
    if season == "quiet" and start.month in months:
        return start
    firsts = [date(year, month, 1) for year in range(start.year, end.year + 1) for month in months]
    latest = start + timedelta(days=-_LATE if season == "quiet" else _LEAST_LEAD)
    ahead = sorted(d for d in firsts if latest <= d < end)
    return _next_monday(max(start, ahead[0] - timedelta(days=_LEAD_DAYS))) if ahead else start
