"""What looks like an amount and is none: telephone and organisation numbers, opening hours, addresses, ordinals."""

import re
from functools import cache

_PATTERNS = (
    r"\S+@\S+|https?://\S+|www\.\S+|\b\w+\.(?:no|com|net|org)\b\S*",
    r"(?:org(?:anisasjons)?\.?\s?-?\s?(?:nr|nummer)?\.?:?\s*)\d[\d ]{7,10}\d",
    r"(?:\+|00)47[\s\d]{8,12}\d|(?:tlf|telefon|mobil|mob|ring\w*|nummer\w*|sms|vipps)\.?:?\s*(?:(?:meg|oss|på|til|er|mitt|vårt|nr|nr\.)\s*)*\d[\d ]{3,10}\d",
    r"(?<!\d)(?<!\d[ .])(?:\d{2} \d{2} \d{2} \d{2}|[2-9]\d{2} \d{2} \d{3})(?![ ]?\d)(?!\s?(?:kr|nok))",
    r"(?<![\d.,])\d{4}[. ]\d{2}[. ]\d{5}(?!\d)|(?<!\d)\d{6}[ ]?\d{5}(?!\d)",
    r"\b24\s?/\s?7\b|\b365\s?dager\b",
    r"\bkl(?:okka|okken)?\.?\s?\d{1,2}(?:[.:]\d{2})?(?:\s?(?:-|til|og)\s?(?:kl\.?\s?)?\d{1,2}(?:[.:]\d{2})?)?|\b\d{1,2}:\d{2}(?:\s?-\s?\d{1,2}:\d{2})?",
    r"(?:mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag|hverdager|åpent|ope|opent|man-fre|lør)\s(?:fra\s)?\d{1,2}\s?(?:-|til)\s?\d{1,2}(?!\d)",
    r"(?<![\d.,])\d{1,2}\.\s(?=(?:plass|etasje|sesong|klasse|trinn|gang|juledag|påskedag|generasjon|år|divisjon|versjon)\w*)",
    r"\b(?:nr|nummer|no|kapittel|kap|del|punkt|pkt|steg|trinn|side|spørsmål|leksjon|modul|artikkel|versjon|paragraf|iso|covid|fase|alternativ|web|nivå|uke|veke)\.?\s?-?\s?\d+(?:\.\d+)*(?![\d ]*\s?(?:kr|%|prosent))|§+\s?\d+\w?",
    r"(?<![\d.,])0\d{3}\s(?=[a-zæøå])",
    r"\b[a-zæøå]+\d+\w*\b|(?<![\w.,])\d+(?:g|d|x)\b",
    r"\bsport\s1\b|\bh\s?&\s?m\b|\b7-?\s?eleven\b|\btv\s?2\b|\bp4\b|\b1-2-3\b|\brema\s1000\b|\bb2b\b|\bb2c\b|\btype\s\d\b",
    r"(?<![\d.,])(?:kvinner|menn|personer|folk|barn|unge|voksne|alder\w*|aldersgruppa?|jenter|gutter|kvinnor|damer|foreldre|par|ungdom\w*)\s(?:i\salderen\s|mellom\s|fra\s|på\s|over\s|under\s)*\d{1,2}(?:\s?(?:-|til|og)\s?\d{1,2})?\s?(?:år\b|\+)?(?!\s?(?:%|prosent|kr|ganger|stk))",
    r"\b(?:alle|begge)\s(?:to|tre|fire)\b|\ben\s(?:eller\sannen|gang\s(?:til|i\sblant|for\salle)|av\s(?:de|våre|grunnene)\w*)|\b(?:bare|kun)\s(?:én|en|ein)\s(?:gang|gong)\b(?!\s(?:i|per|hver|om))",
    r"\b(?:i|av|med)\stre(?=\s*(?:$|[.,;!?]|og\b|eller\b))|\btre\s?vare\w*|\btil\s(?:en|ei)\b|\b(?:den|det)\s(?:ene|andre)\b",
)
_ORGANISATION_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)


@cache
def _masked() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS))


def find_masked(text: str) -> list[tuple[int, int]]:
    """Return the spans of folded text that hold digits or number words, but no amount."""
    spans = [match.span() for match in _masked().finditer(text)]
    for match in re.finditer(r"(?<![\d.,])\d{3} ?\d{3} ?\d{3}(?![\d]| \d)|(?<![\d.,])\d{8}(?!\d)", text):
        if _is_identifier(match.group().replace(" ", "")) and not _has_unit(text, match):
            spans.append(match.span())
    return spans


def _has_unit(text: str, match: re.Match[str]) -> bool:
    return bool(re.match(r"\s?(?:kr|nok|,-|%|prosent)", text[match.end() :])) or bool(re.search(r"(?:kr\.?|nok)\s?$", text[: match.start()]))


def _is_identifier(digits: str) -> bool:
    """Say whether eight or nine digits are a telephone or organisation number rather than an amount."""
    if digits.endswith("000"):
        return False
    if len(digits) == 8:
        return digits[0] in "2345679"
    rest = sum(int(d) * w for d, w in zip(digits, _ORGANISATION_WEIGHTS, strict=False)) % 11
    return digits[0] in "89" and (11 - rest) % 11 == int(digits[8])
