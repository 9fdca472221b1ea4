"""The unit that is searched and cited: one section of one article, with what its article says about itself."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any

from langchain_core.documents import Document


@dataclass(frozen=True, slots=True)
class SeriesPlace:
    """Part `part` of the `of` parts of a series."""

    name: str
    part: int
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """One section. `text` is the stored text, to the code point; `id` is the section's, `article` its article's.

    `position` counts the sections of an article from 0. `questions` are questions known to be answered here
    (a field of its own in the index). `origin` is «own» or «original». A plain corpus needs only id, article and text.
    """

    id: str
    article: str
    text: str
    title: str = ""
    heading: str = ""
    series: tuple[SeriesPlace, ...] = ()
    steps: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    summary: str = ""
    origin: str = "own"
    url: str | None = None
    position: int = 0
    questions: tuple[str, ...] = ()

    def document(self, score: float = 0.0, **signals: float) -> Document:
        """Return the section as LangChain knows one; the metadata holds plain values only."""
        place = self.series[0] if self.series else None
        metadata: dict[str, Any] = {
            "id": self.id,
            "article": self.article,
            "title": self.title,
            "heading": self.heading,
            "series": place.name if place else None,
            "part": place.part if place else None,
            "steps": list(self.steps),
            "dimensions": list(self.dimensions),
            "stages": list(self.stages),
            "terms": list(self.terms),
            "origin": self.origin,
            "url": self.url,
            "position": self.position,
            "score": score,
            **signals,
        }
        return Document(page_content=self.text, metadata=metadata, id=self.id)


def corpus_hash(passages: Iterable[Passage]) -> str:
    """Return the SHA-256 (hex) of everything in the passages that an index is made from."""
    digest = hashlib.sha256()
    for passage in passages:
        digest.update(json.dumps(asdict(passage), sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def passage_from(record: Any, questions: tuple[str, ...] = ()) -> Passage:
    """Return a stored section as a passage; `record` has the same field names, as library's SectionRecord does."""
    names = [field.name for field in fields(Passage) if field.name not in {"series", "questions"}]
    series = tuple(SeriesPlace(place.name, place.part, place.of) for place in record.series)
    return Passage(**{name: getattr(record, name) for name in names}, series=series, questions=questions)
