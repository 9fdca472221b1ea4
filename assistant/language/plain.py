"""Markdown as a reader sees it, with the way back: which code point of the source each shown one came from."""

import re
from typing import NamedTuple

_LINK = re.compile(r"\[([^\[\]\n]*)\]\([^()\s]*\)")
_MARK = re.compile(r"\*\*|__|`")
_ITEM = re.compile(r"(?m)^[ \t]*(?:[-*+]|\d+[.)]|#{1,6}|>)[ \t]+")


class Plain(NamedTuple):
    """`text` without markup; `places[i]` is the offset in the source of `text[i]`, one more at the end."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the source span of `text[start:end]`, markup inside included and around left out."""
        return (self.places[start], self.places[end - 1] + 1) if end > start else (self.places[start],) * 2


def with_places(source: str) -> Plain:
    """Drop link targets and emphasis; list marks and line breaks stay."""
    dropped = bytearray(len(source))
    for match in _LINK.finditer(source):
        dropped[match.start()] = 1
        dropped[match.end(1) : match.end()] = b"\1" * (match.end() - match.end(1))
    for match in _MARK.finditer(source):
        dropped[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    kept = [place for place in range(len(source)) if not dropped[place]]
    return Plain("".join(source[place] for place in kept), (*kept, len(source)))


def plain(source: str) -> str:
    """Return Markdown as running text: no link targets, emphasis or list marks."""
    return _ITEM.sub("", _MARK.sub("", _LINK.sub(r"\1", source)))
