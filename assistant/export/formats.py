"""The one face of the papers: a plan in, a file out. A format is a row of data; its library loads when asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from assistant.errors import UsageError
from assistant.export.content import Document
from assistant.export.full_plan import full_plan
from assistant.export.json_plan import plan_to_json
from assistant.export.look import clean_plan
from assistant.export.markdown import document_markdown
from assistant.export.one_page import OnePage, variants
from assistant.export.sources import TitleOf, all_articles
from assistant.planning.plan import Plan
from assistant.texts import Texts

FULL, A4 = "full", "a4"


@dataclass(frozen=True, slots=True)
class Job:
    """One plan to be put on paper. `plan` is the plan as it is, `clean` with its texts made fit for any format."""

    plan: Plan
    clean: Plan
    texts: Texts
    today: date
    title_of: TitleOf
    version: int

    def document(self) -> Document:
        """Return the full plan."""
        return full_plan(self.clean, self.texts, self.today, self.title_of)

    def page(self) -> tuple[OnePage, ...]:
        """Return the one page, at every level."""
        return variants(self.clean, self.texts, self.today, self.title_of)


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file. `views` says how each view is made; `text` whether one can read it in a terminal."""

    media: str
    views: Mapping[str, Callable[[Job], bytes]]
    text: bool = False


def _markdown(job: Job) -> bytes:
    sources = [job.texts.say("eksport.kilde", tittel=job.title_of(name)) for name in all_articles(job.clean)]
    return document_markdown(job.document(), sources).encode()


def _json(job: Job) -> bytes:
    return plan_to_json(job.plan).encode()


def _pdf(job: Job) -> bytes:
    from assistant.export.typst_pdf import document_pdf

    return document_pdf(job.document())


def _pdf_page(job: Job) -> bytes:
    from assistant.export.typst_pdf import one_page_pdf

    return one_page_pdf(job.page())


def _docx(job: Job) -> bytes:
    from assistant.export.word import document_docx

    return document_docx(job.document())


def _docx_page(job: Job) -> bytes:
    from assistant.export.word_page import one_page_docx

    return one_page_docx(job.page())


def _xlsx(job: Job) -> bytes:
    from assistant.export.workbook import workbook

    return workbook(job.clean, job.texts, job.today, job.title_of)


def _ics(job: Job) -> bytes:
    from assistant.export.calendar_file import calendar

    return calendar(job.clean, job.texts, job.today, job.title_of, job.version)


def _pptx(job: Job) -> bytes:
    from assistant.export.slides import slides

    return slides(job.clean, job.texts, job.today, job.title_of)


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS: Mapping[str, Format] = {
    "md": Format("text/markdown; charset=utf-8", {FULL: _markdown}, text=True),
    "docx": Format(f"{_OFFICE}.wordprocessingml.document", {FULL: _docx, A4: _docx_page}),
    "pdf": Format("application/pdf", {FULL: _pdf, A4: _pdf_page}),
    "xlsx": Format(f"{_OFFICE}.spreadsheetml.sheet", {FULL: _xlsx}),
    "ics": Format("text/calendar; charset=utf-8", {FULL: _ics}),
    "pptx": Format(f"{_OFFICE}.presentationml.presentation", {FULL: _pptx}),
    "json": Format("application/json", {FULL: _json}, text=True),
}


def export_plan(
    plan: Plan,
    kind: str,
    view: str = FULL,
    *,
    texts: Texts,
    today: date,
    title_of: TitleOf = str,
    version: int = 0,
) -> bytes:
    """Return the plan as a file of this kind and view.

    `title_of` gives an article's title from its id; `version` is the plan's stored version, which lets a calendar know
    what is newer. The same plan, day and version give the same content. Raises UsageError for a kind or view there is
    not, ConfigurationError when the library of a format is not installed.
    """
    found = FORMATS.get(kind)
    if found is None:
        raise UsageError(f"Formatet «{kind}» finnes ikke. Velg en av {', '.join(FORMATS)}.")
    make = found.views.get(view)
    if make is None:
        views = " og ".join(name for name, f in FORMATS.items() if view in f.views)
        hint = f"Den finnes for {views}." if views else f"Velg {FULL} eller {A4}."
        raise UsageError(f"Visningen «{view}» finnes ikke for {kind}. {hint}")
    return make(Job(plan, clean_plan(plan), texts, today, title_of, version))


def plan_to_markdown(plan: Plan, texts: Texts, today: date, title_of: TitleOf = str) -> str:
    """Return the whole plan as Markdown."""
    return export_plan(plan, "md", texts=texts, today=today, title_of=title_of).decode()
