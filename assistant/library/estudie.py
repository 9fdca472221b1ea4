"""Reads a page from eStudie.no as saved text: what is the article stays, what is the site around it goes.

The title is not in the text. The article's number in the series' list of parts gives it, and its neighbours there.
"""

import re
from collections import Counter
from dataclasses import dataclass

from assistant.errors import CorpusError
from assistant.library.article import Article, Meta, Series, article_of, slug
from assistant.library.markdown import Block, sections_of, tidy
from assistant.library.plain import plain_blocks

_SERIES = re.compile(r"Denne artikkelen er del (\d+) av (\d+) artikler om (?:\d+\.\s*)?(\S.*)")
_HELP = re.compile(r"Hvordan lese artiklene og -seriene\?$")
_ADVERT = re.compile(r"(?:Domene \+ webhotell|Tast inn domene|https?://(?:www\.?)?$|www\.$)")
_NEIGHBOURS = re.compile(r"Gå til neste/forrige artikkel i denne artikkelserien:\s*(.*)")
_SIBLINGS = re.compile(r"Andre artikler i serien er:?$")
_END = re.compile(
    r"(?:Klikk her hvis du ikke fant svaret|Topp ?20$|Siste 20$|Nye serier$|Gå til neste/forrige artikkel"
    r"|Andre artikler i (?:serien|samme kategori) er|DEL$|Entrepenør og forretningsutvikler med)"
)
_CATEGORY = re.compile(r"(?:Andre artikler i samme kategori er|DEL$)")
_BULLET = re.compile(r"[•*-]\s*")


@dataclass(frozen=True)
class Siblings:
    """A series' list of titles, and what the page shows as «<< previous next >>»."""

    neighbours: str
    titles: tuple[str, ...]


def is_estudie(text: str) -> bool:
    """Tell whether text has the site's series line or its closing line."""
    return bool(_SERIES.search(text)) or "Klikk her hvis du ikke fant svaret på det du lurte på" in text


def read_estudie(text: str, name: str = "", title: str | None = None) -> Article:
    """Read one page. `name` is the file's name without ending, a help when the lists do not settle the title.

    Raises CorpusError when the title cannot be found or no text is left.
    """
    lines = [" ".join(line.split()) if not line.strip() else line.rstrip() for line in tidy(text).split("\n")]
    series, candidates, body, tail = _parted(lines)
    siblings = _siblings(tail)
    known = title or _title(series, siblings, candidates, name)
    if known is None:
        raise CorpusError("Fant ikke tittelen på siden. Skriv tittelen på første linje og prøv igjen.")
    blocks, sources = _cleaned(plain_blocks(body))
    sections = sections_of(known, blocks)
    if not sections:
        raise CorpusError("Siden har ingen artikkeltekst. Lagre hele siden på nytt og prøv igjen.")
    meta = Meta(title=known, origin="original", series=series, sources=sources, summary=_summary(sections[0].text))
    return article_of(meta, sections)


def _parted(lines: list[str]) -> tuple[tuple[Series, ...], list[str], list[str], list[str]]:
    """Return the series, lines above them that may be the title, the article's lines, and all after it."""
    marks = [i for i, line in enumerate(lines) if _SERIES.search(line) or _HELP.search(line.strip())]
    start = marks[-1] + 1 if marks else 0
    end = next((i for i in range(start, len(lines)) if _END.match(lines[i].strip())), len(lines))
    found = [match for line in lines[:start] if (match := _SERIES.search(line))]
    series = tuple(
        Series(name=" ".join(m[3].replace(" - ", " – ").split()), part=int(m[1]), of=int(m[2])) for m in found
    )
    head = [" ".join(line.split()) for line in lines[:start]]
    above = [line for line in head if line and not (_ADVERT.match(line) or _SERIES.search(line) or _HELP.search(line))]
    body = [line for line in lines[start:end] if not _ADVERT.match(line.strip())]
    return series, above, body, lines[end:]


def _siblings(tail: list[str]) -> list[Siblings]:
    found: list[Siblings] = []
    for raw in tail:
        line = " ".join(_BULLET.sub("", raw.strip(), count=1).split())
        if _CATEGORY.match(line):
            break
        if match := _NEIGHBOURS.match(line):
            found.append(Siblings(match[1], ()))
        elif found and line and not _SIBLINGS.match(line):
            found[-1] = Siblings(found[-1].neighbours, (*found[-1].titles, line))
    return found


def _title(series: tuple[Series, ...], lists: list[Siblings], above: list[str], name: str) -> str | None:
    """Settle the title by neighbours and number in the lists, by the file's name, or by a line above the text."""
    votes: Counter[str] = Counter()
    for place, siblings in zip(series, lists, strict=False):
        votes.update(_between(siblings))
        if len(siblings.titles) == place.of and place.part <= place.of:
            votes[siblings.titles[place.part - 1]] += 1
    every = [title for siblings in lists for title in siblings.titles]
    votes.update({title for title in every if name and slug(title) == slug(name)})
    votes.update(line for line in above if line in every)
    if votes:
        return votes.most_common(1)[0][0]
    return above[-1] if above and len(above[-1]) <= 120 else None


def _between(siblings: Siblings) -> list[str]:
    """Return the titles whose neighbours in the list are those the page shows."""
    before, titles, after = ("", *siblings.titles), siblings.titles, (*siblings.titles[1:], "")
    shown = [
        (f"<< {previous}" if previous else "") + (f"{following} >>" if following else "")
        for previous, following in zip(before, after, strict=False)
    ]
    return [title for title, line in zip(titles, shown, strict=True) if _same(line, siblings.neighbours)]


def _same(left: str, right: str) -> bool:
    return re.sub(r"[\s<>]+", "", left) == re.sub(r"[\s<>]+", "", right)


def _cleaned(blocks: list[Block]) -> tuple[list[Block], tuple[str, ...]]:
    """Drop image captions, name returning headings by the one they stand under, and take the sources out."""
    kept = [block for block in blocks if not _is_caption(block)]
    kept, sources = _without_sources(kept)
    times = Counter(block.text for block in kept if block.level)
    named: list[Block] = []
    above = ""
    for block in kept:
        if block.level and times[block.text] > 1 and above:
            named.append(Block(f"{above} – {block.text}", block.level))
            continue
        above = block.text if block.level else above
        named.append(block)
    return named, sources


def _is_caption(block: Block) -> bool:
    """Tell whether a picture left this: its file's name, a few lower-case words alone on a line."""
    few = len(block.text.split()) <= 4 and block.text[:1].islower() and block.text[-1:] not in ".:;?!"
    return few and not block.tight


def _without_sources(blocks: list[Block]) -> tuple[list[Block], tuple[str, ...]]:
    start = next((i for i, block in enumerate(blocks) if re.fullmatch(r"Kilder?:?", block.text)), len(blocks))
    return blocks[:start], tuple(block.text.removeprefix("- ")[:400] for block in blocks[start + 1 :])


def _summary(text: str) -> str:
    """Return the first sentences, up to some 300 characters."""
    first = text.split("\n", 1)[0]
    if len(first) <= 300:
        return first
    cut = max(first.rfind(". ", 0, 300), first.rfind("? ", 0, 300))
    return first[: cut + 1] if cut > 0 else first[:299].rsplit(" ", 1)[0] + "…"
