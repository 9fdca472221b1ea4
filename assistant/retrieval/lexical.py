"""Word search in memory: BM25 over fields and character n-grams, one score per passage and signal.

Knows no vectors and no weights between signals; `fusion` weighs them.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import bm25s
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from assistant.language import tokens
from assistant.retrieval.passages import Passage
from assistant.retrieval.queries import Query

Scores = NDArray[np.float32]
SIGNALS = ("body", "ngram", "parent", "label", "question")
_K1, _B = 0.9, 0.4


class LexicalIndex:
    """All lexical signals over a fixed list of passages; a change in the passages means a new index."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._size = len(passages)
        bodies = [tokens.analyse(f"{p.heading}\n{p.text}") for p in passages]
        self._body = _Bm25(bodies)
        self._label = _Bm25([tokens.analyse(_label(p)) for p in passages])
        self._parent, self._parent_of = _parents(passages, bodies)
        self._ngram = _Ngrams([f"{p.title} {p.heading} {p.text}" for p in passages])
        self._question, self._question_of = _questions(passages)

    @property
    def vocabulary(self) -> Mapping[str, int]:
        """Stem to column, over all section texts."""
        return self._body.vocabulary

    def idf(self, stem: str) -> float:
        """Return how rare a stem is among the sections; a stem that occurs nowhere is as rare as can be."""
        return self._body.idf(stem)

    def present(self, stem: str) -> NDArray[np.int32]:
        """Return the rows of the passages whose heading or text holds the stem."""
        return self._body.rows(stem)

    def signals(self, query: Query) -> dict[str, Scores]:
        """Return one non-negative score per passage for each of SIGNALS."""
        weighted = query.weighted
        return {
            "body": self._body.scores(weighted),
            "ngram": self._ngram.scores(query.words),
            "parent": self._parent.scores(weighted)[self._parent_of],
            "label": self._label.scores(weighted),
            "question": self._best_question(query),
        }

    def _best_question(self, query: Query) -> Scores:
        best = np.zeros(self._size, dtype=np.float32)
        if self._question_of.size:
            np.maximum.at(best, self._question_of, self._question.scores(query.words))
        return best


class _Bm25:
    """bm25s for the eager scores, a sparse product for weighted queries."""

    def __init__(self, documents: Sequence[list[str]]) -> None:
        self.vocabulary: dict[str, int] = {}
        ids = [[self.vocabulary.setdefault(t, len(self.vocabulary)) for t in document] for document in documents]
        self._documents = len(documents)
        self._matrix = self._score(ids)
        self._frequency = np.diff(self._matrix.indptr)

    def _score(self, ids: Sequence[list[int]]) -> "sparse.csr_array":
        shape = (len(self.vocabulary), self._documents)
        if not self.vocabulary:
            return sparse.csr_array(shape, dtype=np.float32)
        model = bm25s.BM25(k1=_K1, b=_B, csc_backend="scipy")
        model.index((ids, self.vocabulary), show_progress=False, create_empty_token=False)
        scores = model.scores
        return sparse.csr_array((scores["data"], scores["indices"], scores["indptr"]), shape=shape)

    def idf(self, stem: str) -> float:
        column = self.vocabulary.get(stem)
        count = 0 if column is None else int(self._frequency[column])
        return float(np.log(1 + (self._documents - count + 0.5) / (count + 0.5)))

    def rows(self, stem: str) -> NDArray[np.int32]:
        column = self.vocabulary.get(stem)
        if column is None:
            return np.empty(0, dtype=np.int32)
        rows: NDArray[np.int32] = self._matrix.indices[self._matrix.indptr[column] : self._matrix.indptr[column + 1]]
        return rows

    def scores(self, weighted: Mapping[str, float]) -> Scores:
        known = {self.vocabulary[t]: w for t, w in weighted.items() if t in self.vocabulary}
        return _combine(self._matrix, known)


class _Ngrams:
    """TF-IDF over character n-grams, cosine. Built as (texts × words) · (words × n-grams): each word is cut once."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._columns: dict[str, int] = {}
        counts, vocabulary = _count(tokens.words(text) for text in texts)
        grams = _grams_of(vocabulary, self._columns)
        matrix = (counts @ grams).tocsr()
        matrix.data = 1 + np.log(matrix.data)
        frequency = np.bincount(matrix.indices, minlength=len(self._columns))
        self._idf = (np.log((1 + len(texts)) / (1 + frequency)) + 1).astype(np.float32)
        matrix.data *= self._idf[matrix.indices]
        norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
        matrix.data /= np.repeat(np.maximum(norms, 1e-9), np.diff(matrix.indptr)).astype(np.float32)
        self._matrix = matrix.T.tocsr()

    def scores(self, words: Iterable[str]) -> Scores:
        counts: dict[int, float] = {}
        for word in words:
            for gram in tokens.ngrams(word):
                column = self._columns.get(gram)
                if column is not None:
                    counts[column] = counts.get(column, 0.0) + 1
        weighted = {c: float((1 + np.log(n)) * self._idf[c]) for c, n in counts.items()}
        norm = float(np.sqrt(sum(w * w for w in weighted.values()))) or 1.0
        return _combine(self._matrix, {c: w / norm for c, w in weighted.items()})


class _Counted(NamedTuple):
    matrix: "sparse.csr_array"
    vocabulary: list[str]


def _count(texts: Iterable[list[str]]) -> _Counted:
    """Count content words per text."""
    vocabulary: dict[str, int] = {}
    indices: list[int] = []
    starts = [0]
    for words in texts:
        indices += [vocabulary.setdefault(w, len(vocabulary)) for w in words if not tokens.is_stop(w)]
        starts.append(len(indices))
    data = np.ones(len(indices), dtype=np.float32)
    matrix = sparse.csr_array((data, indices, starts), shape=(len(starts) - 1, len(vocabulary)))
    matrix.sum_duplicates()
    return _Counted(matrix, list(vocabulary))


def _grams_of(vocabulary: Sequence[str], columns: dict[str, int]) -> "sparse.csr_array":
    indices: list[int] = []
    starts = [0]
    for word in vocabulary:
        indices += [columns.setdefault(gram, len(columns)) for gram in tokens.ngrams(word)]
        starts.append(len(indices))
    data = np.ones(len(indices), dtype=np.float32)
    return sparse.csr_array((data, indices, starts), shape=(len(vocabulary), len(columns)))


def _combine(matrix: "sparse.csr_array", weighted: Mapping[int, float]) -> Scores:
    """Return the weighted sum of the rows of a (terms × passages) matrix."""
    scores = np.zeros(matrix.shape[1], dtype=np.float32)
    for row, weight in weighted.items():
        part = slice(matrix.indptr[row], matrix.indptr[row + 1])
        scores[matrix.indices[part]] += np.float32(weight) * matrix.data[part]
    return scores


def _label(passage: Passage) -> str:
    """Return what a passage is called: its title twice, heading, series, terms and summary."""
    series = " ".join(place.name for place in passage.series)
    return "\n".join((passage.title, passage.title, passage.heading, series, " ".join(passage.terms), passage.summary))


def _parents(passages: Sequence[Passage], bodies: Sequence[list[str]]) -> tuple[_Bm25, NDArray[np.int32]]:
    """Index each article as one text; the array tells each passage's article."""
    rows: dict[str, int] = {}
    texts: list[list[str]] = []
    for passage, body in zip(passages, bodies, strict=True):
        if passage.article not in rows:
            rows[passage.article] = len(texts)
            texts.append(tokens.analyse(f"{passage.title}\n{passage.summary}"))
        texts[rows[passage.article]] += body
    return _Bm25(texts), np.array([rows[p.article] for p in passages], dtype=np.int32)


def _questions(passages: Sequence[Passage]) -> tuple[_Ngrams, NDArray[np.int32]]:
    pairs = [(question, row) for row, passage in enumerate(passages) for question in passage.questions]
    return _Ngrams([question for question, _ in pairs]), np.array([row for _, row in pairs], dtype=np.int32)
