"""The retriever: word search and vectors fused into one ranking, as LangChain knows a retriever.

It ranks and never refuses: whether the best passage answers is for `scope` to say.
"""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from numpy.typing import NDArray
from pydantic import ConfigDict

from assistant.language import tokens
from assistant.retrieval.dense import QUESTION, VectorSearch
from assistant.retrieval.embeddings import Embedder
from assistant.retrieval.fusion import Scores, fuse, weights_for
from assistant.retrieval.lexical import LexicalIndex
from assistant.retrieval.passages import Passage
from assistant.retrieval.queries import Query, QueryReader, Synonyms

_NEIGHBOURS = 150


class Mode(StrEnum):
    """Which signals count."""

    HYBRID = "hybrid"
    LEXICAL = "lexical"
    DENSE = "dense"


@dataclass(frozen=True, slots=True)
class Ranking:
    """Every passage's scores for one question; rows are those of the searcher's passages.

    `nearest` is the cosine of the nearest vector, 0 without vectors.
    """

    query: Query
    scores: Scores
    signals: Mapping[str, Scores]
    nearest: float = 0.0

    def best(self, k: int) -> NDArray[np.intp]:
        """Return the rows of the k best, best first; equal scores keep the corpus's order."""
        k = min(k, len(self.scores))
        if k <= 0:
            return np.empty(0, dtype=np.intp)
        cut = np.partition(self.scores, len(self.scores) - k)[len(self.scores) - k]
        rows = np.flatnonzero(self.scores >= cut)
        return rows[np.argsort(-self.scores[rows], kind="stable")][:k]


class Searcher:
    """One corpus ready to be asked. Immutable: a change in the corpus means a new one."""

    def __init__(
        self,
        passages: Sequence[Passage],
        *,
        embedder: Embedder | None = None,
        vectors: VectorSearch | None = None,
        synonyms: Synonyms | None = None,
    ) -> None:
        self.passages = tuple(passages)
        self.lexical = LexicalIndex(self.passages)
        self.reader = QueryReader(self.lexical.vocabulary, synonyms)
        self._embedder, self._vectors = embedder, vectors
        articles = {passage.article: None for passage in self.passages}
        numbers = {article: number for number, article in enumerate(articles)}
        self._articles = np.array([numbers[p.article] for p in self.passages], dtype=np.intp)
        self._known = any(passage.questions for passage in self.passages)
        self._row_of = {passage.id: row for row, passage in enumerate(self.passages)}

    def with_vectors(self, embedder: Embedder, vectors: VectorSearch) -> "Searcher":
        """Return a searcher over the same passages and word index, with these vectors."""
        other = copy(self)
        other._embedder, other._vectors = embedder, vectors
        return other

    @property
    def dense(self) -> bool:
        """Say whether vectors take part."""
        return self._embedder is not None and self._vectors is not None

    def rank(
        self, question: str, *, mode: Mode = Mode.HYBRID, step: str | None = None, dimension: str | None = None
    ) -> Ranking:
        """Score every passage for a question; step and dimension are a prior, never a filter."""
        query = self.reader.read(question)
        weights = weights_for(self._embedder.identity if self.dense and self._embedder else None, known=self._known)
        signals, nearest = self._similar(query) if mode != Mode.LEXICAL else ({}, 0.0)
        if mode != Mode.DENSE or not self.dense:
            signals |= self.lexical.signals(query)
        if step or dimension:
            signals["prior"] = self._prior(step, dimension)
        return Ranking(query, fuse(signals, weights), signals, nearest)

    def documents(self, ranking: Ranking, k: int) -> list[Document]:
        """Return the k best as documents, an original article before ours on the same title."""
        rows = self._with_originals(ranking, [int(row) for row in ranking.best(k)])
        return originals_first([self.passages[row].document(float(ranking.scores[row])) for row in rows])[:k]

    def _with_originals(self, ranking: Ranking, rows: list[int]) -> list[int]:
        """Put the best section of an original before ours on the same title where none of its sections was found."""
        for title in dict.fromkeys(self.passages[row].title for row in rows):
            originals = self._originals.get(title, [])
            if originals and not set(originals) & set(rows):
                first = next(place for place, row in enumerate(rows) if self.passages[row].title == title)
                rows = [*rows[:first], max(originals, key=lambda row: float(ranking.scores[row])), *rows[first:]]
        return rows

    @cached_property
    def _originals(self) -> dict[str, list[int]]:
        return _rows_by([p.title] if p.origin == "original" and p.title else [] for p in self.passages)

    def stems_of(self, row: int) -> frozenset[str]:
        """Return every stem of a passage: text, heading, title, terms."""
        return self.label_of(row) | frozenset(tokens.analyse(self.passages[row].text))

    def label_of(self, row: int) -> frozenset[str]:
        """Return the stems of what a passage is called: heading, title, terms."""
        passage = self.passages[row]
        return frozenset(tokens.analyse(f"{passage.title}\n{passage.heading}\n{' '.join(passage.terms)}"))

    def _similar(self, query: Query) -> tuple[dict[str, Scores], float]:
        """Return how near the question is to each passage («dense») and to the questions known of it («asked»).

        «votes» adds up what was found of each article. All count from the last of the neighbours found, so that one
        that is not found is no further off than that. The second value is the nearest's cosine.
        """
        signals = {name: np.zeros(len(self.passages), dtype=np.float32) for name in ("dense", "asked")}
        votes = np.zeros(self._articles.max(initial=-1) + 1, dtype=np.float32)
        if self._embedder is None or self._vectors is None or not self.passages:
            return signals, 0.0
        found = self._vectors.search(self._embedder.query(query.plain), _NEIGHBOURS)
        floor = found[-1][1] if len(found) == _NEIGHBOURS else 0.0
        for name, similarity in found:
            passage, _, question = name.partition(QUESTION)
            row = self._row_of.get(passage)
            if row is not None:
                scores = signals["asked" if question else "dense"]
                scores[row] = max(scores[row], similarity - floor)
                votes[self._articles[row]] += similarity - floor
        return signals | {"votes": votes[self._articles]}, max(found[0][1], 0.0) if found else 0.0

    def _prior(self, step: str | None, dimension: str | None) -> Scores:
        scores = np.zeros(len(self.passages), dtype=np.float32)
        for value, rows in ((step, self._steps), (dimension, self._dimensions)):
            if value in rows:
                scores[rows[value]] += 0.5
        return scores

    @cached_property
    def _steps(self) -> dict[str, list[int]]:
        return _rows_by(passage.steps for passage in self.passages)

    @cached_property
    def _dimensions(self) -> dict[str, list[int]]:
        return _rows_by(passage.dimensions for passage in self.passages)


class HybridRetriever(BaseRetriever):
    """LangChain's face over a Searcher. `invoke(question, k=…, mode=…, step=…, dimension=…)`."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    searcher: Searcher
    k: int = 10
    mode: Mode = Mode.HYBRID

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun | None = None, **kwargs: Any
    ) -> list[Document]:
        mode = Mode(kwargs.get("mode", self.mode))
        ranking = self.searcher.rank(query, mode=mode, step=kwargs.get("step"), dimension=kwargs.get("dimension"))
        return self.searcher.documents(ranking, kwargs.get("k", self.k))


def originals_first(documents: Sequence[Document]) -> list[Document]:
    """Within each title, put the sections of original articles before ours; titles keep their places."""
    by_title: dict[str, list[int]] = {}
    for place, document in enumerate(documents):
        by_title.setdefault(document.metadata["title"], []).append(place)
    ordered = list(documents)
    for title, places in by_title.items():
        if title:
            group = sorted((documents[p] for p in places), key=lambda d: d.metadata["origin"] != "original")
            for place, document in zip(places, group, strict=True):
                ordered[place] = document
    return ordered


def _rows_by(values: Any) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    for row, names in enumerate(values):
        for name in names:
            rows.setdefault(str(name), []).append(row)
    return rows
