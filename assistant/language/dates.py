"""Dates, periods and deadlines in Norwegian text, relative to a given day.

How they are read: a deadline is the last day of the period named («innen mai» 31 May, «Q2 27» 30 June, «innen jul»
31 December, «innen påske» Easter Monday); «før X» is the day before the period begins; «om X» and «i løpet av et år»
count from today. A period without a year is the next one that has not ended. «Neste jul», «neste sommer» is that of
the next calendar year; «neste måned/uke/kvartal» the one after the present.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from assistant.language.date_rules import date_rules, shifted
from assistant.language.lexicon import fold, pattern
from assistant.language.norwegian_year import Span

Kind = Literal["deadline", "at", "since", "past"]


@dataclass(frozen=True, slots=True)
class Period:
    """A period in a text. `kind`: a deadline by its preposition, just named, a beginning («siden»), or over already.

    `relative` marks a length of time counted from today («innen to dager»), which may be a duration instead.
    """

    first: date
    last: date
    kind: Kind
    start: int
    end: int
    relative: bool = False


def find_periods(text: str, today: date) -> tuple[Period, ...]:
    """Find dates and periods, left to right, never overlapping."""
    folded = fold(text)
    found: list[Period] = []
    for rule, reader in date_rules():
        for match in rule.finditer(folded):
            span = None if _taken(match, found) else reader(match, today)
            if span is not None:
                found.append(_period(folded, match, span, today))
    return tuple(sorted(found, key=lambda period: period.start))


def read_deadline(text: str, today: date) -> date | None:
    """Return the last day of the first period in a text, or None."""
    return next((period.last for period in find_periods(text, today)), None)


def from_today(today: date, amount: float, unit: str) -> date | None:
    """Return the day so many dager, uker, måneder or år from today, None for shorter units or beyond the calendar."""
    months = {"år": 12.0, "måneder": 1.0}.get(unit, 0.0)
    days = {"uker": 7.0, "dager": 1.0}.get(unit, 0.0)
    return shifted(today, amount * months, amount * days) if months or days else None


def _taken(match: re.Match[str], found: list[Period]) -> bool:
    return any(match.start() < period.end and period.start < match.end() for period in found)


def _period(text: str, match: re.Match[str], span: Span, today: date) -> Period:
    core = min(match.start(name) for name, said in match.groupdict().items() if said and name not in ("prep", "lead"))
    lead = pattern("lead").search(text[max(0, core - 40) : core])
    start = min(match.start(), core - len(lead.group()) if lead else core)
    relative = "relative" in match.re.groupindex
    first, last = span.start, _part_end(text[:core], span)
    kind: Kind = "at"
    if lead and lead["before"] and not relative:
        whole = pattern("is_over").match(text, match.end()) or pattern("year_end").fullmatch(match.group().strip())
        first, last, kind = min(first, today), last if whole else first - timedelta(days=1), "deadline"
    elif lead and lead["since"]:
        kind = "since"
    elif last < today:
        kind = "past"
    elif (lead and (lead["by"] or lead["before"])) or (relative and pattern("within").match(match.group())):
        kind = "deadline"
    return Period(first, last, kind, start, match.end(), relative)


def _part_end(before: str, span: Span) -> date:
    """Return the last day meant: «starten av» is the first third of a period, «midten av» its first half."""
    part = re.search(r"(starten|begynnelsen|byrjinga|midten)\sav\s$", before)
    days = (span.end - span.start).days
    if part is None or days < 20:
        return span.end
    return span.start + timedelta(days=round(days * (0.5 if part[1] == "midten" else 1 / 3)))
