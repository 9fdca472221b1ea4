"""Which measures are followed, and the months they are followed in."""

from datetime import date

from assistant.export.money import months_between
from assistant.export.sources import live
from assistant.planning.kpis import kpi
from assistant.planning.plan import Plan

_LEAST_MONTHS = 12


def control_rows(plan: Plan) -> tuple[str, ...]:
    """Return the ids of the measures that are followed: those of the controls, the goals, and what has been measured."""
    parts = (*live(plan.controls), *live(plan.goals), *plan.actuals)
    return tuple(name for name in dict.fromkeys(part.kpi for part in parts) if kpi(name) is not None)


def control_months(plan: Plan) -> tuple[date, ...]:
    """Return the months from the plan's first to its last deadline, a year at least, and any that has been measured."""
    measured = [date.fromisoformat(f"{actual.period}-01") for actual in plan.actuals]
    first = min([plan.created.replace(day=1), *measured])
    a_year = date(first.year + (first.month + _LEAST_MONTHS - 2) // 12, (first.month + _LEAST_MONTHS - 2) % 12 + 1, 1)
    ends = [goal.deadline for goal in live(plan.goals) if goal.deadline]
    return months_between(first, max([a_year, *ends, *measured]))
