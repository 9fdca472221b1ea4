"""What was measured, read back from the workbook: taken where it is a possible number, else refused with the reason."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from assistant.errors import PlanFormatError
from assistant.export.control_months import HEAD_MARK, KEY_MARK, control_rows
from assistant.export.formulas import address
from assistant.export.look import clean, shorten
from assistant.planning.kpis import Kpi, kpi
from assistant.planning.plan import Actual, Origin, Plan, Provenance

_MOST_BYTES, _MOST_UNPACKED = 20_000_000, 200_000_000
_MOST_ROWS, _MOST_COLUMNS = 500, 200
_PERIOD = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_TYPED = re.compile(r"([+\-−]?)\s*(\d{1,3}(?:[ .]\d{3})+|\d+)(?:,(\d+)|\.(\d{1,2}))?\s*(kr|%|,-)?", re.IGNORECASE)
_NOT_A_WORKBOOK = "Filen er ikke en arbeidsbok (xlsx) som er hentet ut herfra. Velg en annen fil."


@dataclass(frozen=True, slots=True)
class Refusal:
    """A cell that was not taken: where it is, what it held, and why as a phrase under `eksport.inn.avvist`."""

    where: str
    value: str
    why: str
    kpi: str = ""
    period: str = ""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What a workbook gave. `actuals` are new or changed; `unchanged` counts those the plan had already."""

    actuals: tuple[Actual, ...]
    refused: tuple[Refusal, ...]
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class _Cell:
    """A filled cell where a figure was expected. `shown` is its number format, `formula` whether it is one."""

    where: str
    value: Any
    shown: str
    formula: bool
    key: str
    label: str
    period: str
    head: str


def workbook_plan_id(data: bytes) -> str:
    """Return the id of the plan that a workbook was made from. Raises PlanFormatError."""
    return _Control(data).plan_id


def read_actuals(data: bytes, plan: Plan) -> ImportReport:
    """Return what the control sheet holds. Raises PlanFormatError when it is no workbook of this plan."""
    control = _Control(data)
    if control.plan_id != plan.id:
        raise PlanFormatError("Arbeidsboken hører til en annen plan. Velg den som er hentet ut fra denne.")
    known = {(actual.kpi, actual.period): actual.value for actual in plan.actuals}
    taken: dict[tuple[str, str], Actual] = {}
    refused: list[Refusal] = []
    for cell in control.cells():
        found = _judged(cell, plan)
        if isinstance(found, Refusal):
            refused.append(found)
            continue
        earlier = taken.setdefault((found.kpi, found.period), found)
        if abs(earlier.value - found.value) > 1e-9:
            refused.append(Refusal(cell.where, str(cell.value), "dobbel", found.kpi, found.period))
    new = tuple(actual for key, actual in taken.items() if known.get(key) != actual.value)
    return ImportReport(new, tuple(refused), len(taken) - len(new))


def with_actuals(plan: Plan, actuals: tuple[Actual, ...]) -> Plan:
    """Return the plan with these figures, each in the place of what stood for its month before."""
    kept = {(actual.kpi, actual.period): actual for actual in (*plan.actuals, *actuals)}
    return plan.with_(actuals=tuple(sorted(kept.values(), key=lambda actual: (actual.kpi, actual.period))))


class _Control:
    """The control sheet of a workbook, found by its keys wherever its rows and columns have been moved."""

    def __init__(self, data: bytes) -> None:
        self._values, self._formulas = _opened(data, values=True), _opened(data, values=False)
        for sheet in self._values.worksheets:
            bottom, right = min(sheet.max_row, _MOST_ROWS), min(sheet.max_column, _MOST_COLUMNS)
            for row in sheet.iter_rows(max_row=bottom, max_col=right):
                for cell in row:
                    if isinstance(cell.value, str) and cell.value.startswith(KEY_MARK):
                        self._sheet, self._row, self._column = sheet, cell.row, cell.column
                        self.plan_id = cell.value.removeprefix(KEY_MARK)
                        return
        raise PlanFormatError("Arbeidsboken mangler nøklene i arket Kontroll. Hent ut en ny, og skriv tallene inn der.")

    def cells(self) -> Iterator[_Cell]:
        """Yield each filled cell in the month columns, row by row."""
        sheet = self._sheet
        bottom, right = min(sheet.max_row, _MOST_ROWS), min(sheet.max_column, _MOST_COLUMNS)
        keys = {row: clean(str(sheet.cell(row, self._column).value or "")) for row in range(1, bottom + 1)}
        head_row = next((row for row, key in keys.items() if key == HEAD_MARK), None)
        if head_row is None:
            return
        heads = {column: sheet.cell(head_row, column).value for column in range(1, right + 1)}
        periods = {column: self._period(column, heads[column]) for column in heads}
        first = next((c for c in sorted(heads) if c != self._column and not periods[c]), self._column)
        for row in range(head_row + 1, bottom + 1):
            for column, period in periods.items():
                filled = sheet.cell(row, column).value not in (None, "") or self._is_formula(row, column)
                if period and filled:
                    yield self._cell(row, column, keys[row], first, period, heads[column])

    def _period(self, column: int, head: object) -> str:
        key = str(self._sheet.cell(self._row, column).value or "")
        if _PERIOD.fullmatch(key):
            return key
        return f"{head:%Y-%m}" if isinstance(head, date | datetime) else ""

    def _is_formula(self, row: int, column: int) -> bool:
        value = self._formulas[self._sheet.title].cell(row, column).value
        return isinstance(value, str) and value.startswith("=")

    def _cell(self, row: int, column: int, key: str, first: int, period: str, head: object) -> _Cell:
        cell = self._sheet.cell(row, column)
        return _Cell(
            where=f"{self._sheet.title}!{address(row - 1, column - 1)}",
            value=cell.value,
            shown=str(cell.number_format or ""),
            formula=self._is_formula(row, column),
            key=key,
            label=clean(str(self._sheet.cell(row, first).value or "")),
            period=period,
            head=str(head or ""),
        )


def _opened(data: bytes, *, values: bool) -> Any:
    import openpyxl

    try:
        with ZipFile(BytesIO(data)) as packed:
            if len(data) > _MOST_BYTES or sum(entry.file_size for entry in packed.infolist()) > _MOST_UNPACKED:
                raise PlanFormatError("Arbeidsboken er for stor. Hent ut en ny, og skriv tallene inn der.")
        return openpyxl.load_workbook(BytesIO(data), data_only=values)
    except (BadZipFile, KeyError, ValueError, TypeError, OSError, SyntaxError, AttributeError) as error:
        raise PlanFormatError(_NOT_A_WORKBOOK) from error


def _judged(cell: _Cell, plan: Plan) -> Actual | Refusal:
    """Return the figure, or why it cannot be one."""
    said = shorten(clean(str(cell.value if cell.value is not None else "")), 60)
    measure = _measure(cell, plan)
    if measure is None:
        return Refusal(cell.where, shorten(cell.label or cell.key or "–", 60), "ukjent_kpi")
    if cell.formula and cell.value is None:
        return Refusal(cell.where, said, "formel", measure.id, cell.period)
    if isinstance(cell.value, str) and cell.value.startswith("#"):
        return Refusal(cell.where, said, "feil", measure.id, cell.period)
    number = _number(cell, measure)
    if number is None:
        return Refusal(cell.where, said, "ikke_tall", measure.id, cell.period)
    if number not in measure.hard or abs(number) >= 1e15:
        return Refusal(cell.where, said, "umulig", measure.id, cell.period)
    origin = Provenance(origin=Origin.SAID, words=f"{cell.where}: {said}")
    return Actual(kpi=measure.id, period=cell.period, value=number, provenance=origin)


def _measure(cell: _Cell, plan: Plan) -> Kpi | None:
    """Return the measure of a row by its key, else by its name."""
    names = control_rows(plan)
    if cell.key in names:
        return kpi(cell.key)
    named = (found for name in names if (found := kpi(name)) and found.name.casefold() == cell.label.casefold())
    return next(named, None)


def _number(cell: _Cell, measure: Kpi) -> float | None:
    """Return the figure in the measure's unit. A share is a fraction in a percent cell, but may be typed as it is."""
    value = cell.value
    if isinstance(value, str):
        return _typed(value, measure)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    in_percent = "%" in re.sub(r'"[^"]*"|\\.', "", cell.shown)
    if measure.unit != "%":
        return None if in_percent else float(value)
    if in_percent and not (value * 100 not in measure.hard and value in measure.hard):
        return round(value * 100, 10)
    return float(value)


def _typed(text: str, measure: Kpi) -> float | None:
    """Return a figure typed as text as a Norwegian writes it: `1 250 000`, `12,5 %`, `300 kr`."""
    found = _TYPED.fullmatch(clean(text).lstrip("'"))
    if found is None:
        return None
    sign, whole, decimals, decimals_dot, unit = found.groups()
    if ((unit == "%") != (measure.unit == "%") and unit == "%") or (unit in ("kr", ",-") and measure.unit != "NOK"):
        return None
    number = float(f"{re.sub('[ .]', '', whole)}.{decimals or decimals_dot or 0}")
    return -number if sign in ("-", "−") else number
