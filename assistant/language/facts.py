"""What an utterance says: facts with values, units, periods and deadlines, each with its place in the text.

Pure and rule-based. Figures are read by `figures`, dates by `dates`, words by `statements`; here they become facts,
and deadlines are tied to the wishes they belong to. What only a question makes sense of is read by `answers`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from assistant.language.answers import read_answer
from assistant.language.assignment import only_known
from assistant.language.dates import Period, find_periods
from assistant.language.fact import Fact, whole
from assistant.language.figures import read_figures
from assistant.language.lexicon import fold, pattern
from assistant.language.modality import relative_values, wanted
from assistant.language.numbers import find_numbers
from assistant.language.scene import Figure, Scene
from assistant.language.slots import GOAL, Cue, Slot, asked_of, find_cues, slot_info, slot_of_question, slots
from assistant.language.statements import place_spans
from assistant.language.sums import days_open

__all__ = ["Fact", "read_facts", "slot_info"]

# More figures than this in one message are a table, not talk.
_MOST = 60
# A period the JSON does not have: times what, per which. A day is counted as one of seven, and marked as rough.
_PERIODS = {"dag": (7.0, "uke"), "kvartal": (4.0, "år"), "halvår": (2.0, "år")}
_WORKING_HOURS = {"dager": 7.5, "minutter": 1 / 60, "uker": 37.5}


def read_facts(
    utterance: str, *, asked: str | None = None, today: date, known: Mapping[str, float] | None = None
) -> tuple[Fact, ...]:
    """Read what an utterance says, in the order it is said.

    `asked` is the slot, the question just put, or both as «slot: question» («av ti kunder, hvor mange …?» makes «tre»
    30 %); `known` holds values said before, so that changes and corrections
    can be worked out. Values are as said: «85 000 i måneden» is 85 000 per måned whatever the slot's own period.
    """
    slot = slot_of_question(asked) if asked else None
    text, known = fold(utterance), known or {}
    cues = find_cues(text)
    periods = _deadlines(text, find_periods(utterance, today), cues, slot)
    numbers = find_numbers(utterance, [*((p.start, p.end) for p in periods), *place_spans(utterance)])[:_MOST]
    coming = tuple((period.start, period.end) for period in periods if period.first > today)
    goal = slot is None and bool(asked and pattern("goal_question").search(fold(asked)))
    scene = Scene(text, cues, numbers, slot, known, coming, _lengths(periods), asked_of(asked or ""), goal)
    figures = [f for f in read_figures(scene) if not _refused(text, f)] if _may_hold_figures(slot, cues) else []
    facts = [_fact(figure, known, figures, days_open(text)) for figure in figures] + _doubled(text, cues, slot, known)
    facts = _dated(text, facts, periods, cues, slot, today)
    facts += read_answer(utterance, text, slot, facts, cues, today, known)
    return tuple(sorted(_once(facts), key=lambda fact: (fact.start, fact.end)))


def _may_hold_figures(asked: Slot | None, cues: Sequence[Cue]) -> bool:
    """Say whether figures are looked for: in an answer in words only when it names a slot that has figures."""
    return asked is None or asked.kind not in ("text", "list") or any(cue.slot.numeric for cue in cues)


def _refused(text: str, figure: Figure) -> bool:
    """Say whether a figure is only named to be turned down: «200 nye kunder klarer vi aldri»."""
    return bool(pattern("out_of_reach").match(text, figure.number.end))


def _lengths(periods: Sequence[Period]) -> tuple[tuple[int, int, str], ...]:
    """Return where a whole year, month or week is named: figures beside it are for that long."""
    spans = []
    for period in periods:
        days = (period.last - period.first).days + 1
        name = "år" if days in (365, 366) else "måned" if 28 <= days <= 31 else "uke" if days == 7 else None
        if name and not period.relative and period.kind in ("past", "at"):
            spans.append((period.start, period.end, name))
    return tuple(spans)


def _deadlines(text: str, periods: Sequence[Period], cues: Sequence[Cue], asked: Slot | None) -> list[Period]:
    """Leave out «innen to dager» where it is a length of time («vi svarer innen to dager»), not a deadline."""
    periods = [p for p in periods if not _listed_with(text, p, periods)]
    periods = [p for i, p in enumerate(periods) if not _narrowed(text, p, periods[i + 1 :])]
    if asked is not None and asked.numeric:
        periods = [
            p
            for p in periods
            if not re.fullmatch(r"\s*\d{4}", text[p.start : p.end])
            or text.strip(" .,!") != text[p.start : p.end].strip()
        ]
    if asked is not None and asked.kind in ("share", "number", "duration"):
        periods = [p for p in periods if not re.fullmatch(r"\d+/\d+", text[p.start : p.end])]
    if asked is not None and asked.kind == "duration":
        return [period for period in periods if not period.relative]
    lengths = [cue.end for cue in cues if cue.slot.kind == "duration" and cue.slot.name != "timer_per_uke"]

    def measures(period: Period) -> bool:
        near = any(0 <= period.start - end < 30 for end in lengths)
        per = pattern("period_per").match(text, period.start)
        return period.relative and bool(near or per) and wanted(text[: period.start]) is not True

    return [period for period in periods if not measures(period)]


def _listed_with(text: str, period: Period, periods: Sequence[Period]) -> bool:
    """Say whether a month is one of several («i juni, juli og august»): when in the year, not a deadline."""
    others = [p for p in periods if p is not period and p.kind == period.kind == "at"]
    gaps = [text[min(p.end, period.end) : max(p.start, period.start)] for p in others]
    return any(re.fullmatch(r"\s?,\s|\s(?:og|til|-)\s(?:i\s)?|\s?-\s?", gap) for gap in gaps)


def _narrowed(text: str, period: Period, later: Sequence[Period]) -> bool:
    """Say whether the next date is the one meant: «til høsten, senest oktober»."""
    if not later or period.last < period.first or period.kind == "past":
        return False
    between = text[period.end : later[0].start]
    after = text[period.end : later[0].end]
    return bool(len(between) < 40 and pattern("that_is").match(after) and not re.search(r"\d", between))


# --- figures ------------------------------------------------------------------------------------------------------


def _fact(figure: Figure, known: Mapping[str, float], figures: Sequence[Figure], days: float | None) -> Fact:
    number, slot = figure.number, figure.slot
    if slot is not None and figure.sign:
        return _change(figure, slot, known, figures)
    factor, unit, per = 1.0, number.unit, figure.per
    if slot is not None:
        unit, per = slot.unit, per or slot.per
        if slot.name == "timer_per_uke":
            factor = _WORKING_HOURS.get(number.unit or "", 1.0)
        elif slot.kind == "duration":
            unit = number.unit or unit
    if per in _PERIODS:
        times, per = _PERIODS[per]
        factor *= days if days and figure.per == "dag" else times
    low, high = (None if end is None else whole(end * factor) for end in (number.low, number.high))
    rough = number.approximate or (figure.per == "dag" and not days)
    name = slot.name + (GOAL if figure.target else "") if slot else None
    return Fact(
        name, whole(number.value * factor), low, high, unit, per,
        approximate=rough, negated=figure.negated, start=number.start, end=number.end,
    )  # fmt: skip


def _change(figure: Figure, slot: Slot, known: Mapping[str, float], figures: Sequence[Figure]) -> Fact:
    number = figure.number
    amount, unit = number.value * figure.sign, number.unit or slot.unit or ""
    said = (f.number.value for f in figures if f.slot == slot and not f.sign and not f.target)
    base = known.get(slot.name, next(said, None))
    value, low, high = (
        None if end is None or figure.past else changed(base, end * figure.sign, unit, slot)
        for end in (number.value, number.low, number.high)
    )
    if low is not None and high is not None and low > high:
        low, high = high, low
    return Fact(
        slot.name + (GOAL if figure.target else ""), value, low, high, slot.unit, slot.per,
        change={"value": whole(amount), "unit": unit}, approximate=number.approximate,
        negated=figure.negated, start=number.start, end=number.end,
    )  # fmt: skip


def changed(base: float | None, amount: float, unit: str, slot: Slot) -> float | int | None:
    """Return a known value after a change; None when nothing is known, or percent of a share could mean points."""
    if base is None or not slot.target:
        return None
    if unit == "%" and slot.kind == "share" and abs(amount) < 50 and 0 <= base + amount <= 100:
        return None
    return whole(base * (1 + amount / 100) if unit == "%" else base + amount)


def _doubled(text: str, cues: Sequence[Cue], asked: Slot | None, known: Mapping[str, float]) -> list[Fact]:
    """Read «doble», «halvere», «dobbelt så mange»: changes without a figure."""
    facts = []
    for amount, start, end, past in relative_values(text):
        slot = _changed_slot(text, cues, asked, start, end) or only_known(known, None, 1)
        if slot is None:
            continue
        value = None if past else changed(known.get(slot.name), amount, "%", slot)
        change = {"value": whole(amount), "unit": "%"}
        name = slot.name + ("" if past else GOAL)
        facts.append(Fact(name, value, unit=slot.unit, per=slot.per, change=change, start=start, end=end))
    return facts


def _changed_slot(text: str, cues: Sequence[Cue], asked: Slot | None, start: int, end: int) -> Slot | None:
    """Return the slot that a change without a figure is about: the nearest in its sentence, else what was asked."""

    def apart(cue: Cue) -> str:
        return text[min(end, cue.end) : max(start, cue.start)]

    near = [cue for cue in cues if cue.slot.numeric and cue.slot.target and not re.search(r"[!?;]|\.\s", apart(cue))]
    if near:
        return min(near, key=lambda cue: len(apart(cue))).slot
    base = slots()[asked.base] if asked is not None else None
    return base if base is not None and base.numeric and base.target else None


# --- dates --------------------------------------------------------------------------------------------------------


def _dated(
    text: str, facts: list[Fact], periods: Sequence[Period], cues: Sequence[Cue], asked: Slot | None, today: date
) -> list[Fact]:
    """Tie deadlines to the wishes they belong to; a date that belongs to none is a fact of its own."""
    coming = [period for period in periods if period.last > today and period.kind in ("deadline", "at")]
    wishes = [fact for fact in facts if _is_wish(text, fact)]
    tied = {fact: period for fact in wishes if (period := _nearest(text, fact, wishes, coming))}
    dated = [replace(fact, by=tied[fact].last) if fact in tied else fact for fact in facts]
    free = [period for period in periods if period not in tied.values()]
    for period in free:
        if _begins(text, period, asked, today, bool(facts)):
            dated.append(Fact("oppstart", period.first, start=period.start, end=period.end))
        elif period.last >= today and _is_deadline(period, cues, asked, bool(facts), bool(tied)):
            dated.append(Fact("frist", period.last, by=period.last, start=period.start, end=period.end))
    return dated


def _is_wish(text: str, fact: Fact) -> bool:
    if fact.slot is None or fact.slot.endswith(GOAL):
        return fact.slot is not None
    return not slot_info(fact.slot).target and bool(wanted(text[max(0, fact.start - 40) : fact.start]))


def _nearest(text: str, fact: Fact, wishes: Sequence[Fact], coming: Sequence[Period]) -> Period | None:
    """Return the deadline of a wish: the first one after it before the next wish, else the one in its sentence."""
    following = min((wish.start for wish in wishes if wish.start > fact.start), default=len(text))
    after = [period for period in coming if fact.end <= period.start < following]
    if after:
        return after[0]

    def apart(period: Period) -> str:
        return text[min(fact.end, period.end) : max(fact.start, period.start)]

    same = [period for period in coming if not re.search(r"[.!?]\s", apart(period))]
    return same[0] if same else (coming[0] if len(coming) == 1 else None)


def _begins(text: str, period: Period, asked: Slot | None, today: date, others: bool) -> bool:
    """Say whether a date tells when the business began: «siden 2019», «startet i mars», or asked for."""
    if asked is not None and asked.kind == "date":
        return asked.name == "oppstart"
    begun = pattern("begun").search(text[: period.end - 1])
    since = period.kind == "since" and not others and text[period.start : period.end].startswith(("si", "sea"))
    return bool(begun or since) and (period.first <= today or bool(begun and begun.group().startswith("start")))


def _is_deadline(period: Period, cues: Sequence[Cue], asked: Slot | None, others: bool, tied: bool) -> bool:
    if asked is not None and asked.name == "frist":
        return True
    named = any(cue.slot.name == "frist" for cue in cues)
    return (period.kind == "deadline" or named) and not tied and (asked is None or not others)


def _once(facts: Sequence[Fact]) -> list[Fact]:
    """Keep the first fact of a slot, and every unsure figure; a date inside words told of something else is theirs."""
    kept: dict[object, Fact] = {}
    for index, fact in enumerate(facts):
        inside = any(isinstance(o.value, str) and o is not fact and o.start <= fact.start < o.end for o in facts)
        if fact.slot in ("frist", "oppstart") and inside:
            continue
        kept.setdefault(fact.slot if fact.slot is not None else index, fact)
    return list(kept.values())
