"""How a figure is meant, from the words around it: wanted or present, a change, per which period, corrected, denied."""

import re

from assistant.language.lexicon import inverse, pattern

_TIMES = {"tre": 200.0, "tri": 200.0, "fir": 300.0, "fire": 300.0, "fem": 400.0, "seks": 500.0, "ti": 900.0}
_ADVERBS = {"må": "måned", "mo": "måned", "uk": "uke", "ve": "uke", "we": "uke", "da": "dag", "kv": "kvartal"}


def wanted(before: str, after: str = "") -> bool | None:
    """Say whether the words before a figure wish for it (True), tell it (False), or neither (None)."""
    if pattern("wanted_after").match(after):
        return True
    plain = _without_phrases(before)
    want = max((match.start() for match in pattern("want").finditer(plain)), default=-1)
    now = max((match.start() for match in pattern("now").finditer(plain)), default=-1)
    return None if want < 0 and now < 0 else want > now


def _without_phrases(words: str) -> str:
    """Blank out phrases that only look like a wish («vil jeg tro»)."""
    return pattern("no_want").sub(lambda match: " " * len(match.group()), words)


def change_sign(before: str, after: str, unit: str | None) -> int:
    """Return 1 or -1 when a figure is how much something goes up or down, 0 when it is where it stands or ends."""
    if pattern("more_after").match(after):
        return -1 if pattern("down_before").search(before) and not after.lstrip().startswith("opp") else 1
    if pattern("less_after").match(after):
        return -1
    moves = pattern("moves_directly").search(before)
    if moves:
        return -1 if moves["way"] in ("ned", "redusere", "kutte", "spare", "senke") else 1
    for name, sign in (("up", 1), ("down", -1)):
        if pattern(f"{name}_by").search(before) and not pattern("stands_at_on").search(before):
            return sign
        share = unit in ("%", "prosentpoeng")
        if share and pattern(f"{name}_directly").search(before) and not pattern("stands_at").search(before):
            return sign
    return 0


def in_past(before: str, after: str) -> bool:
    """Say whether a change is told as having happened."""
    told = pattern("past").search(before) or pattern("past_after").match(after)
    return bool(told) and not pattern("want").search(_without_phrases(before))


def period_in(words: str) -> tuple[str, int] | None:
    """Return the period that words say a figure is per («måned», «kvartal» …) and where it stands."""
    match = pattern("period_per").search(words)
    if match is None:
        return None
    word = match["definite"] or match["within"] or match["any"] or match["slash"]
    if word:
        return inverse("periods")[word], match.start()
    return _ADVERBS.get(match["adverb"][:2], "år"), match.start()


def denied(before: str) -> bool:
    """Say whether the words before a figure deny it; «ikke mer enn» does not."""
    return bool(pattern("denial").search(before)) and not pattern("bound").search(before)


def is_correction(text: str) -> bool:
    """Say whether a message sets right something said before, or itself."""
    return bool(pattern("correction").search(text))


def breaks_off(between: str) -> bool:
    """Say whether the words between two figures take the first one back."""
    return len(between) < 40 and bool(pattern("break").search(between))


def relative_values(text: str) -> list[tuple[float, int, int, bool]]:
    """Return (percent, start, end, told as past) for «doble», «tredoble», «halvere», «dobbelt så mange»."""
    found = []
    for match in pattern("relative").finditer(text):
        amount = -50.0 if match["half"] else _TIMES.get(match["times"] or "", 100.0)
        before = text[: match.start()]
        told = match["form"] in ("et", "a", "ede") and pattern("subject_before").search(before)
        past = bool(told or (match["half"] or "").startswith("halvert")) and not re.search(
            r"\b(?:vil|skal|må|bli)\b", before
        )
        found.append((amount, match.start(), match.end(), past))
    return found
