"""What is told in words: name, trade, place, challenge, competitors, choices. Patterns in statements.yaml."""

import re
from collections.abc import Mapping
from functools import cache

from assistant.language.business import find_place, find_trade, is_place, postal_codes
from assistant.language.lexicon import any_of, fold, read
from assistant.language.slots import slots

Said = tuple[str, str, int, int]
_TRIM = " \t\n.,;:!?«»\"'–-"


@cache
def _patterns() -> Mapping[str, tuple[re.Pattern[str], ...]]:
    data = read("statements.yaml")
    return {slot: tuple(re.compile(pattern.replace("END", data["end"])) for pattern in rows) for slot, rows in data["slots"].items()}


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(read("statements.yaml")[name])


def read_statements(utterance: str, asked: str | None = None) -> list[Said]:
    """Return (slot, value, start, end) for what is told in words, one a slot; lists have items joined by «; »."""
    text = fold(utterance)
    if asked in ("segment", "utfordring", "særpreg", "løfte", "ansvarlig", "styrker", "svakheter", "muligheter", "trusler", "konkurrenter", "sesong", "kanaler", "tilbud"):
        return _by_pattern(utterance, text, asked)
    said = _by_pattern(utterance, text, None)
    said += _business(utterance, text, asked)
    said += _challenge(utterance, text, {slot for slot, *_ in said})
    said += _channels(utterance, text)
    said += _company(utterance, text, {slot for slot, *_ in said})
    return sorted({row[0]: row for row in reversed(said)}.values(), key=lambda row: row[2])


def _by_pattern(utterance: str, text: str, only: str | None) -> list[Said]:
    said = []
    for slot, patterns in _patterns().items():
        if only is not None and slot != only:
            continue
        for pattern in patterns:
            match = pattern.search(text)
            if match and not _asks(text, match) and (row := _row(utterance, slot, match.start("v"), match.end("v"))):
                said.append(row)
                break
    return said


def _asks(text: str, match: re.Match[str]) -> bool:
    """Say whether a match stands in a question."""
    return text[match.end() : match.end() + 80].split(".")[0].strip().endswith("?") or text[: match.start()].rsplit(".", 1)[-1].strip().startswith(("hva ", "hvem ", "kva ", "kven "))


def _row(utterance: str, slot: str, start: int, end: int) -> Said | None:
    words = utterance[start:end]
    start += len(words) - len(words.lstrip(_TRIM))
    end -= len(words) - len(words.rstrip(_TRIM))
    if end <= start or not re.search(r"\w", utterance[start:end]):
        return None
    value = utterance[start:end]
    return slot, (_listed(value) if slots()[slot].kind == "list" else value), start, end


def _listed(value: str) -> str:
    """Return the items of an enumeration joined by «; »."""
    items = re.split(r"\s*(?:,|;|/|\n)\s*(?:og\s|samt\s|and\s)?|\s+(?:og|samt|and|pluss|å)\s+(?!Co\b|Sønn)", value)
    cleaned = (re.sub(r"^(?:har|vi har|er|at|også|kanskje)\s+(?=\w)", "", item.strip(_TRIM)) for item in items)
    return "; ".join(item for item in cleaned if item)


# --- the business -------------------------------------------------------------------------------------------------


def _business(utterance: str, text: str, asked: str | None) -> list[Said]:
    said: list[Said] = []
    trade = _trade(text, asked)
    if trade:
        said.append(("bransje", utterance[trade[0] : trade[1]], *trade))
    place = find_place(utterance)
    settled = re.search(r"\b(?:ligger|ligg|holder til|held til|basert|lokalisert|har kontor|based|bor|butikk|lokaler|adresse)\b", text)
    if place and (trade or asked in ("sted", "bransje") or settled or _pattern("own").search(text)) and not _foreign(text, place[0]):
        said.append(("sted", utterance[place[0] : place[1]], *place))
    elif asked == "sted" and is_place(utterance.strip(_TRIM)):
        start = utterance.find(utterance.strip(_TRIM))
        said.append(("sted", utterance.strip(_TRIM), start, start + len(utterance.strip(_TRIM))))
    return said


def _foreign(text: str, at: int) -> bool:
    """Say whether the words before a place tell of customers, markets or competitors rather than the business."""
    return bool(re.search(r"\b(?:konkurr\w+|kunde\w*|gjester|turister|folk|markedet|selger til|barnefamilier|menn|kvinner|eksport\w*|størst|best)\b[^,.]*$", text[:at]))


def _trade(text: str, asked: str | None) -> tuple[int, int] | None:
    if asked == "bransje":
        found = find_trade(text)
        return found[1:] if found else None
    for match in _pattern("own").finditer(text):
        if re.search(r"\b(?:kund\w+|gjest\w+|konkurrent\w+|medlem\w+)\s\w*\s?$", text[: match.start()]):
            continue
        clause = re.split(r"[,.!?;\n]|\s(?:men|som|og har|og heter|og heiter|med|for|til|mot|hos)\s", text[match.end() :])[0]
        if re.match(r"\s(?:gode?|flinke?|dårlige?|best|ikke|ikkje|bare|usikker|enig|på|fornøyd|\d)\b", clause):
            continue
        found = find_trade(clause)
        if found and found[1] < 60:
            return match.end() + found[1], match.end() + found[2]
        named = re.match(r"\s(?:en|ein|ei|et|eit|a|an)\s(?:(?:liten|lita|lite|stor|ny|nye|nyoppstarta|lokal)\s)?(?P<v>[\wæøå-]+(?:\s(?!i\b|på\b|og\b|ved\b)[\wæøå-]+)?)\s(?:i|på|ved)\s", f"{clause} ")
        if named and re.search(r"\b(?:driver|driv|dreiv|run|eier|startet|starta)$", match.group()):
            return match.end() + named.start("v"), match.end() + named.end("v")
    first = re.split(r"\s(?:i|på|ved|med|som)\s|[,.!;]", text)[0].strip()
    found = find_trade(first) if asked is None and 0 < len(first.split()) <= 3 and not re.search(r"\d|\?|\b(?:er|har|hva|hvor|vis|test|lær|gi|bruker|får)\b", first) else None
    if found and found[2] - found[1] >= len(first) - 8 and len(text.split()) >= 2 and find_place(text):
        return text.find(first) + found[1], text.find(first) + found[2]
    return None


_BUT = re.compile(r"\b(?:men|but)\s(?P<v>(?=[^,.!?;]*\b(?:bare|berre|kun|ikke|ikkje|itj|få|lite|for|mangler|manglar|sliter|aldri|ingen|dårlig|dårleg|vanskelig|vanskeleg|mister|mistar|svikter|tomt|stille|slutter|forsvinn\w*|glemmer|nedgang|færre|knapt|problem\w*|only|not|no)\b)[^.!?;\n]{6,160})")


def _challenge(utterance: str, text: str, got: set[str]) -> list[Said]:
    """«…, men folk kommer bare en gang»: what stands against the rest, unless it holds a figure."""
    match = _BUT.search(text)
    if match is None or "utfordring" in got or re.search(r"\d", match["v"]) or _asks(text, match) or re.match(r"(?:vet|veit|aner|jeg vet|eg veit|ikke|det vet|usikker|hva|kva)\b", match["v"]):
        return []
    row = _row(utterance, "utfordring", match.start("v"), match.end("v"))
    return [row] if row else []


def _channels(utterance: str, text: str) -> list[Said]:
    data = read("statements.yaml")
    found = list(re.finditer(rf"(?<!\w)(?:{any_of(data['channels'])})(?!\w)", text))
    if not found or "?" in text or not re.search(data["channel_context"], text) or re.search(r"\b(?:stjerner|omtaler|anmeldelser|konkurr\w+|selger|driver|driv)\b", text):
        return []
    names = list(dict.fromkeys(utterance[m.start() : m.end()] for m in found))
    return [("kanaler", "; ".join(names), found[0].start(), found[-1].end())]


_COMPANY = re.compile(r"\b((?:[A-ZÆØÅ][\w&.-]*\s(?:(?:og|&)\s(?=[A-ZÆØÅ]))?){1,4}(?:AS|ANS|DA|ENK|SA|ASA|NUF))\b")


def _company(utterance: str, text: str, got: set[str]) -> list[Said]:
    match = _COMPANY.search(utterance)
    if match is None or got & {"navn", "konkurrenter"} or re.search(r"konkurr|kunde", text):
        return []
    return [("navn", match[1], match.start(1), match.end(1))]


# --- answers ------------------------------------------------------------------------------------------------------


def answer_words(utterance: str, slot: str, listed: bool) -> tuple[str, int, int] | None:
    """Return the whole answer to a question in words, without filler, and its place; None when nothing is left."""
    text, data = fold(utterance), read("statements.yaml")
    start = len(text) - len(text.lstrip(_TRIM))
    for pattern in (data["filler"], data["slot_filler"].get(slot, "^$"), data["filler"], data["slot_filler"].get(slot, "^$")):
        match = re.match(pattern, text[start:])
        if match and text[start + match.end() :].strip(_TRIM):
            start += match.end()
    row = _row(utterance, slot, start, len(utterance))
    if row is None:
        return None
    return row[1], row[2], row[3]


def read_choice(text: str, slot: str) -> tuple[str | bool, int, int] | None:
    """Return the choice or yes/no that an answer in folded text means, and its place."""
    for choice, pattern in read("statements.yaml")["choices"].get(slot, {}).items():
        match = re.search(pattern, text)
        if match:
            value = {"true": True, "false": False}.get(choice, choice)
            return value, match.start(), match.end()
    return None


_TIMES = {"tre": 200.0, "tri": 200.0, "fir": 300.0, "fire": 300.0, "fem": 400.0, "seks": 500.0, "ti": 900.0}
_RELATIVE = re.compile(
    r"\b(?:(?P<times>tre|tri|fire?|fem|seks|ti)?dobl(?P<form>\w*)|(?P<half>halver\w*)|(?P<twice>dobbelt(?:\sså\s(?:mange|mye|mykje|stor\w*|høy\w*|godt))?|dobbelt opp|double|dobla))\b"
)


def relative_values(text: str) -> list[tuple[float, int, int, bool]]:
    """Return (percent, start, end, told as past) for «doble», «tredoble», «halvere», «dobbelt så mange»."""
    found = []
    for match in _RELATIVE.finditer(text):
        form = match["form"] or ""
        amount = -50.0 if match["half"] else _TIMES.get(match["times"] or "", 100.0)
        past = form in ("et", "a", "ede") and bool(re.search(r"\b(?:har|hadde|ble|er|vi|de|vart|seg)\s\w*\s?$", text[: match.start()])) or (match["half"] or "").startswith(("halvert", "halverte"))
        found.append((amount, match.start(), match.end(), past and not re.search(r"\b(?:vil|skal|må|bli)\b", text[: match.start()])))
    return found


def place_spans(utterance: str) -> list[tuple[int, int]]:
    """Return spans whose digits are part of an address."""
    return postal_codes(utterance)
