"""Figures that belong together: ranges, «fra A til B», «2 millioner 300 tusen»; «3-400 000» shares its zeros."""

import re
from dataclasses import replace

from assistant.language.number import Number

_BETWEEN = re.compile(r"\s?-\s?|\s(?:til|te|eller|to|à)\s|/")
_AND = re.compile(r"\s(?:og|and|å)\s")


def joined(text: str, atoms: list[Number]) -> list[Number]:
    """Join the figures of folded text that belong together, left to right."""
    joined: list[Number] = []
    for atom in atoms:
        last = joined[-1] if joined else None
        between = text[last.end : atom.start] if last else ""
        if last is None or last.role == "to" or last.high is not None or not _alike(last, atom):
            joined.append(atom)
        elif _or_two(last, atom, between):
            joined[-1] = _up_to(last, atom)
        elif _BETWEEN.fullmatch(between):
            joined[-1:] = _pair(text, last, atom, between)
        elif _AND.fullmatch(between) and re.search(r"(?:mellom|between)\s$", text[: last.start]):
            joined[-1:] = _pair(text, last, atom, "-")
        elif last.scale >= 1e6 > atom.value >= 1000 and re.fullmatch(r"\s(?:og\s)?", between):
            joined[-1] = replace(last, value=last.value + atom.value, end=atom.end, unit=atom.unit or last.unit)
        elif re.search(r"(?<!\w)(?:fra|frå|from)\s(?:\w+\.?\s)?$", text[: last.start]) and re.fullmatch(
            r"[\w\s,]{0,30}\s(?:opp\s|ned\s)?(?:til|te|to)\s(?:\w+\.?\s)?", between
        ):
            joined[-1:] = _pair(text, last, atom, " til ")
        else:
            joined.append(atom)
    return joined


def _or_two(last: Number, atom: Number, between: str) -> bool:
    """«En hundrelapp eller to», «en time eller to»: one to two of them."""
    one = last.article or last.unit is not None or last.value >= 50
    return one and between.strip() == "eller" and atom.spoken and atom.bare and atom.value in (2, 3)


def _up_to(last: Number, atom: Number) -> Number:
    high = last.value * atom.value
    return replace(
        last, value=(last.value + high) / 2, low=last.value, high=high, end=atom.end, approximate=True, article=False
    )


def _alike(left: Number, right: Number) -> bool:
    return (
        left.unit in (None, right.unit)
        or right.unit is None
        or {left.unit, right.unit} <= {"minutter", "timer", "dager", "uker", "måneder", "år"}
    )


def _pair(text: str, low: Number, high: Number, between: str) -> list[Number]:
    """Make one range of two figures, or the two ends of a change when «fra … til …» was said."""
    shared = low.unit or high.unit
    bottom = _harmonised(low, high)
    opened = re.search(r"(?<!\w)(?:fra|frå|from)\s(?:\w+\.?\s)?$", text[: low.start])
    if opened and between.strip() in ("til", "te", "to"):
        scale = high.scale if bottom != low.value else low.scale
        return [
            replace(low, value=bottom, unit=shared, scale=scale, role="from"),
            replace(high, unit=high.unit or shared, role="to"),
        ]
    if (
        bottom >= high.value
        or between == "/"
        or (low.article and not high.spoken)
        or (low.unit and low.unit != high.unit and high.unit)
    ):
        return [low, high]
    middle = (bottom + high.value) / 2
    return [
        replace(
            high,
            value=middle,
            start=low.start,
            low=bottom,
            high=high.value,
            unit=high.unit or shared,
            article=False,
            approximate=low.approximate or high.approximate,
        )
    ]


def _harmonised(low: Number, high: Number) -> float:
    """Return the first figure with the zeros it shares with the second: «2 og 3 mill», «900 til 1,1 mill»."""
    if low.scale > 1 or (low.unit == "NOK" and high.unit != "NOK") or low.grouped:
        return low.value
    for factor in (high.scale, 1e3):
        if high.scale > 1 and factor > 1 and low.value * factor < high.value and low.value < 1000:
            return _zeros(low.value, high.value / factor) * factor
    return _zeros(low.value, high.value) if high.scale == 1 else low.value


def _zeros(low: float, high: float) -> float:
    if not (low.is_integer() and high.is_integer()) or low < 1 or high < 100:
        return low
    digits = len(str(int(high))) - len(str(int(low)))
    same = 10.0**digits
    if digits >= 2 and low * same < high and high % same == 0:
        return low * same
    return low * 1000 if high % 1000 == 0 and low < 1000 and low * 1000 < high else low
