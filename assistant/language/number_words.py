"""Numbers written as words: «tjue», «femogtjue», «to hundre og femti», «halvannen», «et par», «tusenvis»."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from assistant.language.lexicon import any_of, inverse, section

_WORD = re.compile(r"[a-zæøåéäö]+(?:'n)?")
_ARTICLES = frozenset({"en", "ei", "et", "ein", "eit", "ett", "eitt", "a"})
# No number is said in more words than this («ni hundre og nittini tusen ni hundre og nittini»).
_LONGEST = 14
_HALF = frozenset({"halv", "halvt", "halve", "half"})
_QUARTER = frozenset({"kvart", "kvarts"})


@dataclass(frozen=True, slots=True)
class Spoken:
    """A number in words. `scale` is the last thousand or million said (1: none), already part of `value`."""

    value: float
    start: int
    end: int
    scale: float = 1
    approximate: bool = False
    low: float | None = None
    high: float | None = None
    article: bool = False


@cache
def _atoms() -> dict[str, float]:
    words = {word: float(value) for word, value in (inverse("numbers") | inverse("scales")).items()}
    return words | {word: float(value) for word, value in section("exact").items() if float(value).is_integer()}


@cache
def _compound() -> re.Pattern[str]:
    solid = [word for word in _atoms() if len(word) > 1 and word not in _ARTICLES | {"a"}] + ["ett", "en"]
    return re.compile(rf"(?:{any_of(solid)}|og)")


@cache
def word_value(word: str) -> float | None:
    """Return the value of one written word («tjuefem», «trehundreogfemti»), None when it is not a number."""
    atoms = _atoms()
    if word in atoms:
        return atoms[word]
    if len(word) < 6:
        return None
    parts, at = [], 0
    while at < len(word):
        match = _compound().match(word, at)
        if match is None:
            return None
        parts.append(match.group())
        at = match.end()
    if parts[0] == "og" or parts[-1] == "og" or len(parts) < 2:
        return None
    values = [atoms[part] for part in parts if part != "og"]
    return _sum(values) if _grows(values) else None


def _grows(values: list[float]) -> bool:
    """Say whether a row of words can be one number: «tjue fem», «fem (og) tjue», «to hundre», not «to tre»."""
    for left, right in pairwise(values):
        tens_and_ones = left in (20, 30, 40, 50, 60, 70, 80, 90) and 0 < right < 10
        ones_and_tens = 0 < left < 10 and right in (20, 30, 40, 50, 60, 70, 80, 90)
        if not (tens_and_ones or ones_and_tens or right >= 100 or (left >= 100 and right < left)):
            return False
    return True


def _sum(values: list[float]) -> float:
    total = current = 0.0
    for value in values:
        if value >= 1000:
            total, current = total + max(current, 1) * value, 0.0
        elif value == 100:
            current = max(current, 1) * 100
        else:
            current += value
    return total + current


def find_spoken(text: str) -> tuple[Spoken, ...]:
    """Find numbers in words in folded text, left to right, never overlapping."""
    words = list(_WORD.finditer(text))
    found: list[Spoken] = []
    index = 0
    while index < len(words):
        spoken, used = _read(text, words, index)
        if spoken is not None:
            found.append(spoken)
        index += max(used, 1)
    return tuple(found)


def _gap(text: str, left: re.Match[str], right: re.Match[str]) -> str:
    return text[left.end() : right.start()]


def _read(text: str, words: list[re.Match[str]], index: int) -> tuple[Spoken | None, int]:
    for reader in (_rough, _some, _half, _plain):
        spoken, used = reader(text, words, index)
        if spoken is not None:
            return spoken, used
    return None, 1


def _word_at(words: list[re.Match[str]], index: int) -> str:
    return words[index].group() if index < len(words) else ""


def _scale_from(text: str, words: list[re.Match[str]], index: int) -> tuple[float, int]:
    """Return the product of scale words from `index` on («hundre tusen» → 100 000), and how many there were."""
    scales, product, used = inverse("scales"), 1.0, 0
    while (
        used < 2
        and _word_at(words, index + used) in scales
        and (not used or _gap(text, words[index + used - 1], words[index + used]).isspace())
    ):
        product *= scales[_word_at(words, index + used)]
        used += 1
    return product, used


def _made(words: list[re.Match[str]], index: int, used: int, value: float, scale: float, rough: bool) -> Spoken:
    return Spoken(value * scale, words[index].start(), words[index + used - 1].end(), scale, rough)


def _rough(text: str, words: list[re.Match[str]], index: int) -> tuple[Spoken | None, int]:
    rough = section("rough")
    skip = 1 if _word_at(words, index) in _ARTICLES else 0
    word = _word_at(words, index + skip)
    if word not in rough:
        return None, 0
    spoken = _made(words, index, skip + 1, float(rough[word]), 1, True)
    if word.endswith("vis"):
        spoken = Spoken(spoken.value, spoken.start, spoken.end, 1, True, low=spoken.value)
    return spoken, skip + 1


def _some(text: str, words: list[re.Match[str]], index: int) -> tuple[Spoken | None, int]:
    """«et par (hundre)», «et par tre», «noen hundre», «noen og tjue»."""
    first, second, third = (_word_at(words, index + n) for n in range(3))
    if (first in _ARTICLES and second == "par") or (first == "par" and second in inverse("scales")):
        used = 2 if second == "par" else 1
        if third in ("tre", "tri"):
            return Spoken(2.5, words[index].start(), words[index + 2].end(), 1, True, 2, 3), 3
        scale, more = _scale_from(text, words, index + used)
        return _made(words, index, used + more, 2, scale, True), used + more
    if first in ("noen", "nokre", "nåkka", "nokon", "some") and second in inverse("scales"):
        scale, more = _scale_from(text, words, index + 1)
        return _made(words, index, 1 + more, 3, scale, True), 1 + more
    if first in ("noen", "noe", "nokre", "noko") and second == "og" and 20 <= (word_value(third) or 0) <= 90:
        return _made(words, index, 3, (word_value(third) or 0) + 5, 1, True), 3
    return None, 0


def _half(text: str, words: list[re.Match[str]], index: int) -> tuple[Spoken | None, int]:
    """«en halv million», «to og en halv», «halvannen», «kvart million», «trekvart million»."""
    exact = section("exact")
    first, second, third, fourth = (_word_at(words, index + n) for n in range(4))
    value, used = 0.0, 0
    if first in exact and not float(exact[first]).is_integer():
        value, used = float(exact[first]), 1
    elif first in _HALF | _QUARTER and second in inverse("scales"):
        value, used = (0.5 if first in _HALF else 0.25), 1
    elif first in _ARTICLES and second in _HALF | _QUARTER:
        value, used = (0.5 if second in _HALF else 0.25), 2
    elif first in ("tre", "tri") and second == "kvart":
        value, used = 0.75, 2
    elif 0 < (word_value(first) or 0) < 100 and second == "og" and third in _ARTICLES and fourth in _HALF:
        value, used = (word_value(first) or 0) + 0.5, 4
    elif second == "komma" and word_value(first) is not None and 0 <= (word_value(third) or -1) < 100:
        part = int(word_value(third) or 0)
        value, used = (word_value(first) or 0) + part / 10 ** len(str(part)), 3
    elif 0 < (word_value(first) or 0) < 100 and second == "og" and third in _HALF:
        value, used = (word_value(first) or 0) + 0.5, 3
    if not used:
        return None, 0
    scale, more = _scale_from(text, words, index + used)
    return _made(words, index, used + more, value, scale, False), used + more


def _plain(text: str, words: list[re.Match[str]], index: int) -> tuple[Spoken | None, int]:
    """Read a row of number words, as long as it makes one number; `article` marks a lone «en», rarely a number."""
    values: list[float] = []
    end, at = index, index
    while at < min(len(words), index + _LONGEST):
        word = words[at].group()
        joined = not values or (at > 0 and _gap(text, words[at - 1], words[at]).isspace())
        value = word_value(word)
        if not joined:
            break
        if value is None:
            if word == "og" and values and _og(values[-1], word_value(_word_at(words, at + 1))):
                at += 1
                continue
            break
        if not _grows([*values, value]) or _about(words, index, at, value):
            break
        values.append(value)
        at += 1
        end = at
    if not values:
        return None, 0
    scale = next((v for v in reversed(values) if v in (1e3, 1e6, 1e9)), 1.0)
    first = words[index].group()
    lone = end - index == 1 and first in _ARTICLES | {"one", "a"}
    return Spoken(_sum(values), words[index].start(), words[end - 1].end(), scale, article=lone), end - index


def _about(words: list[re.Match[str]], index: int, at: int, value: float) -> bool:
    """Say whether a lone «en» stands before a number of its own: «en tjue stykker» is about 20, not 21."""
    return at == index + 1 and words[index].group() in _ARTICLES and value not in (100, 1e3, 1e6, 1e9)


def _og(left: float, right: float | None) -> bool:
    return right is not None and ((left >= 100 and right < 100) or (0 < left < 10 and right in range(20, 91, 10)))
