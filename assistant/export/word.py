"""DOCX by python-docx: real styles, footnotes, contents and tables, so that one can write on in Word."""

from io import BytesIO
from typing import TYPE_CHECKING, Any

from assistant.export.content import Block, Document, Items, Paragraph, Section, Style, Table, Text
from assistant.export.look import ACCENT, ACCENT_SOFT, FONT, INK, INK_SOFT, LINE, breakable, tied

if TYPE_CHECKING:
    from assistant.export.word_parts import Footnotes

# name: (base, points, colour, bold, points before, points after)
_STYLES = {
    "Normal": (None, 10.5, INK, False, 0, 6),
    "Title": ("Normal", 24, ACCENT, True, 0, 2),
    "Heading 1": ("Normal", 16, ACCENT, True, 20, 6),
    "Heading 2": ("Normal", 12.5, INK, True, 14, 4),
    "Liten": ("Normal", 9, INK_SOFT, False, 0, 4),
    "Mål": ("Normal", 11.5, INK, False, 4, 6),
    "Punkt": ("Normal", 10.5, INK, False, 0, 3),
    "Tabell": ("Normal", 9, INK, False, 2, 2),
    "Fotnote": ("Normal", 8, INK_SOFT, False, 0, 0),
    "Innhold 1": ("Normal", 10.5, INK, True, 4, 1),
    "Innhold 2": ("Normal", 10, INK_SOFT, False, 0, 1),
}
_WIDTH_CM = 16.6


def document_docx(document: Document) -> bytes:
    """Return the full plan as DOCX."""
    from assistant.export.word_parts import Footnotes

    word = new_document(margins=(2.2, 2.2, 2.2, 2.2), title=document.title)
    notes = Footnotes(word)
    paragraph_of(word, "Title").add_run(breakable(document.title))
    paragraph_of(word, "Liten").add_run(document.subtitle)
    _contents(word, document)
    for number, section in enumerate(document.sections, start=1):
        _section(word, notes, section, number)
    paragraph_of(word, "Liten").add_run(document.legend)
    _footer(word, document.credit)
    notes.save()
    return saved(word)


def new_document(margins: tuple[float, float, float, float], title: str) -> Any:
    """Return an empty A4 document with our styles; margins in cm: top, right, bottom, left."""
    import docx
    from docx.shared import Cm

    word = docx.Document()
    page = word.sections[0]
    page.page_width, page.page_height = Cm(21.0), Cm(29.7)
    page.top_margin, page.right_margin, page.bottom_margin, page.left_margin = (Cm(side) for side in margins)
    page.footer_distance = Cm(1.0)
    word.core_properties.title = title[:250]
    word.core_properties.author = "AMSTAK-assistenten"
    word.core_properties.language = "nb-NO"
    _add_styles(word)
    return word


def paragraph_of(word: Any, style: str) -> Any:
    """Return a new last paragraph in a style; by its id, for looking up names takes longer than all the rest."""
    paragraph = word.add_paragraph()
    paragraph._p.style = style.replace(" ", "")
    return paragraph


def raised(paragraph: Any, text: str) -> Any:
    """Add a small raised sign."""
    run = paragraph.add_run(text)
    run._r.style = "FotnoteTegn"
    return run


def saved(word: Any) -> bytes:
    """Return the document as a file."""
    buffer = BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def _add_styles(word: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    from assistant.export.word_parts import language

    known = {style.name for style in word.styles}
    for name, (base, size, colour, bold, before, after) in _STYLES.items():
        style = word.styles[name] if name in known else word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        if base:
            style.base_style = word.styles[base]
        style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
        style.font.color.rgb = RGBColor.from_string(colour)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(script), FONT)
        for themed in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(themed), None)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    for border in word.styles["Title"].element.pPr.findall(qn("w:pBdr")):
        word.styles["Title"].element.pPr.remove(border)
    word.styles["Innhold 2"].paragraph_format.left_indent = Cm(0.6)
    sign = word.styles.add_style("FotnoteTegn", WD_STYLE_TYPE.CHARACTER)
    sign.font.superscript = True
    sign.font.color.rgb = RGBColor.from_string(ACCENT)
    language(word.styles["Normal"])


def _contents(word: Any, document: Document) -> None:
    from assistant.export.word_parts import borders, contents

    head = paragraph_of(word, "Innhold 1")
    head.add_run(document.contents)
    borders(head, top=(12, ACCENT))
    shown = list(enumerate(document.sections, start=1))
    lines = [paragraph_of(word, f"Innhold {section.level}") for _, section in shown]
    contents(lines, [section.title for _, section in shown], [number for number, _ in shown])


def _section(word: Any, notes: "Footnotes", section: Section, number: int) -> None:
    from assistant.export.word_parts import bookmark

    heading = paragraph_of(word, f"Heading {section.level}")
    heading.add_run(section.title)
    bookmark(heading, number)
    for block in section.blocks:
        _block(word, notes, block)


def _block(word: Any, notes: "Footnotes", block: Block) -> None:
    if isinstance(block, Paragraph):
        _paragraph(word, notes, block)
    elif isinstance(block, Items):
        for item in block.items:
            write(paragraph_of(word, "List Bullet"), item, notes)
    else:
        add_table(word, notes, block)


def _paragraph(word: Any, notes: "Footnotes", block: Paragraph) -> None:
    from docx.shared import RGBColor

    from assistant.export.word_parts import borders

    style = {Style.BODY: "Normal", Style.SMALL: "Liten", Style.GOAL: "Mål"}[block.style]
    paragraph = paragraph_of(word, style)
    if block.style == Style.GOAL:
        borders(paragraph, left=(18, ACCENT))
    if block.label:
        label = paragraph.add_run(f"{block.label}: " if block.text.text else block.label)
        label.bold = True
        label.font.color.rgb = RGBColor.from_string(INK)
        paragraph.paragraph_format.keep_with_next = not block.text.text
    write(paragraph, block.text, notes)


def write(paragraph: Any, text: Text, notes: "Footnotes | None" = None, *, bold: bool = False) -> None:
    """Add a text with its mark and its footnotes."""
    run = paragraph.add_run(tied(breakable(text.text)))
    run.bold = bold or None
    if text.mark:
        raised(paragraph, text.mark).italic = True
    if notes is not None:
        for note in text.notes:
            notes.add(paragraph, note)


def add_table(word: Any, notes: "Footnotes", table: Table) -> None:
    """Add a calm table: tinted head that repeats, thin lines, figures to the right."""
    made = word.add_table(rows=1 + len(table.rows), cols=len(table.heads))
    lay_out(made, [_WIDTH_CM * share / sum(table.widths) for share in table.widths])
    from assistant.export.word_parts import borders, keep_whole, repeat_head, shade

    repeat_head(made.rows[0])
    cells = made._cells
    columns = len(table.heads)
    rows = [tuple(Text(head) for head in table.heads), *table.rows]
    for number, row in enumerate(rows):
        keep_whole(made.rows[number])
        for column, text in enumerate(row):
            cell = cells[number * columns + column]
            strong = number == 0 or (table.total and number == len(rows) - 1)
            _cell(cell, text, notes, strong=strong, right=column in table.right)
            borders(cell, bottom=(4, LINE))
            if number == 0:
                shade(cell, ACCENT_SOFT)
    paragraph_of(word, "Tabell")


def _cell(cell: Any, text: Text, notes: "Footnotes", *, strong: bool, right: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = cell.paragraphs[0]
    paragraph._p.style = "Tabell"
    write(paragraph, text, notes, bold=strong)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def lay_out(table: Any, widths: list[float]) -> None:
    """Give the columns their widths in cm, in every way that Word and LibreOffice look for them."""
    from docx.shared import Cm

    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for number, cell in enumerate(table._cells):
        cell.width = Cm(widths[number % len(widths)])


def _footer(word: Any, credit: str) -> None:
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Cm

    from assistant.export.word_parts import page_number

    paragraph = word.sections[0].footer.paragraphs[0]
    paragraph._p.style = "Liten"
    paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(_WIDTH_CM), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(f"{credit}\t")
    page_number(paragraph)
