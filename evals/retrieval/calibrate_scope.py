"""Fit the weights in assistant/retrieval/scope.yaml: `python evals/retrieval/calibrate_scope.py [--write]`.

In scope: scope_in.txt and the course's training questions. Out of it: scope_near.txt and the public questions in
out_of_scope.jsonl; of each kind every second question fits the weights, the others are only reported on.
"""

import argparse
import json
import logging
import os
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import yaml
from scipy.optimize import minimize

from assistant.library import read_article, sections
from assistant.retrieval import scope
from assistant.retrieval.dense import MemoryVectors
from assistant.retrieval.embeddings import load_embeddings
from assistant.retrieval.hybrid import Searcher
from assistant.retrieval.passages import passage_from

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SHARED = Path(os.environ.get("AMSTAK_SHARED", ROOT.parent / "shared"))
SIGNALS = ("coverage", "known", "ngram", "dense", "question", "label")
WEIGHTS = {"in": 1.0, "near": 1.0, "far": 0.3}
_LOG = logging.getLogger(__name__)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the weights into scope.yaml")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    searcher = course_searcher()
    groups = {"in": _lines("scope_in.txt") + _bank(), "near": _lines("scope_near.txt"), "far": _far()}
    seen = {name: [look(searcher, question) for question in group] for name, group in groups.items()}
    weights = fit({name: rows[::2] for name, rows in seen.items()})
    _LOG.info("%s", weights)
    data = yaml.safe_load((ROOT / "assistant/retrieval/scope.yaml").read_text(encoding="utf-8"))
    for name, rows in seen.items():
        for part, some in (("fit", rows[::2]), ("held back", rows[1::2])):
            passed = [not topic and chance(weights, x) >= data["covered"] for x, topic in some]
            _LOG.info("%s, %s: %.3f answered of %d", name, part, np.mean(passed), len(some))
    if args.write:
        write(weights)


def course_searcher() -> Searcher:
    articles = [read_article(p.read_bytes(), p.name) for p in sorted((ROOT / "corpus" / "articles").glob("*.md"))]
    passages = [passage_from(record) for record in sections(articles)]
    embedder = load_embeddings(ROOT / "models" / "nb-static")
    return Searcher(passages, embedder=embedder, vectors=MemoryVectors(passages, embedder))


def look(searcher: Searcher, question: str) -> tuple[np.ndarray, bool]:
    """Return the signals of a question, and whether it belongs to a field next door."""
    judgement = scope.judge(searcher, searcher.rank(question))
    return np.array([judgement.signals[name] for name in SIGNALS]), judgement.topic is not None


def fit(seen: dict[str, list[tuple[np.ndarray, bool]]]) -> dict[str, float]:
    """Fit a ridge logistic regression with no negative weights; rows that a topic settles take no part."""
    rows = [(x, float(name == "in"), WEIGHTS[name]) for name, group in seen.items() for x, topic in group if not topic]
    x = np.column_stack([np.ones(len(rows)), np.array([row[0] for row in rows])])
    y, weight = np.array([row[1] for row in rows]), np.array([row[2] for row in rows])

    def loss(w: np.ndarray) -> float:
        z = np.clip(x @ w, -50, 50)
        return float(np.sum(weight * (np.logaddexp(0, z) - y * z)) + 0.15 * np.sum(w[1:] ** 2))

    bounds = [(None, None)] + [(0, None)] * len(SIGNALS)
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


def _far() -> list[str]:
    path = SHARED / "data" / "norquad" / "out_of_scope.jsonl"
    return [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()][::2]


def _bank() -> list[str]:
    found: list[str] = []
    for path in sorted((ROOT / "corpus" / "questions").glob("*.yaml")):
        rows: Sequence[dict] = yaml.safe_load(path.read_text(encoding="utf-8")) or []
        found += [row["text"] for row in rows if row.get("split") == "train"][::5]
    return found


if __name__ == "__main__":
    main()
