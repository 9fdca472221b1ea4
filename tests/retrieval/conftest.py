"""Small corpora and a fake embedder, a pure function of its input."""

import hashlib
import os
from pathlib import Path

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings

from assistant.language import tokens
from assistant.library import read_article, sections
from assistant.retrieval.passages import Passage, passage_from

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("AMSTAK_SHARED", ROOT.parent / "shared"))


class HashedWords(Embeddings):
    """Each stem is a fixed direction, a text their sum: like texts get near vectors, and ranking needs no more."""

    identity = "static:hashed-words:1"
    _width = 64

    def documents(self, texts):
        rows = [sum((self._direction(s) for s in tokens.analyse(t)), np.zeros(self._width)) for t in texts]
        rows = np.array(rows, dtype=np.float32).reshape(len(texts), self._width)
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)

    def query(self, text):
        return self.documents([text])[0]

    def embed_documents(self, texts):
        return self.documents(texts).tolist()

    def embed_query(self, text):
        return self.query(text).tolist()

    def _direction(self, stem):
        seed = int.from_bytes(hashlib.sha256(stem.encode()).digest()[:8], "big")
        return np.random.default_rng(seed).normal(size=self._width)


@pytest.fixture(scope="session")
def embedder():
    return HashedWords()


@pytest.fixture(scope="session")
def course():
    paths = sorted((ROOT / "corpus" / "articles").glob("*.md"))
    return [passage_from(record) for record in sections(read_article(p.read_bytes(), p.name) for p in paths)]


@pytest.fixture(scope="session")
def few():
    return [
        Passage("a#1", "a", "Gjenkjøp er når kunden handler igjen.", "Etter kjøpet", "Hva er gjenkjøp?",
                steps=("mål",), dimensions=("oppfølging",), terms=("gjenkjøp",)),
        Passage("a#2", "a", "Ring kunden etter en uke og spør hvordan det går.", "Etter kjøpet", "Slik følger du opp"),
        Passage("b#1", "b", "Omdømme er det folk sier om bedriften bak ryggen.", "Omdømme", "Hva er omdømme?",
                dimensions=("omdømme",), terms=("omdømme",)),
        Passage("c#1", "c", "Prisen sier noe om kvaliteten. Rabatt kan skade merkevaren.", "Pris", "Prisens rolle"),
        Passage("d#1", "d", "En markedsplan viser mål, strategi og tiltak.", "Markedsplan", "Hva er en markedsplan?",
                steps=("strategi",)),
    ]  # fmt: skip


@pytest.fixture(scope="session")
def norquad():
    folder = SHARED / "data" / "norquad"
    if not folder.exists():
        pytest.skip(f"NorQuAD ligger ikke i {folder}")
    return folder
