"""How a slide is set with python-pptx: boxes, tables, arrows and charts that PowerPoint itself can edit."""

from collections.abc import Sequence
from copy import deepcopy
from io import BytesIO
from typing import Any

import pptx
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Pt

from assistant.export.look import ACCENT, ACCENT_SOFT, FONT, INK, INK_SOFT, breakable, tied

# Inches: 16:9.
WIDE, HIGH, EDGE = 13.333, 7.5, 0.7
Box = tuple[float, float, float, float]


def new_deck(title: str) -> Any:
    """Return an empty deck."""
    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDE), Inches(HIGH)
    deck.core_properties.title = title[:250]
    deck.core_properties.author = "AMSTAK-assistenten"
    deck.core_properties.language = "nb-NO"
    return deck


def add_slide(deck: Any) -> Any:
    """Add a slide with nothing but a title."""
    return deck.slides.add_slide(deck.slide_layouts[5])


def saved(deck: Any) -> bytes:
    """Return the deck as a file."""
    buffer = BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def _colour(code: str) -> Any:
    return RGBColor.from_string(code)  # type: ignore[no-untyped-call]  # python-pptx has no types here


def title_on(slide: Any, text: str, box: Box, size: int, colour: str) -> None:
    """Write the title of a slide."""
    holder = slide.shapes.title
    holder.left, holder.top, holder.width, holder.height = _emu(box)
    holder.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    _fill(holder.text_frame, [text], size, colour, bold=True)


def write_on(
    slide: Any, lines: Sequence[str], box: Box, size: int, colour: str, *, bold: bool = False, right: bool = False
) -> None:
    """Write lines in a box."""
    shape = slide.shapes.add_textbox(*_emu(box))
    _fill(shape.text_frame, lines, size, colour, bold=bold, right=right)


def points_on(slide: Any, lines: Sequence[str], box: Box, size: int = 15, *, labelled: bool = False) -> None:
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
    frame: Any,
    lines: Sequence[str],
    size: float,
    colour: str,
    *,
    bold: bool = False,
    right: bool = False,
    after: int = 0,
) -> None:
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = 0
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        paragraph.space_after = Pt(after)
        run = paragraph.add_run()
        run.text = tied(breakable(line))
        font = run.font
        font.size, font.bold, font.name, font.color.rgb = Pt(size), bold, FONT, _colour(colour)
        run.font._element.set("lang", "nb-NO")


def ground_on(slide: Any) -> None:
    """Give the slide the accent as its ground."""
    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = _colour(ACCENT)


def band_on(slide: Any, text: str, box: Box) -> None:
    """Draw an arrow with a name in it."""
    shape = slide.shapes.add_shape(MSO_SHAPE.PENTAGON, *_emu(box))
    shape.fill.solid()
    shape.fill.fore_color.rgb = _colour(ACCENT)
    shape.line.fill.background()
    shape.shadow.inherit = False
    _fill(shape.text_frame, [text], 15, "FFFFFF", bold=True)
    shape.text_frame.margin_left = Inches(0.15)
    shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE


def table_on(
    slide: Any,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    size: int,
    right: Sequence[int] = (),
) -> None:
    """Add a calm table; `right` are columns of figures."""
    box = (EDGE, 1.45, sum(widths), 0.4 * (len(rows) + 1))
    made = slide.shapes.add_table(len(rows) + 1, len(heads), *_emu(box))
    # The plain style without bands: the calm lines below are ours.
    made._element.graphic.graphicData.tbl.tblPr.find(_STYLE_TAG).text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
    made.table.horz_banding = False
    for column, width in zip(made.table.columns, widths, strict=True):
        column.width = Inches(width)
    for number, row in enumerate([heads, *rows]):
        for column, text in enumerate(row):
            _cell(
                made.table.cell(number, column), text, size, head=number == 0, first=column == 0, right=column in right
            )


_STYLE_TAG = "{http://schemas.openxmlformats.org/drawingml/2006/main}tableStyleId"


def _cell(cell: Any, text: str, size: int, *, head: bool, first: bool, right: bool) -> None:
    cell.margin_top = cell.margin_bottom = Inches(0.05)
    _fill(cell.text_frame, [text], size, ACCENT if head else INK, bold=head or first, right=right)
    cell.margin_left = cell.margin_right = Inches(0.08)
    if head:
        cell.fill.solid()
        cell.fill.fore_color.rgb = _colour(ACCENT_SOFT)
    else:
        cell.fill.background()


def chart_on(
    slide: Any, name: str, categories: Sequence[str], values: Sequence[float], box: Box, *, labels: bool = True
) -> None:
    """Add a native column chart of one series."""
    data = CategoryChartData(number_format="#,##0")  # type: ignore[no-untyped-call]
    data.categories = list(categories)
    data.add_series(name, [round(value) for value in values])  # type: ignore[no-untyped-call]
    chart = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *_emu(box), data).chart
    chart.has_legend = False
    chart.font.size, chart.font.name = Pt(12), FONT
    chart.font.color.rgb = _colour(INK_SOFT)
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
    plot.series[0].format.fill.fore_color.rgb = _colour(ACCENT)
    chart.value_axis.visible = not labels
    chart.value_axis.minimum_scale = 0
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.tick_labels.number_format, chart.value_axis.tick_labels.number_format_is_linked = (
        "[$-414]#,##0",
        False,
    )


def _emu(box: Box) -> tuple[int, int, int, int]:
    left, top, width, height = (Inches(side) for side in box)
    return left, top, width, height
