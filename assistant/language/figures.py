"""Figures as people mean them: with their slot, wished for or told, changed, denied or taken back."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.language.assignment import find_slot
from assistant.language.lexicon import pattern
from assistant.language.modality import breaks_off, change_sign, denied, in_past, is_correction, period_in, wanted
from assistant.language.numbers import Number
from assistant.language.scene import Around, Figure, Scene
from assistant.language.slots import GOAL, Slot, slots
from assistant.language.sums import summed

# Shares that nobody has below one percent: «0,45» is 45 %.
_MOSTLY_ABOVE_ONE = frozenset(
    ("dekningsgrad", "gjenkjøpsrate", "kundelojalitet", "belegg", "kundetilfredshet", "tilbudstreff", "lead_til_kunde")
)

# Lengths of time in days, for the two ends of a range.
_DAYS = {"timer": 1 / 24, "dager": 1.0, "uker": 7.0, "måneder": 30.0, "år": 365.0}
# What a few bare kroner a year mean when asked for: «450» is 450 000 in turnover, «6» is 6 millions.
_THOUSANDS = {(100.0, 999.0): 1e3}
_SPOKEN_SCALES: Mapping[str, Mapping[tuple[float, float], float]] = {
    "omsetning": _THOUSANDS | {(1.0, 30.0): 1e6},
    "resultat": _THOUSANDS,
    "faste_kostnader": _THOUSANDS,
}


def read_figures(scene: Scene) -> list[Figure]:
    """Return the figures of a message in order, each with its slot where that can be told."""
    numbers = _as_range(scene, _settled(scene))
    figures: list[Figure] = []
    for index, number in enumerate(numbers):
        figure = _figure(scene, number, _around(scene.text, numbers, index), figures)
        if figure is not None:
            figures.append(figure)
    figures = summed(scene, figures)
    figures = [f for f in _without_denied(scene, figures) if not (f.past and f.number.role == "from")]
    for _ in range(2):  # a figure may take its scale from one that takes it from a third
        figures = [_rescaled(scene, figure, figures) for figure in figures]
    return [figure if figure.per else replace(figure, per=_shared_per(figure, figures)) for figure in figures]


def _shared_per(figure: Figure, figures: Sequence[Figure]) -> str | None:
    """Return the period said with another figure of the same slot: «5 i måneden, i dag 2»."""
    return next((f.per for f in figures if f.slot is not None and f.slot == figure.slot and f.per), None)


def _settled(scene: Scene) -> list[Number]:
    """Return the numbers that stand: one that is taken back in the same breath is left out, as is a lone article."""
    kept: list[Number] = []
    for number in scene.numbers:
        if (number.article and not _counts(scene, number)) or _is_year(scene, number):
            continue
        if kept and breaks_off(scene.text[kept[-1].end : number.start]) and kept[-1].role is None:
            kept.pop()
        kept.append(number)
    return kept


def _as_range(scene: Scene, numbers: list[Number]) -> list[Number]:
    """Return «fra 3 til 6 måneder» as a range where a length of time or a price was asked for and nothing changes."""
    asked = scene.asked
    if asked is None or asked.name.endswith(GOAL) or len(numbers) != 2 or numbers[1].role != "to":
        return numbers
    first, last = numbers
    if first.unit != last.unit and {first.unit, last.unit} <= _DAYS.keys():
        size = _DAYS[str(first.unit)] / _DAYS[str(last.unit)]
        first = replace(first, value=first.value * size, unit=last.unit)
    measures = asked.kind == "duration" or (asked.kind == "money" and asked.per is None)
    if not measures or pattern("want").search(scene.text) or first.value >= last.value or first.unit != last.unit:
        return numbers
    middle = (first.value + last.value) / 2
    return [replace(last, value=middle, low=first.value, high=last.value, start=first.start, role=None)]


def _is_year(scene: Scene, number: Number) -> bool:
    """Say whether bare digits are a year beside other figures («omsetning 2025: 3 450 000»), or by themselves."""
    if not (number.bare and 1985 <= number.value <= 2045 and number.end - number.start == 4 and number.low is None):
        return False
    if any(0 <= cue.start - number.end <= 1 and cue.slot.kind == "count" for cue in scene.cues):
        return False
    others = [n for n in scene.numbers if n is not number and not n.article]
    if any(n.role is not None for n in (number, *others)):
        return number.role is None
    return bool(others) or scene.asked is None


def _counts(scene: Scene, number: Number) -> bool:
    """Say whether a lone «en» is the number one: as the whole answer, or before «ansatt»."""
    said = scene.text.strip(" .,!")
    if scene.asked is not None and scene.asked.numeric and len(said) <= 12 and scene.text[: number.end].endswith(said):
        return True
    return any(cue.slot.name == "ansatte" and 1 <= cue.start - number.end <= 8 for cue in scene.cues)


def _around(text: str, numbers: Sequence[Number], index: int) -> Around:
    number = numbers[index]
    first = numbers[index - 1].end if index else 0
    last = numbers[index + 1].start if index + 1 < len(numbers) else len(text)
    parts = pattern("sentence_end").split(text[first : number.start])
    before, follows = parts[-1], bool(index) and len(parts) == 1
    after = pattern("sentence_end").split(text[number.end : last])[0]
    return Around(before, after, 0 if number.role else change_sign(before, after, number.unit), follows)


def _figure(scene: Scene, number: Number, around: Around, earlier: Sequence[Figure]) -> Figure | None:
    if number.unit == "meter":
        return None
    slot = find_slot(scene, number, around, earlier)
    if slot is None:
        return Figure(number, None, per=_per(number, around)) if _worth_asking(scene, number) else None
    base, sign = _paid(slots()[slot.base], _per(number, around)), around.sign
    if number.unit == "%" and base.kind == "money" and (of := _part_of(scene, slot, number, around)):
        return Figure(of, base, slot.name.endswith(GOAL), negated=denied(around.before))
    if number.unit == "%" and base.kind != "share" and not sign:
        if not (slot.name.endswith(GOAL) or _wanted(scene, number, around, earlier)):
            return None
        sign = 1
    if base.name == "snittordre" and _per(number, around) in ("år", "måned") and scene.asked is None:
        return Figure(number, None, per=_per(number, around))  # what each buys for in all, not each time
    if base.name == "resultat" and not sign and _is_loss(scene.text, number):
        number = replace(number, value=-abs(number.value))
    if scene.asked_of and slot == scene.asked and number.unit is None and number.value <= scene.asked_of:
        number = _of(number, scene.asked_of)
    elif base.name in _MOSTLY_ABOVE_ONE and number.bare and 0 < number.value < 1:
        number = replace(number, value=round(number.value * 100, 6))
    past = bool(sign or number.role) and (in_past(around.before, around.after) or _goes_on(number, earlier))
    target = base.target and not past and (bool(sign) or _is_target(scene, slot, number, around, earlier))
    per = _per(number, around) or _named_length(scene, number, base, around)
    return Figure(number, base, target, sign, past, per, denied(around.before))


def _paid(slot: Slot, per: str | None) -> Slot:
    """Return the slot of a price: what is paid per month is a subscription."""
    return slots()["abonnementspris"] if slot.name == "pris" and per == "måned" else slot


def _of(number: Number, whole: float) -> Number:
    """Return «tre» as the answer to «av ti, hvor mange?»: 30 %."""
    low, high = (None if end is None else 100 * end / whole for end in (number.low, number.high))
    return replace(number, value=100 * number.value / whole, low=low, high=high, unit="%", counter=False)


def _goes_on(number: Number, earlier: Sequence[Figure]) -> bool:
    """Say whether «til B» ends a change that «fra A» told as past."""
    return number.role == "to" and bool(earlier) and earlier[-1].past


def _part_of(scene: Scene, slot: Slot, number: Number, around: Around) -> Number | None:
    """Return «5 prosent av omsetningen», or «overskudd på 10 %», in kroner, when the turnover is known."""
    turnover = scene.known.get("omsetning")
    if slot.name.endswith(GOAL):
        turnover = scene.known.get("omsetning" + GOAL, turnover)
    margin = (
        slot.base == "resultat"
        and not around.sign
        and (pattern("margin").search(around.before) or pattern("margin_after").match(around.after))
    )
    if turnover is None or not (margin or re.match(r"\s?av (?:års)?omset", around.after)):
        return None
    low, high = (None if end is None else turnover * end / 100 for end in (number.low, number.high))
    return replace(number, value=turnover * number.value / 100, low=low, high=high, unit="NOK")


def _is_loss(text: str, number: Number) -> bool:
    """Say whether a result is told as a loss: «underskudd på 200 000», «150 000 i minus»."""
    near = text[max(0, number.start - 30) : number.end + 20]
    return bool(pattern("loss").search(near))


def _worth_asking(scene: Scene, number: Number) -> bool:
    """Say whether a figure without a slot is told on: money, a share or a whole message, when nothing was asked."""
    if scene.asked is not None:
        return False
    alone = number.end - number.start >= len(scene.text.strip(" .,!?")) - 2
    return number.unit in ("NOK", "%", "EUR", "USD") or number.scale > 1 or alone


def _wanted(scene: Scene, number: Number, around: Around, earlier: Sequence[Figure]) -> bool:
    """Say whether a figure is wished for: by a word, as the next of several wishes, or by a coming date after it."""
    want = wanted(around.before, around.after)
    if want is not None or scene.goal:
        return want is not False
    if earlier and earlier[-1].target and re.fullmatch(r"[\s,]*(?:(?:og|and)\b)?[\s\w]{0,18}", around.before):
        return True
    starts = [start for start, _ in scene.dates if number.end <= start <= number.end + 12]
    return any(re.fullmatch(r"[^.,;!?]*", scene.text[number.end : start]) for start in starts)


def _is_target(scene: Scene, slot: Slot, number: Number, around: Around, earlier: Sequence[Figure]) -> bool:
    if number.role is not None:
        return number.role == "to"
    if is_correction(scene.text) and slot.name in scene.known:
        return slot.name.endswith(GOAL)
    if slot.name.endswith(GOAL):
        return wanted(around.before, around.after) is not False
    return _wanted(scene, number, around, earlier)


def _per(number: Number, around: Around) -> str | None:
    found = period_in(around.after[:60])
    if found and not re.search(r"[,;]|\b(?:og|men)\b", around.after[: found[1]]):
        return found[0]
    before = around.before[-45:]
    found = period_in(before)
    if found is None or pattern("new_clause").search(before[found[1] :]):
        return None
    return found[0] if not around.follows or pattern("new_clause").search(before[: found[1]]) else None


def _named_length(scene: Scene, number: Number, slot: Slot, around: Around) -> str | None:
    """Return the period that a figure is for by a date in its sentence: «47 henvendelser i fjor» is per år."""
    if slot.per is None:
        return None
    first, last = number.start - len(around.before), number.end + len(around.after)
    return next((name for start, end, name in scene.lengths if first <= start and end <= last), None)


def _without_denied(scene: Scene, figures: list[Figure]) -> list[Figure]:
    """Leave out «ikke 4,2» where another figure stands in its place."""
    standing = {figure.slot for figure in figures if not figure.negated}
    if not standing:
        return figures
    corrects = is_correction(scene.text)
    return [f for f in figures if not f.negated or (f.slot is not None and f.slot not in standing and not corrects)]


def _rescaled(scene: Scene, figure: Figure, figures: Sequence[Figure]) -> Figure:
    """Give a bare amount of money the thousand or million that its other end, its old value or its neighbour has."""
    number, slot = figure.number, figure.slot
    if slot is None or slot.kind != "money" or not number.bare or number.grouped or figure.sign:
        return figure
    scale = _scale(scene, figure, figures)
    if scale == 1:
        return figure
    low, high = (None if end is None else end * scale for end in (number.low, number.high))
    return replace(figure, number=replace(number, value=number.value * scale, low=low, high=high, scale=scale))


def _scale(scene: Scene, figure: Figure, figures: Sequence[Figure]) -> float:
    """Return what a bare amount is to be multiplied by; a decimal number of kroner a year is in millions."""
    slot, value = figure.slot, figure.number.value
    if slot is None:
        return 1.0
    other = next(
        (
            f.number.value
            for f in figures
            if f is not figure and f.slot == slot and not f.sign and f.number.value >= 1000
        ),
        None,
    )
    old = other or scene.known.get(slot.name) or scene.known.get(slot.name + GOAL)
    if old:
        fitting = (scale for scale in (1.0, 1e3, 1e6) if 0.1 <= abs(value * scale / old) <= 10)
        return next(fitting, 1.0)
    if abs(value) >= 1000 or slot.per is None:
        return 1.0
    if scene.asked is not None and scene.asked.base == slot.name and figure.per is None and value.is_integer():
        for (least, most), scale in _SPOKEN_SCALES.get(slot.name, {}).items():
            if least <= value <= most:
                return scale
    money = (f.number.scale for f in figures if f.number.scale > 1 and f.slot is not None and f.slot.kind == "money")
    return next(money, 1e6 if not value.is_integer() and abs(value) < 100 else 1.0)
