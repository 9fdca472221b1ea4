"""The strategy on one A4 page: the market goal on top, the four dimensions, and the nine headings of the method.

What does not fit is shortened by rule. `variants` gives the same page in steps, from everything to the bare bones; who
sets the page takes the first that fits.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from assistant.export.content import Text
from assistant.export.full_plan import plan_title, state_note
from assistant.export.look import capital, clean, shorten
from assistant.export.sources import TitleOf, articles, goal_origin, live
from assistant.language.formatting import format_date, format_quantity
from assistant.planning.framework import DIMENSIONS, STAGES, Dimension, Stage
from assistant.planning.goal_chain import chain_of
from assistant.planning.plan import Goal, Part, Plan, Strategy, Wording
from assistant.texts import Texts
from assistant.texts.chain_words import chain_lines, chain_text
from assistant.texts.plan_words import PlanWords


@dataclass(frozen=True, slots=True)
class Level:
    """How many characters each kind of text may have, and how many sources are named."""

    goal: int
    strategy: int
    cell: int
    stage: int
    source: int
    sources: int


LEVELS = (
    Level(400, 500, 500, 260, 90, 9),
    Level(260, 320, 340, 180, 80, 9),
    Level(210, 240, 260, 140, 70, 8),
    Level(170, 190, 200, 120, 60, 7),
    Level(140, 150, 160, 100, 45, 6),
    Level(110, 110, 120, 80, 40, 5),
    Level(80, 80, 85, 60, 30, 4),
    Level(55, 55, 55, 40, 20, 3),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One of the method's headings and what the plan says about it."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Dimensioned:
    """One dimension: its goal with figures, and its strategy. `refs` are the numbers of its sources."""

    name: str
    when: str
    goal: str
    kpi: str
    figures: Text
    strategy: str
    refs: tuple[int, ...]
    first: str


@dataclass(frozen=True, slots=True)
class OnePage:
    """The page as values, in the order it is read."""

    title: str
    subtitle: str
    day: str
    goal_heading: str
    goal: str
    figures: Text
    strategy_heading: str
    strategy: str
    refs: tuple[int, ...]
    above: tuple[Cell, ...]
    heads: tuple[str, ...]
    rows: tuple[Dimensioned, ...]
    below: tuple[Cell, ...]
    sales: Cell
    stages: tuple[Cell, ...]
    sources: tuple[str, ...]
    legend: str
    credit: str


def variants(plan: Plan, texts: Texts, today: date, title_of: TitleOf) -> tuple[OnePage, ...]:
    """Return the page at every level, fullest first."""
    return tuple(_Page(plan, texts, today, title_of, level).page() for level in LEVELS)


def listed(texts: Texts, items: str) -> str:
    """Return a list slot's items as one says them: «a, b og c»."""
    *first, last = items.split("; ")
    return f"{', '.join(first)} {texts.say('eksport.og')} {last}" if first else last


class _Page:
    """Writes the page at one level."""

    def __init__(self, plan: Plan, texts: Texts, today: date, title_of: TitleOf, level: Level) -> None:
        self._plan, self._texts, self._today, self._level = plan, texts, today, level
        self._words = PlanWords(texts, plan)
        strategies = [s for d in (None, *DIMENSIONS) if (s := plan.strategy(d))]
        cited = dict.fromkeys(name for part in strategies for name in articles(part))
        self._cited = list(cited)[: level.sources]
        self._title_of = title_of

    def page(self) -> OnePage:
        say, cut = self._say, self._level
        goal, strategy = self._plan.goal(None), self._plan.strategy(None)
        return OnePage(
            title=shorten(plan_title(self._plan, self._texts), 60),
            subtitle=say("overskrift"),
            day=format_date(self._today),
            goal_heading=say("markedsmål"),
            goal=self._goal_text(goal, cut.goal),
            figures=self._figures(goal),
            strategy_heading=say("markedsstrategi"),
            strategy=self._strategy(strategy),
            refs=self._refs(strategy),
            above=self._cells(("vekst", self._growth), ("konkurrent", self._rivals), ("marked", self._market)),
            heads=(say("dimensjon"), say("mål"), say("strategi")),
            rows=tuple(self._row(dimension) for dimension in DIMENSIONS),
            below=self._cells(("segment", self._segment), ("posisjon", self._position), ("usp", self._usp)),
            sales=Cell(self._say("salg"), self._funnel()),
            stages=tuple(self._stage(stage) for stage in STAGES),
            sources=tuple(shorten(self._title_of(name), cut.source) for name in self._cited),
            legend=self._texts.say("eksport.merker"),
            credit=self._texts.say("eksport.kreditering"),
        )

    def _say(self, code: str, **params: object) -> str:
        return self._texts.say(f"eksport.a4.{code}", **params)

    # --- the four dimensions ---

    def _row(self, dimension: Dimension) -> Dimensioned:
        goal, strategy = self._plan.goal(dimension), self._plan.strategy(dimension)
        return Dimensioned(
            name=self._words.dimension(dimension),
            when=self._say(f"når.{dimension.value}"),
            goal=self._goal_text(goal, self._level.goal),
            kpi=shorten(capital(self._words.kpi(goal.kpi)), 60) if goal else "",
            figures=self._figures(goal),
            strategy=self._strategy(strategy),
            refs=self._refs(strategy),
            first=self._first_step(dimension),
        )

    def _strategy(self, part: Strategy | None) -> str:
        return self._part_text(part, part.text if part else None, self._level.strategy, "strategi_mangler")

    def _goal_text(self, goal: Goal | None, limit: int) -> str:
        return self._part_text(goal, goal.text if goal else None, limit, "mål_mangler")

    def _part_text(self, part: Part | None, wording: Wording | None, limit: int, missing: str) -> str:
        if part is None:
            return self._texts.say(f"eksport.{missing}")
        return shorten(self._words.text(wording), limit) + state_note(part, self._texts)

    def _figures(self, goal: Goal | None) -> Text:
        if goal is None or goal.target is None:
            return Text("")
        mark = self._texts.say(f"merke.{goal_origin(goal).value}")
        target = format_quantity(goal.target, goal.unit)
        if goal.baseline is None:
            return Text(self._texts.say("eksport.til", til=target), mark=mark)
        return Text(
            self._texts.say("eksport.fra_til", fra=format_quantity(goal.baseline, goal.unit), til=target), mark=mark
        )

    def _first_step(self, dimension: Dimension) -> str:
        if self._level.strategy < 140:
            return ""
        dated = [(a.start, a) for a in live(self._plan.activities) if a.dimension == dimension and a.start]
        if not dated:
            return ""
        start, first = min(dated, key=lambda pair: (pair[0], pair[1].id))
        return self._say("neste", hva=shorten(self._words.text(first.what), 70), når=start)

    def _refs(self, part: Part | None) -> tuple[int, ...]:
        return tuple(self._cited.index(name) + 1 for name in articles(part) if name in self._cited) if part else ()

    # --- the other headings ---

    def _cells(self, *rows: tuple[str, Callable[[], list[str]]]) -> tuple[Cell, ...]:
        return tuple(Cell(self._say(name), self._joined(say())) for name, say in rows)

    def _joined(self, sentences: list[str]) -> str:
        kept = [clean(sentence) for sentence in sentences if sentence]
        return shorten(" ".join(kept), self._level.cell) if kept else self._texts.say("eksport.mangler")

    def _fact(self, code: str, slot: str, name: str = "hva") -> str:
        words = self._plan.words(slot)
        return self._say(code, **{name: listed(self._texts, words).rstrip(".")}) if words else ""

    def _growth(self) -> list[str]:
        chain = chain_of(self._plan, advise=False)
        said = chain_text(self._texts, self._plan, brief=True) or " ".join(chain_lines(self._texts, self._plan)[:2])
        if chain.kind in ("frivillig", "abonnement"):
            return [said]
        customers, buys, average = (chain.get(n) for n in ("kunder", "kjøp_per_kunde", "snittordre"))
        if customers is None or buys is None or average is None:
            return [said]
        return [said, self._say("delene", kunder=round(customers), kjøp=round(buys, 1), snitt=average)]

    def _rivals(self) -> list[str]:
        return [
            self._fact("konkurrenter", "konkurrenter", "hvem"),
            self._fact("styrker", "styrker"),
            self._fact("svakheter", "svakheter"),
        ]

    def _market(self) -> list[str]:
        trade, place, kind = (self._plan.words(slot) for slot in ("bransje", "sted", "kundetype"))
        share = self._plan.number("markedsandel")
        code = "marked_linje" if place else "marked_bare"
        return [
            self._say(code, bransje=capital(trade), sted=place or "") if trade else "",
            self._say(f"kundetype.{kind}") if kind in ("b2c", "b2b", "begge") else "",
            self._say("andel", andel=share) if share is not None else "",
            self._fact("utfordring", "utfordring"),
            self._fact("muligheter", "muligheter"),
            self._fact("trusler", "trusler"),
            self._fact("sesong", "sesong"),
        ]

    def _segment(self) -> list[str]:
        strategy = self._plan.strategy(None)
        return [
            self._fact("målgruppe", "segment", "segment"),
            self._words.text(strategy.excludes) if strategy and strategy.excludes else "",
        ]

    def _position(self) -> list[str]:
        segment, special = self._plan.words("segment"), self._plan.words("særpreg")
        if not special:
            return []
        first = (
            self._say("for_hvem", segment=segment, særpreg=special.rstrip(".")) if segment else f"{capital(special)}."
        )
        rival = (self._plan.words("konkurrenter") or "").split("; ")[0]
        return [first, self._say("i_stedet", konkurrent=rival) if rival else ""]

    def _usp(self) -> list[str]:
        special = self._plan.words("særpreg")
        return [
            f"{capital(special.rstrip('.'))}." if special else "",
            self._fact("løfte", "løfte", "løfte"),
        ]

    def _funnel(self) -> str:
        """Return the numbers that a customer's way to buying must carry."""
        chain = chain_of(self._plan, advise=False)
        steps = [
            self._say(f"trakt_ledd.{name}", antall=round(value))
            for name in ("besøk_krav", "leads_krav", "tilbud_krav", "nye_kunder_krav")
            if (value := chain.get(name))
        ]
        return " → ".join(steps) if len(steps) > 1 else ""

    def _stage(self, stage: Stage) -> Cell:
        first = next((t for t in live(self._plan.tactics) if t.stage == stage), None)
        text = shorten(self._words.text(first.text), self._level.stage) if first else "–"
        return Cell(self._words.stage(stage.value), text)
