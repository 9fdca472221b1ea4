"""The one-page strategy as DOCX. Word sets the page, not we: the variant is chosen by an estimate on the safe side."""

from collections.abc import Sequence
from math import ceil
from typing import Any

from assistant.export.content import Text
from assistant.export.look import ACCENT, ACCENT_SOFT, INK_SOFT, LINE, breakable, tied, width
from assistant.export.one_page import Cell, Dimensioned, OnePage
from assistant.export.word import write
from assistant.export.word_parts import borders, coloured, lay_out, new_document, points, raised, saved, shade

# Sizes of type to try, largest first.
_SIZES = (9.5, 9.0, 8.5)
_WIDTH_CM = 18.2
_HALVES = (9.1, 9.1)
_THIRDS = (_WIDTH_CM / 3,) * 3
_QUARTERS = (_WIDTH_CM / 4,) * 4
_ROWS = (2.5, 7.4, 8.3)
# Room for text on the page, in points, below the title and above the sources, between the tables.
_PAGE_PT = 640.0
_LEADING = 1.2
_CELL_PT = 7.0
_POINTS_PER_CM = 28.35


def one_page_docx(variants: tuple[OnePage, ...]) -> bytes:
    """Return the first variant that surely fits one A4 page."""
    tries = ((variant, size) for variant in variants for size in _SIZES)
    page, size = next(((v, p) for v, p in tries if _height(v, p) <= _PAGE_PT), (variants[-1], _SIZES[-1]))
    word = new_document(margins=(1.2, 1.4, 1.0, 1.4), title=page.title)
    word.styles["Normal"].font.size = points(size)
    _head(word, page)
    _goal(word, page)
    _cells(word, page.above, _THIRDS)
    _dimensions(word, page)
    _cells(word, page.below, _THIRDS)
    _sales(word, page)
    _foot(word, page)
    return saved(word)


# --- how much room it takes ---


def _height(page: OnePage, size: float) -> float:
    def lines(text: str, width_cm: float) -> float:
        return _lines(text, width_cm, size)

    rows = [
        [lines(f"{page.goal_heading} {page.goal}", _HALVES[0]) + 3, lines(page.strategy, _HALVES[1]) + 1],
        [lines(cell.text, _THIRDS[0]) + 1 for cell in page.above],
        *(
            [2.0, lines(r.goal, _ROWS[1]) + 1, lines(r.strategy, _ROWS[2]) + lines(r.first, _ROWS[2])]
            for r in page.rows
        ),
        [lines(cell.text, _THIRDS[0]) + 1 for cell in page.below],
        [lines(cell.text, _QUARTERS[0]) + 2 for cell in page.stages],
    ]
    sources = lines(" 0 ".join(page.sources), _WIDTH_CM)
    return sum(max(row) * size * _LEADING + _CELL_PT for row in rows) + sources * size * _LEADING


def _lines(text: str, width_cm: float, size: float) -> float:
    """Return how many lines a text takes; ragged ends cost about a tenth."""
    room = (width_cm - 0.4) * _POINTS_PER_CM / size
    return float(ceil(width(text) * 1.1 / room)) if text else 0.0


# --- the page ---


def _head(word: Any, page: OnePage) -> None:
    _line(word.paragraphs[0] if word.paragraphs else word.add_paragraph(), f"{page.subtitle} · {page.day}", 8, INK_SOFT)
    title = word.add_paragraph()
    _line(title, page.title, 18, ACCENT, bold=True)
    title.paragraph_format.space_after = points(4)


def _goal(word: Any, page: OnePage) -> None:
    left, right = _table(word, 1, _HALVES)._cells
    for cell in (left, right):
        shade(cell, ACCENT_SOFT)
    _label(left, page.goal_heading)
    if page.figures.text:
        figures = _more(left)
        write(figures, page.figures, bold=True)
        figures.runs[0].font.size = points(12)
    _set(_more(left), Text(page.goal))
    _label(right, page.strategy_heading)
    _with_refs(_set(_more(right), Text(page.strategy)), page.refs)


def _cells(word: Any, cells: Sequence[Cell], widths: tuple[float, ...]) -> None:
    for target, cell in zip(_table(word, 1, widths)._cells, cells, strict=True):
        borders(target, top=(8, ACCENT))
        _label(target, cell.heading)
        _set(_more(target), Text(cell.text))


def _dimensions(word: Any, page: OnePage) -> None:
    cells = _table(word, 1 + len(page.rows), _ROWS)._cells
    for cell, head in zip(cells, page.heads, strict=False):
        borders(cell, top=(8, ACCENT), bottom=(4, LINE))
        _label(cell, head)
    for number, row in enumerate(page.rows, start=1):
        _dimension(cells[number * 3 : number * 3 + 3], row)


def _dimension(cells: Sequence[Any], row: Dimensioned) -> None:
    for cell in cells:
        borders(cell, bottom=(4, LINE))
    name, goal, strategy = cells
    _set(name.paragraphs[0], Text(row.name), bold=True)
    _line(_more(name), row.when, 8, INK_SOFT)
    _set(goal.paragraphs[0], Text(row.goal))
    if row.kpi:
        figures = _more(goal)
        _line(figures, f"{row.kpi}: ", 8, INK_SOFT)
        write(figures, row.figures, bold=True)
    _with_refs(_set(strategy.paragraphs[0], Text(row.strategy)), row.refs)
    if row.first:
        _line(_more(strategy), row.first, 8, INK_SOFT)


def _sales(word: Any, page: OnePage) -> None:
    cells = _table(word, 2, _QUARTERS)._cells
    for cell in cells[:4]:
        borders(cell, top=(8, ACCENT))
    top = cells[0].merge(cells[3])
    _label(top, page.sales.heading)
    if page.sales.text:
        _line(top.paragraphs[0], f"   {page.sales.text}", 8, INK_SOFT)
    for cell, stage in zip(cells[4:], page.stages, strict=True):
        _set(cell.paragraphs[0], Text(stage.heading), bold=True)
        _set(_more(cell), Text(stage.text))


def _foot(word: Any, page: OnePage) -> None:
    sources = word.add_paragraph()
    borders(sources, top=(4, LINE))
    for number, source in enumerate(page.sources, start=1):
        run = sources.add_run(f"{number} ")
        run.font.superscript, run.font.size = True, points(7)
        _line(sources, f"«{tied(source)}»   ", 7, INK_SOFT)
    last = word.sections[0].footer.paragraphs[0]
    _line(last, f"{page.legend}   {page.credit}", 7, INK_SOFT)


# --- small things ---


def _table(word: Any, rows: int, widths: tuple[float, ...]) -> Any:
    table = word.add_table(rows=rows, cols=len(widths))
    lay_out(table, list(widths))
    gap = word.add_paragraph()
    gap.paragraph_format.space_after = points(0)
    gap.paragraph_format.line_spacing = points(7)
    return table


def _label(cell: Any, text: str) -> None:
    _line(cell.paragraphs[0], text, 8, ACCENT, bold=True)


def _more(cell: Any) -> Any:
    return cell.add_paragraph()


def _set(paragraph: Any, text: Text, *, bold: bool = False) -> Any:
    paragraph.paragraph_format.space_after = points(1)
    write(paragraph, text, bold=bold)
    return paragraph


def _with_refs(paragraph: Any, refs: tuple[int, ...]) -> None:
    if refs:
        raised(paragraph, ",".join(str(ref) for ref in refs))


def _line(paragraph: Any, text: str, size: float, colour: str, *, bold: bool = False) -> None:
    paragraph.paragraph_format.space_after = points(1)
    run = paragraph.add_run(breakable(text))
    run.font.size, run.bold = points(size), bold
    coloured(run, colour)
