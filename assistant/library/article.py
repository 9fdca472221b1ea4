"""What an article is: frozen, validated, with sections whose ids and character places last."""

import hashlib
import re
import unicodedata
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant.planning.framework import FUNDAMENT, Dimension, Stage, Step

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=160)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
Place = Stage | Literal["fundament"]
PLACES = (*Stage, FUNDAMENT)
ORIGINAL = "original-"


class Frozen(BaseModel):
    """Base: frozen, and unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Series(Frozen):
    """A place in a series: part `part` of `of`."""

    name: Line
    part: int = Field(ge=1)
    of: int = Field(ge=1)


class Computed(Frozen):
    """A figure that follows from others. `value` is as the text writes it, rounded."""

    formula: Line
    value: float


class Figures(Frozen):
    """Every number in the article's worked example."""

    given: dict[str, float] = {}
    computed: dict[str, Computed] = {}


class Meta(Frozen):
    """The front matter. An article from outside needs a title only; `quality` asks more of the course's own."""

    id: Id | None = None
    title: Line
    origin: Literal["own", "original"] = "original"
    series: tuple[Series, ...] = ()
    summary: str = ""
    steps: tuple[Step, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    stages: tuple[Place, ...] = ()
    terms: tuple[Line, ...] = ()
    related: tuple[Id, ...] = ()
    figures: Figures = Figures()
    sources: tuple[Line, ...] = ()
    license: str | None = None
    updated: date | None = None
    url: str | None = None


class Section(Frozen):
    """A part that can be cited. Places in `text` count code points; `links` are the (words, target) taken from it."""

    id: str
    heading: str
    text: str
    links: tuple[tuple[str, str], ...] = ()


class Article(Meta):
    """An article with its sections in reading order."""

    id: Id
    sections: tuple[Section, ...]


def article_of(meta: Meta, sections: tuple[Section, ...]) -> Article:
    """Join front matter and sections; `sections` carry bare slugs, which become `<article-id>#<slug>`."""
    key = meta.id or (ORIGINAL if meta.origin == "original" else "") + slug(meta.title)
    named = tuple(part.model_copy(update={"id": f"{key}#{part.id}"}) for part in sections)
    return Article.model_validate({**dict(meta), "id": key, "sections": named})


def renamed(article: Article, key: str) -> Article:
    """Return the article under another id, its sections following."""
    named = tuple(p.model_copy(update={"id": f"{key}#{p.id.partition('#')[2]}"}) for p in article.sections)
    return article.model_copy(update={"id": key, "sections": named})


def slug(words: str) -> str:
    """Return `words` as an id: æ→ae, ø→o, å→a, hyphens for the rest. Words without Latin letters get a hash."""
    plain = words.lower().replace("æ", "ae").replace("ø", "o").replace("å", "a").replace("&", "og")
    ascii_only = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    found = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:120].strip("-")
    return found or "x" + hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:12]
