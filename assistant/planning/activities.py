"""Tactic and activity drafts: means in the dimension × RIKE grid, and a dozen rows that carry them out."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Any

from assistant.planning.framework import DIMENSIONS, STAGES, Dimension, Stage
from assistant.planning.goal_steps import step
from assistant.planning.knowledge import catalogue
from assistant.planning.kpis import kpi
from assistant.planning.legal import trade_flags
from assistant.planning.plan import Activity, Goal, Origin, Plan, Provenance, State, Tactic, Wording
from assistant.planning.profile import Profile, profile
from assistant.planning.schedule import Slot, schedule
from assistant.planning.strategies import UNFIT, conditions, draft_strategies, fit
from assistant.planning.wording import word

_ROWS = 12
_PER_DIMENSION = 2
_TACTICS = 3
# How much a row gains by carrying out what has been chosen above it.
_CARRIES = 3.0
# Hours a week when nobody has said: an assumption, marked as such on each row.
_HOURS_PER_WEEK = 3.0
_SHARE_OF_HOURS, _SHARE_OF_BUDGET = 0.8, 0.9
_SMALLEST_ROW = 1.0
_LEAST_SHARE = 0.6
Rows = dict[str, dict[str, Any]]


def draft_tactics(plan: Plan) -> tuple[Tactic, ...]:
    """Return two or three tactics for each dimension; over all of them every RIKE column is filled."""
    who = profile(plan)
    rows: Rows = catalogue("tactics")
    score = _scores(rows, plan, who)
    chosen = [name for dimension in DIMENSIONS for name in _of_dimension(rows, dimension, score)]
    for stage in STAGES:
        if not any(rows[name]["stage"] == stage for name in chosen):
            chosen.append(max((n for n in rows if rows[n]["stage"] == stage), key=score))
    return tuple(_tactic(name, rows[name], plan, who) for name in chosen)


def _scores(rows: Rows, plan: Plan, who: Profile) -> Callable[[str], float]:
    followed = {_archetype(plan, dimension) for dimension in DIMENSIONS}

    def score(name: str) -> float:
        row = rows[name]
        return fit(row, plan, who) + _CARRIES * bool(followed & set(row.get("with", ())))

    return score


def _archetype(plan: Plan, dimension: Dimension) -> str:
    strategy = plan.strategy(dimension)
    return strategy.archetype if strategy else draft_strategies(plan, dimension)[0].archetype


def _of_dimension(rows: Rows, dimension: Dimension, score: Callable[[str], float]) -> list[str]:
    """Return the best tactics of a dimension, in different RIKE stages first."""
    own = sorted((n for n, r in rows.items() if r["dimension"] == dimension and score(n) > UNFIT / 2), key=score)[::-1]
    first: dict[str, str] = {}
    for name in own:
        first.setdefault(rows[name]["stage"], name)
    spread = sorted(first.values(), key=score)[::-1]
    return (spread + [name for name in own if name not in spread])[:_TACTICS]


def _tactic(name: str, row: dict[str, Any], plan: Plan, who: Profile) -> Tactic:
    dimension = Dimension(row["dimension"])
    goal, strategy = plan.goal(dimension), plan.strategy(dimension)
    text = word(f"plan.taktikk.{name}", _words(plan, who, dimension))
    chosen = (Provenance(origin=Origin.COMPUTED, formula="valg", inputs=(strategy.id,)),) if strategy else ()
    return Tactic(
        id=f"taktikk-{name}",
        dimension=dimension,
        stage=Stage(row["stage"]),
        text=text,
        goal=goal.id if goal else None,
        article=row["article"],
        provenance=(
            *who.provenance(plan, text, slots=conditions(row)),
            *chosen,
            Provenance(origin=Origin.ARTICLE, article=row["article"]),
        ),
    )


def _words(plan: Plan, who: Profile, dimension: Dimension) -> dict[str, Any]:
    goal = plan.goal(dimension)
    return {**who.params, "segment": goal.segment} if goal and goal.segment else dict(who.params)


def draft_activities(plan: Plan, today: date) -> tuple[Activity, ...]:
    """Return about twelve rows inside the horizon, the hours and the budget, in order of start."""
    who = profile(plan)
    rows = _rows(who.kind)
    names = _chosen(rows, plan, who)
    end = _horizon(plan, today)
    hours = _hours(names, rows, plan, (end - today).days / 7)
    names = [name for name in names if name in hours]
    costs = _costs(names, rows, plan)
    weekly = plan.number("timer_per_uke") or _HOURS_PER_WEEK
    slots = schedule({name: rows[name] for name in names}, hours, weekly, today, end, who)
    made = [_activity(n, rows[n], plan, who, (slots[n], hours[n], costs[n])) for n in names]
    return tuple(sorted(made, key=lambda row: (row.start or today, row.id)))


@cache
def _rows(kind: str) -> Rows:
    """Return the catalogue's rows with the measures that fit this kind of business."""
    rows: Rows = catalogue("activities")["rader"]
    return {name: {**row, "kpi": row.get("kpi_for", {}).get(kind, row["kpi"])} for name, row in rows.items()}


def _horizon(plan: Plan, today: date) -> date:
    deadlines = [goal.deadline for goal in plan.goals if goal.deadline and goal.state != State.REJECTED]
    last = max(deadlines, default=today + timedelta(days=365))
    return last if last > today + timedelta(days=28) else today + timedelta(days=365)


def _chosen(rows: Rows, plan: Plan, who: Profile) -> list[str]:
    """Return the names of the rows to propose: the best two of each dimension, then the best of the rest."""
    live = [t for t in plan.tactics if t.state != State.REJECTED] or draft_tactics(plan)
    tactics = {tactic.id.removeprefix("taktikk-") for tactic in live}
    means: Rows = catalogue("tactics")
    score = {n: fit(row, plan, who) + _CARRIES * (row["tactic"] in tactics) for n, row in rows.items()}
    # A row that carries out a means unfit for this trade is unfit itself.
    score = {
        n: points + min(0.0, fit(means[rows[n]["tactic"]], plan, who) // UNFIT * UNFIT) for n, points in score.items()
    }
    ranked = sorted((n for n in rows if score[n] > UNFIT / 2), key=lambda n: -score[n])
    chosen: list[str] = []
    for dimension in DIMENSIONS:
        chosen += [name for name in ranked if rows[name]["dimension"] == dimension][:_PER_DIMENSION]
    rest = [name for name in ranked if name not in chosen]
    return chosen + rest[: _ROWS - len(chosen)]


def _hours(names: list[str], rows: Rows, plan: Plan, weeks: float) -> dict[str, float]:
    """Return hours for each row, scaled to the hours there are; rows that would get next to none are left out."""
    available = (plan.number("timer_per_uke") or _HOURS_PER_WEEK) * weeks * _SHARE_OF_HOURS
    kept = list(names)
    while True:
        wanted = sum(rows[name]["hours"] for name in kept)
        scale = min(1.0, available / wanted)
        if scale >= 0.6 or len(kept) <= 2 * len(DIMENSIONS):
            return {name: max(_SMALLEST_ROW, float(int(rows[name]["hours"] * scale))) for name in kept}
        kept.pop()


def _costs(names: list[str], rows: Rows, plan: Plan) -> dict[str, float]:
    budget = (plan.number("markedsbudsjett") or 0.0) * _SHARE_OF_BUDGET
    shares = {name: float(rows[name]["cost"]) for name in names}
    # Few rows cost anything in a small plan: what there is, is then used, but no row swells out of measure.
    scale = budget / max(_LEAST_SHARE, sum(shares.values()))
    unit = 500 if budget >= 50_000 else 100
    return {name: float(share * scale // unit * unit) for name, share in shares.items()}


def _activity(name: str, row: dict[str, Any], plan: Plan, who: Profile, frame: tuple[Slot, float, float]) -> Activity:
    dimension = Dimension(row["dimension"])
    goal, words = plan.goal(dimension), _words(plan, who, dimension)
    slot, hours, cost = frame
    what, how = (word(f"plan.aktivitet.{name}.{part}", words) for part in ("hva", "hvordan"))
    tactic = next((t.id for t in plan.tactics if t.id == f"taktikk-{row['tactic']}"), None)
    return Activity(
        id=f"aktivitet-{name}",
        dimension=dimension,
        stage=Stage(row["stage"]),
        what=what,
        how=how,
        where=catalogue("activities")["hvor"][row["where"]].format(**words),
        who=plan.words("ansvarlig") or (goal.owner if goal else None) or str(who.params["leder"]),
        start=slot.start,
        end=slot.end,
        hours=hours,
        cost=cost,
        kpi=row["kpi"],
        target=_target(row, plan),
        goal=goal.id if goal else None,
        tactic=tactic,
        segment=str(words["segment"]),
        legal=tuple(dict.fromkeys((*row.get("legal", ()), *trade_flags(who.trade)))),
        provenance=_provenance(plan, who, (what, how), row, tactic),
    )


def _same_goal(row: dict[str, Any], plan: Plan) -> Goal | None:
    return next((g for g in plan.goals if g.kpi == row["kpi"] and g.state != State.REJECTED), None)


def _target(row: dict[str, Any], plan: Plan) -> float | None:
    """Return the goal's target when the row moves a goal's own KPI, else the row's, else a year's step."""
    same, measure = _same_goal(row, plan), kpi(row["kpi"])
    if same is not None:
        return same.target
    return float(row["value"]) if "value" in row else step(measure, plan.number(row["kpi"])) if measure else None


def _provenance(
    plan: Plan, who: Profile, wordings: tuple[Wording, ...], row: dict[str, Any], tactic: str | None
) -> tuple[Provenance, ...]:
    slots = ("segment", "ansvarlig", "timer_per_uke", "markedsbudsjett", *conditions(row))
    same = _same_goal(row, plan)
    ids = tuple(part for part in (tactic, same.id if same else None) if part)
    chosen = (Provenance(origin=Origin.COMPUTED, formula="valg", inputs=ids),) if ids else ()
    return (*who.provenance(plan, *wordings, slots=slots), *chosen)
