"""What an utterance says: facts with values, units, periods and deadlines, each with its place in the text.

Pure and rule-based. Figures are read by `figures`, dates by `dates`, words by `statements`; here they become facts,
and what was asked is answered by «vet ikke», «ingen», «bare meg» or the whole message.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from assistant.language.dates import Period, find_periods, from_today
from assistant.language.figures import DURATIONS, Figure, Scene, read_figures
from assistant.language.intents import read_intents
from assistant.language.lexicon import fold
from assistant.language.modality import wanted
from assistant.language.numbers import find_numbers
from assistant.language.slots import GOAL, Cue, Slot, find_cues, slot_info, slot_of_question, slots
from assistant.language.statements import answer_words, place_spans, read_choice, read_statements, relative_values

__all__ = ["Fact", "read_facts", "slot_info"]

Value = float | int | str | bool | date


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing said. Money in NOK, shares in percent; `start` and `end` count code points, end exclusive.

    `slot` None: a figure whose slot is unsure. `change` is `{"value", "unit"}` for «10 % opp»; `value` is then what it
    makes of the known value, or None. `by` is the deadline tied to it, the last day of the period named.
    """

    slot: str | None
    value: Value | None
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    per: str | None = None
    by: date | None = None
    change: Mapping[str, float | str] | None = None
    approximate: bool = False
    negated: bool = False
    unknown: bool = False
    start: int = 0
    end: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the fact with dates as ISO text."""
        return {key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(self).items()}


def read_facts(utterance: str, *, asked: str | None = None, today: date, known: Mapping[str, float] | None = None) -> tuple[Fact, ...]:
    """Read what an utterance says, in the order it is said.

    `asked` is the slot or the question just put; `known` holds values said before, so that changes and corrections
    can be worked out. Values are as said: «85 000 i måneden» is 85 000 per måned whatever the slot's own period.
    """
    slot = slot_of_question(asked) if asked else None
    text, known = fold(utterance), known or {}
    periods = find_periods(utterance, today)
    cues = find_cues(text)
    periods = _durations_apart(text, periods, cues, slot)
    skip = [(period.start, period.end) for period in periods] + place_spans(utterance)
    scene = Scene(
        text, cues, find_numbers(utterance, skip), slot, known,
        tuple((period.start, period.end) for period in periods if period.first > today),
    )  # fmt: skip
    figures = [] if slot is not None and slot.kind in ("text", "list") and not _cued(scene) else read_figures(scene)
    facts = [_fact(figure, known, figures) for figure in figures]
    facts += relative_facts(text, cues, slot, known)
    facts = _dated(text, facts, periods, cues, slot, today)
    facts += _other(utterance, text, slot, facts, cues, today)
    return tuple(sorted(_once(facts), key=lambda fact: (fact.start, fact.end)))


def _cued(scene: Scene) -> bool:
    """Say whether an answer in words also holds figures that name their own slot."""
    return any(cue.slot.numeric for cue in scene.cues)


def _durations_apart(text: str, periods: Sequence[Period], cues: Sequence[Cue], asked: Slot | None) -> tuple[Period, ...]:
    """Leave out «innen to dager» where it is a length of time («vi svarer innen to dager»), not a deadline."""
    if asked is not None and asked.kind == "duration":
        return tuple(period for period in periods if not period.relative)
    lengths = [cue for cue in cues if cue.slot.kind == "duration" and cue.slot.name != "timer_per_uke"]
    return tuple(
        period for period in periods
        if not (period.relative and any(0 <= period.start - cue.end < 30 and wanted(text[: period.start]) is not True for cue in lengths))
    )  # fmt: skip


# --- figures ------------------------------------------------------------------------------------------------------

_PERIODS = {"dag": (7.0, "uke"), "kvartal": (4.0, "år"), "halvår": (2.0, "år")}
_WORKING = {"dager": 7.5, "minutter": 1 / 60, "uker": 37.5}


def _fact(figure: Figure, known: Mapping[str, float], figures: Sequence[Figure]) -> Fact:
    number, slot = figure.number, figure.slot
    if slot is None:
        return Fact(None, _whole(number.value), _end(number.low), _end(number.high), number.unit, figure.per if figure.per in ("måned", "år", "uke") else None,
                    approximate=number.approximate, start=number.start, end=number.end)  # fmt: skip
    if figure.sign:
        return _change(figure, slot, known, figures)
    factor, unit, per = 1.0, slot.unit, figure.per or slot.per
    if per in _PERIODS:
        factor, per = _PERIODS[per]
    if slot.kind == "duration" and number.unit is not None:
        if slot.name == "timer_per_uke":
            factor *= _WORKING.get(number.unit, 1.0)
        else:
            unit = number.unit
    rough = number.approximate or figure.per == "dag" or (slot.name == "timer_per_uke" and number.unit == "dager" and False)
    ends = [None if end is None else _whole(end * factor) for end in (number.low, number.high)]
    return Fact(
        slot.name + (GOAL if figure.target else ""), _whole(number.value * factor), ends[0], ends[1], unit, per,
        approximate=rough, negated=figure.negated, start=number.start, end=number.end,
    )  # fmt: skip


def _change(figure: Figure, slot: Slot, known: Mapping[str, float], figures: Sequence[Figure]) -> Fact:
    number = figure.number
    unit = number.unit or slot.unit or ""
    amount = number.value * figure.sign
    base = known.get(slot.name)
    if base is None:
        base = next((f.number.value for f in figures if f.slot == slot and not f.sign and not f.target), None)
    value = None if figure.past else changed(base, amount, unit, slot)
    return Fact(
        slot.name + (GOAL if slot.target and not figure.past else ""), value, unit=slot.unit, per=slot.per,
        change={"value": _whole(amount), "unit": unit}, approximate=number.approximate, negated=figure.negated, start=number.start, end=number.end,
    )  # fmt: skip


def changed(base: float | None, amount: float, unit: str, slot: Slot) -> float | int | None:
    """Return a known value after a change; None when nothing is known, or percent of a share could be points."""
    if base is None:
        return None
    if unit == "%":
        return None if slot.kind == "share" and abs(amount) < 50 else _whole(round(base * (1 + amount / 100), 6))
    return _whole(base + amount)


def _whole(value: float) -> float | int:
    rounded = round(value, 6)
    return int(rounded) if float(rounded).is_integer() else rounded


def _end(value: float | None) -> float | int | None:
    return None if value is None else _whole(value)


def relative_facts(text: str, cues: Sequence[Cue], asked: Slot | None, known: Mapping[str, float]) -> list[Fact]:
    """Read «doble», «halvere», «dobbelt så mange»: changes without a figure."""
    facts = []
    for amount, start, end, past in relative_values(text):
        near = [cue for cue in cues if cue.slot.numeric and cue.slot.target and not re.search(r"[!?;]|\.\s", text[min(end, cue.end) : max(start, cue.start)])]
        slot = min(near, key=lambda cue: max(cue.start - end, start - cue.end)).slot if near else asked
        if slot is None or not slot.numeric or not slots()[slot.base].target:
            continue
        base = slots()[slot.base]
        value = None if past else changed(known.get(base.name), amount, "%", base)
        name = base.name + ("" if past else GOAL)
        facts.append(Fact(name, value, unit=base.unit, per=base.per, change={"value": _whole(amount), "unit": "%"}, start=start, end=end))
    return facts


# --- dates --------------------------------------------------------------------------------------------------------


def _dated(text: str, facts: list[Fact], periods: Sequence[Period], cues: Sequence[Cue], asked: Slot | None, today: date) -> list[Fact]:
    """Tie deadlines to the wishes they belong to; a date that belongs to none is a fact of its own."""
    coming = [period for period in periods if period.last >= today and period.kind in ("deadline", "at")]
    wishes = [fact for fact in facts if fact.slot is not None and (fact.slot.endswith(GOAL) or wanted(text[max(0, fact.start - 40) : fact.start]))]
    tied = {id(fact): _nearest(text, fact, wishes, coming) for fact in wishes}
    dated = [replace(fact, by=period.last) if (period := tied.get(id(fact))) else fact for fact in facts]
    used = [period for period in tied.values() if period is not None]
    free = [period for period in periods if period not in used]
    return dated + _own_dates(text, free, cues, asked, today, bool(wishes) and bool(used), bool(facts))


def _nearest(text: str, fact: Fact, wishes: Sequence[Fact], coming: Sequence[Period]) -> Period | None:
    """Return the deadline of a wish: the first one after it before the next wish, else the one in its sentence."""
    following = min((wish.start for wish in wishes if wish.start > fact.start), default=len(text))
    after = [period for period in coming if fact.end <= period.start < following]
    if after:
        return after[0]
    same = [period for period in coming if not re.search(r"[.!?]\s", text[min(fact.end, period.end) : max(fact.start, period.start)])]
    return same[0] if same else (coming[0] if len(coming) == 1 else None)


_BEGUN = re.compile(r"(?:start\w*|åpn\w*|opn\w*|etabler\w*|stift\w*|grunnla\w*|holdt på|halde på|drevet|drive|drevi|drivi|eksister\w*|begynte|byrja|since|vært i drift)\b[^.!?]{0,30}$")


def _own_dates(text: str, free: Sequence[Period], cues: Sequence[Cue], asked: Slot | None, today: date, tied: bool, others: bool) -> list[Fact]:
    facts: list[Fact] = []
    for period in free:
        begun = period.kind == "since" or bool(_BEGUN.search(text[: period.start])) or text[period.start : period.end].startswith(("start", "åpn", "opna", "etabl", "stift", "grunn"))
        if asked is not None and asked.name == "oppstart" or (begun and (asked is None or asked.kind != "date") and (period.first <= today or "start" in text)):
            if not (period.kind == "since" and others and not _BEGUN.search(text[: period.start]) and not re.search(r"siden|sidan|sia", text[period.start : period.end])):
                facts.append(Fact("oppstart", period.first, start=period.start, end=period.end))
        elif period.last >= today and asked is not None and asked.name == "frist":
            facts.append(Fact("frist", period.last, by=period.last, start=period.start, end=period.end))
        elif period.last >= today and not tied and (period.kind == "deadline" or any(cue.slot.name == "frist" for cue in cues)) and (asked is None or not others):
            facts.append(Fact("frist", period.last, by=period.last, start=period.start, end=period.end))
    firsts = {fact.slot: fact for fact in reversed(facts)}
    return sorted(firsts.values(), key=lambda fact: fact.start)


# --- the rest -----------------------------------------------------------------------------------------------------

_NOTHING = re.compile(r"^(?:(?:nei|tja|nå|hm+|eh|vi|jeg|eg|me|har|bruker|det|er|blir|akkurat|faktisk|egentlig|foreløpig)[,. ]+)*(?:ingen(?:ting|ting ennå)?|inga|ingenting|null|ikke noe|ikkje noko|0|zero|none|nothing|nada|niks|ikke noen|ikke (?:ei|en) krone|itjnå)(?:\s(?:foreløpig|enda|ennå|enno|i dag|nå|ingenting|faktisk|spesielt|noe|akkurat nå))*[\s.!,]*$")
_NONE_OF = re.compile(r"\b(?:ingen|inga|null|ikke noe|ikke noen|ikkje noko|ikkje nokon|har ikke|har ikkje|har itj|uten|zero|no)\s(?:\w+\s)?$")
_ALONE = re.compile(r"\b(?:bare|berre|kun|only|bærre)\s(?:meg|mæ|me|jeg|eg|æ|en selv)\b|\b(?:jeg|eg|æ) (?:er|e|jobber|jobbar|driver|driv)\s(?:\w+\s)?(?:alene|aleine|åleine|aleina|helt alene)\b|\benmannsbedrift\b|\benkvinne\w*|\benpersons?\w*|\bmeg selv og ingen\b")


def _other(utterance: str, text: str, asked: Slot | None, facts: Sequence[Fact], cues: Sequence[Cue], today: date) -> list[Fact]:
    """Read what is no figure and no date: nothing, all, unknown, yes and no, choices and words."""
    intents = read_intents(utterance, asked=asked.name if asked else None)
    got = {fact.slot for fact in facts}
    more = _zeros(text, asked, got, cues)
    more += [fact for fact in _asked_length(text, asked, got, today) if fact.slot not in got]
    got |= {fact.slot for fact in more}
    if "vet_ikke" in intents:
        return more + _unknown(text, asked, got, cues) + (list(_statements(utterance, None, got)) if asked is None else [])
    if asked is not None and asked.kind in ("flag", "choice") and asked.name not in got:
        more += _chosen(text, asked)
    elif "i de faste" in text or "utenom de faste" in text or "i tillegg til de faste" in text:
        more += _chosen(text, slots()["budsjett_i_faste"])
    answered = asked is not None and asked.kind in ("text", "list")
    return more + list(_statements(utterance, asked if answered and "svarer" in intents else None, got | {f.slot for f in more}))


def _statements(utterance: str, asked: Slot | None, got: set[str | None]) -> list[Fact]:
    said = read_statements(utterance, asked.name if asked else None)
    if asked is not None and asked.name not in {slot for slot, *_ in said}:
        words = answer_words(utterance, asked.name, asked.kind == "list")
        said = [row for row in said if words is None or not (words[1] <= row[2] < words[2])]
        said = [(asked.name, *words), *said] if words else said
    return [Fact(slot, value, start=start, end=end) for slot, value, start, end in said if slot not in got]


def _zeros(text: str, asked: Slot | None, got: set[str | None], cues: Sequence[Cue]) -> list[Fact]:
    facts = []
    if asked is not None and asked.numeric and asked.name not in got:
        value = 0 if _NOTHING.match(text) else None
        if asked.kind == "share" and re.match(r"^(?:så å si |omtrent |nesten )?(?:alle|samtlige|alle sammen|allihopa|absolutt alle)\b", text):
            value = 100
        if value is not None:
            words = text.strip(" .,!")
            facts.append(Fact(asked.name, value, unit=asked.unit, per=asked.per, approximate="nesten" in text or "omtrent" in text, start=text.find(words), end=text.find(words) + len(words)))
    for cue in cues:
        none = _NONE_OF.search(text[: cue.start])
        if none and cue.slot.kind in ("count", "money") and cue.slot.name not in got and cue.slot.name in ("ansatte", "markedsbudsjett", "følgere", "nye_kunder", "leads", "antall_omtaler", "medlemmer", "faste_kostnader", "frivillige", "kunder"):
            facts.append(Fact(cue.slot.name, 0, unit=cue.slot.unit, per=cue.slot.per, start=none.start(), end=cue.end))
            break
    alone = _ALONE.search(text)
    if alone and "ansatte" not in got and (asked is None or asked.base == "ansatte") and not any(f.slot == "ansatte" for f in facts):
        facts.append(Fact("ansatte", 1, unit="ansatte", start=alone.start(), end=alone.end()))
    return facts


def _asked_length(text: str, asked: Slot | None, got: set[str | None], today: date) -> list[Fact]:
    """Read a bare length of time as a deadline when a date was asked for («et halvt år»)."""
    if asked is None or asked.name != "frist" or "frist" in got:
        return []
    number = next((n for n in find_numbers(text) if n.unit in DURATIONS), None)
    day = from_today(today, number.value, str(number.unit)) if number else None
    return [Fact("frist", day, by=day, start=number.start, end=number.end)] if number and day else []


def _unknown(text: str, asked: Slot | None, got: set[str | None], cues: Sequence[Cue]) -> list[Fact]:
    place = re.search(r"\S.*\S|\S", text)
    start, end = place.span() if place else (0, 0)
    named = [cue for cue in cues if cue.slot.numeric]
    if asked is not None and not got & {asked.name, asked.base, asked.base + GOAL}:
        if not (got - {None}) or not named:
            return [Fact(asked.name, None, unknown=True, start=start, end=end)]
        return []
    near = [cue for cue in named if cue.slot.name not in got and cue.slot.name + GOAL not in got]
    if asked is None and near and not got:
        return [Fact(near[0].slot.name, None, unknown=True, start=start, end=end)]
    return []


def _chosen(text: str, slot: Slot) -> list[Fact]:
    found = read_choice(text, slot.name)
    return [] if found is None else [Fact(slot.name, found[0], start=found[1], end=found[2])]


def _once(facts: Sequence[Fact]) -> list[Fact]:
    """Keep one fact a slot: the last figure said with a cue wins over none; unsure figures are all kept."""
    kept: dict[object, Fact] = {}
    for index, fact in enumerate(facts):
        key: object = fact.slot if fact.slot is not None else index
        if key not in kept or (kept[key].unknown and not fact.unknown):
            kept[key] = fact
    return list(kept.values())

