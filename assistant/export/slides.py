"""PPTX by python-pptx: seven slides from the plan, with charts that PowerPoint itself can edit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

from assistant.export.full_plan import BUSINESS, plan_title, state_note
from assistant.export.look import ACCENT, ACCENT_SOFT, INK, INK_SOFT, capital, short_date, shorten
from assistant.export.look import width as ems
from assistant.export.money import monthly_costs
from assistant.export.slide_parts import (
    EDGE,
    WIDE,
    add_slide,
    band_on,
    chart_on,
    ground_on,
    new_deck,
    points_on,
    saved,
    table_on,
    title_on,
    write_on,
)
from assistant.export.sources import TitleOf, articles, live
from assistant.language.formatting import format_date, format_money, format_quantity
from assistant.planning.framework import DIMENSIONS, STAGES, Dimension
from assistant.planning.goal_chain import chain_of
from assistant.planning.kpis import kpi
from assistant.planning.plan import Goal, Plan
from assistant.texts import Texts
from assistant.texts.chain_words import chain_lines
from assistant.texts.plan_words import PlanWords

_MOST_ROWS = 9
# The size of type in the columns of the customer's way, and the lines there is room for.
_COLUMN_PT, _COLUMN_LINES = 13, 20
_FACTS = ("særpreg", "segment", "utfordring", "konkurrenter", "styrker", "svakheter", "løfte", "sesong")


@dataclass(frozen=True, slots=True)
class _Deck:
    """What the slides are made from."""

    plan: Plan
    texts: Texts
    today: date
    title_of: TitleOf
    file: Any

    @property
    def words(self) -> PlanWords:
        return PlanWords(self.texts, self.plan)

    def say(self, code: str, **params: object) -> str:
        return self.texts.say(f"eksport.lysbilder.{code}", **params)

    def missing(self) -> str:
        return self.texts.say("eksport.mangler")


def slides(plan: Plan, texts: Texts, today: date, title_of: TitleOf) -> bytes:
    """Return the slides: where to, where from, four goals, the way there, who does what, cost, control."""
    file = new_deck(plan_title(plan, texts))
    deck = _Deck(plan, texts, today, title_of, file)
    for slide in (_first, _situation, _dimensions, _journey, _activities, _budget, _control):
        slide(deck)
    return saved(file)


# --- the slides ---


def _first(deck: _Deck) -> None:
    goal, strategy = deck.plan.goal(None), deck.plan.strategy(None)
    slide = add_slide(deck.file)
    ground_on(slide)
    title = shorten(plan_title(deck.plan, deck.texts), 60)
    title_on(slide, title, (EDGE, 0.8, WIDE - 2 * EDGE, 1.2), 40, "FFFFFF")
    said = deck.words.text(goal.text) if goal else deck.texts.say("eksport.mål_mangler")
    chosen = deck.words.text(strategy.text) if strategy else deck.texts.say("eksport.strategi_mangler")
    for top, label, text, size in (
        (2.3, deck.texts.say("eksport.a4.markedsmål"), shorten(said, 220), 24),
        (4.4, deck.texts.say("eksport.a4.markedsstrategi"), shorten(chosen, 260), 18),
    ):
        write_on(slide, [label], (EDGE, top, 11.5, 0.4), 13, ACCENT_SOFT, bold=True)
        write_on(slide, [text], (EDGE, top + 0.4, 11.5, 1.5), size, "FFFFFF")
    write_on(slide, [format_date(deck.today)], (EDGE, 6.45, 6, 0.35), 12, ACCENT_SOFT)
    write_on(slide, [deck.texts.say("eksport.kreditering")], (EDGE, 6.8, 11.5, 0.35), 10, ACCENT_SOFT)


def _situation(deck: _Deck) -> None:
    slide = _slide(deck, deck.say("situasjon"))
    facts = [deck.words.labelled(fact) for slot in BUSINESS if (fact := deck.plan.fact(slot))]
    facts += [f"{deck.words.slot(slot)}: {deck.words.value(fact)}" for slot in _FACTS if (fact := deck.plan.fact(slot))]
    lines = [shorten(capital(line), 110) for line in facts[:9]] or [deck.missing()]
    chain = chain_of(deck.plan, advise=False)
    pairs = [("omsetning", "omsetning_krav"), ("kunder", "kunder_mål"), ("medlemmer", "medlemmer_mål")]
    shown = next(((a, b) for a, b in pairs if chain.get(a) is not None and chain.get(b) is not None), None)
    points_on(slide, lines, (EDGE, 1.5, 6.0 if shown else 11.9, 3.4), labelled=True)
    counted = [shorten(line, 170) for line in chain_lines(deck.texts, deck.plan)[:3]]
    if counted:
        write_on(slide, [deck.texts.say("eksport.regnestykke")], (EDGE, 5.0, 11.9, 0.35), 13, ACCENT, bold=True)
        points_on(slide, counted, (EDGE, 5.35, 11.9, 1.4), 13)
    if shown:
        money = shown[0] == "omsetning"
        name = deck.say("omsetning" if money else "antall")
        values = [chain[shown[0]], chain[shown[1]]]
        chart_on(slide, name, [deck.say("nå"), deck.say("målet")], values, (7.2, 1.4, 5.4, 3.5))


def _dimensions(deck: _Deck) -> None:
    slide = _slide(deck, deck.say("dimensjoner"))
    rows = [_dimension(deck, dimension) for dimension in DIMENSIONS]
    table_on(slide, deck.say("dimensjon_kolonner").split(" | "), rows, (1.8, 4.1, 1.9, 4.1), 12)
    strategies = [s for d in (None, *DIMENSIONS) if (s := deck.plan.strategy(d))]
    names = dict.fromkeys(name for part in strategies for name in articles(part))
    sources = [deck.texts.say("eksport.kilde_kort", tittel=shorten(deck.title_of(name), 50)) for name in names]
    if sources:
        line = f"{deck.texts.say('eksport.kilder')}: {', '.join(sources[:6])}"
        write_on(slide, [line], (EDGE, 6.5, 11.9, 0.4), 9, INK_SOFT)


def _dimension(deck: _Deck, dimension: Dimension) -> list[str]:
    goal, strategy = deck.plan.goal(dimension), deck.plan.strategy(dimension)
    said = shorten(deck.words.text(goal.text), 120) + state_note(goal, deck.texts) if goal else ""
    chosen = shorten(deck.words.text(strategy.text), 130) + state_note(strategy, deck.texts) if strategy else ""
    return [
        deck.words.dimension(dimension),
        said or deck.texts.say("eksport.mål_mangler"),
        _from_to(deck, goal),
        chosen or deck.texts.say("eksport.strategi_mangler"),
    ]


def _from_to(deck: _Deck, goal: Goal | None) -> str:
    if goal is None or goal.target is None:
        return "–"
    target = format_quantity(goal.target, goal.unit)
    if goal.baseline is None:
        return deck.texts.say("eksport.til", til=target)
    return deck.texts.say("eksport.fra_til", fra=format_quantity(goal.baseline, goal.unit), til=target)


def _journey(deck: _Deck) -> None:
    slide = _slide(deck, deck.say("reise"))
    width = (WIDE - 2 * EDGE - 3 * 0.25) / 4
    for place, stage in enumerate(STAGES):
        left = EDGE + place * (width + 0.25)
        texts = [deck.words.text(t.text) for t in live(deck.plan.tactics) if t.stage == stage]
        band_on(slide, deck.words.stage(stage.value), (left, 1.5, width, 0.55))
        lines = _fitting([shorten(text, 105) for text in texts], width) or [deck.missing()]
        points_on(slide, lines, (left, 2.15, width, 4.3), 13)


def _fitting(texts: Sequence[str], inches: float) -> list[str]:
    """Return as many of the texts as a column has room for, one at least."""
    lines = [ceil(ems(text) * 1.1 * _COLUMN_PT / (inches * 72)) + 0.5 for text in texts]
    return [text for number, text in enumerate(texts) if number == 0 or sum(lines[: number + 1]) <= _COLUMN_LINES]


def _activities(deck: _Deck) -> None:
    slide = _slide(deck, deck.say("aktiviteter"))
    parts = live(deck.plan.activities)
    if not parts:
        points_on(slide, [deck.missing()], (EDGE, 1.5, 11.9, 1))
        return
    ordered = sorted(parts, key=lambda part: (part.start or date.max, part.id))
    rows = [
        [
            shorten(deck.words.text(part.what), 80),
            shorten(part.who or "–", 24),
            " – ".join(short_date(day) for day in (part.start, part.end) if day) or "–",
            "–" if part.cost is None else format_money(part.cost),
        ]
        for part in ordered[:_MOST_ROWS]
    ]
    table_on(slide, deck.say("aktivitet_kolonner").split(" | "), rows, (5.9, 1.9, 2.5, 1.6), 13, right=(3,))
    if len(parts) > _MOST_ROWS:
        more = deck.say("flere", antall=len(parts) - _MOST_ROWS)
        write_on(slide, [more], (EDGE, 6.5, 11.9, 0.4), 12, INK_SOFT)


def _budget(deck: _Deck) -> None:
    slide = _slide(deck, deck.say("budsjett"))
    costs = monthly_costs(live(deck.plan.activities))
    frame = deck.plan.number("markedsbudsjett")
    line = []
    if costs:
        line.append(f"{deck.texts.say('eksport.sum')}: {format_money(sum(costs.values()))}")
    if frame is not None:
        line.append(f"{deck.texts.say('eksport.regneark.ramme')}: {format_money(frame)}")
    write_on(slide, [" · ".join(line) or deck.missing()], (EDGE, 1.35, 11.9, 0.4), 16, INK)
    if costs:
        months = [f"{month:%m.%y}" for month in costs]
        chart_on(
            slide, deck.say("kostnad"), months, list(costs.values()), (EDGE, 1.9, 11.9, 4.6), labels=len(months) <= 14
        )


def _control(deck: _Deck) -> None:
    slide = _slide(deck, deck.say("kontroll"))
    goals = {goal.id: goal for goal in live(deck.plan.goals)}
    rows = []
    for part in live(deck.plan.controls)[:_MOST_ROWS]:
        goal, measure = goals.get(part.goal or ""), kpi(part.kpi)
        unit = measure.unit if measure else ""
        values = (goal.baseline if goal else None, goal.target if goal else None, part.limit)
        figures = ["–" if value is None else format_quantity(value, unit) for value in values]
        rows.append([capital(deck.words.kpi(part.kpi)), *figures, part.frequency, shorten(part.owner or "–", 24)])
    if rows:
        widths = (3.9, 1.7, 1.7, 1.8, 1.2, 1.6)
        table_on(slide, deck.say("kontroll_kolonner").split(" | "), rows, widths, 13, right=(1, 2, 3))
    else:
        points_on(slide, [deck.missing()], (EDGE, 1.5, 11.9, 1))


def _slide(deck: _Deck, title: str) -> Any:
    slide = add_slide(deck.file)
    title_on(slide, title, (EDGE, 0.45, WIDE - 2 * EDGE, 0.8), 28, ACCENT)
    footer = f"{shorten(plan_title(deck.plan, deck.texts), 50)} · {deck.texts.say('eksport.kreditering')}"
    write_on(slide, [footer], (EDGE, 6.95, 10.5, 0.3), 9, INK_SOFT)
    write_on(slide, [str(len(deck.file.slides))], (WIDE - EDGE - 1, 6.95, 1, 0.3), 9, INK_SOFT, right=True)
    return slide
