"""What only a question makes sense of: «ingen», «bare meg», «vet ikke», yes and no, a choice, an answer in words."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from assistant.language.dates import from_today
from assistant.language.fact import Fact, whole
from assistant.language.intents import read_intents
from assistant.language.lexicon import inverse, pattern, read
from assistant.language.modality import period_in
from assistant.language.numbers import find_numbers
from assistant.language.scene import DURATIONS
from assistant.language.slots import GOAL, Cue, Slot, slots
from assistant.language.statements import answer_words, read_choice, read_statements

# Slots of which «ingen …» or «har ikke …» means zero.
_CAN_BE_NONE = frozenset(
    {
        "ansatte",
        "frivillige",
        "markedsbudsjett",
        "faste_kostnader",
        "kunder",
        "nye_kunder",
        "medlemmer",
        "følgere",
        "leads",
        "antall_omtaler",
    }
)


def read_answer(
    utterance: str, text: str, asked: Slot | None, facts: Sequence[Fact], cues: Sequence[Cue], today: date,
    known: Mapping[str, float],
) -> list[Fact]:  # fmt: skip
    """Return the facts beyond figures and dates. `text` is the utterance folded, `facts` what is read already."""
    got = {fact.slot for fact in facts}
    more = [
        *_per_another(text, asked, known),
        *_nothing(text, asked, got),
        *_without(text, asked, got),
        *_none_of(text, cues, got),
        *_alone(text, asked, got),
        *_length(text, asked, got, today),
        *_frequency(text, asked, got),
    ]
    got |= {fact.slot for fact in more}
    intents = read_intents(utterance, asked=asked.name if asked else None)
    if "vet_ikke" in intents:
        unknown = _unknown(text, asked, got, cues)
        return [*more, *unknown, *([] if asked else _told(utterance, None, got, True))]
    more += _chosen(text, asked, got)
    in_words = asked is not None and asked.kind in ("text", "list") and "svarer" in intents
    return more + _told(utterance, asked if in_words else None, got | {fact.slot for fact in more}, asked is None)


def _place(text: str) -> tuple[int, int]:
    """Return where a message's words begin and end."""
    words = re.search(r"[^\s.,!](?:.*[^\s.,!])?", text, re.DOTALL)
    return words.span() if words else (0, 0)


def _per_another(text: str, asked: Slot | None, known: Mapping[str, float]) -> list[Fact]:
    """«Nei, det var i måneden»: what was said last, for another period."""
    if not known or not pattern("period_only").match(text) or not (period := period_in(text)):
        return []
    timed = [name for name in known if name in slots() and slots()[name].per]
    name = asked.name if asked is not None and asked.name in known else timed[-1] if timed else None
    if name is None or period[0] not in ("måned", "år", "uke"):
        return []
    start, end = _place(text)
    return [Fact(name, whole(known[name]), unit=slots()[name].unit, per=period[0], start=start, end=end)]


def _nothing(text: str, asked: Slot | None, got: set[str | None]) -> list[Fact]:
    """«Ingenting» to a figure is zero, «alle» to a share is all."""
    if asked is None or not asked.numeric or asked.name in got:
        return []
    every = asked.kind == "share" and pattern("all_of").match(text)
    if not every and not pattern("nothing").match(text):
        return []
    rough = bool(re.search(r"\b(?:nesten|omtrent|så å si)\b", text))
    start, end = _place(text)
    return [
        Fact(asked.name, 100 if every else 0, unit=asked.unit, per=asked.per, approximate=rough, start=start, end=end)
    ]


def _without(text: str, asked: Slot | None, got: set[str | None]) -> list[Fact]:
    """«Har ikke nyhetsbrev» to how many get it: none."""
    said = re.fullmatch(
        r"(?:nei,? )?(?:vi |jeg |eg |me |æ )?har (?:ikke|ikkje|itj)(?: noe| noen| noko| nokon)? (\w{4,})\W*",
        text.strip(),
    )
    if said is None or asked is None or asked.kind != "count" or asked.name in got:
        return []
    named = any(word.startswith(said[1][:5]) for word in (asked.name, asked.label, *asked.cues, *asked.label.split()))
    start, end = _place(text)
    return [Fact(asked.name, 0, unit=asked.unit, per=asked.per, start=start, end=end)] if named else []


def _none_of(text: str, cues: Sequence[Cue], got: set[str | None]) -> list[Fact]:
    """«Ingen ansatte», «har ikke markedsbudsjett»: zero of what is named."""
    for cue in cues:
        none = pattern("none_of").search(text[: cue.start])
        if none and cue.slot.name in _CAN_BE_NONE - got:
            return [Fact(cue.slot.name, 0, unit=cue.slot.unit, per=cue.slot.per, start=none.start(), end=cue.end)]
    return []


def _alone(text: str, asked: Slot | None, got: set[str | None]) -> list[Fact]:
    """«Bare meg», «jeg driver alene»: one at work."""
    alone = pattern("alone").search(text) or (pattern("household").search(text) if asked else None)
    if alone is None or "ansatte" in got or (asked is not None and asked.base != "ansatte"):
        return []
    two = pattern("household").search(text)
    return [Fact("ansatte", 2 if two else 1, unit="ansatte", start=alone.start(), end=(two or alone).end())]


def _length(text: str, asked: Slot | None, got: set[str | None], today: date) -> list[Fact]:
    """Read a bare length of time as a deadline when a date was asked for («et halvt år»)."""
    if asked is None or asked.name != "frist" or "frist" in got:
        return []
    number = next((n for n in find_numbers(text) if n.unit in DURATIONS), None)
    day = from_today(today, number.value, str(number.unit)) if number else None
    return [Fact("frist", day, by=day, start=number.start, end=number.end)] if number and day else []


def _frequency(text: str, asked: Slot | None, got: set[str | None]) -> list[Fact]:
    """«Hver uke», «annenhver måned»: how often a customer buys, where that was asked."""
    match = pattern("frequency").search(text) if asked is not None and asked.base == "kjøp_per_kunde" else None
    if match is None or asked is None or got & {asked.base, asked.name}:
        return []
    period = inverse("periods")[match["period"] or match["adverb"]]
    times = 0.5 if match["second"] else 1 / _nth(match["nth"]) if match["nth"] else 1.0
    factor, per = {"dag": (7.0, "uke"), "kvartal": (4.0, "år"), "halvår": (2.0, "år")}.get(period, (1.0, period))
    return [Fact(asked.name, whole(times * factor), unit="ganger", per=per, start=match.start(), end=match.end())]


def _nth(word: str) -> float:
    return float(word.rstrip(".")) or 1.0 if word[0].isdigit() else float(inverse("ordinals")[word])


def _unknown(text: str, asked: Slot | None, got: set[str | None], cues: Sequence[Cue]) -> list[Fact]:
    """«Vet ikke» about what was asked, or about the slot that is named with it."""
    start, end = _place(text)
    named = [cue.slot.name for cue in cues if cue.slot.numeric]
    if asked is not None:
        answered = got & {asked.name, asked.base, asked.base + GOAL}
        return [] if answered else [Fact(asked.name, None, unknown=True, start=start, end=end)]
    return [Fact(named[0], None, unknown=True, start=start, end=end)] if named and not got else []


def _chosen(text: str, asked: Slot | None, got: set[str | None]) -> list[Fact]:
    slot = asked if asked is not None and asked.kind in ("flag", "choice") else None
    if slot is None and pattern("in_fixed_costs").search(text):
        slot = slots()["budsjett_i_faste"]
    if slot is None and asked is None and "kundetype" not in got:
        return _sold_to(text)
    if slot is None or slot.name in got:
        return []
    found = read_choice(text, slot.name)
    return [] if found is None else [Fact(slot.name, found[0], start=found[1], end=found[2])]


def _sold_to(text: str) -> list[Fact]:
    """«Jobber mest for private», told in passing."""
    match = re.search(read("statements.yaml")["sells_to"], text)
    if match is None:
        return []
    name = next(name for name in "vwx" if match[name])
    found = read_choice(match[name], "kundetype")
    return [Fact("kundetype", found[0], start=match.start(name), end=match.end(name))] if found else []


def _told(utterance: str, asked: Slot | None, got: set[str | None], opening: bool) -> list[Fact]:
    """Return what is told in words; the whole answer is the value when words were asked for."""
    said = read_statements(utterance, asked.name if asked else None, opening=opening)
    if asked is not None and asked.name not in {slot for slot, *_ in said}:
        words = answer_words(utterance, asked.name)
        if words is not None:
            said = [(asked.name, *words), *(row for row in said if not words[1] <= row[2] < words[2])]
    return [Fact(slot, value, start=start, end=end) for slot, value, start, end in said if slot not in got]
