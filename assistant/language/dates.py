"""Dates, periods and deadlines in Norwegian text, relative to a given day.

How they are read: a deadline is the last day of the period named («innen mai» 31 May, «Q2 27» 30 June, «innen jul»
31 December, «innen påske» Easter Monday); «før X» is the day before the period begins; «om X» and «i løpet av et år»
count from today. A period without a year is the next one that has not ended. «Neste jul», «neste sommer» is that of
the next calendar year; «neste måned/uke/kvartal» the one after the present.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

from assistant.language import norwegian_year as year_of
from assistant.language.lexicon import any_of, fold, inverse, section
from assistant.language.norwegian_year import Span
from assistant.language.number_words import find_spoken

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
    for pattern, reader in _rules():
        for match in pattern.finditer(folded):
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
    return _shift(today, amount * months, amount * days) if months or days else None


def _taken(match: re.Match[str], found: list[Period]) -> bool:
    return any(match.start() < period.end and period.start < match.end() for period in found)


_LEAD = re.compile(
    r"(?:(?P<before>før|innen\sutgangen\sav\såret\sfør|fram\stil|frem\stil|before|føre|fyr)"
    r"|(?P<by>innen|innan|innafor|senest|seinast|til|te|i\sløpet\sav|i\sløpet|ila|ut|ved|by|within|utgangen\sav|utgangen|slutten\sav|på\sslutten\sav|løpet\sav|over|de\sneste|dei\sneste|det\sneste)"
    r"|(?P<since>siden|sidan|sia|sea|fra|frå|since|startet\si|starta\si|åpnet\si|opna\si|etablert\si|stiftet\si|stifta\si|grunnlagt\si|grunnla\si))\s+"
    r"(?:(?:og\smed|utgangen\sav|slutten\sav|sluttan\sav|enden\sav|løpet\sav|senest|i|den|ut|over|starten\sav|oppstarten\s(?:av|i)|at|the\send\sof)\s+){0,2}$"
)


_WITHIN = re.compile(r"(?:innen|innan|i\sløpet|løpet|ila|within|inside)\b")


def _period(text: str, match: re.Match[str], span: Span, today: date) -> Period:
    core = min(match.start(name) for name, said in match.groupdict().items() if said and name not in ("prep", "lead"))
    lead = _LEAD.search(text[max(0, core - 40) : core])
    start = min(match.start(), core - len(lead.group()) if lead else core)
    relative = "relative" in match.re.groupindex
    first, last, kind = span.start, span.end, "at"
    part = re.search(r"(starten|begynnelsen|midten|byrjinga)\sav\s$", text[: match.start()])
    if part and (last - first).days > 20:
        share = 0.5 if part[1] == "midten" else 1 / 3
        last = first + timedelta(days=max(1, round((last - first).days * share)))
    if lead and lead["before"] and not relative and "m" not in lead["before"]:
        first, last, kind = min(first, today), first - timedelta(days=1), "deadline"
    elif lead and lead["since"]:
        kind = "since"
    elif last < today:
        kind = "past"
    elif (lead and (lead["by"] or lead["before"])) or (relative and _WITHIN.match(match.group())):
        kind = "deadline"
    return Period(first, last, kind, start, match.end(), relative)  # type: ignore[arg-type]


@cache
def _rules() -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Span | None]], ...]:
    months, seasons, holidays = (any_of(inverse(name)) for name in ("months", "seasons", "holidays"))
    year = r"(?:(?P<year>(?:19|20)\d{2})|(?P<rel>neste\sår|i\sår|i\sfjor|samme\sår|til\sneste\sår)|(?P<short>'?[2-4]\d)(?!\s?(?:%|kr|prosent)|[\d,]))"
    rules = (
        (r"(?<![\d.])(?P<y>20\d{2})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)", _numeric),
        (r"(?<![\d.,/])(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.?\s?(?P<y>(?:20)?\d{2})(?![\d.,])", _numeric),
        (r"(?<![\d.,/])(?P<d>\d{1,2})/(?P<m>\d{1,2})(?:[-/ ](?P<y>(?:20)?\d{2}))?(?![\d,/]|\s(?:av|del))", _numeric),
        (r"(?:(?<=innen )|(?<=før )|(?<=til )|(?<=den )|(?<=senest )|(?<!.))(?P<d>[0-3]?\d)\.(?P<m>[01]\d)\.?(?![\d.,]|\s?(?:mill|kr|%))", _numeric),
        (rf"(?<!\w)(?P<half>h[12]|(?P<nth>\d|første|fyrste|andre|annet|first|second)\.?\s?halvår(?:et)?)(?:\s?(?:i\s|av\s|-)?{year})?(?!\w)", _half_year),
        (rf"(?<!\w)(?:[qk](?P<q>[1-4])|(?P<nth>[1-4]\.|første|fyrste|andre|tredje|fjerde|siste|first|second|third|fourth)\s?(?:kvartal\w*|quarter|kv\.?))(?:\s?(?:i\s|av\s|-|/)?{year})?(?!\w)", _quarter),
        (rf"(?<!\w)(?P<nth>[1-3]\.|første|fyrste|andre|tredje|siste)\s?tertial(?:\s?(?:i\s|av\s)?{year})?(?!\w)", _tertial),
        (rf"(?<!\w)(?:uke|veke|uka|veka|week)\s?(?P<week>[0-5]?\d)(?:\s?(?:i\s|,\s)?{year})?(?!\w)", _week),
        (rf"(?<!\w)(?:(?P<next>neste|nest|komande|kommende|next)\s)?(?P<name>{holidays})(?:\s?(?:i\s)?{year})?(?!\w)", _holiday),
        (rf"(?<![\w,.])(?P<d>[0-3]?\d|{any_of(inverse('ordinals'))})\.?\s?(?P<month>{months})\.?(?:,?\s?{year})?(?!\w)", _day_month),
        (rf"(?<!\w)(?:(?P<next>neste|nest|kommende|komande|next)\s)?(?:måneds?skiftet\s\w+/)?(?P<month>{months})(?:\s?(?:i\s|måned\s)?{year})?(?!\w|\s?[&])", _month),
        (rf"(?<!\w)(?:(?P<next>neste|nest|kommende|komande|next)|(?P<prep>i|til|innen|innan|før|over|utover|ut|om|fra|siden|på|løpet\sav|slutten\sav|starten\sav|this|by|denne|denna))\s(?P<name>{seasons})(?:\s?(?:i\s)?{year})?(?!\w)(?=(?P<after>\s\w+)?)", _season),
        (rf"(?<!\w)(?P<name>{seasons})\s(?:i\s)?{year}(?!\w)", _dated_season),
        (r"(?<!\w)(?:om|innen|innan|etter|i\sløpet\sav|løpet\sav|i\sløpet|ila|på|over|de|dei|det|dette|denne|within|in|inside|first|første|neste|next)\s(?:(?:ca\.?|cirka|rundt|omtrent|neste|nærmeste|kommende|komande|de|dei|det|første|the|next)\s)*(?P<relative>(?P<count>\d+(?:[.,]\d+)?|[a-zæøåé]+(?:[\s-][a-zæøåé]+){0,4}?)\s(?P<unit>år|åra|årene|åri|månede\w*|måneder|månader|månadene|mnd|måneds\stid|månads\stid|uker|uke|ukene|veke|veker|vekene|dager|dagar|dagene|dag|kvartal\w*|halvår|years?|months?|weeks?|days?)(?:s\stid)?)(?!\w)", _ahead),
        (r"(?<!\w)(?:(?:de|dei|det)\s)?(?P<relative>neste|kommende|komande)\s(?P<unit>året|måneden|månaden|halvåret)(?!\w)", _coming),
        (r"(?<!\w)(?P<past>(?:for\s[\w ,]{1,20}\s(?:år|måneder|månader|uker|mnd|dager)\ssiden|for\s\w+\s\w+\ssidan|(?:de|dei|det)\ssiste\s[\w-]{0,12}\s?(?:år\w*|åra|måneder|månedene|månader|månadene|mnd|ukene)|(?:siste|sist|forrige|førre|last)\s(?:år|måned|månad|uke|veke|kvartal|sesong|sommer|vinter|jul|year|month|week)))(?!\w)", _gone),
        (r"(?<!\w)(?P<word>i\sforfjor|i\sfjor|i\sår|neste\sår|næste\sår|nest\sår|neste\småned|neste\smånad|neste\suke|neste\sveke|neste\skvartal|neste\shalvår|denne\småneden|denne\smånaden|denne\suka|denne\suken|denne\sveka|dette\skvartalet|dette\såret|inneværende\sår|(?:utgangen|slutten|løpet)\sav\s(?:året|inneværende\sår)|ut\såret|årets\sslutt|året\ser\somme|årslutt|i\sdag|i\smorgen|i\smorgon|i\småra|i\sgår|this\syear|next\syear|last\syear|next\smonth|ved\såret?s\sslutt)(?!\w)", _word),
        (rf"(?<!\w)(?:innen|innan|på|til|senest|neste|før|by|next)\s(?P<weekday>{any_of(inverse('weekdays'))})(?!\w)", _weekday),
        (r"(?:(?<!\w)(?P<lead>i|siden|sidan|sia|fra|frå|innen|innan|før|til|løpet\sav|utgangen\sav|utgangen|slutten\sav|året|årene|ut|since|by|in|for|av|starten\sav|startet|starta|etablert|stiftet|stifta|grunnlagt|åpnet|opna|innen\såret|etter|sommeren|våren|høsten|sesongen)\s|^\s*)(?P<year>(?:19|20)\d{2})(?!\d|[.,]\d|\s?(?:kr|nok|,-|%|prosent|stk|mill|tusen|kunder|kundar|medlem\w*|følgere|besøk\w*|ordre\w*|abonnent\w*|deltak\w*|henvendelser|visninger|per|pr|i\småned\w*|i\suk\w*))", _year),
    )  # fmt: skip
    return tuple((re.compile(pattern), reader) for pattern, reader in rules)


def _year_named(match: re.Match[str], today: date) -> int | None:
    """Return the year a match names: «2027», «27», «neste år»; None when it names none."""
    named = match.groupdict()
    if named.get("year"):
        return int(match["year"])
    if named.get("short"):
        return 2000 + int(match["short"].lstrip("'"))
    if named.get("rel"):
        return today.year + {"i": -1 if "fjor" in match["rel"] else 0}.get(match["rel"][0], 0 if match["rel"][0] == "s" else 1)
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


_AFTER_SEASON = frozenset(
    "skal vil må kan har hadde er var fikk får omsatte solgte ble blir og eller men så på med i for kom gikk at når tok"
    " til av fra eg jeg vi me som hos da då med fekk skulle bør håper startet starter".split()
)


def _season(match: re.Match[str], today: date) -> Span | None:
    name = inverse("seasons")[match["name"]]
    after = (match["after"] or "").strip()
    if match["name"] == "vår" and after and after not in _AFTER_SEASON:
        return None
    if match["prep"] == "i" and not match["rel"] and not match["year"]:
        recent = [year_of.season(name, today.year + shift) for shift in (-1, 0, 1)]
        return min(recent, key=lambda span: 0 if span.start <= today <= span.end else min(abs((span.end - today).days), abs((span.start - today).days)))
    coming = today + timedelta(days=92) if match["prep"] == "til" else today
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


def _shift(today: date, months: float, days: float) -> date | None:
    try:
        return year_add(today, months) + timedelta(days=round(days))
    except (ValueError, OverflowError):
        return None


year_add = year_of.add_months


def _ahead(match: re.Match[str], today: date) -> Span | None:
    length = _length(match["count"], match["unit"])
    day = _shift(today, *length) if length and length[0] <= 600 else None
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
