"""What a person is doing in a message, several acts at once, and which language it is in. Patterns in intents.yaml."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Literal

from assistant.language.lexicon import fold, pattern, read
from assistant.language.numbers import find_numbers
from assistant.language.slots import find_cues, slot_of_question

Language = Literal["nb", "nn", "en", "other"]
# A request in question form is that request, not a question to answer.
_REQUESTS = frozenset(
    [
        "vil_se_planen",
        "vil_ha_eksempel",
        "vil_ha_hjelp",
        "vil_laste_ned",
        "vil_testes",
        "vil_bli_lært",
        "hopper_over",
        "går_tilbake",
        "vil_ha_forslag",
        "vil_starte_på_nytt",
        "vil_stoppe",
        "fortsett",
        "angrer",
    ]
)
_ASKING = frozenset({"hva_betyr", "hvorfor_spør_du"})
# Acts that say nothing about the business.
_EMPTY = _REQUESTS | frozenset(
    ["godtar", "avslår", "hilser", "takker", "vet_ikke", "småprat", "klager", "for_høyt", "for_lavt"]
)
# Acts that another one explains better: when the first is found, the others are not meant.
_OUTDONE = (
    ("retter", "avslår angrer godtar"),
    ("hopper_over", "går_tilbake vil_stoppe"),
    ("vil_starte_på_nytt", "angrer fortsett går_tilbake"),
    ("går_tilbake", "fortsett"),
    ("hvorfor_spør_du", "hva_betyr"),
    ("vil_stoppe", "fortsett"),
    ("vet_ikke", "avslår"),
    ("vil_ha_forslag", "fortsett"),
)


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    rows = ((name, row["patterns"]) for name, row in read("intents.yaml").items())
    return {name: re.compile("|".join(f"(?:{text})" for text in texts), re.MULTILINE) for name, texts in rows if texts}


def read_intents(utterance: str, *, asked: str | None = None) -> tuple[str, ...]:
    """Return the acts of a message in the order of intents.yaml, «svarer» first; empty for an empty message.

    `asked` is the slot or question just put: whatever is left after the other acts is then an answer.
    """
    text = fold(utterance).strip()
    if not text:
        return ()
    sentences = _sentences(text)
    found = {name for name, rule in _patterns().items() if any(rule.search(sentence) for sentence in sentences)}
    slot = slot_of_question(asked) if asked else None
    other = any(cue.slot.numeric and (slot is None or cue.slot.name != slot.base) for cue in find_cues(text))
    found = _settled(found, text, asked is not None, other)
    closed = slot is not None and slot.kind in ("flag", "choice")
    if (closed and {"godtar", "avslår"} & found) or _answers(text, found, asked is not None):
        found.add("svarer")
    return tuple(name for name in read("intents.yaml") if name in found)


def _sentences(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"(?<=[.!?;])\s+|\n+", text) if part.strip()]


def _settled(found: set[str], text: str, asked: bool, other: bool) -> set[str]:
    """Drop acts that another explains better: a request in question form, a «nei» that corrects, a «ja, men».

    `other`: the message names another slot with figures than the one asked for.
    """
    for name, others in _OUTDONE:
        if name in found:
            found = found - set(others.split())
    if found & _ASKING:
        found = found | {"spør"}
    elif found & _REQUESTS and text.count("?") <= 1 and not re.search(r"\b(?:hva er|kva er|ka e)\b", text):
        found = found - {"spør"}
    if "vet_ikke" in found and all(len(part.split()) <= 2 for part in _sentences(text) if part.endswith("?")):
        found = found - {"spør", "hva_betyr"}
    return _agreement(_with_figures(found, text, other) if asked else found, text)


def _agreement(found: set[str], text: str) -> set[str]:
    """Settle yes and no: «nei takk» is a no, «ok, men hva …?» is a question."""
    if {"godtar", "avslår"} <= found:
        found = found - {"godtar" if pattern("refusal").search(text) else "avslår"}
    if "spør" in found and re.match(r"(?:ok|okei|ja|greit|fint|supert|flott|bra|kult|takk)[,.!]* (?:men|og) ", text):
        found = found - {"godtar"}
    if "takker" in found and re.search(r"\bnei,? takk", text):
        found = found - {"takker"} | {"avslår"}
    return found


def _with_figures(found: set[str], text: str, other: bool) -> set[str]:
    """Settle an answer to a question: «vet ikke, kanskje 200?» tells a figure, and «for mye tid» judges none."""
    if {"spør", "vet_ikke"} & found and not other and any(not number.article for number in find_numbers(text)):
        found = found - {"vet_ikke"} - (set() if pattern("question_word").search(text) else {"spør"})
    if {"for_høyt", "for_lavt"} & found and len(text.split()) > 5 and not pattern("pinned").search(text):
        found = found - {"for_høyt", "for_lavt"}
    return found


def _answers(text: str, found: set[str], asked: bool) -> bool:
    """Say whether something is told: figures or statements, or words left over when a question had been put."""
    if asked and not found:
        return True
    if _told(text):
        return True
    rest = _left_over(text, found - {"retter"})
    if not rest or "vet_ikke" in found:
        return False
    return "retter" in found or bool(re.search(r"\d", rest)) or not found & (_EMPTY | _ASKING | {"spør"})


def _told(text: str) -> bool:
    """Say whether a sentence or clause that is no question states something about the business."""
    clauses = (
        part
        for sentence in _sentences(text)
        for part in re.split(r"(?<=\?)|, (?=og |men )| (?=og vi | men )", sentence)
    )
    return any(part and not part.endswith("?") and _states(part) for part in clauses)


def _states(clause: str) -> bool:
    plain = pattern("reference").sub(" ", clause)
    if any(_patterns()[name].search(clause) for name in (_EMPTY | {"spør"}) - {"godtar", "avslår", "hilser", "takker"}):
        return False
    if pattern("agrees").match(clause):
        return False
    figures = re.search(r"\d", plain)
    told = pattern("statement").search(plain) and (figures or find_cues(plain) or pattern("told_as").search(plain))
    return bool(told or (figures and find_cues(plain)))


def _left_over(text: str, found: set[str]) -> str:
    """Return the words that none of the acts accounts for, small words left out."""
    text = pattern("reference").sub(" ", text)
    if found & (_ASKING | {"spør"}):
        rules = [_patterns()[name] for name in found & (_ASKING | {"spør"})]
        parts = (part for part in re.split(r"(?<=[?.!])", text) if "?" not in part)
        text = " ".join(part for part in parts if not any(rule.search(part.strip()) for rule in rules))
    if "for_høyt" in found:
        text = pattern("too_much").sub(" ", text)
    for name in found - _ASKING - {"spør"}:
        text = _patterns()[name].sub(" ", text)
    return text.strip() if re.search(r"\d", text) else pattern("small").sub(" ", text).strip()


def language_of(text: str) -> Language:
    """Return the language of a message: bokmål (dialect counts as it), nynorsk, English or another."""
    folded = fold(text)
    words = len(re.findall(r"[^\W\d_]+", folded))
    nb, nn, en = (len(pattern(f"marks_{name}").findall(folded)) for name in ("nb", "nn", "en"))
    own = bool(re.search(r"[æøå]", folded))
    if en > max(nb, nn) and en >= 0.25 * words and not own:
        return "en"
    if nn and nn >= 0.6 * len(pattern("only_nb").findall(folded)):
        return "nn"
    return "nb" if nb or nn or own or words < 4 or find_cues(folded) else "other"
