"""Fit the weights in assistant/retrieval/scope.yaml: `python evals/retrieval/calibrate_scope.py [--write]`.

DIR (`--embedding`) is best one made with `train_embedding.py --hold-out`, so that the questions are new to it too.

In scope: scope_in.txt and a part of the course's questions held out. Out of it: scope_near.txt and the public
questions in out_of_scope.jsonl; of each kind every second question fits the weights, the others are only reported on.
"""

import argparse
import json
import logging
import os
import re
import sys
from collections import Counter
from math import log
from pathlib import Path

import numpy as np
import yaml
from scipy.optimize import minimize

from assistant.library import read_article, sections
from assistant.library.glossary import load_glossary, synonyms
from assistant.retrieval import scope
from assistant.retrieval.dense import MemoryVectors
from assistant.retrieval.embeddings import load_embeddings
from assistant.retrieval.hybrid import Searcher
from assistant.retrieval.passages import passage_from

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "evals"))
from train_embedding import held_out  # noqa: E402

SHARED = Path(os.environ.get("AMSTAK_SHARED", ROOT.parent / "shared"))
SIGNALS = ("coverage", "known", "ngram", "dense", "question", "label", "domain", "names")
WEIGHTS = {"in": 1.0, "bank": 0.5, "near": 2.0, "far": 1.0}
_LOG = logging.getLogger(__name__)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--embedding", type=Path, default=ROOT / "models" / "nb-static")
    parser.add_argument("--write", action="store_true", help="put the weights into scope.yaml")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    write_domain()
    searcher = course_searcher(args.embedding)
    groups = {"in": _lines("scope_in.txt"), "bank": _bank(), "near": _lines("scope_near.txt"), "far": _far()[::2]}
    seen = {name: [look(searcher, question) for question in group] for name, group in groups.items()}
    weights = fit({name: rows[::2] for name, rows in seen.items()})
    _LOG.info("%s", weights)
    data = yaml.safe_load((ROOT / "assistant/retrieval/scope.yaml").read_text(encoding="utf-8"))
    for name, rows in seen.items():
        for part, some in (("fit", rows[::2]), ("held back", rows[1::2])):
            passed = [not topic and chance(weights, x) >= data["covered"] for x, topic in some]
            _LOG.info("%s, %s: %.3f answered of %d", name, part, np.mean(passed), len(some))
    passing = [
        q
        for q, (x, t) in zip(groups["near"], seen["near"], strict=True)
        if not t and chance(weights, x) > data["covered"]
    ]
    _LOG.info("near, answered: %s", "; ".join(passing))
    if args.write:
        write(weights)


def course_searcher(embedding: Path) -> Searcher:
    articles = [read_article(p.read_bytes(), p.name) for p in sorted((ROOT / "corpus" / "articles").glob("*.md"))]
    known: dict[tuple[str, str], list[str]] = {}
    for row in _questions():
        if not held_out(row["q"]):
            known.setdefault((row["article"], row["section"]), []).append(row["q"])
    passages = [passage_from(r, tuple(known.get((r.article, r.heading), ()))) for r in sections(articles)]
    embedder = load_embeddings(embedding)
    names = synonyms(load_glossary(ROOT / "corpus" / "glossary.yaml"))
    return Searcher(passages, embedder=embedder, vectors=MemoryVectors(passages, embedder), synonyms=names)


def look(searcher: Searcher, question: str) -> tuple[np.ndarray, bool]:
    """Return the signals of a question, and whether it belongs to a field next door."""
    judgement = scope.judge(searcher, searcher.rank(question))
    return np.array([judgement.signals[name] for name in SIGNALS]), judgement.topic is not None


def fit(seen: dict[str, list[tuple[np.ndarray, bool]]]) -> dict[str, float]:
    """Fit a ridge logistic regression with no negative weights; rows that a topic settles take no part."""
    rows = [
        (x, float(name in {"in", "bank"}), WEIGHTS[name])
        for name, group in seen.items()
        for x, topic in group
        if not topic
    ]
    x = np.column_stack([np.ones(len(rows)), np.array([row[0] for row in rows])])
    y, weight = np.array([row[1] for row in rows]), np.array([row[2] for row in rows])

    def loss(w: np.ndarray) -> float:
        z = np.clip(x @ w, -50, 50)
        return float(np.sum(weight * (np.logaddexp(0, z) - y * z)) + 0.15 * np.sum(w[1:] ** 2))

    bounds = [(None, None)] + [(None, 0) if name == "names" else (0, None) for name in SIGNALS]
    best = minimize(loss, np.zeros(len(SIGNALS) + 1), bounds=bounds, method="L-BFGS-B").x
    return {name: round(float(w), 2) for name, w in zip(("bias", *SIGNALS), best, strict=True)}


def chance(weights: dict[str, float], signals: np.ndarray) -> float:
    return float(
        1 / (1 + np.exp(-(weights["bias"] + sum(weights[n] * s for n, s in zip(SIGNALS, signals, strict=True)))))
    )


def write(weights: dict[str, float]) -> None:
    path = ROOT / "assistant/retrieval/scope.yaml"
    line = "weights: {" + ", ".join(f"{name}: {value}" for name, value in weights.items()) + "}"
    path.write_text(re.sub(r"(?m)^weights: .*$", line, path.read_text(encoding="utf-8")), encoding="utf-8")


def _lines(name: str) -> list[str]:
    return [line for line in (HERE / name).read_text(encoding="utf-8").splitlines() if line]


def write_domain() -> None:
    """Count stems in questions to the course and in others, and keep the smoothed log odds of those seen twice."""
    ours = [row["q"] for row in _questions() if not held_out(row["q"])]
    pairs = (SHARED / "data" / "norquad" / "train_pairs.jsonl").read_text(encoding="utf-8").splitlines()
    others = [json.loads(line)["question"] for line in pairs] + _far()[1::2]
    inside, outside = (Counter(stem for q in group for stem in scope.question_stems(q)) for group in (ours, others))
    odds = {
        stem: round(log((inside[stem] + 0.5) / (len(ours) + 1)) - log((outside[stem] + 0.5) / (len(others) + 1)), 2)
        for stem in sorted(inside.keys() | outside.keys())
        if inside[stem] + outside[stem] >= 2
    }
    path = ROOT / "assistant" / "retrieval" / "domain.json"
    path.write_text(json.dumps(odds, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")


def _far() -> list[str]:
    """Half of the public questions; the odd ones of them make the domain's odds, the even ones fit and measure."""
    path = SHARED / "data" / "norquad" / "out_of_scope.jsonl"
    return [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()][::2]


def _bank() -> list[str]:
    """Every fourth of the questions held out; the index does not hold these (see course_searcher)."""
    return [row["q"] for row in _questions() if held_out(row["q"])][::4]


def _questions() -> list[dict]:
    lines = (ROOT / "corpus" / "questions" / "train.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


if __name__ == "__main__":
    main()
