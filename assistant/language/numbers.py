"""Figures in Norwegian text, with scale, unit, range and roughness; and figures written for people.

Dates are not read here: their places are handed in as `skip`. Decisions that keep a figure from being read ten
times too big or small: a point or space before exactly three digits groups thousands («1.250» is 1250) unless a
word like «mill» follows («1.250 mill» is 1,25 mill); a comma is a decimal comma, except before exactly three
digits of kroner or things («4,200 kr»); in «3-400 000» the first figure gets the zeros of the last.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.language.formatting import format_date, format_money, format_number, format_percent, format_quantity
from assistant.language.lexicon import fold, inverse, pattern, section
from assistant.language.number import Number
from assistant.language.number_masks import find_masked
from assistant.language.number_ranges import joined
from assistant.language.number_words import Spoken, find_spoken

__all__ = [
    "Number",
    "find_numbers",
    "format_date",
    "format_money",
    "format_number",
    "format_percent",
    "format_quantity",
    "read_number",
]

Span = tuple[int, int]


def find_numbers(text: str, skip: Sequence[Span] = ()) -> tuple[Number, ...]:
    """Find the figures in a text, left to right. Spans in `skip` (dates) and what is no amount are passed over."""
    folded = fold(text)
    masked = [*skip, *find_masked(folded)]
    shares = _fractions(folded)
    taken = [*masked, *((n.start, n.end) for n in shares)]
    digits = [n for n in _digits(folded) if not _overlaps(n, taken)]
    taken += [(n.start, n.end) for n in digits]
    spoken = [n for n in _spoken(folded) if not _overlaps(n, taken)]
    atoms = sorted([*shares, *digits, *spoken], key=lambda n: n.start)
    return tuple(_roughened(folded, n) for n in joined(folded, atoms))


def read_number(text: str) -> float | None:
    """Return the first figure in a text, or None."""
    return next((number.value for number in find_numbers(text) if not number.article), None)


def _overlaps(number: Number, spans: Sequence[Span]) -> bool:
    return any(number.start < end and start < number.end for start, end in spans)


_MONEY_SCALE = {"mnok": 1e6, "mkr": 1e6, "tnok": 1e3, "kkr": 1e3, "tkr": 1e3}


def _digits(text: str) -> list[Number]:
    found = []
    for match in pattern("digits").finditer(text):
        number = _digit(text, match)
        if number is not None:
            found.append(number)
    return found


def _digit(text: str, match: re.Match[str]) -> Number | None:
    raw, end = match["number"].replace("minus ", "-"), match.end()
    scale, unit = _prefix(match["before"])
    suffix = pattern("scale_after").match(text, end)
    if suffix and _is_scale(raw, suffix, text):
        word = suffix["scale"].strip().strip(".")
        unit = "NOK" if word in _MONEY_SCALE else unit
        scale = _scale(word) * (_scale(suffix["more"]) if suffix["more"] else 1)
        end = suffix.end()
    measured = pattern("measured").match(text, end)
    unit, counter, end = _unit(measured, unit, end)
    scale *= _size(measured)
    if end == match.end() and text[end : end + 1].isalpha():
        return None
    value = _parse(raw, scale, unit) + (0.5 if match["half"] else 0)
    grouped = bool(re.search(r"[ .']\d{3}$", raw)) or raw.endswith("000")
    start = match.start() if match["before"] else match.start("number")
    return Number(value * scale, start, end, unit, scale=scale, counter=counter, grouped=grouped and scale == 1)


def _prefix(word: str | None) -> tuple[float, str | None]:
    if word is None:
        return 1, None
    if word in "€$":
        return 1, {"€": "EUR", "$": "USD"}[word]
    return _MONEY_SCALE.get(word, 1), "NOK"


def _scale(word: str) -> float:
    if word in _MONEY_SCALE:
        return _MONEY_SCALE[word]
    if word in ("'", "k"):
        return 1e3
    return 1e6 if word == "m" or word.startswith("mill") else float(inverse("scales")[word])


def _is_scale(raw: str, suffix: re.Match[str], text: str) -> bool:
    """Say whether a lone «m» means million: «4,2m» does, «200 m» are metres."""
    if suffix["scale"].strip(" .") != "m":
        return True
    return not suffix["scale"].startswith(" ") and (len(raw) < 3 or "," in raw or "." in raw)


def _unit(measured: re.Match[str] | None, unit: str | None, end: int) -> tuple[str | None, bool, int]:
    if measured is None:
        return unit, False, end
    if measured["counter"]:
        return unit, unit is None, measured.end()
    if measured["percent"]:
        return ("%" if measured["percent"] == "%" else "prosentpoeng"), False, measured.end()
    if measured["dash"]:
        return "NOK", False, measured.end()
    return inverse("units")[measured["word"]], False, measured.end() - (measured.group().endswith("."))


def _size(measured: re.Match[str] | None) -> float:
    """Return how many of its unit a word is: «kvarter» is 15 minutter."""
    return float(section("unit_sizes").get(measured["word"], 1)) if measured else 1.0


def _parse(raw: str, scale: float, unit: str | None) -> float:
    """Return the value of digits as written; scale and unit decide what a lone mark before three digits is."""
    sign = -1.0 if raw.startswith("-") else 1.0
    raw = raw.lstrip("-")
    if re.fullmatch(r"\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?", raw):
        return sign * float(raw.replace(",", ""))
    if re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", raw):
        decimal = scale >= 1e6 or unit not in (None, "NOK") or (unit is None and "," in raw)
        return sign * float(raw.replace(",", ".") if decimal else raw.replace(",", "").replace(".", ""))
    if re.fullmatch(r"\d{1,3}(?:[ .']\d{3})+(?:,\d+)?", raw) and not raw.startswith("0."):
        return sign * float(re.sub(r"[ .']", "", raw).replace(",", "."))
    return sign * float(raw.replace(",", "."))


def _spoken(text: str) -> list[Number]:
    return [_from_words(text, spoken) for spoken in find_spoken(text)]


def _from_words(text: str, spoken: Spoken) -> Number:
    measured = pattern("measured").match(text, spoken.end)
    unit, counter, end = _unit(measured, None, spoken.end)
    low, high = (None if bound is None else bound * _size(measured) for bound in (spoken.low, spoken.high))
    return Number(
        spoken.value * _size(measured), spoken.start, end, unit, low, high, spoken.scale, spoken.approximate, counter,
        article=spoken.article and not counter and unit is None, spoken=True,
    )  # fmt: skip


_PARTS = {"tre": 3, "fje": 4, "kva": 4, "fem": 5, "sje": 6, "tid": 10, "tie": 10, "ått": 8, "thi": 3, "qua": 4}


def _fractions(text: str) -> list[Number]:
    found = []
    for match in pattern("fraction").finditer(text):
        share = _share(match)
        after = text[match.end() : match.end() + 8].strip()
        every_period = (match["nth"] or match["second"]) and re.match(r"\w+", after)
        if share is None or (every_period and every_period.group() in inverse("periods")):
            continue
        found.append(Number(round(share * 100, 2), match.start(), match.end(), "%", spoken=True))
    return found


def _count(text: str) -> float:
    return float(text) if text.isdigit() else float(inverse("numbers")[text])


def _share(match: re.Match[str]) -> float | None:
    if match["a"]:
        a, b = _count(match["a"]), _count(match["b"])
        return a / b if 0 <= a <= b and b > 1 else None
    if match["x"]:
        a, b = float(match["x"]), float(match["y"])
        return a / b if 0 < a <= b else None
    if match["c"]:
        return _count(match["c"]) / _PARTS[match["part"][:3]]
    if match["nth"]:
        return 1 / float(inverse("ordinals")[match["nth"]])
    return 0.5 if match["half"] or match["second"] else 0.25 if match["fourth"] else 1 / 3


def _roughened(text: str, number: Number) -> Number:
    near = text[max(0, number.start - 40) : number.start]
    rough = bool(pattern("rough_before").search(near) or pattern("rough_after").match(text, number.end))
    rough = rough or (number.value > 1 and bool(pattern("article_before").search(near)))
    return replace(number, approximate=True) if rough else number
