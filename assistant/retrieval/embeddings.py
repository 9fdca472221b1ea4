"""Text to vectors, behind LangChain's `Embeddings`. The only module that knows torch and sentence-transformers.

The shipped static model is read with tokenizers and numpy alone; a model named by hub id or any other
sentence-transformers directory is read with that library, imported when it is named and not before.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from assistant.errors import ConfigurationError, ModelUnavailableError

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """What the retriever needs: unit vectors, and a name that changes when they do."""

    @property
    def identity(self) -> str:
        """Return the name that an index remembers."""
        ...

    def documents(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text, as rows; an empty text gives zeros."""
        ...

    def query(self, text: str) -> Vectors:
        """Return the unit vector of a question."""
        ...


class _Prefixes(NamedTuple):
    query: str = ""
    document: str = ""


# Model families that were trained with a word before each text: a part of the name -> what to write.
_PREFIXES: Mapping[str, _Prefixes] = {
    "e5": _Prefixes("query: ", "passage: "),
    "bge": _Prefixes("", ""),
}


class _Base(Embeddings):
    """LangChain's face over the Embedder one."""

    def documents(self, texts: Sequence[str]) -> Vectors:
        raise NotImplementedError

    def query(self, text: str) -> Vectors:
        raise NotImplementedError

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return the vectors as lists."""
        return [[float(x) for x in row] for row in self.documents(texts)]

    def embed_query(self, text: str) -> list[float]:
        """Return the vector as a list."""
        return [float(x) for x in self.query(text)]


class StaticEmbeddings(_Base):
    """A sentence-transformers StaticEmbedding directory: the mean of a text's token vectors, at unit length."""

    def __init__(self, directory: Path) -> None:
        folder = _static_folder(directory)
        if folder is None:
            raise ConfigurationError(
                f"Fant ingen statisk språkmodell i «{directory}». Pek på en mappe som inneholder en."
            )
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        weights = folder / "model.safetensors"
        self._weights: Vectors = load_file(weights)["embedding.weight"].astype(np.float32, copy=False)
        self._digest = hashlib.sha256(weights.read_bytes()).hexdigest()[:16]
        self._name = directory.name

    @property
    def identity(self) -> str:
        """Return directory name and the weights' digest."""
        return f"static:{self._name}:{self._digest}"

    def documents(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text."""
        clean = [text.encode("utf-8", "replace").decode() for text in texts]
        encodings = self._tokenizer.encode_batch_fast(clean, add_special_tokens=False)
        return _unit(np.stack([self._mean(encoding.ids) for encoding in encodings])) if clean else self._none()

    def query(self, text: str) -> Vectors:
        """Return the unit vector of a question."""
        vector: Vectors = self.documents([text])[0]
        return vector

    def _mean(self, ids: Sequence[int]) -> Vectors:
        if not ids:
            return np.zeros(self._weights.shape[1], dtype=np.float32)
        mean: Vectors = self._weights[list(ids)].mean(axis=0)
        return mean

    def _none(self) -> Vectors:
        return np.zeros((0, self._weights.shape[1]), dtype=np.float32)


class HubEmbeddings(_Base):
    """Any sentence-transformers model, by hub id or directory; fetched only when it is not already on the machine."""

    def __init__(self, name: str, *, revision: str | None = None) -> None:
        self._name = name
        self._prefix = next((p for part, p in _PREFIXES.items() if part in Path(name).name.lower()), _Prefixes())
        self._model = _sentence_transformer(name, revision)

    @property
    def identity(self) -> str:
        """Return the model's name and width."""
        return f"hub:{self._name}:{self._model.get_embedding_dimension()}"

    def documents(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector per text."""
        return self._encode([self._prefix.document + text for text in texts])

    def query(self, text: str) -> Vectors:
        """Return the unit vector of a question."""
        vector: Vectors = self._encode([self._prefix.query + text])[0]
        return vector

    def _encode(self, texts: list[str]) -> Vectors:
        vectors = self._model.encode(texts, convert_to_numpy=True, show_progress_bar=False, normalize_embeddings=True)
        return np.asarray(vectors, dtype=np.float32)


def load_embeddings(name: str | Path) -> StaticEmbeddings | HubEmbeddings:
    """Read the static model in a directory, or else ask sentence-transformers for the model of that name."""
    directory = Path(name)
    if _static_folder(directory) is not None:
        return StaticEmbeddings(directory)
    return HubEmbeddings(str(name))


def _static_folder(directory: Path) -> Path | None:
    """Return the folder of the StaticEmbedding module, or None when the directory holds something else."""
    listing = directory / "modules.json"
    if not listing.is_file():
        return None
    modules = json.loads(listing.read_text(encoding="utf-8"))
    if not modules or not modules[0]["type"].endswith("StaticEmbedding"):
        return None
    folder = directory / modules[0]["path"]
    return folder if (folder / "model.safetensors").is_file() else None


def _sentence_transformer(name: str, revision: str | None) -> Any:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        message = f"Språkmodellen «{name}» trenger pakken sentence-transformers. Installer den og prøv igjen."
        raise ConfigurationError(message) from error
    try:
        safe = {"use_safetensors": True}
        return SentenceTransformer(name, device="cpu", revision=revision, trust_remote_code=False, model_kwargs=safe)
    except (OSError, ValueError) as error:
        message = f"Språkmodellen «{name}» kunne ikke hentes. Sjekk navnet og nettet, eller bruk den innebygde."
        raise ModelUnavailableError(message) from error


def _unit(vectors: Vectors) -> Vectors:
    unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return unit
