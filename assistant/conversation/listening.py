"""What a message says beyond its words: corrections of what was just noted, English, limits, answers left unread."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from assistant.language.business import find_trade
from assistant.language.facts import Fact
from assistant.language.lexicon import fold
from assistant.language.sentences import spans
from assistant.language.slots import slot_info

_LONGEST_TRADE = 6
_SHORT, _SENTENCE = 6, 14
# How far before a figure the wish for it may stand.
_BEFORE = 30
# This many words that are English only make a message English, however long it is.
_ENGLISH = 4
_THOUSAND, _MILLION = 1_000, 1_000_000
# What a bare figure answers when it takes back something: units that belong together.
_WORDS = ("text", "list")
# Acts that a whole sentence about the business can look like.
_MISTAKABLE = {"vil_stoppe", "vet_ikke", "svarer", "for_høyt", "for_lavt", "avslår", "fortsett", "klager", "godtar"}


@cache
def _cues() -> Mapping[str, Any]:
    content = yaml.safe_load(files("assistant.conversation").joinpath("cues.yaml").read_text(encoding="utf-8"))
    return {name: _compiled(rule) for name, rule in content.items()}


def _compiled(rule: Any) -> Any:
    return {name: re.compile(text) for name, text in rule.items()} if isinstance(rule, dict) else re.compile(rule)


@cache
def _english() -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = yaml.safe_load(files("assistant.conversation").joinpath("english.yaml").read_text(encoding="utf-8"))
    return tuple((re.compile(rule if "A-Z" in rule else f"(?i:{rule})"), text) for rule, text in rows)


def heard(name: str, text: str) -> bool:
    """Say whether a cue of cues.yaml is in the text."""
    return bool(_cues()[name].search(fold(text)))


def limit_of(text: str) -> str | None:
    """Return which limit a message asks to cross, or None."""
    folded = fold(text)
    return next((name for name, rule in _cues()["limits"].items() if rule.search(folded)), None)


def requests_of(text: str) -> tuple[str, ...]:
    """Return the requests about the conversation itself."""
    folded = fold(text)
    return tuple(name for name, rule in _cues()["requests"].items() if rule.search(folded))


def in_norwegian(text: str) -> str:
    """Return an English message with its figures, periods and measures in Norwegian, for the reading of facts."""
    for rule, norwegian in _english():
        text = rule.sub(norwegian, text)
    return text


def mostly_english(text: str) -> bool:
    """Say whether a message is written in English, names and places in Norwegian notwithstanding."""
    words = len(text.split())
    found = len(_cues()["english_words"].findall(text.lower()))
    return found >= _ENGLISH or (found >= 2 and found >= words / 4)


def counts_things(text: str, fact: Fact) -> bool:
    """Say whether a figure read as money is a small number right before the things it counts."""
    figure = text[fact.start : fact.end].strip()
    return figure.isdigit() and len(figure) <= 3 and bool(_cues()["things"].match(fold(text)[fact.end :]))


def questions_in(text: str) -> str:
    """Return the sentences of a message that ask, in bokmål words; all of it when none is marked as a question."""
    for rule, plain in _cues()["dialect"].items():
        text = plain.sub(rule.replace("_", " "), text)
    parts = [text[start:end].strip() for start, end in spans(text)]
    asking = [part for part in parts if part.endswith("?")]
    if len(asking) != 1 or len(parts) > 1:
        return " ".join(asking) or text
    clause = re.split(
        r"[,;–] (?:(?:og|men|and|but) )?(?=(?:hva|kva|ka|hvordan|korleis|hvorfor|kvifor|what|how|why)\b)", text
    )
    return clause[-1]


def meant_slot(text: str, noted: Sequence[str], targets: Sequence[str]) -> str | None:
    """Return the slot that a correction without a name is about: the goal when it says so, else what was noted last."""
    if not heard("correction", text):
        return None
    if targets and heard("the_goal", text):
        return targets[0]
    return next((slot for slot in reversed(noted) if slot_info(slot).kind not in _WORDS), None)


def settled(text: str, facts: Sequence[Fact], intents: Sequence[str], asked: str | None) -> tuple[Fact, ...]:
    """Return the facts with what the question makes clear: bare figures, words taken back, words not read."""
    found = [_trade(fact, text) for fact in facts]
    found = [_wanted(text, fact, found) for fact in found]
    if asked == "bransje" and not any(fact.slot == "bransje" for fact in found):
        found += _named_trade(text)
    if asked == "bransje" and not any(fact.slot == "sted" for fact in facts):
        found += [Fact("sted", match[1], start=match.start(1), end=match.end(1)) for match in _place(text)]
    if asked is None:
        return tuple(found)
    kind = slot_info(asked).kind
    if kind not in _WORDS:
        return tuple(_none(text, _bare(text, found, asked), asked))
    found = _about_whom(text, found, asked)
    if not any(fact.slot == asked for fact in found) and any(fact.slot for fact in found):
        return tuple(found)
    found = [_taken_back(fact, text) if fact.slot == asked else fact for fact in found]
    if not any(fact.slot == asked and fact.value is not None for fact in found) and _unread(text, intents):
        found = [fact for fact in found if fact.slot != asked] + [Fact(asked, text.strip(), start=0, end=len(text))]
    return tuple(found)


def acts_left(text: str, intents: Sequence[str], facts: Sequence[Fact], asked: str | None) -> tuple[str, ...]:
    """Return the acts without those that the answer only looked like."""
    dropped: set[str] = set()
    if "vil_stoppe" in intents and len(text.split()) > 3 and not heard("stopping", text):
        dropped.add("vil_stoppe")
    answered = asked is not None and any(fact.slot == asked and fact.value is not None for fact in facts)
    if answered and asked is not None and slot_info(asked).kind in _WORDS:
        dropped |= _MISTAKABLE - {"svarer"}
    return tuple(dict.fromkeys((*(act for act in intents if act not in dropped), *requests_of(text))))


def _about_whom(text: str, found: Sequence[Fact], asked: str) -> list[Fact]:
    """Return what an answer in words is about: a short «vi er 6 ansatte» is no answer, a figure in passing no fact."""
    counts = [f for f in found if f.slot not in (asked, None) and isinstance(f.value, int | float)]
    own = heard("of_oneself", text)
    counted = any(slot_info(str(f.slot)).kind in ("count", "money") for f in counts)
    if counted and (heard("figure_first", text) or (own and len(text.split()) <= _SHORT)):
        return [fact for fact in found if fact.slot != asked]
    answered = any(fact.slot == asked for fact in found) or heard("in_passing", text)
    if own or not answered or asked == "bransje" or len(text.split()) > _SENTENCE or heard("correction", text):
        return list(found)
    return [fact for fact in found if fact not in counts]


def _wanted(text: str, fact: Fact, found: Sequence[Fact]) -> Fact:
    """Return what is wished for or decided beside a turnover, in money or a bare «5» after millions, as its target."""
    turnover = next((other.value for other in found if other.slot == "omsetning"), None)
    if _bare_millions(text, fact, turnover):
        return replace(fact, slot="omsetning_mål", value=float(str(fact.value)) * _MILLION, unit="NOK", per="år")
    if fact.slot is not None or fact.unit != "NOK" or not any(other.slot == "omsetning" for other in found):
        return fact
    if fact.by or heard("wish", text[max(0, fact.start - _BEFORE) : fact.start]):
        return replace(fact, slot="omsetning_mål", per="år")
    return fact


def _bare_millions(text: str, fact: Fact, turnover: object) -> bool:
    """Say whether a target of something counted is a bare figure that goes on from a turnover told in millions."""
    if not isinstance(turnover, int | float) or turnover < _MILLION or not isinstance(fact.value, int | float):
        return False
    counted = bool(fact.slot) and str(fact.slot).endswith("_mål") and slot_info(str(fact.slot)).kind == "count"
    bare = not re.match(r"\s[a-zæøå]+", fold(text)[fact.end :]) or heard("no_unit", text[fact.end :])
    return counted and bare and fact.value < _THOUSAND and "mill" in fold(text)[: fact.start]


def _named_trade(text: str) -> list[Fact]:
    named = find_trade(fold(text))
    return [Fact("bransje", text[named[1] : named[2]], start=named[1], end=named[2])] if named else []


def _none(text: str, found: Sequence[Fact], asked: str) -> list[Fact]:
    """Return «ingen» and «ingenting» to how many or how much as nought."""
    info = slot_info(asked)
    if any(fact.slot == asked for fact in found) or info.kind not in ("count", "share", "money"):
        return list(found)
    if asked.endswith("_mål") or not heard("nought", text):
        return list(found)
    return [Fact(asked, 0, unit=info.unit, per=info.per, start=0, end=len(text))]


def _place(text: str) -> list[re.Match[str]]:
    match = _cues()["place"].search(text)
    return [match] if match else []


def _unread(text: str, intents: Sequence[str]) -> bool:
    """Say whether a message is an answer in words that was not taken as one."""
    if "?" in text or set(intents) - _MISTAKABLE or heard("unknowing", text):
        return False
    return len(text.split()) >= 4 or set(intents) <= {"svarer"}


def _bare(text: str, facts: Sequence[Fact], asked: str) -> list[Fact]:
    figures = [fact for fact in facts if isinstance(fact.value, int | float)]
    if len(figures) == 1 and figures[0].slot not in (asked, None) and heard("bare_figure", text):
        info = slot_info(asked)
        return [replace(figures[0], slot=asked, unit=info.unit, per=info.per)]
    return list(facts)


def _taken_back(fact: Fact, text: str) -> Fact:
    match = _cues()["self_correction"].search(text)
    return (
        replace(fact, value=match["meant"].strip(), start=match.start("meant"), end=match.end("meant"))
        if match
        else fact
    )


def _trade(fact: Fact, text: str) -> Fact:
    """Return a trade said in a long sentence as the words that name it."""
    if fact.slot != "bransje" or not isinstance(fact.value, str) or len(fact.value.split()) <= _LONGEST_TRADE:
        return fact
    match = _cues()["business"].search(text)
    if match:
        return replace(fact, value=match["what"].strip(), start=match.start("what"), end=match.end("what"))
    first = re.split(r"[,.;!]", fact.value)[0]
    return replace(fact, value=" ".join(first.split()[:_LONGEST_TRADE]))
