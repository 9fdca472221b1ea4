"""What python-docx lacks: footnotes, a table of contents that is right at once, links inside the paper, cell looks."""

from typing import Any

from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.table import _Cell
from docx.text.paragraph import Paragraph

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
        from lxml import etree

        blob = etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True)
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

