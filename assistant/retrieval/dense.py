"""Nearest vectors. The only owner of Chroma; the index is a cache of the database that any start can rebuild.

A generation is a directory of its own beside the others, with a manifest that says what made it; `current` names the
one in use and is replaced in one step, so that a build that dies leaves the old one in place. Chroma never embeds:
it is always handed our vectors.

A damaged vector file can end the process that opens it, and Chroma rewrites its files even when it only reads. So a
generation is sealed when built: its files' digests stand in the manifest, they are checked at each start, and what
Chroma opens is a working copy.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from assistant.errors import IndexMismatchError, IndexMissingError
from assistant.retrieval.embeddings import Embedder
from assistant.retrieval.passages import Passage, corpus_hash

Found = Sequence[tuple[str, float]]
Progress = Callable[[int, int], None]
CHUNKING = "section+title+heading+questions/2"
# Between a passage's id and the number of one of its questions, in the id of that question's vector.
QUESTION = "\x1f"
_COLLECTION, _BATCH, _PROBE_SECONDS = "sections", 1000, 20.0
# Working copies carry the process id: a copy of another process is stale, for the data directory has one owner.
_OPEN = f"open-{os.getpid()}-"


class VectorSearch(Protocol):
    """One corpus of vectors to search."""

    def search(self, vector: NDArray[np.float32], k: int) -> Found:
        """Return up to k (id, cosine similarity), most similar first."""
        ...


@dataclass(frozen=True, slots=True)
class Manifest:
    """What made a generation. `count` is its vectors; `files` maps a path inside it to its SHA-256 when written."""

    embedding: str
    chunking: str
    corpus: str
    count: int
    files: Mapping[str, str]

    def made_by(self, embedder: Embedder, passages: Sequence[Passage]) -> bool:
        """Say whether a build from these would give the same."""
        wanted = (embedder.identity, CHUNKING, corpus_hash(passages))
        return (self.embedding, self.chunking, self.corpus) == wanted


class MemoryVectors:
    """Exact search over vectors kept in memory: for corpora that are not stored."""

    def __init__(self, passages: Sequence[Passage], embedder: Embedder) -> None:
        entries = list(_entries(passages))
        self._ids = [entry.id for entry in entries]
        self._matrix = embedder.documents([entry.text for entry in entries])

    def search(self, vector: NDArray[np.float32], k: int) -> Found:
        """Return up to k (id, cosine similarity), most similar first."""
        similarities = self._matrix @ vector
        k = min(k, len(similarities))
        rows = np.argpartition(-similarities, k - 1)[:k] if k else np.empty(0, dtype=np.intp)
        rows = rows[np.argsort(-similarities[rows], kind="stable")]
        return [(self._ids[row], float(similarities[row])) for row in rows]


class ChromaVectors:
    """Search in the working copy of one generation."""

    def __init__(self, client: Any, collection: Any, copy: Path) -> None:
        self._client, self._collection, self._copy = client, collection, copy

    def search(self, vector: NDArray[np.float32], k: int) -> Found:
        """Return up to k (id, cosine similarity), most similar first."""
        result = self._collection.query(query_embeddings=vector[None, :], n_results=k, include=["distances"])
        pairs = zip(result["ids"][0], result["distances"][0], strict=True)
        return [(str(found), 1.0 - float(distance)) for found, distance in pairs]

    def close(self) -> None:
        """Let go of the working copy and remove it."""
        self._client.close()
        shutil.rmtree(self._copy, ignore_errors=True)


class ChromaIndex:
    """The generations under one directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def manifest(self) -> Manifest:
        """Return what made the generation in use; IndexMissingError when there is none that can be read."""
        try:
            data = json.loads((self._generation() / "manifest.json").read_text(encoding="utf-8"))
            return Manifest(**data)
        except (OSError, ValueError, TypeError) as error:
            raise IndexMissingError("Søkeindeksen mangler. Den lages på nytt av «amstak ingest».") from error

    def open(self, passages: Sequence[Passage], embedder: Embedder) -> ChromaVectors:
        """Open the generation in use; IndexMissingError or IndexMismatchError when it cannot serve these passages."""
        manifest = self.manifest()
        if not manifest.made_by(embedder, passages):
            raise IndexMismatchError(
                "Søkeindeksen hører til andre artikler eller en annen språkmodell. Bygg den på nytt."
            )
        if dict(manifest.files) != _digests(self._generation()):
            raise IndexMissingError("Søkeindeksen er skadet. Den bygges på nytt.")
        return self._opened()

    def build(self, passages: Sequence[Passage], embedder: Embedder, progress: Progress | None = None) -> ChromaVectors:
        """Make a new generation beside the old one, put it in use, clear the others away, and open it."""
        token = uuid.uuid4().hex[:12]
        generation = self._directory / f"gen-{token}"
        generation.mkdir(parents=True)
        _fill(generation, passages, embedder, progress)
        count = sum(1 for _ in _entries(passages))
        manifest = Manifest(embedder.identity, CHUNKING, corpus_hash(passages), count, _digests(generation))
        _write(generation / "manifest.json", json.dumps(asdict(manifest), indent=1))
        _write(self._directory / "current", generation.name)
        return self._opened()

    def ready(self, passages: Sequence[Passage], embedder: Embedder, progress: Progress | None = None) -> ChromaVectors:
        """Open the generation in use, or build one when it is missing, damaged or made by something else."""
        try:
            return self.open(passages, embedder)
        except (IndexMissingError, IndexMismatchError):
            return self.build(passages, embedder, progress)

    def answers(self, seconds: float = _PROBE_SECONDS) -> bool:
        """Open the generation in use in a child process, which may die of it, and ask it once."""
        try:
            generation, count = self._generation(), self.manifest().count
        except (OSError, ValueError, IndexMissingError):
            return False
        return probe(generation, count, seconds)

    def clear_old(self) -> None:
        """Remove every generation but the one in use, and what other processes left open when they ended."""
        for path in self._directory.glob("gen-*"):
            if path != self._generation():
                shutil.rmtree(path, ignore_errors=True)
        for path in self._directory.glob("open-*"):
            if not path.name.startswith(_OPEN):
                shutil.rmtree(path, ignore_errors=True)

    def _opened(self) -> ChromaVectors:
        self.clear_old()
        copy = self._directory / f"{_OPEN}{uuid.uuid4().hex[:12]}"
        shutil.copytree(self._generation(), copy)
        return _opened(copy)

    def _generation(self) -> Path:
        name = (self._directory / "current").read_text(encoding="utf-8").strip()
        if not name.startswith("gen-") or Path(name).name != name:
            raise ValueError(name)
        return self._directory / name


class _Entry(NamedTuple):
    """One vector to be: a passage with what it is called, or a question that it answers."""

    id: str
    article: str
    text: str


def _entries(passages: Iterable[Passage]) -> Iterator[_Entry]:
    for passage in passages:
        said = "\n".join(part for part in (passage.title, passage.heading, passage.text) if part)
        yield _Entry(passage.id, passage.article, said)
        for number, question in enumerate(passage.questions):
            yield _Entry(f"{passage.id}{QUESTION}{number}", passage.article, question)


def probe(generation: Path, count: int, seconds: float = _PROBE_SECONDS) -> bool:
    """Open a copy of a generation in a child process and ask it once; False when it did not answer in time."""
    command = [sys.executable, "-m", __name__, str(count)]
    with tempfile.TemporaryDirectory() as copy:
        try:
            shutil.copytree(generation, copy, dirs_exist_ok=True)
            done = subprocess.run([*command, copy], capture_output=True, timeout=seconds, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return False
    return done.returncode == 0


def _opened(copy: Path) -> ChromaVectors:
    client = _client(copy)
    # No embedding function is named: a stored one is never loaded, and a text query would fail rather than download.
    return ChromaVectors(client, client.get_collection(_COLLECTION, embedding_function=None), copy)


def _client(generation: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(str(generation / "chroma"), Settings(anonymized_telemetry=False))


def _fill(generation: Path, passages: Sequence[Passage], embedder: Embedder, progress: Progress | None) -> None:
    from langchain_chroma import Chroma

    client = _client(generation)
    try:
        settings = {"hnsw": {"space": "cosine", "ef_search": 128}}
        store = Chroma(
            _COLLECTION, cast("Any", embedder), client=client, collection_configuration=cast("Any", settings)
        )
        entries = list(_entries(passages))
        for start in range(0, len(entries), _BATCH):
            batch = entries[start : start + _BATCH]
            store.add_texts([e.text for e in batch], [{"article": e.article} for e in batch], [e.id for e in batch])
            if progress:
                progress(start + len(batch), len(entries))
    finally:
        client.close()


def _digests(generation: Path) -> dict[str, str]:
    files = sorted(path for path in (generation / "chroma").rglob("*") if path.is_file())
    return {path.relative_to(generation).as_posix(): _digest(path) for path in files}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(path: Path, text: str) -> None:
    """Replace a file in one step."""
    beside = path.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def _answers(copy: Path, count: int) -> bool:
    """Say whether a copy of a generation holds `count` vectors and finds neighbours; may end the process."""
    collection = _client(copy).get_collection(_COLLECTION, embedding_function=None)
    if collection.count() != count:
        return False
    some = collection.get(limit=1, include=["embeddings"])["embeddings"]
    return not count or bool(collection.query(query_embeddings=some, n_results=1)["ids"][0])


if __name__ == "__main__":
    sys.exit(0 if _answers(Path(sys.argv[2]), int(sys.argv[1])) else 1)
