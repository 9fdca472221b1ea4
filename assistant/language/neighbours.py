"""Slots told by the figures that stand before: a wish for more of the same, a price after a count, a bare list."""

import math
import re
from collections.abc import Sequence

from assistant.language.lexicon import pattern
from assistant.language.modality import period_in, wanted
from assistant.language.numbers import Number
from assistant.language.scene import Around, Figure, Scene, fits
from assistant.language.slots import Slot, slots

# How much more or less a wish can be than what is told, for it to be about the same thing.
_LEAST, _MOST = 0.25, 6.0
# What each of a count pays: by the month, else.
_PRICES = {
    "kunder": ("abonnementspris", "snittordre"),
    "medlemmer": ("abonnementspris", "kontingent"),
    "givere": ("gave_per_giver", "gave_per_giver"),
    "ordre": ("snittordre", "snittordre"),
    "deltakere": ("pris", "pris"),
}


def raised(scene: Scene, number: Number, around: Around, earlier: Sequence[Figure]) -> Slot | None:
    """Return what a wish that names nothing is for («14 kunder à 1 490 kr, vil ha 40»): the told figure nearest it.

    Figures are compared as said («4,2 mill» is 4,2), and a wish for just what one has is no wish.
    """
    if not number.bare or number.value <= 0 or not wanted(around.before, around.after) or _named(scene, number, around):
        return None
    told = {f.slot.name: f for f in earlier if f.slot and f.slot.target and not (f.sign or f.target or f.negated)}
    ratios = [
        (abs(math.log(ratio)), name)
        for name, f in told.items()
        if f.number.value > 0
        and fits(number, slots()[name])
        and _LEAST <= (ratio := number.value / (f.number.value / max(f.number.scale, 1.0))) <= _MOST
        and ratio != 1.0
    ]
    return slots()[min(ratios)[1]] if ratios else None


def _named(scene: Scene, number: Number, around: Around) -> bool:
    """Say whether the clause of a figure names what it is about."""
    clause = re.split(r"[,;:]|\.\s|\s(?:og|men|and|but|så)\s", around.before)[-1]
    first = number.start - len(clause)
    return any(first <= cue.start < number.start or 0 <= cue.start - number.end <= 1 for cue in scene.cues)


def priced(number: Number, around: Around, earlier: Sequence[Figure]) -> Slot | None:
    """Return the price that follows a count: «210 kunder på 790 kr/mnd», «60 oppdrag à 12 500»."""
    link = pattern("price_after_count").search(around.before) if around.follows and earlier else None
    if link is None or number.unit not in (None, "NOK") or number.role is not None:
        return None
    counted = earlier[-1].slot
    prices = _PRICES.get(counted.base) if counted is not None and not earlier[-1].sign else None
    per = period_in(around.after[:20])
    each = link["each"] or pattern("each_after").match(around.after)
    if prices is None or not (number.unit or per or each):
        return None
    return slots()[prices[0 if per and per[0] == "måned" else 1]]


def turnover_in_list(number: Number, around: Around, earlier: Sequence[Figure]) -> Slot | None:
    """«Åtte ansatte, 14 mill»: millions by themselves in a list that tells of a business are its turnover."""
    alone = re.search(r"(?:^|[,(]|\bog)\s*(?:ca\.?\s|rundt\s|om lag\s)?$", around.before)
    alone = alone and re.match(r"\s*(?:$|[,.)]|og\b|i året\b|per år\b|i fjor\b|i \d{4}\b)", around.after)
    people = any(f.slot is not None and f.slot.name in ("ansatte", "kunder") for f in earlier)
    million = number.scale >= 1e6 and number.unit in (None, "NOK")
    return slots()["omsetning"] if alone and people and million and not around.sign else None
