"""The Norwegian year: Easter and what moves with it, holidays, seasons, and steps of months. Pure arithmetic."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Span:
    """A period, both days included."""

    start: date
    end: date


def easter(year: int) -> date:
    """Return Easter Sunday of a Gregorian year (Meeus, Astronomical Algorithms, ch. 8)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


def month(year: int, number: int, months: int = 1) -> Span:
    """Return the period of so many months that begins with month `number` (1–12)."""
    last = add_months(date(year, number, 1), months) - timedelta(days=1)
    return Span(date(year, number, 1), last)


def add_months(day: date, months: float) -> date:
    """Return the day so many months later (earlier when negative), the last of the month when it has no such day."""
    whole = int(months)
    index = day.year * 12 + day.month - 1 + whole
    year, number = divmod(index, 12)
    moved = date(year, number + 1, min(day.day, monthrange(year, number + 1)[1]))
    return moved + timedelta(days=round((months - whole) * 30.4))


def iso_week(year: int, week: int) -> Span | None:
    """Return Monday to Sunday of an ISO week, None when the year has no such week."""
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        return None
    return Span(monday, monday + timedelta(days=6))


def season(name: str, year: int) -> Span:
    """Return vår, sommer, høst or vinter; the winter of a year begins in its December."""
    return month(year, {"vår": 3, "sommer": 6, "høst": 9, "vinter": 12}[name], 3)


def holiday(name: str, year: int) -> Span:
    """Return a holiday or shopping day by its name in the word list. Christmas is 24–31 December."""
    fixed = _FIXED.get(name)
    if fixed is not None:
        (m1, d1), (m2, d2) = fixed
        return Span(date(year, m1, d1), date(year, m2, d2))
    if name in _FROM_EASTER:
        first, last = _FROM_EASTER[name]
        sunday = easter(year)
        return Span(sunday + timedelta(days=first), sunday + timedelta(days=last))
    if name in _WEEKS:
        return iso_week(year, _WEEKS[name]) or month(year, 1)
    if name == "advent":
        fourth = _weekday(date(year, 12, 18), 6)
        return Span(fourth - timedelta(days=21), date(year, 12, 23))
    friday = _weekday(date(year, 11, 22), 3) + timedelta(days=1)
    day = {
        "black friday": friday,
        "cyber monday": friday + timedelta(days=3),
        "morsdag": _weekday(date(year, 2, 8), 6),
        "farsdag": _weekday(date(year, 11, 8), 6),
    }[name]
    return Span(day, day)


def _weekday(first: date, weekday: int) -> date:
    """Return the first such weekday (Monday 0) on or after a day."""
    return first + timedelta(days=(weekday - first.weekday()) % 7)


_FIXED = {
    "jul": ((12, 24), (12, 31)),
    "jul_eve": ((12, 24), (12, 24)),
    "nyttår": ((12, 31), (12, 31)),
    "nasjonaldag": ((5, 17), (5, 17)),
    "sankthans": ((6, 23), (6, 23)),
    "sommerferie": ((7, 1), (7, 31)),
    "skolestart": ((8, 15), (8, 31)),
    "valentin": ((2, 14), (2, 14)),
    "halloween": ((10, 31), (10, 31)),
}
_FROM_EASTER = {"påske": (-3, 1), "pinse": (49, 50), "himmelfart": (39, 39)}
_WEEKS = {"vinterferie": 8, "høstferie": 40}
