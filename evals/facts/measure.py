"""How well utterances are read: slot, value, unit and date F1 over labelled facts, and F1 over intents. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Score:
    """Counts and their F1 (1.0 when there is nothing to find and nothing found)."""

    hits: int = 0
    found: int = 0
    labelled: int = 0

    @property
    def f1(self) -> float:
        both = self.found + self.labelled
        return 2 * self.hits / both if both else 1.0

    def __add__(self, other: "Score") -> "Score":
        return Score(self.hits + other.hits, self.found + other.found, self.labelled + other.labelled)


def _number(value: object) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(f"{float(value):.6g}")
    return value.strip().casefold() if isinstance(value, str) else value


def _slot(fact: Row) -> tuple[object, ...]:
    return (fact["slot"],)


def _value(fact: Row) -> tuple[object, ...]:
    return fact["slot"], _number(fact.get("value")), bool(fact.get("unknown")), bool(fact.get("negated"))


def _unit(fact: Row) -> tuple[object, ...]:
    return *_value(fact), fact.get("unit"), fact.get("per")


def _date(fact: Row) -> tuple[object, ...]:
    return fact["slot"], fact.get("by") or (fact.get("value") if fact["slot"] == "oppstart" else None)


def _change(fact: Row) -> tuple[object, ...]:
    change = fact["change"]
    return fact["slot"], _number(change["value"]), change["unit"]


def _range(fact: Row) -> tuple[object, ...]:
    return fact["slot"], _number(fact.get("low")), _number(fact.get("high"))


KEYS: dict[str, tuple[Callable[[Row], tuple[object, ...]], Callable[[Row], bool]]] = {
    "slot": (_slot, lambda fact: True),
    "value": (_value, lambda fact: True),
    "unit": (_unit, lambda fact: fact.get("unit") is not None),
    "date": (_date, lambda fact: fact.get("by") is not None or fact["slot"] == "oppstart"),
    "change": (_change, lambda fact: fact.get("change") is not None),
    "range": (_range, lambda fact: fact.get("low") is not None),
    "approximate": (_slot, lambda fact: bool(fact.get("approximate"))),
}


def compare(labelled: Sequence[object], found: Sequence[object]) -> Score:
    """Count how many of the labelled are found, each used once."""
    rest = list(found)
    hits = 0
    for item in labelled:
        if item in rest:
            rest.remove(item)
            hits += 1
    return Score(hits, len(found), len(labelled))


def measure(rows: Iterable[Row], read: Callable[[Row], tuple[Sequence[Row], Sequence[str]]]) -> dict[str, Score]:
    """Return scores by name. `read` gives the facts and intents of a row; facts without a slot do not count."""
    totals = dict.fromkeys([*KEYS, "intents"], Score())
    for row in rows:
        facts, intents = read(row)
        sure = [fact for fact in facts if fact["slot"] is not None]
        for name, (key, counts) in KEYS.items():
            score = compare([key(f) for f in row["facts"] if counts(f)], [key(f) for f in sure if counts(f)])
            totals[name] += score
        totals["intents"] += compare(row["intents"], intents)
    return totals
