"""The papers read by other libraries: everything is there, one page is one page, no text takes command."""

import re
from datetime import date
from io import BytesIO

import companies as c
import docx
import icalendar
import openpyxl
import pptx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from assistant.errors import UsageError
from assistant.export import FORMATS, plan_from_json
from assistant.export.look import clean, harmless, shorten, tied
from assistant.planning.framework import DIMENSIONS
from assistant.planning.plan import State
from assistant.texts.plan_words import PlanWords

NINE = (
    "Vekstanalyse",
    "Konkurrentanalyse",
    "Markedsanalyse",
    "SMARTe mål og KPI-er",
    "Strategi og plan",
    "Segmentering og målretting",
    "Posisjonering",
    "USP",
    "Salgsprosess",
)
HARD = (c.EMPTY, c.hostile(), c.huge(), c.huge("W"), c.huge("ÅØÆ漢字 "), c.huge("🦊"))
ALL = (*c.COMPANIES, *HARD)
CREDIT = "AMSTAK og RIKE er utviklet av Are Stegane. Skrevet med AMSTAK-assistenten."


def flat(text):
    """Return the letters alone: how a line is broken, hyphenated or spaced is the typesetter's business."""
    return re.sub(r"[\s\u200b\u00a0\u00ad-]+", "", text)


def pdf_text(data):
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)


def docx_text(data):
    word = docx.Document(BytesIO(data))
    parts = [p.text for p in word.paragraphs]
    for section in word.sections:
        parts += [p.text for p in section.footer.paragraphs]
    for table in word.tables:
        parts += [cell.text for cell in table._cells]
    return "\n".join(parts)


def said(plan, texts):
    """Return every goal and strategy as the plan words them."""
    words = PlanWords(texts, plan)
    for dimension in (None, *DIMENSIONS):
        for part in (plan.goal(dimension), plan.strategy(dimension)):
            if part:
                yield words.text(part.text)


@pytest.mark.parametrize("plan", ALL, ids=lambda p: p.id)
def test_the_a4_is_one_page_with_the_nine_headings(plan, export):
    data = export(plan, "pdf", "a4")
    assert len(PdfReader(BytesIO(data)).pages) == 1
    page = PdfReader(BytesIO(data)).pages[0].mediabox
    assert (round(page.width), round(page.height)) == (595, 842)
    for text in (flat(pdf_text(data)), flat(docx_text(export(plan, "docx", "a4")))):
        assert all(flat(heading) in text for heading in NINE)
        assert flat(CREDIT) in text


@pytest.mark.parametrize("plan", c.COMPANIES, ids=lambda p: p.id)
@pytest.mark.parametrize("view", ["full", "a4"])
def test_goals_and_strategies_stand_in_full(plan, view, export, texts):
    for kind, read in (("pdf", pdf_text), ("docx", docx_text)):
        text = flat(read(export(plan, kind, view)))
        missing = [sentence for sentence in said(plan, texts) if flat(sentence) not in text]
        assert not missing, kind


@pytest.mark.parametrize("plan", ALL, ids=lambda p: p.id)
def test_nothing_is_set_outside_the_page(plan, export):
    for page in PdfReader(BytesIO(export(plan, "pdf", "a4"))).pages:
        places = []
        page.extract_text(
            visitor_text=lambda t, cm, tm, f, s, at=places: at.append((tm[4], tm[5])) if t.strip() else None
        )
        assert all(0 <= x <= 595 and 0 <= y <= 842 for x, y in places)


def test_full_plan_has_every_part(export, texts):
    plan, words = c.CAFE, PlanWords(texts, c.CAFE)
    wanted = [words.text(a.what) for a in plan.activities] + [words.text(t.text) for t in plan.tactics]
    wanted += [fact.value for fact in plan.facts if isinstance(fact.value, str) and ";" not in fact.value][2:]
    wanted += ["Bak tallene", "Budsjett per måned", CREDIT]
    for text in (pdf_text(export(plan, "pdf")), docx_text(export(plan, "docx")), export(plan, "md").decode()):
        assert not [sentence for sentence in wanted if flat(sentence) not in flat(text)]


def test_word_has_styles_contents_and_real_footnotes(export):
    data = export(c.CAFE, "docx")
    word = docx.Document(BytesIO(data))
    levels = {p.style.name for p in word.paragraphs}
    assert {"Title", "Heading 1", "Heading 2", "List Bullet"} <= levels
    notes = next(part for part in word.part.package.iter_parts() if str(part.partname) == "/word/footnotes.xml")
    references = re.findall(r'footnoteReference [^>]*w:id="(\d+)"', word.element.xml)
    assert references == [str(n) for n in range(1, len(references) + 1)]
    assert all(f'w:id="{n}"'.encode() in notes.blob for n in references)
    anchors = set(re.findall(r'w:anchor="(\w+)"', word.element.xml))
    assert anchors == set(re.findall(r'bookmarkStart [^>]*w:name="(\w+)"', word.element.xml))
    assert "TOC" in word.element.xml


def test_sources_stand_as_footnotes(export):
    cited = {s.article for s in c.CAFE.strategies if s.article}
    assert cited
    for kind, view, read in (("pdf", "a4", pdf_text), ("docx", "a4", docx_text), ("pdf", "full", pdf_text)):
        text = flat(read(export(c.CAFE, kind, view)))
        assert all(flat(f"«Tittel på {name}»") in text for name in cited)


@pytest.mark.parametrize("plan", ALL, ids=lambda p: p.id)
def test_slides_are_seven_with_native_charts(plan, export):
    deck = pptx.Presentation(BytesIO(export(plan, "pptx")))
    assert 6 <= len(deck.slides) <= 8
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    if plan.id == "kafe1":
        assert list(charts[0].plots[0].series[0].values) == [4_200_000, 5_000_000]
        assert sum(charts[1].plots[0].series[0].values) == pytest.approx(
            sum(a.cost or 0 for a in plan.activities), abs=20
        )


# --- calendar ---


def events(data):
    return {str(e["UID"]): e for e in icalendar.Calendar.from_ical(data).walk("VEVENT")}


def test_calendar_has_activities_and_controls_with_owner_and_reminder(export):
    found = events(export(c.CAFE, "ics", version=4))
    for part in c.CAFE.activities:
        event = found[f"kafe1-{part.id}@amstak-assistenten"]
        assert event.decoded("dtstart") == part.start
        assert event.decoded("dtend").toordinal() == part.end.toordinal() + 1
        assert part.who in str(event["contact"])
        assert event["sequence"] == 4
        assert len(event.walk("VALARM")) == 1
    rules = [found[f"kafe1-{part.id}@amstak-assistenten"]["rrule"] for part in c.CAFE.controls]
    assert {rule["freq"][0].lower() for rule in rules} <= {"weekly", "monthly"}
    assert all(rule["until"][0] >= date(2027, 12, 1) for rule in rules)


def test_a_newer_calendar_replaces_the_older(export):
    first = c.CAFE.activities[0]
    moved = first.model_copy(update={"start": date(2027, 5, 3), "end": date(2027, 5, 7)})
    changed = c.CAFE.with_(activities=(moved, *c.CAFE.activities[1:]))
    old, new = events(export(c.CAFE, "ics", version=1)), events(export(changed, "ics", version=2))
    assert old.keys() == new.keys()
    assert all(new[uid]["sequence"] > old[uid]["sequence"] for uid in old)
    assert new[f"kafe1-{first.id}@amstak-assistenten"].decoded("dtstart") == date(2027, 5, 3)


# --- text that would be something else ---


def test_no_text_becomes_a_formula_in_the_workbook(export):
    for sheet in openpyxl.load_workbook(BytesIO(export(c.hostile(), "xlsx"))).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.data_type != "f":
                    assert not cell.value.startswith(("=", "+", "-", "@", "\t", "\r"))
                if cell.data_type == "f":
                    assert "HYPERLINK" not in cell.value
                    assert "cmd" not in cell.value


def test_no_text_becomes_markup_in_the_other_formats(export):
    text = export(c.hostile(), "md").decode()
    assert not re.search(r"(?<!\\)<script|!\[x\]\(", text)
    assert flat("<script>alert(1)</script>") in flat(pdf_text(export(c.hostile(), "pdf")))
    lines = export(c.hostile(), "ics").decode().split("\r\n")
    assert all(re.match(r"[A-Z0-9;=\-]+[:;]| |$", line) for line in lines)


@given(st.text(max_size=400))
@settings(max_examples=300, deadline=None)
def test_cleaned_text_is_one_line_of_real_letters(text):
    made = clean(text)
    assert made == clean(made)
    assert made == made.strip()
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\n\r]", made)


@given(st.text(max_size=400), st.integers(10, 200))
@settings(max_examples=300, deadline=None)
def test_shortened_text_is_never_longer(text, limit):
    made = shorten(text, limit)
    assert len(made) <= limit
    assert made == text or len(made) < len(text) + 1


def test_shortening_ends_at_a_sentence_or_a_word():
    text = "Vi skal beholde flere. Nye gjester hentes gjennom dem som er fornøyde. Slik vokser vi."
    assert shorten(text, 70) == "Vi skal beholde flere. Nye gjester hentes gjennom dem som er fornøyde."
    assert shorten("Vi skal beholde flere gjester som kommer og går", 30) == "Vi skal beholde flere gjester…"


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_dangerous_starts_are_quoted(start):
    assert harmless(f"{start}1").startswith("'")
    assert harmless(f"a{start}1") == f"a{start}1"


def test_figures_are_not_torn_apart():
    assert (
        tied("fra 4 200 000 kr til 12,5 % den 3. mai 2027")
        == "fra 4\u00a0200\u00a0000\u00a0kr til 12,5\u00a0% den 3.\u00a0mai 2027"
    )


# --- the face ---


@pytest.mark.parametrize("plan", ALL, ids=lambda p: p.id)
def test_json_comes_back_as_it_was(plan, export):
    assert plan_from_json(export(plan, "json").decode()) == plan


def test_all_formats_but_office_files_are_the_same_each_time(export):
    for kind in ("md", "ics", "json"):
        assert export(c.CAFE, kind) == export(c.CAFE, kind)
    assert pdf_text(export(c.CAFE, "pdf")) == pdf_text(export(c.CAFE, "pdf"))


@pytest.mark.parametrize(("kind", "view"), [("exe", "full"), ("xlsx", "a4"), ("pdf", "a5"), ("", "full")])
def test_unknown_kinds_are_refused_in_words(kind, view, export):
    with pytest.raises(UsageError, match="finnes ikke"):
        export(c.CAFE, kind, view)


def test_rejected_parts_are_left_out(export, texts):
    part = c.CAFE.activities[0]
    gone = part.model_copy(update={"state": State.REJECTED})
    plan = c.CAFE.with_(activities=(gone, *c.CAFE.activities[1:]))
    what = PlanWords(texts, plan).text(part.what)
    assert flat(what) not in flat(pdf_text(export(plan, "pdf")))
    assert f"kafe1-{part.id}@amstak-assistenten" not in events(export(plan, "ics"))


def test_every_article_in_the_plan_is_a_source_at_the_end(export):
    text = export(c.CAFE, "md").decode()
    listed = re.findall(r"^(\d+)\. «", text, re.MULTILINE)
    assert listed == [str(n) for n in range(1, len(listed) + 1)]
    assert set(re.findall(r" \[(\d+)\]", text)) <= set(listed)


def test_importing_the_room_loads_no_library():
    import subprocess
    import sys

    heavy = "typst docx openpyxl xlsxwriter icalendar pptx"
    code = f"import sys, assistant.export; print(' '.join(n for n in '{heavy}'.split() if n in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == ""


def test_formats_are_those_of_the_door():
    assert set(FORMATS) == {"md", "docx", "pdf", "xlsx", "ics", "pptx", "json"}
