"""How each kind of date in patterns.yaml is read: from a match and today to a period. Used by `dates` only."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

from assistant.language import norwegian_year as year_of
from assistant.language.lexicon import expand, inverse, pattern, read
from assistant.language.norwegian_year import Span
from assistant.language.number_words import find_spoken

Reader = Callable[[re.Match[str], date], Span | None]


@cache
def date_rules() -> tuple[tuple[re.Pattern[str], Reader], ...]:
    """Return the patterns with their readers, in the order to be tried."""
    return tuple((re.compile(expand(text)), _READERS[name]) for name, text in read("patterns.yaml")["date_rules"])


def _year_named(match: re.Match[str], today: date) -> int | None:
    """Return the year a match names: «2027», «27», «neste år»; None when it names none."""
    named = match.groupdict()
    if named.get("year"):
        return int(match["year"])
    if named.get("short"):
        return 2000 + int(match["short"].lstrip("'"))
    if named.get("rel"):
        return today.year + {"i": -1 if "fjor" in match["rel"] else 0}.get(
            match["rel"][0], 0 if match["rel"][0] == "s" else 1
        )
    return None


def _next_of(make: Callable[[int], Span | None], match: re.Match[str], today: date) -> Span | None:
    """Return the period in the year named, or the next one that has not ended."""
    year = _year_named(match, today)
    if year is not None:
        return make(year)
    if match.groupdict().get("next"):
        return make(today.year + 1)
    for candidate in (today.year - 1, today.year, today.year + 1, today.year + 2):
        span = make(candidate)
        if span is not None and span.end >= today:
            return span
    return None


def _numeric(match: re.Match[str], today: date) -> Span | None:
    named = match.groupdict().get("y")
    year = None if named is None else int(named) % 100 + 2000

    def make(of: int) -> Span | None:
        try:
            day = date(of, int(match["m"]), int(match["d"]))
        except ValueError:
            return None
        return Span(day, day)

    return make(year) if year else _next_of(make, match, today)


def _nth(word: str | None) -> int:
    if word is None:
        return 0
    word = word.strip(". ")
    return int(word) if word.isdigit() else int(inverse("ordinals").get(word, 0))


def _half_year(match: re.Match[str], today: date) -> Span | None:
    nth = _nth(match["nth"]) if match["nth"] else int(match["half"][1])
    return _next_of(lambda year: year_of.month(year, 6 * nth - 5, 6), match, today) if nth in (1, 2) else None


def _quarter(match: re.Match[str], today: date) -> Span | None:
    nth = int(match["q"]) if match["q"] else _nth(match["nth"])
    return _next_of(lambda year: year_of.month(year, 3 * nth - 2, 3), match, today) if 1 <= nth <= 4 else None


def _tertial(match: re.Match[str], today: date) -> Span | None:
    nth = 3 if match["nth"] == "siste" else _nth(match["nth"])
    return _next_of(lambda year: year_of.month(year, 4 * nth - 3, 4), match, today)


def _week(match: re.Match[str], today: date) -> Span | None:
    return _next_of(lambda year: year_of.iso_week(year, int(match["week"])), match, today)


def _holiday(match: re.Match[str], today: date) -> Span | None:
    return _next_of(lambda year: year_of.holiday(inverse("holidays")[match["name"]], year), match, today)


def _day_month(match: re.Match[str], today: date) -> Span | None:
    day = int(match["d"]) if match["d"].isdigit() else _nth(match["d"])
    number = int(inverse("months")[match["month"]])

    def make(year: int) -> Span | None:
        try:
            return Span(date(year, number, day), date(year, number, day))
        except ValueError:
            return None

    return _next_of(make, match, today)


def _month(match: re.Match[str], today: date) -> Span | None:
    if match["month"] in ("mar", "jan", "des") and not (match["year"] or match["short"]):
        return None
    return _next_of(lambda year: year_of.month(year, int(inverse("months")[match["month"]])), match, today)


def _season(match: re.Match[str], today: date) -> Span | None:
    name = inverse("seasons")[match["name"]]
    if match["name"] == "vår" and pattern("belongs").match(match.string, match.end()):
        return None
    if match["prep"] == "i" and not match["rel"] and not match["year"]:
        recent = [year_of.season(name, today.year + shift) for shift in (-1, 0, 1)]
        return min(
            recent,
            key=lambda span: (
                0
                if span.start <= today <= span.end
                else min(abs((span.end - today).days), abs((span.start - today).days))
            ),
        )
    # What is as good as over cannot be aimed at: «innen høsten» in late November is the next one.
    ahead = {"til": 92, "innen": 30, "innan": 30, "før": 30, "by": 30}.get(match["prep"], 0)
    coming = today + timedelta(days=ahead)
    return _next_of(lambda year: year_of.season(name, year), match, coming)


def _dated_season(match: re.Match[str], today: date) -> Span | None:
    name = inverse("seasons")[match["name"]]
    return _next_of(lambda year: year_of.season(name, year), match, today)


_MONTHS_IN = {"år": 12.0, "mån": 1.0, "mnd": 1.0, "kva": 3.0, "hal": 6.0, "yea": 12.0, "mon": 1.0}


def _length(count: str, unit: str) -> tuple[float, float] | None:
    """Return a length of time as (months, days)."""
    amount = _amount(count)
    if amount is None:
        return None
    months = _MONTHS_IN.get(unit[:3], _MONTHS_IN.get(unit[:2], 0))
    return amount * months, amount * (7 if unit[0] in "uvw" else 1) if not months else 0.0


def _amount(count: str) -> float | None:
    if count in ("a", "an", "one"):
        return 1.0
    if count[0].isdigit():
        return float(count.replace(",", "."))
    if count in ("halvt", "halv"):
        return 0.5
    spoken = find_spoken(count)
    if len(spoken) != 1 or spoken[0].start > 0:
        return None
    rest = count[spoken[0].end :].strip()
    return None if rest not in ("", "til", "hele", "heile") else spoken[0].value


def shifted(today: date, months: float, days: float) -> date | None:
    """Return the day so many months and days from today, None beyond the calendar."""
    try:
        return year_of.add_months(today, months) + timedelta(days=round(days))
    except (ValueError, OverflowError):
        return None


def _ahead(match: re.Match[str], today: date) -> Span | None:
    length = _length(match["count"], match["unit"])
    day = shifted(today, *length) if length and length[0] <= 600 else None
    return Span(day, day) if day else None


def _coming(match: re.Match[str], today: date) -> Span:
    months = {"å": 12, "m": 1, "h": 6}[match["unit"][0]]
    day = year_of.add_months(today, months)
    return Span(today, day)


def _gone(match: re.Match[str], today: date) -> Span:
    day = today - timedelta(days=1)
    return Span(day - timedelta(days=364), day)


def _word(match: re.Match[str], today: date) -> Span:
    word, year = match["word"], today.year
    monday = today - timedelta(days=today.weekday())
    quarter = (today.month - 1) // 3
    following = year_of.add_months(today.replace(day=1), 1)
    days = {"dag": 0, "morgen": 1, "morgon": 1, "måra": 1, "går": -1}
    last = word.split()[-1]
    if word.startswith("i ") and last in days:
        day = today + timedelta(days=days[last])
        return Span(day, day)
    if "forfjor" in word or "fjor" in word or word == "last year":
        return year_of.month(year - (2 if "forfjor" in word else 1), 1, 12)
    coming = word.startswith("ne")
    if last in ("uke", "veke", "uka", "uken", "veka"):
        start = monday + timedelta(days=7 if coming else 0)
        return Span(start, start + timedelta(days=6))
    if last.startswith(("mån", "month")):
        return year_of.month(following.year, following.month) if coming else year_of.month(year, today.month)
    if last.startswith("kvartal"):
        begin = year_of.add_months(date(year, 3 * quarter + 1, 1), 3 if coming else 0)
        return year_of.month(begin.year, begin.month, 3)
    if last.startswith("halvår"):
        begin = year_of.add_months(date(year, 1 if today.month < 7 else 7, 1), 6)
        return year_of.month(begin.year, begin.month, 6)
    return year_of.month(year + (1 if coming or word == "næste år" else 0), 1, 12)


def _weekday(match: re.Match[str], today: date) -> Span:
    ahead = (int(inverse("weekdays")[match["weekday"]]) - today.weekday() - 1) % 7 + 1
    day = today + timedelta(days=ahead)
    return Span(day, day)


def _year(match: re.Match[str], today: date) -> Span:
    return year_of.month(int(match["year"]), 1, 12)


_READERS: dict[str, Reader] = {
    "numeric": _numeric,
    "half_year": _half_year,
    "quarter": _quarter,
    "tertial": _tertial,
    "week": _week,
    "holiday": _holiday,
    "day_month": _day_month,
    "month": _month,
    "season": _season,
    "dated_season": _dated_season,
    "ahead": _ahead,
    "coming": _coming,
    "gone": _gone,
    "word": _word,
    "weekday": _weekday,
    "year": _year,
}
