"""The plan on its way out and back: paper, workbook, calendar, slides; JSON and measured figures back in."""

from assistant.export.actuals import ImportReport, Refusal, read_actuals, with_actuals, workbook_plan_id
from assistant.export.formats import A4, FORMATS, FULL, Format, export_plan, plan_to_markdown
from assistant.export.import_words import import_lines, import_summary
from assistant.export.json_plan import plan_from_json, plan_to_json

__all__ = [
    "A4",
    "FORMATS",
    "FULL",
    "Format",
    "ImportReport",
    "Refusal",
    "export_plan",
    "import_lines",
    "import_summary",
    "plan_from_json",
    "plan_to_json",
    "plan_to_markdown",
    "read_actuals",
    "with_actuals",
    "workbook_plan_id",
]
