"""Figures to slots: which slot a number belongs to, whether it is wished for, and what a relative change makes of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.language.modality import BOUND, DENIAL, breaks_off, change_sign, in_past, is_correction, period_in, wanted
from assistant.language.numbers import Number
from assistant.language.slots import GOAL, Cue, Slot, slots

DURATIONS = ("minutter", "timer", "dager", "uker", "måneder", "år")
_FAMILIES = (
    {"kunder", "nye_kunder", "kapasitet", "leads", "deltakere", "besøk", "medlemmer", "ordre", "givere", "antall_omtaler"},
    {"gjenkjøpsrate", "kundelojalitet"},
    {"snittordre", "pris", "abonnementspris", "kontingent", "varekost"},
    {"svartid", "leveringstid", "salgssyklus", "ventetid"},
    {"konverteringsrate", "leadrate", "lead_til_kunde", "tilbudstreff"},
    {"dekningsgrad", "dekningsbidrag", "varekost"},
    {"kundetilfredshet", "kti", "nps", "omdømmeindeks"},
)  # fmt: skip
_FAR = 9.0


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its slot (None: unsure) and how it is meant. `sign` is set for a relative change."""

    number: Number
    slot: Slot | None
    target: bool = False
    sign: int = 0
    past: bool = False
    per: str | None = None
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """What a message is read against. `text` is folded; `numbers` are in order; `dates` are spans of future periods."""

    text: str
    cues: tuple[Cue, ...]
    numbers: tuple[Number, ...]
    asked: Slot | None
    known: Mapping[str, float]
    dates: tuple[tuple[int, int], ...] = ()


def read_figures(scene: Scene) -> list[Figure]:
    """Return the figures of a message in order, each with its slot where that can be told."""
    numbers = _settled(scene)
    figures: list[Figure] = []
    for index, number in enumerate(numbers):
        before, after = _around(scene.text, numbers, index)
        figure = _figure(scene, number, before, after, figures)
        if figure is not None:
            figures.append(figure)
    return [_rescaled(scene, figure, figures) for figure in _without_denied(scene, figures)]


def _settled(scene: Scene) -> list[Number]:
    """Return the numbers that stand: one that is taken back in the same breath is left out, as is a lone article."""
    kept: list[Number] = []
    for number in scene.numbers:
        if number.article and not _counts(scene, number):
            continue
        if kept and breaks_off(scene.text[kept[-1].end : number.start]) and kept[-1].role is None:
            kept.pop()
        kept.append(number)
    return kept


def _counts(scene: Scene, number: Number) -> bool:
    """Say whether a lone «en» is the number one: before what is counted, or as the whole answer."""
    if scene.asked is not None and scene.asked.numeric and len(scene.text.strip(" .,!")) <= len("bare en stykk") and number.end >= len(scene.text.strip(" .,!")):
        return True
    return any(cue.slot.name in ("ansatte",) and cue.start - number.end in (1, 6, 7) and cue.slot.kind == "count" for cue in scene.cues)


def _around(text: str, numbers: Sequence[Number], index: int) -> tuple[str, str]:
    """Return the words of the same sentence before and after a number, up to its neighbours."""
    number = numbers[index]
    first = numbers[index - 1].end if index else 0
    last = numbers[index + 1].start if index + 1 < len(numbers) else len(text)
    before = re.split(r"[!?;\n]|\.\s(?=\S)", text[first : number.start])[-1]
    after = re.split(r"[!?;\n]|\.(?:\s|$)", text[number.end : last])[0]
    return before, after


def _figure(scene: Scene, number: Number, before: str, after: str, earlier: Sequence[Figure]) -> Figure | None:
    if number.unit == "meter" or re.match(r"\s?(?:km|meter|kvm)\b", after):
        return None
    sign = 0 if number.role else change_sign(before, after, number.unit)
    slot = _slot(scene, number, before, after, earlier, sign)
    base = None if slot is None else slots()[slot.base]
    if number.unit == "%" and base is not None and base.kind != "share" and not sign:
        if not _wants(scene, before, after, number, earlier):
            return None
        sign = 1
    if slot is None and not _worth_asking(scene, number):
        return None
    target = base is not None and base.target and _is_target(scene, slot, number, before, after, earlier, sign)
    past = bool(sign) and in_past(before, after)
    per = _per(number, slot, before, after)
    denied = bool(DENIAL.search(before)) and not BOUND.search(before)
    return Figure(number, base, bool(target) and not past, sign, past, per, denied)


def _worth_asking(scene: Scene, number: Number) -> bool:
    """Say whether a figure without a slot is told on: money, a share or a whole message, when nothing was asked."""
    if scene.asked is not None:
        return False
    alone = number.end - number.start >= len(scene.text.strip(" .,!?")) - 2
    return number.unit in ("NOK", "%", "EUR", "USD") or number.scale > 1 or alone


# --- which slot ---------------------------------------------------------------------------------------------------


def fits(number: Number, slot: Slot, sign: int = 0) -> bool:
    """Say whether a number can be a value of a slot, by its unit and size; with a sign, whether it can change it."""
    if sign and number.unit == "%":
        return slot.numeric and slots()[slot.base].target
    if number.unit == "prosentpoeng":
        return slot.kind == "share"
    if slot.kind == "money":
        return number.unit in (None, "NOK") and not number.counter
    if slot.kind == "share":
        return (number.unit == "%" or number.bare) and abs(number.value) <= 1000
    if slot.kind == "count":
        return number.unit is None and (number.value.is_integer() or number.low is not None or number.scale > 1)
    if slot.kind == "duration":
        return number.unit in DURATIONS or number.bare
    return slot.kind == "number" and (number.unit == slot.unit or number.bare)


def _slot(scene: Scene, number: Number, before: str, after: str, earlier: Sequence[Figure], sign: int) -> Slot | None:
    if number.role == "to" and earlier and earlier[-1].number.role == "from":
        return earlier[-1].slot
    if is_correction(scene.text):
        corrected = _corrected(scene, number)
        if corrected is not None:
            return corrected
    asked = scene.asked if scene.asked is not None and fits(number, scene.asked, sign) else None
    ranked = sorted(
        ((_distance(scene, number, cue, sign), -cue.weight, index) for index, cue in enumerate(scene.cues) if fits(number, cue.slot, sign)),
    )
    taken = {figure.slot.name for figure in earlier if figure.slot is not None and not figure.negated}
    best = next(((cost, scene.cues[index].slot) for cost, _, index in ranked if cost < _FAR), None)
    if asked is not None and (best is None or _asked_wins(asked, best, number, taken)):
        return asked
    if best is not None and not (best[0] >= 4 and number.bare and best[1].name in taken and not wanted(before, after)):
        return best[1]
    if _staff(before, after, number):
        return slots()["ansatte"]
    if earlier and earlier[-1].slot is not None and fits(number, earlier[-1].slot, sign) and wanted(before, after):
        return earlier[-1].slot
    return None


def _asked_wins(asked: Slot, best: tuple[float, Slot], number: Number, taken: set[str]) -> bool:
    """Say whether a figure answers the question rather than going to the nearest cue."""
    cost, slot = best
    if slot.name == asked.base:
        return True
    if asked.base in taken:
        return False
    if any(asked.base in family and slot.name in family for family in _FAMILIES):
        return True
    return cost >= (3.0 if number.unit is None else 4.0)


_PUNCTUATION = ((",", 2.5), (" men ", 3.0), (" og ", 2.0), (":", 0.0), (" mens ", 3.0), (" med ", 1.0), (" å ", 1.0), (" altså ", 2.0), (" så ", 1.5))


def _distance(scene: Scene, number: Number, cue: Cue, sign: int) -> float:
    """Return how far a cue is from a number, in words; boundaries and numbers in between make it farther."""
    if cue.start < number.end and number.start < cue.end:
        return 0.0
    after = cue.start >= number.end
    gap = scene.text[number.end : cue.start] if after else scene.text[cue.end : number.start]
    if re.search(r"[!?;\n]|\.\s", gap):
        return 99.0
    cost = float(len(re.findall(r"[^\W\d_]+", gap))) * 0.8
    cost += sum(penalty for mark, penalty in _PUNCTUATION if mark in f"{gap} ")
    between = [n for n in scene.numbers if not n.article and (number.end <= n.start < cue.start if after else cue.end <= n.start < number.start)]
    cost += 3.0 * sum(1 for n in between if not (n.role == "from" and number.role == "to"))
    if cue.slot.kind == "count":
        return cost if after else cost + 1.2
    return cost + (0.6 if after and cue.slot.kind == "money" else 0.0) + (1.5 if number.bare and after and cue.slot.kind != "share" else 0.0)


def _staff(before: str, after: str, number: Number) -> bool:
    """«Vi er tre (stykker)», «vi er 5 på jobb»: people at work."""
    if number.unit is not None or number.scale > 1 or number.value > 500:
        return False
    start = re.search(r"(?:^|\b)(?:vi|me|mi|oss)\s(?:er|e|ær|æ|var|jobber|har vært)\s(?:(?:nå|bare|kun|berre|ca|rundt|omtrent|totalt|til sammen|i alt|no)\.?\s)*$", before)
    return bool(start) and bool(re.match(r"\s*(?:$|[,.]|og\b|som\b|i (?:firma|bedrift|butikk|alt)|på\b|totalt|til sammen|stykk|person|mann|folk|men\b)", after) or number.counter)


def _corrected(scene: Scene, number: Number) -> Slot | None:
    """Return the slot a correction is about when no cue stands by the number: the one whose old value it fits."""
    near = [cue for cue in scene.cues if fits(number, cue.slot) and _distance(scene, number, cue, 0) < 4]
    if near:
        return None
    others = [other for other in scene.numbers if other is not number and not other.article]
    known = {name: value for name, value in scene.known.items() if name in slots() and fits(number, slots()[name])}
    for name, value in known.items():
        if any(_same_size(other.value, value) for other in others):
            return slots()[name]
    if scene.asked is not None and scene.asked.name in known:
        return scene.asked
    close = [name for name, value in known.items() if any(0.2 <= abs(number.value * scale / value) <= 5 for scale in _scales(number) if value)]
    if scene.asked is not None and fits(number, scene.asked) and len(close) != 1:
        return scene.asked
    if len(close) == 1:
        return slots()[close[0]]
    return slots()[next(iter(known))] if len(known) == 1 and scene.asked is None else None


def _scales(number: Number) -> tuple[float, ...]:
    return (1, 1e3, 1e6) if number.unit is None and number.scale == 1 and not number.grouped else (1,)


def _same_size(said: float, known: float) -> bool:
    return any(abs(said * scale - known) < 1e-6 * max(1.0, abs(known)) for scale in (1, 1e3, 1e6))


# --- how it is meant ----------------------------------------------------------------------------------------------


def _wants(scene: Scene, before: str, after: str, number: Number, earlier: Sequence[Figure]) -> bool:
    want = wanted(before, after)
    if want is not None:
        return want
    if earlier and earlier[-1].target and re.fullmatch(r"[\s,]*(?:og|and)?[\s\w]*", before) and len(before) < 25:
        return True
    follows = scene.text[number.end : number.end + 25]
    return any(start - number.end <= 12 and re.match(r"[^.,;!?]*$", scene.text[number.end : start]) for start, _ in scene.dates if start >= number.end) and bool(follows)


def _is_target(scene: Scene, slot: Slot | None, number: Number, before: str, after: str, earlier: Sequence[Figure], sign: int) -> bool:
    if slot is None:
        return False
    if number.role == "from":
        return False
    if number.role == "to" or sign:
        return True
    if is_correction(scene.text) and slot.name in scene.known:
        return slot.name.endswith(GOAL)
    if slot.name.endswith(GOAL):
        return wanted(before, after) is not False
    return _wants(scene, before, after, number, earlier)


def _per(number: Number, slot: Slot | None, before: str, after: str) -> str | None:
    found = period_in(after)
    if found and not re.search(r"[,;]|\b(?:og|men)\b", after[: found[1]]):
        return found[0]
    if re.search(r"\s(?:hver|kvar|per)\s$", before) and number.unit in ("måneder", "år", "uker"):
        return None
    earlier = period_in(before[-45:])
    return earlier[0] if earlier and not re.search(r"[,;.]", before[-45:][earlier[1] :]) else None


# --- what stays ---------------------------------------------------------------------------------------------------


def _without_denied(scene: Scene, figures: list[Figure]) -> list[Figure]:
    """Leave out «ikke 4,2» where another figure stands in its place."""
    standing = [figure for figure in figures if not figure.negated]
    if not standing or not any(figure.negated for figure in figures):
        return figures
    same = {figure.slot for figure in standing}
    return [figure for figure in figures if not figure.negated or (figure.slot is not None and figure.slot not in same and not is_correction(scene.text))]


def _rescaled(scene: Scene, figure: Figure, figures: Sequence[Figure]) -> Figure:
    """Give a bare amount of money the thousand or million that its other end, its old value or its neighbour has."""
    number, slot = figure.number, figure.slot
    if slot is None or slot.kind != "money" or number.unit is not None or number.scale > 1 or number.grouped or figure.sign:
        return figure
    other = next((f.number for f in figures if f is not figure and f.slot == slot and not f.sign), None)
    old = other.value if other else scene.known.get(slot.name, scene.known.get(slot.base + GOAL))
    scale = _scale_like(number.value, old) if old else 1.0
    if not old and abs(number.value) < 1000:
        neighbour = next((f.number for f in figures if f.number.scale > 1 and f.slot is not None and f.slot.kind == "money"), None)
        decimal = not number.value.is_integer() and abs(number.value) < 100 and slot.per is not None
        scale = neighbour.scale if neighbour and (decimal or slot.per is not None) else 1e6 if decimal else 1.0
    if scale == 1:
        return figure
    ends = [None if end is None else end * scale for end in (number.low, number.high)]
    scaled = replace(number, value=number.value * scale, low=ends[0], high=ends[1], scale=scale)
    return replace(figure, number=scaled)


def _scale_like(value: float, old: float) -> float:
    """Return the scale that brings a bare figure nearest the old value, 1 when it is near as it stands."""
    if not value or not old or 0.1 <= abs(value / old) <= 10:
        return 1.0
    return next((scale for scale in (1e3, 1e6) if 0.1 <= abs(value * scale / old) <= 10), 1.0)
