import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import ConfigurationError, ModelUnavailableError
from assistant.retrieval.embeddings import HubEmbeddings, StaticEmbeddings, load_embeddings

SHIPPED = Path(__file__).resolve().parents[2] / "models" / "nb-static"
TEXTS = ["Hva er et verditilbud?", "Kundane kjem tilbake", "", "🙂 £ ukjentord", "a" * 3000, "æøå ÆØÅ é"]


def test_the_light_reader_gives_the_vectors_of_sentence_transformers():
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(str(SHIPPED), device="cpu").encode(TEXTS, convert_to_numpy=True)
    np.testing.assert_allclose(StaticEmbeddings(SHIPPED).documents(TEXTS), theirs, atol=1e-6)


def test_vectors_are_of_unit_length_and_langchain_gets_lists():
    model = load_embeddings(SHIPPED)
    assert np.linalg.norm(model.query("markedsplan")) == pytest.approx(1.0, abs=1e-5)
    assert model.embed_documents(["a", "b"])[1] == pytest.approx(model.embed_query("b"))
    assert model.documents([]).shape[0] == 0


def test_the_shipped_model_is_small_enough_and_safe():
    files = [path for path in SHIPPED.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files if path.suffix == ".safetensors") <= 10_000_000
    assert not [path for path in files if path.suffix in {".bin", ".pkl", ".pt"}]


def test_reading_it_loads_neither_torch_nor_sentence_transformers():
    program = (
        "import sys; from pathlib import Path; from assistant.retrieval.embeddings import load_embeddings;"
        f"load_embeddings(Path({str(SHIPPED)!r})).query('hei');"
        "sys.exit(bool({'torch', 'sentence_transformers', 'chromadb'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.fixture(scope="module")
def small_model(tmp_path_factory):
    """A real, tiny sentence-transformers model with a weighting module, named as an e5 is."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(next(SHIPPED.rglob("tokenizer.json"))))
    weights = np.random.default_rng(1).normal(size=(tokenizer.get_vocab_size(), 16)).astype(np.float32)
    folder = tmp_path_factory.mktemp("hub") / "tiny-e5"
    modules = [StaticEmbedding(tokenizer, embedding_weights=weights), Normalize()]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder), create_model_card=False)
    return folder


def test_a_named_model_gets_its_prefixes_and_its_own_identity(small_model):
    model = HubEmbeddings(str(small_model))
    plain = StaticEmbeddings(small_model)
    np.testing.assert_allclose(model.query("mål"), plain.query("query: mål"), atol=1e-6)
    np.testing.assert_allclose(model.documents(["mål"]), plain.documents(["passage: mål"]), atol=1e-6)
    assert model.identity.startswith("hub:")


def test_a_model_that_cannot_be_had_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ModelUnavailableError):
        load_embeddings(tmp_path / "finnes-ikke")
    with pytest.raises(ConfigurationError):
        StaticEmbeddings(tmp_path)
