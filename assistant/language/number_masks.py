"""What looks like an amount and is none: telephone and organisation numbers, opening hours, addresses, ordinals."""

import re

from assistant.language.lexicon import pattern

_ORGANISATION_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)


def find_masked(text: str) -> list[tuple[int, int]]:
    """Return the spans of folded text that hold digits or number words, but no amount."""
    spans = [match.span() for match in pattern("masks").finditer(text)]
    for match in re.finditer(r"(?<![\d.,])\d{3} ?\d{3} ?\d{3}(?!\d| \d|,\d)|(?<![\d.,])\d{8}(?!\d|,\d)", text):
        if _is_identifier(match.group().replace(" ", "")) and not _has_unit(text, match):
            spans.append(match.span())
    return spans


def _has_unit(text: str, match: re.Match[str]) -> bool:
    after, before = text[match.end() :], text[: match.start()]
    return bool(pattern("unit_after").match(after)) or bool(re.search(r"(?:kr\.?|nok)\s?$", before))


def _is_identifier(digits: str) -> bool:
    """Say whether eight or nine digits are a telephone or organisation number rather than an amount."""
    if digits.endswith("000"):
        return False
    if len(digits) == 8:
        return digits[0] in "49"
    rest = sum(int(d) * w for d, w in zip(digits, _ORGANISATION_WEIGHTS, strict=False)) % 11
    return digits[0] in "89" and (11 - rest) % 11 == int(digits[8])
