"""What the activities cost in each month: spread evenly over the months they run in."""

from collections.abc import Sequence
from datetime import date

from assistant.planning.plan import Activity
from assistant.texts import Texts

# A calendar or a budget longer than this is a typing error in a date.
MOST_MONTHS = 36


def months_between(first: date, last: date) -> tuple[date, ...]:
    """Return the first day of each month from `first` to `last`, at most three years of them."""
    start, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    return tuple(date(n // 12, n % 12 + 1, 1) for n in range(start, min(end, start + MOST_MONTHS - 1) + 1))


def span(activity: Activity) -> tuple[date, date] | None:
    """Return the first and last day of an activity, or None when it has no dates."""
    start, end = activity.start or activity.end, activity.end or activity.start
    if start is None or end is None:
        return None
    return (start, end) if start <= end else (end, start)


def budget_months(parts: Sequence[Activity]) -> tuple[date, ...]:
    """Return the months that have activities in or between them."""
    spans = [found for part in parts if (found := span(part))]
    return months_between(min(s for s, _ in spans), max(e for _, e in spans)) if spans else ()


def share(activity: Activity, month: date) -> float:
    """Return what an activity costs in one month."""
    found = span(activity)
    if found is None or not activity.cost:
        return 0.0
    start, end = (day.year * 12 + day.month for day in found)
    now = month.year * 12 + month.month
    return activity.cost / (end - start + 1) if start <= now <= end else 0.0


def monthly_costs(parts: Sequence[Activity]) -> dict[date, float]:
    """Return the cost of each month; empty when no activity has both dates and cost."""
    costs = {month: sum(share(part, month) for part in parts) for month in budget_months(parts)}
    return costs if any(costs.values()) else {}


def first_day(period: str) -> date | None:
    """Return the first day of a month written as YYYY-MM, or None when it is no month."""
    try:
        return date.fromisoformat(f"{period}-01")
    except ValueError:
        return None


def month_name(texts: Texts, month: date) -> str:
    """Return «januar 2027»."""
    return texts.say(f"månedsnavn.m{month.month}", år=str(month.year))
