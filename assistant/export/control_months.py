"""Which measures are followed, and the months they are followed in."""

from datetime import date

from assistant.export.money import first_day, months_between
from assistant.export.sources import live
from assistant.planning.kpis import kpi
from assistant.planning.plan import Plan

# In hidden cells of the control sheet, so that it is known again when its rows and columns have been moved.
KEY_MARK, HEAD_MARK = "amstak:kontroll:", "amstak:hode"
_LEAST_MONTHS = 12


def control_rows(plan: Plan) -> tuple[str, ...]:
    """Return the ids of the measures that are followed: in controls, in goals, or measured already."""
    followed = (
        *(c.kpi for c in live(plan.controls)),
        *(g.kpi for g in live(plan.goals)),
        *(a.kpi for a in plan.actuals),
    )
    return tuple(name for name in dict.fromkeys(followed) if kpi(name) is not None)


def control_months(plan: Plan) -> tuple[date, ...]:
    """Return the months from the plan's first to its last deadline, a year at least, and any that has been measured."""
    measured = [day for actual in plan.actuals if (day := first_day(actual.period))]
    first = min([plan.created.replace(day=1), *measured])
    a_year = date(first.year + (first.month + _LEAST_MONTHS - 2) // 12, (first.month + _LEAST_MONTHS - 2) % 12 + 1, 1)
    ends = [goal.deadline for goal in live(plan.goals) if goal.deadline]
    return months_between(first, max([a_year, *ends, *measured]))
