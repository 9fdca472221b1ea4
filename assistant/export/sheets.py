"""One sheet of the workbook, written cell by cell; text can never become a formula here."""

from collections.abc import Sequence
from datetime import date, datetime
from math import ceil
from typing import Any

import xlsxwriter

from assistant.export.formulas import column_letter
from assistant.export.look import ACCENT, ACCENT_SOFT, FONT, INK, INK_SOFT, LINE, harmless
from assistant.texts import Texts

# The longest text a cell can hold is 32 767 characters.
_LONGEST = 32_000
_NORWEGIAN = "[$-414]"
NUMBER, MONEY, SHARE = f"{_NORWEGIAN}#,##0.##", f'{_NORWEGIAN}#,##0" kr"', f"{_NORWEGIAN}0.0 %"
WHOLE = f"{_NORWEGIAN}#,##0"
DAY, MONTH = f"{_NORWEGIAN}dd.mm.yyyy", f"{_NORWEGIAN}mmm yyyy"
INPUT_GROUND = "FFF7DA"
_WRAPPED = ("cell", "strong", "small")
_WIDE = {"cell": 0.95, "strong": 1.05, "small": 0.85}
_LINE_PT = 12.8
_INDENTS: dict[str, dict[str, Any]] = {name: {"indent": 1} for name in ("cell", "strong", "small", "head")}
_LOOKS: dict[str, dict[str, Any]] = {
    "small": {"font_color": INK_SOFT, "font_size": 9, "text_wrap": True, "bottom": 1},
    "title": {"bold": True, "font_size": 18, "font_color": ACCENT},
    "soft": {"font_color": INK_SOFT, "font_size": 9},
    "head": {"bold": True, "font_color": ACCENT, "bg_color": ACCENT_SOFT, "bottom": 1, "text_wrap": True},
    "number head": {"bold": True, "font_color": ACCENT, "bg_color": ACCENT_SOFT, "bottom": 1, "align": "right"},
    "cell": {"text_wrap": True, "bottom": 1},
    "strong": {"text_wrap": True, "bottom": 1, "bold": True},
    "input": {"bottom": 1, "bg_color": INPUT_GROUND},
    "total": {"bold": True, "top": 1, "top_color": ACCENT},
}


def unit_format(unit: str) -> str:
    """Return how a spreadsheet shows a figure in this unit; shares are fractions."""
    return {"NOK": MONEY, "%": SHARE}.get(unit, NUMBER)


class Book:
    """A workbook under writing, with the looks its sheets share."""

    def __init__(self, buffer: Any, texts: Texts, title: str) -> None:
        self.texts = texts
        self._book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
        self._book.set_properties({"title": title[:250], "author": "AMSTAK-assistenten"})
        self._formats: dict[tuple[str, str], Any] = {}

    def sheet(self, name: str, widths: Sequence[float]) -> "Sheet":
        """Add a sheet; `name` is its phrase under `eksport.regneark`."""
        made = self._book.add_worksheet(self.texts.say(f"eksport.regneark.{name}"))
        made.hide_gridlines(2)
        made.set_landscape()
        made.set_paper(9)
        made.fit_to_pages(1, 0)
        for column, width in enumerate(widths):
            made.set_column(column, column, width)
        return Sheet(self, made, widths)

    def look(self, name: str, number: str = "") -> Any:
        """Return a format; `number` is how figures are shown, nothing means text."""
        if (name, number) not in self._formats:
            base = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "top", "bottom_color": LINE}
            kind = {"num_format": number, "align": "right"} if number else {"align": "left", **_INDENTS.get(name, {})}
            self._formats[name, number] = self._book.add_format({**base, **kind, **_LOOKS[name]})
        return self._formats[name, number]

    def name(self, name: str, sheet: "Sheet", row: int, column: int) -> None:
        """Give a cell a name that formulas can use."""
        self._book.define_name(name, f"='{sheet.title}'!${column_letter(column)}${row + 1}")

    def chart(self, kind: str) -> Any:
        """Return a new native chart."""
        return self._book.add_chart({"type": kind})

    def close(self) -> None:
        """Finish the file."""
        self._book.close()


class Sheet:
    """A sheet; rows and columns count from 0."""

    def __init__(self, book: Book, sheet: Any, widths: Sequence[float]) -> None:
        self.book, self.raw = book, sheet
        self._widths = tuple(widths)
        self._lines: dict[int, int] = {}

    @property
    def title(self) -> str:
        """The name on its tab."""
        return str(self.raw.get_name())

    def text(self, row: int, column: int, text: str, look: str = "cell") -> None:
        """Write text as text, whatever it begins with."""
        self.raw.write_string(row, column, harmless(text)[:_LONGEST], self.book.look(look))
        if look in _WRAPPED and column < len(self._widths):
            self._make_room(row, ceil(len(text) * _WIDE[look] / (self._widths[column] - 2)))

    def _make_room(self, row: int, lines: int) -> None:
        """Make the row high enough; not every program does so by itself."""
        if lines > self._lines.get(row, 1):
            self._lines[row] = lines
            self.raw.set_row(row, min(400, lines * _LINE_PT + 2))

    def number(self, row: int, column: int, value: float | None, number: str = NUMBER, look: str = "cell") -> None:
        """Write a figure; None is an empty cell."""
        if value is None:
            self.raw.write_blank(row, column, None, self.book.look(look, number))
        else:
            self.raw.write_number(row, column, value, self.book.look(look, number))

    def day(self, row: int, column: int, day: date | None, number: str = DAY, look: str = "cell") -> None:
        """Write a date as a date."""
        if day is None:
            self.raw.write_blank(row, column, None, self.book.look(look))
        else:
            self.raw.write_datetime(row, column, _moment(day), self.book.look(look, number))

    def formula(self, row: int, column: int, formula: str, value: float, number: str, look: str = "cell") -> None:
        """Write one of our own formulas with the value it gives."""
        self.raw.write_formula(row, column, formula, self.book.look(look, number), value)

    def heads(self, row: int, heads: Sequence[str], first: int = 0, numbers: Sequence[int] = ()) -> None:
        """Write the heads of a table; `numbers` are the columns with figures."""
        for column, head in enumerate(heads, start=first):
            self.text(row, column, head, "number head" if column in numbers else "head")

    def opening(self, title: str, line: str, first: int = 0) -> None:
        """Write the title and the line under it."""
        self.raw.set_row(0, 26)
        self.text(0, first, title, "title")
        self.text(1, first, line, "soft")


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)
