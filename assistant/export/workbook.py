"""XLSX by XlsxWriter: plan, goal chain with live formulas, activities, budget by month, control to fill in.

Formulas carry the program's own numbers as their stored values, so that a preview shows them too. What was typed into
the control sheet is read back by `actuals`, through a hidden row and a hidden column of keys that move with the cells.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from assistant.export.control_months import HEAD_MARK, KEY_MARK, control_months, control_rows
from assistant.export.formulas import ChainRow, address, chain_rows
from assistant.export.full_plan import plan_title, state_note
from assistant.export.look import ACCENT, FONT, LINE, capital
from assistant.export.money import budget_months, share, span
from assistant.export.sheets import MONEY, MONTH, NUMBER, Book, Sheet, unit_format
from assistant.export.sources import TitleOf, articles, live
from assistant.planning.framework import DIMENSIONS, Dimension
from assistant.planning.goal_chain import chain_of
from assistant.planning.kpis import kpi
from assistant.planning.plan import Activity, Plan
from assistant.texts import Texts
from assistant.texts.chain_words import chain_label
from assistant.texts.plan_words import PlanWords

_HEAD_ROW = 3
_START, _END, _COST = 4, 5, 9


@dataclass(frozen=True, slots=True)
class _Writer:
    """What the sheets are written from."""

    plan: Plan
    texts: Texts
    today: date
    title_of: TitleOf
    book: Book

    @property
    def words(self) -> PlanWords:
        return PlanWords(self.texts, self.plan)

    @property
    def activities(self) -> tuple[Activity, ...]:
        return live(self.plan.activities)

    def say(self, code: str) -> str:
        return self.texts.say(f"eksport.regneark.{code}")

    def columns(self, name: str) -> list[str]:
        return self.say(f"{name}_kolonner").split(" | ")


def workbook(plan: Plan, texts: Texts, today: date, title_of: TitleOf) -> bytes:
    """Return the workbook."""
    buffer = BytesIO()
    book = Book(buffer, texts, plan_title(plan, texts))
    w = _Writer(plan, texts, today, title_of, book)
    _plan_sheet(w)
    _chain_sheet(w)
    activities = _activity_sheet(w)
    _budget_sheet(w, activities)
    _control_sheet(w)
    book.close()
    return buffer.getvalue()


# --- plan ---


def _plan_sheet(w: _Writer) -> None:
    sheet = w.book.sheet("plan", (18, 44, 22, 14, 14, 12, 14, 50, 34))
    sheet.opening(plan_title(w.plan, w.texts), w.texts.say("eksport.dato", dato=w.today))
    sheet.heads(_HEAD_ROW, w.columns("plan"), numbers=(3, 4, 5))
    row = _HEAD_ROW
    for row, dimension in enumerate((None, *DIMENSIONS), start=_HEAD_ROW + 1):
        _plan_row(w, sheet, row, dimension)
    sheet.text(row + 2, 0, w.texts.say("eksport.kreditering"), "soft")
    sheet.raw.freeze_panes(_HEAD_ROW + 1, 1)


def _plan_row(w: _Writer, sheet: Sheet, row: int, dimension: Dimension | None) -> None:
    goal, strategy = w.plan.goal(dimension), w.plan.strategy(dimension)
    sheet.text(row, 0, w.words.dimension(dimension), "strong")
    wanted = w.words.text(goal.text) + state_note(goal, w.texts) if goal else ""
    sheet.text(row, 1, wanted or w.texts.say("eksport.mål_mangler"))
    sheet.text(row, 2, capital(w.words.kpi(goal.kpi)) if goal else "–")
    for column, value in ((3, goal.baseline if goal else None), (4, goal.target if goal else None)):
        unit = goal.unit if goal else ""
        sheet.number(row, column, _shown(value, unit), unit_format(unit))
    sheet.day(row, 5, goal.deadline if goal else None)
    sheet.text(row, 6, (goal.owner if goal else None) or "–")
    chosen = w.words.text(strategy.text) + state_note(strategy, w.texts) if strategy else ""
    sheet.text(row, 7, chosen or w.texts.say("eksport.strategi_mangler"))
    cited = articles(strategy) if strategy else ()
    sources = [w.texts.say("eksport.kilde_kort", tittel=w.title_of(name)) for name in cited]
    sheet.text(row, 8, ", ".join(sources) or "–")


def _shown(value: float | None, unit: str) -> float | None:
    return value / 100 if value is not None and unit == "%" else value


# --- goal chain ---


def _chain_sheet(w: _Writer) -> None:
    sheet = w.book.sheet("kjede", (42, 16, 12, 14, 60))
    sheet.opening(w.say("kjede"), w.say("kjede_hjelp"))
    sheet.heads(_HEAD_ROW, w.columns("kjede"), numbers=(1,))
    rows = chain_rows(chain_of(w.plan, advise=False))
    for row, item in enumerate(rows, start=_HEAD_ROW + 1):
        w.book.name(item.name, sheet, row, 1)
        _chain_row(w, sheet, row, item)
    if not rows:
        sheet.text(_HEAD_ROW + 1, 0, w.texts.say("eksport.mangler"), "soft")
    sheet.raw.freeze_panes(_HEAD_ROW + 1, 1)


def _chain_row(w: _Writer, sheet: Sheet, row: int, item: ChainRow) -> None:
    value = item.value
    sheet.text(row, 0, capital(chain_label(w.texts, item.name)))
    if item.formula is None:
        sheet.number(row, 1, item.number, unit_format(value.unit), "input")
    else:
        sheet.formula(row, 1, item.formula, item.number, unit_format(value.unit))
    sheet.text(row, 2, "" if value.unit in ("NOK", "%") else value.unit)
    origin = "antatt" if value.assumed else "sagt" if item.formula is None else "beregnet"
    sheet.text(row, 3, w.texts.say(f"opphav.{origin}"))
    sheet.text(row, 4, ", ".join(chain_label(w.texts, name) for name in value.inputs), "small")


# --- activities and budget ---


def _activity_sheet(w: _Writer) -> Sheet:
    sheet = w.book.sheet("aktiviteter", (34, 15, 14, 14, 12, 12, 20, 46, 9, 13, 24, 12))
    sheet.opening(w.say("aktiviteter"), plan_title(w.plan, w.texts))
    sheet.heads(_HEAD_ROW, w.columns("aktivitet"), numbers=(_START, _END, 8, _COST, 11))
    for row, part in enumerate(w.activities, start=_HEAD_ROW + 1):
        _activity_row(w, sheet, row, part)
    first, last = _HEAD_ROW + 1, _HEAD_ROW + len(w.activities)
    if w.activities:
        sheet.raw.autofilter(_HEAD_ROW, 0, last, 11)
        sheet.text(last + 1, 0, w.texts.say("eksport.sum"), "total")
        for column, kind, total in (
            (8, NUMBER, sum(a.hours or 0 for a in w.activities)),
            (_COST, MONEY, sum(a.cost or 0 for a in w.activities)),
        ):
            formula = f"=SUM({address(first, column)}:{address(last, column)})"
            sheet.formula(last + 1, column, formula, total, kind, "total")
    sheet.raw.freeze_panes(_HEAD_ROW + 1, 1)
    return sheet


def _activity_row(w: _Writer, sheet: Sheet, row: int, part: Activity) -> None:
    dates = span(part) or (None, None)
    measure = kpi(part.kpi) if part.kpi else None
    unit = measure.unit if measure else ""
    sheet.text(row, 0, w.words.text(part.what) + state_note(part, w.texts), "strong")
    sheet.text(row, 1, w.words.dimension(part.dimension))
    sheet.text(row, 2, w.words.stage(part.stage.value))
    sheet.text(row, 3, part.who or "–")
    sheet.day(row, _START, dates[0])
    sheet.day(row, _END, dates[1])
    sheet.text(row, 6, part.where or "–")
    sheet.text(row, 7, w.words.text(part.how) or "–")
    sheet.number(row, 8, part.hours)
    sheet.number(row, _COST, part.cost, MONEY)
    sheet.text(row, 10, capital(w.words.kpi(part.kpi)))
    sheet.number(row, 11, _shown(part.target, unit), unit_format(unit))


def _budget_sheet(w: _Writer, source: Sheet) -> None:
    months = budget_months(w.activities)
    sheet = w.book.sheet("budsjett", (46, 14, *(12 for _ in months)))
    sheet.opening(w.say("budsjett"), w.say("budsjett_hjelp"))
    if not months:
        sheet.text(_HEAD_ROW, 0, w.texts.say("eksport.mangler"), "soft")
        return
    sheet.heads(_HEAD_ROW, [*w.columns("aktivitet")[:1], w.texts.say("eksport.sum")], numbers=(1,))
    for column, month in enumerate(months, start=2):
        sheet.day(_HEAD_ROW, column, month, MONTH, "number head")
    for row, part in enumerate(w.activities, start=_HEAD_ROW + 1):
        _budget_row(w, sheet, source, row, part, months)
    _budget_totals(w, sheet, months)
    sheet.raw.freeze_panes(_HEAD_ROW + 1, 2)


def _budget_row(w: _Writer, sheet: Sheet, source: Sheet, row: int, part: Activity, months: Sequence[date]) -> None:
    def there(column: int) -> str:
        return f"'{source.title}'!{address(row, column, fixed_row=True, fixed_column=True)}"

    start, end, cost = there(_START), there(_END), there(_COST)
    length = f"((YEAR({end})-YEAR({start}))*12+MONTH({end})-MONTH({start})+1)"
    sheet.text(row, 0, w.words.text(part.what))
    last = address(row, len(months) + 1)
    shares = [share(part, month) for month in months]
    sheet.formula(row, 1, f"=SUM({address(row, 2)}:{last})", sum(shares), MONEY, "strong")
    for column, value in enumerate(shares, start=2):
        month = address(_HEAD_ROW, column, fixed_row=True)
        formula = f'=IF(OR({start}="",{end}=""),0,IF(AND(EDATE({month},1)>{start},{month}<={end}),{cost}/{length},0))'
        sheet.formula(row, column, formula, value, f'{MONEY};-{MONEY};""')


def _budget_totals(w: _Writer, sheet: Sheet, months: Sequence[date]) -> None:
    first, row = _HEAD_ROW + 1, _HEAD_ROW + 1 + len(w.activities)
    sheet.text(row, 0, w.texts.say("eksport.sum"), "total")
    costs = [0.0, *(sum(share(part, month) for part in w.activities) for month in months)]
    costs[0] = sum(costs)
    for column, value in enumerate(costs, start=1):
        formula = f"=SUM({address(first, column)}:{address(row - 1, column)})"
        sheet.formula(row, column, formula, value, MONEY, "total")
    frame = w.plan.number("markedsbudsjett")
    if frame is not None:
        sheet.text(row + 1, 0, w.say("ramme"))
        sheet.number(row + 1, 1, frame, MONEY, "input")
        sheet.text(row + 2, 0, w.say("igjen"))
        sheet.formula(row + 2, 1, f"={address(row + 1, 1)}-{address(row, 1)}", frame - costs[0], MONEY)
    if costs[0]:
        _budget_chart(w, sheet, row, len(months))


def _budget_chart(w: _Writer, sheet: Sheet, row: int, months: int) -> None:
    chart = w.book.chart("column")
    chart.add_series(
        {
            "name": w.say("kostnad"),
            "categories": [sheet.title, _HEAD_ROW, 2, _HEAD_ROW, months + 1],
            "values": [sheet.title, row, 2, row, months + 1],
            "fill": {"color": ACCENT},
            "gap": 60,
        }
    )
    chart.set_title({"name": w.say("kostnad"), "name_font": {"size": 11, "name": FONT}})
    chart.set_x_axis({"num_format": MONTH, "text_axis": True})
    chart.set_legend({"none": True})
    chart.set_y_axis(
        {"major_gridlines": {"visible": True, "line": {"color": LINE}}, "line": {"none": True}, "num_format": MONEY}
    )
    chart.set_size({"width": 760, "height": 260})
    sheet.raw.insert_chart(row + 5, 0, chart)


# --- control ---


def _control_sheet(w: _Writer) -> None:
    months = control_months(w.plan)
    sheet = w.book.sheet("kontroll", (4, 30, 13, 13, 13, 12, 14, 44, *(12 for _ in months)))
    sheet.raw.set_column(0, 0, 4, None, {"hidden": True})
    heads = w.columns("kontroll")
    sheet.text(0, 0, f"{KEY_MARK}{w.plan.id}", "soft")
    for column, month in enumerate(months, start=len(heads) + 1):
        sheet.text(0, column, f"{month:%Y-%m}", "soft")
    sheet.raw.set_row(0, None, None, {"hidden": True})
    sheet.raw.set_row(1, 26)
    sheet.text(1, 1, w.say("kontroll"), "title")
    sheet.text(2, 1, w.say("kontroll_hjelp"), "soft")
    sheet.text(_HEAD_ROW, 0, HEAD_MARK, "soft")
    sheet.heads(_HEAD_ROW, heads, first=1, numbers=(2, 3, 4))
    for column, month in enumerate(months, start=len(heads) + 1):
        sheet.day(_HEAD_ROW, column, month, MONTH, "number head")
    known = {(actual.kpi, actual.period): actual.value for actual in w.plan.actuals}
    for row, name in enumerate(control_rows(w.plan), start=_HEAD_ROW + 1):
        _control_row(w, sheet, row, name)
        unit = measure.unit if (measure := kpi(name)) else ""
        for column, month in enumerate(months, start=len(heads) + 1):
            sheet.number(row, column, _shown(known.get((name, f"{month:%Y-%m}")), unit), unit_format(unit), "input")
    sheet.raw.freeze_panes(_HEAD_ROW + 1, 2)


def _control_row(w: _Writer, sheet: Sheet, row: int, name: str) -> None:
    measure, goal = kpi(name), next((g for g in live(w.plan.goals) if g.kpi == name), None)
    control = next((c for c in live(w.plan.controls) if c.kpi == name), None)
    unit = measure.unit if measure else ""
    sheet.text(row, 0, name, "soft")
    sheet.text(row, 1, capital(w.words.kpi(name)), "strong")
    values = (goal.baseline if goal else None, goal.target if goal else None, control.limit if control else None)
    for column, value in enumerate(values, start=2):
        sheet.number(row, column, _shown(value, unit), unit_format(unit))
    sheet.text(row, 5, control.frequency if control else "–")
    sheet.text(row, 6, (control.owner if control else goal.owner if goal else None) or "–")
    sheet.text(row, 7, w.words.text(control.source if control else goal.method if goal else None) or "–")
