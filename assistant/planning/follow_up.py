"""Following the plan: each goal's pace by season, deviations with their cause and action, and the month in brief."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from assistant.planning.control import YEARLY, Reading, readings
from assistant.planning.goal_words import named, shown_unit
from assistant.planning.knowledge import catalogue
from assistant.planning.kpis import kpi
from assistant.planning.plan import Deviation, Goal, Origin, Plan, Provenance, Scalar, State, Wording
from assistant.planning.profile import Profile, profile
from assistant.planning.wording import word

_BUSY, _QUIET = 1.25, 0.75


@dataclass(frozen=True, slots=True)
class Summary:
    """The month in brief: one line for each goal, then what is waiting, then what to do next."""

    period: str
    lines: tuple[Wording, ...]
    waiting: tuple[Wording, ...]
    next: Wording


def season_of(who: Profile) -> tuple[float, ...]:
    """Return each month's share of the year, from January. An assumption from the trade's busy and quiet months."""
    weights = [_BUSY if m in who.busy else _QUIET if m in who.quiet else 1.0 for m in range(1, 13)]
    return tuple(weight / sum(weights) for weight in weights)


def followed(plan: Plan) -> dict[str, tuple[Reading, ...]]:
    """Return the readings of every live goal by its id; what adds up through the year is paced by the season."""
    season = season_of(profile(plan))
    paced = {True: season, False: (1 / 12,) * 12}
    return {g.id: readings(g, plan.actuals, plan.created, paced[g.kpi in YEARLY]) for g in _live(plan)}


def _live(plan: Plan) -> tuple[Goal, ...]:
    return tuple(goal for goal in plan.goals if goal.state != State.REJECTED)


def deviations(plan: Plan) -> tuple[Deviation, ...]:
    """Return the deviations to open: the newest reading raises an alarm, and none is open for that KPI."""
    handled = {d.kpi for d in plan.deviations if d.closed is None} | {(d.kpi, d.period) for d in plan.deviations}
    found = []
    for goal, read in ((g, followed(plan)[g.id]) for g in _live(plan)):
        last = read[-1] if read else None
        if last is not None and last.alarm and not {last.kpi, (last.kpi, last.period)} & handled:
            found.append(_deviation(last, goal))
    return tuple(found)


def _deviation(reading: Reading, goal: Goal) -> Deviation:
    source = Provenance(origin=Origin.COMPUTED, formula="avvik", inputs=(goal.id,))
    return Deviation(
        id=f"avvik-{reading.kpi}-{reading.period}",
        kpi=reading.kpi,
        period=reading.period,
        value=reading.value,
        expected=reading.expected,
        owner=goal.owner,
        provenance=(source,),
    )


def causes(name: str) -> tuple[Wording, ...]:
    """Return the causes to choose among for a KPI, most likely first. The person's own words may be one too."""
    table, measure = catalogue("control"), kpi(name)
    key = measure.dimension.value if measure is not None and measure.dimension else "marked"
    chosen = table["kpis"].get(name) or table["dimensjon"][key]
    return tuple(Wording(code=f"plan.avvik.årsak.{cause}") for cause in chosen)


def corrective(plan: Plan, deviation: Deviation, cause: Wording, today: date) -> Deviation:
    """Return the deviation with this cause and a draft of what to do about it, by whom and when."""
    rows: dict[str, dict[str, Any]] = catalogue("control")["årsaker"]
    name = (cause.code or "").rpartition(".")[2]
    who, measure = profile(plan), kpi(deviation.kpi)
    params: dict[str, Scalar] = {**who.params, "kpi": named(measure, who) if measure else deviation.kpi}
    known = name in rows
    action = word(f"plan.avvik.tiltak.{name if known else 'egen'}", params)
    days = int(rows[name]["days"]) if known else 14
    owner = deviation.owner or plan.words("ansvarlig") or str(who.params["leder"])
    changes = {"cause": cause, "action": action, "owner": owner, "due": today + timedelta(days=days)}
    return deviation.model_copy(update=changes)


def with_deviation(plan: Plan, deviation: Deviation) -> Plan:
    """Return the plan with this deviation, in place of an earlier one with its id."""
    others = tuple(d for d in plan.deviations if d.id != deviation.id)
    return plan.with_(deviations=(*others, deviation))


def settled(deviation: Deviation, learning: str, today: date) -> Deviation:
    """Return the deviation closed, with what was learnt."""
    return deviation.model_copy(update={"learning": " ".join(learning.split()), "closed": today})


def monthly(plan: Plan, period: str, today: date) -> Summary:
    """Return the month (`YYYY-MM`) in brief."""
    who, read = profile(plan), followed(plan)
    lines = tuple(_line(goal, read[goal.id], period, who) for goal in _live(plan))
    waiting = (*_without_action(plan, who), *_overdue(plan, today, who))
    red = any(line.code == "plan.avvik.måned.rød" for line in lines)
    unmeasured = any(line.code == "plan.avvik.måned.umålt" for line in lines)
    step = "tiltak" if waiting or red else "mål" if unmeasured else "fortsett"
    return Summary(period, lines, waiting, word(f"plan.avvik.neste.{step}", who.params))


def _line(goal: Goal, read: tuple[Reading, ...], period: str, who: Profile) -> Wording:
    measure = kpi(goal.kpi)
    params: dict[str, Scalar] = {"kpi": named(measure, who) if measure else goal.kpi}
    now = next((reading for reading in read if reading.period == period), None)
    if now is None:
        return word("plan.avvik.måned.umålt", params)
    unit = shown_unit(measure) if measure else ""
    params |= {"verdi": _round(now.value), "ventet": _round(now.expected), "unit": unit}
    code = now.status if now.status != "rød" or now.alarm else "rød_én_gang"
    return word(f"plan.avvik.måned.{code}", params)


def _round(value: float) -> float:
    return round(value) if abs(value) >= 100 else round(value, 1)


def _without_action(plan: Plan, who: Profile) -> tuple[Wording, ...]:
    left = [*deviations(plan), *(d for d in plan.deviations if d.closed is None and d.action is None)]
    return tuple(word("plan.avvik.venter.tiltak", _about(d, who)) for d in left)


def _overdue(plan: Plan, today: date, who: Profile) -> tuple[Wording, ...]:
    late = [d for d in plan.deviations if d.closed is None and d.due is not None and d.due < today]
    return tuple(word("plan.avvik.venter.frist", _about(d, who)) for d in late)


def _about(deviation: Deviation, who: Profile) -> dict[str, Scalar]:
    measure = kpi(deviation.kpi)
    params: dict[str, Scalar] = {"kpi": named(measure, who) if measure else deviation.kpi}
    return params | ({"frist": deviation.due} if deviation.due else {}) | {"hvem": deviation.owner or ""}
