"""Norwegian text as words for searching: bokmål and nynorsk read alike, stems, character n-grams.

Knows words only: nothing about articles, indexes or weights. The word lists stand in token_words.yaml.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

import snowballstemmer
import yaml

_WORD = re.compile(r"[^\W_]+(?:[-‑'’][^\W_]+)*")
_JOINT = re.compile(r"[-‑'’]")
_ASCII = (("æ", "ae"), ("ø", "oe"), ("å", "aa"), ("ä", "ae"), ("ö", "oe"))
_LOOSE = (("ae", "a"), ("oe", "o"), ("aa", "a"))


class _Lists(NamedTuple):
    stop: frozenset[str]
    same: dict[str, str]
    prefix: tuple[tuple[str, str], ...]
    suffix: tuple[tuple[str, str], ...]


@cache
def _lists() -> _Lists:
    data = yaml.safe_load(resources.files(__package__).joinpath("token_words.yaml").read_text(encoding="utf-8"))
    return _Lists(
        frozenset(data["stop"].split()),
        {**data["english"], **data["same"]},
        tuple(data["prefix"].items()),
        tuple(data["suffix"].items()),
    )


@cache
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("norwegian")


def words(text: str) -> list[str]:
    """Return the words of `text`, lower case and composed (NFC); «A4-side» is one word, soft hyphens are dropped."""
    return _WORD.findall(unicodedata.normalize("NFC", text).replace("\xad", "").lower())


def analyse(text: str) -> list[str]:
    """Return the stems of the words that carry a subject, in order; parts of a hyphenated word follow it."""
    return [token for word in words(text) for token in _tokens(word)]


@lru_cache(maxsize=200_000)
def _tokens(word: str) -> tuple[str, ...]:
    if is_stop(word):
        return ()
    parts = [part for part in _JOINT.split(word) if not is_stop(part)]
    if len(parts) > 1:
        return (stem("".join(parts)), *(stem(part) for part in parts))
    return (stem(word),)


def is_stop(word: str) -> bool:
    """Say whether a lower-case word carries no subject, as it stands or as bokmål."""
    stop = _lists().stop
    return word in stop or as_bokmal(word) in stop


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return the stem of a lower-case word, nynorsk and English read as bokmål; words with a digit stay as they are."""
    if any(letter.isdigit() for letter in word):
        return word
    return str(_stemmer().stemWord(as_bokmal(word)))


@lru_cache(maxsize=200_000)
def as_bokmal(word: str) -> str:
    """Return the bokmål word for a nynorsk or English one where a rule or the list knows it, else the word."""
    lists = _lists()
    if word in lists.same:
        return lists.same[word]
    for old, new in lists.prefix:
        if word.startswith(old):
            return new + as_bokmal(word[len(old) :]) if len(word) > len(old) else new
    for old, new in lists.suffix:
        if len(word) > len(old) + 2 and word.endswith(old):
            return word[: -len(old)] + new
    return word


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """Return a key that «måling», «maaling» and «maling» share: what is left when æøå are typed in ASCII."""
    for letter, typed in _ASCII:
        word = word.replace(letter, typed)
    word = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    for typed, loose in _LOOSE:
        word = word.replace(typed, loose)
    return word


def ngrams(word: str, sizes: Iterable[int] = (4,)) -> list[str]:
    """Return the character n-grams of a word with its ends marked, so that beginnings and endings count apart."""
    marked = f"<{word}>"
    return [marked[i : i + n] for n in sizes for i in range(len(marked) - n + 1)]


def split_compound(word: str, known: Collection[str], least: int = 4) -> tuple[str, ...]:
    """Return the two known stems a compound is made of, with or without a joining s or e; () when it is not one."""
    for cut in range(len(word) - least, least - 1, -1):
        head, tail = word[:cut], stem(word[cut:])
        if tail not in known:
            continue
        for first in (head, head.removesuffix("s"), head.removesuffix("e")):
            if len(first) >= least and stem(first) in known:
                return stem(first), tail
    return ()
