"""The searcher of today's corpus: renewed when the corpus changes, with vectors as soon as they are ready.

Answers never wait for vectors: until an index that fits is open, the lexical signals answer alone. Only the process
that holds the data directory's lock builds; others open what fits and go without what does not.
"""

import threading
from collections.abc import Callable, Sequence

from assistant.errors import AssistantError
from assistant.retrieval.dense import ChromaIndex, VectorSearch
from assistant.retrieval.embeddings import Embedder
from assistant.retrieval.hybrid import Searcher
from assistant.retrieval.passages import Passage
from assistant.retrieval.queries import Synonyms

Progress = Callable[[int, int], None]


class LiveSearcher:
    """`current()` is the searcher to ask now. Thread-safe; searchers already handed out stay usable."""

    def __init__(
        self,
        fingerprint: Callable[[], str],
        load: Callable[[], Sequence[Passage]],
        *,
        index: ChromaIndex,
        embedder: Callable[[], Embedder],
        synonyms: Callable[[], Synonyms | None],
    ) -> None:
        self._fingerprint, self._load = fingerprint, load
        self._index, self._embedder, self._synonyms = index, embedder, synonyms
        self._lock = threading.Lock()
        self._mark: str | None = None
        self._searcher = Searcher(())

    def current(self) -> Searcher:
        """Return the searcher for the corpus as it is now; a changed corpus is loaded first, without its vectors."""
        mark = self._fingerprint()
        if mark != self._mark:
            with self._lock:
                if mark != self._mark:
                    self._searcher = Searcher(self._load(), synonyms=self._synonyms())
                    self._mark = mark
        return self._searcher

    def open(self) -> bool:
        """Open the stored vectors when they fit the corpus; say whether they did."""
        searcher = self.current()
        if searcher.dense:
            return True
        try:
            vectors = self._index.open(searcher.passages, self._embedder())
        except (AssistantError, OSError):
            return False
        return self._put(searcher, vectors)

    def build(self, *, anew: bool = False, progress: Progress | None = None) -> bool:
        """Open the vectors, building them when missing, damaged or of another corpus. For the lock's holder only.

        The stored index is first probed in a child process, since opening a damaged one can end this one.
        """
        searcher = self.current()
        if searcher.dense and not anew:
            return True
        embedder = self._embedder()
        sound = not anew and self._index.answers()
        make = self._index.ready if sound else self._index.build
        return self._put(searcher, make(searcher.passages, embedder, progress))

    def _put(self, searcher: Searcher, vectors: VectorSearch) -> bool:
        with self._lock:
            if self._searcher is searcher:
                self._searcher = searcher.with_vectors(self._embedder(), vectors)
        return self._searcher.dense
