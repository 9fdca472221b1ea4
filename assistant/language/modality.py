"""How a figure is meant, from the words around it: wanted or present, a change, per which period, corrected, denied."""

import re
from functools import cache

from assistant.language.lexicon import any_of, inverse

_WANT = re.compile(
    r"\b(?:vil|skal|må|ønsk\w*|mål|målet|måla|målene|måltall\w*|målsett?n?ing\w*|håper|håpar|drøm\w*|drøym\w*|sikt(?:er|ar)|planlegg\w*|satse[rs]|satsar"
    r"|treng\w*|treng|bør|øke|øk|auke|auk|vokse|vekse|doble|dobla|heve|løfte|få (?:det |den )?(?:opp|ned)|opp (?:i|til|på)|ned (?:i|til|på)|kom(?:me|a) (?:opp|ned)"
    r"|want|goal|target|wish|helst|skulle (?:gjerne )?(?:hatt|hatt|ønske\w*)|redusere|senke|halvere|kutte|nå opp|budsjetter\w*|ambisjon\w*|hadde vært fint)\b"
)
_NO_WANT = re.compile(
    r"\bvil (?:jeg |eg |vi |æ |me )?(?:tro|tru|anta|si|seie|tippe|anslå|gjette|gjetta|påstå)\b|\bdet vil si\b|\bskal vi si\b|\bskal vi sjå\b|\bmå (?:jeg |eg |æ |vi )?(?:innrømme|bare si|si|ærlig)\b"
    r"|\b(?:skal|skulle) (?:være|vere|vær|stå|ha vært)\b|\bmålgrupp\w*|\bmålt\b|\bi mål\b|\btrenger ikke\b|\bmålestokk\b|\bskal (?:sies|seiast)\b|\bmå jeg\b"
)
_NOW = re.compile(
    r"\b(?:i dag|idag|per dags dato|(?<!vil )(?<!skal )(?<!må )(?<!kan )(?<!å )nå|no|now|today|har (?:vi|jeg|eg|me)|(?:vi|jeg|eg|me|æ) har|ligg(?:er)? (?:vi |den |det |på)|i fjor|hadde|fikk|fekk|omsatte|er (?:vi|me)|(?:vi|me) er|var|ble|foreløpig|så langt)\b"
)
_UP = r"(?:øk\w*|auk\w*|opp|opper|vekst\w*|vokse\w*|vokste|veks\w*|vaks|stig\w*|steg|hev\w*|løft\w*|pluss|increase\w*|grow\w*|grew|up|forbedr\w*|bedre|høyere|høgare|ekstra)"
_DOWN = r"(?:ned|redus\w*|reduksjon|kutt\w*|senk\w*|minsk\w*|minke\w*|fall\w*|falt|fell|sank|synk\w*|sokk|spar\w*|nedgang\w*|minus|decrease\w*|down|dropp\w*|tap(?:t|te)|gikk ned|krymp\w*)"
_MORE = r"(?:flere|fleire|fler|mer|meir|til(?=\s(?:ansatt|kund|medlem))|opp|oppover|høyere|høgare|økning|auke|vekst|more|ekstra|bedre|up|growth|increase)"
_LESS = r"(?:færre|mindre|ned|nedover|lavere|lågare|nedgang|reduksjon|less|fewer|down|kortere|kortare|raskere)"
_PAST = re.compile(r"\b(?:økte|auka|gikk|gjekk|vokste|vaks|steg|falt|fall|sank|sokk|(?:har|hadde|er) (?:økt|auka|vokst|steget|falt|gått|sunket|doblet|dobla|hatt|minket)|doblet|halverte|tredoblet|ble|vart|i fjor|siste|forrige|grew|hadde|fikk|mistet|mista)\b")
DENIAL = re.compile(r"\b(?:ikke|ikkje|ikkj|itj|ittj|ikk|not|aldri)\s(?:(?:lenger|lengre|akkurat|noen|noe|helt|på|kr)\s)*$")
BOUND = re.compile(r"\b(?:ikke|ikkje|itj|not)\s(?:mer|meir|flere|fleire|mindre|færre|over|under|more)\s(?:enn|than)\s$")
_CORRECTION = re.compile(
    r"^(?:nei|næi|neida|niks|oi|ops|obs|feil|rettelse|retting|korreksjon|beklager|sorry|unnskyld|orsak|vent)\b|\b(?:mente|meinte|meint|meant)\b|\b(?:skulle|skal) (?:være|vere|vær|stå|ha vært)\b"
    r"|\b(?:skrev|skreiv|tastet|sa) feil\b|\b(?:det )?(?:ble|vart|er|var) feil\b|\brettelse\b|\b(?:rette|endre|korrigere)\b.{0,40}\btil\b|,? (?:nei|eller nei|nei vent|vent)[, ]|\bikke \d.{0,15} men \d|\bi stedet for\b|\bistadenfor\b"
)
_BREAK = re.compile(r"(?:,|\.|-|;)?\s?\b(?:nei|eller nei|vent|rettelse|jeg mener|eg meiner|mener|altså nei|unnskyld|sorry)\b")


def wanted(before: str, after: str = "") -> bool | None:
    """Say whether the words before a figure wish for it (True), tell it (False), or neither (None)."""
    plain = _NO_WANT.sub(lambda match: " " * len(match.group()), before)
    want = max((match.start() for match in _WANT.finditer(plain)), default=-1)
    now = max((match.start() for match in _NOW.finditer(plain)), default=-1)
    if re.match(r"\W*(?:\w+\W+){0,3}?(?:er (?:målet|ønsket)|som mål|hadde vært|is the goal)\b", after):
        return True
    if want < 0 and now < 0:
        return None
    return want > now


def change_sign(before: str, after: str, unit: str | None) -> int:
    """Return 1 or -1 when a figure is how much something goes up or down, 0 when it is where it stands or ends."""
    if re.match(rf"\s?(?:kr\s|%\s)?{_MORE}\b(?!\s(?:i|til|enn|på|av)\b\s?\d)", after) and not re.match(r"\s?(?:mer|meir|flere|more) (?:enn|eller)\b", after):
        return -1 if re.search(rf"\b{_DOWN}\b[^,.]*$", before) and not re.match(r"\s?opp", after) else 1
    if re.match(rf"\s?{_LESS}\b(?!\s(?:i|til|på|enn|av)\b\s?\d)", after) and not re.match(r"\s?mindre enn", after):
        return -1
    near = rf"(?:\s(?!til\b|i\b|fra\b|frå\b|te\b|to\b|på\b(?!\s\S*$))[\w-]+){{0,5}}?\s(?:med|by|på|with)\s(?:\w+\.?\s)?$"
    direct = r"\s(?:ca\.?\s|minst\s|omtrent\s|rundt\s|minimum\s)?$"
    for pattern, sign in ((_UP, 1), (_DOWN, -1)):
        if pattern is _UP and re.search(r"\bopp på\s$", before):
            continue
        if re.search(rf"\b{pattern}{near}", before) and not re.search(r"\b(?:opp|ned|ligger|ligg|er) på\s(?:\w+\.?\s)?$", before):
            return sign
        if unit in ("%", "prosentpoeng") and re.search(rf"\b{pattern}{direct}", before):
            return sign
        if unit in ("%", "prosentpoeng") and re.search(rf"\b{pattern}(?:\s(?!til\b|fra\b|frå\b|i\b|enn\b)[\w-]+){{1,4}}{direct}", before) and not re.search(r"\b(?:er|ligger|ligg|på|til|har|opp i|ned i)\s(?:\w+\.?\s)?$", before):
            return sign
    return 0


def in_past(before: str, after: str) -> bool:
    """Say whether a change is told as having happened."""
    return bool(_PAST.search(before) or re.match(r"\W*(?:\w+\W+){0,2}(?:i fjor|siste|forrige|sist)\b", after)) and not _WANT.search(_NO_WANT.sub("", before))


@cache
def _period_pattern() -> re.Pattern[str]:
    words = inverse("periods")
    definite = [w for w in words if w.endswith(("et", "en", "a", "an", "et"))]
    return re.compile(
        rf"(?<!\w)(?:(?:i|om)\s(?P<definite>{any_of(definite)})|(?:per|pr\.?|hver|kvar|kvart|hvert|a|an|each|every|à)\s(?P<any>{any_of(words)})"
        rf"|(?P<adverb>månedlig\w*|månadleg|årlig\w*|årleg|ukentlig\w*|vekentleg|daglig|dagleg|monthly|yearly|weekly|p\.a\.|annually|kvartalsvis|i måneder))(?!\w)(?!\s\d)"
        rf"|/\s?(?P<slash>{any_of(words)})(?!\w)"
    )  # fmt: skip


_ADVERBS = {"må": "måned", "år": "år", "uk": "uke", "ve": "uke", "da": "dag", "mo": "måned", "ye": "år", "we": "uke", "p.": "år", "an": "år", "kv": "kvartal", "i ": "måned"}


def period_in(words: str, *, near: int = 60) -> tuple[str, int] | None:
    """Return the period a figure is per («måned», «kvartal» …) and where it stands, within so many characters."""
    match = _period_pattern().search(words[:near])
    if match is None:
        return None
    word = match["definite"] or match["any"] or match["slash"]
    return (inverse("periods")[word] if word else _ADVERBS[match["adverb"][:2]]), match.start()


def is_correction(text: str) -> bool:
    """Say whether a message sets right something said before, or itself."""
    return bool(_CORRECTION.search(text))


def breaks_off(between: str) -> bool:
    """Say whether the words between two figures take the first one back."""
    return bool(_BREAK.search(between)) and len(between) < 40
