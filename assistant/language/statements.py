"""What is told in words: name, trade, place, challenge, competitors, choices. Patterns in statements.yaml."""

import re
from collections.abc import Mapping
from functools import cache

from assistant.language.business import find_place, find_trade, is_place, postal_codes
from assistant.language.lexicon import any_of, fold, pattern, read
from assistant.language.slots import slots

Said = tuple[str, str, int, int]
_TRIM = " \t\n.,;:!?«»\"'–-"
# Asked for these, a message tells of nothing else in words: «kvinner i Oslo» is a segment, not where the business is.
_ALONE = frozenset(
    [
        "segment",
        "utfordring",
        "særpreg",
        "løfte",
        "ansvarlig",
        "styrker",
        "svakheter",
        "muligheter",
        "trusler",
        "konkurrenter",
        "sesong",
        "kanaler",
        "tilbud",
        "forretningsidé",
        "verdier",
    ]
)
_COMPANY = re.compile(r"\b((?:[A-ZÆØÅ][\w&.-]*\s(?:(?:og|&)\s(?=[A-ZÆØÅ]))?){1,4}(?:AS|ANS|DA|ENK|SA|ASA|NUF))\b")
_NAME = re.compile(
    r"\s((?:[A-ZÆØÅ][\w&'.-]*)(?:\s(?:(?:og|&|i)\s(?=[A-ZÆØÅ]\w+\s[A-ZÆØÅ]))?[A-ZÆØÅ][\w&'.-]*)*)(?![\w-])"
)


@cache
def _patterns() -> Mapping[str, tuple[re.Pattern[str], ...]]:
    data = read("statements.yaml")
    return {
        slot: tuple(re.compile(row.replace("END", data["end"])) for row in rows) for slot, rows in data["slots"].items()
    }


@cache
def _compiled(name: str) -> re.Pattern[str]:
    return re.compile(read("statements.yaml")[name])


def read_statements(utterance: str, asked: str | None = None, *, opening: bool = True) -> list[Said]:
    """Return (slot, value, start, end) for what is told in words, one a slot; lists have items joined by «; ».

    `opening`: nothing had been asked, so that «Blomsterbutikken går greit» may tell the trade.
    """
    text = fold(utterance)
    said = _by_pattern(utterance, text, asked if asked in _ALONE else None)
    if asked in _ALONE:
        return said
    said += _business(utterance, text, asked, opening)
    got = {slot for slot, *_ in said}
    trade = next((start for slot, _, start, _ in said if slot == "bransje"), None)
    said += [*_challenge(utterance, text, got), *_channels(utterance, text, trade), *_company(utterance, text, got)]
    first = sorted({row[0]: row for row in reversed(said)}.values(), key=lambda row: row[2])
    return [row for row in first if not any(_inside(row, other) for other in first)]


def _inside(row: Said, other: Said) -> bool:
    """Say whether what is told is only part of something longer that is told."""
    return row is not other and other[2] <= row[2] and row[3] <= other[3] and row[0] not in ("bransje", "sted", "navn")


def _by_pattern(utterance: str, text: str, only: str | None) -> list[Said]:
    said = []
    for slot, patterns in _patterns().items():
        matches = (match for row in patterns if only in (None, slot) and (match := row.search(text)))
        rows = (_row(utterance, slot, *match.span("v")) for match in matches if not _asks(text, match))
        said += [row for row in rows if row][:1]
    return said


def _asks(text: str, match: re.Match[str]) -> bool:
    """Say whether a match stands in a question."""
    before = text[: match.start()].rsplit(".", 1)[-1].strip()
    return text[match.end() :].split(".")[0].strip().endswith("?") or before.startswith(
        ("hva ", "hvem ", "kva ", "kven ")
    )


def _row(utterance: str, slot: str, start: int, end: int) -> Said | None:
    words = utterance[start:end]
    start += len(words) - len(words.lstrip(_TRIM))
    end -= len(words) - len(words.rstrip(_TRIM))
    if end <= start:
        return None
    value = utterance[start:end]
    if slots()[slot].kind == "list":
        return slot, _listed(value, slot), start, end
    if tail := re.search(read("statements.yaml")["tail"].get(slot, "$^"), fold(value)):
        value, end = value[: tail.start()], start + tail.start()
    return slot, value, start, end


def _listed(value: str, slot: str) -> str:
    """Return the items of an enumeration joined by «; »."""
    items = re.split(
        r"\s*[,;/\n]\s*(?:og\s|samt\s|and\s|pluss\s|men også\s|men\s)?|\s+(?:og|samt|and|pluss|å)\s+(?!Co\b|Sønn)",
        value,
    )
    data = read("statements.yaml")
    lead = rf"^(?:(?:{data['item_lead'].get(slot, 'også')})\s+)+(?=\w)"
    plain = (re.sub(data["item_opening"], "", item.strip(_TRIM)) for item in items)
    cleaned = (re.sub(lead, "", item, flags=re.IGNORECASE) for item in plain)
    return "; ".join(item for item in cleaned if item)


# --- the business -------------------------------------------------------------------------------------------------


def _business(utterance: str, text: str, asked: str | None, opening: bool) -> list[Said]:
    trade = (
        _asked_trade(text)
        if asked == "bransje"
        else _own_trade(text) or (_headline(text, opening) if asked is None else None)
    )
    said: list[Said] = [("bransje", utterance[trade[0] : trade[1]], *trade)] if trade else []
    said += _proper_name(utterance, text)
    place = find_place(utterance) or (_place_beside(utterance, trade[1]) if trade else None)
    about = (
        trade
        or _COMPANY.search(utterance)
        or asked in ("sted", "bransje")
        or pattern("settled").search(text)
        or _compiled("own").search(text)
    )
    if place and about and not pattern("elsewhere").search(text[: place[0]]):
        said.append(("sted", utterance[place[0] : place[1]], *place))
    elif asked == "sted" and is_place(utterance.strip(_TRIM)):
        start = utterance.find(utterance.strip(_TRIM))
        said.append(("sted", utterance.strip(_TRIM), start, start + len(utterance.strip(_TRIM))))
    return said


def _place_beside(utterance: str, end: int) -> tuple[int, int] | None:
    """Return the place named right after a trade: «Gartneri, Lier»."""
    match = re.match(r",\s([A-ZÆØÅ][\wæøå]+)(?=[,.]|$)", utterance[end:])
    return (end + match.start(1), end + match.end(1)) if match and is_place(match[1]) else None


def _proper_name(utterance: str, text: str) -> list[Said]:
    """«Jeg driver Bakgården Kaffebar»: the name with capitals right after the verb, unless it is only a trade."""
    for match in _compiled("own").finditer(text):
        if not match.group().endswith(("driver", "driv", "eier", "eig", "run", "leder", "leiar")):
            continue
        name = _NAME.match(utterance, match.end())
        if name and trade_words(re.split("-", fold(name[1]))[0]) is None:
            return [("navn", name[1], *name.span(1))]
    return []


def trade_words(text: str) -> tuple[int, int] | None:
    """Return the place of a trade that is the whole of a text, None when there is more to it."""
    found = find_trade(text)
    return found[1:] if found and found[2] - found[1] == len(text) else None


def _asked_trade(text: str) -> tuple[int, int] | None:
    found = find_trade(text)
    return found[1:] if found else None


def _own_trade(text: str) -> tuple[int, int] | None:
    """Return where the trade stands after «vi er», «jeg driver» and the like, known or in the person's own words."""
    for match in _compiled("own").finditer(text):
        at = match.end()
        clause = pattern("clause_end").split(text[at:])[0]
        if pattern("others_before").search(text[: match.start()]) or pattern("not_a_trade").match(clause):
            continue
        if match.group().endswith(("har", "have")) and not any(
            pattern(p).match(clause) for p in ("owned", "owned_bare")
        ):
            continue
        found = find_trade(clause)
        if found and found[1] < 60:
            return at + found[1], at + found[2]
        named = pattern("one_trade_named").match(f"{clause} ")
        if named and match.group().endswith(("driver", "driv", "dreiv", "run", "eier", "startet", "starta")):
            return at + named.start("v"), at + named.end("v")
    return None


def _headline(text: str, opening: bool) -> tuple[int, int] | None:
    """Return the trade of a message that only names it: «Kafé i Tromsø»."""
    begins = pattern("definite_first").match(text) if opening else None
    if begins and trade_words(begins[1]) and begins[1] not in ("butikken", "forretningen"):
        return begins.span(1)
    sentences = list(re.finditer(r"[^.!?\n]+", text))[:3]
    return next((span for sentence in sentences if (span := _titled(text, sentence.start(), sentence.end()))), None)


def _titled(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the trade that a sentence begins with, when that is all before «i», «med», «her» or a comma."""
    start += len(text[start:end]) - len(text[start:end].lstrip())
    first = re.split(r"\s(?:i|på|ved|med|som|her)(?=\s|[,.]|$)|[,.!;(]", text[start:end])[0].strip()
    found = find_trade(first) if len(first.split()) <= 3 and not pattern("no_headline").search(first) else None
    if found is None or found[2] - found[1] < len(first) - (8 if find_place(text) else 0):
        return None
    if start and not re.match(r"\s(?:i|på|ved)\s|,\s\w+\.", text[start + len(first) :]):
        return None  # a later sentence has to place it: «Fotograf i Bodø.»
    return start + found[1], start + found[2]


def _challenge(utterance: str, text: str, got: set[str]) -> list[Said]:
    """«…, men folk kommer bare en gang»: what stands against the rest, unless it holds a figure."""
    match = pattern("but").search(text)
    if match is None or "utfordring" in got or _asks(text, match):
        return []
    if re.search(r"\d", match["v"]) or pattern("no_challenge").match(match["v"]):
        return []
    row = _row(utterance, "utfordring", *match.span("v"))
    return [row] if row else []


@cache
def _channel_names() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{any_of(read('statements.yaml')['channels'])})(?!\w)")


def _channels(utterance: str, text: str, trade: int | None) -> list[Said]:
    found = list(_channel_names().finditer(text))
    if not found or "?" in text or not _compiled("channel_context").search(text) or pattern("no_channels").search(text):
        return []
    found = [match for match in found if match.start() != trade]
    if not found:
        return []
    names = list(dict.fromkeys(utterance[match.start() : match.end()] for match in found))
    return [("kanaler", "; ".join(names), found[0].start(), found[-1].end())]


def _company(utterance: str, text: str, got: set[str]) -> list[Said]:
    match = _COMPANY.search(utterance)
    if match is None or "konkurrenter" in got or re.search(r"konkurr", text):
        return []
    start = _after_trade(match[1]) + match.start(1)
    name = ("navn", utterance[start : match.end(1)], start, match.end(1))
    said: list[Said] = [] if "navn" in got or "kunde" in text else [name]
    trade = None if "bransje" in got else find_trade(text[match.start(1) : match.end(1)])
    if trade and (said or "navn" in got):
        start, end = match.start(1) + trade[1], match.start(1) + trade[2]
        said.append(("bransje", utterance[start:end], start, end))
    return said


def _after_trade(name: str) -> int:
    """Return where a name begins after its kind: «Malerfirmaet Strøk & Sønn AS»."""
    first = name.split()[0]
    definite = first.endswith(("et", "en", "a")) and len(name.split()) > 2 and trade_words(fold(first))
    return len(first) + 1 if definite else 0


# --- answers ------------------------------------------------------------------------------------------------------


def answer_words(utterance: str, slot: str) -> tuple[str, int, int] | None:
    """Return the whole answer to a question in words, without filler, and its place; None when nothing is left."""
    text, data = fold(utterance), read("statements.yaml")
    start = len(text) - len(text.lstrip(_TRIM))
    for filler in (data["filler"], data["slot_filler"].get(slot, "^$")) * 2:
        match = re.match(filler, text[start:])
        if match and text[start + match.end() :].strip(_TRIM):
            start += match.end()
    asks = pattern("question_beside").search(text, start + 1)
    row = _row(utterance, slot, start, asks.start() if asks else len(utterance))
    return None if row is None else row[1:]


def read_choice(text: str, slot: str) -> tuple[str | bool, int, int] | None:
    """Return the choice or yes/no that an answer in folded text means, and its place."""
    for choice, words in read("statements.yaml")["choices"].get(slot, {}).items():
        match = re.search(words, text)
        if match:
            return {"true": True, "false": False}.get(choice, choice), match.start(), match.end()
    return None


def place_spans(utterance: str) -> list[tuple[int, int]]:
    """Return spans whose digits are part of an address."""
    return postal_codes(utterance)
