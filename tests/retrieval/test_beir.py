import csv
import json
import math

import pytest

from assistant.errors import CorpusError
from assistant.retrieval.beir import beir_search


def corpus(tmp_path, *rows):
    lines = "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows)
    (tmp_path / "corpus.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def test_any_corpus_is_searched_and_keeps_its_ids(tmp_path, embedder):
    folder = corpus(
        tmp_path, {"_id": 7, "title": "Ost", "text": "Brunost er søt."}, {"_id": "x", "text": "Fisk i havet."}
    )
    assert beir_search(folder, k=1, embedder=embedder)("brunosten")[0]["doc"] == "7"
    assert len(beir_search(folder)("fisk")) == 2


@pytest.mark.parametrize("rows", [["{"], ["[]"], [{"text": "a"}], [{"_id": "a", "text": "b"}] * 2])
def test_a_broken_corpus_is_refused_with_the_reason(tmp_path, rows):
    with pytest.raises(CorpusError):
        beir_search(corpus(tmp_path, *rows))


def test_an_absent_corpus_is_refused(tmp_path):
    with pytest.raises(CorpusError):
        beir_search(tmp_path)


def test_norwegian_questions_nobody_here_wrote(norquad):
    """The floor is what Norwegian BM25 reached on validation and test together (retrieval.md), with room to spare."""
    search = beir_search(norquad / "chunks")
    queries = [json.loads(line) for line in (norquad / "chunks" / "queries.jsonl").read_text("utf-8").splitlines()][::5]
    right: dict[str, set[str]] = {}
    with (norquad / "chunks" / "qrels.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            right.setdefault(row["query-id"], set()).add(row["corpus-id"])
    scores = []
    for query in queries:
        found = [hit["doc"] for hit in search(query["text"])]
        gain = sum(1 / math.log2(place + 2) for place, doc in enumerate(found) if doc in right[query["_id"]])
        scores.append(gain / sum(1 / math.log2(place + 2) for place in range(min(10, len(right[query["_id"]])))))
    assert sum(scores) / len(scores) >= 0.79
