"""Trades and places in text: what kind of business a word means, and where a Norwegian business may be."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from assistant.language.lexicon import any_of, fold, pattern, read


@dataclass(frozen=True, slots=True)
class Trade:
    """A line of business: its usual `model` (as the slot «modell») and `customers` (as «kundetype»)."""

    name: str
    model: str
    customers: str
    words: tuple[str, ...]


@cache
def trades() -> Mapping[str, Trade]:
    """Return every known trade by its name."""
    found = {}
    for name, row in read("trades.yaml").items():
        model, customers, words = (part.strip() for part in row.split("|"))
        found[name] = Trade(name, model, customers, tuple(word.strip() for word in words.split(",")))
    return found


@cache
def _trade_index() -> Mapping[str, tuple[tuple[re.Pattern[str], Trade, int], ...]]:
    index: dict[str, list[tuple[re.Pattern[str], Trade, int]]] = {}
    for trade in trades().values():
        for word in {*trade.words, trade.name.lower()}:
            index.setdefault(re.split(r"[\W_]", word)[0][:2], []).append(
                (re.compile(rf"{any_of([word])}(?!\w)"), trade, len(word.rstrip("*")))
            )
    return {key: tuple(rows) for key, rows in index.items()}


_COMPOUND = (
    (r"(?!kirke|bak|herre|borg|skole)[a-zæøå-]{3,}(?:gård|gard)(?:en)?", "gårdsbruk"),
    (r"[a-zæøå-]{3,}(?:butikk|forretning|handel|utsalg|sjapp\w?)(?:en|a)?", "forhandler"),
    (r"[a-zæøå-]{3,}(?:verksted|verkstad)(?:et)?", "bilverksted"),
    (r"[a-zæøå-]{3,}(?:byrå|byrået)", "reklamebyrå"),
    (r"[a-zæøå-]{3,}(?:salong|klinikk|studio|terapeut|terapi)(?:en|et)?", "salong"),
    (r"[a-zæøå-]{3,}(?:klubb|lag|forening|foreining|forbund)(?:en|et|a)?", "fagforening"),
    (r"[a-zæøå-]{3,}(?:restaurant|kjøkken)(?:en|et)?", "restaurant"),
    (r"[a-zæøå-]{3,}(?:senter|park|hotell|utleie)(?:et|en)?", "utleie"),
    (r"[a-zæøå-]{3,}(?:produsent|fabrikk|bedrift|industri)(?:en)?", "industri"),
    (r"[a-zæøå-]{3,}(?:firma|tjenester?|service|entreprenør)(?:et)?", "servicebedrift"),
    (r"[a-zæøå-]{3,}(?:skole|skule|kurs)(?:n|en)?", "kursvirksomhet"),
)


def find_trade(text: str) -> tuple[Trade, int, int] | None:
    """Return the first trade named in folded text with its place; the longest word wins where several begin."""
    for word in re.finditer(r"[^\W_][\w&-]*", text):
        hits = []
        for rule, trade, weight in _trade_index().get(word.group()[:2], ()):
            match = rule.match(text, word.start())
            if match:
                hits.append((match.end(), weight, trade))
        if hits:
            end, _, trade = max(hits, key=lambda hit: (hit[1], hit[0]))
            return trade, word.start(), end
        for pattern_text, name in _COMPOUND:
            if re.fullmatch(pattern_text, word.group()):
                return trades()[name], word.start(), word.end()
    return None


def trade_of(text: str) -> Trade | None:
    """Return the trade that a person's words for their business mean, None when none is known."""
    found = find_trade(fold(text))
    return found[0] if found else None


@cache
def _places() -> tuple[re.Pattern[str], re.Pattern[str]]:
    listed = read("places.yaml")
    plain = [place.lower() for place in listed["places"] if place not in listed["doubtful"]]
    return re.compile(rf"(?:{any_of(plain)})(?!\w)"), re.compile(rf"(?:{any_of(listed['doubtful'])})(?!\w)")


def find_place(text: str) -> tuple[int, int] | None:
    """Return where a place stands after «i», «på» and the like: a known Norwegian one, or any name with a capital."""
    folded = fold(text)
    known, doubtful = _places()
    unlisted = None
    for match in pattern("before_place").finditer(folded):
        at = match.end()
        hit = known.match(folded, at) or doubtful.match(text, at)
        if hit:
            return hit.span()
        if not match.group() or re.match(
            r"\w*(?:gat[ae]n?|vei(?:en)?|veg(?:en)?|torg(?:et)?|plass|allé)\b|\w+\s\d", folded[at:]
        ):
            continue
        name = re.compile(r"[A-ZÆØÅ][a-zæøåé]+(?:[ -][A-ZÆØÅ][a-zæøåé]+)?(?!\w)").match(text, at)
        if name and unlisted is None and fold(name.group()).split()[0] not in read("places.yaml")["no_places"]:
            unlisted = name.span()
    return unlisted


def is_place(text: str) -> bool:
    """Say whether a text is just a known place."""
    known, doubtful = _places()
    return bool(known.fullmatch(fold(text)) or doubtful.fullmatch(text))


def postal_codes(text: str) -> list[tuple[int, int]]:
    """Return the spans of four digits that stand before a known place («9008 Tromsø»)."""
    known, doubtful = _places()
    return [
        m.span(1)
        for m in re.finditer(r"(?<!\d)(\d{4})\s", text)
        if known.match(fold(text), m.end()) or doubtful.match(text, m.end())
    ]
