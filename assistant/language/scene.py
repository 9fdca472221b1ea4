"""What a figure is read against, and the figure as it comes out: the types that reading figures shares."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.language.numbers import Number
from assistant.language.slots import Cue, Slot

DURATIONS = ("minutter", "timer", "dager", "uker", "måneder", "år")


@dataclass(frozen=True, slots=True)
class Scene:
    """What a message is read against. `text` is folded; `numbers` are in order; `dates` are spans of coming periods.

    `lengths` are spans of periods that are a whole år, måned or uke long («i fjor»), with which of them.
    `asked_of` is 10 when the question was «av ti kunder, hvor mange …?»; `goal` when it was for a goal, of no slot.
    """

    text: str
    cues: tuple[Cue, ...]
    numbers: tuple[Number, ...]
    asked: Slot | None
    known: Mapping[str, float]
    dates: tuple[tuple[int, int], ...] = ()
    lengths: tuple[tuple[int, int, str], ...] = ()
    asked_of: float | None = None
    goal: bool = False


@dataclass(frozen=True, slots=True)
class Around:
    """The words of the same sentence before and after a figure, up to its neighbours; `sign` of a change, else 0.

    `follows`: another figure stands before it in the sentence.
    """

    before: str
    after: str
    sign: int
    follows: bool = False


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


def fits(number: Number, slot: Slot, sign: int = 0) -> bool:
    """Say whether a number can be a value of a slot, by its unit and size; with a sign, whether it can change it."""
    if sign and number.unit == "%":
        return slot.numeric
    if number.unit == "prosentpoeng":
        return slot.kind == "share"
    if slot.kind == "money":
        return number.unit in (None, "NOK") and not number.counter
    if slot.kind == "share":
        return (number.unit == "%" or number.bare) and abs(number.value) <= 1000
    if slot.kind == "count":
        if slot.unit == "ansatte" and number.value >= 1e6:
            return False
        parts = slot.unit == "ansatte" and number.value < 1000
        return number.unit is None and (
            number.value.is_integer() or number.low is not None or number.scale > 1 or parts
        )
    if slot.kind == "duration":
        return number.unit in DURATIONS or number.bare
    return slot.kind == "number" and (number.unit == slot.unit or number.bare)
