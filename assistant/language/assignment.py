"""Which slot a figure belongs to: by its unit, the nearest cue, what was asked, or what a correction fits."""

import re
from collections.abc import Mapping, Sequence

from assistant.language.lexicon import pattern
from assistant.language.modality import is_correction, wanted
from assistant.language.neighbours import priced, raised, turnover_in_list
from assistant.language.numbers import Number
from assistant.language.scene import Around, Figure, Scene, fits
from assistant.language.slots import GOAL, Cue, Slot, slots

# Slots near enough that the question decides between them.
_FAMILIES: tuple[frozenset[str], ...] = tuple(
    frozenset(names.split())
    for names in (
        "kunder nye_kunder kapasitet leads deltakere besøk medlemmer ordre givere antall_omtaler",
        "gjenkjøpsrate kundelojalitet",
        "snittordre pris abonnementspris kontingent varekost gave_per_giver",
        "svartid leveringstid salgssyklus ventetid levetid payback",
        "konverteringsrate leadrate lead_til_kunde tilbudstreff",
        "dekningsgrad dekningsbidrag varekost",
        "kundetilfredshet kti nps omdømmeindeks",
    )
)
# Cues so common that a rarer one nearby wins.
_COMMON = {"pris": 2.5, "varekost": 2.5, "omtalesnitt": 0.3}
_FAR = 9.0
# Money of a year so large that a few bare kroner cannot be meant.
LARGE = frozenset(("omsetning", "resultat", "faste_kostnader", "markedsbudsjett", "dekningsbidrag", "tilskudd", "arr"))
# Questions that people answer with all they have on their mind.
_OPENING = frozenset({"bransje", "navn", "sted", "tilbud"})
_PUNCTUATION = {
    ",": 3.0,
    " men ": 3.0,
    " og ": 2.0,
    " mens ": 3.0,
    " med ": 1.0,
    " å ": 1.0,
    " altså ": 2.0,
    " så ": 1.5,
}


def find_slot(scene: Scene, number: Number, around: Around, earlier: Sequence[Figure]) -> Slot | None:
    """Return the slot of a figure, None when nothing tells."""
    if number.role == "to" and earlier and earlier[-1].number.role == "from":
        return earlier[-1].slot
    if is_correction(scene.text) and (corrected := _corrected(scene, number)):
        return corrected
    taken = {f.slot.name + (GOAL if f.target else "") for f in earlier if f.slot is not None and not f.negated}
    asked = scene.asked if _can_answer(scene, number, around.sign) else None
    best = _nearest(scene, number, around.sign)
    if asked is None and _margin_asked(scene, number, around):
        return scene.asked
    if neighbour := priced(number, around, earlier) or raised(scene, number, around, earlier):
        return neighbour
    if _of_another(scene, number, around):
        return None
    in_words = scene.asked is not None and scene.asked.kind in ("text", "list") and scene.asked.name not in _OPENING
    if in_words and best is not None and best[0] > 2.5:
        return None
    if asked is not None and (best is None or _asked_wins(asked, best, number, taken)):
        return asked
    if best is not None and not _used_up(best, number, taken, around) and not _too_small(scene, number, best[1]):
        return best[1]
    return _unnamed(scene, number, around, earlier)


def _unnamed(scene: Scene, number: Number, around: Around, earlier: Sequence[Figure]) -> Slot | None:
    """Return the slot of a figure with no word for it: people, turnover in a list, the only known, or the last told."""
    if _staff(scene, around, number):
        return slots()["ansatte"]
    if listed := turnover_in_list(number, around, earlier):
        return listed
    if around.sign and (only := only_known(scene.known, number, around.sign)):
        return only
    last = earlier[-1].slot if earlier else None
    return last if last is not None and fits(number, last, around.sign) and wanted(around.before) is not None else None


def _margin_asked(scene: Scene, number: Number, around: Around) -> bool:
    """Say whether a share of the turnover answers a question about the result: «sånn 12 prosent margin»."""
    if scene.asked is None or scene.asked.base != "resultat" or number.unit != "%" or around.sign:
        return False
    return bool(pattern("margin").search(around.before) or pattern("margin_after").match(around.after))


def only_known(known: Mapping[str, float], number: Number | None, sign: int) -> Slot | None:
    """Return the slot that a change without a cue is about: the only known one that can be a goal and fits."""
    slot_names = [name for name in known if name in slots() and slots()[name].target]
    fitting = [name for name in slot_names if number is None or fits(number, slots()[name], sign)]
    return slots()[fitting[0]] if len(fitting) == 1 else None


def _can_answer(scene: Scene, number: Number, sign: int) -> bool:
    """Say whether a figure can be the answer to the question; a bare one gives way to one with the right unit."""
    if scene.asked is None:
        return False
    if scene.asked.name == "kapasitet" and number.unit == "timer":
        return True
    if (
        scene.asked.kind == "share"
        and number.bare
        and number.role is None
        and any(n.unit == "%" and not _of_another(scene, n) for n in scene.numbers)
    ):
        return False
    if (
        number.unit == "%"
        and scene.asked.kind == "money"
        and re.match(r"\s?av (?:års)?omset", scene.text[number.end :])
    ):
        return True
    if number.unit == "%" and scene.asked.name.endswith(GOAL) and scene.asked.kind in ("money", "count", "number"):
        return True
    if scene.asked_of and number.counter and number.value <= scene.asked_of:
        return True
    return fits(number, scene.asked, sign) and not _claimed(scene, number, scene.asked)


def _claimed(scene: Scene, number: Number, asked: Slot) -> bool:
    """Say whether another figure stands right before the name of what was asked: «3 butikker, 25 ansatte»."""
    names = [cue.start for cue in scene.cues if cue.slot.name == asked.base and asked.kind == "count"]
    return any(n is not number and start - n.end in (0, 1) for n in scene.numbers for start in names)


def _nearest(scene: Scene, number: Number, sign: int) -> tuple[float, Slot] | None:
    """Return the nearest cue that the number fits, with its distance."""
    ranked = [
        (distance(scene, number, cue) + _COMMON.get(cue.slot.name, 0.0), -cue.weight, index)
        for index, cue in enumerate(scene.cues)
        if fits(number, cue.slot, sign)
    ]
    if not ranked or min(ranked)[0] >= _FAR:
        return None
    cost, _, index = min(ranked)
    return cost, scene.cues[index].slot


def _used_up(best: tuple[float, Slot], number: Number, taken: set[str], around: Around) -> bool:
    """Say whether a far cue already has its figure, so that a bare number does not belong to it too."""
    if best[1].kind == "count" and number.scale >= 1e6 and best[0] >= 2:
        return True  # «…, tre kunder, 2,9 mill» is no count
    return best[0] >= 4 and number.bare and best[1].name in taken and not wanted(around.before, around.after)


def _too_small(scene: Scene, number: Number, slot: Slot) -> bool:
    """Say whether a few bare kroner a year are meant in a scale that nothing tells: better unsure than wrong."""
    if slot.base not in LARGE or not number.bare or not number.value.is_integer():
        return False
    told = any(n.scale > 1 or n.grouped for n in scene.numbers) or {slot.name, slot.base + GOAL} & scene.known.keys()
    return abs(number.value) < 1000 and number.value != 0 and not told


def _asked_wins(asked: Slot, best: tuple[float, Slot], number: Number, taken: set[str]) -> bool:
    """Say whether a figure answers the question rather than going to the nearest cue."""
    cost, slot = best
    if slot.name == asked.base or (slot.name in ("pris", "varekost") and asked.kind == "money" and asked.per):
        return True  # «koster» and «betaler» are said of any money
    if asked.name in taken:
        return False
    if any(asked.base in family and slot.name in family for family in _FAMILIES):
        return True
    return cost >= (3.0 if number.unit is None else 4.0)


def distance(scene: Scene, number: Number, cue: Cue) -> float:
    """Return how far a cue is from a number, in words; boundaries and numbers in between make it farther."""
    if cue.start < number.end and number.start < cue.end:
        return 0.0
    after = cue.start >= number.end
    left, right = (number.end, cue.start) if after else (cue.end, number.start)
    gap = scene.text[left:right]
    if pattern("sentence_end").search(gap):
        return 99.0
    cost = 0.8 * len(re.findall(r"[^\W\d_]+", gap))
    cost += sum(penalty for mark, penalty in _PUNCTUATION.items() if mark in f"{gap} ")
    between = [n for n in scene.numbers if not n.article and left <= n.start < right]
    between = [n for n in between if not (n.role == "from" and number.role == "to")]
    if after and between and cue.slot.kind == "count" and number.role is None:
        return 99.0
    cost += 3.0 * len(between)
    return cost + _side(scene, number, cue, after)


def _side(scene: Scene, number: Number, cue: Cue, after: bool) -> float:
    """Return what standing on the unusual side of its cue costs a number: counts come before it, amounts after."""
    if cue.slot.kind == "count":
        return 0.0 if after else 1.2
    if not after:
        return 0.0
    owner = any(n is not number and cue.end <= n.start <= cue.end + 6 and fits(n, cue.slot) for n in scene.numbers)
    cost = 3.0 if owner else 0.6 if cue.slot.kind == "money" else 0.0
    return cost + (1.5 if number.bare and cue.slot.kind != "share" else 0.0)


def _of_another(scene: Scene, number: Number, around: Around | None = None) -> bool:
    """Say whether a share is told of something that has no share: «varekosten er 30 prosent»."""
    if number.unit != "%" or (around is not None and around.sign):
        return False
    told = pattern("is_told")
    before = [c.slot for c in scene.cues if c.end <= number.start and told.fullmatch(scene.text[c.end : number.start])]
    costs = any(slot.kind == "money" and not slot.target and slot != scene.asked for slot in before)
    return costs and not any(fits(number, slot) for slot in before)


def _staff(scene: Scene, around: Around, number: Number) -> bool:
    """«Vi er tre (stykker)», «vi er 5 på jobb», «…, 7 mann, …»: people at work."""
    people = number.counter and scene.asked is None and pattern("people").search(scene.text[number.start : number.end])
    if people and number.value < 500 and re.search(r"(?:^|[,(]\s?|\b(?:er|med|på)\s)$", around.before):
        return True
    if number.unit is not None or number.scale > 1 or number.value > 500:
        return False
    after = number.counter or bool(pattern("staff_after").match(around.after))
    return after and bool(pattern("staff_before").search(around.before))


# --- corrections --------------------------------------------------------------------------------------------------


def _corrected(scene: Scene, number: Number) -> Slot | None:
    """Return the slot a correction is about when no cue stands by the number: the one whose old value it fits."""
    if any(fits(number, cue.slot) and distance(scene, number, cue) < 4 for cue in scene.cues):
        return None
    known = {name: value for name, value in scene.known.items() if name in slots() and fits(number, slots()[name])}
    others = [other.value for other in scene.numbers if other is not number and not other.article]
    for name, value in known.items():
        if any(_same(other, value) for other in others):
            return slots()[name]
    if scene.asked is not None and scene.asked.name in known:
        return scene.asked
    close = [name for name, value in known.items() if _near(number, value)]
    if len(close) == 1:
        return slots()[close[0]]
    if scene.asked is not None:
        return scene.asked if fits(number, scene.asked) else None
    return slots()[next(iter(known))] if len(known) == 1 else None


def _near(number: Number, value: float) -> bool:
    scales = (1.0, 1e3, 1e6) if number.bare and not number.grouped else (1.0,)
    return bool(value) and any(0.2 <= abs(number.value * scale / value) <= 5 for scale in scales)


def _same(said: float, known: float) -> bool:
    return any(abs(said * scale - known) <= 1e-6 * max(1.0, abs(known)) for scale in (1, 1e3, 1e6))
