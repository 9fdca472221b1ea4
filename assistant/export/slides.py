"""PPTX by python-pptx: seven slides from the plan, with charts that PowerPoint itself can edit."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from assistant.export.full_plan import BUSINESS, plan_title, state_note
from assistant.export.look import ACCENT, ACCENT_SOFT, FONT, INK, INK_SOFT, breakable, capital, short_date, shorten, tied
from assistant.export.money import monthly_costs
from assistant.export.sources import articles, TitleOf, live
from assistant.language.formatting import format_date, format_money, format_quantity
from assistant.planning.framework import DIMENSIONS, STAGES, Dimension
from assistant.planning.goal_chain import chain_of
from assistant.planning.kpis import kpi
from assistant.planning.plan import Goal, Plan
from assistant.texts import Texts
from assistant.texts.chain_words import chain_lines
from assistant.texts.plan_words import PlanWords

# Inches: 16:9.
_WIDE, _HIGH, _EDGE = 13.333, 7.5, 0.7
_MOST_ROWS = 9
_FACTS = ("særpreg", "segment", "utfordring", "konkurrenter", "styrker", "svakheter", "løfte", "sesong")
Box = tuple[float, float, float, float]


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
    import pptx
    from pptx.util import Inches

    file = pptx.Presentation()
    file.slide_width, file.slide_height = Inches(_WIDE), Inches(_HIGH)
    file.core_properties.title = plan_title(plan, texts)[:250]
    file.core_properties.author = "AMSTAK-assistenten"
    deck = _Deck(plan, texts, today, title_of, file)
    for slide in (_first, _situation, _dimensions, _journey, _activities, _budget, _control):
        slide(deck)
    buffer = BytesIO()
    file.save(buffer)
    return buffer.getvalue()


# --- the slides ---


def _first(deck: _Deck) -> None:
    goal, strategy = deck.plan.goal(None), deck.plan.strategy(None)
    slide = deck.file.slides.add_slide(deck.file.slide_layouts[5])
    _ground(slide)
    title = shorten(plan_title(deck.plan, deck.texts), 80)
    _title(slide, title, (_EDGE, 0.8, _WIDE - 2 * _EDGE, 1.2), 40, "FFFFFF")
    said = deck.words.text(goal.text) if goal else deck.texts.say("eksport.mål_mangler")
    chosen = deck.words.text(strategy.text) if strategy else deck.texts.say("eksport.strategi_mangler")
    for top, label, text, size in (
        (2.3, deck.texts.say("eksport.a4.markedsmål"), shorten(said, 220), 24),
        (4.4, deck.texts.say("eksport.a4.markedsstrategi"), shorten(chosen, 260), 18),
    ):
        _write(slide, [label], (_EDGE, top, 11.5, 0.4), 13, ACCENT_SOFT, bold=True)
        _write(slide, [text], (_EDGE, top + 0.4, 11.5, 1.5), size, "FFFFFF")
    _write(slide, [format_date(deck.today)], (_EDGE, 6.45, 6, 0.35), 12, ACCENT_SOFT)
    _write(slide, [deck.texts.say("eksport.kreditering")], (_EDGE, 6.8, 11.5, 0.35), 10, ACCENT_SOFT)


def _situation(deck: _Deck) -> None:
    slide = _slide(deck, deck.say("situasjon"))
    facts = [deck.words.labelled(fact) for slot in BUSINESS if (fact := deck.plan.fact(slot))]
    facts += [f"{deck.words.slot(slot)}: {deck.words.value(fact)}" for slot in _FACTS if (fact := deck.plan.fact(slot))]
    lines = [shorten(capital(line), 110) for line in facts[:9]] or [deck.missing()]
    chain = chain_of(deck.plan, advise=False)
    pairs = [("omsetning", "omsetning_krav"), ("kunder", "kunder_mål"), ("medlemmer", "medlemmer_mål")]
    shown = next(((a, b) for a, b in pairs if chain.get(a) is not None and chain.get(b) is not None), None)
    _points(slide, lines, (_EDGE, 1.5, 6.0 if shown else 11.9, 3.4), labelled=True)
    counted = [shorten(line, 170) for line in chain_lines(deck.texts, deck.plan)[:3]]
    if counted:
        _write(slide, [deck.texts.say("eksport.regnestykke")], (_EDGE, 5.0, 11.9, 0.35), 13, ACCENT, bold=True)
        _points(slide, counted, (_EDGE, 5.35, 11.9, 1.4), 13)
    if shown:
        money = shown[0] == "omsetning"
        name = deck.say("omsetning" if money else "antall")
        values = [chain[shown[0]], chain[shown[1]]]
        _chart(slide, name, [deck.say("nå"), deck.say("målet")], values, (7.2, 1.4, 5.4, 3.5))


def _dimensions(deck: _Deck) -> None:
    slide = _slide(deck, deck.say("dimensjoner"))
    rows = [_dimension(deck, dimension) for dimension in DIMENSIONS]
    _table(slide, deck.say("dimensjon_kolonner").split(" | "), rows, (2.0, 4.0, 2.0, 3.9), 13)
    strategies = [s for d in (None, *DIMENSIONS) if (s := deck.plan.strategy(d))]
    names = dict.fromkeys(name for part in strategies for name in articles(part))
    sources = [deck.texts.say("eksport.kilde_kort", tittel=shorten(deck.title_of(name), 50)) for name in names]
    if sources:
        line = f"{deck.texts.say('eksport.kilder')}: {', '.join(sources[:6])}"
        _write(slide, [line], (_EDGE, 6.5, 11.9, 0.4), 9, INK_SOFT)


def _dimension(deck: _Deck, dimension: Dimension) -> list[str]:
    goal, strategy = deck.plan.goal(dimension), deck.plan.strategy(dimension)
    said = shorten(deck.words.text(goal.text), 130) + state_note(goal, deck.texts) if goal else ""
    chosen = shorten(deck.words.text(strategy.text), 150) + state_note(strategy, deck.texts) if strategy else ""
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
    width = (_WIDE - 2 * _EDGE - 3 * 0.25) / 4
    for place, stage in enumerate(STAGES):
        left = _EDGE + place * (width + 0.25)
        texts = [deck.words.text(t.text) for t in live(deck.plan.tactics) if t.stage == stage]
        _band(slide, deck.words.stage(stage.value), (left, 1.5, width, 0.55))
        lines = [shorten(text, 120) for text in texts[:4]] or [deck.missing()]
        _points(slide, lines, (left, 2.15, width, 4.3), 13)


def _activities(deck: _Deck) -> None:
    slide = _slide(deck, deck.say("aktiviteter"))
    parts = live(deck.plan.activities)
    if not parts:
        _points(slide, [deck.missing()], (_EDGE, 1.5, 11.9, 1))
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
    _table(slide, deck.say("aktivitet_kolonner").split(" | "), rows, (5.9, 1.9, 2.5, 1.6), 13, right=(3,))
    if len(parts) > _MOST_ROWS:
        more = deck.say("flere", antall=len(parts) - _MOST_ROWS)
        _write(slide, [more], (_EDGE, 6.5, 11.9, 0.4), 12, INK_SOFT)


def _budget(deck: _Deck) -> None:
    slide = _slide(deck, deck.say("budsjett"))
    costs = monthly_costs(live(deck.plan.activities))
    frame = deck.plan.number("markedsbudsjett")
    line = []
    if costs:
        line.append(f"{deck.texts.say('eksport.sum')}: {format_money(sum(costs.values()))}")
    if frame is not None:
        line.append(f"{deck.texts.say('eksport.regneark.ramme')}: {format_money(frame)}")
    _write(slide, [" · ".join(line) or deck.missing()], (_EDGE, 1.35, 11.9, 0.4), 16, INK)
    if costs:
        months = [f"{month:%m.%y}" for month in costs]
        _chart(slide, deck.say("kostnad"), months, list(costs.values()), (_EDGE, 1.9, 11.9, 4.6), labels=len(months) <= 14)


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
        _table(slide, deck.say("kontroll_kolonner").split(" | "), rows, widths, 13, right=(1, 2, 3))
    else:
        _points(slide, [deck.missing()], (_EDGE, 1.5, 11.9, 1))


# --- how a slide is set ---


def _slide(deck: _Deck, title: str) -> Any:
    slide = deck.file.slides.add_slide(deck.file.slide_layouts[5])
    _title(slide, title, (_EDGE, 0.45, _WIDE - 2 * _EDGE, 0.8), 28, ACCENT)
    footer = f"{shorten(plan_title(deck.plan, deck.texts), 50)} · {deck.texts.say('eksport.kreditering')}"
    _write(slide, [footer], (_EDGE, 6.95, 10.5, 0.3), 9, INK_SOFT)
    _write(slide, [str(len(deck.file.slides))], (_WIDE - _EDGE - 1, 6.95, 1, 0.3), 9, INK_SOFT, right=True)
    return slide


def _title(slide: Any, text: str, box: Box, size: int, colour: str) -> None:
    from pptx.enum.text import MSO_ANCHOR

    holder = slide.shapes.title
    holder.left, holder.top, holder.width, holder.height = _emu(box)
    holder.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    _fill(holder.text_frame, [text], size, colour, bold=True)


def _write(slide: Any, lines: Sequence[str], box: Box, size: int, colour: str, *, bold: bool = False, right: bool = False) -> None:
    shape = slide.shapes.add_textbox(*_emu(box))
    _fill(shape.text_frame, lines, size, colour, bold=bold, right=right)


def _points(slide: Any, lines: Sequence[str], box: Box, size: int = 15, *, labelled: bool = False) -> None:
    """Write the lines with air between; `labelled` makes what stands before the first colon bold."""
    shape = slide.shapes.add_textbox(*_emu(box))
    _fill(shape.text_frame, lines, size, INK, after=6)
    for paragraph in shape.text_frame.paragraphs if labelled else ():
        label, colon, rest = paragraph.runs[0].text.partition(": ")
        if colon:
            said = deepcopy(paragraph.runs[0]._r)
            paragraph.runs[0]._r.addnext(said)
            paragraph.runs[0].text, paragraph.runs[1].text = f"{label}: ", rest
            paragraph.runs[0].font.bold = True


def _fill(
    frame: Any, lines: Sequence[str], size: float, colour: str, *, bold: bool = False, right: bool = False, after: int = 0
) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Pt

    frame.word_wrap = True
    frame.margin_left = frame.margin_right = 0
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        paragraph.space_after = Pt(after)
        run = paragraph.add_run()
        run.text = tied(breakable(line))
        font = run.font
        font.size, font.bold, font.name, font.color.rgb = Pt(size), bold, FONT, RGBColor.from_string(colour)
        run.font._element.set("lang", "nb-NO")


def _ground(slide: Any) -> None:
    from pptx.dml.color import RGBColor

    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = RGBColor.from_string(ACCENT)


def _band(slide: Any, text: str, box: Box) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.shapes import MSO_SHAPE
    from pptx.enum.text import MSO_ANCHOR
    from pptx.util import Inches

    shape = slide.shapes.add_shape(MSO_SHAPE.PENTAGON, *_emu(box))
    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor.from_string(ACCENT)
    shape.line.fill.background()
    shape.shadow.inherit = False
    _fill(shape.text_frame, [text], 15, "FFFFFF", bold=True)
    shape.text_frame.margin_left = Inches(0.15)
    shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE


def _table(
    slide: Any, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float], size: int, right: Sequence[int] = ()
) -> None:
    from pptx.util import Inches

    box = (_EDGE, 1.45, sum(widths), 0.4 * (len(rows) + 1))
    made = slide.shapes.add_table(len(rows) + 1, len(heads), *_emu(box))
    # The plain style without bands: the calm lines below are ours.
    made._element.graphic.graphicData.tbl.tblPr.find(_STYLE_TAG).text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
    made.table.horz_banding = False
    for column, width in zip(made.table.columns, widths, strict=True):
        column.width = Inches(width)
    for number, row in enumerate([heads, *rows]):
        for column, text in enumerate(row):
            _cell(made.table.cell(number, column), text, size, head=number == 0, first=column == 0, right=column in right)


_STYLE_TAG = "{http://schemas.openxmlformats.org/drawingml/2006/main}tableStyleId"


def _cell(cell: Any, text: str, size: int, *, head: bool, first: bool, right: bool) -> None:
    from pptx.dml.color import RGBColor
    from pptx.util import Inches

    cell.margin_top = cell.margin_bottom = Inches(0.05)
    _fill(cell.text_frame, [text], size, ACCENT if head else INK, bold=head or first, right=right)
    cell.margin_left = cell.margin_right = Inches(0.08)
    if head:
        cell.fill.solid()
        cell.fill.fore_color.rgb = RGBColor.from_string(ACCENT_SOFT)
    else:
        cell.fill.background()


def _chart(
    slide: Any, name: str, categories: Sequence[str], values: Sequence[float], box: Box, *, labels: bool = True
) -> None:
    from pptx.chart.data import CategoryChartData
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Pt

    data = CategoryChartData(number_format='# ##0')
    data.categories = list(categories)
    data.add_series(name, [round(value) for value in values])
    chart = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *_emu(box), data).chart
    chart.has_legend = False
    chart.font.size, chart.font.name = Pt(12), FONT
    chart.font.color.rgb = RGBColor.from_string(INK_SOFT)
    chart.has_title = True
    chart.chart_title.text_frame.text = name
    chart.chart_title.text_frame.paragraphs[0].runs[0].font.size = Pt(12)
    plot = chart.plots[0]
    plot.gap_width = 70
    plot.has_data_labels = labels
    if labels:
        plot.data_labels.number_format, plot.data_labels.number_format_is_linked = "[$-414]#,##0", False
        plot.data_labels.font.size = Pt(11)
    plot.series[0].format.fill.solid()
    plot.series[0].format.fill.fore_color.rgb = RGBColor.from_string(ACCENT)
    chart.value_axis.visible = not labels
    chart.value_axis.minimum_scale = 0
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.tick_labels.number_format, chart.value_axis.tick_labels.number_format_is_linked = "[$-414]#,##0", False


def _emu(box: Box) -> tuple[int, int, int, int]:
    from pptx.util import Inches

    left, top, width, height = (Inches(side) for side in box)
    return left, top, width, height
