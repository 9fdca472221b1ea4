"""Several scores made into one: each over its own best, weighted and added. The weights are data (fusion.yaml)."""

from collections.abc import Mapping
from functools import cache
from importlib import resources

import numpy as np
import yaml
from numpy.typing import NDArray

Scores = NDArray[np.float32]
Weights = Mapping[str, float]


_OF_VECTORS = frozenset({"dense", "asked", "votes"})


@cache
def weights_for(embedding: str | None, *, known: bool = False) -> Weights:
    """Return the weights that belong to an embedding's identity; None is word search alone.

    `known` says that the corpus has questions known to be answered in it.
    """
    table: Mapping[str, Mapping[str, Weights]] = yaml.safe_load(
        resources.files(__package__).joinpath("fusion.yaml").read_text(encoding="utf-8")
    )
    family = "hub" if embedding is not None and not embedding.startswith("static:") else "static"
    weights = table[family]["known" if known else "plain"]
    return weights if embedding else {name: w for name, w in weights.items() if name not in _OF_VECTORS}


def fuse(signals: Mapping[str, Scores], weights: Weights) -> Scores:
    """Return the weighted sum of the signals, 1 being each signal's best; a signal without a weight is left out."""
    parts = [np.float32(weights.get(name, 0.0)) * scaled(scores) for name, scores in signals.items()]
    total: Scores = np.sum(parts, axis=0, dtype=np.float32)
    return total


def scaled(scores: Scores) -> Scores:
    """Return the scores from 0 to 1; negative ones count as 0, and all zeros stay so."""
    best = float(scores.max(initial=0.0))
    result: Scores = np.maximum(scores, 0).astype(np.float32) / np.float32(best if best > 0 else 1)
    return result
