"""What is done to a Word file by python-docx: our styles, and what it lacks: footnotes, contents, lines and grounds."""

from io import BytesIO
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from assistant.export.look import ACCENT, FONT, INK, INK_SOFT

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
_EMPTY = (
    '<w:footnotes {ns}><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
    "</w:footnotes>"
)


class Footnotes:
    """The footnotes of one document; written into it by `save`."""

    def __init__(self, document: WordDocument) -> None:
        self._document = document
        self._root = parse_xml(_EMPTY.format(ns=nsdecls("w")))
        self._count = 0

    def add(self, paragraph: Paragraph, text: str) -> None:
        """Put a footnote at the end of what the paragraph holds so far."""
        self._count += 1
        run = paragraph.add_run()
        run._r.style = "FotnoteTegn"
        run._r.append(element("w:footnoteReference", {"w:id": str(self._count)}))
        self._root.append(self._note(text))

    def _note(self, text: str) -> Any:
        note = element("w:footnote", {"w:id": str(self._count)})
        paragraph = element("w:p")
        paragraph.append(_child(element("w:pPr"), "w:pStyle", {"w:val": "Fotnote"}))
        sign = element("w:r")
        sign.append(_child(element("w:rPr"), "w:rStyle", {"w:val": "FotnoteTegn"}))
        sign.append(element("w:footnoteRef"))
        words = element("w:r")
        said = element("w:t", {"xml:space": "preserve"})
        said.text = f" {text}"
        words.append(said)
        paragraph.append(sign)
        paragraph.append(words)
        note.append(paragraph)
        return note

    def save(self) -> None:
        """Write the footnotes into the document, when there are any."""
        if not self._count:
            return
        blob = serialize_part_xml(self._root)
        package = self._document.part.package
        part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, blob, package)
        self._document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def element(name: str, attributes: dict[str, str] | None = None) -> Any:
    """Return a new XML element with namespaced attributes."""
    made = OxmlElement(name)
    for key, value in (attributes or {}).items():
        made.set("{http://www.w3.org/XML/1998/namespace}space" if key == "xml:space" else qn(key), value)
    return made


def _child(parent: Any, name: str, attributes: dict[str, str]) -> Any:
    parent.append(element(name, attributes))
    return parent


def bookmark(paragraph: Paragraph, number: int) -> None:
    """Name the paragraph so that the contents can lead to it."""
    name = {"w:id": str(number), "w:name": f"_Toc{number:06d}"}
    paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, element("w:bookmarkStart", name))
    paragraph._p.append(element("w:bookmarkEnd", {"w:id": str(number)}))


def contents(paragraphs: list[Paragraph], titles: list[str], numbers: list[int]) -> None:
    """Fill the paragraphs with a contents field: links, right as it is, and rebuilt by Word on request."""
    for position, (paragraph, title, number) in enumerate(zip(paragraphs, titles, numbers, strict=True)):
        if position == 0:
            _field(paragraph, "begin")
            instruction = element("w:instrText", {"xml:space": "preserve"})
            instruction.text = r' TOC \o "1-2" \n \h '
            paragraph.add_run()._r.append(instruction)
            _field(paragraph, "separate")
        link = element("w:hyperlink", {"w:anchor": f"_Toc{number:06d}", "w:history": "1"})
        run = paragraph.add_run(title)
        link.append(run._r)
        paragraph._p.append(link)
        if position == len(titles) - 1:
            _field(paragraph, "end")


def page_number(paragraph: Paragraph) -> None:
    """Put the number of the page at the end of the paragraph."""
    for kind in ("begin", "separate", "end"):
        if kind == "separate":
            instruction = element("w:instrText", {"xml:space": "preserve"})
            instruction.text = " PAGE "
            paragraph.add_run()._r.append(instruction)
        _field(paragraph, kind)
        if kind == "separate":
            paragraph.add_run("1")


def _field(paragraph: Paragraph, kind: str) -> None:
    paragraph.add_run()._r.append(element("w:fldChar", {"w:fldCharType": kind}))


def shade(cell: _Cell, colour: str) -> None:
    """Give a cell a ground colour."""
    fill = {"w:val": "clear", "w:color": "auto", "w:fill": colour}
    cell._tc.get_or_add_tcPr().append(element("w:shd", fill))


def borders(target: Any, **sides: tuple[int, str]) -> None:
    """Give a cell or a paragraph lines: side = (eighths of a point, colour)."""
    is_cell = isinstance(target, _Cell)
    properties = target._tc.get_or_add_tcPr() if is_cell else target._p.get_or_add_pPr()
    box = element("w:tcBorders" if is_cell else "w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        if side in sides:
            size, colour = sides[side]
            look = {"w:val": "single", "w:sz": str(size), "w:space": "0" if is_cell else "4", "w:color": colour}
            box.append(element(f"w:{side}", look))
    properties.append(box) if is_cell else properties.insert_element_before(
        box, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def language(run_or_style: Any, code: str = "nb-NO") -> None:
    """Say which language the words are in, for spelling and reading aloud."""
    properties = run_or_style.element.get_or_add_rPr()
    properties.append(element("w:lang", {"w:val": code, "w:eastAsia": code}))


def repeat_head(row: Any) -> None:
    """Repeat a table's head on each page, and keep its rows whole."""
    row._tr.get_or_add_trPr().append(element("w:tblHeader"))


def keep_whole(row: Any) -> None:
    """Do not break a row over two pages."""
    row._tr.get_or_add_trPr().append(element("w:cantSplit"))


def new_document(margins: tuple[float, float, float, float], title: str) -> WordDocument:
    """Return an empty A4 document with our styles; margins in cm: top, right, bottom, left."""
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


def lay_out(table: Any, widths: list[float]) -> None:
    """Give the columns their widths in cm, in every way that Word and LibreOffice look for them."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for number, cell in enumerate(table._cells):
        cell.width = Cm(widths[number % len(widths)])


def points(size: float) -> Any:
    """Return a length in points."""
    return Pt(size)


def coloured(run: Any, colour: str) -> Any:
    """Give a run a colour."""
    run.font.color.rgb = RGBColor.from_string(colour)
    return run


def to_the_right(paragraph: Any) -> None:
    """Set a paragraph flush right."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def right_tab(paragraph: Any, width_cm: float) -> None:
    """Make the next tab go to the right edge."""
    paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(width_cm), WD_TAB_ALIGNMENT.RIGHT)
