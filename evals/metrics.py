"""What rankings are worth. Pure functions over ranked ids."""

import math
from collections.abc import Collection, Iterable, Sequence
from statistics import fmean


def recall(found: Sequence[str], right: Collection[str], k: int) -> float:
    """Return the share of the right ones among the first k."""
    return len(set(found[:k]) & set(right)) / len(right) if right else 0.0


def ndcg(found: Sequence[str], right: Collection[str], k: int) -> float:
    """Return the normalised discounted gain of the first k; every right one is worth the same."""
    gain = sum(1 / math.log2(place + 2) for place, one in enumerate(found[:k]) if one in right)
    best = sum(1 / math.log2(place + 2) for place in range(min(k, len(right))))
    return gain / best if best else 0.0


def reciprocal(found: Sequence[str], right: Collection[str]) -> float:
    """Return 1 over the place of the first right one, 0 when there is none."""
    return next((1 / place for place, one in enumerate(found, 1) if one in right), 0.0)


def mean(values: Iterable[float]) -> float:
    """Return the mean, 0 of nothing."""
    listed = list(values)
    return fmean(listed) if listed else 0.0


def once(ids: Iterable[str]) -> list[str]:
    """Return the ids in order, each at its first place: sections become articles."""
    return list(dict.fromkeys(ids))
