"""DOCX by python-docx: real styles, footnotes, contents and tables, so that one can write on in Word."""

from typing import Any

from assistant.export.content import Block, Document, Items, Paragraph, Section, Style, Table, Text
from assistant.export.look import ACCENT, ACCENT_SOFT, INK, LINE, breakable, tied
from assistant.export.word_parts import (
    Footnotes,
    bookmark,
    borders,
    coloured,
    contents,
    keep_whole,
    lay_out,
    new_document,
    page_number,
    paragraph_of,
    raised,
    repeat_head,
    right_tab,
    saved,
    shade,
    to_the_right,
)

_WIDTH_CM = 16.6


def document_docx(document: Document) -> bytes:
    """Return the full plan as DOCX."""
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


def _contents(word: Any, document: Document) -> None:
    head = paragraph_of(word, "Innhold 1")
    head.add_run(document.contents)
    borders(head, top=(12, ACCENT))
    shown = list(enumerate(document.sections, start=1))
    lines = [paragraph_of(word, f"Innhold {section.level}") for _, section in shown]
    contents(lines, [section.title for _, section in shown], [number for number, _ in shown])


def _section(word: Any, notes: Footnotes, section: Section, number: int) -> None:
    heading = paragraph_of(word, f"Heading {section.level}")
    heading.add_run(section.title)
    bookmark(heading, number)
    for block in section.blocks:
        _block(word, notes, block)


def _block(word: Any, notes: Footnotes, block: Block) -> None:
    if isinstance(block, Paragraph):
        _paragraph(word, notes, block)
    elif isinstance(block, Items):
        for item in block.items:
            write(paragraph_of(word, "List Bullet"), item, notes)
    else:
        add_table(word, notes, block)


def _paragraph(word: Any, notes: Footnotes, block: Paragraph) -> None:
    style = {Style.BODY: "Normal", Style.SMALL: "Liten", Style.GOAL: "Mål"}[block.style]
    paragraph = paragraph_of(word, style)
    if block.style == Style.GOAL:
        borders(paragraph, left=(18, ACCENT))
    if block.label:
        label = paragraph.add_run(f"{block.label}: " if block.text.text else block.label)
        label.bold = True
        coloured(label, INK)
        paragraph.paragraph_format.keep_with_next = not block.text.text
    write(paragraph, block.text, notes)


def write(paragraph: Any, text: Text, notes: Footnotes | None = None, *, bold: bool = False) -> None:
    """Add a text with its mark and its footnotes."""
    run = paragraph.add_run(tied(breakable(text.text)))
    run.bold = bold or None
    if text.mark:
        raised(paragraph, text.mark).italic = True
    if notes is not None:
        for note in text.notes:
            notes.add(paragraph, note)


def add_table(word: Any, notes: Footnotes, table: Table) -> None:
    """Add a calm table: tinted head that repeats, thin lines, figures to the right."""
    made = word.add_table(rows=1 + len(table.rows), cols=len(table.heads))
    lay_out(made, [_WIDTH_CM * share / sum(table.widths) for share in table.widths])
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


def _cell(cell: Any, text: Text, notes: Footnotes, *, strong: bool, right: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph._p.style = "Tabell"
    write(paragraph, text, notes, bold=strong)
    if right:
        to_the_right(paragraph)


def _footer(word: Any, credit: str) -> None:
    paragraph = word.sections[0].footer.paragraphs[0]
    paragraph._p.style = "Liten"
    right_tab(paragraph, _WIDTH_CM)
    paragraph.add_run(f"{credit}\t")
    page_number(paragraph)
