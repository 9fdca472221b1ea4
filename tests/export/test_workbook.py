"""The workbook: live formulas that give the program's numbers, and measured figures read back from moved cells."""

import math
import re
from io import BytesIO

import companies as c
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import PlanFormatError
from assistant.export import (
    import_lines,
    import_summary,
    read_actuals,
    with_actuals,
    workbook_plan_id,
)
from assistant.export.control_months import KEY_MARK
from assistant.export.formulas import chain_rows, spreadsheet_formula
from assistant.export.money import monthly_costs, share
from assistant.planning.goal_chain import chain_of
from assistant.planning.knowledge import catalogue
from assistant.planning.kpis import kpis
from assistant.planning.plan import Activity, Wording


def opened(data, **more):
    return openpyxl.load_workbook(BytesIO(data), **more)


def packed(book):
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def place(sheet, kpi, period):
    """Return the cell of a measure and a month, found as a person would: by the hidden keys."""
    keys = next(row for row in sheet.iter_rows() if any(str(x.value).startswith(KEY_MARK) for x in row))
    column = next(cell.column for cell in keys if cell.value == period)
    mark = next(cell.column for cell in keys if str(cell.value).startswith(KEY_MARK))
    row = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, mark).value == kpi)
    return sheet.cell(row, column)


def typed(export, plan, **values):
    book = opened(export(plan, "xlsx"))
    sheet = book["Kontroll"]
    for key, value in values.items():
        kpi, _, period = key.rpartition("__")
        place(sheet, kpi, period.replace("_", "-")).value = value
    return book


# --- live formulas ---


@pytest.mark.parametrize("plan", [c.CAFE, c.ENGINEERS, c.CLUB], ids=lambda p: p.id)
def test_stored_values_and_formulas_are_there_for_every_number(plan, export):
    data = export(plan, "xlsx")
    stored, live = opened(data, data_only=True), opened(data)
    for name, value in chain_of(plan, advise=False).values.items():
        sheet, cell = next(iter(live.defined_names[name].destinations))
        shown = value.value / 100 if value.unit == "%" else value.value
        assert stored[sheet][cell.replace("$", "")].value == pytest.approx(shown)
        assert (live[sheet][cell.replace("$", "")].data_type == "f") == (value.formula not in ("oppgitt", "antatt"))


@pytest.mark.slow
@pytest.mark.parametrize("plan", [c.CAFE, c.ENGINEERS, c.CLUB, c.huge()], ids=lambda p: p.id)
def test_recalculated_by_libreoffice_it_gives_the_programs_numbers(plan, export, libreoffice):
    data = export(plan, "xlsx")
    bare = packed(opened(data))  # openpyxl stores formulas without their values, so all are computed anew
    ours, theirs = opened(data, data_only=True), opened(libreoffice(bare, "xlsx", "xlsx").read_bytes(), data_only=True)
    formulas = [
        (sheet.title, cell.coordinate)
        for sheet in opened(data)
        for row in sheet
        for cell in row
        if cell.data_type == "f"
    ]
    assert formulas
    for sheet, cell in formulas:
        assert theirs[sheet][cell].value == pytest.approx(ours[sheet][cell].value, rel=1e-9, abs=1e-6), (sheet, cell)


@pytest.mark.slow
def test_a_changed_input_moves_what_rests_on_it(export, libreoffice):
    book = opened(export(c.CAFE, "xlsx"))
    sheet, cell = next(iter(book.defined_names["gjenkjøpsrate"].destinations))
    book[sheet][cell.replace("$", "")].value = 0.3
    changed = opened(libreoffice(packed(book), "xlsx", "xlsx").read_bytes(), data_only=True)
    sheet, cell = next(iter(book.defined_names["nye_kunder_krav"].destinations))
    facts = tuple(f.model_copy(update={"value": 30.0}) if f.slot == "gjenkjøpsrate" else f for f in c.CAFE.facts)
    expected = chain_of(c.CAFE.with_(facts=facts), advise=False)["nye_kunder_krav"]
    assert changed[sheet][cell.replace("$", "")].value == pytest.approx(expected)


def formulas():
    rows = catalogue("chain")["values"].values()
    return sorted({str(row["formula"]) for alternatives in rows for row in alternatives})


@pytest.mark.parametrize("text", [*formulas(), "a - (b - c)", "a / (b / c)", "(a ** b) ** c", "-a ** 2", "ceil(a / b)"])
def test_a_formula_is_written_with_the_same_meaning(text):
    """Read back with Python's own signs, the spreadsheet's formula computes the same."""
    written = spreadsheet_formula(text).removeprefix("=IFERROR(").removesuffix(',"–")')
    again = written.replace("^", "**").replace("MAX(", "max(").replace("MIN(", "min(").replace("INT(", "floor(")
    names = {name: 2.0 + number / 7 for number, name in enumerate(sorted(set(re.findall(r"[a-zæøå_]+", text))))}
    tools = {"max": max, "min": min, "ceil": math.ceil, "floor": math.floor}
    values = {name: value for name, value in names.items() if name not in tools}
    assert eval(again, tools, values) == pytest.approx(eval(text, tools, values))


def test_every_number_of_the_chain_has_a_norwegian_name(texts):
    from assistant.language.slots import slots

    content = catalogue("chain")
    names = {*content["values"], *content["inputs"]}
    assert not [name for name in names if name not in slots() and not texts.has(f"målkjede.{name}")]


def test_rows_come_after_what_they_rest_on():
    seen = set()
    for row in chain_rows(chain_of(c.ENGINEERS, advise=False)):
        assert set(row.value.inputs) <= seen
        seen.add(row.name)


# --- budget ---


def test_budget_adds_up_to_what_the_activities_cost(export):
    costs = monthly_costs(c.CAFE.activities)
    assert sum(costs.values()) == pytest.approx(sum(a.cost or 0 for a in c.CAFE.activities))
    sheet = opened(export(c.CAFE, "xlsx"), data_only=True)["Budsjett"]
    total = next(row for row in sheet.iter_rows(min_row=5) if row[0].value == "Sum")
    assert total[1].value == pytest.approx(sum(costs.values()))
    assert [cell.value for cell in total[2 : 2 + len(costs)]] == pytest.approx(list(costs.values()))


@given(st.dates(), st.dates(), st.floats(0, 1e9))
@settings(max_examples=200, deadline=None)
def test_any_activity_is_spread_over_its_months(start, end, cost):
    part = Activity(
        id="a",
        dimension=c.DIMENSIONS[0],
        stage=c.STAGES[0],
        what=Wording(own="x"),
        start=start,
        end=end,
        cost=cost,
    )
    months = monthly_costs((part,))
    assert sum(months.values()) <= cost * (1 + 1e-9)
    assert all(share(part, month) >= 0 for month in months)
    if abs((end - start).days) < 1000:
        assert sum(months.values()) == pytest.approx(cost)


# --- measured figures back ---


def test_what_is_typed_is_taken(export):
    book = typed(export, c.CAFE, omsetning__2026_12=351_000, gjenkjøpsrate__2027_01=0.22, nye_kunder__2027_02="1 250")
    report = read_actuals(packed(book), c.CAFE)
    assert {(a.kpi, a.period): a.value for a in report.actuals} == {
        ("omsetning", "2026-12"): 351_000.0,
        ("gjenkjøpsrate", "2027-01"): 22.0,
        ("nye_kunder", "2027-02"): 1250.0,
    }
    assert not report.refused


def test_taken_figures_stand_in_the_next_workbook_and_are_then_unchanged(export):
    book = typed(export, c.CAFE, omsetning__2026_12=351_000, gjenkjøpsrate__2027_01=0.22)
    plan = with_actuals(c.CAFE, read_actuals(packed(book), c.CAFE).actuals)
    report = read_actuals(export(plan, "xlsx"), plan)
    assert (report.actuals, report.refused, report.unchanged) == ((), (), 2)
    corrected = read_actuals(packed(typed(export, plan, omsetning__2026_12=350_000)), plan)
    changed = with_actuals(plan, corrected.actuals)
    assert [a.value for a in changed.actuals if a.kpi == "omsetning"] == [350_000.0]
    assert len(changed.actuals) == 2


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("ganske bra", "ikke_tall"),
        ("12 stk omtrent", "ikke_tall"),
        (True, "ikke_tall"),
        (c.TODAY, "ikke_tall"),
        (-5, "umulig"),
        ("-5", "umulig"),
        (1e300, "umulig"),
        ("#DIV/0!", "feil"),
        ("=1+1", "formel"),
        ("20 %", "ikke_tall"),
    ],
)
def test_what_cannot_be_a_figure_is_refused_with_the_place(value, why, export, texts):
    report = read_actuals(packed(typed(export, c.CAFE, omsetning__2026_12=value, nye_kunder__2026_12=7)), c.CAFE)
    assert [a.value for a in report.actuals] == [7.0]
    assert [(r.why, r.kpi, r.period) for r in report.refused] == [(why, "omsetning", "2026-12")]
    assert report.refused[0].where.startswith("Kontroll!")
    lines = import_lines(report, c.CAFE, texts)
    assert any(report.refused[0].where in line for line in lines)
    assert import_summary(report, c.CAFE, texts)["refused"][0]["message"] in " ".join(lines)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.35, 35.0), (1, 100.0), (35, 35.0), ("35 %", 35.0), ("12,5 %", 12.5), ("12,5", 12.5), ("0", 0.0)],
)
def test_shares_are_read_however_they_are_typed(value, expected, export):
    report = read_actuals(packed(typed(export, c.CAFE, gjenkjøpsrate__2027_03=value)), c.CAFE)
    assert [a.value for a in report.actuals] == [pytest.approx(expected)]


def test_moved_rows_and_columns_are_found_again(export):
    book = typed(export, c.CAFE, omsetning__2026_12=351_000, nye_kunder__2027_02=44)
    sheet = book["Kontroll"]
    grid = [[cell.value for cell in row] for row in sheet.iter_rows()]
    shapes = [[cell.number_format for cell in row] for row in sheet.iter_rows()]
    order = [*range(len(grid[0]) - 1, -1, -1)]
    moved = openpyxl.Workbook().active
    moved.title = "Mine tall"
    for row, (values, looks) in enumerate(zip(grid, shapes, strict=True), start=3):
        for column, source in enumerate(order, start=2):
            moved.cell(row, column, values[source]).number_format = looks[source]
    report = read_actuals(packed(moved.parent), c.CAFE)
    assert {(a.kpi, a.period, a.value) for a in report.actuals} == {
        ("omsetning", "2026-12", 351_000.0),
        ("nye_kunder", "2027-02", 44.0),
    }


def test_a_row_the_person_added_is_refused_and_said(export):
    book = opened(export(c.CAFE, "xlsx"))
    sheet = book["Kontroll"]
    column = place(sheet, "omsetning", "2026-12").column
    row = sheet.max_row + 1
    sheet.cell(row, 2).value, sheet.cell(row, column).value = "Antall klemmer", 12
    report = read_actuals(packed(book), c.CAFE)
    assert [(r.why, r.value) for r in report.refused] == [("ukjent_kpi", "Antall klemmer")]


def test_two_rows_for_one_measure_are_asked_about(export):
    book = typed(export, c.CAFE, omsetning__2026_12=100)
    sheet = book["Kontroll"]
    cell = place(sheet, "omsetning", "2026-12")
    row = sheet.max_row + 1
    sheet.cell(row, 1).value, sheet.cell(row, cell.column).value = "omsetning", 200
    report = read_actuals(packed(book), c.CAFE)
    assert [a.value for a in report.actuals] == [100.0]
    assert [r.why for r in report.refused] == ["dobbel"]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04rot", b"ikke et regneark", b"PK" + bytes(100)])
def test_what_is_no_workbook_is_said(data):
    with pytest.raises(PlanFormatError):
        read_actuals(data, c.CAFE)


def test_a_foreign_workbook_is_said(export):
    with pytest.raises(PlanFormatError, match="annen plan"):
        read_actuals(export(c.CLUB, "xlsx"), c.CAFE)
    with pytest.raises(PlanFormatError, match="Kontroll"):
        read_actuals(packed(openpyxl.Workbook()), c.CAFE)
    assert workbook_plan_id(export(c.CLUB, "xlsx")) == "lag1"


def test_a_zip_that_is_no_workbook_is_said():
    from zipfile import ZipFile

    buffer = BytesIO()
    with ZipFile(buffer, "w") as made:
        made.writestr("hei.txt", "hei")
    with pytest.raises(PlanFormatError):
        read_actuals(buffer.getvalue(), c.CAFE)


@pytest.mark.slow
@pytest.mark.parametrize("plan", [c.CAFE, c.ENGINEERS, c.CLUB, c.huge(), c.huge("W"), c.EMPTY], ids=lambda p: p.id)
def test_the_word_a4_is_one_page_when_it_is_set(plan, export, libreoffice):
    from pypdf import PdfReader

    assert len(PdfReader(libreoffice(export(plan, "docx", "a4"), "docx", "pdf")).pages) == 1


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["docx", "xlsx", "pptx"])
@pytest.mark.parametrize("plan", [c.CAFE, c.huge(), c.hostile(), c.EMPTY], ids=lambda p: p.id)
def test_libreoffice_opens_every_office_file(plan, kind, export, libreoffice):
    from pypdf import PdfReader

    pages = len(PdfReader(libreoffice(export(plan, kind), kind, "pdf")).pages)
    assert pages == 7 if kind == "pptx" else pages >= 1


def test_kpis_with_controls_all_have_a_row(export):
    sheet = opened(export(c.CAFE, "xlsx"))["Kontroll"]
    assert {goal.kpi for goal in c.CAFE.goals} <= {sheet.cell(row, 1).value for row in range(1, sheet.max_row + 1)}
    assert all(goal.kpi in kpis() for goal in c.CAFE.goals)
