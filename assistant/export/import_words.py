"""What came of taking a workbook in, in words: what was taken, what was as before, what was refused and why."""

from datetime import date
from typing import Any

from assistant.export.actuals import ImportReport, Refusal
from assistant.export.money import month_name
from assistant.language.formatting import format_quantity
from assistant.planning.kpis import kpi
from assistant.planning.plan import Actual, Plan
from assistant.texts import Texts
from assistant.texts.plan_words import PlanWords


def import_lines(report: ImportReport, plan: Plan, texts: Texts) -> list[str]:
    """Return the report, a line each."""
    words = PlanWords(texts, plan)
    lines = []
    if report.actuals:
        lines.append(texts.say("eksport.inn.overskrift_tatt", antall=len(report.actuals)))
        lines += [f"  {_taken(actual, words, texts)}" for actual in report.actuals]
    if report.unchanged:
        lines.append(texts.say("eksport.inn.overskrift_uendret", antall=report.unchanged))
    if report.refused:
        lines.append(texts.say("eksport.inn.overskrift_avvist", antall=len(report.refused)))
        lines += [f"  {_refused(item, words, texts)}" for item in report.refused]
    return lines or [texts.say("eksport.inn.ingen")]


def import_summary(report: ImportReport, plan: Plan, texts: Texts) -> dict[str, Any]:
    """Return the report as `plan import --json` prints it."""
    words = PlanWords(texts, plan)
    return {
        "taken": [{"kpi": a.kpi, "period": a.period, "value": a.value} for a in report.actuals],
        "unchanged": report.unchanged,
        "refused": [
            {"where": item.where, "value": item.value, "why": item.why, "message": _refused(item, words, texts)}
            for item in report.refused
        ],
    }


def _taken(actual: Actual, words: PlanWords, texts: Texts) -> str:
    unit = measure.unit if (measure := kpi(actual.kpi)) else ""
    value = format_quantity(actual.value, unit)
    return texts.say("eksport.inn.tatt", kpi=words.kpi(actual.kpi), måned=_month(actual.period, texts), verdi=value)


def _refused(item: Refusal, words: PlanWords, texts: Texts) -> str:
    month = _month(item.period, texts) if item.period else ""
    name = words.kpi(item.kpi) if item.kpi else ""
    return texts.say(f"eksport.inn.avvist.{item.why}", sted=item.where, verdi=item.value, kpi=name, måned=month)


def _month(period: str, texts: Texts) -> str:
    return month_name(texts, date.fromisoformat(f"{period}-01"))
