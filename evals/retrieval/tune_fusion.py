"""Find the weights in assistant/retrieval/fusion.yaml: `python evals/retrieval/tune_fusion.py [--write]`.

`known`: the course with its training questions indexed, asked the even ones of the dev questions, which others wrote
and nothing was trained on; the odd ones are only reported. `plain`: NorQuAD's validation chunks. The search goes
weight by weight and keeps what helps.
"""

import argparse
import csv
import json
import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from assistant.library import read_article, sections
from assistant.library.glossary import load_glossary, synonyms
from assistant.library.questions import load_questions
from assistant.retrieval.dense import MemoryVectors
from assistant.retrieval.embeddings import Embedder, load_embeddings
from assistant.retrieval.fusion import fuse, weights_for
from assistant.retrieval.hybrid import Searcher
from assistant.retrieval.passages import Passage, passage_from

ROOT = Path(__file__).resolve().parents[2]
NORQUAD = ROOT.parent / "shared" / "data" / "norquad" / "chunks"
STEPS = (0.0, 0.5, 0.7, 1.4, 2.0)
_LOG = logging.getLogger(__name__)


class Asked(NamedTuple):
    """A question's signals, what was right, and which group each row belongs to (an article, or the row itself)."""

    signals: dict[str, np.ndarray]
    right: set[int]
    group: np.ndarray
    language: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--embedding", type=Path, default=ROOT / "models" / "nb-static")
    parser.add_argument("--write", action="store_true", help="put the weights into fusion.yaml")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger("bm25s").setLevel(logging.WARNING)
    embedder = load_embeddings(args.embedding)
    course, norquad = course_questions(embedder), norquad_questions(embedder)
    for profile, fitting, reported in (("known", course[::2], course[1::2]), ("plain", norquad, norquad)):
        if fitting:
            start = dict(weights_for("static:", known=profile == "known"))
            prior = start.pop("prior")
            weights = searched(start, lambda tried, asked=fitting: sum(scored(asked, tried)))
            report(profile, reported, weights)
            if args.write:
                write(profile, {**weights, "prior": prior})


def searched(weights: dict[str, float], goal: Callable[[dict[str, float]], float]) -> dict[str, float]:
    best = goal(weights)
    for _ in range(3):
        for name in weights:
            for step in STEPS:
                tried = {**weights, name: (weights[name] or 0.1) * step}
                if (value := goal(tried)) > best + 5e-4:
                    best, weights = value, tried
    return {name: round(w, 3) for name, w in weights.items()}


def report(profile: str, asked: list[Asked], weights: dict[str, float]) -> None:
    _LOG.info("%s: %s", profile, weights)
    lexical = {name: w for name, w in weights.items() if name not in {"dense", "asked", "votes"}}
    dense = {name: w for name, w in weights.items() if name not in lexical}
    for name, some in (("hybrid", weights), ("lexical", lexical), ("dense", dense), ("BM25", {"body": 1.0})):
        for language in ("", "nb", "nn", "en"):
            group = [question for question in asked if language in ("", question.language)]
            if group:
                recall, gain = scored(group, some)
                _LOG.info("%s %s: Recall@5 %.3f nDCG@10 %.3f of %d", name, language or "all", recall, gain, len(group))


def course_questions(embedder: Embedder) -> list[Asked]:
    articles = [read_article(p.read_bytes(), p.name) for p in sorted((ROOT / "corpus" / "articles").glob("*.md"))]
    known = load_questions(ROOT / "corpus" / "questions" / "train.jsonl")
    passages = [passage_from(r, known.get((r.article, r.heading), ())) for r in sections(articles)]
    lines = (ROOT / "corpus" / "questions" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    searcher = _searcher(passages, embedder)
    codes = {name: code for code, name in enumerate(dict.fromkeys(p.article for p in passages))}
    group = np.array([codes[p.article] for p in passages])
    return [
        Asked(dict(searcher.rank(row["q"]).signals), {codes[row["article"]]}, group, row["lang"])
        for row in map(json.loads, lines)
    ]


def norquad_questions(embedder: Embedder) -> list[Asked]:
    if not NORQUAD.exists():
        return []
    rows = [json.loads(line) for line in (NORQUAD / "corpus.jsonl").read_text(encoding="utf-8").splitlines()]
    passages = [Passage(row["_id"], row["metadata"]["context"], row["text"]) for row in rows]
    searcher = _searcher(passages, embedder)
    place = {passage.id: row for row, passage in enumerate(passages)}
    right: dict[str, set[int]] = {}
    with (NORQUAD / "qrels.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            right.setdefault(row["query-id"], set()).add(place[row["corpus-id"]])
    queries = [json.loads(line) for line in (NORQUAD / "queries.jsonl").read_text(encoding="utf-8").splitlines()]
    group = np.arange(len(passages))
    return [Asked(dict(searcher.rank(q["text"]).signals), right[q["_id"]], group, "nb") for q in queries]


def _searcher(passages: list[Passage], embedder: Embedder) -> Searcher:
    names = synonyms(load_glossary(ROOT / "corpus" / "glossary.yaml"))
    return Searcher(passages, embedder=embedder, vectors=MemoryVectors(passages, embedder), synonyms=names)


def scored(asked: list[Asked], weights: dict[str, float]) -> tuple[float, float]:
    """Return Recall@5 and nDCG@10 over groups; ties count against us."""
    recalls, gains = [], []
    for question in asked:
        scores = np.full(question.group.max() + 1, -np.inf)
        np.maximum.at(
            scores, question.group, fuse({k: v for k, v in question.signals.items() if k in weights}, weights)
        )
        ranks = sorted(int((scores >= scores[group]).sum()) - 1 for group in question.right)
        ideal = sum(1 / np.log2(place + 2) for place in range(min(10, len(ranks))))
        gains.append(sum(1 / np.log2(rank + 2) for rank in ranks if rank < 10) / ideal)
        recalls.append(sum(rank < 5 for rank in ranks) / len(ranks))
    return float(np.mean(recalls)), float(np.mean(gains))


def write(profile: str, weights: dict[str, float]) -> None:
    """Replace the profile's line under `static`, the first of that name."""
    path = ROOT / "assistant" / "retrieval" / "fusion.yaml"
    line = f"  {profile}: {{" + ", ".join(f"{name}: {w}" for name, w in weights.items()) + "}"
    path.write_text(re.sub(rf"(?m)^  {profile}: .*$", line, path.read_text("utf-8"), count=1), encoding="utf-8")


if __name__ == "__main__":
    main()
