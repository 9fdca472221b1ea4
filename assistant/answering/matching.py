"""Where a sentence stands in a section, word for word or nearly so, and whether a section bears it out. Pure."""

import difflib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.language import tokens
from assistant.language.sentences import Unit, units

# Quotation marks, apostrophes and dashes that count as one another.
_SAME_SIGN = str.maketrans("“”„«»’\u2018–—−‑", '"""""\'\'----')
_NUMBER = re.compile(r"\d+(?:[ \u00a0\u202f.]\d{3})*(?:,\d+)?")
_NOT = frozenset(["ikke", "ikkje", "aldri", "ingen", "uten", "ingenting", "verken", "hverken", "umulig", "unngå"])
_NEARLY, _BORNE, _LEAST = 0.82, 0.6, 3


@dataclass(frozen=True, slots=True)
class Match:
    """A place in a section. `exact`: the sentence stands there word for word; `near`: almost, so that it can be mended.

    Neither: the place is what bears the sentence out.
    """

    start: int
    end: int
    exact: bool = False
    near: bool = False


def find(sentence: str, text: str) -> Match | None:
    """Return where `text` says `sentence`, or what in it bears the sentence out; None when nothing does."""
    return _verbatim(sentence, text) or _nearly(sentence, text) or _bearing(sentence, text)


def _verbatim(sentence: str, text: str) -> Match | None:
    wanted = sentence.strip()
    start = text.find(wanted) if wanted else -1
    if start >= 0:
        return Match(start, start + len(wanted), exact=True)
    loose, places = _loosened(text)
    needle = _loosened(wanted)[0].strip()
    begin = loose.find(needle) if len(needle) > 1 else -1
    if begin < 0:
        return None
    return Match(places[begin], places[begin + len(needle) - 1] + 1, near=True)


def _loosened(text: str) -> tuple[str, list[int]]:
    """Return the text in one case with one kind of space, quote and dash, and each sign's place in the original."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        for folded in unicodedata.normalize("NFKC", sign.translate(_SAME_SIGN)).casefold():
            blank = folded.isspace()
            if blank and signs and signs[-1] == " ":
                continue
            signs.append(" " if blank else folded)
            places.append(place)
    return "".join(signs), places


def _nearly(sentence: str, text: str) -> Match | None:
    """Find the unit that differs by a few words only; never one with other numbers or another negation."""
    words = tokens.words(sentence)
    best, ratio = None, _NEARLY
    for unit in units(text):
        others = tokens.words(unit.text)
        if abs(len(others) - len(words)) > 4 + len(words) // 3 or not _agree(sentence, unit.text):
            continue
        likeness = difflib.SequenceMatcher(None, words, others, autojunk=False).ratio()
        if likeness >= ratio:
            best, ratio = unit, likeness
    return Match(best.start, best.end, near=True) if best else None


def _bearing(sentence: str, text: str) -> Match | None:
    """Find the one or two neighbouring units that hold the sentence's content, its numbers and its negation."""
    stems = frozenset(tokens.analyse(sentence))
    if len(stems) < _LEAST:
        return None
    found = units(text)
    runs = [*([unit] for unit in found), *(found[i : i + 2] for i in range(len(found) - 1))]
    for run in sorted(runs, key=lambda run: (-_held(stems, run), len(run))):
        if _held(stems, run) < _BORNE:
            return None
        if _agree(sentence, " ".join(unit.text for unit in run)):
            return Match(run[0].start, run[-1].end)
    return None


def _held(stems: frozenset[str], run: Sequence[Unit]) -> float:
    held = {stem for unit in run for stem in tokens.analyse(unit.text)}
    return len(stems & held) / len(stems)


def _agree(sentence: str, source: str) -> bool:
    """Say whether every number of the sentence stands in the source, and both deny or both affirm."""
    numbers, given = (_numbers(text) for text in (sentence, source))
    denies, denied = (bool(_NOT & set(tokens.words(text))) for text in (sentence, source))
    return numbers <= given and denies == denied


def _numbers(text: str) -> set[str]:
    return {re.sub(r"[ \u00a0\u202f.]", "", number) for number in _NUMBER.findall(text)}
