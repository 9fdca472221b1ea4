"""Control: how each KPI is followed, what it should show by now, and when a deviation is more than noise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.planning.goal_words import method_of
from assistant.planning.kpis import Kpi, kpi, margin
from assistant.planning.plan import Actual, Control, Goal, Origin, Plan, Provenance, State
from assistant.planning.profile import profile

Status = Literal["grønn", "gul", "rød"]
_GREEN, _YELLOW = 0.95, 0.85
_FLAT = (1 / 12,) * 12
# Figures that add up through the year are compared month by month with their share of the target.
_FLOWS = frozenset({"omsetning", "nye_kunder", "ordre", "leads", "besøk", "resultat"})
# Those whose goals and limits are told for a whole year (leads and visits are told per month).
YEARLY = frozenset({"omsetning", "nye_kunder", "ordre", "resultat"})


@dataclass(frozen=True, slots=True)
class Reading:
    """One KPI in one month against its pace. `alarm` is raised outside noise, or when red two months in a row."""

    kpi: str
    period: str
    value: float
    expected: float
    status: Status
    alarm: bool


def draft_controls(plan: Plan) -> tuple[Control, ...]:
    """Return one control for each live goal: limit, frequency, owner and source."""
    who = profile(plan)
    return tuple(
        Control(
            id=f"kontroll-{goal.kpi}",
            kpi=goal.kpi,
            goal=goal.id,
            limit=_limit(goal, measure),
            frequency=measure.every,
            owner=goal.owner or str(who.params["leder"]),
            source=method_of(measure, who),
            provenance=(Provenance(origin=Origin.COMPUTED, formula="varselgrense", inputs=(goal.id,)),),
        )
        for goal in plan.goals
        if goal.state != State.REJECTED and (measure := kpi(goal.kpi)) is not None
    )


def _limit(goal: Goal, measure: Kpi) -> float | None:
    """Return the value beyond which something must be done: where one began, else 15 % off the target, spoken round.

    Scales that hardly move (stars) get 5 %.
    """
    if goal.baseline is not None:
        return goal.baseline
    if goal.target is None:
        return None
    share = _GREEN if measure.unit == "stjerner" else _YELLOW
    limit = goal.target * (share if measure.direction == "up" else 2 - share)
    return round(limit, 1 if abs(limit) < 10 else 0)


def expected(goal: Goal, period: str, start: date, season: Sequence[float] = _FLAT) -> float | None:
    """Return what a KPI should show for a month (`YYYY-MM`).

    A figure that adds up through the year gets its month's share, growing from the baseline's level to the target's;
    others go from baseline to target along the season's cumulative share. `season`: 12 shares from January.
    """
    if goal.target is None or goal.deadline is None:
        return None
    done = _progress(period, start, goal.deadline, season)
    base = goal.baseline if goal.baseline is not None else goal.target
    if goal.kpi not in _FLOWS:
        return base + (goal.target - base) * done
    month = int(period[5:7]) - 1
    return goal.target * season[month]


def _progress(period: str, start: date, deadline: date, season: Sequence[float]) -> float:
    """Return the share of the way that should be covered at the end of the month, 0 to 1."""
    now = int(period[:4]) * 12 + int(period[5:7]) - 1
    first, last = start.year * 12 + start.month - 1, deadline.year * 12 + deadline.month - 1
    weights = [season[m % 12] for m in range(first, max(last, first) + 1)]
    total = sum(weights) or 1.0
    return min(1.0, max(0.0, sum(weights[: max(0, now - first + 1)]) / total))


def status(measure: Kpi, value: float, pace: float) -> Status:
    """Return green from 95 % of the pace, yellow from 85 %, red below (turned round for measures that should fall)."""
    if pace == 0:
        return "grønn" if not measure.better(value, pace) else "rød"
    ratio = value / pace if measure.direction == "up" else 2 - value / pace
    if pace < 0:
        ratio = 2 - ratio
    return "grønn" if ratio >= _GREEN else "gul" if ratio >= _YELLOW else "rød"


def readings(
    goal: Goal, actuals: Sequence[Actual], start: date, season: Sequence[float] = _FLAT, answers: float | None = None
) -> tuple[Reading, ...]:
    """Return each month's reading of a goal's KPI, in order; `answers` is the sample size behind a share or score."""
    measure = kpi(goal.kpi)
    if measure is None:
        return ()
    found: list[Reading] = []
    for actual in sorted((a for a in actuals if a.kpi == goal.kpi), key=lambda a: a.period):
        pace = expected(goal, actual.period, start, season)
        if pace is None:
            continue
        colour = status(measure, actual.value, pace)
        band = margin(measure, pace, answers)
        behind = measure.better(actual.value, pace)
        outside = band is not None and behind and abs(actual.value - pace) > band
        again = bool(found) and found[-1].status == "rød"
        alarm = colour == "rød" and (outside or again)
        found.append(Reading(goal.kpi, actual.period, actual.value, pace, colour, alarm))
    return tuple(found)
