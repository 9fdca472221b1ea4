"""When each activity runs: inside the horizon, ahead of the season, and never too many big ones at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from assistant.planning.profile import Profile

_AT_ONCE = 3
_LEAD_DAYS = 42
_YEAR = 365
_SHORTEST = 7


@dataclass(frozen=True, slots=True)
class Slot:
    """From the first to the last day of an activity."""

    start: date
    end: date


def schedule(rows: Mapping[str, Mapping[str, Any]], today: date, end: date, who: Profile) -> dict[str, Slot]:
    """Return a slot for each row: `month` and `weeks` say when, `season` moves it, 0 weeks run to the horizon."""
    first = _next_monday(today)
    room = (end - first).days
    squeeze = min(1.0, room / _YEAR)
    slots: dict[str, Slot] = {}
    big: list[Slot] = []
    for name in sorted(rows, key=lambda n: (rows[n]["month"], n)):
        row = rows[name]
        start = _next_monday(first + timedelta(days=int(row["month"] * 30 * squeeze) - 1))
        start = min(_in_season(start, end, row.get("season"), who), end - timedelta(days=_SHORTEST))
        if not row["weeks"]:
            slots[name] = Slot(start, end)
            continue
        length = timedelta(weeks=max(1, round(row["weeks"] * squeeze)), days=-3)
        slot = _spread(Slot(start, min(start + length, end)), length, big, end)
        slots[name] = slot
        big.append(slot)
    return slots


def _next_monday(day: date) -> date:
    return day + timedelta(days=7 - day.weekday())


def _spread(slot: Slot, length: timedelta, big: list[Slot], end: date) -> Slot:
    """Move a slot later until fewer than three big ones run at its start, if there is room for that."""
    while True:
        running = [other.end for other in big if other.start <= slot.start <= other.end]
        if len(running) < _AT_ONCE:
            return slot
        start = _next_monday(min(running))
        if start + length > end:
            return slot
        slot = Slot(start, start + length)


def _in_season(start: date, end: date, season: str | None, who: Profile) -> date:
    """Return the last start that still leaves six weeks before the next busy (or quiet) month, if it is later."""
    months = who.busy if season == "before_busy" else who.quiet if season == "quiet" else ()
    firsts = [date(year, month, 1) for year in range(start.year, end.year + 1) for month in months]
    fitting = sorted(d - timedelta(days=_LEAD_DAYS) for d in firsts if start <= d - timedelta(days=_LEAD_DAYS) < end)
    return _next_monday(fitting[0]) if fitting else start
