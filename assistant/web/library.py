"""The library page: shelves by series, search in titles and text, one article with its neighbours."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.library import Article, Catalogue, Section
from assistant.web.rendering import markdown

_HITS = 40
_AROUND = 90  # characters shown on each side of a hit
_WEIGHTS = {"title": 8, "terms": 5, "summary": 3, "text": 1}


@dataclass(frozen=True)
class Hit:
    """An article that was found, and an excerpt as (text, is marked) pieces."""

    article: Article
    pieces: tuple[tuple[str, bool], ...]


def shelves(catalogue: Catalogue, rest: str) -> list[tuple[str, list[Article]]]:
    """Return the articles by their first series, in its order; those without one last, under `rest`."""
    made: dict[str, list[Article]] = {}
    for article in catalogue.articles:
        made.setdefault(article.series[0].name if article.series else rest, []).append(article)
    last = made.pop(rest, None)
    return [*made.items(), *([(rest, last)] if last else [])]


def search(catalogue: Catalogue, words: str) -> list[Hit]:
    """Return the articles that hold every word (or a word that begins with it), best first."""
    wanted = [re.compile(rf"(?<!\w){re.escape(word)}", re.IGNORECASE) for word in words.split()[:8]]
    if not wanted:
        return []
    scored = [(score, article) for article in catalogue.articles if (score := _score(article, wanted))]
    scored.sort(key=lambda pair: (-pair[0], pair[1].title))
    return [Hit(article, _excerpt(article, wanted)) for _, article in scored[:_HITS]]


def neighbours(catalogue: Catalogue, article: Article) -> tuple[Article | None, Article | None]:
    """Return the article before and after in its first series."""
    if not article.series:
        return None, None
    name = article.series[0].name
    mates = [item for item in catalogue.articles if item.series and item.series[0].name == name]
    at = next(number for number, item in enumerate(mates) if item.id == article.id)
    return (mates[at - 1] if at else None), (mates[at + 1] if at + 1 < len(mates) else None)


def section_around(article: Article, slug: str) -> tuple[Section, str | None, str | None] | None:
    """Return the section called `slug` with the ids of those before and after; None when there is none."""
    ids = [part.id for part in article.sections]
    wanted = f"{article.id}#{slug}"
    if wanted not in ids:
        return None
    at = ids.index(wanted)
    return article.sections[at], (ids[at - 1] if at else None), (ids[at + 1] if at + 1 < len(ids) else None)


def place_of(text: str, start: int, end: int, quote: str | None) -> tuple[int, int] | None:
    """Return where the quote stands: as cited when that still holds, else where its words are now, else None."""
    if 0 <= start < end <= len(text) and quote in (None, text[start:end]):
        return start, end
    at = text.find(quote) if quote else -1
    return (at, at + len(quote)) if quote and at >= 0 else None


def article_sections(article: Article) -> list[tuple[Section, Any]]:
    """Return each section with its text as HTML."""
    return [(part, markdown(part.text)) for part in article.sections]


def safe_link(url: str | None) -> str | None:
    """Return an article's address when it is one to open in a browser."""
    return url if url and re.match(r"https?://", url) else None


def _score(article: Article, wanted: Sequence[re.Pattern[str]]) -> int:
    fields = {"title": article.title, "terms": " ".join(article.terms), "summary": article.summary}
    fields["text"] = " ".join(f"{part.heading} {part.text}" for part in article.sections)
    points = 0
    for pattern in wanted:
        found = [_WEIGHTS[name] for name, text in fields.items() if pattern.search(text)]
        if not found:
            return 0
        points += sum(found)
    return points


def _excerpt(article: Article, wanted: Sequence[re.Pattern[str]]) -> tuple[tuple[str, bool], ...]:
    texts = [article.summary, *(part.text for part in article.sections)]
    text = next((text for text in texts if wanted[0].search(text)), article.summary)
    first = wanted[0].search(text)
    at = first.start() if first else 0
    begin, end = max(0, at - _AROUND), min(len(text), at + _AROUND * 2)
    shown = re.sub(r"[*#|>]+", "", text[begin:end])
    pieces = list(_pieces(shown, wanted))
    return (("… ", False), *pieces, (" …", False)) if begin else (*pieces, (" …" if end < len(text) else "", False))


def _pieces(text: str, wanted: Sequence[re.Pattern[str]]) -> Iterable[tuple[str, bool]]:
    any_word = re.compile("|".join(pattern.pattern for pattern in wanted), re.IGNORECASE)
    at = 0
    for match in any_word.finditer(text):
        yield text[at : match.start()], False
        yield match[0], True
        at = match.end()
    yield text[at:], False
