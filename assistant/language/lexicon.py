"""The word lists beside the code: read once, when first asked for, and handed out as plain values."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FOLD = str.maketrans(
    {"\u00a0": " ", "\u202f": " ", "\u2009": " "} | dict.fromkeys("–—−‑", "-") | dict.fromkeys("\u2019\u00b4`", "'")
)


@cache
def read(name: str) -> Any:
    """Return the content of a YAML file of this package. Not to be changed by the caller: it is shared."""
    return yaml.load((files(__package__) / name).read_text(encoding="utf-8"), Loader=_LOADER)


def section(name: str) -> Any:
    """Return one section of the common word list."""
    return read("words.yaml")[name]


@cache
def inverse(name: str) -> dict[str, Any]:
    """Return word → key for a section that lists the words of each key."""
    return {str(word): key for key, words in section(name).items() for word in words}


def fold(text: str) -> str:
    """Return lower-case text with one kind of space, dash and apostrophe; every code point keeps its place."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return lowered.translate(_FOLD)


def any_of(words: Iterable[str]) -> str:
    """Return a regular expression for any of the words, longest first; `*` stands for the rest of a word."""
    ordered = sorted({str(word) for word in words}, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for word in ordered)


def whole(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for any of the words or phrases, standing as whole words."""
    return re.compile(rf"(?<!\w)(?:{any_of(words)})(?!\w)")


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return a pattern of patterns.yaml, compiled with the others it names."""
    return re.compile(raw_pattern(name))


def raw_pattern(name: str) -> str:
    """Return the text of a pattern; `«name»` in it is replaced by that pattern or by the words of that section."""
    patterns = read("patterns.yaml")
    if name not in patterns:
        words = section(name)
        return any_of(words if isinstance(words, list) else inverse(name))
    rows = patterns[name]
    text = rows if isinstance(rows, str) else "|".join(f"(?:{row})" for row in rows)
    return expand(text)


def expand(text: str) -> str:
    """Return a pattern's text with every `«name»` filled in."""
    return re.sub(r"«(\w+)»", lambda match: f"(?:{raw_pattern(match[1])})", text)
