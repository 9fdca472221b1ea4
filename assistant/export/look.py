"""What all the papers share: the colours of the page, text made fit for paper, and the rule for what is too long."""

import re
import unicodedata
from datetime import date
from typing import Any

from assistant.planning.plan import Plan

ACCENT = "0B6B5D"
ACCENT_SOFT = "E0EFEB"
INK = "1D2523"
INK_SOFT = "57625F"
LINE = "D9D5CB"
FONT = "Arial"
# Shown as they stand these would be run as formulas by a spreadsheet (OWASP, CSV injection).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_SENTENCE = re.compile(r"(?<=[.!?»])\s+(?=[A-ZÆØÅ«])")
_LONG_WORD = re.compile(r"\S{25,}")
_TIES = re.compile(r"(?<=\d) (?=\d{3}\b|kr\b|%)|(?<=\d\.) (?=[a-zæøå])")
# Ems a letter, from which on a text is wide.
_WIDE = 0.62
# A shortened text ends where a thought ends rather than in the middle of a word.
_DANGLING = re.compile(
    r"[\s,;:–—(«]+$|\s+(?:og|eller|for|i|på|av|til|med|som|en|et|å|der|når|at|den|det|de|hos|fra|er|skal|ha|bli)$"
)


def clean(text: str) -> str:
    """Return text that any file format can hold: composed letters, one line, nothing invisible that steers."""
    kept = "".join(_kept(character) for character in unicodedata.normalize("NFC", text))
    return " ".join(kept.split())


def _kept(character: str) -> str:
    kind = unicodedata.category(character)
    if character in "\u200d\ufe0f":  # they hold emoji together
        return character
    if kind in ("Cc", "Zl", "Zp"):
        return " "
    return "" if kind in ("Cs", "Cf", "Co", "Cn") else character


def clean_plan(plan: Plan) -> Plan:
    """Return the plan with every text in it cleaned."""
    return Plan.model_validate(_cleaned(plan.model_dump()))


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(str(value))
    if isinstance(value, dict):
        return {key: _cleaned(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(item) for item in value]
    return value


def harmless(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def width(text: str) -> float:
    """Return about how wide a text is, in ems of Arial, on the wide side."""
    return sum(_em(character) for character in text)


def _em(character: str) -> float:
    if ord(character) > 0x2E80 or character in "mwMWÆ%@…—":
        return 1.0
    if character in "iljtfrI.,:;'!|()-–«» ":
        return 0.36
    return 0.72 if character.isupper() else 0.56


def shorten(text: str, limit: int) -> str:
    """Return at most `limit` characters: as many whole sentences as fit, else whole words and an ellipsis.

    Letters far wider than Norwegian ones mostly are (capitals, Chinese) leave room for fewer.
    """
    if len(text) <= limit and width(text) <= limit * _WIDE:
        return text
    limit = max(8, min(limit, int(limit * _WIDE * len(text) / width(text))))
    if len(text) <= limit:
        return text
    sentences = _SENTENCE.split(text)
    kept = sentences[0]
    for sentence in sentences[1:]:
        if len(kept) + 1 + len(sentence) > limit:
            break
        kept = f"{kept} {sentence}"
    return kept if len(kept) <= limit else _cut(kept, limit)


def _cut(text: str, limit: int) -> str:
    cut = text[: limit - 1]
    if not text[limit - 1].isspace() and " " in cut[limit // 2 :]:
        cut = cut[: cut.rindex(" ")]
    while (trimmed := _DANGLING.sub("", cut)) != cut:
        cut = trimmed
    return f"{cut}…"


def tied(text: str) -> str:
    """Return the text with figures, units and dates that are not torn apart at the end of a line."""
    return _TIES.sub("\u00a0", text)


def breakable(text: str) -> str:
    """Return the text with places to break in words too long for a column."""
    return _LONG_WORD.sub(lambda found: "\u200b".join(_pieces(found.group())), text)


def _pieces(word: str, size: int = 6) -> list[str]:
    return [word[start : start + size] for start in range(0, len(word), size)]


def capital(text: str) -> str:
    """Return the text with a capital first letter."""
    return text[:1].upper() + text[1:]


def short_date(day: date) -> str:
    """Write a day for a table: 22.11.2026."""
    return f"{day:%d.%m.%Y}"
