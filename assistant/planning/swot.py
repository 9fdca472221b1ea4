"""SWOT with ids, and the TOWS options that follow: what a strength, weakness, opportunity or threat asks for."""

from dataclasses import dataclass
from itertools import product
from typing import Literal

from assistant.planning.knowledge import catalogue
from assistant.planning.plan import Plan, Provenance, Wording
from assistant.planning.profile import kinds_of
from assistant.planning.wording import word

Cell = Literal["SO", "ST", "WO", "WT"]
_SLOTS = {"S": "styrker", "W": "svakheter", "O": "muligheter", "T": "trusler"}
_CELLS: tuple[Cell, ...] = ("SO", "ST", "WO", "WT")
_MOST_POINTS, _MOST_OPTIONS, _ENOUGH = 5, 2, 2


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the SWOT: `id` is its letter and number (S1), `evidence` where it comes from."""

    id: str
    text: str
    evidence: Provenance


@dataclass(frozen=True, slots=True)
class Option:
    """One way forward in a TOWS cell, with the ids it rests on, and the strategy archetypes that would carry it out."""

    id: str
    cell: Cell
    uses: tuple[str, str]
    text: Wording
    archetypes: tuple[str, ...]


def swot(plan: Plan) -> tuple[Point, ...]:
    """Return the points of the four cells in the person's order, at most five in each. Særpreg counts as a strength."""
    found = []
    for letter, slot in _SLOTS.items():
        facts = [fact for name in (slot, *(("særpreg",) if letter == "S" else ())) if (fact := plan.fact(name))]
        texts = [(text, f.provenance) for f in facts for text in _items(plan.words(f.slot))]
        unique: dict[str, tuple[str, Provenance]] = {}
        for text, source in texts:
            unique.setdefault(text.lower(), (text, source))
        kept = list(unique.values())[:_MOST_POINTS]
        found += [Point(f"{letter}{i}", text, source) for i, (text, source) in enumerate(kept, 1)]
    return tuple(found)


def swot_gaps(plan: Plan) -> tuple[str, ...]:
    """Return the slots of the cells with fewer than two points."""
    points = swot(plan)
    return tuple(s for letter, s in _SLOTS.items() if sum(p.id[0] == letter for p in points) < _ENOUGH)


def tows(plan: Plan) -> tuple[Option, ...]:
    """Return up to two options in each cell that has something inside and outside; the best fitting pairs first."""
    points = swot(plan)
    found: list[Option] = []
    for cell in _CELLS:
        inner = [p for p in points if p.id[0] == cell[0]]
        outer = [p for p in points if p.id[0] == cell[1]]
        pairs = sorted(product(inner, outer), key=lambda pair: (-_kinship(*pair), pair[0].id, pair[1].id))
        used: set[str] = set()
        for first, second in pairs:
            if not used & {first.id, second.id} and len(used) < 2 * _MOST_OPTIONS:
                used |= {first.id, second.id}
                found.append(_option(cell, first, second))
    return tuple(found)


def _option(cell: Cell, first: Point, second: Point) -> Option:
    text = word(f"plan.tows.{cell}", {"indre": first.text, "ytre": second.text})
    archetypes = _archetypes(kinds_of(first.text) + kinds_of(second.text))
    return Option(f"{cell}-{first.id}-{second.id}", cell, (first.id, second.id), text, archetypes)


def _archetypes(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Return the archetypes that answer these kinds of challenge, strongest first, at most three."""
    rows = catalogue("strategies")
    points = {name: sum(row.get("for", {}).get(kind, 0) for kind in kinds) for name, row in rows.items()}
    return tuple(sorted((n for n in points if points[n] >= 2), key=lambda n: -points[n])[:3])


def _kinship(first: Point, second: Point) -> int:
    """Return how much two points have to do with each other: shared kinds of challenge, then shared word stems."""
    kinds = set(kinds_of(first.text)) & set(kinds_of(second.text))
    return 2 * len(kinds) + len(_stems(first.text) & _stems(second.text))


def _stems(text: str) -> set[str]:
    return {word[:6] for word in text.lower().split() if len(word) >= 5}


def _items(words: str | None) -> list[str]:
    return [item for part in (words or "").split(";") if (item := " ".join(part.split()).strip(" ."))]
