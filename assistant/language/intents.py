"""What a person is doing in a message, several acts at once, and which language it is in. Patterns in intents.yaml."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Literal

from assistant.language.lexicon import fold, read
from assistant.language.slots import find_cues, slot_of_question

Language = Literal["nb", "nn", "en", "other"]
# A request in question form is that request, not a question to answer.
_REQUESTS = frozenset(
    "vil_se_planen vil_ha_eksempel vil_ha_hjelp vil_laste_ned vil_testes vil_bli_lært hopper_over går_tilbake vil_ha_forslag"
    " vil_starte_på_nytt vil_stoppe fortsett angrer".split()
)
_ASKING = frozenset({"hva_betyr", "hvorfor_spør_du"})
_WHOLE = frozenset({"godtar", "avslår", "hilser", "takker", "vet_ikke", "fortsett", "småprat", "klager", "for_høyt", "for_lavt"}) | _REQUESTS
_STATEMENT = re.compile(
    r"\b(?:vi|jeg|eg|me|mi|æ|e|i|we|bedriften|firmaet|selskapet|butikken|kundene|kundane|målgruppa|målgruppen|utfordring\w*|problemet|styrken|omsetning\w*|resultatet|det|den)\s"
    r"(?:er|e|ær|har|ha|driver|driv|selger|sel|lager|lagar|tilbyr|omsetter|omsatte|heter|heiter|ligger|ligg|konkurrerer|bruker|brukar|sliter|slit|får|kan|vil|lover|svarer|leverer|vinner|trenger|treng|startet|starta|åpnet|tjener|gikk|gjekk|hadde|fikk|fekk|må|skal|am|are|have|sell|run|make|koster|kommer|kjem|handler|kjøper|holder|held|mister)\b"
)
_DIGIT = re.compile(r"\d")


@cache
def _patterns() -> Mapping[str, re.Pattern[str] | None]:
    return {
        name: re.compile("|".join(f"(?:{pattern})" for pattern in row["patterns"]), re.MULTILINE) if row["patterns"] else None
        for name, row in read("intents.yaml").items()
    }


def read_intents(utterance: str, *, asked: str | None = None) -> tuple[str, ...]:
    """Return the acts of a message in the order of intents.yaml, «svarer» first; empty for an empty message.

    `asked` is the slot or question just put: whatever is left after the other acts is then an answer.
    """
    text = fold(utterance).strip()
    if not text:
        return ()
    found = {name for name, pattern in _patterns().items() if pattern is not None and _matches(pattern, text)}
    slot = slot_of_question(asked) if asked else None
    found = _settled(found, text, asked is not None, slot is not None and slot.kind in ("flag", "choice"))
    if _answers(text, found, asked is not None, slot is not None and slot.kind == "flag"):
        found.add("svarer")
    return tuple(name for name in _patterns() if name in found)


def _sentences(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"(?<=[.!?;])\s+|\n+", text) if part.strip()]


def _matches(pattern: re.Pattern[str], text: str) -> bool:
    return any(pattern.search(sentence) for sentence in _sentences(text))


def _settled(found: set[str], text: str, asked: bool, closed: bool) -> set[str]:
    """Drop acts that another explains better: a request in question form, a «nei» that corrects, a «ja» before facts."""
    if found & _REQUESTS and not _ASKING & found and text.count("?") <= 1 and not re.search(r"\b(?:hva er|kva er|ka e)\b", text):
        found -= {"spør"}
    if found & _ASKING:
        found |= {"spør"}
    if "retter" in found:
        found -= {"avslår", "angrer"} | ({"vil_stoppe"} if _DIGIT.search(text) else set())
    if "vet_ikke" in found and ("spør" in found and "?" not in text):
        found -= {"spør", "hva_betyr"}
    if "hopper_over" in found:
        found -= {"vil_stoppe"} if "stopp" not in text else set()
        found -= {"går_tilbake"}
    if "godtar" in found and "avslår" in found:
        found -= {"godtar"} if re.match(r"(?:nei|ikke|niks)", text) or "stemmer ik" in text or "passer ik" in text else {"avslår"}
    if "takker" in found and re.search(r"\bnei,? takk", text):
        found = found - {"takker"} | {"avslår"}
    if "vil_testes" in found and "vil_bli_lært" in found and "lær" not in text:
        found -= {"vil_bli_lært"}
    if "vil_starte_på_nytt" in found:
        found -= {"angrer", "fortsett", "går_tilbake"}
    if "går_tilbake" in found:
        found -= {"fortsett"}
    if {"for_høyt", "for_lavt"} & found and not (not asked or re.search(r"\b(?:mål\w*|tall\w*|det|den|dette|\d)\b", text)):
        found -= {"for_høyt", "for_lavt"}
    return found


_SMALL = re.compile(
    r"\b(?:ja|jo|nei|ok|okei|okay|takk|tusen|hei|heisann|hallo|greit|bra|fint|supert|flott|jeg|eg|æ|vi|det|den|dette|er|e|kan|du|meg|mæ|oss|vil|så|da|nå|men|og|å|på|litt|med|for|i|til|om|en|et|ser|ut|helt|heilt|jo|bare|vær|snill|please|the|to|me|a|it|is|hm+|eh|altså|ha|få|gå|har|det|der|her|hva|min|mitt|mye|veldig|egentlig|gjerne|skal|må|ikke|ikkje|kanskje|som|av|mer|enn|noe|ganske|ærlig|talt|faktisk|dessverre|sånn|heller|vel|nok|videre)\b|[^\wæøå]+"
)


def _answers(text: str, found: set[str], asked: bool, closed: bool) -> bool:
    """Say whether something is told: figures or statements, or words left over when a question had been put."""
    if closed and {"godtar", "avslår"} & found:
        return True
    if "vet_ikke" in found and not _told(text):
        return False
    rest = _left_over(text, found)
    if _DIGIT.search(rest) and not re.fullmatch(r"\W*(?:kapittel|del|artikkel|punkt|spørsmål|steg)?\W*\d{0,2}\W*", rest):
        return True
    if "retter" in found:
        return bool(rest)
    if not rest:
        return False
    if _told(text):
        return True
    telling = not found & (_WHOLE | {"spør"} | _ASKING)
    return telling and (asked or len(rest.split()) >= 1)


def _told(text: str) -> bool:
    """Say whether a sentence that is no question states something about the business."""
    return any(
        _STATEMENT.search(sentence) and (find_cues(sentence) or _DIGIT.search(sentence) or re.search(r"\b(?:er|e|ær|driver|driv|har|heter|selger|lager|sliter|am|run)\s(?:en|ein|ei|et|eit|a|an|\w+)\b", sentence)) and not _acts_only(sentence)
        for sentence in _clauses(text)
        if "?" not in sentence
    )


def _clauses(text: str) -> list[str]:
    return [clause for sentence in _sentences(text) for clause in re.split(r"(?<=\?)|, (?=og |men )| (?=og vi | men vi | men )", sentence) if clause]


def _acts_only(sentence: str) -> bool:
    return not _left_over(sentence, {name for name in _patterns() if name in _WHOLE or name == "vet_ikke"}) or bool(
        any(pattern is not None and name in (_WHOLE - {"godtar", "hilser", "takker"}) | {"vet_ikke"} and pattern.search(sentence) for name, pattern in _patterns().items())
    )


def _left_over(text: str, found: set[str]) -> str:
    """Return the words that none of the acts accounts for, small words left out."""
    for name in found:
        pattern = _patterns()[name]
        if pattern is None or name in ("retter",):
            continue
        if name in ("spør", *_ASKING):
            text = " ".join(part for part in re.split(r"(?<=[?.!])|(?<=\?) ", text) if "?" not in part and not pattern.search(part.strip()))
        else:
            text = pattern.sub(" ", text)
    return _SMALL.sub(" ", text).strip() if not _DIGIT.search(text) else text.strip()


_MARKS = {
    "nn": re.compile(r"\b(?:eg|ikkje|kva|korleis|kvifor|kven|ein|eit|ei|me|dykk|dykkar|nokon|noko|frå|mykje|meir|fleire|berre|veit|kjem|gjer|heiter|treng|sjølv|då|òg|vere|vart|vore|kundar|tilsette|omsetninga|millionar|innan|saman|medlemer|eigar|høyrer|skulle|attende|mellom|såg|gong|veke|veker|ønskjer|sel|driv|bygder|overskot|frå|kor|noka|einaste|framleis|difor|korkje|åleine|korleis|nye)\b"),
    "nb": re.compile(r"\b(?:jeg|ikke|hva|hvordan|hvorfor|hvem|en|et|vi|dere|noen|noe|fra|mye|mer|flere|bare|vet|kommer|gjør|heter|trenger|selv|da|også|være|ble|vært|kunder|ansatte|omsetningen|millioner|innen|sammen|medlemmer|og|er|har|som|det|på|til|av|med|for|om|men|å|i|vil|skal|oss|min|vår|alle|hvilke|selger|driver|takk|ja|nei|hei|ok|æ|itj|ka|kossen|e|mæ|dæ|koffor|ke|vårt|neste|prosent|kroner|hvor)\b"),
    "en": re.compile(r"\b(?:the|and|we|have|our|is|are|with|of|you|what|how|i'm|employees|customers|revenue|want|need|in|my|your|this|that|please|can|do|does|for|about|thanks|hello|yes|year|per|sell|run|from|should|would|don't|know|help|me|a|an|to)\b"),
}


def language_of(text: str) -> Language:
    """Return the language of a message: bokmål (dialect counts as it), nynorsk, English or another."""
    folded = fold(text)
    words = re.findall(r"[^\W\d_]+", folded)
    if not words:
        return "nb"
    hits = {name: len(pattern.findall(folded)) for name, pattern in _MARKS.items()}
    if hits["en"] > max(hits["nb"], hits["nn"]) and hits["en"] >= 0.25 * len(words) and not re.search(r"[æøå]", folded):
        return "en"
    if hits["nn"] and hits["nn"] >= 0.6 * _distinct(folded):
        return "nn"
    if hits["nb"] or hits["nn"] or re.search(r"[æøå]", folded):
        return "nb"
    return "other" if len(words) >= 4 and not find_cues(folded) else "nb"


_ONLY_NB = re.compile(r"\b(?:jeg|ikke|hva|hvordan|hvorfor|hvem|dere|noen|noe|fra|mye|mer|flere|bare|vet|kommer|gjør|heter|trenger|selv|også|være|ble|vært|kunder|ansatte|innen|sammen|medlemmer|selger|driver|æ|itj|ka|kossen|mæ|hvor|hvilke|en|et|vi)\b")


def _distinct(folded: str) -> int:
    return len(_ONLY_NB.findall(folded))
