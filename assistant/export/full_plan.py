"""The full plan as a document: the business goal on top, AMSTAK in order, gaps shown, what to look at last."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.export.content import Block, Document, Items, Paragraph, Section, Style, Table, Text
from assistant.export.look import capital, short_date
from assistant.export.money import first_day, month_name, monthly_costs
from assistant.export.sources import TitleOf, all_articles, goal_origin, live, notes
from assistant.language.formatting import format_money, format_number, format_quantity
from assistant.planning.framework import DIMENSIONS, STAGES, Dimension
from assistant.planning.goal_chain import Value, chain_of
from assistant.planning.kpis import kpi
from assistant.planning.plan import Activity, Goal, Part, Plan, State, Strategy
from assistant.texts import Texts
from assistant.texts.chain_words import chain_label, chain_lines
from assistant.texts.plan_words import PlanWords

BUSINESS = ("omsetning", "omsetning_mål", "resultat_mål", "medlemmer", "medlemmer_mål", "frist")


@dataclass(frozen=True, slots=True)
class Writer:
    """What is needed to word one plan."""

    plan: Plan
    texts: Texts
    today: date
    title_of: TitleOf

    @property
    def words(self) -> PlanWords:
        """The plan's words."""
        return PlanWords(self.texts, self.plan)

    def say(self, code: str, **params: object) -> str:
        """Return one of the export phrases."""
        return self.texts.say(f"eksport.{code}", **params)

    def heads(self, name: str) -> tuple[str, ...]:
        """Return the heads of an export table."""
        return tuple(self.say(f"tabell.{name}").split(" | "))

    def missing(self) -> tuple[Block, ...]:
        """Return the line that shows a gap."""
        return (Paragraph(Text(self.say("mangler")), Style.SMALL),)


def full_plan(plan: Plan, texts: Texts, today: date, title_of: TitleOf) -> Document:
    """Return the whole plan as a document."""
    w = Writer(plan, texts, today, title_of)
    return Document(
        title=plan_title(plan, texts),
        subtitle=w.say("dato", dato=today),
        contents=w.say("innhold"),
        sections=tuple(_sections(w)),
        legend=w.say("merker"),
        credit=w.say("kreditering"),
    )


def plan_title(plan: Plan, texts: Texts) -> str:
    """Return the plan's title, or the words for a plan without one."""
    return plan.title or texts.say("uten_navn")


def _sections(w: Writer) -> Iterator[Section]:
    yield Section(w.say("forretningsmål"), _or_gap(w, _business(w)))
    yield Section(w.say("analyse"), _or_gap(w, _analysis(w)))
    yield Section(w.say("mål_og_strategi"), ())
    for dimension in (None, *DIMENSIONS):
        yield Section(w.words.dimension(dimension), tuple(_dimension(w, dimension)), level=2)
    yield Section(w.say("taktikk"), _or_gap(w, _tactics(w)))
    yield Section(w.say("aktiviteter"), _or_gap(w, _activities(w)))
    yield Section(w.say("budsjett"), _or_gap(w, _budget(w)))
    yield Section(w.say("kontroll"), _or_gap(w, _controls(w)))
    yield Section(w.say("funn"), tuple(_findings(w)))
    yield Section(w.say("beregnet"), _or_gap(w, _computed(w)))
    yield Section(w.say("kilder"), _or_gap(w, _sources(w)))


def _or_gap(w: Writer, blocks: Iterator[Block]) -> tuple[Block, ...]:
    return tuple(blocks) or w.missing()


def _business(w: Writer) -> Iterator[Block]:
    facts = [
        Text(capital(w.words.labelled(fact)), mark=w.texts.say(f"merke.{fact.provenance.origin.value}"))
        for slot in BUSINESS
        if (fact := w.plan.fact(slot))
    ]
    if facts:
        yield Items(tuple(facts))
    lines = chain_lines(w.texts, w.plan)
    if lines:
        yield Paragraph(Text(""), label=w.say("regnestykke"))
        yield Items(tuple(Text(line) for line in lines))


def _analysis(w: Writer) -> Iterator[Block]:
    rows = tuple(
        (
            Text(capital(w.words.slot(fact.slot))),
            Text(w.words.value(fact)),
            Text(w.texts.say(f"opphav.{fact.provenance.origin.value}")),
        )
        for fact in w.plan.facts
        if fact.slot not in BUSINESS
    )
    if rows:
        yield Table(tuple(w.texts.say("tabell.fakta").split(" | ")), rows, (32, 48, 20))
    gaps = ", ".join(waiver.what.replace("_", " ") for waiver in w.plan.waived)
    if gaps:
        yield Paragraph(Text(w.texts.say("oppsummering.åpent", åpent=gaps)), Style.SMALL)


def _computed(w: Writer) -> Iterator[Block]:
    values = chain_of(w.plan, advise=False).values.items()
    rows = tuple(_computed_row(w, name, value) for name, value in values if value.inputs or value.assumed)
    if any(value.inputs for _, value in values):
        yield Table(w.heads("kjede"), rows, (34, 18, 34, 14), right=(1,))


def _computed_row(w: Writer, name: str, value: Value) -> tuple[Text, ...]:
    origin = "antatt" if value.assumed else "beregnet"
    behind = ", ".join(chain_label(w.texts, part) for part in value.inputs) or "–"
    return (
        Text(capital(chain_label(w.texts, name))),
        Text(chain_value(value)),
        Text(behind),
        Text(w.texts.say(f"opphav.{origin}")),
    )


def chain_value(value: Value) -> str:
    """Write a number of the chain as one would say it: no more figures than it can bear."""
    rounded = round(value.value) if abs(value.value) >= 100 else round(value.value, 1)
    return format_quantity(rounded, value.unit)


def _dimension(w: Writer, dimension: Dimension | None) -> Iterator[Block]:
    goal, strategy = w.plan.goal(dimension), w.plan.strategy(dimension)
    if goal is None:
        yield Paragraph(Text(w.say("mål_mangler")), Style.SMALL)
    else:
        yield from _goal(w, goal)
    if strategy is None:
        yield Paragraph(Text(w.say("strategi_mangler")), Style.SMALL)
    else:
        yield from _strategy(w, strategy)


def _goal(w: Writer, goal: Goal) -> Iterator[Block]:
    yield Paragraph(
        Text(w.words.text(goal.text) + state_note(goal, w.texts), notes(goal, w.texts, w.title_of)), Style.GOAL
    )
    yield Table(w.heads("mål"), (_goal_row(w, goal),), (30, 22, 18, 17, 13))
    if goal.method:
        yield Paragraph(Text(w.words.text(goal.method)), Style.SMALL, w.say("måles"))


def _goal_row(w: Writer, goal: Goal) -> tuple[Text, ...]:
    said = w.texts.say("merke.sagt")
    now = (
        Text(w.say("ikke_målt"))
        if goal.baseline is None
        else Text(format_quantity(goal.baseline, goal.unit), mark=said)
    )
    mark = w.texts.say(f"merke.{goal_origin(goal).value}")
    target = Text("–") if goal.target is None else Text(format_quantity(goal.target, goal.unit), mark=mark)
    deadline = Text(short_date(goal.deadline) if goal.deadline else "–")
    return (Text(capital(w.words.kpi(goal.kpi))), now, target, deadline, Text(goal.owner or "–"))


def _strategy(w: Writer, item: Strategy) -> Iterator[Block]:
    text = w.words.text(item.text) + state_note(item, w.texts)
    yield Paragraph(Text(text, notes(item, w.texts, w.title_of)), label=w.say("strategi"))
    for label, wording in (("hvorfor", item.why), ("velger_bort", item.excludes)):
        if wording:
            yield Paragraph(Text(w.words.text(wording)), Style.SMALL, w.say(label))
    if item.reasons:
        yield Items(tuple(Text(w.words.text(reason)) for reason in item.reasons))


def state_note(part: Part, texts: Texts) -> str:
    """Return « (utkast)» for what nobody has accepted yet."""
    return "" if part.state == State.ACCEPTED else f" ({texts.say(f'tilstand.{part.state.name.lower()}')})"


def _tactics(w: Writer) -> Iterator[Block]:
    ordered = sorted(live(w.plan.tactics), key=lambda t: (STAGES.index(t.stage), DIMENSIONS.index(t.dimension)))
    rows = tuple(
        (
            Text(w.words.stage(item.stage.value)),
            Text(w.words.dimension(item.dimension)),
            Text(w.words.text(item.text) + state_note(item, w.texts), notes(item, w.texts, w.title_of)),
        )
        for item in ordered
    )
    if rows:
        yield Table(w.words.heads("tactics"), rows, (15, 17, 68))


def _activities(w: Writer) -> Iterator[Block]:
    parts = live(w.plan.activities)
    if not parts:
        return
    rows = [_activity_row(w, part) for part in parts]
    rows.append(_activity_sum(w, parts))
    yield Table(w.heads("aktiviteter"), tuple(rows), (33, 18, 13, 14, 8, 14), right=(4, 5), total=True)
    for part in parts:
        how = " ".join(filter(None, [w.words.text(part.how), w.say("hvor", hvor=part.where) if part.where else ""]))
        if how:
            sources = notes(part, w.texts, w.title_of)
            yield Paragraph(Text(how, sources), Style.SMALL, w.words.text(part.what))


def _activity_row(w: Writer, part: Activity) -> tuple[Text, ...]:
    place = f"{w.words.dimension(part.dimension)} · {w.words.stage(part.stage.value)}"
    when = " – ".join(short_date(day) for day in (part.start, part.end) if day) or "–"
    hours = "–" if part.hours is None else format_number(part.hours, 1)
    cost = "–" if part.cost is None else format_money(part.cost)
    return (
        Text(w.words.text(part.what) + state_note(part, w.texts)),
        Text(place),
        Text(part.who or "–"),
        Text(when),
        Text(hours),
        Text(cost),
    )


def _activity_sum(w: Writer, parts: Sequence[Activity]) -> tuple[Text, ...]:
    hours, cost = sum(p.hours or 0 for p in parts), sum(p.cost or 0 for p in parts)
    blank = Text("")
    return (Text(w.say("sum")), blank, blank, blank, Text(format_number(hours, 1)), Text(format_money(cost)))


def _budget(w: Writer) -> Iterator[Block]:
    costs = monthly_costs(live(w.plan.activities))
    if not costs:
        return
    rows = [(Text(month_name(w.texts, month)), Text(format_money(cost))) for month, cost in costs.items()]
    rows.append((Text(w.say("sum")), Text(format_money(sum(costs.values())))))
    yield Table(w.heads("budsjett"), tuple(rows), (50, 50), right=(1,), total=True)


def _controls(w: Writer) -> Iterator[Block]:
    rows = tuple(
        tuple(Text(capital(cell) if column == 0 else cell) for column, cell in enumerate(row))
        for row in w.words.control_rows(live(w.plan.controls))
    )
    if rows:
        yield Table(w.words.heads("controls"), rows, (22, 14, 12, 14, 38), right=(1,))
    measured = tuple(
        (
            Text(capital(w.words.kpi(actual.kpi))),
            Text(month_name(w.texts, day) if (day := first_day(actual.period)) else actual.period),
            Text(format_quantity(actual.value, found.unit if (found := kpi(actual.kpi)) else "")),
        )
        for actual in sorted(w.plan.actuals, key=lambda a: (a.kpi, a.period))
    )
    if measured:
        yield Paragraph(Text(""), label=w.say("målt"))
        yield Table(w.heads("målt"), measured, (45, 30, 25), right=(2,))


def _findings(w: Writer) -> Iterator[Block]:
    found = w.words.findings(w.today)
    yield Items(tuple(Text(text) for _, text in found)) if found else Paragraph(Text(w.texts.say("funn.ingen")))


def _sources(w: Writer) -> Iterator[Block]:
    names = all_articles(w.plan)
    if names:
        yield Items(tuple(Text(w.say("kilde", tittel=w.title_of(name))) for name in names))
