"""The stored articles as values: found by id or title, listed by series, step and dimension, handed on as sections."""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.errors import NotFoundError
from assistant.library.article import Article, Section, Series, slug
from assistant.store import SHARED, ArticleRow, SectionRow, Store

_STORED_APART = {"id", "title", "sections"}


@dataclass(frozen=True, slots=True)
class SectionRecord:
    """A section with what its article says of itself; plain values, for retrieval. `position` counts from 0."""

    id: str
    article: str
    title: str
    heading: str
    text: str
    position: int
    series: tuple[Series, ...]
    steps: tuple[str, ...]
    dimensions: tuple[str, ...]
    stages: tuple[str, ...]
    terms: tuple[str, ...]
    summary: str
    origin: str
    url: str | None


def row_of(article: Article, source: str, digest: str) -> ArticleRow:
    """Return the article as the store keeps it."""
    parts = tuple(SectionRow(part.id, part.heading, part.text, part.links) for part in article.sections)
    data = article.model_dump(mode="json", exclude=_STORED_APART, exclude_defaults=True)
    return ArticleRow(article.id, source, digest, article.title, data, parts)


def article_from(row: ArticleRow) -> Article:
    """Return the stored article as a value."""
    parts = tuple(Section(id=p.id, heading=p.heading, text=p.text, links=p.links) for p in row.sections)
    return Article.model_validate({**row.data, "id": row.id, "title": row.title, "sections": parts})


def load_catalogue(store: Store, *, owner: str = SHARED) -> "Catalogue":
    """Read every article of `owner` from the database."""
    return Catalogue(article_from(row) for row in store.articles.all(owner))


class Catalogue:
    """All articles at one moment, series first in their order, then by title. Originals stand before ours."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self.articles: tuple[Article, ...] = tuple(sorted(articles, key=_order))
        self._by_id = {article.id: article for article in self.articles}
        self._by_slug: dict[str, Article] = {}
        for article in self.articles:
            key = slug(article.title)
            if key not in self._by_slug or article.origin == "original":
                self._by_slug[key] = article

    def get(self, article_id: str) -> Article:
        """Return the article with exactly this id. Raises NotFoundError."""
        found = self._by_id.get(article_id)
        if found is None:
            raise NotFoundError(_missing(article_id, ()))
        return found

    def find(self, words: str) -> Article:
        """Return the article meant by an id or a title, even misspelt. Raises NotFoundError with the nearest titles."""
        exact = self._by_id.get(words.strip()) or self._by_slug.get(slug(words))
        if exact is not None:
            return exact
        near = self.nearest(words)
        best = difflib.SequenceMatcher(None, slug(words), slug(near[0].title)).ratio() if near else 0.0
        holding = [article for key, article in self._by_slug.items() if _holds(key, slug(words))]
        if len(holding) == 1:
            return holding[0]
        if best >= 0.8:
            return near[0]
        raise NotFoundError(_missing(words, [article.title for article in (*holding, *near)]))

    def nearest(self, words: str, count: int = 3) -> list[Article]:
        """Return the articles with the most similar titles, best first; none when nothing is alike."""
        keys = difflib.get_close_matches(slug(words), list(self._by_slug), n=count, cutoff=0.5)
        return [self._by_slug[key] for key in keys]

    def listing(
        self, *, series: str | None = None, step: str | None = None, dimension: str | None = None
    ) -> list[Article]:
        """Return the articles that meet every condition given; a series is named by any part of its name, in its order.

        Raises NotFoundError for an unknown series.
        """
        found = [
            article
            for article in self.articles
            if (step is None or step in article.steps) and (dimension is None or dimension in article.dimensions)
        ]
        return found if series is None else self._in_series(found, series)

    def _in_series(self, articles: Sequence[Article], words: str) -> list[Article]:
        names = {place.name for article in self.articles for place in article.series}
        meant = {name for name in names if slug(words) in slug(name)}
        if not meant:
            known = ", ".join(f"«{name}»" for name in sorted(names))
            raise NotFoundError(f"Fant ingen serie som heter «{words[:80]}». Disse finnes: {known or 'ingen ennå'}.")
        placed = [
            (place.name, place.part, number, article)
            for number, article in enumerate(articles)
            for place in article.series
            if place.name in meant
        ]
        return list({article.id: article for *_, article in sorted(placed, key=lambda p: p[:3])}.values())


def sections(articles: Iterable[Article]) -> Iterator[SectionRecord]:
    """Yield every section, joined with its article."""
    for article in articles:
        for position, part in enumerate(article.sections):
            yield SectionRecord(
                id=part.id,
                article=article.id,
                title=article.title,
                heading=part.heading,
                text=part.text,
                position=position,
                series=article.series,
                steps=tuple(map(str, article.steps)),
                dimensions=tuple(map(str, article.dimensions)),
                stages=tuple(map(str, article.stages)),
                terms=article.terms,
                summary=article.summary,
                origin=article.origin,
                url=article.url,
            )


def article_json(article: Article) -> dict[str, Any]:
    """Return the article as `amstak article --json` prints it; places in quotes count into these texts."""
    parts = [{"id": part.id, "heading": part.heading, "text": part.text} for part in article.sections]
    return {**_head(article), "url": article.url, "sections": parts}


def entry_json(article: Article) -> dict[str, Any]:
    """Return the article as one of `amstak articles --json`'s items: without its text."""
    return {
        **_head(article),
        "url": article.url,
        "steps": list(map(str, article.steps)),
        "dimensions": list(map(str, article.dimensions)),
        "stages": list(map(str, article.stages)),
    }


def _head(article: Article) -> dict[str, Any]:
    series = [place.model_dump() for place in article.series]
    head = {"id": article.id, "title": article.title, "origin": article.origin}
    return {**head, "series": series, "summary": article.summary}


def _order(article: Article) -> tuple[bool, str, int, str, str]:
    place = article.series[0] if article.series else None
    return (place is None, place.name if place else "", place.part if place else 0, article.title, article.id)


def _holds(key: str, words: str) -> bool:
    """Tell whether the title's slug holds all of `words` as whole words in a row."""
    return len(words) >= 4 and f"-{words}-" in f"-{key}-"


def _missing(words: str, near: Sequence[str]) -> str:
    hint = ", ".join(f"«{title}»" for title in dict.fromkeys(near))
    advice = f"Mente du {hint}?" if hint else "Se alle med «amstak articles»."
    return f"Fant ingen artikkel som heter «{words[:80]}». {advice}"
