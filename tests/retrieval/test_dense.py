from dataclasses import replace

import numpy as np
import pytest

from assistant.errors import IndexMismatchError, IndexMissingError
from assistant.retrieval.dense import QUESTION, ChromaIndex, MemoryVectors


def files_of(directory):
    return sorted(p for p in directory.rglob("gen-*/chroma/**/*") if p.is_file())


@pytest.fixture
def index(tmp_path, few, embedder):
    made = ChromaIndex(tmp_path / "index")
    made.build(few, embedder).close()
    return made


def test_chroma_and_memory_agree(index, few, embedder):
    vectors = index.open(few, embedder)
    query = embedder.query("hva er omdømme")
    ours, theirs = MemoryVectors(few, embedder).search(query, 5), vectors.search(query, 5)
    vectors.close()
    assert [i for i, _ in ours] == [i for i, _ in theirs]
    np.testing.assert_allclose([s for _, s in ours], [s for _, s in theirs], atol=1e-5)


def test_nothing_built_is_missing(tmp_path, few, embedder):
    with pytest.raises(IndexMissingError):
        ChromaIndex(tmp_path / "none").open(few, embedder)


def test_another_corpus_or_embedding_is_a_mismatch_and_is_built_anew(index, few, embedder):
    with pytest.raises(IndexMismatchError):
        index.open(few[1:], embedder)
    vectors = index.ready(few[1:], embedder)
    assert {i for i, _ in vectors.search(embedder.query("omdømme"), 9)} == {p.id for p in few[1:]}
    vectors.close()
    assert index.manifest().count == len(few) - 1


@pytest.mark.parametrize("harm", ["delete", "truncate", "flip", "manifest", "current"])
def test_damage_is_seen_before_it_is_opened_and_mended(index, tmp_path, few, embedder, harm):
    root = tmp_path / "index"
    target = max(files_of(root), key=lambda path: path.stat().st_size)
    if harm == "delete":
        target.unlink()
    elif harm == "truncate":
        target.write_bytes(target.read_bytes()[:100])
    elif harm == "flip":
        data = bytearray(target.read_bytes())
        data[len(data) // 2] ^= 0xFF
        target.write_bytes(bytes(data))
    elif harm == "manifest":
        next(root.glob("gen-*/manifest.json")).write_text("{", encoding="utf-8")
    else:
        (root / "current").write_text("../../etc", encoding="utf-8")
    with pytest.raises(IndexMissingError):
        index.open(few, embedder)
    vectors = index.ready(few, embedder)
    assert len(vectors.search(embedder.query("kunde"), 9)) == len(few)
    vectors.close()


def test_reading_does_not_wear_the_sealed_files(index, tmp_path, few, embedder):
    for _ in range(2):
        vectors = index.open(few, embedder)
        vectors.search(embedder.query("kunde"), 2)
        vectors.close()
    assert not list((tmp_path / "index").glob("open-*"))


def test_a_build_that_dies_leaves_the_old_one_in_use(index, few, embedder):
    class Dies:
        identity = embedder.identity

        def embed_documents(self, texts):
            raise RuntimeError("strømbrudd")

    with pytest.raises(RuntimeError):
        index.build(few[:2], Dies())
    vectors = index.open(few, embedder)
    assert len(vectors.search(embedder.query("kunde"), 9)) == len(few)
    vectors.close()


def test_one_generation_is_kept(index, tmp_path, few, embedder):
    index.build(few[:3], embedder).close()
    assert len(list((tmp_path / "index").glob("gen-*"))) == 1


def test_the_child_process_says_whether_the_index_answers(index, tmp_path):
    assert index.answers()
    for path in files_of(tmp_path / "index"):
        path.write_bytes(b"x" * 50)
    assert not index.answers()


def test_known_questions_have_vectors_of_their_own(tmp_path, few, embedder):
    asked = [replace(few[0], questions=("Hvorfor ser jeg dem aldri igjen?", "Hva nå?")), *few[1:]]
    vectors = ChromaIndex(tmp_path).build(asked, embedder)
    best, similarity = vectors.search(embedder.query("Hvorfor ser jeg dem aldri igjen?"), 1)[0]
    assert best == f"a#1{QUESTION}0"
    assert similarity == pytest.approx(1.0, abs=1e-5)
    vectors.close()
    assert ChromaIndex(tmp_path).manifest().count == len(few) + 2
