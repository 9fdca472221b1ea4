"""The goal chain as a picture: what must be true for the business goal to be reached, and what if a number moves.

Every number comes from `planning.goal_chain`; here they get words and places. A what-if never touches the plan.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from assistant.language.formatting import format_money, format_quantity
from assistant.planning.goal_chain import Chain, Value, chain_of
from assistant.planning.knowledge import catalogue
from assistant.planning.plan import Plan
from assistant.planning.profile import profile
from assistant.texts import Texts

# What can be moved, most telling first: of each group the first that the plan knows.
_LEVERS = (
    ("kundelojalitet",),
    ("abonnementspris", "kontingent", "gave_per_giver", "snittordre"),
    ("kjøp_per_kunde",),
    ("lead_til_kunde", "tilbudstreff", "konverteringsrate"),
    ("leadrate",),
)
_MOST_LEVERS = 4
# About so many stops on a slider.
_STOPS = 60
# Today's customers are as many and buy as before when something else is moved: pinned, where they are derived.
_PINNED = ("kunder", "kjøp_per_kunde", "snittordre")
_PRICED = frozenset({"abonnementspris", "kontingent", "gave_per_giver"})
# The columns of the picture, each from the goal down.
_LEFT = ("omsetning_eksisterende", "kunder_blir", "inntekt_per_kunde")
_RIGHT = ("gap", "nye_kunder_krav", "leads_krav", "besøk_krav")
_FUNNEL = (
    ("rekkevidde", "besøk_krav"),
    ("interaksjon", "leads_krav"),
    ("konvertering", "nye_kunder_krav"),
    ("engasjement", "nye_blir"),
)
# The picture's measures, in units of its own that are pixels at full size.
_WIDTH, _BOX, _HEIGHT, _GAP = 380, 184, 78, 24
_TOP = 92
# Kroner from here on are written in millions: a box has room for no more.
_LONG = 10_000_000


@dataclass(frozen=True)
class Lever:
    """A number that can be moved between low and high by steps; `value` is the plan's own."""

    slot: str
    label: str
    value: float
    low: float
    high: float
    step: float
    text: str

    def at(self, wanted: str | None) -> float:
        """Return the value asked for, kept within bounds; the plan's own when there is none to read."""
        try:
            number = float(wanted) if wanted is not None else self.value
        except ValueError:
            return self.value
        return min(max(number, self.low), self.high) if math.isfinite(number) else self.value


@dataclass(frozen=True)
class Box:
    """One number of the picture with its place. `planned` is what the plan says; `note` where it comes from."""

    name: str
    label: str
    value: str
    planned: str
    note: str
    assumed: bool
    x: int
    y: int
    width: int
    height: int

    @property
    def moved(self) -> bool:
        """Say whether the what-if differs from the plan."""
        return self.value != self.planned


@dataclass(frozen=True)
class Bar:
    """One stage of the funnel; `share` of the widest in percent."""

    stage: str
    label: str
    value: str
    share: float
    rate: str


class ChainPicture:
    """The picture of one plan's chain, with some levers moved: `wanted` holds their values as text."""

    def __init__(self, texts: Texts, plan: Plan, wanted: Mapping[str, str] | None = None) -> None:
        self._texts, self._plan, self._wanted = texts, plan, wanted or {}
        self._now = chain_of(plan, advise=False)
        self._who = str(profile(plan).params["kunder"])

    def values(self) -> dict[str, Any]:
        """Return everything the templates need; `boxes` is empty while the plan has no goal to count back from."""
        boxes = self._boxes()
        return {
            "plan": self._plan.id,
            "levers": self.levers,
            "shown": [(lever.slot, self._lever_text(lever.slot, self._moved_to(lever))) for lever in self.levers],
            "boxes": boxes,
            "lines": list(_lines(boxes)),
            "share": self._share(),
            "size": (_WIDTH, max((box.y + box.height for box in boxes), default=0) + 2),
            "said": self._said() if boxes else "",
            "funnel": self._funnel(),
        }

    # --- what can be moved ---

    @cached_property
    def levers(self) -> tuple[Lever, ...]:
        """The levers of this plan that move something in the picture."""
        found = (next((slot for slot in group if self._can_move(slot)), None) for group in _LEVERS)
        return tuple(self._lever(slot) for slot in found if slot)[:_MOST_LEVERS]

    def _can_move(self, slot: str) -> bool:
        value, row = self._now.values.get(slot), catalogue("chain")["levers"][slot]
        if value is None or value.value <= 0 or self._now.kind not in row.get("kinds", (self._now.kind,)):
            return False
        lever = self._lever(slot)
        if lever.high <= lever.low:
            return False
        moved = self._chain({slot: lever.high})
        return any(moved.get(name) != self._now.get(name) for name in (*_LEFT, *_RIGHT))

    def _lever(self, slot: str) -> Lever:
        value, row = self._now[slot], catalogue("chain")["levers"][slot]
        highest = max(row.get("high", math.inf), value)
        low, high = value * (1 - min(row["most"], 0.9)), min(value * (1 + row["most"]), highest)
        step = _round_step((high - low) / _STOPS)
        down, up = math.floor((value - low) / step + 1e-9), math.floor((high - value) / step + 1e-9)
        bounds = (round(value - down * step, 6), round(value + up * step, 6))
        label = self._say(f"spak.{slot}", kunder=self._who)
        return Lever(slot, label, value, *bounds, step, self._lever_text(slot, value))

    def _moved_to(self, lever: Lever) -> float:
        return lever.at(self._wanted.get(lever.slot))

    def _lever_text(self, slot: str, value: float) -> str:
        return format_quantity(round(value, 1 if value >= 10 else 2), str(catalogue("chain")["inputs"][slot]["unit"]))

    def _chain(self, moved: Mapping[str, float]) -> Chain:
        if not moved:
            return self._now
        priced = _PRICED & self._now.values.keys()
        names = [name for name in _PINNED if name in self._now.values and not (priced and name == "snittordre")]
        return chain_of(self._plan, advise=False, **{**{name: self._now[name] for name in names}, **moved})

    @cached_property
    def _then(self) -> Chain:
        moved = {lever.slot: self._moved_to(lever) for lever in self.levers}
        return self._chain({s: v for s, v in moved.items() if abs(v - self._now[s]) > 1e-6})

    # --- the picture ---

    def _boxes(self) -> list[Box]:
        top = next((name for name in ("omsetning_krav", "kunder_mål") if name in self._then.values), None)
        if top is None or not {"nye_kunder_krav", "gap"} & self._then.values.keys():
            return []
        money = top == "omsetning_krav"
        made = [self._box(top, 0, 0, _WIDTH - 4, _TOP)]
        for names, x in ((_LEFT, 0), (_RIGHT, _WIDTH - _BOX - 4)):
            known = [
                name for name in names if self._value(self._then, name) and (money or name not in ("gap", *_LEFT[::2]))
            ]
            made += [
                self._box(name, x, _TOP + _GAP + row * (_HEIGHT + _GAP), _BOX, _HEIGHT)
                for row, name in enumerate(known)
            ]
        return made

    def _box(self, name: str, x: int, y: int, width: int, height: int) -> Box:
        then, now = self._value(self._then, name), self._value(self._now, name)
        value, planned = (_written(part) if part else "–" for part in (then, now))
        note = self._say("i_planen", verdi=planned) if value != planned else self._note(name)
        label = self._say(f"boks.{name}", kunder=self._who, Kunder=self._who[:1].upper() + self._who[1:])
        return Box(name, label, value, planned, note, bool(then and then.assumed), x + 2, y + 2, width, height)

    def _note(self, name: str) -> str:
        """Return in a few words what a number rests on, as far as that is known."""
        chain, code = self._then, f"merknad.{name}"
        known = {n: _written(v) for n, v in chain.values.items()}
        known |= {f"{n}_md": _rounded(v.value / 12, v.unit) for n, v in chain.values.items() if n.endswith("_krav")}
        needs = {
            "omsetning_krav": ("omsetning",),
            "kunder_mål": ("kunder",),
            "kunder_blir": ("kundelojalitet", "kunder"),
            "inntekt_per_kunde": ("kjøp_per_kunde", "snittordre"),
            "nye_kunder_krav": ("nye_kunder_krav_md",),
            "leads_krav": ("leads_krav_md",),
            "besøk_krav": ("besøk_krav_md",),
        }.get(name)
        by_price = name == "inntekt_per_kunde" and _PRICED & known.keys()  # «1 kjøp» is no word for a membership
        if needs is None or by_price or any(part not in known for part in needs):
            return ""
        return self._say(code, **dict(zip(("a", "b"), (known[part] for part in needs), strict=False)))

    def _value(self, chain: Chain, name: str) -> Value | None:
        """Return a number of the chain, or one of the two counts of people who stay."""
        base = {"kunder_blir": "kunder", "nye_blir": "nye_kunder_krav"}.get(name)
        if base is None:
            return chain.values.get(name)
        people, stay = chain.values.get(base), chain.values.get("kundelojalitet")
        if people is None or stay is None:
            return None
        return Value(people.value * stay.value / 100, people.unit, "", assumed=people.assumed or stay.assumed)

    def _share(self) -> float | None:
        """Return how much of the goal today's customers carry, in percent."""
        goal, carried = self._then.get("omsetning_krav"), self._then.get("omsetning_eksisterende")
        return round(min(100.0, max(0.0, 100 * carried / goal)), 1) if goal and carried is not None else None

    def _said(self) -> str:
        """Return the picture in a sentence or two."""
        then, now = self._then.get("nye_kunder_krav"), self._now.get("nye_kunder_krav")
        if then is None:
            return self._say("sagt.gap", gap=self._then.get("gap") or 0.0)
        said = self._say("sagt.nye", nye=round(then), kunder=self._who, måned=_few(then / 12))
        more = round(then) - round(now if now is not None else then)
        if not more:
            return said
        return f"{said} {self._say('sagt.flere' if more > 0 else 'sagt.færre', antall=abs(more))}"

    def _funnel(self) -> list[Bar]:
        """Return the stages a month as bars; empty unless at least two are known, the first of them people reached."""
        known = [(stage, name, part) for stage, name in _FUNNEL if (part := self._value(self._then, name))]
        widest = max((part.value for *_, part in known), default=0.0)
        if len(known) < 2 or known[0][1] == "nye_kunder_krav" or widest <= 0:
            return []
        made: list[Bar] = []
        before: float | None = None
        for stage, name, part in known:
            rate = format_quantity(_few(100 * part.value / before), "%") if before else ""
            label = self._say(f"trakt.{name}", kunder=self._who)
            value = _rounded(part.value / 12, part.unit)
            made.append(
                Bar(self._texts.say(f"rikenavn.{stage}"), label, value, round(100 * part.value / widest, 2), rate)
            )
            before = part.value
        return made

    def _say(self, code: str, **params: Any) -> str:
        return self._texts.say(f"web.kjede.{code}", **params)


def _lines(boxes: list[Box]) -> Iterator[tuple[int, int, int, int]]:
    """Return the arrows: from the goal to the head of each column, and on down."""
    for before, box in pairwise(boxes):
        middle = box.x + box.width // 2
        start = before if before.x == box.x and before.width == box.width else boxes[0]
        yield middle, start.y + start.height, middle, box.y


def _written(value: Value) -> str:
    return _rounded(value.value, value.unit)


def _rounded(value: float, unit: str) -> str:
    """Write a number without its noun, which stands beside it, and with no more figures than one remembers."""
    if unit == "NOK" and abs(value) >= _LONG:
        return format_money(value, short=True)
    return format_quantity(_few(value), unit if unit in ("NOK", "%") else "")


def _few(value: float) -> float:
    return round(value) if abs(value) >= 10 else round(value, 1)


def _round_step(size: float) -> float:
    """Return the largest of 1, 2, 5 × a power of ten that is no larger than `size`."""
    power = 10.0 ** math.floor(math.log10(size)) if size > 0 else 1.0
    return float(next(factor for factor in (5, 2, 1) if factor * power <= size * (1 + 1e-9) or factor == 1) * power)
