"""A goal text to a reading for the SMART coach. Figures and dates are found by others and handed in."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Protocol

from assistant.planning.knowledge import catalogue
from assistant.planning.kpis import kpi, kpis
from assistant.planning.smart import Direction, GoalReading


class Found(Protocol):
    """Something found in the text, with its place, end exclusive."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where the text goes on."""


class FoundNumber(Found, Protocol):
    """A figure, as `language` finds it; its `role`, where it has one, is from or to."""

    @property
    def value(self) -> float:
        """The figure, scale included."""

    @property
    def unit(self) -> str | None:
        """The unit as in the JSON of the commands, None when bare."""


class FoundPeriod(Found, Protocol):
    """A date or period."""

    @property
    def last(self) -> date:
        """The last day."""

    @property
    def kind(self) -> str:
        """Return deadline, at, since or past."""

    @property
    def relative(self) -> bool:
        """Whether it is a length of time counted from today."""


_CHANGE = re.compile(r"\bmed\s+(?:minst\s+|ca\.?\s+|omtrent\s+|rundt\s+)?$")
_AFTER_CHANGE = re.compile(r"^\s*(?:mer|flere|fleire|mindre|færre|høyere|lavere|opp|ned|økning|vekst)\b")
_FROM = re.compile(r"\bfra\s+(?:dagens\s+|ca\.?\s+|omtrent\s+|rundt\s+)?$")
_RATE = re.compile(r"^\s*(?:i|per|pr\.?|hver)\s+(?:uka|uke|måneden|måned|dagen|dag|året|år|kvartal)\b")
_JOIN = re.compile(r"\b(?:og|samt|pluss)\b|&|\+")
# Cues this short are abbreviations like «nps» and stand for whole words only.
_ABBREVIATION = 3
_PLAIN_YEAR = re.compile(r"\b20[2-4]\d\b")


def read_goal(text: str, numbers: Sequence[FoundNumber] = (), periods: Sequence[FoundPeriod] = ()) -> GoalReading:
    """Return what the goal says. `numbers` and `periods` hold their places in the text, end exclusive."""
    low = text.lower()
    measures = _measures(low)
    timed = any(name in _cues("tidsmål") for name in measures) or _has(low, "tidsord")
    deadlines = [p for p in periods if p.kind in ("deadline", "at", "since") and not (p.relative and timed)]
    figures = _figures(low, numbers, deadlines)
    baseline, target, change, unit = _ends(low, figures, measures)
    if target is None and change is None:
        target, change, unit = _said_otherwise(low, periods if timed else (), measures)
    vague = not measures and _has(low, "vagt")
    activity = _is_activity(low, measures)
    return GoalReading(
        text=text,
        kpis=measures,
        direction=_direction(low, baseline, target),
        subject=bool(measures) or _names_something(low, numbers, periods),
        vague=vague,
        activity=activity,
        checkable=_has(low, "sjekkbart"),
        stands_still=bool(measures) and _stands_still(low, baseline),
        baseline=baseline,
        target=target,
        change=change,
        unit=unit,
        deadline=max((p.last for p in deadlines), default=_year(low)),
        sample=_sample(low, numbers),
        told=_told(low),
    )


@cache
def _cues(name: str) -> tuple[str, ...]:
    return tuple(catalogue("smart")[name])


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return _compiled(_cues(name))


def _compiled(cues: Iterable[str]) -> re.Pattern[str]:
    ends = (re.escape(c[:-1]) + r"\b" if c.endswith("!") else re.escape(c) for c in sorted(cues, key=len, reverse=True))
    return re.compile(r"\b(?:" + "|".join(ends) + ")")


def _has(low: str, name: str) -> bool:
    return _pattern(name).search(low) is not None


@cache
def _kpi_pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    names = {cue.lower(): item.id for item in kpis().values() for cue in item.cues}
    return _compiled(cue + "!" if len(cue) <= _ABBREVIATION else cue for cue in names), names


def _measures(low: str) -> tuple[str, ...]:
    """Return the KPIs named: the first, and others that «og» joins to it."""
    pattern, names = _kpi_pattern()
    hits = [(match, names[match[0]]) for match in pattern.finditer(low)]
    if not hits:
        return ()
    first, main = _strongest(low, hits)
    found = [main]
    for match, name in hits:
        between = low[min(first.end(), match.end()) : max(first.start(), match.start())]
        if name not in found and _JOIN.search(between) and kpi(name) is not None:
            found.append(name)
    return tuple(found)


def _strongest(low: str, hits: list[tuple[re.Match[str], str]]) -> tuple[re.Match[str], str]:
    """Return the hit that the goal is about: the first before a joining word, the longest cue winning."""
    join = _JOIN.search(low)
    before = [hit for hit in hits if join is None or hit[0].start() < join.start()] or hits
    return max(before, key=lambda hit: len(hit[0][0]) + 6 * (hit is before[0]))


def _figures(low: str, numbers: Sequence[FoundNumber], deadlines: Sequence[FoundPeriod]) -> list[FoundNumber]:
    """Return the figures of the goal itself: not those of dates, samples, ordinals and ages."""
    kept = []
    for number in numbers:
        inside = any(p.start < number.end and number.start < p.end for p in deadlines)
        after, before = low[number.end : number.end + 14], low[max(0, number.start - 14) : number.start]
        sample = _is_sample(low, number)
        ordinal = before.rstrip().endswith(("nummer", "nr.", "nr", "butikk", "q"))
        age = re.match(r"\s*år\b", after) or (before.endswith(("under ", "over ")) and number.unit == "år")
        year = number.unit is None and _PLAIN_YEAR.fullmatch(low[number.start : number.end])
        if not (inside or sample or ordinal or age or year or getattr(number, "article", False)):
            kept.append(number)
    return kept


def _ends(
    low: str, figures: list[FoundNumber], measures: tuple[str, ...]
) -> tuple[float | None, float | None, float | None, str | None]:
    """Return baseline, target, change and unit."""
    start = next((n for n in figures if _FROM.search(low[: n.start]) or getattr(n, "role", None) == "from"), None)
    rest = [n for n in figures if n is not start and (start is None or n.start >= start.end)]
    if not rest:
        return (start.value if start else None), None, None, (start.unit if start else None)
    number = rest[0]
    changed = bool(_CHANGE.search(low[: number.start]) or _AFTER_CHANGE.search(low[number.end :]))
    if changed or number.unit == "prosentpoeng":
        return None, None, number.value, number.unit
    unit = number.unit
    if unit is None and not measures and _RATE.match(low[number.end :]) is None and start is None:
        unit = "stykk"
    return (start.value if start else None), number.value, None, unit


def _said_otherwise(
    low: str, periods: Sequence[FoundPeriod], measures: tuple[str, ...]
) -> tuple[float | None, float | None, str | None]:
    """Return a target or change told without a figure: a doubling, a halving, or a length of time."""
    if re.search(r"\bhalver", low):
        return None, 50.0, "ganger"
    if re.search(r"\b(?:for)?dobl", low):
        return None, 100.0, "ganger"
    if re.search(r"\btredobl", low):
        return None, 200.0, "ganger"
    length = next((p for p in periods if p.relative), None)
    if length is None:
        return None, None, None
    amount = re.search(r"\d+(?:,\d+)?", low[length.start : length.end])
    measure = kpi(measures[0]) if measures else None
    return (float(amount[0].replace(",", ".")) if amount else 1.0), None, measure.unit if measure else None


def _year(low: str) -> date | None:
    """Return the end of a year that stands by itself in the text."""
    match = _PLAIN_YEAR.search(low)
    return date(int(match[0]), 12, 31) if match else None


def _direction(low: str, baseline: float | None, target: float | None) -> Direction | None:
    if baseline is not None and target is not None and baseline != target:
        return "up" if target > baseline else "down"
    down, up = _pattern("ned").search(low), _pattern("opp").search(low)
    if down and (not up or down.start() <= up.start() or low.startswith("få ned")):
        return "down"
    if up:
        return "up"
    return "hold" if _has(low, "hold") else None


def _stands_still(low: str, baseline: float | None) -> bool:
    if _has(low, "står"):
        return True
    kept = _pattern("holder_på").match(low)
    return bool(kept and baseline is None and not re.search(r"\b(?:under|minst|over|høyst|maks)\b", low))


@cache
def _doing() -> re.Pattern[str]:
    return re.compile(_pattern("aktivitet").pattern + r"(?:e|er|r|es)?\b")


def _is_activity(low: str, measures: tuple[str, ...]) -> bool:
    """Whether the goal begins with something to do rather than something to reach."""
    opening = re.sub(r"^(?:vi|jeg)\s+(?:skal|vil|ønsker å|må)\s+|^å\s+|^målet er å\s+", "", low)
    match = _doing().match(opening)
    if match is None:
        return False
    if not measures:
        return True
    return not opening.startswith("hold") and not _is_effect_of(measures[0], opening)


def _is_effect_of(measure: str, opening: str) -> bool:
    """Whether the opening verb is part of naming the measure itself («svare innen 4 timer» is answer time)."""
    return measure in ("svartid", "oppfølgingsgrad") and not opening.startswith(("send", "svare på alle omtaler"))


def _names_something(low: str, numbers: Sequence[FoundNumber], periods: Sequence[FoundPeriod]) -> bool:
    """Whether a product, channel or measure outside the catalogue is named with what is to happen to it."""
    if not (_has(low, "opp") or _has(low, "ned") or _has(low, "sjekkbart") or numbers):
        return False
    spans = [(n.start, n.end) for n in numbers] + [(p.start, p.end) for p in periods]
    chars = [" " if any(a <= i < b for a, b in spans) else c for i, c in enumerate(low)]
    small = frozenset(_cues("småord"))
    words = [w for w in re.findall(r"[a-zæøåé-]{3,}", "".join(chars)) if w not in small]
    verbs = re.compile(rf"(?:{_pattern('opp').pattern}|{_pattern('ned').pattern}|{_pattern('hold').pattern})\w*")
    return any(verbs.fullmatch(word) is None for word in words)


def _sample(low: str, numbers: Sequence[FoundNumber]) -> float | None:
    """Return the number of answers behind a measurement, where the text says it."""
    found = (number for number in numbers if _is_sample(low, number))
    return next((number.value for number in found), None)


def _is_sample(low: str, number: FoundNumber) -> bool:
    near = low[number.start : number.end + 14]
    return (
        _has(low, "ressurs") and re.match(r"[\d ]+(?:svar|personer|respondenter|spurte|i utvalget)", near) is not None
    )


def _told(low: str) -> frozenset[str]:
    names = {"method": "metode", "owner": "ansvarlig", "source": "kilde", "checkpoint": "delmål", "segment": "segment"}
    told = {name for name, cues in names.items() if _has(low, cues)}
    serves = re.search(r"\b(?:slik at|for å|så vi)\b(.*)", low)
    if serves and _has(serves[1], "forretningsmål"):
        told.add("forretningsmål")
    return frozenset(told)
