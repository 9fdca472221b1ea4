"""Markdown to sections of plain, readable text: markup goes, lines stay, links become their words."""

import html
import re
import unicodedata
from dataclasses import dataclass

from assistant.library.article import Section, slug

LONGEST = 400  # words in a section before it is parted at paragraphs
PARTED = 250

_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_HEADING = re.compile(r" {0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_ITEM = re.compile(r"(\s*)(?:[-*+•]|(\d{1,3})[.)])\s+(.*)")
_ROW = re.compile(r".* \| ")
_RULE = re.compile(r"\s*(?:[-*_]\s*){3,}$")
_TABLE_RULE = re.compile(r"\s*\|?[\s:|-]*-[\s:|-]*\|?\s*$")
_SETEXT = re.compile(r"(?m)^(?![-*+>|#\s]|\d+[.)])(.+)\n(=+|-{3,})[ \t]*$")
_DROPPED = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\[\]]+)\]\(\s*<?([^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*)>?(?:\s+[\"'][^)]*)?\)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_BARE_URL = re.compile(r"<(https?://[^<>\s]+)>")
_CODE = re.compile(r"(`+)(.+?)\1")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])(.+?)(?<=[^\s*])\*(?![\w*])|(?<!\w)_(?=[^\s_])(.+?)(?<=[^\s_])_(?!\w)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_MARKUP = re.compile(r"[*_`<&\\\[!]")
_ASIDE = 0xF0000
_BACK = {_ASIDE + code: chr(code) for code in range(128)}
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True)
class Block:
    """A paragraph, list item, table row or heading. `level` 0 is text; `tight` stands right under the one before."""

    text: str
    level: int = 0
    tight: bool = False
    links: tuple[tuple[str, str], ...] = ()


def tidy(text: str) -> str:
    """Return text with one kind of line end and no invisible characters, composed (NFC)."""
    lined = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", lined))


def blocks_of(body: str) -> list[Block]:
    """Part Markdown into blocks: soft-wrapped lines are joined, list items and table rows stand alone."""
    text = _SETEXT.sub(lambda m: f"{'#' if m[2][0] == '=' else '##'} {m[1]}", _DROPPED.sub("", tidy(body)))
    gatherer = _Gatherer()
    for line in text.split("\n"):
        gatherer.take(line)
    gatherer.close()
    return gatherer.blocks


class _Gatherer:
    """Takes lines one by one and gathers them into blocks."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._open: list[str] = []  # lines of the block being gathered
        self._tight = False
        self._fenced = False

    def take(self, line: str) -> None:
        """Add a line."""
        if line[:1].isalpha() and not self._fenced:
            self._open.append(line.strip())  # most lines; all other kinds begin with a sign or a space
        elif _FENCE.match(line):
            self.close()
            self._fenced = not self._fenced
        elif self._fenced:
            self.blocks.append(Block(line.rstrip(), tight=bool(self.blocks)))
        elif not line.strip() or _RULE.match(line) or ("|" in line and _TABLE_RULE.match(line)):
            self.close()
        elif heading := _HEADING.match(line):
            self.close()
            words, links = _plain(heading[2])
            self.blocks.append(Block(words, len(heading[1]), links=links))
        elif item := _ITEM.match(line):
            mark = f"{item[2]}." if item[2] else "-"
            self._begin(f"{'  ' * min(len(item[1]) // 2, 3)}{mark} {item[3]}", _ITEM)
        elif line.lstrip().startswith("|"):
            self._begin(" | ".join(cell.strip() for cell in line.strip().strip("|").split("|")), _ROW)
            self.close()
        else:
            self._open.append(line.strip().lstrip(">").strip())

    def _begin(self, line: str, kind: re.Pattern[str]) -> None:
        """Begin a block that stands right under one of its own kind."""
        self.close()
        above = self.blocks[-1] if self.blocks else None
        self._tight = bool(above and not above.level and kind.match(above.text))
        self._open.append(line)

    def close(self) -> None:
        """End the block being gathered."""
        words, links = _plain(" ".join(self._open))
        if words:
            self.blocks.append(Block(words, tight=self._tight, links=links))
        self._open.clear()
        self._tight = False


def _plain(marked: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return a line's words without markup, and its links."""
    indent = marked[: len(marked) - len(marked.lstrip(" "))]
    if not _MARKUP.search(marked):
        words = " ".join(marked.split())
        return (indent + words if words else "", ())
    # Escaped signs stand aside as private characters while the marks around them are read.
    aside = _ESCAPED.sub(lambda m: chr(_ASIDE + ord(m[1])), marked)
    text = _BARE_URL.sub(r"\1", _IMAGE.sub("", aside))
    links = tuple((_unmarked(m[1]), m[2]) for m in _LINK.finditer(text))
    text = _unmarked(_TAG.sub("", _LINK.sub(r"\1", text)))
    return (indent + text if text else "", links)


def _unmarked(text: str) -> str:
    text = _CODE.sub(r"\2", text)
    text = _EMPHASIS.sub(lambda m: m[1] or m[2], _STRONG.sub(r"\2", text))
    shown = html.unescape(text).translate(_BACK)
    return " ".join(shown.split())


def title_of(blocks: list[Block]) -> tuple[str | None, list[Block]]:
    """Take a first-level heading at the very beginning as the title; return it and the rest."""
    if blocks and blocks[0].level == 1:
        return blocks[0].text, blocks[1:]
    return None, blocks


def sections_of(title: str, blocks: list[Block]) -> tuple[Section, ...]:
    """Gather blocks under the two uppermost heading levels in use; what stands before the first is the introduction.

    Ids are the headings' slugs, numbered when a heading returns, so that editing one section leaves the others' ids.
    """
    levels = {block.level for block in blocks if block.level}
    cut = 2 if levels & {1, 2} else min(levels, default=0)
    gathered: list[tuple[str, str, list[Block]]] = [(title, "innledning", [])]
    for block in blocks:
        if 0 < block.level <= cut:
            gathered.append((block.text, slug(block.text), []))
        else:
            gathered[-1][2].append(block)
    found: list[Section] = []
    taken: dict[str, int] = {}
    for heading, key, content in gathered:
        for part in _parted(content):
            taken[key] = taken.get(key, 0) + 1
            number = taken[key]
            links = tuple(dict.fromkeys(link for block in part for link in block.links))
            found.append(
                Section(id=key if number == 1 else f"{key}-{number}", heading=heading, text=_joined(part), links=links)
            )
    return _unique(found)


def _unique(found: list[Section]) -> tuple[Section, ...]:
    """Give a heading whose own slug ends like a numbered one («Steg 2») a number of its own."""
    seen: set[str] = set()
    kept = []
    for section in found:
        key, number = section.id, 2
        while key in seen:
            key, number = f"{section.id}-{number}", number + 1
        seen.add(key)
        kept.append(section.model_copy(update={"id": key}))
    return tuple(kept)


def _parted(content: list[Block]) -> list[list[Block]]:
    """Part an overlong section at block borders; nothing gives nothing."""
    if not content:
        return []
    sizes = [len(block.text.split()) for block in content]
    if sum(sizes) <= LONGEST:
        return [content]
    parts: list[list[Block]] = [[]]
    room = PARTED
    for block, size in zip(content, sizes, strict=True):
        if parts[-1] and size > room:
            parts.append([])
            room = PARTED
        parts[-1].append(block)
        room -= size
    return parts


def _joined(blocks: list[Block]) -> str:
    text = ""
    for block in blocks:
        text += ("" if not text else "\n" if block.tight else "\n\n") + block.text
    return text
