"""How far a goal should reach in a year, and numbers as a person would say them."""

from math import ceil, floor, log10

from assistant.planning.goal_chain import chain_of
from assistant.planning.knowledge import catalogue
from assistant.planning.kpis import Kpi
from assistant.planning.plan import Plan
from assistant.planning.profile import FEW


def year_step(plan: Plan, measure: Kpi) -> float | None:
    """Return a target one year's work away for this business; with few customers, a whole number of them."""
    value, people = step(measure, plan.number(measure.id)), plan.number("kunder")
    if value is None or measure.id != "kundelojalitet" or not people or people > FEW:
        return value
    return min(100.0, round(100 * ceil(people * value / 100 - 1e-6) / people, 1))


def step(measure: Kpi, baseline: float | None) -> float | None:
    """Return a target one year's work away, rounded to what a person would say; None when nothing can be said."""
    row = catalogue("goals")["steps"].get(measure.id, {})
    if baseline is None:
        return float(row["start"]) if "start" in row else None
    if "near" in row:
        bound = measure.hard.high if measure.direction == "up" else measure.hard.low
        value = baseline + row["near"] * ((bound if bound is not None else baseline) - baseline)
        value = min(value, baseline + row.get("add", value))
    elif "add" in row:
        value = baseline + row["add"]
    else:
        value = baseline * row.get("times", 1.1 if measure.direction == "up" else 0.9)
        value = max(value, baseline + row["least"]) if "least" in row else value
    value = _rounded(value, measure, baseline)
    if value not in measure.hard:
        value = (measure.hard.high if measure.direction == "up" else measure.hard.low) or value
    return value


def _rounded(value: float, measure: Kpi, baseline: float) -> float:
    """Round counts to two figures, money to half the second, shares to whole points; never back to where it began."""
    if measure.unit in ("%", "poeng") and abs(value) >= 10:
        result = float(round(value))
    elif measure.unit in ("stjerner", "ganger", "%", "timer", "minutter") or abs(value) < 10:
        result = round(value, 1)
    else:
        size = 10.0 ** (floor(log10(abs(value))) - 1) * (0.5 if measure.unit == "NOK" else 1.0)
        result = round(value / size) * size
    return result if measure.better(baseline, result) else round(value, 2)


def tidy_up(value: float) -> float:
    """Return a count rounded up to what a person would say, so that reaching it still reaches what it was made from."""
    grain = _grain(value)
    return ceil(value / grain - 1e-6) * grain


def spoken(value: float, measure: Kpi) -> float:
    """Return today's figure rounded as a person would say it."""
    if measure.unit == "NOK" and value >= 1000:
        size = 10.0 ** (floor(log10(value)) - 2)
        return round(value / size) * size
    if measure.unit in ("%", "stjerner", "ganger", "NOK"):
        return round(value, 1)
    return round(value / _grain(value)) * _grain(value)


def _grain(value: float) -> float:
    """Return how finely a count of this size is spoken of."""
    return 50.0 if value >= 1000 else 5.0 if value >= 100 else 1.0


def least_growth(plan: Plan, measure: Kpi, target: float | None) -> float | None:
    """Return by how many percent it must at least grow when nothing else is known: as much as the turnover."""
    if measure.id != "nye_kunder" or target is not None:
        return None
    growth = chain_of(plan, advise=False).get("vekst_prosent")
    return float(ceil(growth - 1e-6)) if growth and growth > 0 else None
