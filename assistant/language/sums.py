"""An answer in parts is their sum: «husleie 18 000, strøm 4 000», «12 fulltid og 5 deltid»; and days of a week."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.language.lexicon import pattern
from assistant.language.scene import Figure, Scene


def summed(scene: Scene, figures: Sequence[Figure]) -> list[Figure]:
    """Return the figures with the parts of an answer made one, where the message names what each part is."""
    figures = [_with_me(scene.text, figure) for figure in figures]
    asked = scene.asked
    parts = [f for f in figures if asked is not None and f.slot is not None and f.slot.name == asked.base]
    if (
        asked is None
        or len(parts) < 2
        or asked.kind not in ("count", "money")
        or (asked.kind == "money" and not asked.per)
    ):
        return figures
    named = _told_after(scene.text, parts) or (asked.kind == "money" and _told_before(scene.text, parts))
    if not named or scene.lengths or scene.dates or pattern("no_parts").search(scene.text) or not _alike(parts):
        return figures
    kept = [figure for figure in figures if figure not in parts[1:]]
    return [_sum(parts) if figure is parts[0] else figure for figure in kept]


def _with_me(text: str, figure: Figure) -> Figure:
    """«Tre svenner og meg» is four at work."""
    if figure.slot is None or figure.slot.name != "ansatte" or figure.sign or figure.number.low is not None:
        return figure
    me = pattern("and_me").match(text, figure.number.end)
    return replace(figure, number=replace(figure.number, value=figure.number.value + 1)) if me else figure


def _alike(parts: Sequence[Figure]) -> bool:
    """Say whether figures can be added: told, not changed, exact, and for the same period."""
    plain = all(not (f.sign or f.target or f.negated or f.number.role) and f.number.low is None for f in parts)
    return plain and len({f.per for f in parts if f.per}) <= 1 and len({f.number.unit for f in parts} - {None}) <= 1


def _told_after(text: str, parts: Sequence[Figure]) -> bool:
    """Say whether each count is followed by which part it is («12 fulltid og 5 deltid»)."""
    ends = [part.number.start for part in parts[1:]] + [len(text)]
    return all(pattern("part_of_all").match(text[f.number.end : end]) for f, end in zip(parts, ends, strict=True))


def _told_before(text: str, parts: Sequence[Figure]) -> bool:
    """Say whether each amount comes after the name of what it is for («husleie 18 000, strøm 4 000»)."""
    starts = [0] + [part.number.end for part in parts]
    names = [
        pattern("item_before").search(text[start : f.number.start]) for start, f in zip(starts, parts, strict=False)
    ]
    return all(names) and len({name["item"] for name in names if name}) == len(parts)


def _sum(parts: Sequence[Figure]) -> Figure:
    first, last = parts[0], parts[-1]
    number = replace(
        first.number,
        value=sum(part.number.value for part in parts),
        end=last.number.end,
        approximate=any(part.number.approximate for part in parts),
        scale=max(part.number.scale for part in parts),
        grouped=any(part.number.grouped for part in parts),
    )
    return replace(first, number=number, per=next((part.per for part in parts if part.per), None))


def days_open(text: str) -> float | None:
    """Return on how many days of the week something happens («fem dager i uka», «på hverdager»), None when unsaid."""
    match = pattern("days_a_week").search(text)
    if match is None:
        return None
    words = {"to": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6, "sju": 7, "syv": 7}
    return 5.0 if match["count"] is None else float(words.get(match["count"]) or match["count"])
