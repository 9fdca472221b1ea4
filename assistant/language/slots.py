"""The vocabulary of facts as types: what can be told, in which unit, and the words that point to it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from assistant.errors import NotFoundError
from assistant.language.lexicon import any_of, fold, pattern, read

GOAL = "_mål"
# Between the words of a cue, small adverbs may stand: «kommer nok tilbake».
_GAP = r"\s+(?:(?:nok|jo|vel|gjerne|ofte|kanskje|også|alltid|vanligvis|stort sett|som regel|aldri|sjelden)\s+)?"
NUMERIC = frozenset({"money", "share", "count", "number", "duration"})


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing a person can tell. `per` is the period a bare figure is read in; `kind` as in slots.yaml."""

    name: str
    kind: str
    label: str
    unit: str | None = None
    per: str | None = None
    target: bool = False
    choices: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()

    @property
    def base(self) -> str:
        """The slot's name without «_mål»."""
        return self.name.removesuffix(GOAL)

    @property
    def numeric(self) -> bool:
        """Whether its values are figures."""
        return self.kind in NUMERIC


@dataclass(frozen=True, slots=True)
class Cue:
    """A place in a text that points to a slot; `weight` is how much was written out in the word list."""

    slot: Slot
    start: int
    end: int
    weight: int


@cache
def slots() -> Mapping[str, Slot]:
    """Return every slot by name, targets (`<slot>_mål`) included, in the order of slots.yaml."""
    found: dict[str, Slot] = {}
    for name, row in read("slots.yaml").items():
        slot = Slot(
            name, row["kind"], row["label"], row.get("unit"), row.get("per"), row.get("target", False),
            tuple(row.get("choices", ())), tuple(str(cue) for cue in row["cues"]),
        )  # fmt: skip
        found[name] = slot
        if slot.target:
            found[name + GOAL] = Slot(name + GOAL, slot.kind, f"mål for {slot.label}", slot.unit, slot.per)
    return found


def slot_info(name: str) -> Slot:
    """Return a slot by its name; raises NotFoundError when there is none such."""
    try:
        return slots()[name]
    except KeyError:
        raise NotFoundError(f"Det finnes ingen opplysning som heter «{name}». Se listen med --vocabulary.") from None


@cache
def _cue_index() -> Mapping[str, tuple[tuple[re.Pattern[str], Slot, int], ...]]:
    """Return cues by their first two letters, so that a text is looked through word by word."""
    index: dict[str, list[tuple[re.Pattern[str], Slot, int]]] = {}
    for slot in slots().values():
        for cue in slot.cues:
            rule = re.compile(any_of([cue]).replace(r"\s+", _GAP) + r"(?!\w)")
            index.setdefault(re.split(r"[\W_]", cue)[0][:2], []).append((rule, slot, len(cue.rstrip("*"))))
    return {key: tuple(rows) for key, rows in index.items()}


def find_cues(text: str) -> tuple[Cue, ...]:
    """Find what points to slots in folded text; a cue inside a longer one is left out."""
    found = []
    for word in re.finditer(r"[^\W_][\w-]*", text):
        for rule, slot, weight in _cue_index().get(word.group()[:2], ()):
            match = rule.match(text, word.start())
            if match:
                found.append(Cue(slot, match.start(), match.end(), weight))
    return tuple(cue for cue in found if not any(_beats(other, cue) for other in found))


def _beats(other: Cue, cue: Cue) -> bool:
    if other.slot == cue.slot or other.slot.kind != cue.slot.kind:
        return False
    covers = other.start <= cue.start and cue.end <= other.end
    return covers and (other.end - other.start, other.weight) > (cue.end - cue.start, cue.weight)


@cache
def slot_of_question(asked: str) -> Slot | None:
    """Return the slot that `asked` names («kunder», «kunder: Hvor mange …?») or asks for; None when neither."""
    name = asked.partition(":")[0]
    if name in slots():
        return slots()[name]
    text = fold(asked)
    kinds = next(
        (kinds.split() for asks, kinds in read("patterns.yaml")["question_kinds"] if re.search(asks, text)), None
    )
    pointed = find_cues(text)
    cues = [cue for cue in pointed if kinds is None or cue.slot.kind in kinds] or [c for c in pointed if c.slot.numeric]
    if not cues:
        return slots()["frist"] if kinds == ["date"] else None
    best = max(cues, key=lambda cue: (cue.weight - 0.15 * cue.start, -cue.start)).slot
    wanted = best.target and pattern("goal_question").search(re.sub(r"mål(?:gruppe|e|t)\w*", "", text))
    return slots()[best.name + GOAL] if wanted else best


def asked_of(asked: str) -> float | None:
    """Return what a question wants a number of: 10 for «av ti kunder, hvor mange …?», None when it does not."""
    match = re.search(r"\bav (?:(ti|10)|(?:hundre|100))\b", fold(asked))
    return None if match is None else 10.0 if match[1] else 100.0
