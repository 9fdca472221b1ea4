"""Running text cut into what can be quoted: sentences, list items and table rows, each with its place in the text."""

import re
from dataclasses import dataclass

_ITEM = re.compile(r"[ \t]*(?:(?P<number>\d{1,2})[.)]|[-*•–])[ \t]+")
_END = re.compile(r"[.!?…]+[»”\"')\]]*(?=\s+[«“\"'(\[–]*[^\W\d_a-zæøå]|\s+[«“\"'(–]*\d|\s*$)")
_SHORT = re.compile(
    r"(?:^|[\s(«])(?:f\.\s?eks|bl\.\s?a|dvs|ca|nr|pr|jf|evt|inkl|ekskl|maks|kl|tlf"
    r"|dr|mr|st|kap|art|prof|adm|avd|vs|[A-ZÆØÅ])\.$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A quotable piece: `source[start:end] == text`. `item` says that it is a list item, `number` which."""

    text: str
    start: int
    end: int
    item: bool = False
    number: int | None = None

    @property
    def row(self) -> bool:
        """Say whether it is a table row."""
        return " | " in self.text


def units(source: str) -> list[Unit]:
    """Return the quotable pieces of a text in order; a list item or table row stays whole, without its list mark."""
    found: list[Unit] = []
    place = 0
    for line in source.splitlines(keepends=True):
        item = _ITEM.match(line)
        start = place + (item.end() if item else len(line) - len(line.lstrip()))
        end = place + len(line.rstrip())
        if item and end > start:
            number = int(item["number"]) if item["number"] else None
            found.append(Unit(source[start:end], start, end, item=True, number=number))
        elif end > start and " | " in line:
            found.append(Unit(source[start:end], start, end))
        elif end > start:
            found += [Unit(source[a:b], a, b) for a, b in spans(source, start, end)]
        place += len(line)
    return found


def spans(source: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return where the sentences of `source[start:end]` stand, without the spaces between them."""
    end = len(source) if end is None else end
    found: list[tuple[int, int]] = []
    begin = start
    for match in _END.finditer(source, start, end):
        if match.end() < end and _ends_in_abbreviation(source, begin, match):
            continue
        found.append((begin, match.end()))
        begin = match.end() + len(source[match.end() : end]) - len(source[match.end() : end].lstrip())
    if begin < end and source[begin:end].strip():
        found.append((begin, begin + len(source[begin:end].rstrip())))
    return found


def _ends_in_abbreviation(source: str, begin: int, match: re.Match[str]) -> bool:
    """Tell «f.eks. Oslo» and «1. Mai» from the end of a sentence."""
    if match[0] != ".":
        return False
    before = source[begin : match.end()]
    return bool(_SHORT.search(before)) or bool(re.search(r"(?:^|\s)\d{1,2}\.$", before) and len(before) < 5)
