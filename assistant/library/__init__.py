"""Articles: what they are, how files become them, how they get into the database and are found there again."""

from assistant.library.article import Article, Section, Series
from assistant.library.catalogue import (
    Catalogue,
    SectionRecord,
    article_json,
    entry_json,
    load_catalogue,
    sections,
)
from assistant.library.ingest import (
    IngestResult,
    Refused,
    Sources,
    course_sources,
    given_sources,
    ingest,
    remove,
    status,
)
from assistant.library.readers import read_article

__all__ = [
    "Article",
    "Catalogue",
    "IngestResult",
    "Refused",
    "Section",
    "SectionRecord",
    "Series",
    "Sources",
    "article_json",
    "course_sources",
    "entry_json",
    "given_sources",
    "ingest",
    "load_catalogue",
    "read_article",
    "remove",
    "sections",
    "status",
]
