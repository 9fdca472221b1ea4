"""The same retriever over any corpus in BEIR's form (corpus.jsonl); nothing is stored."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from assistant.errors import CorpusError
from assistant.retrieval.dense import MemoryVectors
from assistant.retrieval.embeddings import Embedder
from assistant.retrieval.hybrid import Mode, Searcher
from assistant.retrieval.passages import Passage

Hit = dict[str, Any]


def beir_search(
    directory: Path, *, k: int = 10, mode: str = Mode.HYBRID, embedder: Embedder | None = None
) -> Callable[[str], list[Hit]]:
    """Return a function from a query to its k best `{"doc", "score"}`, best first. CorpusError when it cannot be read.

    `metadata.context`, where a corpus has it, names the text that a document is a part of.
    """
    passages = tuple(_passages(directory / "corpus.jsonl"))
    vectors = MemoryVectors(passages, embedder) if embedder and passages and mode != Mode.LEXICAL else None
    searcher = Searcher(passages, embedder=embedder, vectors=vectors)

    def find(query: str) -> list[Hit]:
        ranking = searcher.rank(query, mode=Mode(mode))
        return [{"doc": passages[row].id, "score": round(float(ranking.scores[row]), 6)} for row in ranking.best(k)]

    return find


def _passages(path: Path) -> Iterator[Passage]:
    """Read the corpus; CorpusError when it is absent, broken, or names a document twice."""
    try:
        with path.open(encoding="utf-8") as lines:
            seen: set[str] = set()
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    passage = _passage(line, f"{path.name}, linje {number}")
                    if passage.id in seen:
                        raise CorpusError(f"Dokumentet «{passage.id}» står to ganger i {path.name}.")
                    seen.add(passage.id)
                    yield passage
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"Kunne ikke lese {path}. Mappen må inneholde corpus.jsonl i UTF-8.") from error


def _passage(line: str, place: str) -> Passage:
    try:
        row: dict[str, Any] = json.loads(line)
        metadata = row.get("metadata") or {}
        context = str(metadata.get("context") or row["_id"]) if isinstance(metadata, dict) else str(row["_id"])
        return Passage(str(row["_id"]), context, str(row.get("text") or ""), str(row.get("title") or ""))
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise CorpusError(f"{place}: ikke et dokument i BEIR-form. Hver linje må ha «_id» og «text».") from error
